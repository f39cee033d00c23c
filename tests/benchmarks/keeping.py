"""Keeps what was measured as pyperf does, so that its commands compare one commit with another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from .measuring import Rounds

_NANOSECOND = 1e-9


def keep(found: Mapping[str, Rounds], file: str) -> None:
    """Write a file for `python -m pyperf show` and `compare_to`.

    Args:
        found: the rounds of each contest, by its name.
        file: where to; what is there is replaced.

    Raises:
        ImportError: pyperf is not installed.
    """
    pyperf: Any = import_module("pyperf")
    suite = pyperf.BenchmarkSuite(list(_benchmarks(pyperf, found)))
    suite.dump(file, replace=True)


def _benchmarks(pyperf: Any, found: Mapping[str, Rounds]) -> Iterator[Any]:
    for contest, rounds in found.items():
        unit, size = ("byte", 1.0) if contest == "memory" else ("second", _NANOSECOND)
        for name, costs in rounds.items():
            metadata = {"name": f"{contest}: {name}", "unit": unit}
            # It takes no zero, and of a measurement nothing is.
            values = [max(cost, 1.0) * size for cost in costs]
            yield pyperf.Benchmark([pyperf.Run(values, metadata=metadata)])
