"""What `Signer` and `Request` sign is right for oauthlib's and Authlib's own functions."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from oauthlib.common import Request as OauthlibRequest
from oauthlib.oauth1.rfc5849 import signature
from vector_files import FOLDER

import oauth2

CONSUMER = oauth2.Consumer("ck-1", "c s&é")
TOKEN = oauth2.Token("tk-1", "t+/%s")
URL = "https://Example.com:443/r%20v/%C3%A9?b5=%3D%253D&a3=a&c%40=&a2=r+b&a=1&a=1"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
FIELDS = "c2=&a3=2+q&%C3%A9=%C3%A9&a=1"
VERIFIERS = {
    "HMAC-SHA1": signature.verify_hmac_sha1,
    "HMAC-SHA256": signature.verify_hmac_sha256,
    "HMAC-SHA512": signature.verify_hmac_sha512,
}
METHODS = [
    oauth2.SignatureMethod_HMAC_SHA1(),
    oauth2.SignatureMethod_HMAC_SHA256(),
    oauth2.SignatureMethod_HMAC_SHA512(),
]
by_method = pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)


def read(http_method: Any, url: str, headers: dict[str, str], body: str) -> Any:
    """Read a request with oauthlib's functions, as its server side does."""
    request: Any = OauthlibRequest(url, http_method, body, headers)
    collect: Any = signature.collect_parameters
    pairs = collect(request.uri_query, body, headers, exclude_oauth_signature=False)
    request.params = [pair for pair in pairs if pair[0] != "oauth_signature"]
    request.signature = dict(pairs)["oauth_signature"]
    return request


def base_string_of(request: Any) -> str:
    """Make the signature base string with oauthlib's functions."""
    uri = signature.base_string_uri(request.uri)
    normalized = signature.normalize_parameters(request.params)
    return signature.signature_base_string(request.http_method, uri, normalized)


@by_method
@pytest.mark.parametrize("placement", ["header", "query", "body", "classic"])
@pytest.mark.parametrize(
    ("http_method", "headers", "body"),
    [
        pytest.param("GET", {}, "", id="get"),
        pytest.param("POST", {}, "", id="post"),
        pytest.param("POST", FORM, FIELDS, id="form"),
        pytest.param("DELETE", FORM, FIELDS, id="delete-form"),
    ],
)
def test_signed_request_is_right_for_oauthlib(
    http_method: str, headers: Any, body: str, placement: str, method: oauth2.SignatureMethod
) -> None:
    """Its functions read the same parameters, make the same base string, verify the signature."""
    signer = oauth2.Signer(CONSUMER, TOKEN, signature_method=method, placement=placement, realm="r")

    signed = signer.sign(
        http_method, URL, headers, body, oauth_params={"oauth_callback": "http://c/?é=+ "}
    )
    request = read(http_method, signed.url, signed.headers, signed.body.decode("ascii"))

    assert base_string_of(request) == signed.base_string
    assert VERIFIERS[method.name](request, CONSUMER.secret, TOKEN.secret)
    assert not VERIFIERS[method.name](request, CONSUMER.secret, "other")


@by_method
def test_request_signed_by_hand_is_right_for_oauthlib(method: oauth2.SignatureMethod) -> None:
    """By header, by URL and by form, as programs for python-oauth2 send it."""
    fields: Any = oauth2.Request._split_url_string(FIELDS)
    request = oauth2.Request.from_consumer_and_token(
        CONSUMER, TOKEN, "POST", URL, fields, is_form_encoded=True
    )
    request.sign_request(method, CONSUMER, TOKEN)

    ways = [
        read("POST", URL, {**FORM, **request.to_header()}, FIELDS),
        read("POST", request.to_url(), {}, ""),
        read("POST", URL, FORM, request.to_postdata()),
    ]

    verify = VERIFIERS[method.name]
    assert [verify(way, CONSUMER.secret, TOKEN.secret) for way in ways] == [True, True, True]


def test_plaintext_is_right_for_oauthlib() -> None:
    """In the header; in query and form oauthlib decodes the encoded secrets twice."""
    plain = oauth2.SignatureMethod_PLAINTEXT()

    signed = oauth2.Signer(CONSUMER, TOKEN, signature_method=plain).sign("GET", URL)
    request = read("GET", signed.url, signed.headers, "")

    assert signature.verify_plaintext(request, CONSUMER.secret, TOKEN.secret)
    assert not signature.verify_plaintext(request, CONSUMER.secret, "other")


@pytest.mark.parametrize("placement", ["header", "query"])
def test_rsa_signature_is_right_for_authlib(placement: str) -> None:
    """Authlib's RSA-SHA1 verifies what the private key signed (F2)."""
    rsa = pytest.importorskip("authlib.oauth1.rfc5849.rsa", reason="Authlib is needed")
    method = oauth2.SignatureMethod_RSA_SHA1(FOLDER / "keys" / "test_private_pkcs8.pem")
    public_key = (FOLDER / "keys" / "test_public.pem").read_text(encoding="ascii")

    signed = oauth2.Signer(CONSUMER, TOKEN, signature_method=method, placement=placement).sign(
        "POST", URL, FORM, FIELDS
    )
    request = read("POST", signed.url, signed.headers, FIELDS)
    octets = base64.b64decode(str(request.signature))

    assert rsa.verify_sha1(octets, base_string_of(request).encode(), public_key)
    assert not rsa.verify_sha1(octets, base_string_of(request).encode() + b"x", public_key)
