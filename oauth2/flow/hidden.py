"""What an error must not show of a provider's answer: secrets that it repeats."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.entities import codepoint2name

from ..credentials import Consumer, Token
from ..encoding import to_text
from .leg import SESSION_HANDLE

_HIDDEN = "(hidden)"
# Shorter ones are hidden where they stand by themselves: as parts of words they tell nothing.
_SHORT = 6
# The value behind a name that sounds of a secret, in a form or in JSON.
_NAMED = re.compile(
    r"""((?:secret|password|verifier|session_handle|oauth_signature)"""
    r"""(?:["']?\s*=|%3D|["']\s*:)\s*["']?)[^\s&"'<>,;]+""",
    re.IGNORECASE,
)


def hide(text: str, secrets: Iterable[str]) -> str:
    """Return a text without these secrets, and without what its own words call one.

    Args:
        text: any text.
        secrets: what must not be seen, however it is spelt: as it is, percent-encoded, in JSON or
            in HTML; empty ones do not count.
    """
    for secret in sorted({each for each in secrets if each}, key=len, reverse=True):
        pattern = "".join(map(_spellings, secret))
        if len(secret) < _SHORT:
            pattern = rf"(?<!\w){pattern}(?!\w)"
        text = re.sub(pattern, _HIDDEN, text)
    return _NAMED.sub(rf"\1{_HIDDEN}", text)


def _spellings(character: str) -> str:
    """Return a pattern of all that may stand for a character."""
    octets = character.encode("utf-8", "surrogatepass")
    units = character.encode("utf-16-be", "surrogatepass")
    code = ord(character)
    known = [
        re.escape(character),
        # A base string holds what was encoded twice.
        "".join(f"%(?:25)*{_hex(octet, 2)}" for octet in octets),
        # JSON; PHP writes "/" with a backslash there.
        rf"\\+{re.escape(character)}",
        "".join(
            rf"\\+u{_hex(int.from_bytes(units[at : at + 2], 'big'), 4)}"
            for at in range(0, len(units), 2)
        ),
        f"&#0*{code};",
        f"&#[xX]0*{_hex(code, 1)};",
    ]
    if code in codepoint2name:
        known.append(f"&{codepoint2name[code]};")
    if character == " ":
        known.append(r"\+")
    return f"(?:{'|'.join(known)})"


def _hex(number: int, digits: int) -> str:
    """Return a pattern of a number in hexadecimal digits, whatever their case."""
    return "".join(f"[{digit}{digit.upper()}]" for digit in f"{number:0{digits}x}")


def secrets_of(consumer: Consumer, *tokens: Token | None) -> list[str]:
    """Return what a consumer and tokens hold of secrets.

    Args:
        consumer: who asks.
        *tokens: None stands for none.
    """
    values = [consumer.secret]
    for token in filter(None, tokens):
        values += [token.secret, token.verifier, token.extra.get(SESSION_HANDLE)]
    return [to_text(value) for value in values if isinstance(value, (str, bytes))]
