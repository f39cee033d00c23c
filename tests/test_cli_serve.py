"""`oauth2 serve`: the sandbox as a program, from its first line to Ctrl-C."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from _sandbox import call, fetch

from oauth2 import Consumer
from oauth2.cli import main
from oauth2.sandbox import Provider, Sandbox, serve

LAST_LINE_OF_THE_INTRODUCTION = "  user, for xAuth    ada, password sandbox-password\n"


def introduction_of(process: subprocess.Popen[str]) -> str:
    """Read what the command says before the first request."""
    assert process.stdout is not None
    introduction = ""
    while not introduction.endswith(LAST_LINE_OF_THE_INTRODUCTION):
        line = process.stdout.readline()
        assert line, process.communicate()
        introduction += line
    return introduction


@contextmanager
def running(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the command, and give it and its introduction."""
    command = [sys.executable, "-m", "oauth2", "serve", "--port", "0", *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process, introduction_of(process)
        finally:
            process.kill()


def sandbox_in(introduction: str) -> Sandbox:
    """Read where the sandbox is."""
    found = re.search("authorize URL      (.*)/authorize\n", introduction)
    assert found is not None, introduction
    return Sandbox(Provider(), found[1])


def test_serve_says_what_to_use() -> None:
    """The introduction has the URLs, the consumer key and the secret."""
    with running() as (_, introduction):
        url = sandbox_in(introduction).url

        assert re.fullmatch("http://127[.]0[.]0[.]1:[0-9]+", url)
        assert "  consumer key       sandbox-key\n" in introduction
        assert "  consumer secret    sandbox-secret\n" in introduction
        assert f"  request token URL  {url}/request_token\n" in introduction
        assert f"  authorize URL      {url}/authorize\n" in introduction
        assert f"  access token URL   {url}/access_token\n" in introduction
        assert f"  echo URL           {url}/echo\n" in introduction


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_serve_ends_cleanly(number: signal.Signals) -> None:
    """Ctrl-C, or the usual way to end a service, ends it with 0 and without a traceback."""
    with running() as (process, introduction):
        answer = call(sandbox_in(introduction), sandbox_in(introduction).echo_url)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)

    assert answer.status == 200
    assert out.endswith("\nStopped.\n")
    assert (process.returncode, err) == (0, "")


def test_serve_shows_a_line_for_each_request() -> None:
    """Method, path, status and problem are shown; no query, no secret."""
    with running() as (process, introduction):
        sandbox = sandbox_in(introduction)
        call(sandbox, sandbox.echo_url + "?a=private")
        call(sandbox, sandbox.echo_url, consumer=Consumer("sandbox-key", "private"))
        fetch(sandbox.authorize_url + "?oauth_token=private")
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=60)

    lines = [line.partition("  ")[2] for line in out.splitlines() if re.match("[0-9]{2}:", line)]
    advice, base_string, finding, _, mend = lines[2:7]
    assert [*lines[:2], *lines[7:]] == [
        "GET /echo 200 -",
        "GET /echo 401 signature_invalid",
        "GET /authorize 404 -",
    ]
    assert advice.startswith("    The signature is not the one that the sandbox computes.")
    assert base_string.startswith("    debug_sbs: GET&http%3A%2F%2F127.0.0.1%3A")
    assert finding == "    wrong_secret_or_unknown: cannot tell"
    assert mend.startswith("    mend: ")
    assert "private" not in out


def test_serve_warns_where_others_reach_it() -> None:
    """Who opens the sandbox to others is told what that means."""
    with running("--host", "0.0.0.0") as (process, introduction):  # noqa: S104  # what it is about
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)

    assert sandbox_in(introduction).url.startswith("http://127.0.0.1:")
    assert err == (
        "oauth2 serve: warning: others may reach it on 0.0.0.0.  Its consumer and its user are "
        "the same everywhere: whoever reaches it can use it.\n"
    )


def test_serve_does_not_warn_of_localhost() -> None:
    """A name for this machine lets nobody else in."""
    with running("--host", "localhost") as (process, introduction):
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)

    assert sandbox_in(introduction).url.startswith("http://localhost:")
    assert err == ""


def test_serve_says_that_a_port_is_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    """One line on stderr says why it cannot start, and the exit code is 1."""
    with serve() as sandbox:
        port = sandbox.url.rpartition(":")[2]
        code = main(["serve", "--port", port])

    captured = capsys.readouterr()
    assert code == 1
    assert captured.out == ""
    assert captured.err == (
        f"oauth2 serve: cannot listen on 127.0.0.1 port {port}: Address already in use\n"
    )


@pytest.mark.parametrize("host", ["nowhere..invalid", "192.0.2.1"])
def test_serve_says_that_a_host_is_none_of_this_machine(
    host: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An address that this machine does not have is one line too (RFC 5737: 192.0.2.1 is none)."""
    code = main(["serve", "--host", host, "--port", "0"])

    lines = capsys.readouterr().err.splitlines()
    assert code == 1
    assert len(lines) == 1
    assert lines[0].startswith(f"oauth2 serve: cannot listen on {host} port 0: ")


@pytest.mark.parametrize("port", ["65536", "-1", "x", "²", ""])
def test_serve_refuses_a_port_that_is_none(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A port that cannot be one is a usage error."""
    with pytest.raises(SystemExit) as end:
        main(["serve", f"--port={port}"])

    assert end.value.code == 2
    assert f"{port!r} is no port: 0 to 65535" in capsys.readouterr().err
