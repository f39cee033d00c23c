"""Puts the table and the chart into the documentation."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping
from importlib.metadata import packages_distributions, version
from pathlib import Path

from .chart import draw
from .goals import CONTESTS, Goal, outcome
from .growing import SIZES
from .measuring import Ratio, Rounds, ratio

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "performance.md"
CHART = DOCS / "pictures" / "performance.svg"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
LIBRARIES = (
    "httplib2",
    "oauthlib",
    "Authlib",
    "requests",
    "requests-oauthlib",
    "rauth",
    "httpx",
    "aiohttp",
    "cryptography",
)


def rows(results: Mapping[str, Rounds]) -> Iterator[tuple[Goal, Ratio | None]]:
    """Yield each row of the table with what was measured, if it was."""
    for contest in CONTESTS:
        if contest.name in results:
            for goal in contest.goals:
                yield goal, outcome(goal, results[contest.name])


def number(value: float) -> str:
    """Write a ratio to two digits behind the point, or to as many as say something."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.2f}" if value >= 0.01 else f"{value:.5f}"


def verdict(goal: Goal, found: Ratio | None) -> str:
    """Say whether a goal is met."""
    if goal.at_most is None or found is None:
        return ""
    return "yes" if found.median <= goal.at_most else "no"


def cells(goal: Goal, found: Ratio | None) -> tuple[str, str, str, str]:
    """Return what was measured, its noise, the goal, and whether it is met."""
    wanted = "" if goal.at_most is None else f"\u2264 {goal.at_most:g}"
    if found is None:
        return "not installed", "", wanted, ""
    noise = f"{number(found.low)} to {number(found.high)}"
    return number(found.median), noise, wanted, verdict(goal, found)


def growth(rounds: Rounds) -> str:
    """Say what more parameters cost."""
    names = [f"{size:,} parameters" for size in SIZES]
    costs = (number(ratio(rounds, name, names[0]).median) for name in names)
    return f"{', '.join(f'{size:,}' for size in SIZES)} parameters cost {' : '.join(costs)}."


def versions() -> str:
    """Say what was measured, on what."""
    there = packages_distributions().values()
    present = {name.lower() for names in there for name in names}
    found = [f"{name} {version(name)}" for name in LIBRARIES if name.lower() in present]
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{python} on {platform.system()}, {os.cpu_count()} cores; {', '.join(found)}."


def section(results: Mapping[str, Rounds]) -> Iterator[str]:
    """Yield the lines between the markers."""
    yield "![How long each library takes, where oauth2 takes 1](pictures/performance.svg)"
    yield ""
    yield "| measured as | goal | measured | middle half of the rounds | met |"
    yield "|---|---|---|---|---|"
    for goal, found in rows(results):
        measured, noise, wanted, met = cells(goal, found)
        yield f"| {goal.what} | {wanted} | {measured} | {noise} | {met} |"
    yield ""
    yield growth(results["parameters"])
    yield versions()


def write(results: Mapping[str, Rounds]) -> None:
    """Write the chart, and the page between its markers."""
    text = PAGE.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{PAGE} has no markers")
    new = "\n".join([begin, *section(results), end])
    PAGE.write_text(f"{before}{new}{after}", encoding="utf-8")
    CHART.write_text(draw(results), encoding="utf-8")
