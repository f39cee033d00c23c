"""What a command shows, and what it says where something goes wrong."""

from __future__ import annotations

import io
import sys
from typing import Any

import pytest

import oauth2
from oauth2.cli import failures, main, output, profiles


def shown_at_terminal(monkeypatch: pytest.MonkeyPatch, octets: bytes) -> str:
    """Return what a terminal is given."""
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdout", terminal)
    output.give(octets)
    return terminal.getvalue()


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        pytest.param(b"a\tb\r\nc\n", "a\tb\nc\n", id="lines"),
        pytest.param(b"\x1b]0;title\x07\x1b[2J", "\\x1b]0;title\\x07\\x1b[2J\n", id="escapes"),
        pytest.param(b"secret\rpublic", "secret\\rpublic\n", id="carriage return"),
        pytest.param("\x9b2J\u202e\u200b".encode(), "\\x9b2J\\u202e\\u200b\n", id="unicode"),
        pytest.param(b"\xff\x00", "\\xff\\x00\n", id="no text"),
        pytest.param("Évora\u3000ß".encode(), "Évora\u3000ß\n", id="letters"),
    ],
)
def test_terminal_obeys_nothing_that_came_from_outside(
    octets: bytes, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control characters are escaped, but for line breaks and tabs."""
    assert shown_at_terminal(monkeypatch, octets) == expected


def test_pipe_gets_the_octets(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """What is no terminal gets all as it came."""
    output.say("first")
    output.give(b"\xff\x1b\r\n\x00")

    assert capfdbinary.readouterr().out == b"first\n\xff\x1b\r\n\x00"


def test_text_that_the_output_cannot_encode_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe in latin-1 is no reason for a traceback."""
    octets = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(octets, encoding="latin-1"))

    output.say("é\u20ac")

    assert octets.getvalue() == b"\xe9\\u20ac\n"


class Closed(io.StringIO):
    """A pipe that nobody reads."""

    def write(self, text: str) -> int:
        """Fail as the system does."""
        raise BrokenPipeError

    @property
    def buffer(self) -> Any:
        """The octets go the same way."""
        return self


@pytest.mark.parametrize("write", [lambda: output.say("x"), lambda: output.give(b"x")])
def test_closed_output_is_told_from_a_closed_connection(
    write: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A BrokenPipeError of the network is an error to report, one of stdout is not."""
    monkeypatch.setattr(sys, "stdout", Closed())

    with pytest.raises(output.OutputClosed):
        write()


@pytest.mark.parametrize(
    ("error", "line", "code"),
    [
        (oauth2.InvalidURL("one\n two \x1b[2J"), "one two \\x1b[2J", 2),
        (oauth2.MissingExtra("pip install it"), "pip install it", 2),
        (oauth2.TokenRequestDenied("no"), "no", 1),
        (oauth2.CallbackTimeout("nobody came"), "nobody came", 1),
        (FileNotFoundError(2, "No such file", "a b"), "a b: No such file", 2),
        (ConnectionRefusedError(111, "Connection refused"), "Connection refused", 1),
        (TimeoutError(), "TimeoutError", 1),
    ],
    ids=lambda value: type(value).__name__,
)
def test_error_is_one_line_and_an_exit_code(error: Exception, line: str, code: int) -> None:
    """2 is for what the user has to put right here, 1 for the other side."""
    assert (failures.one_line(error), failures.exit_code(error)) == (line, code)


def test_error_of_a_command_is_one_line_on_stderr(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It names the command; there is no traceback."""

    def fail(args: object) -> int:
        raise oauth2.TokenRequestDenied("the provider\nsaid no")

    monkeypatch.setattr(profiles, "run", fail)

    assert main(["profiles"]) == 1
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "oauth2 profiles: the provider said no\n")


def test_output_that_a_shell_has_closed_ends_the_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python has no stdout where it was closed by `>&-`; nothing is shown, and that is failure."""
    monkeypatch.setenv("OAUTH2_CONSUMER_SECRET", "s")
    monkeypatch.setattr("sys.stdout", None)

    assert main(["sign", "http://127.0.0.1/", "--consumer-key", "k"]) == 1
    monkeypatch.setattr("sys.stderr", None)
    assert main(["sign", "no URL", "--consumer-key", "k"]) == 2
    monkeypatch.undo()

    assert capsys.readouterr() == ("", "")


def test_stdin_that_a_shell_has_closed_is_no_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can be asked there, and nothing can be read (`<&-`)."""
    monkeypatch.setattr("sys.stdin", None)
    body = ["sign", "http://127.0.0.1/", "--consumer-key", "k"]

    assert main(body) == 2
    assert "there is no consumer secret, and no terminal" in capsys.readouterr().err
    assert main([*body, "--consumer-secret-file", "-"]) == 2
    assert capsys.readouterr().err == "oauth2 sign: there is no stdin to read from\n"


def test_advice_is_in_the_words_of_a_shell(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What programs are told as an argument of Python has a name here too."""
    monkeypatch.setenv("OAUTH2_CONSUMER_SECRET", "s")
    plain = ["--signature-method", "PLAINTEXT", "http://192.0.2.1/"]

    assert main(["sign", "--consumer-key", "k", *plain]) == 2
    assert "use https, or --allow-insecure if you know" in capsys.readouterr().err
