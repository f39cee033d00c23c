"""`Provider`: a whole OAuth 1.0a provider as a WSGI app, its state in memory."""

from __future__ import annotations

import logging
from collections.abc import Callable
from email.utils import formatdate
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import quote

from ..credentials import Consumer, Token
from ..errors import RequestRefused
from ..nonce_store import NonceStore
from ..server import Server
from ..signature import (
    SignatureMethod_HMAC_SHA1,
    SignatureMethod_HMAC_SHA256,
    SignatureMethod_HMAC_SHA512,
    SignatureMethod_PLAINTEXT,
)
from . import authorize, outcomes, pages, resources, tokens
from .answers import Answer, Environ, StartResponse, refusal, send, text
from .callback import OUT_OF_BAND, denied_url, is_callback
from .explained import explained
from .gate import Gate
from .refusal import Refused, report
from .store import Decision, Registration, Store, User

_log = logging.getLogger("oauth2.sandbox")

#: The key of the ready consumer.  It is public, like the rest of these, and no secret at all.
CONSUMER_KEY = "sandbox-key"
#: The secret of the ready consumer.
CONSUMER_SECRET = "sandbox-secret"  # noqa: S105  # published on purpose
#: The key of the ready access token, which is the ready user's for the ready consumer.
TOKEN_KEY = "sandbox-token"  # noqa: S105  # published on purpose
#: The secret of the ready access token.
TOKEN_SECRET = "sandbox-token-secret"  # noqa: S105  # published on purpose
#: The name of the ready user, for xAuth.
USER_NAME = "ada"
#: The password of the ready user, for xAuth.
USER_PASSWORD = "sandbox-password"  # noqa: S105  # published on purpose

_READ = frozenset({"GET", "HEAD"})
_READ_OR_POST = frozenset({"GET", "POST"})
_WRITE = frozenset({"POST", "PUT"})
_ANY: frozenset[str] = frozenset()


class _Endpoint(NamedTuple):
    """What stands at a path."""

    about: str
    #: The HTTP methods that it takes; none means all.
    methods: frozenset[str]
    answer: Callable[[Gate, Environ], Answer]


_ENDPOINTS = {
    "/request_token": _Endpoint("gives a request token", _READ_OR_POST, tokens.request_token),
    authorize.PATH: _Endpoint("asks the user", _READ | {"POST"}, authorize.authorize),
    "/access_token": _Endpoint("gives an access token", _READ_OR_POST, tokens.access_token),
    "/echo": _Endpoint("says what it got, whatever the method", _ANY, resources.echo),
    "/me": _Endpoint("the user's profile", _READ, resources.profile),
    "/avatar.svg": _Endpoint("the user's picture", _READ, resources.picture),
    "/photos": _Endpoint("the user's photos, by ?page=", _READ, resources.photos),
    "/upload": _Endpoint("says the length and the hash of a file", _WRITE, resources.upload),
    "/outcomes": _Endpoint("takes scores, as in LTI 1.1", _WRITE, outcomes.outcomes),
}
# What stands below a path.
_BELOW = {
    "/photos/": _Endpoint("one photo", _READ, resources.photo),
    "/pictures/": _Endpoint("a user's picture, unsigned", _READ, resources.open_picture),
}


class Provider:
    """An OAuth 1.0a provider to develop and test against: a WSGI app.

    It has one consumer, `CONSUMER_KEY` and `CONSUMER_SECRET`, one user, `USER_NAME` and
    `USER_PASSWORD`, and one access token, `TOKEN_KEY` and `TOKEN_SECRET`, which are the same
    everywhere: never let it guard anything.  It takes PLAINTEXT, HMAC-SHA1, HMAC-SHA256 and
    HMAC-SHA512; `provider.server.add_signature_method` adds others.

    Args:
        access_token_without_secret: True also accepts the request for an access token signed
            without the token secret, as some large providers do.
        require_callback: True refuses a request for a request token without `oauth_callback`,
            which RFC 5849 requires; otherwise that of the consumer is taken.
        nonce_store: remembers which nonces were used; None makes one.
        clock: returns the time in seconds since 1970; by default `time.time`.
    """

    def __init__(
        self,
        *,
        access_token_without_secret: bool = False,
        require_callback: bool = False,
        nonce_store: NonceStore | None = None,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._clock = clock
        #: What verifies the requests.
        self.server = Server(nonce_store=nonce_store, clock=clock, explain=True)
        for method in (
            SignatureMethod_PLAINTEXT,
            SignatureMethod_HMAC_SHA1,
            SignatureMethod_HMAC_SHA256,
            SignatureMethod_HMAC_SHA512,
        ):
            self.server.add_signature_method(method())
        self._store = self._new_store()
        self._gate = Gate(
            self._store,
            self.server,
            without_secret=access_token_without_secret,
            require_callback=require_callback,
        )
        #: The ready consumer.
        self.consumer = self.add_consumer(CONSUMER_KEY, CONSUMER_SECRET, name="Sandbox consumer")
        self.add_user(USER_NAME, USER_PASSWORD, title="Ada Sample")
        #: The ready access token.
        self.token = self.add_access_token(self.consumer, Token(TOKEN_KEY, TOKEN_SECRET))

    def add_consumer(
        self, key: str, secret: str, *, name: str | None = None, callback: str = OUT_OF_BAND
    ) -> Consumer:
        """Make a consumer known, or replace the one with this key.

        Args:
            key: identifies it.
            secret: proves it.
            name: what the user is told who asks; by default the key.
            callback: where the user is sent back to if the consumer does not say: a URL, or "oob".

        Returns:
            The consumer.

        Raises:
            ValueError: the callback is neither "oob" nor an absolute URL.
        """
        if not is_callback(callback):
            raise ValueError(f"the callback {callback!r} is neither 'oob' nor an absolute URL")
        consumer = Consumer(key, secret)
        title = key if name is None else name
        self._store.add_consumer(Registration(consumer, title, callback))
        return consumer

    def add_user(self, name: str, password: str, *, title: str | None = None) -> None:
        """Make a user known, or replace the one with this name.

        Args:
            name: the user's, for xAuth and `screen_name`.
            password: for xAuth.
            title: the name that people read; by default `name`.
        """
        self._store.add_user(name, password, name if title is None else title)

    def add_access_token(
        self, consumer: Consumer, token: Token | None = None, *, user: str | None = None
    ) -> Token:
        """Make an access token known without the three legs.

        Args:
            consumer: to whom it is given.
            token: the token; None makes one.
            user: the name of the user for whom it is; None is the first user.

        Returns:
            The token.

        Raises:
            Error: there is no such user.
        """
        return self._store.add_access_token(consumer.key, self._user(user), token).token

    def approve(self, request_token_key: str, *, user: str | None = None) -> str:
        """Allow what a request token asks for, as a user does on the page.

        Args:
            request_token_key: the token's key.
            user: the name of the user who allows it; None is the first user.

        Returns:
            The verifier.

        Raises:
            RequestRefused: the token is unknown, or was decided before, or the user is unknown.
        """
        record = self._store.request_token(request_token_key)
        self._store.decide(record, self._user(user))
        return str(record.token.verifier)

    def deny(self, request_token_key: str) -> None:
        """Deny what a request token asks for, as a user does on the page.

        Args:
            request_token_key: the token's key.

        Raises:
            RequestRefused: the token is unknown, or was decided before.
        """
        self._store.decide(self._store.request_token(request_token_key), None)

    def callback_url(self, request_token_key: str) -> str | None:
        """Return where the user's browser is sent from the page, once the user has answered.

        Args:
            request_token_key: the token's key.

        Returns:
            The callback with the verifier, or with `denied`; None for "oob".

        Raises:
            RequestRefused: the token is unknown, or not decided yet.
        """
        record = self._store.request_token(request_token_key)
        if record.decision is Decision.OPEN:
            raise Refused("permission_unknown", f"the request token {record.decision.value}")
        if record.decision is Decision.DENIED and record.token.callback != OUT_OF_BAND:
            return denied_url(record.token.callback, record.token.key)
        return record.token.get_callback_url()

    def expire(self, access_token_key: str) -> None:
        """Let an access token expire; it can still be renewed.

        Args:
            access_token_key: the token's key.
        """
        self._store.expire(access_token_key)

    def __call__(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        """Answer a request (PEP 3333), and log one line at INFO, with a reason if it is refused."""
        answer = self._answer(environ)
        _log.info(
            "%s %s %d %s",
            quote(environ["REQUEST_METHOD"]),
            quote(environ.get("PATH_INFO", ""), encoding="latin-1"),
            answer.status,
            answer.problem or "-",
        )
        for line in answer.why:
            _log.info("    %s", line)
        if self._clock is not None:
            # Clients set their clock by this field; without one of ours it is the server's.
            date = ("Date", formatdate(self._clock(), usegmt=True))
            answer = answer._replace(headers=[*answer.headers, date])
        return send(answer, environ, start_response)

    def _answer(self, environ: Environ) -> Answer:
        path = environ.get("PATH_INFO", "")
        if path in {"", "/"}:
            prefix = environ.get("SCRIPT_NAME", "")
            return pages.index((prefix + path, each.about) for path, each in _ENDPOINTS.items())
        endpoint = _ENDPOINTS.get(path) or _BELOW.get(path[: path.rfind("/") + 1])
        if endpoint is None:
            return text("There is nothing here.", HTTPStatus.NOT_FOUND)
        if endpoint.methods and environ["REQUEST_METHOD"] not in endpoint.methods:
            allowed = ", ".join(sorted(endpoint.methods))
            headers = [("Allow", allowed)]
            return text(f"Only {allowed} here.", HTTPStatus.METHOD_NOT_ALLOWED, headers)
        try:
            return endpoint.answer(self._gate, environ)
        except RequestRefused as error:
            fields = report(error, explained(error, environ))
            answer = refusal(error, fields)
            in_browser = "text/html" in environ.get("HTTP_ACCEPT", "")
            return pages.refused(answer, fields) if in_browser else answer

    def _new_store(self) -> Store:
        return Store()

    def _user(self, name: str | None) -> User:
        user = self._store.user(name)
        if user is None:
            raise Refused("permission_denied", f"no user has the name {name!r}")
        return user
