"""What a command shows."""

from __future__ import annotations

import sys


def say(text: str) -> None:
    """Show text at once, though the output may be a file or a pipe.

    Args:
        text: for a person; a line break is added.
    """
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
