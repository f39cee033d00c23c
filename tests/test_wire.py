"""Every request shape on a real socket, verified by code that is not ours."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest
from _loopback import Loopback, Recorded
from _shapes import SHAPES, Shape
from _table import body_of, cases
from _verifiers import (
    CONSUMER,
    TOKEN,
    Refused,
    is_right_for_oauthlib,
    verify_strictly,
)

import oauth2


def send(origin: str, shape: Shape, placement: str) -> tuple[Any, bytes]:
    """Send a shape; return the response and its content."""
    client = oauth2.Client(oauth2.Consumer(*CONSUMER), oauth2.Token(*TOKEN), placement=placement)
    with closing(client):
        return client.request(
            origin + shape.target, shape.method, body_of(shape), dict(shape.headers)
        )


placements = pytest.mark.parametrize("placement", ["header", "query", "body", "classic"])

# --- the strict verifier itself -----------------------------------------------------------------

# RFC 5849 section 1.2, the last request.
RFC_EXAMPLE = Recorded(
    b"GET /photos?file=vacation.jpg&size=original HTTP/1.1",
    (
        b"Host: photos.example.net",
        (
            b'Authorization: OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", '
            b'oauth_token="nnch734d00sl2jdk", oauth_signature_method="HMAC-SHA1", '
            b'oauth_timestamp="137131202", oauth_nonce="chapoH", '
            b'oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"'
        ),
    ),
    b"",
)
RFC_CONSUMER = ("dpf43f3p2l4k3l03", "kd94hf93k423kf44")
RFC_TOKEN = ("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")


def test_strict_verifier_accepts_request_of_rfc() -> None:
    """What RFC 5849 prints is right."""
    verified = verify_strictly(RFC_EXAMPLE, "http", RFC_CONSUMER, RFC_TOKEN)

    assert (verified.place, verified.realm) == ("header", "Photos")
    assert verified.own == "file=vacation.jpg&size=original"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        pytest.param(b"GET", b"PUT", id="method"),
        pytest.param(b"original", b"small", id="query"),
        pytest.param(b"/photos", b"/Photos", id="path"),
        pytest.param(b"photos.example", b"other.example", id="host"),
        pytest.param(b"chapoH", b"chapoh", id="nonce"),
        pytest.param(b"HMAC-SHA1", b"PLAINTEXT", id="signature method"),
        pytest.param(b"%2F", b"/", id="signature not encoded"),
        pytest.param(b"?file", b"?oauth_nonce=chapoH&file", id="two places"),
        pytest.param(b"oauth_nonce=", b'oauth_nonce="x", oauth_nonce=', id="nonce twice"),
        pytest.param(b"oauth_nonce=", b'oauth_body_hash="x", oauth_nonce=', id="body hash"),
        pytest.param(b"oauth_nonce=", b'oauth_version="2.0", oauth_nonce=', id="version"),
    ],
)
def test_strict_verifier_refuses_request_of_rfc_when_changed(right: bytes, wrong: bytes) -> None:
    """Whatever is changed in it makes it wrong."""
    line, *lines = (part.replace(right, wrong) for part in (RFC_EXAMPLE.line, *RFC_EXAMPLE.lines))

    with pytest.raises(Refused):
        verify_strictly(Recorded(line, tuple(lines), b""), "http", RFC_CONSUMER, RFC_TOKEN)


# --- every shape in every placement -------------------------------------------------------------


@pytest.mark.table
@pytest.mark.parametrize("shape", cases(SHAPES))
def test_request_goes_out_as_given_when_signed_in_header(server: Loopback, shape: Shape) -> None:
    """A signature in the header leaves method, URL, type and body alone (C9, C13-C15, A20, B3)."""
    send(server.url(""), shape, "header")

    sent = server.request
    assert sent.method == shape.method.upper()
    assert sent.target == (shape.sent_target or shape.target)
    assert sent.value("Content-Type") == shape.sent_type
    assert sent.body == shape.sent_body


@pytest.mark.table
@placements
@pytest.mark.parametrize("shape", cases(SHAPES))
def test_request_is_right_for_strict_verifier(
    server: Loopback, shape: Shape, placement: str
) -> None:
    """What the caller gave stays and is signed once; all of ours is in one place (A1-A36, C20)."""
    send(server.url(""), shape, placement)

    verified = verify_strictly(server.request)
    assert server.request.target.startswith(shape.sent_target or shape.target)
    assert server.request.body.startswith(shape.sent_body)
    assert verified.place == shape.places[placement]
    assert verified.own == shape.signed
    assert verified.protocol.get("oauth_body_hash") == shape.body_hash


@pytest.mark.table
@placements
@pytest.mark.parametrize("shape", cases(SHAPES, "oauthlib"))
def test_request_is_right_for_oauthlib(server: Loopback, shape: Shape, placement: str) -> None:
    """The server code of oauthlib accepts the request."""
    send(server.url(""), shape, placement)

    assert is_right_for_oauthlib(server.request)


@pytest.mark.table
@placements
@pytest.mark.parametrize("shape", cases(SHAPES, "authlib"))
def test_request_is_right_for_authlib(authlib_port: int, shape: Shape, placement: str) -> None:
    """The server code of Authlib, behind a Flask server, accepts the request."""
    response, content = send(f"http://127.0.0.1:{authlib_port}", shape, placement)

    assert response.status == 200, content
