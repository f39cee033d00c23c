"""`Request.sign_request`, as in python-oauth2: what it sets, hashes and replaces."""

from __future__ import annotations

import io
from typing import Any

import photos
import pytest

import oauth2

HMAC_SHA1 = oauth2.SignatureMethod_HMAC_SHA1()
PLAIN = oauth2.SignatureMethod_PLAINTEXT()
CONSUMER = oauth2.Consumer("ck", "cs")
TOKEN = oauth2.Token("tk", "ts")
EMPTY_HASH = "2jmj7l5rSw0yVb/vlWAYkK/YBwk="


def test_sign_request_gives_published_signature() -> None:
    """The photos request of OAuth Core 1.0a is signed as published, from an int timestamp (A32)."""
    request = photos.unsigned()
    request["oauth_timestamp"] = 1191242096

    request.sign_request(HMAC_SHA1, photos.CONSUMER, photos.TOKEN)

    assert request["oauth_signature"] == "tR3+Ty81lMeYAr/Fid0kMTYa/WM="


def test_sign_request_adds_what_is_missing() -> None:
    """Key, token and method are set; keys that are there stay (1.9)."""
    bare = oauth2.Request("GET", "http://h/", is_form_encoded=True)
    keyed = oauth2.Request("GET", "http://h/", {"oauth_consumer_key": "x", "oauth_token": ""})

    bare.sign_request(PLAIN, CONSUMER, TOKEN)
    keyed.sign_request(PLAIN, CONSUMER, TOKEN)

    assert bare == {
        "oauth_consumer_key": "ck",
        "oauth_token": "tk",
        "oauth_signature_method": "PLAINTEXT",
        "oauth_signature": "cs&ts",
    }
    assert (keyed["oauth_consumer_key"], keyed["oauth_token"]) == ("x", "")


def test_sign_request_without_token_adds_none() -> None:
    """No token, no `oauth_token`, and nothing behind the `&` of the key (A30, A36)."""
    request = oauth2.Request("GET", "http://h/", is_form_encoded=True)

    request.sign_request(PLAIN, CONSUMER, None)

    assert "oauth_token" not in request
    assert request["oauth_signature"] == "cs&"


# The values of SHA-1 are in the body-hash draft and in published tests of providers; the others:
# printf '%s' '' | openssl dgst -sha256 -binary | base64
@pytest.mark.parametrize(
    ("method", "body", "expected"),
    [
        pytest.param(HMAC_SHA1, b"", EMPTY_HASH, id="empty"),
        pytest.param(HMAC_SHA1, None, EMPTY_HASH, id="none-A26"),
        pytest.param(HMAC_SHA1, b"Hello World!", "Lve95gjOVATpfV8EL5X4nxwjKHE=", id="bytes"),
        pytest.param(HMAC_SHA1, "Hello World!", "Lve95gjOVATpfV8EL5X4nxwjKHE=", id="text"),
        pytest.param(HMAC_SHA1, b"\xff\xd8", "JutihdMtEzkwqrmmabEVWqggma4=", id="binary-B2"),
        pytest.param(HMAC_SHA1, '{"a": "é"}', "3h1bGhKf3VutTgYD1lTCfgAdj3A=", id="utf8-B3"),
        pytest.param(
            oauth2.SignatureMethod_HMAC_SHA256(),
            b"",
            "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
            id="sha256-A27",
        ),
    ],
)
def test_sign_request_hashes_the_body(
    method: oauth2.SignatureMethod, body: Any, expected: str
) -> None:
    """Whatever is no form gets a body hash, as in 1.9, by the method's hash, and it is signed."""
    request = oauth2.Request("POST", "http://h/", {}, body)

    request.sign_request(method, CONSUMER, None)

    assert request["oauth_body_hash"] == expected
    assert "oauth_body_hash=" in request.get_normalized_parameters()


def test_sign_request_puts_a_file_back() -> None:
    """A file is hashed from where it stands, and stands there again (B4)."""
    file = io.BytesIO(b"Hello World!")
    request = oauth2.Request("PUT", "http://h/", {}, file)

    request.sign_request(HMAC_SHA1, CONSUMER, None)

    assert request["oauth_body_hash"] == "Lve95gjOVATpfV8EL5X4nxwjKHE="
    assert file.read() == b"Hello World!"


def test_sign_request_leaves_a_form_without_body_hash() -> None:
    """A form is signed itself (A24, body-hash draft 4.1.1); a hash of the caller's own stays."""
    form = oauth2.Request("POST", "http://h/", {"a": "1"}, b"a=1", True)
    hashed = oauth2.Request("POST", "http://h/", {"oauth_body_hash": "own"}, b"{}", True)

    form.sign_request(HMAC_SHA1, CONSUMER, None)
    hashed.sign_request(HMAC_SHA1, CONSUMER, None)

    assert "oauth_body_hash" not in form
    assert hashed["oauth_body_hash"] == "own"


def test_signing_twice_replaces_what_the_first_left() -> None:
    """Signature, method and body hash are made anew, and all of it is valid (A29)."""
    request = oauth2.Request("PUT", "http://h/", {"oauth_nonce": "n"}, b"before")
    request.sign_request(oauth2.SignatureMethod_HMAC_SHA256(), photos.CONSUMER, photos.TOKEN)
    request.body = b"Hello World!"

    request.sign_request(PLAIN, CONSUMER, TOKEN)

    assert request == {
        "oauth_nonce": "n",
        "oauth_body_hash": "Lve95gjOVATpfV8EL5X4nxwjKHE=",
        "oauth_consumer_key": "dpf43f3p2l4k3l03",
        "oauth_token": "nnch734d00sl2jdk",
        "oauth_signature_method": "PLAINTEXT",
        "oauth_signature": "cs&ts",
    }


def test_signing_replaces_what_the_url_carries() -> None:
    """A URL that was signed before is sent with one signature, one method, one hash (A29)."""
    url = "http://h/?oauth_signature=x&oauth_signature_method=HMAC-SHA1&oauth_body_hash=y&a=1"
    request = oauth2.Request("GET", url, {"oauth_nonce": "n"})

    request.sign_request(oauth2.SignatureMethod_HMAC_SHA1(), CONSUMER, None)
    sent = oauth2.Request.from_request("GET", request.to_url())

    assert sent is not None
    assert request.url == "http://h/?oauth_signature_method=HMAC-SHA1&a=1"
    assert sent["oauth_signature"] == request["oauth_signature"]
    assert HMAC_SHA1.check(sent, CONSUMER, None, sent["oauth_signature"])


def test_stale_body_hash_in_the_url_is_not_sent() -> None:
    """The hash that is sent is that of the body that is sent (A29)."""
    request = oauth2.Request("PUT", "http://h/?oauth_body_hash=stale", {}, b"Hello World!")

    request.sign_request(HMAC_SHA1, CONSUMER, None)
    sent = oauth2.Request.from_request("PUT", request.to_url())

    assert sent is not None
    assert sent["oauth_body_hash"] == "Lve95gjOVATpfV8EL5X4nxwjKHE="


def test_url_that_names_another_method_is_refused() -> None:
    """A request cannot say of itself that it is signed in two ways."""
    request = oauth2.Request("GET", "http://h/?oauth_signature_method=HMAC-SHA256")

    with pytest.raises(oauth2.InvalidRequest, match="another oauth_signature_method"):
        request.sign_request(HMAC_SHA1, CONSUMER, None)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("HTTP://H:80/x?b=2", "HTTP://H:80/x?b=2", id="nothing-to-drop"),
        pytest.param("http://h/x?oauth_signature=old", "http://h/x", id="nothing-left"),
    ],
)
def test_signing_drops_no_more_than_it_must(url: str, expected: str) -> None:
    """The URL stays as it was given, but for what an earlier signing left."""
    request = oauth2.Request("GET", url)

    request.sign_request(HMAC_SHA1, CONSUMER, None)

    assert request.url == expected


def test_request_without_url_is_signed_where_nothing_is_signed_of_it() -> None:
    """PLAINTEXT needs no URL, as in 1.9; HMAC does."""
    request = oauth2.Request()

    request.sign_request(PLAIN, CONSUMER, TOKEN)

    assert request["oauth_signature"] == "cs&ts"
    with pytest.raises(oauth2.InvalidURL):
        request.sign_request(HMAC_SHA1, CONSUMER, TOKEN)
