"""What an error must not show of a provider's answer: secrets that it repeats."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..credentials import Consumer, Token
from ..encoding import percent_encode, to_text
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
        secrets: what must not be seen, as it is or percent-encoded; empty ones do not count.
    """
    spellings = {spelling for secret in secrets if secret for spelling in _spellings(secret)}
    for spelling in sorted(spellings, key=len, reverse=True):
        pattern = re.escape(spelling)
        if len(spelling) < _SHORT:
            pattern = rf"(?<!\w){pattern}(?!\w)"
        text = re.sub(pattern, _HIDDEN, text)
    return _NAMED.sub(rf"\1{_HIDDEN}", text)


def _spellings(secret: str) -> tuple[str, ...]:
    once = percent_encode(secret)
    # A base string holds what was encoded twice; a form may have "+" for a space.
    return secret, once, percent_encode(once), once.replace("%20", "+")


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
