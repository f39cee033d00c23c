"""Requests that clients which are not ours sign are taken by our Server, on a real socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import _peers as peers
import pytest
from _peer_clients import How, What, by_authlib, by_authlib_httpx2, by_requests_oauthlib, by_tweepy
from _protected import outcome, protected
from _shapes import Shape
from _system import require_module
from _verifiers import CONSUMER, PUBLIC_KEY, TOKEN
from vector_files import FOLDER

import oauth2

Send = Callable[[How, What], Any]

HEADER, QUERY, BODY = How(), How("query"), How("body")
PRIVATE_KEY = (FOLDER / "keys" / "test_private_pkcs8.pem").read_text(encoding="ascii")

every_client = pytest.mark.parametrize(
    "send",
    [
        pytest.param(by_requests_oauthlib, id="requests-oauthlib"),
        pytest.param(by_authlib, id="authlib"),
        pytest.param(by_authlib_httpx2, id="authlib-httpx2"),
        pytest.param(by_tweepy, id="tweepy"),
    ],
)


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """Return the origin of a server that our Server protects."""
    with protected() as running:
        yield running


# --- every shape --------------------------------------------------------------------------------

TABLE = [
    ("requests-oauthlib", by_requests_oauthlib, HEADER, peers.SHAPES, peers.OAUTHLIB_HEADER),
    ("requests-oauthlib", by_requests_oauthlib, QUERY, peers.SHAPES, peers.OAUTHLIB_QUERY),
    ("requests-oauthlib", by_requests_oauthlib, BODY, peers.FORM_SHAPES, peers.OAUTHLIB_BODY),
    ("authlib", by_authlib, HEADER, peers.SHAPES, peers.AUTHLIB_HEADER),
    ("authlib", by_authlib, QUERY, peers.SHAPES, peers.AUTHLIB_QUERY),
    ("authlib", by_authlib, BODY, peers.FORM_SHAPES, peers.AUTHLIB_BODY),
    ("authlib-httpx2", by_authlib_httpx2, HEADER, peers.SHAPES, peers.HTTPX2_HEADER),
    ("authlib-httpx2", by_authlib_httpx2, QUERY, peers.SHAPES, peers.HTTPX2_QUERY),
    ("authlib-httpx2", by_authlib_httpx2, BODY, peers.FORM_SHAPES, peers.AUTHLIB_BODY),
    ("tweepy", by_tweepy, HEADER, peers.SHAPES, peers.OAUTHLIB_HEADER),
]


@pytest.mark.parametrize(
    ("send", "how", "shape", "expected"),
    [
        pytest.param(send, how, shape, expected, id=f"{name} {how.placement}: {shape.id}")
        for name, send, how, shapes, odd in TABLE
        for shape, expected in peers.expected(shapes, odd)
    ],
)
def test_request_is_taken_where_it_is_signed_right(
    origin: str, send: Send, how: How, shape: Shape, expected: peers.Expected
) -> None:
    """Its parameters arrive as the client was given them; a wrong signature is refused as such."""
    what = What(shape.method, origin + shape.target, peers.plain_body(shape), shape.headers)

    assert outcome(lambda: send(how, what)) == expected.answer, expected.reason


@every_client
def test_request_to_upper_case_host_is_taken(origin: str, send: Send) -> None:
    """The host of the base string is in lower case (A7)."""
    what = What("GET", origin.replace("127.0.0.1", "LOCALHOST") + "/photos?a=1")

    assert outcome(lambda: send(HEADER, what)) == "a=1"


@every_client
def test_head_request_is_taken(origin: str, send: Send) -> None:
    """HEAD, whose answer says nothing but its status."""
    assert send(HEADER, What("HEAD", origin + "/photos?id=7")).status_code == 200


# --- what users hand over -----------------------------------------------------------------------


@every_client
@pytest.mark.parametrize(
    ("method", "given", "expected"),
    [
        pytest.param(
            "GET",
            {"params": {"q": "a b+c&é☃", "x[0]": "1", "e": ""}},
            "e=&q=a%20b%2Bc%26%C3%A9%E2%98%83&x%5B0%5D=1",
            id="params",
        ),
        pytest.param("GET", {"params": {"d": ["2", "1", "2"]}}, "d=1&d=2&d=2", id="list"),
        pytest.param(
            "POST",
            {"params": {"d": "3"}, "data": {"q": "a b+c&é☃", "d": ["2", "1"], "e": ""}},
            "d=1&d=2&d=3&e=&q=a%20b%2Bc%26%C3%A9%E2%98%83",
            id="form and query",
        ),
        pytest.param("POST", {"params": {"d": "1"}, "json": {"é": 1}}, "d=1", id="json"),
        pytest.param(
            "POST",
            {"params": {"d": "1"}, "data": {"a": "b"}, "files": {"f": b"\xff\xd8"}},
            "d=1",
            id="multipart",
        ),
    ],
)
def test_request_made_by_library_is_taken(
    origin: str, send: Send, method: str, given: dict[str, Any], expected: str
) -> None:
    """Query, form, JSON and multipart as the HTTP library below writes them."""
    what = What(method, origin + "/a%20b/%E2%98%83;v=1", given=given)

    assert outcome(lambda: send(HEADER, what)) == expected


# --- bodies -------------------------------------------------------------------------------------


HASHED = How(body_hash=True)


@pytest.mark.parametrize("shape", peers.BODY_SHAPES, ids=lambda shape: shape.id)
@pytest.mark.parametrize(
    ("send", "how"),
    [
        pytest.param(by_requests_oauthlib, HEADER, id="requests-oauthlib"),
        pytest.param(by_authlib, HEADER, id="authlib"),
        # Which otherwise drops every body that is no form, and signs an empty one.
        pytest.param(by_authlib_httpx2, HASHED, id="authlib-httpx2"),
        pytest.param(by_tweepy, HEADER, id="tweepy"),
    ],
)
def test_body_arrives_whole(origin: str, send: Send, how: How, shape: Shape) -> None:
    """Our Server reads the body to check it, and it is the one that was sent."""
    what = What(shape.method, origin + shape.target, peers.plain_body(shape), shape.headers)

    assert send(how, what).json()["body"].encode("latin-1") == shape.sent_body


@pytest.mark.parametrize(
    "send",
    [
        pytest.param(by_requests_oauthlib, id="requests-oauthlib"),
        pytest.param(by_authlib, id="authlib"),
        pytest.param(by_authlib_httpx2, id="authlib-httpx2"),
    ],
)
@pytest.mark.parametrize(
    ("how", "expected"),
    [pytest.param(HASHED, "a=1", id="sent"), pytest.param(HEADER, "parameter_absent", id="absent")],
)
def test_body_hash_is_taken(send: Send, how: How, expected: str) -> None:
    """Where our Server demands one, theirs is right (E9)."""
    what = What("PUT", "/photos?a=1", b'{"a": 1}', (("Content-Type", "application/json"),))

    with protected(require_body_hash=True) as origin:
        assert outcome(lambda: send(how, what.at(origin))) == expected


# --- signature methods --------------------------------------------------------------------------

FORM = What("POST", "/photos?a=1&b=%20", given={"data": {"a": "2", "é": "+ "}})
FORM_SIGNED = "%C3%A9=%2B%20&a=1&a=2&b=%20"


@pytest.mark.parametrize(
    ("send", "method"),
    [
        pytest.param(by_requests_oauthlib, "HMAC-SHA256", id="requests-oauthlib-HMAC-SHA256"),
        pytest.param(by_requests_oauthlib, "HMAC-SHA512", id="requests-oauthlib-HMAC-SHA512"),
        pytest.param(by_requests_oauthlib, "PLAINTEXT", id="requests-oauthlib-PLAINTEXT"),
        pytest.param(by_authlib, "PLAINTEXT", id="authlib-PLAINTEXT"),
        pytest.param(by_authlib_httpx2, "PLAINTEXT", id="authlib-httpx2-PLAINTEXT"),
    ],
)
@pytest.mark.parametrize("placement", ["header", "query", "body"])
def test_request_is_taken_by_other_methods(send: Send, method: str, placement: str) -> None:
    """The secrets, which must be encoded to make the key, over TLS and wherever they stand."""
    with protected(tls=True) as origin:
        assert outcome(lambda: send(How(placement, method), FORM.at(origin))) == FORM_SIGNED


@pytest.mark.parametrize(
    "send",
    [
        pytest.param(by_requests_oauthlib, id="requests-oauthlib"),
        pytest.param(by_authlib, id="authlib"),
        pytest.param(by_authlib_httpx2, id="authlib-httpx2"),
    ],
)
@pytest.mark.parametrize("placement", ["header", "query", "body"])
def test_request_is_taken_by_key_pair(send: Send, placement: str) -> None:
    """RSA-SHA1, verified with the public key (F2)."""
    require_module("cryptography")
    require_module("jwt")  # what oauthlib signs with
    how = How(placement, "RSA-SHA1", rsa_key=PRIVATE_KEY)

    with protected(oauth2.SignatureMethod_RSA_SHA1(public_key=PUBLIC_KEY)) as origin:
        assert outcome(lambda: send(how, FORM.at(origin))) == FORM_SIGNED


# --- what must be refused -----------------------------------------------------------------------


@every_client
@pytest.mark.parametrize(
    ("how", "expected"),
    [
        pytest.param(How(consumer=(CONSUMER[0], "x")), "signature_invalid", id="consumer secret"),
        pytest.param(How(token=(TOKEN[0], "x")), "signature_invalid", id="token secret"),
        pytest.param(How(consumer=("x", CONSUMER[1])), "consumer_key_rejected", id="consumer key"),
        pytest.param(How(token=("x", TOKEN[1])), "token_rejected", id="token key"),
    ],
)
def test_request_is_refused_with_wrong_credentials(
    origin: str, send: Send, how: How, expected: str
) -> None:
    """What is taken above is not taken by chance."""
    assert outcome(lambda: send(how, FORM.at(origin))) == expected


@every_client
def test_request_without_token_is_taken(origin: str, send: Send) -> None:
    """Two legs are enough where the provider says so (E22)."""
    assert outcome(lambda: send(How(token=None), FORM.at(origin))) == FORM_SIGNED
