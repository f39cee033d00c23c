"""Signatures that python-oauth2 gave, which `Request.sign_request` still gives.

Each was recorded by running these very calls with python-oauth2 1.9.0.post1 on Python 3.11 (it
imports on no later one), in an environment of its own.  Nonce and timestamp are parameters, so
nothing had to be replaced.  Signatures came out as bytes there and are shown as text here.  Each is
also what oauthlib's `signature_base_string` and HMAC make of the request: where python-oauth2 was
wrong, nothing is recorded, and docs/migrating.md says what changed.
"""

from __future__ import annotations

from typing import Any

import pytest

import oauth2

PHOTOS = "http://photos.example.net/photos"
CONSUMER = oauth2.Consumer("dpf43f3p2l4k3l03", "kd94hf93k423kf44")
TOKEN = oauth2.Token("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")
PROTOCOL: dict[Any, Any] = {
    "oauth_version": "1.0",
    "oauth_nonce": "kllo9940pd9333jh",
    "oauth_timestamp": "1191242096",
}
HMAC_SHA1 = oauth2.SignatureMethod_HMAC_SHA1()
PLAINTEXT = oauth2.SignatureMethod_PLAINTEXT()

# What is not named here: a GET to PHOTOS, no further parameters, no body, is_form_encoded=True.
SIGNED_FOR_A_TOKEN = [
    pytest.param(
        {"url": PHOTOS + "?file=vacation.jpg&size=original", "is_form_encoded": False},
        "ghE4gmU4h9AuubK5uKnjmp4fkZo=",
        id="query-of-the-url",
    ),
    pytest.param(
        {"parameters": {"file": "vacation.jpg", "size": "original"}, "is_form_encoded": False},
        "ghE4gmU4h9AuubK5uKnjmp4fkZo=",
        id="parameters",
    ),
    pytest.param(
        {"parameters": {"file": "vacation.jpg", "size": "original"}},
        "tR3+Ty81lMeYAr/Fid0kMTYa/WM=",
        id="core-1.0-appendix",
    ),
    pytest.param(
        {"url": PHOTOS + "?size=original", "parameters": {"file": "vacation.jpg"}},
        "tR3+Ty81lMeYAr/Fid0kMTYa/WM=",
        id="query-and-parameters",
    ),
    pytest.param(
        {"url": PHOTOS + "?size=small", "parameters": {"size": "large"}},
        "S9WIGnBMIcYS2DwpYRmncAqM6gE=",
        id="name-in-both",
    ),
    pytest.param(
        {"url": PHOTOS + "?size=small&size=large"},
        "S9WIGnBMIcYS2DwpYRmncAqM6gE=",
        id="name-repeated-in-url",
    ),
    pytest.param(
        {"url": PHOTOS + "?flag=&size", "parameters": {"other": ""}},
        "5vc5YeW/mb3840kbZovykvWJvhM=",
        id="blank-values",
    ),
    pytest.param(
        {"url": PHOTOS + "?q=1+2%2B3"}, "gUMEGNN7qQK/8En4tnpUudP275w=", id="plus-is-a-space"
    ),
    pytest.param(
        {"url": PHOTOS + "?f[]=1&rate=100%"},
        "GuoD8/W+cAtU1UaJUkc6IwuYXQU=",
        id="brackets-and-lone-percent",
    ),
    pytest.param(
        {
            "method": "POST",
            "parameters": {"status": "Hello Ladies + Gentlemen, a signed OAuth request!"},
        },
        "mXHmxm2rIqVmRPczmDQ+q8AMkAU=",
        id="form",
    ),
    pytest.param(
        {"method": "POST", "parameters": {"size": ["small", "large"]}},
        "UD8aWLow//PEJDvefZKREfmz0lQ=",
        id="list",
    ),
    pytest.param(
        {"method": "POST", "parameters": {"size": ("small", "large")}},
        "UD8aWLow//PEJDvefZKREfmz0lQ=",
        id="tuple",
    ),
    pytest.param(
        {"method": "POST", "parameters": {"text": "~-._ +*!()',;:@&=$/?#[]%"}},
        "g3cs/sUb5Zia8c88pxov5ooBFhQ=",
        id="unreserved-and-reserved",
    ),
    pytest.param(
        {"method": "POST", "parameters": {"title": "d\xe9j\xe0 vu \u2603 \U0001f4f7"}},
        "Nww0dVuvuItHhiVIsPoq8O12JKM=",
        id="unicode",
    ),
    pytest.param(
        {"method": "POST", "parameters": {b"title": b"d\xc3\xa9j\xc3\xa0 vu"}},
        "+cgQYcSQNDe1vYRlvWiFuwmkQGk=",
        id="bytes",
    ),
    pytest.param(
        {"method": "POST", "parameters": {"photoid": 555555555555, "ratio": 1.5, "public": True}},
        "a7MZFqp/sxs6Eb/QbY21p6rsBiA=",
        id="numbers",
    ),
    pytest.param(
        {"method": "POST", "is_form_encoded": False},
        "79HFsQIXa4rSnIZZPe8HlH6hnbI=",
        id="empty-body",
    ),
    pytest.param(
        {"method": "PUT", "body": b'{"size": "large"}', "is_form_encoded": False},
        "IDGZbMVZhBwq0TfYfg1QnYRvCz4=",
        id="json-body",
    ),
    pytest.param(
        {"method": "PUT", "body": b"\xff\xd8", "is_form_encoded": False},
        "8ScxAyFy0m0YT7TE+ivdfWXaPCU=",
        id="binary-body",
    ),
    pytest.param(
        {
            "method": "PUT",
            "parameters": {"oauth_body_hash": "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="},
            "body": b"hello",
        },
        "lLxksBBvPDYHMGGpqX6d6TR2juk=",
        id="body-hash-of-the-caller",
    ),
    pytest.param(
        {
            "method": "PUT",
            "parameters": {"oauth_body_hash": "stale"},
            "body": b"hello",
            "is_form_encoded": False,
        },
        "sx2oNnKnAfkweV4/0Sf/c2/gzvg=",
        id="body-hash-is-replaced",
    ),
    pytest.param(
        {"parameters": {"oauth_timestamp": 137131200}},
        "cJASPLELPU0uuGU0ClyNrTXvV/U=",
        id="timestamp-as-int",
    ),
    pytest.param(
        {"method": "get", "url": PHOTOS + "?size=large"},
        "LLwoGVM/xc8L9rvZyVEBLXS6pu0=",
        id="method-in-lower-case",
    ),
    pytest.param(
        {"url": "https://photos.example.net:443/photos?size=large"},
        "lcJJCXNRxo2uAEH+zZj4qmQc0Tw=",
        id="default-port",
    ),
    pytest.param(
        {"url": "http://photos.example.net:8080/photos"},
        "OfcTnPXyNYkOgcS2vJPlROvNi4k=",
        id="other-port",
    ),
    pytest.param(
        {"url": "https://photos.example.net:80/"},
        "yYGhOEk37gEuTiUzlyrw1PQkKW4=",
        id="https-on-port-80",
    ),
    pytest.param(
        {"url": "http://photos.example.net/photos;v=1/all;x?size=large"},
        "oKgVo7cyIXZ/thLO+F1+kYf74H0=",
        id="path-parameters",
    ),
    pytest.param(
        {"url": "http://photos.example.net/~a/%7eb%2Fc%20d"},
        "pPYavJ7EByXNElWyB1g6xyAnxmM=",
        id="escapes-in-path",
    ),
    pytest.param(
        {"url": PHOTOS + "?size=large#top"}, "LLwoGVM/xc8L9rvZyVEBLXS6pu0=", id="fragment"
    ),
    pytest.param(
        {"parameters": {"oauth_signature": "stale", "size": "large"}},
        "LLwoGVM/xc8L9rvZyVEBLXS6pu0=",
        id="old-signature-is-left-out",
    ),
]

TWO_LEGGED = [
    pytest.param(
        {
            "method": "POST",
            "parameters": {"oauth_callback": "http://printer.example.com/ready?a=1&b=2"},
        },
        "IG74tcZ9YQWRCun0vLlIQ1Cx1oI=",
        id="callback",
    ),
    pytest.param({"url": PHOTOS + "?size=large"}, "6G77hnbGEj5wnY+ebbqJZNYIz9w=", id="two-legged"),
]

# Secrets of the consumer and the token, signature by HMAC-SHA1, and by PLAINTEXT.
SECRETS = [
    pytest.param(
        "s &é", "t=+%", "qSKmlHLye7knW3DAbYQ+a/UalHU=", "s%20%26%C3%A9&t%3D%2B%25", id="reserved"
    ),
    pytest.param(
        "s &é", "", "qWaGN3ao75ZqPXjhfHt4SdKCGlo=", "s%20%26%C3%A9&", id="empty-token-secret"
    ),
    pytest.param("", "", "FJ1uIyS3tIygYpFlVaX1HjE5VYs=", "&", id="both-empty"),
    pytest.param(b"bytes", b"too", "ZnUzE1TEoWcnIwTocwFvq7jofRM=", "bytes&too", id="bytes"),
]


def request_of(
    method: str = "GET",
    url: str = PHOTOS,
    parameters: dict[Any, Any] | None = None,
    body: bytes = b"",
    is_form_encoded: bool = True,
) -> oauth2.Request:
    """Return the request of a recording."""
    return oauth2.Request(method, url, PROTOCOL | (parameters or {}), body, is_form_encoded)


@pytest.mark.parametrize(("given", "signature"), SIGNED_FOR_A_TOKEN)
def test_sign_request_gives_the_signature_of_python_oauth2(
    given: dict[str, Any], signature: str
) -> None:
    """A program's own recorded signatures keep matching."""
    request = request_of(**given)

    request.sign_request(HMAC_SHA1, CONSUMER, TOKEN)

    assert request["oauth_signature"] == signature


@pytest.mark.parametrize(("given", "signature"), TWO_LEGGED)
def test_sign_request_gives_the_same_without_a_token(given: dict[str, Any], signature: str) -> None:
    """A request without a token is signed as python-oauth2 signed it."""
    request = request_of(**given)

    request.sign_request(HMAC_SHA1, CONSUMER, None)

    assert request["oauth_signature"] == signature


@pytest.mark.parametrize(("consumer_secret", "token_secret", "signature", "plain"), SECRETS)
def test_secrets_make_the_same_keys(
    consumer_secret: str | bytes, token_secret: str | bytes, signature: str, plain: str
) -> None:
    """A secret is percent-encoded, and may be empty or bytes, as in python-oauth2 (A36)."""
    consumer = oauth2.Consumer("dpf43f3p2l4k3l03", consumer_secret)
    token = oauth2.Token("nnch734d00sl2jdk", token_secret)
    request = request_of()

    request.sign_request(HMAC_SHA1, consumer, token)

    assert request["oauth_signature"] == signature
    assert PLAINTEXT.sign(request, consumer, token) == plain.encode()


@pytest.mark.parametrize(
    ("token", "signature"),
    [
        pytest.param(TOKEN, "kd94hf93k423kf44&pfkkdhi9sl3r4s00", id="with-a-token"),
        pytest.param(None, "kd94hf93k423kf44&", id="two-legged"),
    ],
)
def test_plaintext_gives_the_same(token: oauth2.Token | None, signature: str) -> None:
    """A request signed by hand with PLAINTEXT is what it was."""
    request = request_of(method="POST", url="https://photos.example.net/photos")

    request.sign_request(PLAINTEXT, CONSUMER, token)

    assert request["oauth_signature"] == signature
    assert request["oauth_signature_method"] == "PLAINTEXT"
