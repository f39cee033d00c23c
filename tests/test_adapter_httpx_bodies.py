"""Every way in which httpx and httpx2 take a body: it arrives whole, and is signed right."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _httpx_clients import KINDS, Kind, OnlyOnce, kind_of
from _loopback import Loopback
from _verifiers import verify_strictly

import oauth2

FORM = "application/x-www-form-urlencoded"
ALWAYS = {"oauth2": {"body_hash": "always"}}
# printf '\377\330' | openssl dgst -sha1 -binary | base64
HASH_OF_FFD8 = "JutihdMtEzkwqrmmabEVWqggma4="


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> Iterator[Kind]:
    """Return a kind of client."""
    with kind_of(request.param) as made:
        yield made


@pytest.fixture(scope="module", params=[name for name in KINDS if not name.endswith("async")])
def sync_kind(request: pytest.FixtureRequest) -> Iterator[Kind]:
    """Return a kind of client that takes files: httpx has no async ones."""
    with kind_of(request.param) as made:
        yield made


placements = pytest.mark.parametrize("placement", ["header", "query", "body"])

# --- what httpx encodes itself ------------------------------------------------------------------


@placements
@pytest.mark.parametrize(
    ("data", "sent", "own"),
    [
        pytest.param({"a": "1", "b": ""}, b"a=1&b=", "a=1&b=", id="empty value"),
        pytest.param({"a": ["2", "1"]}, b"a=2&a=1", "a=1&a=2", id="two values"),
        pytest.param({"n": "é &+"}, b"n=%C3%A9+%26%2B", "n=%C3%A9%20%26%2B", id="escapes"),
        pytest.param({"x": True, "y": 1}, b"x=true&y=1", "x=true&y=1", id="no text"),
    ],
)
def test_data_is_signed_as_a_form(
    kind: Kind, server: Loopback, placement: str, data: Any, sent: bytes, own: str
) -> None:
    """What httpx makes of `data` is what is signed, each field of it."""
    kind.ask(server.url(), "POST", data=data, once={"placement": placement})

    assert server.request.body.startswith(sent)
    assert server.request.value("Content-Type") == FORM
    assert server.request.value("Content-Length") == str(len(server.request.body))
    assert verify_strictly(server.request).own == own


@placements
def test_json_arrives_with_its_hash(kind: Kind, server: Loopback, placement: str) -> None:
    """JSON is no form in any placement (Authlib's client for httpx sends it empty)."""
    kind.ask(server.url(), "POST", json={"a": "é"}, once={"placement": placement})

    assert server.request.body == b'{"a":"\xc3\xa9"}'
    assert server.request.value("Content-Type") == "application/json"
    # printf '{"a":"é"}' | openssl dgst -sha1 -binary | base64
    found = verify_strictly(server.request).protocol["oauth_body_hash"]
    assert found == "45uyvGKwyXdB6cCSkdaTsJWSTxA="


@pytest.mark.parametrize(
    "file", [b"\xff\xd8", io.BytesIO(b"\xff\xd8")], ids=["bytes", "file in memory"]
)
def test_multipart_arrives_whole_with_its_hash(kind: Kind, server: Loopback, file: Any) -> None:
    """Fields and files are hashed as they are sent, an empty field too."""
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    files = {"f": ("p.jpg", file, "image/jpeg")}

    kind.ask(server.url(), "POST", data={"a": ["1", ""]}, files=files, headers=headers)

    assert server.request.body == (
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="p.jpg"\r\n'
        b"Content-Type: image/jpeg\r\n\r\n\xff\xd8\r\n--x--\r\n"
    )
    assert "oauth_body_hash" in verify_strictly(server.request).protocol


def test_multipart_with_a_file_on_disk_arrives_whole(
    kind: Kind, server: Loopback, tmp_path: Path
) -> None:
    """It has a length, and is hashed though it is not in memory."""
    (tmp_path / "f").write_bytes(b"\xff\xd8" * 100_000)

    with (tmp_path / "f").open("rb") as file:
        kind.ask(server.url(), "POST", files={"f": file})

    assert b"\xff\xd8" * 100_000 in server.request.body
    assert server.request.value("Content-Length") == str(len(server.request.body))
    assert "oauth_body_hash" in verify_strictly(server.request).protocol


def test_multipart_with_a_pipe_arrives_whole_without_hash(kind: Kind, server: Loopback) -> None:
    """What can be read only once is sent, not hashed."""
    kind.ask(server.url(), "POST", files={"f": OnlyOnce(b"\xff\xd8")})

    assert b"\r\n\r\n\xff\xd8\r\n--" in server.request.body
    assert "oauth_body_hash" not in verify_strictly(server.request).protocol


# --- streams and files --------------------------------------------------------------------------


def test_stream_stays_one(kind: Kind, server: Loopback) -> None:
    """A generator is sent part by part as it comes, and unhashed."""
    kind.ask(server.url(), "PUT", content=kind.stream([b"\xff", b"\xd8"]))

    assert server.request.body == b"\xff\xd8"
    assert server.request.value("Transfer-Encoding") == "chunked"
    assert "oauth_body_hash" not in verify_strictly(server.request).protocol


def test_stream_is_not_read_before_it_is_sent(kind: Kind, server: Loopback) -> None:
    """Nothing is asked of a generator where the signature fails."""
    parts = iter([b"x", b"y"])

    with pytest.raises(oauth2.InvalidBody, match="stream that can be read only once"):
        kind.ask(server.url(), "PUT", content=kind.stream(parts), extensions=ALWAYS)

    assert (list(parts), server.requests) == ([b"x", b"y"], [])


@placements
def test_form_in_a_stream_is_read(kind: Kind, server: Loopback, placement: str) -> None:
    """A form must be signed, so it is read, and has a length like any other."""
    headers = {"content-type": FORM}

    kind.ask(
        server.url(),
        "POST",
        content=kind.stream([b"a=", b"&b=%FF"]),
        headers=headers,
        once={"placement": placement},
    )

    assert server.request.body.startswith(b"a=&b=%FF")
    assert server.request.value("Content-Length") == str(len(server.request.body))
    assert server.request.values("Transfer-Encoding") == []
    assert verify_strictly(server.request).own == "a=&b=%FF"


@pytest.mark.parametrize(
    ("headers", "body_hash"),
    [
        pytest.param({}, HASH_OF_FFD8, id="no type"),
        pytest.param({"Content-Type": "image/jpeg"}, HASH_OF_FFD8, id="image"),
        pytest.param({"Content-Type": FORM}, None, id="form"),
    ],
)
def test_file_arrives_from_where_it_stands(
    sync_kind: Kind,
    server: Loopback,
    tmp_path: Path,
    headers: dict[str, str],
    body_hash: str | None,
) -> None:
    """A file is hashed from its position on, and has a length; httpx counts from its start."""
    (tmp_path / "f").write_bytes(b"read\xff\xd8")

    with (tmp_path / "f").open("rb") as file:
        file.seek(4)
        sync_kind.ask(server.url(), "PUT", content=file, headers=headers)

    assert server.request.body == b"\xff\xd8"
    assert server.request.value("Content-Length") == "2"
    assert verify_strictly(server.request).protocol.get("oauth_body_hash") == body_hash


def test_pipe_arrives_without_hash(sync_kind: Kind, server: Loopback) -> None:
    """What cannot be rewound is sent in chunks, as httpx does."""
    reader, writer = os.pipe()
    os.write(writer, b"\xff\xd8")
    os.close(writer)

    with os.fdopen(reader, "rb") as file:
        sync_kind.ask(server.url(), "PUT", content=file, headers={"Transfer-Encoding": "chunked"})

    assert server.request.body == b"\xff\xd8"
    assert "oauth_body_hash" not in verify_strictly(server.request).protocol


def test_file_in_text_mode_is_refused(sync_kind: Kind, server: Loopback, tmp_path: Path) -> None:
    """What it would send is not what it holds."""
    (tmp_path / "f").write_text("é", encoding="utf-8")

    with (tmp_path / "f").open(encoding="utf-8") as file, pytest.raises(TypeError, match="binary"):
        sync_kind.ask(server.url(), "PUT", content=file)

    assert server.requests == []


def test_stream_of_the_callers_own_class_is_sent(kind: Kind, server: Loopback) -> None:
    """Nothing is known of it, so it is not hashed; if it is a form it is read."""
    both = (kind.library.SyncByteStream, kind.library.AsyncByteStream)

    class Stream(*both):  # type: ignore[misc]  # known when the test runs
        def __iter__(self) -> Iterator[bytes]:
            yield b"a=1"

        async def __aiter__(self) -> Any:
            yield b"a=1"

    headers = {"Host": f"127.0.0.1:{server.port}", "Transfer-Encoding": "chunked"}
    with kind.client() as client:
        for more in ({}, {"Content-Type": FORM}):
            request = kind.library.Request(
                "PUT", server.url(), headers=headers | more, stream=Stream()
            )
            kind.run(client.send(request))

    assert [each.body for each in server.requests] == [b"a=1", b"a=1"]
    assert [verify_strictly(each).own for each in server.requests] == ["", "a=1"]
