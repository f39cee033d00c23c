"""`Request` made of consumer and token, and signed, as in python-oauth2."""

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


# --- from_consumer_and_token --------------------------------------------------------------------


@pytest.fixture
def _fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patch the two hooks, as tests written for python-oauth2 do."""
    monkeypatch.setattr(oauth2.Request, "make_timestamp", lambda: "137131200")
    monkeypatch.setattr(oauth2.Request, "make_nonce", lambda: "7d8f3e4a")


FIXED = {
    "oauth_consumer_key": "ck",
    "oauth_timestamp": "137131200",
    "oauth_nonce": "7d8f3e4a",
    "oauth_version": "1.0",
}


@pytest.mark.usefixtures("_fixed")
def test_from_consumer_and_token_adds_the_protocol_parameters() -> None:
    """The hooks are asked for timestamp and nonce; method, URL and body are as given."""
    request = oauth2.Request.from_consumer_and_token(
        CONSUMER, None, "post", "http://h/?q=1", {"a": "1"}, b"body", True
    )

    assert request == {**FIXED, "a": "1"}
    assert (request.method, request.url, request.body) == ("POST", "http://h/?q=1", b"body")
    assert request.is_form_encoded is True


@pytest.mark.usefixtures("_fixed")
def test_from_consumer_and_token_adds_token_and_verifier() -> None:
    """A verifier goes along, and the token's own say counts before the parameters'."""
    token = oauth2.Token("tk", "ts")
    token.set_verifier("vf")

    request = oauth2.Request.from_consumer_and_token(
        CONSUMER, token, parameters={"oauth_token": "other", "oauth_verifier": "other"}
    )

    assert request == {**FIXED, "oauth_token": "tk", "oauth_verifier": "vf"}
    assert request.is_form_encoded is False


@pytest.mark.usefixtures("_fixed")
def test_from_consumer_and_token_adds_no_empty_verifier() -> None:
    """A token without a verifier adds none."""
    token = oauth2.Token("tk", "ts")
    token.verifier = ""

    request = oauth2.Request.from_consumer_and_token(CONSUMER, token)

    assert request == {**FIXED, "oauth_token": "tk"}


@pytest.mark.usefixtures("_fixed")
def test_from_consumer_and_token_keeps_given_parameters() -> None:
    """A parameter that is there is not added again, and the caller's dict stays (D18)."""
    given = {"oauth_nonce": "n", "oauth_timestamp": 5, "oauth_version": None}

    request = oauth2.Request.from_consumer_and_token(CONSUMER, TOKEN, parameters=given)

    assert request["oauth_nonce"] == "n"
    assert request["oauth_timestamp"] == 5
    assert request["oauth_version"] is None
    assert given == {"oauth_nonce": "n", "oauth_timestamp": 5, "oauth_version": None}


@pytest.mark.usefixtures("_fixed")
def test_from_consumer_and_token_keeps_what_the_url_carries() -> None:
    """A protocol parameter in the URL is not added again; it would be there twice (A3)."""
    url = "http://h/?oauth_nonce=n&oauth_token=tk&oauth_verifier=vf&oauth_consumer_key=ck"

    request = oauth2.Request.from_consumer_and_token(CONSUMER, TOKEN, "POST", url)

    assert request == {"oauth_timestamp": "137131200", "oauth_version": "1.0"}


def test_hooks_make_what_providers_take() -> None:
    """A timestamp is decimal digits, a nonce 128 random bits, both text (E19)."""
    timestamp, nonce = oauth2.Request.make_timestamp(), oauth2.Request.make_nonce()

    assert timestamp.isdigit()
    assert len(timestamp) == 10
    assert len(nonce) >= 22
    assert nonce.isalnum()
    assert nonce != oauth2.Request.make_nonce()


def test_subclass_makes_its_own_kind() -> None:
    """A subclass's hooks and version count, and what is made is of the subclass."""

    class Fixed(oauth2.Request):
        version = None  # type: ignore[assignment]

        @classmethod
        def make_timestamp(cls) -> str:
            return "1"

        @classmethod
        def make_nonce(cls) -> str:
            return "n"

    request = Fixed.from_consumer_and_token(CONSUMER, None, "GET", "http://h/")

    assert type(request) is Fixed
    assert request == {"oauth_consumer_key": "ck", "oauth_timestamp": "1", "oauth_nonce": "n"}


def test_credentials_in_bytes_become_text() -> None:
    """What the library sets in a Request is `str` (B1)."""
    consumer, token = oauth2.Consumer(b"ck", b"cs"), oauth2.Token(b"tk", b"ts")
    token.set_verifier(b"vf")
    request = oauth2.Request.from_consumer_and_token(consumer, token, "GET", "http://h/")

    request.sign_request(HMAC_SHA1, consumer, token)

    assert {type(value) for value in request.values()} == {str}
    assert (request["oauth_token"], request["oauth_verifier"]) == ("tk", "vf")


def test_from_token_and_callback_adds_both() -> None:
    """Token and callback are added to a copy of the parameters (D18)."""
    given = {"z": "1"}

    request = oauth2.Request.from_token_and_callback(TOKEN, "http://c/", "POST", "http://h/", given)

    assert request == {"z": "1", "oauth_token": "tk", "oauth_callback": "http://c/"}
    assert (request.method, request.url, given) == ("POST", "http://h/", {"z": "1"})


def test_from_token_and_callback_without_callback_adds_the_token() -> None:
    """No callback, no parameter."""
    request = oauth2.Request.from_token_and_callback(TOKEN, http_url="http://h/")

    assert request == {"oauth_token": "tk"}


# --- sign_request -------------------------------------------------------------------------------


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
