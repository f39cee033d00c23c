"""Every request shape by way of httpx and httpx2, verified by code that is not ours."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from _httpx_clients import KINDS, PAIR, Kind, kind_of
from _loopback import Loopback
from _shapes import SHAPES, Chunks, File, Shape
from _table import refusal
from _verifiers import authlib_server, is_right_for_oauthlib, verify_strictly

#: What is signed and sent where that is not what the caller gave, by shape: httpx itself resolves
#: dot segments (RFC 3986 section 5.2.4).
REWRITTEN = {"dot segments": "/b/c"}
#: What an AsyncClient refuses to send: it takes both for streams that are not async.
NOT_ASYNC = (File, bytearray)


@pytest.fixture(scope="module")
def kind(request: pytest.FixtureRequest) -> Iterator[Kind]:
    """Return a kind of client."""
    with kind_of(request.param) as made:
        yield made


@pytest.fixture(scope="module")
def client(kind: Kind) -> Iterator[Any]:
    """Return one client for all tests of a kind here."""
    with kind.client() as made:
        yield made


@pytest.fixture(scope="module")
def authlib_origin() -> Iterator[str]:
    """Return the origin of a server that verifies with Authlib."""
    pytest.importorskip("authlib", reason="Authlib needs cryptography")
    with authlib_server() as port:
        yield f"http://127.0.0.1:{port}"


def cases(verifier: str = "", kinds: list[str] = KINDS) -> list[Any]:
    """Return each kind with each shape; what a verifier is known to refuse must be refused.

    What the kinds send differs in nothing that a peer looks at, so one of them is enough there.
    """
    return [
        pytest.param(kind, _shape(shape), id=f"{kind}-{shape.id}", marks=refusal(shape, verifier))
        for kind in kinds
        for shape in SHAPES
        if not (kind.endswith("async") and isinstance(shape.body, NOT_ASYNC))
    ]


def _shape(shape: Shape) -> Shape:
    return replace(shape, sent_target=REWRITTEN.get(shape.id, shape.sent_target))


def content_of(kind: Kind, shape: Shape) -> Any:
    """Return the body of a shape, fresh, as this kind of client takes it."""
    if isinstance(shape.body, File):
        file = io.BytesIO(shape.body.content)
        file.seek(shape.body.position)
        return file
    return kind.stream(shape.body.parts) if isinstance(shape.body, Chunks) else shape.body


def send(kind: Kind, client: Any, url: str, shape: Shape, placement: str) -> Any:
    """Send a shape; return the response."""
    return kind.run(
        client.request(
            shape.method,
            url + shape.target,
            headers=list(shape.headers),
            content=content_of(kind, shape),
            extensions={"oauth2": {"placement": placement}},
        )
    )


placements = pytest.mark.parametrize("placement", ["header", "query", "body"])


@pytest.mark.table
@pytest.mark.parametrize(("kind", "shape"), cases(), indirect=["kind"])
def test_request_goes_out_as_given_when_signed_in_header(
    server: Loopback, kind: Kind, client: Any, shape: Shape
) -> None:
    """A signature in the header leaves method, URL, type and body alone."""
    send(kind, client, server.url(""), shape, "header")

    sent = server.request
    assert sent.method == shape.method.upper()
    assert sent.target == (shape.sent_target or shape.target)
    assert sent.value("Content-Type") == shape.sent_type
    assert sent.body == shape.sent_body
    assert verify_strictly(sent).own == shape.signed


@pytest.mark.table
@placements
@pytest.mark.parametrize(("kind", "shape"), cases(kinds=PAIR), indirect=["kind"])
def test_request_is_right_for_strict_verifier(
    server: Loopback, kind: Kind, client: Any, shape: Shape, placement: str
) -> None:
    """What the caller gave stays and is signed once, as by a Client; ours is in one place."""
    send(kind, client, server.url(""), shape, placement)

    verified = verify_strictly(server.request)
    assert server.request.target.startswith(shape.sent_target or shape.target)
    assert server.request.body.startswith(shape.sent_body)
    assert verified.place == shape.places[placement]
    assert verified.own == shape.signed
    assert verified.protocol.get("oauth_body_hash") == shape.body_hash


@pytest.mark.table
@placements
@pytest.mark.parametrize(("kind", "shape"), cases("oauthlib", ["httpx async"]), indirect=["kind"])
def test_request_is_right_for_oauthlib(
    server: Loopback, kind: Kind, client: Any, shape: Shape, placement: str
) -> None:
    """The server code of oauthlib accepts the request."""
    send(kind, client, server.url(""), shape, placement)

    assert is_right_for_oauthlib(server.request)


@pytest.mark.table
@placements
@pytest.mark.parametrize(("kind", "shape"), cases("authlib", ["httpx2"]), indirect=["kind"])
def test_request_is_right_for_authlib(
    authlib_origin: str, kind: Kind, client: Any, shape: Shape, placement: str
) -> None:
    """The server code of Authlib, behind a Flask server, accepts the request."""
    response = send(kind, client, authlib_origin, shape, placement)

    assert response.status_code == 200, response.text


@pytest.mark.parametrize("kind", ["httpx async", "httpx2 async"], indirect=True)
@pytest.mark.parametrize(
    "shape",
    [pytest.param(shape, id=shape.id) for shape in SHAPES if isinstance(shape.body, NOT_ASYNC)],
)
def test_body_is_refused_by_async_client_when_it_is_not_async(
    server: Loopback, kind: Kind, client: Any, shape: Shape
) -> None:
    """The library refuses it itself, before there is anything to sign."""
    with pytest.raises(RuntimeError, match=r"Attempted to send an? sync request"):
        send(kind, client, server.url(""), shape, "header")

    assert server.requests == []
