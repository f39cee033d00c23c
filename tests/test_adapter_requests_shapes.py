"""Every request shape by way of requests, verified by code that is not ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
import requests
from _loopback import Loopback
from _shapes import SHAPES, Shape
from _table import body_of, cases, parts
from _verifiers import CONSUMER, TOKEN, is_right_for_oauthlib, verify_strictly

import oauth2
from oauth2.adapters.requests import OAuth1

consumer = oauth2.Consumer(*CONSUMER)
token = oauth2.Token(*TOKEN)

# What requests sends instead of the path and query that it was given, and why; nobody refuses it.
_BY_URLLIB3 = "urllib3 encodes what RFC 3986 has no place for"
RESPELLED = {
    "raw brackets": ("/photos?x%5B0%5D=1", _BY_URLLIB3),
    "empty brackets": ("/photos?f%5B%5D=1", _BY_URLLIB3),
    "lone percent": ("/photos?a=100%25&b=1", _BY_URLLIB3),
    "percent and letters": ("/photos?a=%25zz", _BY_URLLIB3),
    "lone percent in path": ("/100%25/x", _BY_URLLIB3),
    "lower-case escapes": ("/photos?q=%C3%A9", "urllib3 writes escapes in upper case"),
    "lower-case escapes in path": ("/caf%C3%A9/x%2Fy", "urllib3 writes escapes in upper case"),
    "dot segments": ("/b/c", "urllib3 resolves dot segments"),
}
if requests.__version__.startswith(("2.32.", "2.33.")):
    RESPELLED["two slashes first"] = ("/a/b", "requests 2.32 sends one slash at the front (#6644)")
SENT = [
    replace(shape, sent_target=RESPELLED[shape.id][0], refused={})
    if shape.id in RESPELLED
    else shape
    for shape in SHAPES
]


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    """Return a session."""
    with requests.Session() as made:
        yield made


def send(
    session: requests.Session, origin: str, shape: Shape, placement: str, **options: Any
) -> requests.Response:
    """Send a shape; return the response."""
    return session.request(
        shape.method,
        origin + shape.target,
        data=body_of(shape),
        headers=dict(shape.headers),
        auth=OAuth1(consumer, token, placement=placement, **options),
    )


placements = pytest.mark.parametrize("placement", ["header", "query", "body"])


@pytest.mark.table
@pytest.mark.parametrize("shape", cases(SENT))
def test_request_goes_out_as_given_when_signed_in_header(
    server: Loopback, session: requests.Session, shape: Shape
) -> None:
    """A signature in the header leaves method, URL, type and body alone (C9, C13-C15, A20, B3)."""
    send(session, server.url(""), shape, "header")

    sent = server.request
    assert sent.method == shape.method.upper()
    assert sent.target == (shape.sent_target or shape.target)
    assert sent.value("Content-Type") == shape.sent_type
    assert sent.body == shape.sent_body


@pytest.mark.table
@placements
@pytest.mark.parametrize("shape", cases(SENT))
def test_request_is_right_for_strict_verifier(
    server: Loopback, session: requests.Session, shape: Shape, placement: str
) -> None:
    """What the caller gave stays and is signed once; all of ours is in one place (A1-A36, C15)."""
    send(session, server.url(""), shape, placement)

    verified = verify_strictly(server.request)
    assert server.request.target.startswith(shape.sent_target or shape.target)
    assert server.request.body.startswith(shape.sent_body)
    assert verified.place == shape.places[placement]
    assert verified.own == shape.signed
    assert verified.protocol.get("oauth_body_hash") == shape.body_hash


@pytest.mark.table
@placements
@pytest.mark.parametrize("shape", cases(SENT, "oauthlib"))
def test_request_is_right_for_oauthlib(
    server: Loopback, session: requests.Session, shape: Shape, placement: str
) -> None:
    """The server code of oauthlib accepts the request."""
    send(session, server.url(""), shape, placement)

    assert is_right_for_oauthlib(server.request)


@pytest.mark.table
@placements
@pytest.mark.parametrize("shape", cases(SENT, "authlib"))
def test_request_is_right_for_authlib(
    authlib_port: int, session: requests.Session, shape: Shape, placement: str
) -> None:
    """The server code of Authlib, behind a Flask server, accepts the request."""
    response = send(session, f"http://127.0.0.1:{authlib_port}", shape, placement)

    assert response.status_code == 200, response.text


@pytest.mark.table
@placements
@pytest.mark.parametrize(
    "shape", [pytest.param(shape, id=shape.id) for shape in SENT if shape.id not in RESPELLED]
)
def test_request_is_that_of_client(
    server: Loopback, session: requests.Session, shape: Shape, placement: str
) -> None:
    """At the same time and with the same nonce, requests and Client send the same."""
    fixed: dict[str, Any] = {"clock": lambda: 137131202, "nonce": lambda: "chapoH"}
    with closing(oauth2.Client(consumer, token, placement=placement, **fixed)) as client:
        client.request(
            server.url("") + shape.target, shape.method, body_of(shape), dict(shape.headers)
        )

    send(session, server.url(""), shape, placement, **fixed)

    ours, theirs = server.requests
    assert parts(theirs) == parts(ours)
