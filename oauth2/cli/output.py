"""What a command shows: results on stdout, everything else on stderr."""

from __future__ import annotations

import sys
import unicodedata
from typing import TextIO

_KEPT = "\n\t"


class OutputClosed(Exception):
    """Nobody reads stdout any more."""


def say(text: str) -> None:
    """Show text at once, though the output may be a file or a pipe.

    Args:
        text: for a person; a line break is added.

    Raises:
        OutputClosed: nobody reads it.
    """
    try:
        _write(_stdout(), f"{text}\n")
    except BrokenPipeError:
        raise OutputClosed from None


def complain(text: str) -> None:
    """Show on stderr what is not the result.

    Args:
        text: for a person; a line break is added.
    """
    if sys.stderr is not None:
        _write(sys.stderr, f"{text}\n")


def give(octets: bytes) -> None:
    """Write octets to stdout as they are; a terminal is shown them without control characters.

    Args:
        octets: what came from the other side.

    Raises:
        OutputClosed: nobody reads it.
    """
    if _stdout().isatty():
        text = octets.decode("utf-8", "backslashreplace").replace("\r\n", "\n")
        say(visible(text).removesuffix("\n"))
        return
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(octets)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise OutputClosed from None


def visible(text: str) -> str:
    r"""Return text in which control characters are escaped, but for line breaks and tabs.

    A terminal obeys some of them: an answer could clear the screen, or write over what was shown.

    Args:
        text: from somebody else.

    Returns:
        The text, with `\x1b` and the like where such a character was.
    """
    return "".join(ch if _is_harmless(ch) else _escaped(ch) for ch in text)


def _stdout() -> TextIO:
    # Python has none where a shell has closed it (`>&-`).
    if sys.stdout is None:
        raise OutputClosed
    return sys.stdout


def _is_harmless(character: str) -> bool:
    # Blanks of other scripts count as not printable.
    return (
        character in _KEPT
        or character.isprintable()
        or unicodedata.category(character) in {"Zs", "Cn", "Co"}
    )


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def _write(stream: TextIO, text: str) -> None:
    # What the stream's encoding does not have is escaped.
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()
