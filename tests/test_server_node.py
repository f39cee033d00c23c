"""Requests that npm's oauth-1.0a signs, sent by Node, are taken by our Server."""

from __future__ import annotations

from collections.abc import Iterator

import _peers as peers
import pytest
from _node import send_by_node
from _peer_clients import How, What
from _protected import protected
from _shapes import Shape
from _system import require_module
from _verifiers import CONSUMER, PUBLIC_KEY, TOKEN
from vector_files import FOLDER

import oauth2

HEADER = How()
FORM = (("Content-Type", "application/x-www-form-urlencoded"),)
FIELDS = What("POST", "/photos", "a=2&%C3%A9=%2B+&a=1&e=", FORM)
FIELDS_SIGNED = "%C3%A9=%2B%20&a=1&a=2&e="
PRIVATE_KEY = (FOLDER / "keys" / "test_private_pkcs8.pem").read_text(encoding="ascii")


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """Return the origin of a server that our Server protects."""
    with protected() as running:
        yield running


@pytest.fixture(scope="module")
def outcomes(origin: str) -> dict[str, str]:
    """Return what became of each shape; one Node sends them all."""
    requests = [
        What(shape.method, origin + shape.target, peers.plain_body(shape), shape.headers)
        for shape in peers.SHAPES
    ]
    told = send_by_node([(HEADER, what) for what in requests])
    return {shape.id: outcome for shape, outcome in zip(peers.SHAPES, told, strict=True)}


# --- every shape --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        pytest.param(shape, expected, id=shape.id)
        for shape, expected in peers.expected(peers.SHAPES, peers.OAUTH_1_0A)
    ],
)
def test_request_is_taken_where_it_is_signed_right(
    outcomes: dict[str, str], shape: Shape, expected: peers.Expected
) -> None:
    """Its parameters arrive as the client was given them; a wrong signature is refused as such."""
    assert outcomes[shape.id] == expected.answer, expected.reason


def test_request_to_upper_case_host_is_refused(origin: str) -> None:
    """It is signed as given, and must be in lower case (RFC 5849 section 3.4.1.2, A7)."""
    what = What("GET", origin.replace("127.0.0.1", "LOCALHOST") + "/photos?a=1")

    assert send_by_node([(HEADER, what)]) == ["signature_invalid"]


# --- signature methods, places, body hash -------------------------------------------------------


@pytest.mark.parametrize("placement", ["header", "body"])
@pytest.mark.parametrize("method", ["HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "PLAINTEXT"])
def test_form_is_taken_by_every_method(origin: str, method: str, placement: str) -> None:
    """The protocol parameters stand in the header or among the fields."""
    sent = [(How(placement, method), FIELDS.at(origin))]

    assert send_by_node(sent) == [FIELDS_SIGNED]


@pytest.mark.parametrize("method", ["HMAC-SHA1", "PLAINTEXT"])
def test_query_is_taken(origin: str, method: str) -> None:
    """All parameters stand in the URL."""
    what = What("GET", origin + "/photos?q=a%20b%2B%E2%98%83&d=2&d=1&e=")

    assert send_by_node([(How("query", method), what)]) == ["d=1&d=2&e=&q=a%20b%2B%E2%98%83"]


def test_query_sent_twice_is_refused(origin: str) -> None:
    """What `authorize` returns holds the URL's fields; sent as a form beside them, they are two."""
    what = What("POST", origin + "/photos?include=1", "status=x", FORM)

    assert send_by_node([(How("body"), what)]) == ["signature_invalid"]


@pytest.mark.parametrize("placement", ["header", "body"])
def test_request_is_taken_by_key_pair(placement: str) -> None:
    """RSA-SHA1 by Node's crypto, verified with the public key (F2)."""
    require_module("cryptography")
    how = How(placement, "RSA-SHA1", rsa_key=PRIVATE_KEY)

    with protected(oauth2.SignatureMethod_RSA_SHA1(public_key=PUBLIC_KEY)) as origin:
        assert send_by_node([(how, FIELDS.at(origin))]) == [FIELDS_SIGNED]


def test_body_hash_is_taken() -> None:
    """Where our Server demands one, that of the package is right (E9)."""
    what = What("PUT", "/photos?a=1", '{"é": 1}', (("Content-Type", "application/json"),))

    with protected(require_body_hash=True) as origin:
        sent = [(how, what.at(origin)) for how in (How(body_hash=True), HEADER)]
        assert send_by_node(sent) == ["a=1", "parameter_absent"]


# --- what must be refused -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        pytest.param(How(consumer=(CONSUMER[0], "x")), "signature_invalid", id="consumer secret"),
        pytest.param(How(token=(TOKEN[0], "x")), "signature_invalid", id="token secret"),
        pytest.param(How(consumer=("x", CONSUMER[1])), "consumer_key_rejected", id="consumer key"),
        pytest.param(How(token=("x", TOKEN[1])), "token_rejected", id="token key"),
        pytest.param(How(token=None), FIELDS_SIGNED, id="two legs, which are enough"),
    ],
)
def test_credentials_are_checked(origin: str, how: How, expected: str) -> None:
    """What is taken above is not taken by chance (E22)."""
    assert send_by_node([(how, FIELDS.at(origin))]) == [expected]
