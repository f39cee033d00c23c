"""Every way in which aiohttp can be given a body: it arrives whole, and is signed as it is sent."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from _aiohttp import AUTH, PLAINTEXT, aiohttp, ask, placements, stream
from _loopback import Loopback
from _verifiers import verify_strictly

import oauth2

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
# printf '\xff\xd8' | openssl dgst -sha1 -binary | base64
HASH = "JutihdMtEzkwqrmmabEVWqggma4="


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a file of two octets that are no text."""
    path = tmp_path / "photo.jpeg"
    path.write_bytes(b"\xff\xd8")
    return path


@pytest.fixture
def pipe() -> Iterator[Any]:
    """Return a file that holds a form and cannot be rewound; aiohttp leaves it open."""
    reader, writer = os.pipe()
    os.write(writer, b"a=1&b=2")
    os.close(writer)
    with os.fdopen(reader, "rb") as file:
        yield file


# --- forms --------------------------------------------------------------------------------------


@placements
@pytest.mark.parametrize(
    ("data", "octets", "own"),
    [
        ({"a": "é", "b": ""}, b"a=%C3%A9&b=", "a=%C3%A9&b="),
        ([("a", "2"), ("a", "1")], b"a=2&a=1", "a=1&a=2"),
        ({"a": ["2", "1"]}, b"a=2&a=1", "a=1&a=2"),
        ("a=%FF&b&a=", b"a=%FF&b&a=", "a=&a=%FF&b="),
        (b"a=\xff", b"a=\xff", "a=%FF"),
    ],
    ids=["dict", "pairs", "list", "text", "bytes"],
)
def test_form_is_signed_and_arrives_whole(
    server: Loopback, placement: str, data: Any, octets: bytes, own: str
) -> None:
    """Nothing is dropped: an empty value, a %FF, a duplicate."""
    ask(server.url(), "POST", AUTH.replace(placement=placement), data=data, headers=FORM)

    assert verify_strictly(server.request).own == own
    assert server.request.body.startswith(octets)
    assert server.request.value("Content-Type") == FORM["Content-Type"]
    assert server.request.value("Content-Length") == str(len(server.request.body))


@placements
@pytest.mark.parametrize(
    "source",
    [io.BytesIO, lambda octets: io.StringIO(octets.decode()), lambda octets: stream([octets])],
    ids=["BytesIO", "StringIO", "stream"],
)
def test_form_is_read_when_it_comes_from_a_file_or_stream(
    server: Loopback, placement: str, source: Callable[[bytes], Any]
) -> None:
    """What is of the form type must be signed, wherever it comes from."""
    auth = AUTH.replace(placement=placement)

    ask(server.url(), "POST", auth, data=source(b"a=1&b=2"), headers=FORM)

    assert verify_strictly(server.request).own == "a=1&b=2"
    assert server.request.body.startswith(b"a=1&b=2")


@placements
def test_form_is_read_when_it_comes_from_a_pipe(
    server: Loopback, pipe: Any, placement: str
) -> None:
    """Nor does it matter that it can be read only once."""
    ask(server.url(), "POST", AUTH.replace(placement=placement), data=pipe, headers=FORM)

    assert verify_strictly(server.request).own == "a=1&b=2"
    assert server.request.body.startswith(b"a=1&b=2")


@pytest.mark.parametrize(
    "options",
    [
        {"chunked": True},
        {"headers": {"Content-Length": "3", **FORM}},
        {"compress": True},
    ],
    ids=["chunked", "its length", "compressed"],
)
def test_form_that_is_signed_is_framed_rightly(server: Loopback, options: dict[str, Any]) -> None:
    """What is added to the body is counted, whatever the caller says of it."""
    auth = AUTH.replace(placement="body")

    ask(server.url(), "POST", auth, **{"data": {"a": "1"}, **options})

    request = server.request
    assert len(request.values("Content-Length") + request.values("Transfer-Encoding")) == 1


# --- other bodies -------------------------------------------------------------------------------


@placements
@pytest.mark.parametrize(
    "source",
    [
        lambda path: path.read_bytes(),
        lambda path: bytearray(path.read_bytes()),
        lambda path: memoryview(path.read_bytes()),
        lambda path: io.BytesIO(path.read_bytes()),
        lambda path: path.open("rb"),
        lambda path: aiohttp.BytesPayload(path.read_bytes()),
    ],
    ids=["bytes", "bytearray", "memoryview", "BytesIO", "file", "payload"],
)
def test_body_is_hashed_and_arrives_whole(
    server: Loopback, path: Path, placement: str, source: Callable[[Path], Any]
) -> None:
    """A body of another type is not touched, wherever its signature stands."""
    ask(server.url(), "POST", AUTH.replace(placement=placement), data=source(path))

    assert verify_strictly(server.request).protocol["oauth_body_hash"] == HASH
    assert server.request.body == b"\xff\xd8"


def test_json_is_hashed_and_arrives_whole(server: Loopback) -> None:
    """The body is what the session's own serialiser makes of it."""
    ask(server.url(), "PATCH", json={"a": "é", "b": None})

    # printf '%s' '{"a": "\u00e9", "b": null}' | openssl dgst -sha1 -binary | base64
    verified = verify_strictly(server.request)
    assert verified.protocol["oauth_body_hash"] == "VvsZU5LayiHy6alYCgFa/C5fixo="
    assert server.request.body == b'{"a": "\\u00e9", "b": null}'
    assert server.request.value("Content-Type") == "application/json"


def test_text_file_is_hashed_and_arrives_whole(server: Loopback, tmp_path: Path) -> None:
    """It is hashed in the encoding in which aiohttp sends it."""
    path = tmp_path / "text"
    path.write_bytes("é".encode())

    ask(server.url(), "PUT", data=path.open(encoding="utf-8"))

    # printf 'é' | openssl dgst -sha1 -binary | base64
    verified = verify_strictly(server.request)
    assert verified.protocol["oauth_body_hash"] == "vxW+cXrBsIC08cRWaSgliR/1Bz0="
    assert server.request.body == b"\xc3\xa9"


@pytest.mark.parametrize("length", [0, 1 << 20])
def test_file_is_read_from_where_it_stands(server: Loopback, tmp_path: Path, length: int) -> None:
    """What was read of it already is neither hashed nor sent."""
    path = tmp_path / "file"
    path.write_bytes(b"read" + b"\0" * length)
    file = path.open("rb")
    file.seek(4)

    ask(server.url(), "PUT", data=file)

    assert verify_strictly(server.request).protocol["oauth_body_hash"]
    assert server.request.value("Content-Length") == str(length)


def test_multipart_form_is_hashed_and_arrives_whole(server: Loopback, path: Path) -> None:
    """Fields and files of a multipart form are no parameters."""
    form = aiohttp.FormData({"a": "1"})
    form.add_field("photo", path.open("rb"), filename="photo.jpeg")

    ask(server.url(), "POST", AUTH.replace(placement="body"), data=form)

    verified = verify_strictly(server.request)
    assert (verified.place, verified.own) == ("header", "")
    assert verified.protocol["oauth_body_hash"]
    assert server.request.body.count(b"\xff\xd8") == 1


def test_multipart_form_of_a_stream_is_not_hashed(server: Loopback) -> None:
    """It stays a stream, since one of its parts is."""
    form = aiohttp.FormData()
    form.add_field("a", stream([b"\xff", b"\xd8"]), filename="a")

    ask(server.url(), "POST", data=form)

    assert "oauth_body_hash" not in verify_strictly(server.request).protocol
    assert b"\xff\xd8" in server.request.body


def test_stream_is_sent_unhashed(server: Loopback) -> None:
    """What can be read only once is sent as it comes, in chunks."""
    ask(server.url(), "PUT", data=stream([b"\xff", b"\xd8"]))

    assert "oauth_body_hash" not in verify_strictly(server.request).protocol
    assert server.request.value("Transfer-Encoding") == "chunked"
    assert server.request.body == b"\xff\xd8"


def test_pipe_is_sent_unhashed(server: Loopback, pipe: Any) -> None:
    """The same holds for a file that cannot be rewound."""
    ask(server.url(), "PUT", data=pipe)

    assert "oauth_body_hash" not in verify_strictly(server.request).protocol
    assert server.request.body == b"a=1&b=2"


def test_compressed_body_is_sent_unhashed(server: Loopback) -> None:
    """The hash would be that of what aiohttp makes of it while it is sent."""
    ask(server.url(), "PUT", data=b"\0" * 99, compress=True)

    assert "oauth_body_hash" not in verify_strictly(server.request).protocol
    assert server.request.value("Content-Encoding") == "deflate"


@pytest.mark.parametrize(
    "options",
    [{"data": stream([b"a"])}, {"data": b"a", "compress": True}],
    ids=["stream", "compressed"],
)
def test_stream_is_refused_when_a_hash_is_demanded(
    server: Loopback, options: dict[str, Any]
) -> None:
    """Sent without, it would be refused by the other side, with less to say."""
    with pytest.raises(oauth2.InvalidBody, match="cannot be hashed"):
        ask(server.url(), "PUT", AUTH.replace(body_hash="always"), **options)

    assert server.requests == []


@pytest.mark.parametrize(
    ("options", "data", "expected"),
    [
        ({"body_hash": "always"}, None, "2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
        ({"body_hash": "never"}, b"\xff\xd8", None),
        ({"signature_method": PLAINTEXT}, b"\xff\xd8", None),
    ],
    ids=["always", "never", "PLAINTEXT"],
)
def test_hash_is_sent_when_it_is_asked_for(
    server: Loopback, options: dict[str, Any], data: Any, expected: str | None
) -> None:
    """The option is that of the Signer."""
    ask(server.url(), "PUT", AUTH.replace(**options), data=data)

    assert verify_strictly(server.request).protocol.get("oauth_body_hash") == expected


def test_loop_is_not_held_up_while_a_file_is_hashed(server: Loopback, path: Path) -> None:
    """A file is hashed in another thread, so that other tasks go on."""
    seen: list[bool] = []

    def nonce() -> str:
        seen.append(threading.current_thread() is threading.main_thread())
        return "chapoH"

    ask(server.url(), "PUT", AUTH.replace(nonce=nonce), data=path.open("rb"))

    assert seen == [False]
