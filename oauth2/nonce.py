"""Timestamp, nonce and verifier (RFC 5849 sections 2.2 and 3.3)."""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections.abc import Callable


def generate_timestamp() -> int:
    """Return the seconds since 1970-01-01 00:00 UTC, as a whole number (RFC 5849 section 3.3)."""
    return int(time.time())


class MonotonicClock:
    """A clock that never goes back, for the `clock` of a Signer, a Client or an adapter.

    RFC 5849 section 3.3 lets a provider refuse a timestamp that is older than the last one, and
    some do.  Threads may share one, and so may several Clients for the same provider.

    Args:
        clock: returns the time in seconds since 1970, int or float.
        start: the time that it does not go behind, in seconds: the `last` of an earlier run.
    """

    def __init__(self, clock: Callable[[], float] = time.time, *, start: float = 0) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        #: The latest time that was given out, in seconds since 1970.
        self.last = start

    def __call__(self) -> float:
        """Return the time in seconds since 1970, or the last one given out if that is later."""
        with self._lock:
            self.last = max(self.last, self._clock())
            return self.last

    def __reduce__(self) -> tuple[Callable[..., MonotonicClock], tuple[object, ...]]:
        """Return how to make it again elsewhere: a Client with one stays picklable."""
        return _resumed, (self._clock, self.last)


def _resumed(clock: Callable[[], float], start: float) -> MonotonicClock:
    return MonotonicClock(clock, start=start)


def generate_nonce(length: int = 32) -> str:
    """Return a random text that nobody can guess (RFC 5849 section 3.3).

    Args:
        length: how many characters; each carries 4 random bits, so the default has 128.

    Returns:
        Lower-case hexadecimal digits, since some providers take nothing but letters and digits.
    """
    return os.urandom((length + 1) // 2).hex()[:length]


def generate_verifier(length: int = 8) -> str:
    """Return random digits for a person to type (RFC 5849 section 2.2).

    Args:
        length: how many digits.

    Returns:
        Decimal digits.
    """
    return "".join(secrets.choice("0123456789") for _ in range(length))
