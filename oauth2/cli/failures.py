"""What can go wrong in a command, in one line, and the exit code for it."""

from __future__ import annotations

from http.client import HTTPException

from ..client import httplib2
from ..errors import Error
from .output import visible

#: What a command may raise; anything else is a bug, and deserves its traceback.
EXPECTED = (Error, OSError, HTTPException, httplib2.HttpLib2Error)

#: The other side refused, or could not be reached.
REFUSED = 1
#: The command was wrong: its arguments, a file, a profile.
USAGE = 2


# What the library advises its programs, and what it is called here.
_WORDS = {
    "allow_insecure=True": "--allow-insecure",
    "strict=False": "--no-strict",
    'placement="query" or placement="body"': "--placement query or body",
}


class Misuse(Error, ValueError):
    """Something that the user of the command line has to put right."""


def exit_code(error: BaseException) -> int:
    """Return the exit code for an error.

    Args:
        error: one of `EXPECTED`.

    Returns:
        2 for what was handed over, such as a URL, a key or the name of a file; 1 for the rest.
    """
    ours = isinstance(error, Error) and isinstance(error, (ValueError, ImportError))
    return USAGE if ours or _file_of(error) else REFUSED


def one_line(error: BaseException) -> str:
    """Return an error as one line for a person.

    Args:
        error: any.
    """
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    for in_python, in_a_shell in _WORDS.items():
        said = said.replace(in_python, in_a_shell)
    file = _file_of(error)
    return visible(" ".join(f"{file}: {said}".split() if file else str(said).split()))


def _file_of(error: BaseException) -> str:
    """Return the file that could not be opened; an error of the network has none."""
    file = getattr(error, "filename", None)
    return "" if file is None else str(file)
