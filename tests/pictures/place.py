"""Where the pictures are, and what all of them have in common."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

#: Of the documentation's pictures.
FOLDER = Path(__file__).parents[2] / "docs" / "pictures"

_LABELS = 'role="img" aria-labelledby="title about"'


def document(
    title: str, about: str, size: tuple[int, int], style: str, lines: Iterable[str]
) -> str:
    """Return a whole SVG.

    Args:
        title: what it shows, in a few words.
        about: the same for whoever cannot see it.
        size: width and height.
        style: its CSS.
        lines: its elements.
    """
    width, height = size
    sized = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {sized} {_LABELS}>',
            f'<title id="title">{title}</title>',
            f'<desc id="about">{about}</desc>',
            f"<style>\n{style}</style>",
            f'<rect class="paper" x="1" y="1" width="{width - 2}" height="{height - 2}" rx="12"/>',
            *lines,
            "</svg>",
            "",
        ]
    )
