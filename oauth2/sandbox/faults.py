"""What a provider can be made to get wrong, and when: `Fault`, and the script of those to come."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, NoReturn
from urllib.parse import urlsplit

from . import authorize

# A Server takes timestamps that are 300 seconds off.
_SKEW = 600.0


class Fault(str, Enum):
    """What can go wrong at a provider; where it reports a problem, by the name that it reports."""

    #: Its clock is wrong by `seconds` (600; below zero it is behind), which `Date` shows too.  From
    #: 300 seconds on it refuses the timestamp: `timestamp_refused`.
    CLOCK_SKEW = "clock_skew"
    #: The nonce has been used before.
    NONCE_USED = "nonce_used"
    #: It does not know the consumer.
    CONSUMER_KEY_UNKNOWN = "consumer_key_unknown"
    #: It has another secret for the consumer.
    SIGNATURE_INVALID = "signature_invalid"
    #: It leaves out `oauth_callback_confirmed`, at the endpoint for request tokens.
    CALLBACK_NOT_CONFIRMED = "callback_not_confirmed"
    #: The user has not allowed it, as the endpoint for access tokens says.
    PERMISSION_DENIED = "permission_denied"
    #: The access token has expired, as a protected resource says.  It stays expired; to renew it
    #: works.
    TOKEN_EXPIRED = "token_expired"  # noqa: S105  # no secret
    #: A web page, with status 200, where something else should be.
    HTML = "html"
    #: The status 500.
    SERVER_ERROR = "server_error"
    #: The answer comes after `seconds`, or never if the test ends before.
    SLOW = "slow"
    #: The status 307, to `location`; by default to the same path on another origin, which is the
    #: same provider under its other name, `localhost`.
    REDIRECT = "redirect"
    #: The connection is closed without an answer.
    CONNECTION_CLOSED = "connection_closed"

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:
        known = ", ".join(fault.value for fault in cls)
        raise ValueError(f"there is no fault {value!r}; these are known: {known}")


_REQUEST_TOKEN = "/request_token"  # noqa: S105  # no secret
_ACCESS_TOKEN = "/access_token"  # noqa: S105  # no secret
# What only people see; a program that asks is never kept from its fault by a browser.
_PAGES = frozenset({"", "/", authorize.PATH})


@dataclass(frozen=True)
class Failure:
    """A fault with all that there is to say about it."""

    fault: Fault
    seconds: float = 0
    location: str | None = None
    #: Where it happens; None means wherever it can.
    path: str | None = None

    def happens_at(self, path: str) -> bool:
        """Tell whether a request for a path meets it.

        Args:
            path: of the request.
        """
        if self.path not in {None, path} or path in _PAGES:
            return False
        if self.fault is Fault.CALLBACK_NOT_CONFIRMED:
            return path == _REQUEST_TOKEN
        if self.fault is Fault.PERMISSION_DENIED:
            return path == _ACCESS_TOKEN
        return self.fault is not Fault.TOKEN_EXPIRED or path not in {_REQUEST_TOKEN, _ACCESS_TOKEN}


def failure(
    fault: Fault | str,
    *,
    seconds: float | None = None,
    location: str | None = None,
    at: str | None = None,
) -> Failure:
    """Check what a test asks for.

    Args:
        fault: a `Fault`, or its name.
        seconds: of the fault.
        location: of the fault.
        at: a URL, of which the path counts; None means wherever the fault can happen.

    Raises:
        ValueError: there is no such fault, or it has no such option, or wants one, or cannot
            happen there.
    """
    fault = Fault(fault)
    _check(fault, "seconds", seconds, {Fault.CLOCK_SKEW, Fault.SLOW})
    _check(fault, "location", location, {Fault.REDIRECT})
    if seconds is None:
        if fault is Fault.SLOW:
            raise ValueError("the fault 'slow' wants seconds=, how long the answer takes")
        seconds = _SKEW if fault is Fault.CLOCK_SKEW else 0
    elif isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise ValueError(f"seconds must be a number, not {seconds!r:.40}")
    elif fault is Fault.SLOW and seconds < 0:
        raise ValueError("seconds must not be negative: an answer cannot come early")
    path = None if at is None else urlsplit(at).path
    made = Failure(fault, seconds, location, path)
    if path is not None and not made.happens_at(path):
        raise ValueError(f"the fault {fault.value!r} does not happen at {path!r}")
    return made


def _check(fault: Fault, name: str, value: Any, having: set[Fault]) -> None:
    if value is not None and fault not in having:
        raise ValueError(f"the fault {fault.value!r} has no {name}")


class Script:
    """The failures to come, safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._once: list[Failure] = []
        self._standing: list[Failure] = []

    def add(self, coming: Failure) -> None:
        """Have the next request fail that a failure can happen to.

        Args:
            coming: the failure; those that were added before come first.
        """
        with self._lock:
            self._once.append(coming)

    @contextlib.contextmanager
    def standing(self, lasting: Failure) -> Iterator[None]:
        """Have each request fail while the `with` block lasts.

        Args:
            lasting: the failure.
        """
        with self._lock:
            self._standing.insert(0, lasting)
        try:
            yield
        finally:
            with self._lock:
                self._standing.remove(lasting)

    def take(self, path: str) -> Failure | None:
        """Return what goes wrong with a request, or None.

        Args:
            path: of the request.
        """
        with self._lock:
            for coming in self._once:
                if coming.happens_at(path):
                    self._once.remove(coming)
                    return coming
            return next((each for each in self._standing if each.happens_at(path)), None)
