"""Who may pass: looks up consumer and token, has `Server` verify, refuses replays."""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable
from typing import Any, NamedTuple

from ..credentials import Token
from ..encoding import Pairs, percent_encode
from ..errors import InvalidSignature, RequestRefused
from ..request import Request
from ..server import Server
from .answers import Environ
from .refusal import Refused, report
from .store import AccessToken, Registration, Store


class Admitted(NamedTuple):
    """A request for a protected resource that may pass."""

    request: Request
    registration: Registration
    #: None where the consumer asks for itself.
    access: AccessToken | None


class Nonces:
    """Remembers which nonces were used, for as long as their timestamps are taken."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._used: set[str] = set()
        self._by_time: list[tuple[int, str]] = []

    def use(self, key: str, expires: int, now: int) -> bool:
        """Return True the first time that a nonce is used.

        Args:
            key: all that makes it unique.
            expires: when it may be forgotten, in seconds since 1970.
            now: the time.
        """
        with self._lock:
            while self._by_time and self._by_time[0][0] < now:
                self._used.discard(heapq.heappop(self._by_time)[1])
            if key in self._used:
                return False
            self._used.add(key)
            heapq.heappush(self._by_time, (expires, key))
            return True


class Gate:
    """Verifies the requests to one sandbox.

    Args:
        store: who is known.
        server: what verifies.
        clock: the server's clock.
        without_secret: True accepts the request for an access token without the token secret too.
        require_callback: True refuses a request for a request token that names no callback.
    """

    def __init__(
        self,
        store: Store,
        server: Server,
        clock: Callable[[], float],
        *,
        without_secret: bool,
        require_callback: bool,
    ) -> None:
        self.store = store
        self.require_callback = require_callback
        self._server = server
        self._clock = clock
        self._without_secret = without_secret
        self._nonces = Nonces()

    def receive(self, environ: Environ) -> tuple[Request, Registration]:
        """Read a request and look up its consumer; nothing is verified yet."""
        request = Request.from_wsgi(environ)
        if not any(name.startswith("oauth_") for name in request):
            # With 401, not 400: a request without credentials is told which are wanted.
            raise Refused(
                "parameter_absent",
                "the request carries no OAuth parameters",
                parameter="oauth_consumer_key",
            )
        return request, self.store.registration(request.get_parameter("oauth_consumer_key"))

    def verify(
        self, request: Request, registration: Registration, token: Token | None
    ) -> dict[str, Any]:
        """Verify a request that may be made once only, and return its other parameters."""
        parameters = self._server.verify_request(request, registration.consumer, token)
        self._refuse_replay(request)
        return parameters

    def verify_request_token(
        self, request: Request, registration: Registration, token: Token
    ) -> None:
        """Verify a request for an access token, by the setting without the token secret too."""
        try:
            self._server.verify_request(request, registration.consumer, token)
        except InvalidSignature:
            if not self._without_secret:
                raise
            half = Token(token.key, "")
            self._server.verify_request(request, registration.consumer, half)
        self._refuse_replay(request)

    def admit(self, environ: Environ) -> Admitted:
        """Verify a request for a protected resource, of a consumer with or without a token."""
        request, registration = self.receive(environ)
        # An empty token says the same as none (RFC 5849 section 3.1).
        key = request.get("oauth_token") or None
        access = key and self.store.access_token(key, registration.consumer.key)
        self.verify(request, registration, access.token if access else None)
        return Admitted(request, registration, access or None)

    def report(self, error: RequestRefused) -> Pairs:
        """Return what to tell the client about a refusal."""
        return report(error, int(self._clock()), self._server.timestamp_threshold)

    def _refuse_replay(self, request: Request) -> None:
        # Only after the signature: nobody else may use up a nonce.
        if "oauth_nonce" not in request:
            return  # PLAINTEXT may leave it out (RFC 5849 section 3.1): there is nothing to tell by
        timestamp, nonce = request["oauth_timestamp"], request["oauth_nonce"]
        who = (request["oauth_consumer_key"], request.get("oauth_token", ""))
        key = "&".join(percent_encode(part) for part in (*who, timestamp, nonce))
        expires = int(int(timestamp) + self._server.timestamp_threshold)
        if not self._nonces.use(key, expires, int(self._clock())):
            raise Refused(
                "nonce_used",
                "this nonce was used already with this timestamp: each request needs a new one",
                parameter="oauth_nonce",
            )
