"""`Client` on real sockets: the published example, and headers and bodies as they were given."""

from __future__ import annotations

import copy
import io
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from _loopback import CERTIFICATE, Loopback, catch_every_host, old_tls_allowed, serving
from _verifiers import CONSUMER, TOKEN, verify_strictly
from requests.structures import CaseInsensitiveDict

import oauth2

FORM = {"Content-Type": "application/x-www-form-urlencoded"}

consumer = oauth2.Consumer(*CONSUMER)
token = oauth2.Token(*TOKEN)

pytestmark = old_tls_allowed


@pytest.fixture
def client() -> Iterator[oauth2.Client]:
    """Return a Client with a token, and close its connections at the end."""
    with closing(oauth2.Client(consumer, token)) as made:
        yield made


# --- the published example ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "method", "made_at", "nonce", "who", "params", "header"),
    [
        pytest.param(
            "https://photos.example.net/initiate",
            "POST",
            137131200,
            "wIjqoS",
            None,
            {"oauth_callback": "http://printer.example.com/ready"},
            'OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", '
            'oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131200", '
            'oauth_nonce="wIjqoS", '
            'oauth_callback="http%3A%2F%2Fprinter.example.com%2Fready", '
            'oauth_signature="74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D"',
            id="temporary credentials",
        ),
        pytest.param(
            "https://photos.example.net/token",
            "POST",
            137131201,
            "walatlh",
            ("hh5s93j4hdidpola", "hdhd0244k9j7ao03"),
            {"oauth_verifier": "hfdp7dh39dks9884"},
            'OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", '
            'oauth_token="hh5s93j4hdidpola", oauth_signature_method="HMAC-SHA1", '
            'oauth_timestamp="137131201", oauth_nonce="walatlh", '
            'oauth_verifier="hfdp7dh39dks9884", '
            'oauth_signature="gKgrFCywp7rO0OXSjdot%2FIHF7IU%3D"',
            id="token credentials",
        ),
        pytest.param(
            "http://photos.example.net/photos?file=vacation.jpg&size=original",
            "GET",
            137131202,
            "chapoH",
            ("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00"),
            None,
            'OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", '
            'oauth_token="nnch734d00sl2jdk", oauth_signature_method="HMAC-SHA1", '
            'oauth_timestamp="137131202", oauth_nonce="chapoH", '
            'oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"',
            id="photos",
        ),
    ],
)
def test_header_is_that_of_rfc(
    server: Loopback,
    monkeypatch: pytest.MonkeyPatch,
    url: str,
    method: str,
    made_at: int,
    nonce: str,
    who: tuple[str, str] | None,
    params: dict[str, str] | None,
    header: str,
) -> None:
    """The three requests of RFC 5849 section 1.2 are sent as they are printed there."""
    printer = oauth2.Client(
        oauth2.Consumer("dpf43f3p2l4k3l03", "kd94hf93k423kf44"),
        oauth2.Token(*who) if who else None,
        realm="Photos",
        version=None,
        clock=lambda: made_at + 0.9,
        nonce=lambda: nonce,
        ca_certs=str(CERTIFICATE),
    )
    with serving(tls=True) as secure, closing(printer):
        catch_every_host(monkeypatch, server, secure)
        printer.request(url, method, oauth_params=params)

    assert [each.value("Authorization") for each in server.requests + secure.requests] == [header]


# --- what the caller passes is left alone -------------------------------------------------------


@pytest.mark.parametrize("placement", ["header", "query", "body", "classic"])
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="empty dict"),
        pytest.param({"Content-Type": "text/xml", "X-Tag": "1"}, id="dict"),
        pytest.param(dict(FORM), id="form"),
        pytest.param(CaseInsensitiveDict({"CONTENT-type": "text/xml"}), id="CaseInsensitiveDict"),
        pytest.param([("Content-Type", "text/xml"), ("X-Tag", "1")], id="pairs"),
        pytest.param({b"Content-Type": b"text/xml"}, id="bytes"),
    ],
)
def test_arguments_are_not_changed(
    server: Loopback, client: oauth2.Client, headers: Any, placement: str
) -> None:
    """Headers, body and further parameters are as they were, whatever their kind (C1, C2, C3)."""
    body, params = bytearray(b"a=1"), {"oauth_callback": "oob"}
    before = copy.deepcopy(headers)

    client.request(server.url(), "POST", body, headers, placement=placement, oauth_params=params)

    assert headers == before
    assert (body, params) == (bytearray(b"a=1"), {"oauth_callback": "oob"})


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"X-Tag": "1"}, id="dict"),
        pytest.param(CaseInsensitiveDict({"x-tag": "1"}), id="CaseInsensitiveDict"),
        pytest.param([("x-TAG", "1")], id="pairs"),
        pytest.param({b"X-Tag": b"1"}, id="bytes"),
        pytest.param(iter([("X-Tag", b"1")]), id="iterator"),
    ],
)
def test_headers_are_sent_whatever_their_kind(
    server: Loopback, client: oauth2.Client, headers: Any
) -> None:
    """A mapping of any class does, and so do pairs (C3, B6)."""
    client.request(server.url(), headers=headers)

    assert server.request.values("X-Tag") == ["1"]
    assert verify_strictly(server.request)


def test_headers_can_be_used_again(server: Loopback, client: oauth2.Client) -> None:
    """A dict that served for a PUT serves for a GET: no stale signature is left in it (C2)."""
    headers = {"X-Tag": "1"}

    client.request(server.url(), "PUT", headers=headers)
    client.request(server.url(), headers=headers, placement="query")

    assert [verify_strictly(each).place for each in server.requests] == ["header", "query"]


def test_repeated_header_is_joined(server: Loopback, client: oauth2.Client) -> None:
    """Nothing is lost of a field that is there twice (RFC 7230 section 3.2.2)."""
    client.request(server.url(), headers=[("X-Tag", "a"), ("Accept", "b"), ("x-tag", "c")])

    assert server.request.values("X-Tag") == ["a, c"]


def test_repeated_cookie_is_joined_by_semicolon(server: Loopback, client: oauth2.Client) -> None:
    """Cookies are joined as RFC 6265 section 4.2.1 writes them: a comma is part of a value."""
    client.request(server.url(), headers=[("Cookie", "a=1"), ("Cookie", "b=2")])

    assert server.request.values("Cookie") == ["a=1; b=2"]


@pytest.mark.parametrize("value", [r"C:\temp\1", r"\g<0>", "\\", "caf\xe9", "a  b"])
def test_header_value_arrives_as_it_is(server: Loopback, client: oauth2.Client, value: str) -> None:
    """A backslash is none of `re.sub`'s, for which httplib2 takes it."""
    client.request(server.url(), headers={"X-Tag": value})

    assert server.request.values("X-Tag") == [value]


def test_host_header_of_the_caller_is_what_is_signed(
    server: Loopback, client: oauth2.Client
) -> None:
    """The base string URI must match the Host header field (RFC 5849 section 3.4.1.2 (2))."""
    client.request(server.url(), headers={"Host": "photos.example.net"})

    assert server.request.values("Host") == ["photos.example.net"]
    assert verify_strictly(server.request)


# --- bodies -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [None, "", b"", bytearray(), memoryview(b"")],
    ids=["None", "text", "bytes", "bytearray", "memoryview"],
)
def test_get_has_no_body_when_it_is_empty(
    server: Loopback, client: oauth2.Client, body: Any
) -> None:
    """A GET without a body says nothing about its length (C16)."""
    client.request(server.url(), body=body)

    assert server.request.values("Content-Length") == []
    assert server.request.values("Content-Type") == []


def test_open_file_is_sent_with_its_length_and_hash(
    server: Loopback, client: oauth2.Client, tmp_path: Path
) -> None:
    """A file is hashed and sent from where it stands, and not in chunks (B4)."""
    path = tmp_path / "picture"
    path.write_bytes(b"read\xff\xd8")

    with path.open("rb") as file:
        file.seek(4)
        client.request(server.url(), "PUT", file)

    # printf '\377\330' | openssl dgst -sha1 -binary | base64
    assert (
        verify_strictly(server.request).protocol["oauth_body_hash"]
        == "JutihdMtEzkwqrmmabEVWqggma4="
    )
    assert (server.request.body, server.request.value("Content-Length")) == (b"\xff\xd8", "2")


def test_large_file_is_hashed_in_blocks(server: Loopback, client: oauth2.Client) -> None:
    """A file larger than a block has the hash of all of it."""
    client.request(server.url(), "PUT", io.BytesIO(bytes(3_000_000)))

    assert "oauth_body_hash" in verify_strictly(server.request).protocol
    assert len(server.request.body) == 3_000_000


def test_length_of_a_file_is_the_callers_when_given(
    server: Loopback, client: oauth2.Client
) -> None:
    """A Content-Length that the caller gives is not given twice."""
    client.request(server.url(), "PUT", io.BytesIO(b"\xff\xd8"), {"content-length": "2"})

    assert server.request.values("Content-Length") == ["2"]


def test_file_is_sent_in_chunks_when_the_caller_says_so(
    server: Loopback, client: oauth2.Client
) -> None:
    """Beside the caller's Transfer-Encoding there is no length (RFC 9112 section 6.2)."""
    in_chunks = io.BytesIO(b"2\r\n\xff\xd8\r\n0\r\n\r\n")

    client.request(server.url(), "PUT", in_chunks, {"transfer-ENCODING": "chunked"})

    assert server.request.values("Content-Length") == []
    assert server.request.body == b"\xff\xd8"


def test_pipe_is_sent_in_chunks_and_not_hashed(server: Loopback, client: oauth2.Client) -> None:
    """A file that cannot be read twice is streamed (B4)."""
    source, sink = os.pipe()
    os.write(sink, b"\xff\xd8")
    os.close(sink)

    with os.fdopen(source, "rb") as file:
        client.request(server.url(), "PUT", file)

    assert "oauth_body_hash" not in verify_strictly(server.request).protocol
    assert (server.request.body, server.request.value("Transfer-Encoding")) == (
        b"\xff\xd8",
        "chunked",
    )


def test_generator_is_refused_when_a_hash_of_it_is_wanted(
    server: Loopback, client: oauth2.Client
) -> None:
    """What can be read only once cannot be hashed and sent."""
    with pytest.raises(oauth2.InvalidBody, match="read only once"):
        client.request(server.url(), "PUT", iter([b"a"]), body_hash="always")

    assert server.requests == []


@pytest.mark.parametrize(
    ("body", "error", "match"),
    [
        pytest.param({"a": "1"}, TypeError, "dict", id="dict"),
        pytest.param(io.StringIO("a"), TypeError, "text mode", id="text file"),
        pytest.param(7, TypeError, "int", id="number"),
        pytest.param("\ud800", oauth2.InvalidBody, "surrogate", id="surrogate"),
    ],
)
def test_body_is_refused_when_it_is_none(
    server: Loopback, client: oauth2.Client, body: Any, error: type[Exception], match: str
) -> None:
    """The message says what was given instead of a body (C24)."""
    with pytest.raises(error, match=match):
        client.request(server.url(), "POST", body)

    assert server.requests == []
