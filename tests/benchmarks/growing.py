"""What signing costs as the request grows: many parameters, a large body."""

from __future__ import annotations

import hashlib
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

import oauth2

from . import sample
from .measuring import Gauge, timed

SIZES = (10, 100, 1_000, 10_000)
BODY_SIZE = 256 * 2**20
_BINARY = {"Content-Type": "application/octet-stream"}
_SIGNER = oauth2.Signer(sample.CONSUMER, sample.TOKEN)


def _form_of(size: int) -> str:
    return "&".join(f"name{number * 7919 % size}=a+value%2C+{number}" for number in range(size))


def _signing(size: int) -> Gauge:
    form = _form_of(size)
    gauge = timed(lambda: _SIGNER.sign(sample.METHOD, sample.URL, sample.FORM_TYPE, form))
    # Small ones more often, so that they do not feel what a large one did to the machine's caches.
    return lambda count: gauge(count * max(1, SIZES[-1] // size // 10))


@contextmanager
def parameters() -> Iterator[dict[str, Gauge]]:
    """Yield what times forms of so many parameters."""
    yield {f"{size:,} parameters": _signing(size) for size in SIZES}


@contextmanager
def body_time() -> Iterator[dict[str, Gauge]]:
    """Yield what times a large body with a body hash, and the hash alone."""
    body = bytes(BODY_SIZE)
    yield {
        "Signer": timed(lambda: _SIGNER.sign("PUT", sample.URL, _BINARY, body)),
        "hashlib": timed(lambda: hashlib.sha1(body).digest()),  # noqa: S324  as the draft has it
    }


@contextmanager
def body_memory() -> Iterator[dict[str, Gauge]]:
    """Yield how many bytes are allocated at most to sign a large body, and how large it is."""
    body = bytes(BODY_SIZE)

    def peak() -> float:
        tracemalloc.start()
        _SIGNER.sign("PUT", sample.URL, _BINARY, body)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    yield {
        "Signer": lambda count: [peak() for _ in range(count)],
        "the body": lambda count: [BODY_SIZE] * count,
    }
