"""What a test needs of the machine: without it the test is skipped, or fails where it must run."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest

#: The environment variable that names, separated by commas, what must be there.
VARIABLE = "OAUTH2_REQUIRE"


def require(name: str, found: object, reason: str) -> None:
    """Skip the test where something is missing, and fail it where that has been called required.

    Args:
        name: of what the test needs, as in the environment variable `OAUTH2_REQUIRE`.
        found: true where it is there.
        reason: what is missing, and how to get it.
    """
    if found:
        return
    if name in os.environ.get(VARIABLE, "").split(","):
        pytest.fail(f"{VARIABLE} names {name!r}, but {reason}", pytrace=False)
    pytest.skip(reason)


def require_module(name: str) -> Any:
    """Import a module, or skip the test where it is not installed, as `require` does.

    Args:
        name: of the module; that of its package is the name for `OAUTH2_REQUIRE`.
    """
    package = name.partition(".")[0]
    require(package, find_spec(package), f"{package} is not installed")
    return import_module(name)
