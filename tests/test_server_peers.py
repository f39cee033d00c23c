"""Requests that oauthlib, requests-oauthlib and Authlib sign are taken by our Server."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
import requests
from oauthlib import oauth1
from requests_oauthlib import OAuth1
from vector_files import FOLDER

import oauth2

CONSUMER = oauth2.Consumer("ck-1", "c s&é")
TOKEN = oauth2.Token("tk-1", "t+/%s")
URL = "https://example.com/r%20v/%C3%A9?b5=%3D%253D&a3=a&c%40=&a2=r+b&a=1&a=1"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
FIELDS = "c2=&a3=2+q&%C3%A9=%C3%A9&a=1"
PRIVATE_KEY = (FOLDER / "keys" / "test_private_pkcs8.pem").read_text(encoding="ascii")
PUBLIC_KEY = FOLDER / "keys" / "test_public.pem"


class Arrived(NamedTuple):
    """A signed request, as a server gets it."""

    method: str
    url: str
    headers: Any
    body: Any


def verify(arrived: Arrived, *methods: oauth2.SignatureMethod, **options: Any) -> dict[str, Any]:
    """Verify a request with a Server that takes what does not need a key pair."""
    server = oauth2.Server(allow_insecure=True, **options)
    for method in methods or (
        oauth2.SignatureMethod_PLAINTEXT(),
        oauth2.SignatureMethod_HMAC_SHA1(),
        oauth2.SignatureMethod_HMAC_SHA256(),
        oauth2.SignatureMethod_HMAC_SHA512(),
    ):
        server.add_signature_method(method)
    request = oauth2.Request.from_request(*arrived[:3], body=arrived.body)
    return server.verify_request(request, CONSUMER, TOKEN)


QUERY = {"b5": "=%3D", "a3": "a", "c@": "", "a2": "r b", "a": ["1", "1"]}
BOTH = QUERY | {"a3": ["a", "2 q"], "a": ["1", "1", "1"], "c2": "", "é": "é"}

# --- oauthlib -----------------------------------------------------------------------------------


def by_oauthlib(method: str, headers: Any = None, body: Any = None, **options: Any) -> Arrived:
    """Sign with oauthlib."""
    client = oauth1.Client(
        CONSUMER.key,
        CONSUMER.secret,
        resource_owner_key=TOKEN.key,
        resource_owner_secret=TOKEN.secret,
        **options,
    )
    untyped: Any = method
    url, sent, sent_body = client.sign(URL, untyped, body, dict(headers or {}))
    return Arrived(method, url, sent, sent_body)


@pytest.mark.parametrize("placement", ["AUTH_HEADER", "QUERY"])
@pytest.mark.parametrize("how", ["HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "PLAINTEXT"])
@pytest.mark.parametrize(
    ("method", "headers", "body", "expected"),
    [
        pytest.param("GET", None, None, QUERY, id="get"),
        pytest.param("HEAD", None, None, QUERY, id="head"),
        pytest.param("DELETE", None, None, QUERY, id="delete"),
        pytest.param("POST", FORM, FIELDS, BOTH, id="form"),
        pytest.param("PUT", FORM, FIELDS, BOTH, id="put-form"),
    ],
)
def test_request_of_oauthlib_is_accepted(
    method: str, headers: Any, body: Any, expected: Any, how: str, placement: str
) -> None:
    """Header or query, with a form or without."""
    arrived = by_oauthlib(
        method, headers, body, signature_method=how, signature_type=placement, realm="r, é"
    )

    assert verify(arrived) == expected


@pytest.mark.parametrize("how", ["HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "PLAINTEXT"])
def test_form_of_oauthlib_is_accepted(how: str) -> None:
    """Protocol parameters in the body, with callback and verifier (RFC 5849 section 3.5.2)."""
    options = {"callback_uri": "http://c/?a=1&é", "verifier": "v f"}

    arrived = by_oauthlib(
        "POST", FORM, FIELDS, signature_method=how, signature_type="BODY", **options
    )

    assert verify(arrived) == BOTH


def test_body_hash_of_oauthlib_is_checked() -> None:
    """What oauthlib hashes is no form; our Server demands just that here (E9)."""
    # Of SHA-1, with HMAC-SHA256 too: that one does not fit the method, and is refused (A27).
    arrived = by_oauthlib("PUT", JSON, '{"é": 1}')

    assert verify(arrived, require_body_hash=True) == QUERY
    with pytest.raises(oauth2.BodyHashInvalid):
        verify(arrived._replace(body="[]"))


def test_two_legs_of_oauthlib_are_accepted() -> None:
    """A request without a token, as of LTI (E22)."""
    client = oauth1.Client(CONSUMER.key, CONSUMER.secret, signature_type="BODY")
    url, headers, body = client.sign("https://h/lti", "POST", "a=1", dict(FORM))
    request = oauth2.Request.from_request("POST", url, headers, body=body)
    server = oauth2.Server({"HMAC-SHA1": oauth2.SignatureMethod_HMAC_SHA1()})

    assert server.verify_request(request, CONSUMER, None) == {"a": "1"}


OTHER = {"X": "1"}


@pytest.mark.parametrize(
    ("changes", "error", "status"),
    [
        pytest.param({"method": "PUT"}, oauth2.InvalidSignature, 401, id="method"),
        pytest.param({"url": URL + "&z=1"}, oauth2.InvalidSignature, 401, id="query"),
        pytest.param({"url": URL[:-4]}, oauth2.InvalidSignature, 401, id="one-of-two-equal"),
        pytest.param({"url": URL.replace("v/", "V/")}, oauth2.InvalidSignature, 401, id="path"),
        pytest.param({"body": FIELDS + "&z=1"}, oauth2.InvalidSignature, 401, id="form"),
        pytest.param({"body": ""}, oauth2.InvalidSignature, 401, id="form-removed"),
        pytest.param({"headers": OTHER}, oauth2.MissingSignature, 400, id="header-removed"),
        pytest.param(
            {"url": URL + "&oauth_token=tk-1"}, oauth2.ParameterRepeated, 400, id="token-repeated"
        ),
        pytest.param(
            {"url": URL + "&oauth_verifier=x"}, oauth2.ParameterMisplaced, 400, id="second-place"
        ),
    ],
)
def test_tampered_request_of_oauthlib_is_refused(
    changes: dict[str, Any], error: type[oauth2.RequestRefused], status: int
) -> None:
    """Whatever is changed on the way is found."""
    arrived = by_oauthlib("POST", FORM, FIELDS)._replace(**changes)

    with pytest.raises(error) as caught:
        verify(arrived)

    assert (caught.type, caught.value.status) == (error, status)


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        pytest.param("ck-1", "ck-2", oauth2.ConsumerKeyRejected, id="key"),
        pytest.param("tk-1", "tk-2", oauth2.TokenRejected, id="token"),
        pytest.param("HMAC-SHA1", "HMAC-SHA256", oauth2.InvalidSignature, id="method"),
        pytest.param("HMAC-SHA1", "HMAC-MD5", oauth2.SignatureMethodRejected, id="other-method"),
        pytest.param('oauth_version="1.0"', 'oauth_version="2.0"', oauth2.VersionRejected, id="v"),
        pytest.param('timestamp="1', 'timestamp="9', oauth2.TimestampRefused, id="timestamp"),
        pytest.param('oauth_nonce="', 'oauth_nonce="1', oauth2.InvalidSignature, id="nonce"),
        pytest.param('signature="', 'signature="A', oauth2.InvalidSignature, id="signature"),
        pytest.param("oauth_signature=", "oauth_s=", oauth2.MissingSignature, id="unsigned"),
    ],
)
def test_tampered_header_of_oauthlib_is_refused(
    old: str, new: str, error: type[oauth2.RequestRefused]
) -> None:
    """Each protocol parameter is checked, by its own error."""
    arrived = by_oauthlib("GET")
    header = arrived.headers["Authorization"].replace(old, new)

    with pytest.raises(oauth2.RequestRefused) as caught:
        verify(arrived._replace(headers={"Authorization": header}))

    assert caught.type is error


# --- requests-oauthlib --------------------------------------------------------------------------


@pytest.mark.parametrize("placement", ["AUTH_HEADER", "QUERY"])
@pytest.mark.parametrize(
    ("method", "given", "expected"),
    [
        pytest.param("GET", {}, QUERY, id="get"),
        pytest.param("GET", {"params": {"z": "é+ "}}, QUERY | {"z": "é+ "}, id="params"),
        pytest.param("POST", {"data": {"z": "é+ &"}}, QUERY | {"z": "é+ &"}, id="form"),
        pytest.param("POST", {"json": {"z": "é"}}, QUERY, id="json"),
        pytest.param("POST", {"files": {"f": b"\xff"}}, QUERY, id="multipart"),
    ],
)
def test_request_of_requests_oauthlib_is_accepted(
    method: str, given: Any, expected: Any, placement: str
) -> None:
    """What requests would send, its headers and its body as they are."""
    auth = OAuth1(CONSUMER.key, CONSUMER.secret, TOKEN.key, TOKEN.secret, signature_type=placement)

    sent = requests.Request(method, URL, auth=auth, **given).prepare()

    assert verify(Arrived(method, str(sent.url), sent.headers, sent.body or b"")) == expected


# --- Authlib ------------------------------------------------------------------------------------


def by_authlib(method: str, headers: Any, body: Any, **options: Any) -> Arrived:
    """Sign with Authlib."""
    module = pytest.importorskip("authlib.oauth1.rfc5849.client_auth", reason="Authlib is needed")
    auth = module.ClientAuth(
        CONSUMER.key,
        CONSUMER.secret,
        token=TOKEN.key,
        token_secret=TOKEN.secret,
        force_include_body=True,
        **options,
    )
    url, sent, sent_body = auth.prepare(method, URL, dict(headers), body)
    return Arrived(method, url, sent, sent_body)


@pytest.mark.parametrize("how", ["HMAC-SHA1", "PLAINTEXT"])
@pytest.mark.parametrize(
    ("method", "headers", "body", "placement", "expected"),
    [
        pytest.param("GET", {}, "", "HEADER", QUERY, id="header"),
        pytest.param("GET", {}, "", "QUERY", QUERY, id="query"),
        pytest.param("POST", FORM, FIELDS, "HEADER", BOTH, id="form-header"),
        pytest.param("POST", FORM, FIELDS, "QUERY", BOTH, id="form-query"),
        pytest.param("POST", FORM, FIELDS, "BODY", BOTH, id="form-body"),
        pytest.param("PUT", JSON, b"{}", "HEADER", QUERY, id="json-hash"),
    ],
)
def test_request_of_authlib_is_accepted(
    method: str, headers: Any, body: Any, placement: str, expected: Any, how: str
) -> None:
    """Header, query and form, and a body hash."""
    arrived = by_authlib(method, headers, body, signature_method=how, signature_type=placement)

    assert verify(arrived) == expected


def test_rsa_signature_of_authlib_is_accepted() -> None:
    """RSA-SHA1 with the key pair of the vectors (F2)."""
    arrived = by_authlib("GET", {}, "", signature_method="RSA-SHA1", rsa_key=PRIVATE_KEY)

    assert verify(arrived, oauth2.SignatureMethod_RSA_SHA1(public_key=PUBLIC_KEY)) == QUERY
