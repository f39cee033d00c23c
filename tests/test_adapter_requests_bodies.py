"""Bodies as requests takes them: each arrives whole, and is signed as it is sent."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from _loopback import Loopback
from _verifiers import CONSUMER, TOKEN, verify_strictly

import oauth2
from oauth2.adapters.requests import OAuth1

FORM = {"Content-Type": "application/x-www-form-urlencoded"}

consumer = oauth2.Consumer(*CONSUMER)
token = oauth2.Token(*TOKEN)


@pytest.fixture
def session() -> Iterator[requests.Session]:
    """Return a session."""
    with requests.Session() as made:
        yield made


placements = pytest.mark.parametrize("placement", ["header", "query", "body"])


@placements
@pytest.mark.parametrize(
    ("options", "kind", "body", "own"),
    [
        pytest.param(
            {"data": {"a": ["1", "2"], "b": "", "é": "ü +"}},
            FORM["Content-Type"],
            b"a=1&a=2&b=&%C3%A9=%C3%BC+%2B",
            "%C3%A9=%C3%BC%20%2B&a=1&a=2&b=",
            id="form of a dict",
        ),
        pytest.param(
            {"data": [("a", "1"), ("a", "1"), ("x", b"\xff")]},
            FORM["Content-Type"],
            b"a=1&a=1&x=%FF",
            "a=1&a=1&x=%FF",
            id="form of pairs",
        ),
        pytest.param(
            {"json": {"a": "é"}, "params": {"q": "a b", "d": ["2", "1"]}},
            "application/json",
            b'{"a": "\\u00e9"}',
            "d=1&d=2&q=a%20b",
            id="JSON and parameters",
        ),
        pytest.param(
            {"data": "é☃", "headers": {"Content-Type": b"text/plain"}},
            "text/plain",
            b"\xc3\xa9\xe2\x98\x83",
            "",
            id="text of another type",
        ),
        pytest.param({"data": memoryview(b"\x00\xff")}, None, b"\x00\xff", "", id="memoryview"),
    ],
)
def test_body_arrives_whole(
    server: Loopback,
    session: requests.Session,
    placement: str,
    options: dict[str, Any],
    kind: str | None,
    body: bytes,
    own: str,
) -> None:
    """Whatever requests makes a body of, is sent and signed so (C13-C15)."""
    session.post(server.url(), auth=OAuth1(consumer, token, placement=placement), **options)

    assert server.request.body.startswith(body)
    assert server.request.value("Content-Type") == kind
    assert verify_strictly(server.request).own == own


@placements
def test_multipart_arrives_whole(
    server: Loopback, session: requests.Session, placement: str
) -> None:
    """A file in a multipart body is sent, and is none of the parameters (C14)."""
    files = {"photo": ("p.jpg", io.BytesIO(b"\xff\xd8"), "image/jpeg")}

    session.post(
        server.url(), data={"a": ""}, files=files, auth=OAuth1(consumer, token, placement=placement)
    )

    sent = server.request
    kind, _, boundary = str(sent.value("Content-Type")).partition("=")
    assert kind == "multipart/form-data; boundary"
    assert sent.body.count(boundary.encode()) == 3
    assert b'name="photo"; filename="p.jpg"\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8\r\n' in (
        sent.body
    )
    assert "oauth_body_hash" in verify_strictly(sent).protocol


@placements
@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize(
    ("content", "own"),
    [(b"a=1&b=", "a=1&b="), (b"", "")],
    ids=["form", "empty form"],
)
def test_length_is_right_when_a_form_was_read(
    server: Loopback,
    session: requests.Session,
    placement: str,
    method: str,
    content: bytes,
    own: str,
) -> None:
    """A form that came in chunks is one body with a length, since it must be signed."""
    auth = OAuth1(consumer, token, placement=placement)

    session.request(method, server.url(), data=iter([content]), headers=FORM, auth=auth)

    assert server.request.values("Transfer-Encoding") == []
    assert server.request.value("Content-Length") == str(len(server.request.body))
    assert verify_strictly(server.request).own == own


def test_stream_is_sent_in_chunks(server: Loopback, session: requests.Session) -> None:
    """A generator is passed on as it comes, without a hash."""
    parts = (part for part in [b"\xff", b"\xd8"])

    session.post(server.url(), data=parts, auth=OAuth1(consumer, token))

    assert server.request.body == b"\xff\xd8"
    assert server.request.value("Transfer-Encoding") == "chunked"
    assert "oauth_body_hash" not in verify_strictly(server.request).protocol


@placements
def test_open_file_is_sent_from_where_it_stands(
    server: Loopback, session: requests.Session, tmp_path: Path, placement: str
) -> None:
    """A file is hashed from its position on, and sent from there, with a length."""
    path = tmp_path / "photo"
    path.write_bytes(b"read\xff\xd8")

    with path.open("rb") as file:
        file.seek(4)
        session.put(server.url(), data=file, auth=OAuth1(consumer, token, placement=placement))

    assert server.request.body == b"\xff\xd8"
    assert server.request.value("Content-Length") == "2"
    # printf '\xff\xd8' | openssl dgst -sha1 -binary | base64
    protocol = verify_strictly(server.request).protocol
    assert protocol["oauth_body_hash"] == "JutihdMtEzkwqrmmabEVWqggma4="


@placements
def test_form_in_an_open_file_is_signed(
    server: Loopback, session: requests.Session, tmp_path: Path, placement: str
) -> None:
    """A file of the form type is read, since it must be signed."""
    path = tmp_path / "form"
    path.write_bytes(b"x=0&a=1&b=")
    auth = OAuth1(consumer, token, placement=placement)

    with path.open("rb") as file:
        file.seek(4)
        session.post(server.url(), data=file, headers=FORM, auth=auth)

    assert server.request.body.startswith(b"a=1&b=")
    assert server.request.value("Content-Length") == str(len(server.request.body))
    assert verify_strictly(server.request).own == "a=1&b="


def test_hash_is_refused_when_the_body_can_be_read_once(
    server: Loopback, session: requests.Session
) -> None:
    """Where a hash is demanded of a generator, nothing is sent."""
    auth = OAuth1(consumer, token, body_hash="always")

    with pytest.raises(oauth2.InvalidBody, match="only once"):
        session.post(server.url(), data=iter([b"a"]), auth=auth)

    assert server.requests == []


def test_file_in_text_mode_is_refused(server: Loopback, session: requests.Session) -> None:
    """What it would be on the wire is not known."""
    with pytest.raises(TypeError, match="binary mode"):
        session.put(server.url(), data=io.StringIO("é"), auth=OAuth1(consumer, token))

    assert server.requests == []
