"""A test that cannot run is skipped only where nobody asked for it to run."""

from __future__ import annotations

import pytest
from _system import require, require_module


def test_test_is_skipped_without_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is required unless the environment says so."""
    monkeypatch.delenv("OAUTH2_REQUIRE", raising=False)

    with pytest.raises(pytest.skip.Exception, match="no such program"):
        require("program", None, "there is no such program")


@pytest.mark.parametrize("names", ["program", "other,program"])
def test_test_fails_without_what_is_required(monkeypatch: pytest.MonkeyPatch, names: str) -> None:
    """A name in the variable turns the skip into a failure."""
    monkeypatch.setenv("OAUTH2_REQUIRE", names)

    with pytest.raises(pytest.fail.Exception, match="no such program"):
        require("program", None, "there is no such program")


def test_test_runs_with_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is there is no reason for anything."""
    monkeypatch.setenv("OAUTH2_REQUIRE", "program,json")

    require("program", "/bin/program", "it is there")

    assert require_module("json.decoder").JSONDecodeError


def test_missing_module_is_named_by_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name in the variable is that of the package."""
    monkeypatch.setenv("OAUTH2_REQUIRE", "no_such_package")

    with pytest.raises(pytest.fail.Exception, match="no_such_package is not installed"):
        require_module("no_such_package.module")
