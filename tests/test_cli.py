"""The command line as a whole: what there is, help, version, exit codes, how fast it starts."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median

import pytest
from _cli import at_home

import oauth2
from oauth2.cli import main

COMMANDS = ["demo", "serve", "login", "request", "sign", "explain", "profiles"]


def help_of(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    """Return what `--help` shows."""
    with pytest.raises(SystemExit) as end:
        main([*command, "--help"])
    assert end.value.code == 0
    return capsys.readouterr().out


def test_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    """`oauth2 --help` says what this is, names each command, and has exit codes and examples."""
    shown = help_of(capsys)

    assert "OAuth 1.0a (RFC 5849), not OAuth 2.0" in shown
    assert "run a local OAuth 1.0a provider to develop and test against" in shown
    assert [name for name in COMMANDS if f"\n    {name} " not in shown] == []
    assert "\nexit codes:\n  0    done\n" in shown
    assert "\nexamples:\n  oauth2 demo\n" in shown


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_has_examples_and_exit_codes(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who reads `--help` needs nothing else."""
    shown = help_of(capsys, command)

    assert "example" in shown
    assert f"\n  oauth2 {command}" in shown
    assert "\nexit codes: 0 " in shown


def test_help_of_login_names_the_providers(capsys: pytest.CaptureFixture[str]) -> None:
    """Those with three legs are named, and no others."""
    [line] = [each for each in help_of(capsys, "login").splitlines() if "providers: " in each]

    assert "discogs, etrade, " in line
    assert "netsuite" not in line


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
        pytest.param(["request"], id="no URL"),
        pytest.param(["login", "--time", "1"], id="abbreviated option"),
        pytest.param(["login", "--timeout", "0"], id="no time"),
        pytest.param(["login", "--timeout", "soon"], id="no number"),
        pytest.param(["login", "--profile", "a b"], id="no name"),
        pytest.param(["login", "--authorize-parameter", "perms"], id="no value"),
        pytest.param(["sign", "https://h/", "--timestamp", "0"], id="no timestamp"),
        pytest.param(["sign", "https://h/", "--nonce", ""], id="no nonce"),
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


def test_arguments_are_those_of_the_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The installed program calls `main()` without any."""
    path = at_home(monkeypatch, tmp_path)
    monkeypatch.setattr(sys, "argv", ["oauth2", "profiles"])

    assert main() == 0
    assert capsys.readouterr().err == f"There are no profiles in {path}.\n"


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


# --- how fast it starts -------------------------------------------------------------------------


def test_help_imports_no_command() -> None:
    """What one command needs, such as the sandbox, is not loaded for the others."""
    source = """
import contextlib, sys
from oauth2.cli import main
with contextlib.suppress(SystemExit):
    main(["--help"])
loaded = {name.removeprefix("oauth2.") for name in sys.modules if name.startswith("oauth2.")}
commands = ["demo", "serve", "login", "request", "sign", "explain", "profiles"]
assert not loaded & {"sandbox", "adapters", *(f"cli.{name}" for name in commands)}, loaded
assert not {"wsgiref", "getpass"} & set(sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True)  # noqa: PLW1510  # looked at below

    assert (done.returncode, done.stderr) == (0, "")


def cpu_seconds(environment: dict[str, str], *arguments: str) -> float:
    """Return how long a Python program computes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def is_fast(environment: dict[str, str]) -> bool:
    """Tell whether the command starts in 1.5 times what httplib2 alone takes, by the medians."""
    pairs = [
        (
            cpu_seconds(environment, "-m", "oauth2", "--help"),
            cpu_seconds(environment, "-c", "import httplib2"),
        )
        for _ in range(3)
    ]
    ours, theirs = zip(*pairs, strict=True)
    return bool(median(ours) <= 1.5 * median(theirs))


def test_help_is_as_fast_as_promised(tmp_path: Path) -> None:
    """`oauth2 --help` takes 1.5 times as long as `import httplib2` at most.

    By the time that is computed, since a busy machine makes everything wait; with the modules
    compiled, as pip leaves them; in one of four tries.
    """
    environment = {
        name: value
        for name, value in os.environ.items()
        # Else coverage would be measured there too.
        if not name.startswith("COVERAGE") and name != "PYTHONDONTWRITEBYTECODE"
    }
    environment["PYTHONPYCACHEPREFIX"] = str(tmp_path)
    cpu_seconds(environment, "-m", "oauth2", "--help")

    assert any(is_fast(environment) for _ in range(4))
