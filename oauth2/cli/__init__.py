"""The command line: `oauth2`, or `python -m oauth2`.  Each command is a module of its own."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from .._version import __version__
from .failures import EXPECTED, exit_code, one_line
from .output import OutputClosed, complain

# Each is a module of this name, with `configure(parser)`, which adds its arguments, and
# `run(args)`, which returns the exit code.
_COMMANDS = {
    "demo": "show a whole three-legged exchange, with a provider on this machine",
    "serve": "run a local OAuth 1.0a provider to develop and test against",
    "login": "get an access token from a provider, with a browser or a PIN",
    "request": "send a signed request, as curl would send it",
    "sign": "sign a request and send nothing: show the header, a curl command, or each step",
    "explain": "say why the other side refused a signature",
    "profiles": "list, show and remove what `oauth2 login` has stored",
}

_EXIT_CODES = """\
exit codes:
  0    done
  1    the other side refused, or could not be reached
  2    wrong usage: arguments, credentials, files, profiles
  130  stopped by Ctrl-C

examples:
  oauth2 demo
  oauth2 login discogs --profile me
  oauth2 request https://api.discogs.com/oauth/identity --profile me

`oauth2 COMMAND --help` shows more of each.
"""

# As shells have it: 128, and the number of the signal.
_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        argv: the arguments, without the program's name; None takes those of this process.

    Returns:
        The exit code: 0 for success, 1 where the other side refused, 2 for wrong usage, 130 after
        Ctrl-C.

    Raises:
        SystemExit: by argparse, after `--help` and `--version` with 0, for bad arguments with 2.
    """
    arguments = sys.argv[1:] if argv is None else list(argv)
    # The options before the command have no values, so that the first other word is the command.
    name = next((word for word in arguments if not word.startswith("-")), "")
    try:
        args = _parser(name).parse_args(arguments)
        code: int = args.run(args)
    except OutputClosed:
        # Whoever read what is shown, such as `head`, has seen enough.  Without this, Python would
        # complain once more when it closes the output.
        if sys.stdout is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    except EXPECTED as error:
        complain(f"oauth2 {name}: {one_line(error)}")
        return exit_code(error)
    return code


def _parser(chosen: str) -> argparse.ArgumentParser:
    """Return the parser, in which only the chosen command knows its arguments.

    This is the one place that imports by name.  A command needs what the others do without, such
    as the whole sandbox; if all were imported at the top, `oauth2 --help` would wait for it.
    """
    parser = argparse.ArgumentParser(
        prog="oauth2",
        description="OAuth 1.0a (RFC 5849), not OAuth 2.0, on the command line.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"oauth2 {__version__}")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, about in _COMMANDS.items():
        command = subparsers.add_parser(
            name,
            help=about,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        if name == chosen:
            module = import_module(f".{name}", __name__)
            module.configure(command)
            command.set_defaults(run=module.run)
    return parser
