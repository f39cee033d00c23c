"""Every request shape by way of aiohttp, verified by code that is not ours."""

from __future__ import annotations

import io
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from _aiohttp import AUTH, URL, aiohttp, ask, consumer, placements, stream, token
from _loopback import Loopback
from _shapes import OTHER_BODY, SHAPES, Chunks, File, Shape
from _table import cases, parts
from _verifiers import is_right_for_oauthlib, verify_strictly

import oauth2

# What aiohttp sends instead of the path and query that it was given, and why; nobody refuses it.
# None of it happens to a `URL(…, encoded=True)`.
_BY_YARL = "yarl encodes what RFC 3986 has no place for"
_DECODED = "yarl decodes what may stand there raw"
_UPPER_CASE = "yarl writes escapes in upper case"
RESPELLED = {
    "rfc query": ("/request?b5=%3D%253D&a3=a&c@=&a2=r%20b", _DECODED),
    "raw space": ("/photos?q=a+b", "yarl writes a space as +"),
    "raw brackets": ("/photos?x%5B0%5D=1", _BY_YARL),
    "empty brackets": ("/photos?f%5B%5D=1", _BY_YARL),
    "lone percent": ("/photos?a=100%25&b=1", _BY_YARL),
    "percent and letters": ("/photos?a=%25zz", _BY_YARL),
    "lone percent in path": ("/100%25/x", _BY_YARL),
    "escaped exclamation mark": ("/invoice/!transform", _DECODED),
    "lower-case escapes": ("/photos?q=%C3%A9", _UPPER_CASE),
    "lower-case escapes in path": ("/caf%C3%A9/x%2Fy", _UPPER_CASE),
    "dot segments": ("/b/c", "yarl resolves dot segments"),
}

# What else comes out otherwise: aiohttp gives each body a type, and a POST, PUT or PATCH as well
# that has none.  So nothing is left to guess: text and bytes without a type are no form.
_BINARY = "application/octet-stream"
_TEXT = "text/plain; charset=utf-8"
TYPED: dict[str, dict[str, Any]] = {
    "put without body": {"sent_type": _BINARY},
    "patch without body": {"sent_type": _BINARY},
    "post without body": {"sent_type": _BINARY},
    "post with empty body": {"sent_type": _BINARY, "places": OTHER_BODY},
    "text without type": {
        "sent_type": _TEXT,
        "places": OTHER_BODY,
        "signed": "",
        "body_hash": "1Tz2TnaPTvCcgGu+EiWMeCEbJpA=",
    },
    "form bytes without type": {
        "sent_type": _BINARY,
        "places": OTHER_BODY,
        "signed": "",
        "body_hash": "wKTwoS5uR5S7GVIcpE9lPlMR47g=",
    },
    "bytes without type": {"sent_type": _BINARY},
    "bytearray without type": {"sent_type": _BINARY},
    "text by put without type": {"sent_type": _TEXT},
    "file": {"sent_type": _BINARY},
    "file from a position on": {"sent_type": _BINARY},
    "chunks": {"sent_type": _BINARY},
}


def sent(shape: Shape) -> Shape:
    """Return a shape as aiohttp sends it."""
    changes = dict(TYPED.get(shape.id, {}))
    if shape.id in RESPELLED:
        changes |= {"sent_target": RESPELLED[shape.id][0], "refused": {}}
    return replace(shape, **changes)


SENT = [sent(shape) for shape in SHAPES]


def body_of(shape: Shape) -> Any:
    """Return the body of a shape, fresh; aiohttp takes asynchronous generators only."""
    if isinstance(shape.body, File):
        file = io.BytesIO(shape.body.content)
        file.seek(shape.body.position)
        return file
    return stream(shape.body.parts) if isinstance(shape.body, Chunks) else shape.body


def body_of_client(shape: Shape) -> Any:
    """Return the same for `Client`, which takes no asynchronous generators."""
    return iter(shape.body.parts) if isinstance(shape.body, Chunks) else body_of(shape)


def send(
    origin: str, shape: Shape, placement: str, *, encoded: bool = False, **options: Any
) -> tuple[aiohttp.ClientResponse, bytes]:
    """Send a shape; return the response and its content."""
    return ask(
        URL(origin + shape.target, encoded=encoded),
        shape.method,
        AUTH.replace(placement=placement, **options),
        data=body_of(shape),
        headers=dict(shape.headers),
    )


@pytest.mark.table
@pytest.mark.parametrize("shape", cases(SENT))
def test_request_goes_out_as_given_when_signed_in_header(server: Loopback, shape: Shape) -> None:
    """A signature in the header leaves method, URL, type and body alone (C9, C13-C15, A20, B3)."""
    send(server.url(""), shape, "header")

    request = server.request
    assert request.method == shape.method.upper()
    assert request.target == (shape.sent_target or shape.target)
    assert request.value("Content-Type") == shape.sent_type
    assert request.body == shape.sent_body


@pytest.mark.table
@placements
@pytest.mark.parametrize("shape", cases(SENT))
def test_request_is_right_for_strict_verifier(
    server: Loopback, shape: Shape, placement: str
) -> None:
    """What the caller gave stays and is signed once; all of ours is in one place (A1-A36, C15)."""
    send(server.url(""), shape, placement)

    verified = verify_strictly(server.request)
    assert server.request.target.startswith(shape.sent_target or shape.target)
    assert server.request.body.startswith(shape.sent_body)
    assert verified.place == shape.places[placement]
    assert verified.own == shape.signed
    assert verified.protocol.get("oauth_body_hash") == shape.body_hash


@pytest.mark.table
@placements
@pytest.mark.parametrize(
    "shape",
    [pytest.param(shape, id=shape.id) for shape in SHAPES if shape.id not in TYPED],
)
def test_request_is_that_of_client_when_its_url_is_encoded(
    server: Loopback, shape: Shape, placement: str
) -> None:
    """`URL(…, encoded=True)` goes out as it is given; all else is as `Client` sends it."""
    fixed: dict[str, Any] = {"clock": lambda: 137131202, "nonce": lambda: "chapoH"}
    client = oauth2.Client(consumer, token, placement=placement, **fixed)
    with closing(client):
        client.request(
            server.url(shape.target), shape.method, body_of_client(shape), dict(shape.headers)
        )

    send(server.url(""), shape, placement, encoded=True, **fixed)

    assert parts(server.requests[1]) == parts(server.requests[0])


@pytest.mark.table
@placements
@pytest.mark.parametrize("shape", cases(SENT, "oauthlib"))
def test_request_is_right_for_oauthlib(server: Loopback, shape: Shape, placement: str) -> None:
    """The server code of oauthlib accepts the request."""
    send(server.url(""), shape, placement)

    assert is_right_for_oauthlib(server.request)


@pytest.mark.table
@placements
@pytest.mark.parametrize("shape", cases(SENT, "authlib"))
def test_request_is_right_for_authlib(authlib_port: int, shape: Shape, placement: str) -> None:
    """The server code of Authlib, behind a Flask server, accepts the request."""
    response, content = send(f"http://127.0.0.1:{authlib_port}", shape, placement)

    assert response.status == 200, content


def test_generator_that_is_not_asynchronous_is_refused(server: Loopback) -> None:
    """It is nothing that aiohttp can send: it takes it for fields of a form."""
    with pytest.raises(TypeError, match="pairs allowed"):
        ask(server.url(), "POST", data=iter([b"a"]))

    assert server.requests == []
