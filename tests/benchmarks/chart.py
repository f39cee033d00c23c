"""Draws how long each library takes, as an SVG that can be read on light and on dark paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from .measuring import Rounds, ratio

WIDTH, LEFT, RIGHT, TOP = 760, 210, 70, 24
ROW, BAR, GAP = 26, 16, 46


class Panel(NamedTuple):
    """Bars on one scale: what each takes, where ours takes 1."""

    contest: str
    title: str
    ours: str
    #: What a bar is called, by the name under which it was measured; the first ones are ours.
    bars: Mapping[str, str]


PANELS = (
    Panel(
        "signing",
        "Signing one request",
        "Signer",
        {
            "Signer": "oauth2, Signer",
            "Request": "oauth2, Request",
            "the floor": "the floor",
            "rauth": "rauth",
            "python-oauth2 1.9": "python-oauth2 1.9",
            "Authlib": "Authlib",
            "oauthlib": "oauthlib",
            "requests-oauthlib": "requests-oauthlib",
        },
    ),
    Panel(
        "sending",
        "Signing, sending and receiving",
        "Client",
        {
            "Client": "oauth2, Client",
            "httplib2 and the floor": "httplib2, floor",
            "httpx and Authlib": "httpx, Authlib",
            "requests-oauthlib": "requests-oauthlib",
        },
    ),
    Panel(
        "verifying",
        "Verifying one request",
        "oauth2",
        {"oauth2": "oauth2, Server", "Authlib": "Authlib", "oauthlib": "oauthlib"},
    ),
)

_LABELS = 'role="img" aria-labelledby="title about"'
_ABOUT = (
    "Bars for signing, for whole requests and for verifying; oauth2 takes 1, shorter is faster."
)
_STYLE = """<style>
  .paper { fill: #f4f5f7; stroke: #c9ced6 }
  .axis { stroke: #8a94a3 }
  .bar { fill: #a4aebc }
  .ours { fill: #1f5fae }
  text { font: 15px system-ui, sans-serif; fill: #1d2430 }
  .title { font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #14181e; stroke: #414b59 }
    .axis { stroke: #6d7888 }
    .bar { fill: #56606f }
    .ours { fill: #8db8ee }
    text { fill: #e7eaef }
  }
</style>"""


def draw(results: Mapping[str, Rounds]) -> str:
    """Return the chart.

    Args:
        results: what was measured, by the name of the contest.
    """
    lines: list[str] = []
    top = TOP
    for panel in PANELS:
        bars = list(_bars(panel, results[panel.contest]))
        lines += _panel(panel.title, bars, top)
        top += GAP + ROW * len(bars)
    size = f'viewBox="0 0 {WIDTH} {top}" width="{WIDTH}" height="{top}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {_LABELS}>',
            '<title id="title">How long each library takes</title>',
            f'<desc id="about">{_ABOUT}</desc>',
            _STYLE,
            f'<rect class="paper" x="0.5" y="0.5" width="{WIDTH - 1}" height="{top - 1}" rx="6"/>',
            *lines,
            "</svg>",
            "",
        ]
    )


def _bars(panel: Panel, rounds: Rounds) -> Iterator[tuple[str, float]]:
    for name, shown in panel.bars.items():
        if name in rounds:
            yield shown, ratio(rounds, name, panel.ours).median


def _panel(title: str, bars: Sequence[tuple[str, float]], top: int) -> Iterator[str]:
    longest = max((value for _, value in bars), default=1)
    yield f'<text class="title" x="{TOP}" y="{top + 12}">{escape(title)}</text>'
    first = top + 22
    for number, (name, value) in enumerate(bars):
        y = first + number * ROW
        width = (WIDTH - LEFT - RIGHT) * value / longest
        kind = "ours" if name.startswith("oauth2") else "bar"
        yield f'<text x="{LEFT - 10}" y="{y + 14}" text-anchor="end">{escape(name)}</text>'
        yield f'<rect class="{kind}" x="{LEFT}" y="{y + 1}" width="{width:.1f}" height="{BAR}"/>'
        yield f'<text x="{LEFT + width + 8:.1f}" y="{y + 14}">{value:.2f}</text>'
    bottom = first + len(bars) * ROW - 6
    yield f'<line class="axis" x1="{LEFT}" y1="{first - 2}" x2="{LEFT}" y2="{bottom}"/>'
