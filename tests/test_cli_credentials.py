"""Where consumer and token come from: files, profile, environment, prompt; never arguments."""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path
from typing import Any

import pytest
from _cli import at_home, piped, typed

from oauth2 import Consumer, Token
from oauth2.cli import credentials
from oauth2.cli.failures import Misuse

STORED = {
    "consumer_key": "ck",
    "consumer_secret": "cs",
    "token": "tk",
    "token_secret": "ts",
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in an empty folder, with an empty environment, and no terminal."""
    at_home(monkeypatch, tmp_path)
    monkeypatch.chdir(tmp_path)
    piped(monkeypatch)


def parsed(*arguments: str) -> argparse.Namespace:
    """Return what the arguments stand for."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    credentials.add_consumer_arguments(parser)
    credentials.add_token_arguments(parser)
    return parser.parse_args(arguments)


def consumer(*sources: dict[str, str], given: tuple[str, ...] = (), **options: Any) -> Any:
    """Return key and secret of the consumer that is found."""
    found: Consumer = credentials.consumer_of(parsed(*given), sources, **options)
    return found.key, found.secret


def token(*sources: dict[str, str], given: tuple[str, ...] = ()) -> Any:
    """Return key and secret of the token that is found, or None."""
    found: Token | None = credentials.token_of(parsed(*given), sources)
    return found and (found.key, found.secret)


def test_no_argument_takes_a_secret() -> None:
    """Other users of the machine could read it (E17)."""
    with pytest.raises(SystemExit):
        parsed("--consumer-secret", "cs")


def test_environment_has_both(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four variables; an empty secret is one."""
    monkeypatch.setenv("OAUTH2_CONSUMER_KEY", "ek")
    monkeypatch.setenv("OAUTH2_CONSUMER_SECRET", "es")
    monkeypatch.setenv("OAUTH2_TOKEN", "et")
    monkeypatch.setenv("OAUTH2_TOKEN_SECRET", "")

    assert consumer(credentials.environment()) == ("ek", "es")
    assert token(credentials.environment()) == ("et", "")


def test_first_source_goes_first() -> None:
    """The first that names a key."""
    assert consumer({}, STORED, {"consumer_key": "x", "consumer_secret": "y"}) == ("ck", "cs")
    assert token({"token": "", "token_secret": "z"}, STORED) == ("tk", "ts")


def test_secret_of_another_key_is_none() -> None:
    """A pair is never made of two (D13)."""
    other = {"consumer_key": "new", "token": "new"}

    with pytest.raises(Misuse, match="there is no consumer secret"):
        consumer(other, STORED)
    with pytest.raises(Misuse, match="there is no token secret"):
        token(STORED, given=("--token", "new"))


def test_no_token_is_no_error() -> None:
    """Two legs need none."""
    assert token({}) is None


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_secret_is_in_a_file(mark: bytes) -> None:
    """Without the line break that an editor leaves, and UTF-8's byte order mark."""
    Path("secret").write_bytes(mark + "é \r\n".encode())

    given = ("--consumer-key=k", "--consumer-secret-file=secret", "--token-secret-file=secret")
    assert consumer(STORED, given=given) == ("k", "é")
    assert token(STORED, given=given) == ("tk", "é")


def test_both_secrets_come_through_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line each."""
    piped(monkeypatch, b"one\ntwo\nbody")
    given = ("--consumer-secret-file=-", "--token-secret-file=-")

    assert consumer(STORED, given=given) == ("ck", "one")
    assert token(STORED, given=given) == ("tk", "two")


def test_file_that_is_no_text_is_said() -> None:
    """Its name is in the error, and its octets are not."""
    Path("secret").write_bytes(b"\xff")

    with pytest.raises(Misuse, match="the consumer secret in secret is no text"):
        consumer(STORED, given=("--consumer-secret-file=secret",))


def test_rest_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """At a terminal; the prompt is on stderr, since it is not the result."""
    typed(monkeypatch, " asked \n")
    monkeypatch.setattr(getpass, "getpass", lambda prompt: f"{prompt} hidden ")

    assert consumer({}) == ("asked", "consumer secret:  hidden")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "consumer key: ")


@pytest.mark.parametrize("text", ["", "\n"], ids=["end", "nothing"])
def test_nothing_entered_is_said(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-D is no traceback."""
    typed(monkeypatch, text)

    with pytest.raises(Misuse, match="there is no consumer key: nothing was entered"):
        consumer({})


def test_key_pair_needs_no_consumer_secret() -> None:
    """With RSA, nobody is asked for one."""
    assert consumer({"consumer_key": "ck"}, secret=False) == ("ck", "")
