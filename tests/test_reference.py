"""The reference has every public name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

REFERENCE = Path(__file__).parents[1] / "docs" / "reference.md"
DIRECTIVE = re.compile(r"^\.\. (auto\w+|py:\w+|currentmodule):: ([\w.]+)", re.MULTILINE)


def documented() -> Iterator[str]:
    """Yield the full name of everything that has an entry of its own."""
    module = ""
    for kind, name in DIRECTIVE.findall(REFERENCE.read_text(encoding="utf-8")):
        if kind in {"automodule", "currentmodule", "py:module"}:
            module = name
        if kind == "automodule":
            yield from (f"{name}.{member}" for member in members(name))
        yield name if "." in name else f"{module}.{name}"


def members(module: str) -> list[str]:
    """Return what `:members:` shows of a module: classes and functions, no plain values."""
    found = import_module(module)
    names = getattr(found, "__all__", [name for name in vars(found) if name[0].isupper()])
    return [
        name for name in names if getattr(found, name).__doc__ and callable(getattr(found, name))
    ]


def public(module: str) -> list[str]:
    """Return the public names of a module."""
    return [f"{module}.{name}" for name in import_module(module).__all__]


def test_reference_has_every_name_of_the_package() -> None:
    """An error stands there under the module that defines it."""
    found = set(documented())

    missing = [
        name
        for name in public("oauth2")
        if name not in found and name.replace("oauth2.", "oauth2.errors.") not in found
    ]

    assert missing == []


@pytest.mark.parametrize("module", ["oauth2.providers", "oauth2.sandbox"])
def test_reference_has_every_name_of_a_module(module: str) -> None:
    """Each name in the module's `__all__` has an entry, constants too."""
    assert set(public(module)) <= set(documented())


def test_reference_has_the_names_that_stand_apart() -> None:
    """The adapters, the mail clients and the fixture, whose libraries may be missing here."""
    assert set(documented()) >= {
        "oauth2.adapters.aiohttp.OAuth1",
        "oauth2.adapters.httpx.AsyncOAuth1Transport",
        "oauth2.adapters.httpx.OAuth1Transport",
        "oauth2.adapters.requests.OAuth1",
        "oauth2.clients.imap.IMAP4_SSL",
        "oauth2.clients.smtp.SMTP",
        "oauth2.testing.oauth_provider",
    }
