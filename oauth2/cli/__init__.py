"""The command line: `oauth2`, or `python -m oauth2`.  Each command is a module of its own."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from .._version import __version__
from . import demo, serve

# Each has `add_parser(subparsers)`, which sets `run`, and `run(args)`, which returns the exit code.
_COMMANDS = (demo, serve)

# As shells have it: 128, and the number of the signal.
_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        argv: the arguments, without the program's name; None takes those of this process.

    Returns:
        The exit code: 0 for success, 1 for a failure, 130 after Ctrl-C.

    Raises:
        SystemExit: by argparse, after `--help` and `--version` with 0, for bad arguments with 2.
    """
    parser = argparse.ArgumentParser(
        prog="oauth2", description="OAuth 1.0a (RFC 5849), not OAuth 2.0, on the command line."
    )
    parser.add_argument("--version", action="version", version=f"oauth2 {__version__}")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in _COMMANDS:
        command.add_parser(subparsers)
    args = parser.parse_args(argv)
    try:
        code: int = args.run(args)
    except BrokenPipeError:
        # Whoever read what is shown, such as `head`, has seen enough.  Without this, Python would
        # complain once more when it closes the output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    return code
