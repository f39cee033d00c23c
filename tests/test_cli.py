"""The command line as a whole: what there is, help, version, exit codes."""

from __future__ import annotations

import subprocess
import sys

import pytest

import oauth2
from oauth2.cli import main


def test_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    """`oauth2 --help` says what this is and names each command."""
    with pytest.raises(SystemExit) as end:
        main(["--help"])

    shown = capsys.readouterr().out
    assert end.value.code == 0
    assert "OAuth 1.0a (RFC 5849), not OAuth 2.0" in shown
    assert "run a local OAuth 1.0a provider to develop and test against" in shown


def test_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    """`oauth2 --version` says which one is installed."""
    with pytest.raises(SystemExit) as end:
        main(["--version"])

    assert end.value.code == 0
    assert capsys.readouterr().out == f"oauth2 {oauth2.__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([], id="none"),
        pytest.param(["nothing"], id="unknown command"),
        pytest.param(["serve", "--nothing"], id="unknown option"),
    ],
)
def test_bad_arguments_are_a_usage_error(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be run is said on stderr, with exit code 2."""
    with pytest.raises(SystemExit) as end:
        main(arguments)

    captured = capsys.readouterr()
    assert end.value.code == 2
    assert captured.out == ""
    assert captured.err.startswith("usage: oauth2")


def test_module_is_the_command() -> None:
    """`python -m oauth2` is the command, and names itself so."""
    done = subprocess.run(
        [sys.executable, "-m", "oauth2", "--version"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, f"oauth2 {oauth2.__version__}\n")


def test_import_of_the_module_runs_nothing() -> None:
    """A tool that imports every module, as for documentation, starts no command."""
    done = subprocess.run(
        [sys.executable, "-c", "import oauth2.__main__"], capture_output=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
