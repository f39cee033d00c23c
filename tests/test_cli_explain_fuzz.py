"""`oauth2 explain` with anything at all: an explanation or one line, and never a traceback."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path

import pytest
from _explain_inputs import (
    CURL,
    HAR,
    HEADER,
    MESSAGE,
    OF_RFC,
    VERBOSE,
    VERBOSE_OF_CURL,
    WITHOUT_TOKEN_SECRET,
    as_jane,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from oauth2 import Error
from oauth2.cli import main
from oauth2.cli.reading import Place, read_exchange

#: PLAINTEXT is explained without a search, so that many can be tried.
PLAIN = "kd94hf93k423kf44%26pfkkdhi9sl3r4s00"
PLAIN_HEADER = HEADER.replace("HMAC-SHA1", "PLAINTEXT").replace(WITHOUT_TOKEN_SECRET, PLAIN)
WHOLE = [
    text.replace(HEADER, PLAIN_HEADER).replace(json.dumps(HEADER), json.dumps(PLAIN_HEADER))
    for text in (CURL, MESSAGE, VERBOSE, VERBOSE_OF_CURL, HAR)
] + [OF_RFC.replace("HMAC-SHA1", "PLAINTEXT").replace("MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D", PLAIN)]
PIECES = [
    *("'", '"', "\\", "$'", "`", "\n", "\r\n", "\r\n\r\n", " ", "&", "|", "\0", "\x1b[2J", "\xff"),
    *("curl", " -d ", " -G ", "@x", "-H", "--json", "--url-query", "http://", "https://h", "GET /"),
    *(" HTTP/1.1", "Host:", "> ", "< ", "* ", "HTTP/1.1 401", "Content-Length: 3", "{", "}", "[]"),
    *("oauth_signature=", "OAuth ", "%", "%FF", "=", ",", ":", "\ud800\udc00", "null", "1e999"),
]
octets = st.sampled_from(PIECES).map(lambda text: text.encode("utf-8", "surrogatepass"))


@st.composite
def mutilated(draw: st.DrawFn) -> bytes:
    """Return a thing that can be read, in which some pieces are cut out, or others put."""
    text = draw(st.sampled_from(WHOLE)).encode()
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text)))
        end = start + draw(st.sampled_from([0, 0, 1, 2, 9, 70, 300]))
        text = text[:start] + draw(octets | st.binary(max_size=3)) + text[end:]
    return text


anything = mutilated() | st.lists(octets | st.binary(max_size=5), max_size=12).map(b"".join)


@pytest.fixture(scope="module", autouse=True)
def jane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Have the credentials of the RFC, and a folder."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        folder = tmp_path_factory.mktemp("fuzz")
        as_jane(monkeypatch, folder)
        yield folder


def explained(text: bytes, *arguments: str) -> tuple[int, str]:
    """Return exit code and all that is shown."""
    shown = io.StringIO()
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        redirect_stdout(shown),
        redirect_stderr(shown),
    ):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text), encoding="utf-8"))
        code = main(["explain", *arguments])
    return code, shown.getvalue()


def check(text: bytes, *arguments: str) -> None:
    """Hold what is shown against the promises."""
    code, shown = explained(text, *arguments)
    assert code in {0, 1, 2}
    assert (code == 2) == (shown.splitlines()[-1].startswith("oauth2 explain: "))
    assert "pfkkdhi9sl3r4s00" not in shown
    assert "kd94hf93k423kf44" not in shown
    assert "\x1b" not in shown


@settings(max_examples=400)
@given(anything)
def test_anything_is_explained_or_refused_in_one_line(text: bytes) -> None:
    """Whatever somebody pastes; nothing secret comes out, and nothing that a terminal obeys."""
    check(text)


@settings(max_examples=150)
@given(anything, st.sampled_from(["curl", "http", "har", "verbose"]))
def test_anything_is_read_as_anything(text: bytes, kind: str) -> None:
    """Also where the user says wrongly what it is."""
    check(text, f"--format={kind}")


@settings(max_examples=400)
@given(anything, st.sampled_from([None, "curl", "http", "har", "verbose"]))
def test_anything_is_read_or_refused(text: bytes, kind: str | None) -> None:
    """The readers alone, which are quick: what they cannot read is an error of ours."""
    with suppress(Error):
        exchange = read_exchange(text.decode("utf-8", "surrogateescape"), Place(), kind, None)
        assert exchange.is_signed in {True, False}
        exchange.protocol()


@settings(max_examples=50)
@given(anything)
def test_anything_may_be_an_answer(jane: Path, text: bytes) -> None:
    """A provider sends what it likes."""
    (jane / "answer").write_bytes(text)
    (jane / "request").write_bytes(WHOLE[1].encode())
    check(b"", str(jane / "request"), f"--answer={jane / 'answer'}")
