"""What a million live nonces in a `MemoryNonceStore` cost.

A program for a person, no test: `python tests/benchmarks/nonce_store.py`.  It needs Linux, and
takes a minute or two.  Each figure comes from a process of its own.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from resource import getpagesize
from statistics import median

from oauth2 import MemoryNonceStore

LIVE = 1_000_000
START = 1191242096
#: Live nonces lie in so many seconds: a threshold of 300 before and after the clock.
WINDOW = 600
CALLS = 20_000


def used(consumers: int, window: int = WINDOW) -> Iterator[tuple[str, int]]:
    """Return arguments for `use` that differ, without end, for so many consumers in turn."""
    number = 0
    while True:
        stamp = START + number * window // LIVE % window
        yield f"consumer-{number % consumers}&token&{stamp}&{number:032x}", stamp + 300
        number += 1


def filled(calls: Iterator[tuple[str, int]], clock: Callable[[], float]) -> MemoryNonceStore:
    """Return a store that holds a million of these."""
    store = MemoryNonceStore(2 * LIVE, clock=clock)
    for key, expires in islice(calls, LIVE):
        store.use(key, expires)
    return store


def traced(consumers: int) -> str:
    """Measure what Python allocates."""
    tracemalloc.start()
    store = filled(used(consumers), lambda: START)
    size = tracemalloc.get_traced_memory()[0]
    del store
    return f"{size / LIVE:.1f} bytes a nonce (tracemalloc)"


def resident(consumers: int) -> str:
    """Measure by how much the process grows."""
    before = _resident()
    store = filled(used(consumers), lambda: START)
    gc.collect()
    size = _resident() - before
    del store
    return f"{size / LIVE:.1f} bytes a nonce (resident)"


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * getpagesize()


def speed(consumers: int) -> str:
    """Measure `use`, of an empty store and of a full one."""
    calls = used(consumers)
    empty = median(_times(MemoryNonceStore(2 * LIVE, clock=lambda: START), calls))
    full = median(_times(filled(calls, lambda: START), calls))
    return f"{empty * 1e6:.2f} microseconds a call when empty, {full * 1e6:.2f} when full (median)"


def _times(store: MemoryNonceStore, calls: Iterator[tuple[str, int]]) -> list[float]:
    times = []
    for key, expires in islice(calls, CALLS):
        begun = time.thread_time()  # what other programs do meanwhile does not count
        store.use(key, expires)
        times.append(time.thread_time() - begun)
    return times


def pause(consumers: int) -> str:
    """Measure the longest call while a million nonces are forgotten that expire in one second."""
    now = [START]
    store = filled(used(consumers, window=1), lambda: now[0])
    now[0] += 301
    times = _times(store, ((f"later&&&{number}", START + 601) for number in range(CALLS)))
    return (
        f"{max(times) * 1e3:.2f} ms is the longest call while they expire in one second, "
        f"{median(times[:4_000]) * 1e3:.3f} ms the median"
    )


FIGURES = {"traced": traced, "resident": resident, "speed": speed, "pause": pause}


def main(arguments: list[str]) -> None:
    """Print one figure, as `NAME CONSUMERS` asks, or all of them."""
    if arguments:
        name, consumers = arguments
        print(f"{consumers:>5} consumers: {FIGURES[name](int(consumers))}")  # noqa: T201
        return
    for name in FIGURES:
        for consumers in ("1", "1000"):
            subprocess.run([sys.executable, __file__, name, consumers], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
