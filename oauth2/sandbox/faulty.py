"""`FaultyProvider`: a provider that notes what arrives, and gets wrong what its script says.

Whatever it can, it gets wrong by itself: with a wrong clock, a nonce that is used up, a secret that
is another, its own checks refuse the request, and in their own words.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from ..credentials import Consumer
from ..encoding import form_decode
from ..nonce import generate_nonce
from ..nonce_store import MemoryNonceStore
from . import pages
from .answers import Answer, Environ, form, text
from .faults import Failure, Fault, Script
from .provider import Provider
from .recorded import Recorded, record
from .refusal import Refused
from .store import AccessToken, Decision, Registration, RequestToken, Store, User

_log = logging.getLogger("oauth2.sandbox")

_UNCONFIRMED = Fault.CALLBACK_NOT_CONFIRMED


class _Current(threading.local):
    """What goes wrong with the request that this thread answers."""

    failure: Failure | None = None

    def is_(self, fault: Fault) -> bool:
        return self.failure is not None and self.failure.fault is fault

    def skew(self) -> float:
        failing = self.failure
        return failing.seconds if failing and failing.fault is Fault.CLOCK_SKEW else 0


class _Nonces(MemoryNonceStore):
    """Nonces, of which somebody else may have used one just before."""

    def __init__(self, current: _Current) -> None:
        # None expires: a test may take the clock to and fro, and is over soon.
        super().__init__(clock=lambda: 0)
        self._current = current

    def use(self, key: str, expires: int) -> bool:
        if self._current.is_(Fault.NONCE_USED):
            super().use(key, expires)
        return super().use(key, expires)


class _FaultyStore(Store):
    """A store that may have lost a consumer, a consumer's secret, or a permission."""

    def __init__(self, current: _Current) -> None:
        super().__init__()
        self._current = current

    def registration(self, key: str) -> Registration:
        if self._current.is_(Fault.CONSUMER_KEY_UNKNOWN):
            return Store().registration(key)
        found = super().registration(key)
        if self._current.is_(Fault.SIGNATURE_INVALID):
            return replace(found, consumer=Consumer(key, generate_nonce()))
        return found

    def access_token(self, key: str, consumer_key: str) -> AccessToken:
        if self._current.is_(Fault.TOKEN_EXPIRED):
            self.expire(key)
        return super().access_token(key, consumer_key)

    def exchange(self, record: RequestToken, verifier: str) -> AccessToken:
        if self._current.is_(Fault.PERMISSION_DENIED):
            record.decision = Decision.DENIED
        return super().exchange(record, verifier)

    def renew(self, record: AccessToken, session_handle: str) -> AccessToken:
        self._need_permission()
        return super().renew(record, session_handle)

    def log_in(self, name: str, password: str) -> User:
        self._need_permission()
        return super().log_in(name, password)

    def _need_permission(self) -> None:
        if self._current.is_(Fault.PERMISSION_DENIED):
            raise Refused("permission_denied", "the user does not allow it any more")


class FaultyProvider(Provider):
    """A provider for tests, to be run by this package's server."""

    def __init__(self) -> None:
        self._current = _Current()
        self._ended = threading.Event()
        #: What is still to go wrong.
        self.script = Script()
        #: What has arrived.
        self.requests: list[Recorded] = []
        super().__init__(
            nonce_store=_Nonces(self._current), clock=lambda: time.time() + self._current.skew()
        )

    def end(self) -> None:
        """End answers that are slow; nobody waits for them any more."""
        self._ended.set()

    def _new_store(self) -> Store:
        return _FaultyStore(self._current)

    def _answer(self, environ: Environ) -> Answer:
        self.requests.append(record(environ))
        failing = self._current.failure = self.script.take(environ.get("PATH_INFO", ""))
        if failing is None:
            return super()._answer(environ)
        _log.info("made to fail: %s", failing.fault.value)
        if failing.fault is Fault.SLOW:
            self._wait(failing.seconds)
        if failing.fault in _INSTEAD:
            return _INSTEAD[failing.fault](failing, environ)
        answer = super()._answer(environ)
        given = answer.status == HTTPStatus.OK
        return _unconfirmed(answer) if given and failing.fault is _UNCONFIRMED else answer

    def _wait(self, seconds: float) -> None:
        if self._ended.wait(seconds):
            raise ConnectionAbortedError


def _unconfirmed(answer: Answer) -> Answer:
    fields = form_decode(answer.body)
    return form([pair for pair in fields if pair[0] != "oauth_callback_confirmed"])


# --- answers in place of the right one ----------------------------------------------------------


def _page(_failing: Failure, _environ: Environ) -> Answer:
    return pages.message("Down for maintenance", "We will be back soon.")


def _server_error(_failing: Failure, _environ: Environ) -> Answer:
    return text("Something is broken here.", HTTPStatus.INTERNAL_SERVER_ERROR)


def _redirect(failing: Failure, environ: Environ) -> Answer:
    elsewhere = f"http://localhost:{environ['SERVER_PORT']}{environ['REQUEST_URI']}"
    headers = [("Location", failing.location or elsewhere)]
    return text("See there.", HTTPStatus.TEMPORARY_REDIRECT, headers)


def _hang_up(_failing: Failure, _environ: Environ) -> Answer:
    raise ConnectionAbortedError


_INSTEAD: dict[Fault, Callable[[Failure, Environ], Answer]] = {
    Fault.HTML: _page,
    Fault.SERVER_ERROR: _server_error,
    Fault.REDIRECT: _redirect,
    Fault.CONNECTION_CLOSED: _hang_up,
}
