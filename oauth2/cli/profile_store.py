"""The profiles: what `oauth2 login` stores, one JSON file for all of them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .config_folder import VARIABLE, profiles_path
from .failures import Misuse
from .private_file import locked, read_private, write_private

_VERSION = 1
_PROFILES = "profiles"
_TEXTS = ("consumer_key", "consumer_secret", "token", "token_secret")


def add_config_argument(parser: argparse.ArgumentParser, default: str | None = None) -> None:
    """Add the argument that names the file.

    Args:
        parser: of a command.
        default: its value where it is not given; `argparse.SUPPRESS` leaves that to another parser.
    """
    parser.add_argument(
        "--config",
        default=default,
        metavar="FILE",
        help=f"the file of the profiles; else {VARIABLE}, else one in the platform's config folder",
    )


class ProfileStore:
    """The file of the profiles.

    Args:
        file: the file that the user names; None takes that of the platform.
    """

    def __init__(self, file: str | None = None) -> None:
        #: Where it is.
        self.path: Path = profiles_path(file)

    def names(self) -> list[str]:
        """Return the names of all profiles, sorted.

        Raises:
            Misuse: the file is damaged, or others can read it.
        """
        return sorted(self._read()[_PROFILES])

    def find(self, name: str) -> dict[str, Any] | None:
        """Return a profile, or None where there is none of this name.

        Args:
            name: of the profile.

        Raises:
            Misuse: the file is damaged, or others can read it.
        """
        found: dict[str, Any] | None = self._read()[_PROFILES].get(name)
        return found

    def load(self, name: str) -> dict[str, Any]:
        """Return a profile.

        Args:
            name: of the profile.

        Raises:
            Misuse: there is none of this name, or the file is damaged, or others can read it.
        """
        found = self.find(name)
        if found is None:
            raise Misuse(self._missing(name))
        return found

    def prepare(self) -> None:
        """Make sure that a profile can be saved later on.

        Raises:
            Misuse: the file is damaged, or others can read it.
            OSError: its folder cannot be made or written to.
        """
        with locked(self.path):
            self._read()

    def save(self, name: str, fields: Mapping[str, Any], owned: frozenset[str]) -> None:
        """Store a profile; of one that is there, fields that nobody here knows stay.

        Args:
            name: of the profile.
            fields: what it is to hold.
            owned: the names of the fields that the caller knows.

        Raises:
            Misuse: the file is damaged, or others can read it.
            OSError: it cannot be written.
        """
        with locked(self.path):
            everything = self._read()
            kept = everything[_PROFILES].get(name, {})
            unknown = {field: kept[field] for field in kept if field not in owned}
            everything[_PROFILES][name] = {**fields, **unknown}
            self._write(everything)

    def remove(self, name: str) -> None:
        """Remove a profile.

        Args:
            name: of the profile.

        Raises:
            Misuse: there is none of this name, or the file is damaged, or others can read it.
            OSError: it cannot be written.
        """
        with locked(self.path):
            everything = self._read()
            if everything[_PROFILES].pop(name, None) is None:
                raise Misuse(self._missing(name))
            self._write(everything)

    def _missing(self, name: str) -> str:
        return f"there is no profile {name!r} in {self.path}; `oauth2 profiles` lists them"

    def _read(self) -> dict[str, Any]:
        octets = read_private(self.path)
        if octets is None:
            return {"version": _VERSION, _PROFILES: {}}
        try:
            found = json.loads(octets)
        except (ValueError, RecursionError):
            raise Misuse(
                f"{self.path} is damaged: it is no JSON; mend it or move it away"
            ) from None
        profiles = found.get(_PROFILES) if isinstance(found, dict) else None
        if not isinstance(profiles, dict) or not all(map(_is_profile, profiles.values())):
            raise Misuse(f"{self.path} is damaged: it holds no profiles; mend it or move it away")
        everything: dict[str, Any] = found
        return everything

    def _write(self, everything: dict[str, Any]) -> None:
        text = json.dumps(everything, indent=2) + "\n"
        write_private(self.path, text.encode("ascii"))


def _is_profile(found: Any) -> bool:
    return isinstance(found, dict) and all(isinstance(found.get(key, ""), str) for key in _TEXTS)
