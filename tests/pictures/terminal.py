"""Draws what a terminal showed, as an SVG that can be read on light and on dark paper.

Where it showed more than fits, the parts follow each other; a reader who wants nothing to move sees
the first one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from .place import document

# The size of a character and a line, and the frame around them.
_COLUMN, _ROW, _LEFT, _TOP = 7.8, 19, 22, 62
# How long one part is shown, in seconds.
_SHOWN = 6
# Lines that stand out: what was typed, and the steps.
_TYPED = re.compile(r"\$ |      --")
_STEP = re.compile(r"\d\. ")

_STYLE = """\
  .paper { fill: #f4f5f7; stroke: #c9ced6 }
  .rule { stroke: #c9ced6 }
  .button { fill: #c9ced6 }
  text { font: 13px ui-monospace, Menlo, Consolas, monospace; fill: #1d2430; white-space: pre }
  .title { fill: #56606f; text-anchor: middle }
  .typed { fill: #1f5fae; font-weight: 600 }
  .step { font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #14181e; stroke: #414b59 }
    .rule { stroke: #414b59 }
    .button { fill: #414b59 }
    text { fill: #e7eaef }
    .title { fill: #a4aebc }
    .typed { fill: #8db8ee }
  }
"""


def draw(title: str, parts: Sequence[str], columns: int) -> str:
    """Return the picture.

    Args:
        title: of the window.
        parts: of what was shown, one after the other.
        columns: of the window, in characters.
    """
    shown = [list(_broken(part.rstrip("\n"), columns)) for part in parts]
    width = int(columns * _COLUMN) + 2 * _LEFT
    height = _TOP + max(len(part) for part in shown) * _ROW
    about = f"A terminal in which {title} was typed, and what it printed."
    style = _STYLE + _animation(len(shown)) if len(shown) > 1 else _STYLE
    return document(title, about, (width, height), style, _window(title, width, shown))


def _broken(part: str, columns: int) -> Iterator[str]:
    """Break lines where a terminal breaks them."""
    for line in part.split("\n"):
        yield line[:columns]
        yield from (line[at : at + columns] for at in range(columns, len(line), columns))


def _animation(count: int) -> str:
    lasts, share = count * _SHOWN, 100 / count
    later = "".join(
        f"  .part{number} {{ animation-delay: {number * _SHOWN}s }}\n" for number in range(1, count)
    )
    return (
        f"  .part {{ visibility: hidden; animation: show {lasts}s step-end infinite }}\n"
        f"  .part0 {{ visibility: visible }}\n{later}"
        "  @keyframes show {"
        f" 0% {{ visibility: visible }} {share:g}% {{ visibility: hidden }} }}\n"
        "  @media (prefers-reduced-motion: reduce) { .part { animation: none } }\n"
    )


def _window(title: str, width: int, shown: Sequence[Sequence[str]]) -> Iterator[str]:
    for number in range(3):
        yield f'<circle class="button" cx="{_LEFT + 4 + 20 * number}" cy="18" r="6"/>'
    yield f'<text class="title" x="{width / 2:g}" y="23">{escape(title)}</text>'
    yield f'<path class="rule" d="M1 36H{width - 1}"/>'
    for number, part in enumerate(shown):
        yield f'<g class="part part{number}">' if len(shown) > 1 else "<g>"
        yield from _lines(part)
        yield "</g>"


def _lines(part: Sequence[str]) -> Iterator[str]:
    for number, line in enumerate(part):
        text = line.lstrip(" ")
        if not text:
            continue
        kind = "typed" if _TYPED.match(line) else "step" if _STEP.match(line) else "said"
        x = _LEFT + _COLUMN * (len(line) - len(text))
        place = f'x="{x:g}" y="{_TOP + number * _ROW}" textLength="{len(text) * _COLUMN:g}"'
        # The length, since fonts differ; without it, a long line would run out of the window.
        yield f'<text class="{kind}" {place} lengthAdjust="spacingAndGlyphs">{escape(text)}</text>'
