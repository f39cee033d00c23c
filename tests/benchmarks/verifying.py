"""Verifies requests like the sample with this library's Server and with others."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import islice
from typing import Any

from . import sample
from .measuring import Gauge

SHAPE = "POST of a form"


@contextmanager
def gauges() -> Iterator[dict[str, Gauge]]:
    """Yield what times each verifier; each request is new to it, and signed beforehand."""
    try:
        # It needs oauthlib and Authlib.
        verify: Any = import_module("benchmarks.verify")
    except ImportError:
        yield {}
        return

    def arrivals() -> Iterator[Any]:
        while True:
            yield from verify.arrivals(*verify.SHAPES[SHAPE])

    def gauge_of(verifies: Any) -> Gauge:
        def gauge(count: int) -> list[float]:
            taken = []
            for arrived in list(islice(arrivals(), count)):
                begun = time.thread_time_ns()
                right = verifies(arrived)
                taken.append(float(time.thread_time_ns() - begun))
                assert right, "a right request was refused"
            return taken

        return gauge

    yield {
        "the floor": gauge_of(_signed_by_the_floor),
        **{name: gauge_of(make()) for name, make in verify.VERIFIERS.items()},
    }


def _signed_by_the_floor(arrived: Any) -> bool:
    """Sign what arrived, and do nothing else of what verifying takes."""
    return bool(sample.signed_by_the_floor(arrived.url, arrived.form))
