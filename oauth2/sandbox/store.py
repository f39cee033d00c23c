"""What the sandbox knows: consumers, users, tokens.  In memory; each step is atomic."""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass
from enum import Enum
from typing import cast

from ..credentials import Consumer, Token
from ..nonce import generate_nonce
from ..signature import same
from .callback import OUT_OF_BAND
from .refusal import Refused

# A PIN of 8 digits could be found by trying them all (RFC 5849 section 4.9).
_MOST_GUESSES = 10

# None of these has a `repr`: it would show what is secret.


@dataclass(frozen=True, repr=False)
class Registration:
    """A consumer as it is known here."""

    consumer: Consumer
    #: What the user is told.
    name: str
    #: Where the user is sent back to if a request does not say.
    callback: str


@dataclass(frozen=True, repr=False)
class User:
    """A person with an account."""

    user_id: str
    name: str
    password: str
    title: str


class Decision(Enum):
    """What has become of a request token."""

    OPEN = "is not decided yet"
    ALLOWED = "was allowed"
    DENIED = "was denied"
    USED = "was used"
    GUESSED = "has had too many wrong verifiers"


@dataclass(repr=False)
class RequestToken:
    """A request token (temporary credentials) and what the user said."""

    token: Token
    registration: Registration
    #: What a decision must be sent with; only the page for this token holds it.
    form_key: str
    decision: Decision = Decision.OPEN
    user: User | None = None
    wrong_verifiers: int = 0


@dataclass(frozen=True, repr=False)
class AccessToken:
    """An access token (token credentials), for whom it was given and to whom."""

    token: Token
    consumer_key: str
    user: User
    session_handle: str


class Store:
    """The state of one sandbox, safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._consumers: dict[str, Registration] = {}
        self._users: dict[str, User] = {}
        self._user_ids = itertools.count(1)
        self._request_tokens: dict[str, RequestToken] = {}
        self._access_tokens: dict[str, AccessToken] = {}
        self._renewed: set[str] = set()
        self._expired: set[str] = set()

    # --- consumers and users ------------------------------------------------------------------

    def add_consumer(self, registration: Registration) -> None:
        """Make a consumer known, or replace the one with this key."""
        with self._lock:
            self._consumers[registration.consumer.key] = registration

    def registration(self, key: str) -> Registration:
        """Return the consumer with a key."""
        with self._lock:
            found = self._consumers.get(key)
        if found is None:
            raise Refused(
                "consumer_key_unknown",
                f"no consumer has the key {key[:80]!r}",
                parameter="oauth_consumer_key",
            )
        return found

    def add_user(self, name: str, password: str, title: str) -> User:
        """Make a user known, or replace the one with this name."""
        with self._lock:
            user = User(str(next(self._user_ids)), name, password, title)
            self._users[name] = user
        return user

    def users(self) -> list[User]:
        """Return all users, the first one added first."""
        with self._lock:
            return list(self._users.values())

    def user(self, name: str | None) -> User | None:
        """Return the user with a name, or the first user for None; None where there is none."""
        users = self.users()
        if name is None:
            return users[0]
        return next((user for user in users if user.name == name), None)

    # --- request tokens -----------------------------------------------------------------------

    def add_request_token(self, registration: Registration, callback: str) -> RequestToken:
        """Make a request token (RFC 5849 section 2.1)."""
        token = _new_token()
        token.set_callback(callback)
        record = RequestToken(token, registration, generate_nonce())
        with self._lock:
            self._request_tokens[token.key] = record
        return record

    def request_token(self, key: str, consumer_key: str | None = None) -> RequestToken:
        """Return a request token in any state; with a consumer key, only that consumer's."""
        with self._lock:
            record = self._request_tokens.get(key)
        mine = record and consumer_key in (None, record.registration.consumer.key)
        if record is None or not mine:
            raise Refused(
                "token_rejected", "the request token is unknown here", parameter="oauth_token"
            )
        return record

    def decide(self, record: RequestToken, user: User | None) -> None:
        """Note that a user allows what is asked for, or that it is denied; once only."""
        with self._lock:
            if record.decision is not Decision.OPEN:
                raise Refused("token_used", f"the request token {record.decision.value} already")
            record.decision = Decision.DENIED if user is None else Decision.ALLOWED
            record.user = user
            # A PIN is typed by a person; what a browser carries may be as long as it is strong.
            out_of_band = record.token.callback == OUT_OF_BAND
            record.token.set_verifier(None if out_of_band else generate_nonce())

    def exchange(self, record: RequestToken, verifier: str) -> AccessToken:
        """Give an access token for a request token that was allowed; once only (section 2.3)."""
        with self._lock:
            problem = _NOT_EXCHANGEABLE.get(record.decision)
            if problem is not None:
                message = f"the request token {record.decision.value}"
                raise Refused(problem, message, parameter="oauth_token")
            if not same(verifier, record.token.verifier):
                record.wrong_verifiers += 1
                if record.wrong_verifiers >= _MOST_GUESSES:
                    record.decision = Decision.GUESSED
                raise Refused(
                    "verifier_invalid",
                    "oauth_verifier is not the one that the user was given",
                    parameter="oauth_verifier",
                )
            record.decision = Decision.USED
        user = cast(User, record.user)  # who allowed it
        return self.add_access_token(record.registration.consumer.key, user)

    # --- access tokens ------------------------------------------------------------------------

    def add_access_token(
        self, consumer_key: str, user: User, token: Token | None = None
    ) -> AccessToken:
        """Make an access token, or take the one given."""
        record = AccessToken(token or _new_token(), consumer_key, user, generate_nonce())
        with self._lock:
            self._access_tokens[record.token.key] = record
        return record

    def expire(self, key: str) -> None:
        """Let an access token expire, if there is one with this key; it can still be renewed."""
        with self._lock:
            self._expired.add(key)

    def access_token(self, key: str, consumer_key: str) -> AccessToken:
        """Return the access token with a key, of a consumer, that lets it act for its user."""
        record = self.renewable_token(key, consumer_key)
        with self._lock:
            expired = key in self._expired
        if expired:
            raise Refused("token_expired", "the access token has expired", parameter="oauth_token")
        return record

    def renewable_token(self, key: str, consumer_key: str) -> AccessToken:
        """Return the access token with a key, of a consumer, which may have expired."""
        with self._lock:
            record = self._access_tokens.get(key)
            renewed = key in self._renewed
        if record is None and renewed:
            raise _renewed_before()
        if record is None or record.consumer_key != consumer_key:
            raise Refused(
                "token_rejected", "the access token is unknown here", parameter="oauth_token"
            )
        return record

    def renew(self, record: AccessToken, session_handle: str) -> AccessToken:
        """Replace an access token by a new one with the same session handle; once only."""
        if not same(session_handle, record.session_handle):
            raise Refused(
                "token_rejected",
                "oauth_session_handle is not the one of this token",
                parameter="oauth_session_handle",
            )
        new = AccessToken(_new_token(), record.consumer_key, record.user, record.session_handle)
        with self._lock:
            if self._access_tokens.pop(record.token.key, None) is None:
                raise _renewed_before()
            self._renewed.add(record.token.key)
            self._access_tokens[new.token.key] = new
        return new

    def log_in(self, name: str, password: str) -> User:
        """Return the user with this name and this password, for xAuth."""
        user = self.user(name)
        if user is None or not same(password, user.password):
            raise Refused("permission_denied", "no user has this name and this password")
        return user


_NOT_EXCHANGEABLE = {
    Decision.OPEN: "permission_unknown",
    Decision.DENIED: "permission_denied",
    Decision.USED: "token_used",
    Decision.GUESSED: "token_used",
}


def _renewed_before() -> Refused:
    return Refused("token_expired", "the access token was renewed", parameter="oauth_token")


def _new_token() -> Token:
    return Token(generate_nonce(), generate_nonce())
