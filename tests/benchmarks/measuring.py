"""Measures things by turns, so that all of them meet the machine in the same mood."""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple, TypeAlias

#: Does something so many times, and returns what each time cost.
Gauge: TypeAlias = Callable[[int], list[float]]
#: What a call cost, by name; one figure a round, which is the median of the round's calls.
Rounds: TypeAlias = Mapping[str, list[float]]

LEAST_ROUNDS = 5


class Ratio(NamedTuple):
    """How two costs compare: the median of the rounds, and where the middle half of them lies."""

    median: float
    low: float
    high: float


def timed(call: Callable[[], object], clock: Callable[[], int] = time.thread_time_ns) -> Gauge:
    """Return what times a function, in nanoseconds.

    Args:
        call: what to time.
        clock: by default what other programs do meanwhile does not count.
    """

    def gauge(count: int) -> list[float]:
        taken: list[float] = []
        for _ in range(count):
            begun = clock()
            call()
            taken.append(clock() - begun)
        return taken

    return gauge


async def timed_in_loop(call: Callable[[], Awaitable[object]], count: int) -> list[float]:
    """Time a coroutine function by the clock on the wall, in nanoseconds.

    The start and the end of the event loop do not count.
    """
    taken: list[float] = []
    for _ in range(count):
        begun = time.perf_counter_ns()
        await call()
        taken.append(time.perf_counter_ns() - begun)
    return taken


def installed(makers: Mapping[str, Callable[[], Gauge]]) -> dict[str, Gauge]:
    """Make the gauges of all whose library is installed."""
    made = {name: _made(make) for name, make in makers.items()}
    return {name: gauge for name, gauge in made.items() if gauge is not None}


def _made(make: Callable[[], Gauge]) -> Gauge | None:
    try:
        return make()
    except ImportError:
        return None


def measure(gauges: Mapping[str, Gauge], count: int, seconds: float) -> Rounds:
    """Measure by turns, in an order that changes with each round.

    Args:
        gauges: what to measure, by name.
        count: how often each of them runs in a round.
        seconds: as many rounds are run as fit in, but for the fewest that can be compared.
    """
    for gauge in gauges.values():
        gauge(count)  # warm up
    rounds: dict[str, list[float]] = {name: [] for name in gauges}
    gc.collect()
    gc.freeze()  # what is there already costs the following collections nothing
    end = time.monotonic() + seconds
    done = 0
    while done < LEAST_ROUNDS or time.monotonic() < end:
        gc.collect()
        gc.disable()
        for name in random.sample(list(gauges), len(gauges)):
            rounds[name].append(statistics.median(gauges[name](count)))
        gc.enable()
        done += 1
    gc.unfreeze()
    return rounds


def ratio(rounds: Rounds, ours: str, theirs: str) -> Ratio:
    """Compare two of them, round by round."""
    pairs = zip(rounds[ours], rounds[theirs], strict=True)
    low, median, high = statistics.quantiles([one / other for one, other in pairs], n=4)
    return Ratio(median, low, high)
