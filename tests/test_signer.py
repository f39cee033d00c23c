"""`Signer.sign`: what is signed and what goes on the wire is the same, and nothing is changed."""

from __future__ import annotations

import dataclasses
import pickle
from typing import Any

import photos
import pytest

import oauth2

CONSUMER = oauth2.Consumer("ck", "cs")
TOKEN = oauth2.Token("tk", "ts")
JSON = {"Content-Type": "application/json"}


def signer(token: oauth2.Token | None = None, **options: Any) -> oauth2.Signer:
    """Return a Signer whose clock stands still and whose nonce is known."""
    fixed: dict[str, Any] = {"clock": lambda: 137131200.9, "nonce": lambda: "7d8f3e4a", **options}
    return oauth2.Signer(CONSUMER, token, **fixed)


PROTOCOL = (
    ("oauth_consumer_key", "ck"),
    ("oauth_signature_method", "HMAC-SHA1"),
    ("oauth_timestamp", "137131200"),
    ("oauth_nonce", "7d8f3e4a"),
    ("oauth_version", "1.0"),
)


# --- the whole of it ----------------------------------------------------------------------------


def test_sign_gives_published_request() -> None:
    """The photos request of OAuth Core 1.0a comes out, every part of it."""
    published = oauth2.Signer(
        photos.CONSUMER,
        photos.TOKEN,
        realm="http://photos.example.net/",
        clock=lambda: 1191242096,
        nonce=lambda: "kllo9940pd9333jh",
    )

    signed = published.sign("get", photos.URL)

    assert (signed.method, signed.url, signed.body) == ("GET", photos.URL, None)
    assert signed.headers == {
        "Authorization": 'OAuth realm="http://photos.example.net/", '
        'oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk", '
        'oauth_signature_method="HMAC-SHA1", oauth_timestamp="1191242096", '
        'oauth_nonce="kllo9940pd9333jh", oauth_version="1.0", '
        'oauth_signature="tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D"'
    }
    assert signed.base_string == photos.BASE_STRING
    assert dict(signed.parameters) == photos.PARAMETERS | {
        "file": "vacation.jpg",
        "size": "original",
    }


def test_signed_request_prints_no_secret() -> None:
    """What is signed can be printed: method and URL, no query, no header, no body."""
    plain = signer(TOKEN, signature_method=oauth2.SignatureMethod_PLAINTEXT(), placement="query")

    signed = plain.sign("PUT", "https://u:p@h/x?q=secret", JSON, b"body")

    assert repr(signed) == "<SignedRequest PUT https://h/x>"


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_signed_request_is_the_same_when_it_was_pickled(protocol: int) -> None:
    """Another process sends what this one has signed."""
    signed = signed_form()

    again = pickle.loads(pickle.dumps(signed, protocol))  # noqa: S301  # our own bytes

    assert again == signed == signed_form()
    assert again.parameters == signed.parameters
    assert again.base_string == signed.base_string


def signed_form() -> oauth2.SignedRequest:
    """Sign a form at a certain time, with a certain nonce."""
    signer = oauth2.Signer(oauth2.Consumer("ck", "cs"), clock=lambda: 1, nonce=lambda: "n")
    return signer.sign("POST", "http://h/?a=%41&b=1", body="c=d+e")


def test_signed_request_cannot_be_changed() -> None:
    """What was signed stays what was signed."""
    signed = signer().sign("GET", "http://h/")

    with pytest.raises(dataclasses.FrozenInstanceError):
        signed.url = "http://x/"  # type: ignore[misc]


# --- the protocol parameters --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("token", "options", "expected"),
    [
        pytest.param(None, {}, PROTOCOL, id="no-token-A30"),
        pytest.param(TOKEN, {}, (*PROTOCOL, ("oauth_token", "tk")), id="token"),
        pytest.param(
            oauth2.Token("", ""), {}, (*PROTOCOL, ("oauth_token", "")), id="empty-token-A30"
        ),
        pytest.param(
            None, {"empty_token": True}, (*PROTOCOL, ("oauth_token", "")), id="empty_token"
        ),
        pytest.param(
            TOKEN, {"empty_token": True}, (*PROTOCOL, ("oauth_token", "tk")), id="token-goes-before"
        ),
        pytest.param(None, {"version": None}, PROTOCOL[:-1], id="no-version-A31"),
    ],
)
def test_protocol_parameters_are_signed_and_sent(
    token: oauth2.Token | None, options: dict[str, Any], expected: tuple[tuple[str, str], ...]
) -> None:
    """What is signed is what is sent, no more and no less (RFC 5849 section 3.1)."""
    signed = signer(token, **options).sign("GET", "http://h/")
    sent = oauth2.Request.from_request("GET", signed.url, signed.headers)

    assert sent is not None
    assert sorted(signed.parameters) == sorted(expected)
    assert sorted({**sent, "oauth_signature": ""}.items()) == sorted(
        (*expected, ("oauth_signature", ""))
    )


def test_token_with_verifier_sends_it() -> None:
    """A verifier is a protocol parameter of the access-token request (D12)."""
    token = oauth2.Token(b"tk", "ts")
    token.set_verifier("hfdp7dh39dks9884")

    signed = signer(token).sign("POST", "http://h/")

    assert dict(signed.parameters)["oauth_verifier"] == "hfdp7dh39dks9884"
    assert 'oauth_verifier="hfdp7dh39dks9884"' in signed.headers["Authorization"]


def test_default_clock_and_nonce_are_the_hooks_of_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs patch `Request.make_timestamp` and `make_nonce`; that counts in Signer."""
    monkeypatch.setattr(oauth2.Request, "make_timestamp", lambda: 5)
    monkeypatch.setattr(oauth2.Request, "make_nonce", lambda: "n")

    parameters = dict(oauth2.Signer(CONSUMER).sign("GET", "http://h/").parameters)

    assert (parameters["oauth_timestamp"], parameters["oauth_nonce"]) == ("5", "n")


def test_each_signing_has_a_nonce_of_its_own() -> None:
    """One Signer signs many requests, none like another."""
    one = oauth2.Signer(CONSUMER)

    nonces = {dict(one.sign("GET", "http://h/").parameters)["oauth_nonce"] for _ in range(100)}

    assert len(nonces) == 100


@pytest.mark.parametrize(
    "oauth_params",
    [
        pytest.param({"oauth_callback": "http://c/?a=é", "scope": "x y", "none": None}, id="dict"),
        pytest.param([("oauth_callback", b"http://c/?a=\xc3\xa9"), ("scope", "x y")], id="pairs"),
    ],
)
def test_further_parameters_are_signed_and_sent_with_the_others(oauth_params: Any) -> None:
    """An XML POST with a callback and a scope has both in header and base string (C23, A15)."""
    signed = signer().sign(
        "POST", "http://h/", {"Content-Type": "text/xml"}, b"<a/>", oauth_params=oauth_params
    )

    assert 'oauth_callback="http%3A%2F%2Fc%2F%3Fa%3D%C3%A9"' in signed.headers["Authorization"]
    assert 'scope="x%20y"' in signed.headers["Authorization"]
    assert "oauth_callback%3Dhttp%253A%252F%252Fc%252F%253Fa%253D%25C3%25A9" in signed.base_string
    assert signed.body == b"<a/>"


def test_further_parameters_may_set_timestamp_nonce_and_body_hash() -> None:
    """What changes nothing about who signs is the caller's to choose."""
    chosen = {"oauth_timestamp": 5, "oauth_nonce": "n", "oauth_body_hash": "own"}
    same = {"oauth_consumer_key": "ck", "oauth_version": "1.0"}

    signed = signer().sign("PUT", "http://h/", JSON, b"{}", oauth_params={**chosen, **same})

    assert dict(PROTOCOL) | {name: str(value) for name, value in chosen.items()} == dict(
        signed.parameters
    )


# --- what cannot be sent as it is ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "error", "message"),
    [
        ([("Host", "a"), ("host", "b")], oauth2.InvalidRequest, "'host' 2 times"),
        ([("Content-Type", "a/b"), ("content-type", "c/d")], oauth2.InvalidRequest, "2 times"),
        ({"X": "a\r\nY: b"}, oauth2.InvalidHeader, "'X' holds a line break"),
        ({"X\r\nY": "b"}, oauth2.InvalidHeader, "holds a line break"),
    ],
    ids=["two-hosts", "two-types", "value", "name"],
)
def test_header_that_says_two_things_is_refused(
    headers: Any, error: type[oauth2.Error], message: str
) -> None:
    """Nothing else is sent than what was signed, and no field hides in another."""
    with pytest.raises(error, match=message):
        signer().sign("GET", "http://h/", headers)


@pytest.mark.parametrize("oauth_params", [5, "a=1", b"a"], ids=ascii)
def test_oauth_params_of_another_kind_are_refused(oauth_params: Any) -> None:
    """The message names the argument."""
    with pytest.raises(TypeError, match="oauth_params must be a mapping, not "):
        signer().sign("GET", "http://h/", oauth_params=oauth_params)


def test_what_signing_keeps_shows_no_secret() -> None:
    """A traceback with local variables shows neither signature nor body."""
    signed = signer(signature_method=oauth2.SignatureMethod_PLAINTEXT()).sign(
        "POST", "https://h/", None, "x_auth_password=hunter2"
    )

    assert "cs" not in repr(signed._unsigned)
    assert "hunter2" not in repr(signed._unsigned)


@pytest.mark.parametrize("option", ["clock", "nonce"])
@pytest.mark.parametrize("value", [5, "abc", oauth2.MonotonicClock], ids=["int", "str", "class"])
def test_clock_and_nonce_must_be_functions(option: str, value: Any) -> None:
    """A mistake is named where it is made, and not at the first request."""
    with pytest.raises(ValueError, match=f"{option} must be a function"):
        oauth2.Signer(oauth2.Consumer("ck", "cs"), **{option: value})


@pytest.mark.parametrize(
    ("seconds", "message"),
    [
        pytest.param("soon", "no number", id="text"),
        pytest.param(None, "no number", id="nothing"),
        pytest.param(float("nan"), "no number", id="not a number"),
        pytest.param(float("inf"), "no number", id="infinite"),
        pytest.param(0, "must be positive", id="zero"),
        pytest.param(-1, "must be positive", id="negative"),
    ],
)
def test_timestamp_is_a_positive_number(seconds: Any, message: str) -> None:
    """RFC 5849 section 3.3 has no other; a clock that gives one is our error."""
    signer = oauth2.Signer(oauth2.Consumer("ck", "cs"), clock=lambda: seconds)

    with pytest.raises(oauth2.InvalidRequest, match=message):
        signer.sign("GET", "https://h/")
