"""What a command reads from stdin."""

from __future__ import annotations

import sys
from typing import BinaryIO

from .failures import Misuse


def stdin_octets() -> BinaryIO:
    """Return what reads octets from stdin.

    Raises:
        Misuse: a shell has closed it (`<&-`).
    """
    if sys.stdin is None:
        raise Misuse("there is no stdin to read from")
    return sys.stdin.buffer
