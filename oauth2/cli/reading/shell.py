"""Splits a command into words as a POSIX shell and bash do."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..failures import Misuse

_TOKEN = re.compile(
    r"""
      (?P<blank>(?:[ \t]|\\\r?\n)+)
    | '(?P<single>[^']*)'
    | \$'(?P<ansi>(?:[^'\\]|\\.)*)'
    | \$?"(?P<double>(?:[^"\\]|\\.)*)"
    | \\(?P<escaped>.)
    | (?P<redirection>[0-9]*(?:>>?|<<?)&?)
    | (?P<end>[\r\n]+|[|;&()]+)
    | (?P<plain>(?:[^ \t\r\n'"\\|;&()<>$]|\$(?!['"]))+)
    """,
    re.VERBOSE | re.DOTALL,
)
_IN_DOUBLE = re.compile(r"\\(?:\r?\n|([$`\"\\]))")
_VARIABLE = re.compile(r"(?<!\\)(?:\$(?:[A-Za-z_]\w*|\{\w*|\()|`)")
_ANSI = re.compile(
    r"\\(?:x(?P<hex>[0-9A-Fa-f]{1,2})|u(?P<four>[0-9A-Fa-f]{1,4})|U(?P<eight>[0-9A-Fa-f]{1,8})"
    r"|(?P<octal>[0-7]{1,3})|(?P<letter>.))",
    re.DOTALL,
)
_LETTERS = dict(zip("abeEfnrtv\\'\"?", b"\a\b\x1b\x1b\f\n\r\t\v\\'\"?", strict=True))
_LAST = 0x10FFFF


@dataclass
class Command:
    """One command of a line."""

    words: list[str] = field(default_factory=list)
    #: What a shell would put something else for, such as "$TOKEN".
    variables: list[str] = field(default_factory=list)
    #: What ends it, such as "|", a line break, or "" at the end of the text.
    end: str = ""


def split_commands(text: str) -> list[Command]:
    """Return the commands in a text.

    Args:
        text: octets that are no UTF-8 are surrogates.

    Raises:
        Misuse: a quote is not closed.
    """
    return _Splitter(text).commands


class _Splitter:
    def __init__(self, text: str) -> None:
        self.commands = [Command()]
        #: None between two words.
        self._word: bytes | None = None
        self._is_file = False
        position = 0
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:
                raise Misuse("a quote in the command is not closed")
            getattr(self, f"_{match.lastgroup}")(match[str(match.lastgroup)])
            position = match.end()
        self._blank("")

    def _blank(self, _: str) -> None:
        if self._word is not None and not self._is_file:
            self.commands[-1].words.append(self._word.decode("utf-8", "surrogateescape"))
        if self._word is not None:
            self._is_file = False
        self._word = None

    def _end(self, text: str) -> None:
        self._blank("")
        self.commands[-1].end = text
        self.commands.append(Command())

    def _redirection(self, text: str) -> None:
        self._blank("")
        self._is_file = True

    def _single(self, text: str) -> None:
        self._add(text)

    def _escaped(self, text: str) -> None:
        self._add(text)

    def _plain(self, text: str) -> None:
        self._look_for_variables(text)
        self._add(text)

    def _double(self, text: str) -> None:
        self._look_for_variables(text)
        self._add(_IN_DOUBLE.sub(lambda match: match[1] or "", text))

    def _ansi(self, text: str) -> None:
        position = 0
        for match in _ANSI.finditer(text):
            self._add(text[position : match.start()])
            self._add_octets(_ansi_octets(match))
            position = match.end()
        self._add(text[position:])

    def _look_for_variables(self, text: str) -> None:
        self.commands[-1].variables += _VARIABLE.findall(text)

    def _add(self, text: str) -> None:
        self._add_octets(text.encode("utf-8", "surrogateescape"))

    def _add_octets(self, octets: bytes) -> None:
        self._word = (self._word or b"") + octets


def _ansi_octets(match: re.Match[str]) -> bytes:
    """Return what an escape in $'...' stands for."""
    code = match["four"] or match["eight"]
    if code and int(code, 16) <= _LAST:
        return chr(int(code, 16)).encode("utf-8", "surrogatepass")
    if match["hex"]:
        return bytes([int(match["hex"], 16)])
    if match["octal"]:
        return bytes([int(match["octal"], 8) & 0xFF])
    named = _LETTERS.get(match["letter"] or "")
    # What is no escape stays as it is.
    return match[0].encode("utf-8", "surrogateescape") if named is None else bytes([named])
