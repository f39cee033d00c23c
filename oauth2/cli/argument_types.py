"""What the arguments may be, beyond text: each function takes one as it was entered."""

from __future__ import annotations

import argparse
import math

_HIGHEST_PORT = 65535
# A week; the system's own clocks cannot wait for ever.
_LONGEST = 604800


def seconds(text: str) -> float:
    """Return how long to wait.

    Args:
        text: as it was entered.

    Raises:
        argparse.ArgumentTypeError: it is no such number.
    """
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number <= _LONGEST:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds, 0 to {_LONGEST}")
    return number


def port(text: str) -> int:
    """Return a port.

    Args:
        text: as it was entered.

    Raises:
        argparse.ArgumentTypeError: it cannot be one.
    """
    number = int(text) if text.isdecimal() else -1
    if not 0 <= number <= _HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: 0 to {_HIGHEST_PORT}")
    return number


def number_from_1(text: str) -> int:
    """Return the number of one of several things.

    Args:
        text: as it was entered.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if not (text.isascii() and text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1")
    return int(text)


def timestamp(text: str) -> int:
    """Return seconds since 1970 (RFC 5849 section 3.3).

    Args:
        text: as it was entered.

    Raises:
        argparse.ArgumentTypeError: it is no positive whole number.
    """
    if not (text.isascii() and text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is no positive whole number of seconds")
    return int(text)


def nonce(text: str) -> str:
    """Return a nonce.

    Args:
        text: as it was entered.

    Raises:
        argparse.ArgumentTypeError: it is empty.
    """
    if not text:
        raise argparse.ArgumentTypeError("a nonce must not be empty")
    return text


def profile_name(text: str) -> str:
    """Return the name of a profile.

    Args:
        text: as it was entered.

    Raises:
        argparse.ArgumentTypeError: it cannot be one.
    """
    if not text or not text.isprintable() or any(ch.isspace() for ch in text):
        raise argparse.ArgumentTypeError(f"{text!r} is no name: it is empty, or holds a blank")
    return text


def parameter(text: str) -> tuple[str, str]:
    """Return a name and a value.

    Args:
        text: as it was entered, `NAME=VALUE`.

    Raises:
        argparse.ArgumentTypeError: there is no name.
    """
    name, sign, value = text.partition("=")
    if not name or not sign:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name, value
