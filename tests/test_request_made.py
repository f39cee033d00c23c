"""`Request` made of consumer and token, and of token and callback, as in python-oauth2."""

from __future__ import annotations

import pytest

import oauth2

HMAC_SHA1 = oauth2.SignatureMethod_HMAC_SHA1()
CONSUMER = oauth2.Consumer("ck", "cs")
TOKEN = oauth2.Token("tk", "ts")


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
