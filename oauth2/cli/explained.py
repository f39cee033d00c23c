"""What `explain` found, on a terminal, in a pipe, or as JSON."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TextIO

from ..credentials import Consumer
from ..diagnosis import Explanation
from ..diagnosis.finding import CANNOT_TELL
from .failures import REFUSED, Misuse

# By SGR, as every terminal has it.
_COLOURS = {
    "headline": "1",
    "proved": "32",
    "said": "33",
    "unknown": "35",
    "wrong": "1;31",
    "right": "1;32",
    "mend": "36",
    "dim": "2",
}


def text_of(explanation: Explanation, stream: TextIO | None) -> str:
    """Return an explanation for people.

    Args:
        explanation: to be shown.
        stream: where; a terminal gets colours, unless NO_COLOR is set, or it is a dumb one.
    """
    return explanation.render(_painted if _has_colours(stream) else None)


def json_of(explanation: Explanation) -> str:
    """Return an explanation for programs.

    Args:
        explanation: to be shown.
    """
    return json.dumps(explanation.to_dict(), indent=2)


def exit_code_of(explanation: Explanation) -> int:
    """Return 0 where something was found, also that all is right; 1 where nobody can tell.

    Args:
        explanation: of a request.
    """
    told = any(finding.certainty != CANNOT_TELL for finding in explanation.findings)
    return 0 if told else REFUSED


def with_key(consumer: Consumer, file: str | None) -> Consumer:
    """Return a consumer whose secret is an RSA key, to check a signature with.

    Args:
        consumer: who signs.
        file: with the key in PEM, or None; one behind a password is not used.

    Raises:
        Misuse: no PEM is in it.
        OSError: it cannot be read.
    """
    if file is None:
        return consumer
    text = Path(file).read_text(encoding="utf-8", errors="replace")
    # What `openssl pkcs12` writes has lines about the key in front.
    _, begin, rest = text.partition("-----BEGIN ")
    if not begin:
        raise Misuse(f"{file} holds no key in PEM")
    return consumer if "ENCRYPTED" in rest else Consumer(consumer.key, begin + rest)


def _has_colours(stream: TextIO | None) -> bool:
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return stream is not None and stream.isatty() and not plain


def _painted(role: str, text: str) -> str:
    # An empty piece is where the other side has something: a mark shows the place.
    piece = text or ("[]" if role in {"wrong", "right"} else "")
    return f"\033[{_COLOURS[role]}m{piece}\033[0m"
