"""What a body is: a form or not, its octets, its hash (draft-eaton-oauth-bodyhash-00)."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from oauth2.body import (
    body_hash,
    can_hash,
    can_rewind,
    is_form,
    looks_like_form,
    read_all,
    remaining_length,
    to_octets,
)
from oauth2.errors import InvalidBody


class Pipe(io.BytesIO):
    """A file that can be read once, such as a socket's."""

    def seekable(self) -> bool:
        """Say that nothing can be read again."""
        return False


class Reader:
    """All that some programs pass as a file: it can be read, and says nothing of seeking."""

    def read(self) -> bytes:
        """Return the octets."""
        return b"octets"


def blocks() -> Iterator[bytes]:
    """Yield a body in blocks."""
    yield b"oct"
    yield b"ets"


def half_read() -> io.BytesIO:
    """Return a file that a program has read a part of."""
    file = io.BytesIO(b"Hello World!")
    file.seek(6)
    return file


# --- a form or not -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("application/x-www-form-urlencoded", True),
        ("application/x-www-form-urlencoded; charset=UTF-8", True),
        ("application/x-www-form-urlencoded;charset=UTF-8", True),
        (" Application/X-WWW-Form-URLEncoded ; charset=UTF-8", True),
        ("application/x-www-form-urlencoded-not", False),
        ("x/y; type=application/x-www-form-urlencoded", False),
        ("multipart/form-data; boundary=x", False),
        ("application/json", False),
        ("", False),
    ],
)
def test_is_form_compares_the_media_type_alone(content_type: str, expected: bool) -> None:
    """Case and parameters of a Content-Type do not matter (A18, A19)."""
    assert is_form(content_type) is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("any text", True, id="text"),
        pytest.param(b"a=1&b=%C3%A9+x", True, id="urlencoded bytes"),
        pytest.param(bytearray(b"a=b="), True, id="urlencoded bytearray"),
        pytest.param(b'{"a": "b=1"}', False, id="JSON"),
        pytest.param(b"\xff\xd8=", False, id="picture"),
        pytest.param(b"plain", False, id="no equals sign"),
        pytest.param(b"", False, id="nothing"),
        pytest.param(None, False, id="None"),
        pytest.param(io.BytesIO(b"a=1"), False, id="file"),
    ],
)
def test_looks_like_form_guesses_as_python_oauth2_did(body: Any, expected: bool) -> None:
    """Without a type, text is a form, and bytes that are what `urlencode` gives (C13)."""
    assert looks_like_form(body) is expected


# --- its octets --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "octets"),
    [
        pytest.param(None, None, id="None"),
        pytest.param(b"\xff", b"\xff", id="bytes"),
        pytest.param('{"a": "é"}', b'{"a": "\xc3\xa9"}', id="B3"),
        pytest.param("", b"", id="empty text"),
        pytest.param(bytearray(b"ab"), b"ab", id="bytearray"),
        pytest.param(memoryview(b"ab"), b"ab", id="memoryview"),
    ],
)
def test_to_octets_makes_bytes_once(body: Any, octets: bytes | None) -> None:
    """Text becomes UTF-8, and a buffer bytes (B3)."""
    assert to_octets(body) == octets


@pytest.mark.parametrize(
    "body", [io.BytesIO(b"x"), [b"x"], blocks(), Reader()], ids=["file", "list", "iter", "reader"]
)
def test_to_octets_leaves_streams_alone(body: Any) -> None:
    """A file or an iterable is not read (B4)."""
    assert to_octets(body) is body


@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param({"a": "1"}, "body must not be a dict", id="dict"),
        pytest.param(io.StringIO("x"), "body is a file opened in text mode", id="text file"),
        pytest.param(5, "body must be text, bytes, .*, not int", id="int"),
    ],
)
def test_to_octets_says_what_is_no_body(body: Any, message: str) -> None:
    """What cannot be sent is a TypeError that says what to do (C24)."""
    with pytest.raises(TypeError, match=message):
        to_octets(body)


def test_to_octets_refuses_text_that_is_none() -> None:
    """A lone surrogate is an error of ours, no UnicodeEncodeError, and the body is not shown."""
    with pytest.raises(InvalidBody, match="body holds a lone surrogate") as caught:
        to_octets("hunter2\udcff")

    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "content"),
    [
        pytest.param(None, b"", id="None"),
        pytest.param(b"octets", b"octets", id="bytes"),
        pytest.param(io.BytesIO(b"octets"), b"octets", id="file"),
        pytest.param(half_read(), b"World!", id="half read file"),
        pytest.param(Reader(), b"octets", id="reader"),
        pytest.param(blocks(), b"octets", id="iterable"),
    ],
)
def test_read_all_returns_all_octets(body: Any, content: bytes) -> None:
    """Whatever holds the octets, they come out as they are."""
    assert read_all(body) == content


# --- what can be read twice --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "rewinds", "hashes"),
    [
        pytest.param(None, False, True, id="None"),
        pytest.param(b"x", False, True, id="bytes"),
        pytest.param(io.BytesIO(b"x"), True, True, id="file"),
        pytest.param(Pipe(b"x"), False, False, id="pipe"),
        pytest.param(Reader(), False, False, id="reader"),
        pytest.param(blocks(), False, False, id="iterable"),
    ],
)
def test_body_is_hashed_only_when_it_can_still_be_sent(
    body: Any, rewinds: bool, hashes: bool
) -> None:
    """A file that can be rewound is hashed, a stream is not (B4)."""
    assert can_rewind(body) is rewinds
    assert can_hash(body) is hashes


def test_remaining_length_counts_from_the_position() -> None:
    """What is sent of a file is what stands behind its position, which stays."""
    file = half_read()

    assert remaining_length(file) == 6
    assert file.tell() == 6


def test_remaining_length_is_zero_when_position_is_behind_the_end() -> None:
    """A length is never negative."""
    file = io.BytesIO(b"x")
    file.seek(5)

    assert remaining_length(file) == 0


# --- its hash ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "algorithm", "expected"),
    [
        # The draft's example is "Hello World!"; for the others, for example:
        # printf 'World!' | openssl dgst -sha1 -binary | base64
        pytest.param("Hello World!", "sha1", "Lve95gjOVATpfV8EL5X4nxwjKHE=", id="draft"),
        pytest.param(None, "sha1", "2jmj7l5rSw0yVb/vlWAYkK/YBwk=", id="A26"),
        pytest.param("", "sha1", "2jmj7l5rSw0yVb/vlWAYkK/YBwk=", id="A26 text"),
        pytest.param(b"", "sha256", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", id="A27"),
        pytest.param(
            "Hello World!", "sha256", "f4OxZX/x/FO5LcGBSKHWXfwtSx+j1ncoSt3SABJtkGk=", id="A27 text"
        ),
        pytest.param(b"\xff\xd8", "sha1", "JutihdMtEzkwqrmmabEVWqggma4=", id="B2"),
        pytest.param('{"a": "é"}', "sha1", "3h1bGhKf3VutTgYD1lTCfgAdj3A=", id="B3"),
        pytest.param(bytearray(b"World!"), "sha1", "nXgZWK0WNkflxeck1TTV2dt7gA0=", id="bytearray"),
        pytest.param(half_read(), "sha1", "nXgZWK0WNkflxeck1TTV2dt7gA0=", id="B4"),
    ],
)
def test_body_hash_is_that_of_the_octets_sent(body: Any, algorithm: str, expected: str) -> None:
    """What is hashed is what is sent, an absent body being empty (A26, A27, B2-B4)."""
    assert body_hash(body, algorithm) == expected


def test_body_hash_leaves_a_file_where_it_was() -> None:
    """A file can be sent after hashing as it could before (B4)."""
    file = half_read()

    body_hash(file)

    assert file.tell() == 6


def test_body_hash_reads_a_large_file_whole() -> None:
    """A file of more than one block of a MiB is read to its end."""
    with tempfile.TemporaryFile() as file:
        file.truncate(1_048_577)

        # head -c 1048577 /dev/zero | openssl dgst -sha1 -binary | base64
        assert body_hash(file) == "qE017adDOL15pDL3fXP4q165GQI="


@pytest.mark.parametrize("body", [Pipe(b"x"), Reader(), blocks()], ids=["pipe", "reader", "iter"])
def test_body_hash_is_refused_when_body_could_not_be_sent_then(body: Any) -> None:
    """A stream is not read for its hash (B4)."""
    with pytest.raises(InvalidBody, match="read only once"):
        body_hash(body)


def test_body_hash_knows_no_algorithm_of_another_name() -> None:
    """A name that is none is a mistake of the program's."""
    with pytest.raises(ValueError, match="md0"):
        body_hash(b"", "md0")


def test_file_that_turns_out_to_give_text_is_refused(tmp_path: Path) -> None:
    """A wrapper round a text file is found when it is read (B3)."""
    with tempfile.NamedTemporaryFile("w+", dir=tmp_path) as file:
        file.write("a=1")
        file.seek(0)

        with pytest.raises(TypeError, match="opened in text mode"):
            read_all(file)


@pytest.mark.parametrize("body", [["a=1"], (b"a", "=1")], ids=["list", "tuple"])
def test_parts_of_text_are_refused(body: Any) -> None:
    """http.client would fail on them when half the request is sent."""
    with pytest.raises(TypeError, match="iterable of bytes"):
        to_octets(body)
