"""A file that only its owner can read, written as a whole, by one process at a time."""

from __future__ import annotations

import os
import shlex
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from .failures import Misuse

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OWNER_ONLY = 0o700


def read_private(path: Path) -> bytes | None:
    """Return what a file holds, or None where there is none.

    Args:
        path: of the file.

    Raises:
        Misuse: others can read it.
        OSError: it cannot be read.
    """
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None
    with file:
        # Of the opened file: the name may lead to another one in a moment.
        mode = os.fstat(file.fileno()).st_mode
        if os.name == "posix" and mode & _OTHERS:
            raise Misuse(
                f"{path} holds secrets, and others can read it: "
                f"run chmod 600 {shlex.quote(str(path))}"
            )
        return file.read()


def write_private(path: Path, octets: bytes) -> None:
    """Replace a file as a whole: whoever reads it meanwhile sees the old one or the new one.

    Args:
        path: of the file; its folder exists.
        octets: what it is to hold.

    Raises:
        OSError: it cannot be written.
    """
    # A link stays one: what it leads to is replaced.
    target = path.resolve()
    # Made for its owner alone, mode 0600.
    number, name = tempfile.mkstemp(prefix=f"{target.name}.", dir=target.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes out while a file is read and written.

    Args:
        path: of the file; beside it lies a lock file, which stays.

    Raises:
        OSError: the folder cannot be made, or the lock cannot be had.
    """
    path.parent.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
    lock = path.with_name(f"{path.name}.lock")
    with os.fdopen(os.open(lock, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        # Given back when the file is closed, also by a process that dies.
        wait_for_lock(file.fileno())
        yield


def wait_for_lock(number: int, system: str = os.name) -> None:
    """Wait for the lock of an open file; how to, each system has a module for.

    Args:
        number: of the file.
        system: as `os.name`.

    Raises:
        OSError: it cannot be had.
    """
    name, take = _LOCKS["nt" if system == "nt" else "posix"]
    take(import_module(name), number)


def _take_posix(fcntl: Any, number: int) -> None:
    fcntl.flock(number, fcntl.LOCK_EX)


def _take_windows(msvcrt: Any, number: int) -> None:
    msvcrt.locking(number, msvcrt.LK_LOCK, 1)


_LOCKS: dict[str, tuple[str, Callable[[Any, int], None]]] = {
    "posix": ("fcntl", _take_posix),
    "nt": ("msvcrt", _take_windows),
}
