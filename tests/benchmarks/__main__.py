"""Measures everything, prints the table, and writes it into the documentation.

    PYTHONPATH=tests python -m benchmarks [--quick] [--only CONTEST] [--output FILE]

`--quick` takes a fifth of the time, and writes nothing into the documentation; neither does
`--only`.  Two files of `--output` are compared by `python -m pyperf compare_to BEFORE AFTER`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Mapping

from .goals import CONTESTS, results
from .keeping import keep
from .measuring import Rounds
from .page import cells, rows, write

QUICK = 0.2


def table(found: Mapping[str, Rounds]) -> str:
    """Return the table for a terminal."""
    lines = [f"{'':64} {'measured':>13}  {'middle half':16} {'goal':>7}  met"]
    for goal, ratio in rows(found):
        measured, noise, wanted, met = cells(goal, ratio)
        lines.append(f"{goal.what:64} {measured:>13}  {noise:16} {wanted:>7}  {met}")
    return "\n".join([*lines, ""])


def costs(name: str, rounds: Rounds) -> str:
    """Return what each thing in a contest cost, which says more about the machine than a ratio."""
    unit, size = ("bytes", 1) if name == "memory" else ("microseconds", 1000)
    medians = {one: statistics.median(found) / size for one, found in rounds.items()}
    parts = ", ".join(f"{one} {cost:,.0f}" for one, cost in medians.items())
    count = max((len(found) for found in rounds.values()), default=0)
    return f"{name} ({unit}, {count} rounds): {parts}\n"


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a fifth of the time; write nothing")
    parser.add_argument("--only", choices=[contest.name for contest in CONTESTS])
    parser.add_argument("--output", metavar="FILE", help="keep what was measured, for pyperf")
    options = parser.parse_args()
    # What is asked is on this machine, whatever proxy the machine has for the rest.
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]
    found: dict[str, Rounds] = {}
    for contest in CONTESTS:
        if options.only in {None, contest.name}:
            found[contest.name] = results(contest, QUICK if options.quick else 1)
            sys.stdout.write(costs(contest.name, found[contest.name]))
            sys.stdout.flush()
    sys.stdout.write(f"\n{table(found)}")
    if options.output:
        keep(found, options.output)
    if not (options.quick or options.only):
        write(found)


if __name__ == "__main__":
    main()
