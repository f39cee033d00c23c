"""`Server` and what it meets on the internet: headers as others write them, proxies, old methods.

Signatures are those published for the photos request, or were computed with openssl from its base
string, changed by hand: `printf '%s' "$BASE_STRING" | openssl dgst -sha1 -hmac "$KEY" -binary |
base64`.
"""

from __future__ import annotations

import io
from typing import Any

import photos
import pytest
from photos import CONSUMER, TIMESTAMP, TOKEN, received, server

import oauth2

PHOTO = {"file": "vacation.jpg", "size": "original"}
HEADER = photos.authorization()["Authorization"]


def verified(authorization: str, consumer: oauth2.Consumer = CONSUMER) -> dict[str, Any]:
    """Verify the photos request with this header field."""
    request = oauth2.Request.from_request("GET", photos.URL, {"Authorization": authorization})
    return server().verify_request(request, consumer, TOKEN)


def test_request_is_verified_once() -> None:
    """The second time it is a replay, answered with 401 and `nonce_used` (E1)."""
    taker = server()
    taker.verify_request(received(), CONSUMER, TOKEN)

    with pytest.raises(oauth2.NonceUsed, match="used already") as caught:
        taker.verify_request(received(), CONSUMER, TOKEN)

    assert (caught.value.status, caught.value.problem) == (401, "nonce_used")
    assert caught.value.parameter == "oauth_nonce"


@pytest.mark.parametrize(
    "authorization",
    [
        pytest.param(HEADER.replace("OAuth ", "oauth ", 1), id="scheme-in-lower-case-E12"),
        pytest.param(HEADER.replace("OAuth ", "OAUTH\t ", 1), id="tab-behind-the-scheme"),
        pytest.param(HEADER.replace("http://photos.example.net/", "a,b"), id="comma-in-realm-E11"),
        pytest.param(HEADER.replace('="', ' = "'), id="blanks-around-equals-E11"),
        pytest.param(HEADER.replace(", ", "\t,"), id="tabs-between-E11"),
        pytest.param(HEADER.replace('"1.0"', "1.0"), id="unquoted-E11"),
        pytest.param(HEADER.replace('realm="http://photos.example.net/", ', ""), id="no-realm"),
    ],
)
def test_header_of_any_grammar_is_verified(authorization: str) -> None:
    """What RFC 7235 allows in a header field changes no parameter (E11, E12)."""
    assert authorization != HEADER
    assert verified(authorization) == PHOTO


def test_value_that_contains_realm_is_verified() -> None:
    """Only the parameter `realm` is left out of the signature (E10)."""
    changed = HEADER.replace(CONSUMER.key, "realmkey").replace(
        "tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D", "CGu9Idda6Xc24Vr2nAkADzYYZxk%3D"
    )

    assert verified(changed, oauth2.Consumer("realmkey", CONSUMER.secret)) == PHOTO


# --- behind a proxy -----------------------------------------------------------------------------

# Of https://photos.example.org, where clients find the proxy.
OUTSIDE = photos.authorization(oauth_signature="JsegoNVL/eRDDfldd6f/du13dGA=")["Authorization"]
INSIDE: dict[str, Any] = {
    "REQUEST_METHOD": "GET",
    "PATH_INFO": "/photos",
    "QUERY_STRING": "file=vacation.jpg&size=original",
    "HTTP_AUTHORIZATION": OUTSIDE,
    "HTTP_HOST": "10.0.0.7:8000",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "photos.example.org",
    "HTTP_FORWARDED": "proto=https;host=photos.example.org",
    "wsgi.url_scheme": "http",
    "wsgi.input": io.BytesIO(),
}


def test_request_behind_a_proxy_is_verified() -> None:
    """The program says what the world calls it (E15)."""
    request = oauth2.Request.from_wsgi(INSIDE, scheme="https", host="photos.example.org")

    assert server().verify_request(request, CONSUMER, TOKEN) == PHOTO


def test_proxy_fields_are_not_trusted() -> None:
    """Anybody can send X-Forwarded-*: it decides nothing about what was signed (E15)."""
    request = oauth2.Request.from_wsgi(INSIDE)

    with pytest.raises(oauth2.InvalidSignature) as caught:
        server().verify_request(request, CONSUMER, TOKEN)

    assert str(caught.value.base_string).startswith("GET&http%3A%2F%2F10.0.0.7%3A8000%2Fphotos&")


# --- methods, answers ---------------------------------------------------------------------------


def test_server_that_has_dropped_sha1_takes_sha256() -> None:
    """A provider takes what it lists, and names it to who comes with less (E24)."""
    taker = oauth2.Server(clock=lambda: TIMESTAMP)
    taker.add_signature_method(oauth2.SignatureMethod_HMAC_SHA256())
    newer = received(
        oauth_signature_method="HMAC-SHA256",
        oauth_signature="WVPzl1j6ZsnkIjWr7e3OZ3jkenL57KwaLFhYsroX1hg=",
    )

    assert taker.verify_request(newer, CONSUMER, TOKEN) == PHOTO
    with pytest.raises(oauth2.SignatureMethodRejected, match=r"these are: HMAC-SHA256$") as caught:
        taker.verify_request(received(), CONSUMER, TOKEN)
    assert (caught.value.status, caught.value.problem) == (400, "signature_method_rejected")


def test_challenge_says_why() -> None:
    """The 401 carries `WWW-Authenticate` with the problem, and quotes the realm (E20, E21)."""
    taker = server(TIMESTAMP + 1000)
    with pytest.raises(oauth2.TimestampRefused) as caught:
        taker.verify_request(received(), CONSUMER, TOKEN)

    header = taker.build_authenticate_header('a"b', error=caught.value)["WWW-Authenticate"]

    assert caught.value.status == 401
    assert header.startswith('OAuth realm="a\\"b", oauth_problem="timestamp_refused", ')
    assert header.endswith('oauth_acceptable_timestamps="1191242796-1191243396"')


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\0"])
def test_realm_cannot_end_the_header(line_break: str) -> None:
    """A realm made of what came from outside adds no field to the answer (E20)."""
    with pytest.raises(oauth2.InvalidHeader):
        server().build_authenticate_header(f"a{line_break}Set-Cookie: b=c")
