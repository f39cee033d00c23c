"""Timestamp, nonce and verifier (RFC 5849 sections 2.2 and 3.3)."""

from __future__ import annotations

import secrets
import time


def generate_timestamp() -> int:
    """Return the seconds since 1970-01-01 00:00 UTC, as a whole number (RFC 5849 section 3.3)."""
    return int(time.time())


def generate_nonce(length: int = 32) -> str:
    """Return a random text that nobody can guess (RFC 5849 section 3.3).

    Args:
        length: how many characters; each carries 4 random bits, so the default has 128.

    Returns:
        Lower-case hexadecimal digits, since some providers take nothing but letters and digits.
    """
    return secrets.token_hex((length + 1) // 2)[:length]


def generate_verifier(length: int = 8) -> str:
    """Return random digits for a person to type (RFC 5849 section 2.2).

    Args:
        length: how many digits.

    Returns:
        Decimal digits.
    """
    return "".join(secrets.choice("0123456789") for _ in range(length))
