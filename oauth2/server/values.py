"""What the value of one protocol parameter may be (RFC 5849 sections 3.1 and 3.3)."""

from __future__ import annotations

import math
import re
from typing import Any

from ..errors import InvalidNonce, InvalidTimestamp, ParameterRepeated
from ..request import Request

# More digits than any clock has; a longer number is refused, not parsed.
_TIMESTAMP = re.compile(r"[0-9]{1,15}")
_VISIBLE = re.compile(r"[!-~]+")
# Seconds, 317 years: a threshold that a program set to infinity still has an end.
_FOREVER = 10**10


def single(request: Request, name: str) -> Any:
    """Return a parameter that must be there, once.

    Args:
        request: that holds it.
        name: of the parameter.

    Raises:
        ParameterAbsent: it is not there.
        ParameterRepeated: it is a list of values.
    """
    value = request.get_parameter(name)
    if isinstance(value, (list, tuple)):
        raise ParameterRepeated(f"{name} must be one value, not a list", parameter=name)
    return value


def shown(value: Any) -> str:
    """Return so much of a value as a message may hold."""
    return repr(str(value)[:40])


def seconds(timestamp: Any) -> int:
    """Return a timestamp as a number (RFC 5849 section 3.3).

    Args:
        timestamp: the value of `oauth_timestamp`.

    Raises:
        InvalidTimestamp: it is no positive whole number.
    """
    text = str(timestamp)
    if not _TIMESTAMP.fullmatch(text) or int(text) == 0:
        raise InvalidTimestamp(
            f"oauth_timestamp must be a positive whole number, not {shown(text)}",
            parameter="oauth_timestamp",
        )
    return int(text)


def check_nonce(nonce: Any, longest: int) -> None:
    """Refuse a nonce that nobody would make.

    Args:
        nonce: the value of `oauth_nonce`.
        longest: how many characters it may have.

    Raises:
        InvalidNonce: it is empty, too long, or holds anything but visible ASCII characters.
    """
    text = str(nonce)
    if not text:
        raise InvalidNonce("oauth_nonce must not be empty", parameter="oauth_nonce")
    if len(text) > longest:
        raise InvalidNonce(
            f"oauth_nonce has {len(text)} characters; {longest} are allowed",
            parameter="oauth_nonce",
        )
    if not _VISIBLE.fullmatch(text):
        raise InvalidNonce(
            "oauth_nonce must consist of visible ASCII characters", parameter="oauth_nonce"
        )


def last_second(timestamp: int, threshold: float) -> int:
    """Return the last second at which a timestamp is taken, in seconds since 1970.

    Args:
        timestamp: in seconds since 1970.
        threshold: how many seconds old it may be.
    """
    return timestamp + math.floor(min(threshold, _FOREVER))
