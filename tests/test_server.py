"""`Server.verify_request`: accepts what was signed, refuses all else with status and problem."""

from __future__ import annotations

from typing import Any

import photos
import pytest
from photos import CONSUMER, SIGNATURE, TIMESTAMP, TOKEN, received, server

import oauth2

PHOTO = {"file": "vacation.jpg", "size": "original"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

# --- what is accepted ---------------------------------------------------------------------------


def test_published_request_is_accepted() -> None:
    """The photos request of OAuth Core 1.0a is verified; its own parameters come back."""
    assert server().verify_request(received(), CONSUMER, TOKEN) == PHOTO


def test_request_without_version_is_accepted() -> None:
    """`oauth_version` is optional (A31)."""
    # printf '%s' "$BASE_STRING" | sed 's/%26oauth_version%3D1.0//' |
    # openssl dgst -sha1 -hmac "$KEY" -binary | base64
    request = received(oauth_version=None, oauth_signature="dLOLK+Rer90siIrHXE0LMA6Y6X4=")

    assert server().verify_request(request, CONSUMER, TOKEN) == PHOTO


@pytest.mark.parametrize("sent", [None, ""], ids=["absent", "empty"])
@pytest.mark.parametrize("token", [None, oauth2.Token("", "")], ids=["none", "empty-token"])
def test_request_without_token_is_accepted(sent: str | None, token: oauth2.Token | None) -> None:
    """Two legs, as LTI has them: no token and an empty one say the same (A30, E22)."""
    signer = oauth2.Signer(CONSUMER, empty_token=sent is not None)
    signed = signer.sign("GET", photos.URL)
    request = oauth2.Request.from_request("GET", signed.url, signed.headers)
    methods: Any = {"HMAC-SHA1": oauth2.SignatureMethod_HMAC_SHA1()}

    assert oauth2.Server(methods).verify_request(request, CONSUMER, token) == PHOTO


@pytest.mark.parametrize("clock", [TIMESTAMP + 300.9, TIMESTAMP - 300], ids=["late", "early"])
def test_timestamp_within_threshold_is_accepted(clock: float) -> None:
    """Five minutes either way."""
    assert server(clock).verify_request(received(), CONSUMER, TOKEN) == PHOTO


def test_caller_s_own_request_is_accepted() -> None:
    """A Request that was signed here, numbers and all, can be verified as it is."""
    request = oauth2.Request("GET", photos.URL, {**photos.PARAMETERS, "oauth_nonce": 42, "a": "1"})
    request |= {"oauth_timestamp": TIMESTAMP, "oauth_version": None}
    request.sign_request(oauth2.SignatureMethod_HMAC_SHA1(), CONSUMER, TOKEN)

    assert server().verify_request(request, CONSUMER, TOKEN) == {"a": "1"}


# --- what is refused ----------------------------------------------------------------------------

REFUSALS = {
    oauth2.ParameterAbsent: (400, "parameter_absent"),
    oauth2.MissingSignature: (400, "parameter_absent"),
    oauth2.InvalidNonce: (400, "parameter_rejected"),
    oauth2.InvalidTimestamp: (400, "parameter_rejected"),
    oauth2.VersionRejected: (400, "version_rejected"),
    oauth2.SignatureMethodRejected: (400, "signature_method_rejected"),
    oauth2.TimestampRefused: (401, "timestamp_refused"),
    oauth2.ConsumerKeyRejected: (401, "consumer_key_rejected"),
    oauth2.TokenRejected: (401, "token_rejected"),
    oauth2.BodyHashInvalid: (401, "body_hash_invalid"),
    oauth2.InvalidSignature: (401, "signature_invalid"),
}


@pytest.mark.parametrize(
    ("changes", "error", "parameter"),
    [
        pytest.param({"version": "2.0"}, oauth2.VersionRejected, "version", id="version"),
        pytest.param({"version": ""}, oauth2.VersionRejected, "version", id="empty-version"),
        pytest.param({"version": "1.0a"}, oauth2.VersionRejected, "version", id="version-1.0a"),
        pytest.param({"consumer_key": None}, oauth2.ParameterAbsent, "consumer_key", id="no-key"),
        pytest.param({"consumer_key": "x"}, oauth2.ConsumerKeyRejected, "consumer_key", id="E16"),
        pytest.param({"token": None}, oauth2.ParameterAbsent, "token", id="no-token"),
        pytest.param({"token": ""}, oauth2.TokenRejected, "token", id="empty-token"),
        pytest.param({"token": "x"}, oauth2.TokenRejected, "token", id="other-token-E16"),
        pytest.param({"signature": None}, oauth2.MissingSignature, "signature", id="unsigned"),
        pytest.param(
            {"signature": None, "signature_method": None},
            oauth2.MissingSignature,
            "signature",
            id="unsigned-without-method",
        ),
        pytest.param(
            {"signature_method": None}, oauth2.ParameterAbsent, "signature_method", id="method-E6"
        ),
        pytest.param(
            {"signature_method": "PLAINTEXT", "signature": photos.KEY},
            oauth2.SignatureMethodRejected,
            "signature_method",
            id="method-not-taken-E24",
        ),
        pytest.param({"timestamp": None}, oauth2.ParameterAbsent, "timestamp", id="no-time-E5"),
        pytest.param({"nonce": None}, oauth2.ParameterAbsent, "nonce", id="no-nonce-E5"),
        pytest.param({"nonce": ""}, oauth2.InvalidNonce, "nonce", id="empty-nonce"),
        pytest.param({"nonce": "n" * 129}, oauth2.InvalidNonce, "nonce", id="long-nonce"),
        pytest.param({"nonce": "a b"}, oauth2.InvalidNonce, "nonce", id="blank-in-nonce"),
        pytest.param({"nonce": "a\n"}, oauth2.InvalidNonce, "nonce", id="line-break-in-nonce"),
        pytest.param({"nonce": "n\xe9"}, oauth2.InvalidNonce, "nonce", id="nonce-beyond-ascii"),
        pytest.param({"timestamp": ""}, oauth2.InvalidTimestamp, "timestamp", id="empty-time"),
        pytest.param({"timestamp": "x"}, oauth2.InvalidTimestamp, "timestamp", id="word-E5"),
        pytest.param({"timestamp": "-1"}, oauth2.InvalidTimestamp, "timestamp", id="negative-E5"),
        pytest.param({"timestamp": "0"}, oauth2.InvalidTimestamp, "timestamp", id="zero-E5"),
        pytest.param({"timestamp": "1e9"}, oauth2.InvalidTimestamp, "timestamp", id="float"),
        pytest.param({"timestamp": " 1"}, oauth2.InvalidTimestamp, "timestamp", id="blank"),
        pytest.param({"timestamp": "1_0"}, oauth2.InvalidTimestamp, "timestamp", id="underscore"),
        pytest.param({"timestamp": "\uff11"}, oauth2.InvalidTimestamp, "timestamp", id="wide"),
        pytest.param({"timestamp": "9" * 5000}, oauth2.InvalidTimestamp, "timestamp", id="long"),
        pytest.param({"timestamp": "1"}, oauth2.TimestampRefused, "timestamp", id="past"),
        pytest.param({"timestamp": "1506602096"}, oauth2.TimestampRefused, "timestamp", id="E4"),
        pytest.param({"nonce": "other"}, oauth2.InvalidSignature, "signature", id="other-nonce"),
        pytest.param({"timestamp": "1191242097"}, oauth2.InvalidSignature, "signature", id="time"),
        pytest.param({"verifier": "x"}, oauth2.InvalidSignature, "signature", id="added"),
        pytest.param({"signature": ""}, oauth2.InvalidSignature, "signature", id="empty"),
        pytest.param({"signature": "é" + SIGNATURE}, oauth2.InvalidSignature, "signature", id="E7"),
        pytest.param({"signature": SIGNATURE[1:]}, oauth2.InvalidSignature, "signature", id="cut"),
    ],
)
def test_changed_request_is_refused(
    changes: dict[str, Any], error: type[oauth2.RequestRefused], parameter: str
) -> None:
    """The error says which parameter it was, what status to answer, and the problem (E21)."""
    request = received(**{f"oauth_{name}": changes[name] for name in changes})

    with pytest.raises(oauth2.RequestRefused) as caught:
        server().verify_request(request, CONSUMER, TOKEN)

    assert caught.type is error
    assert (caught.value.status, caught.value.problem) == REFUSALS[error]
    assert caught.value.parameter == f"oauth_{parameter}"


@pytest.mark.parametrize("clock", [TIMESTAMP + 301, TIMESTAMP - 301], ids=["late", "early-E4"])
def test_timestamp_beyond_threshold_is_refused(clock: float) -> None:
    """Neither the past nor the future is trusted further than five minutes."""
    with pytest.raises(oauth2.TimestampRefused, match="1191242096 is more than 300 seconds"):
        server(clock).verify_request(received(), CONSUMER, TOKEN)


@pytest.mark.parametrize(
    ("url", "method"),
    [
        pytest.param(photos.URL + "&a=1", "GET", id="parameter-added"),
        pytest.param(photos.URL.replace("&size=original", ""), "GET", id="parameter-removed"),
        pytest.param(photos.URL.replace("vacation", "private"), "GET", id="parameter-changed"),
        pytest.param(photos.URL.replace("/photos?", "/photo?"), "GET", id="path"),
        pytest.param(photos.URL.replace("/photos?", "/photos/?"), "GET", id="slash"),
        pytest.param(photos.URL.replace("example.net", "example.com"), "GET", id="host"),
        pytest.param(photos.URL.replace("http:", "https:"), "GET", id="scheme"),
        pytest.param(photos.URL.replace(".net/", ".net:8080/"), "GET", id="port"),
        pytest.param(photos.URL, "DELETE", id="method"),
    ],
)
def test_tampered_request_is_refused(url: str, method: str) -> None:
    """Every part of the request line is signed."""
    with pytest.raises(oauth2.InvalidSignature):
        server().verify_request(received(url, method), CONSUMER, TOKEN)


@pytest.mark.parametrize(
    ("consumer", "token"),
    [
        pytest.param(oauth2.Consumer(CONSUMER.key, "x"), TOKEN, id="consumer-secret"),
        pytest.param(CONSUMER, oauth2.Token(TOKEN.key, "x"), id="token-secret"),
        pytest.param(CONSUMER, oauth2.Token(TOKEN.key, ""), id="no-token-secret"),
    ],
)
def test_wrong_secret_is_refused(consumer: oauth2.Consumer, token: oauth2.Token) -> None:
    """Who has other secrets has not signed."""
    with pytest.raises(oauth2.InvalidSignature):
        server().verify_request(received(), consumer, token)


def test_token_is_refused_when_none_is_expected() -> None:
    """A request with a token is not one of two legs (E16)."""
    with pytest.raises(oauth2.TokenRejected):
        server().verify_request(received(), CONSUMER, None)


@pytest.mark.parametrize(
    ("url", "body"),
    [
        pytest.param(photos.URL + "&oauth_verifier=1", b"", id="header-and-query"),
        pytest.param(photos.URL, b"oauth_verifier=1", id="header-and-form"),
    ],
)
def test_protocol_parameters_in_two_places_are_refused(url: str, body: bytes) -> None:
    """One and only one place (RFC 5849 section 3.5), whatever the signature says (E8)."""
    headers = FORM | photos.authorization()
    request = oauth2.Request.from_request("POST", url, headers, body=body)

    with pytest.raises(oauth2.ParameterMisplaced, match="stand in") as caught:
        server().verify_request(request, CONSUMER, TOKEN)
    assert (caught.value.status, caught.value.parameter) == (400, "oauth_verifier")


@pytest.mark.parametrize(
    ("values", "why"),
    [
        pytest.param(["a", "b"], "'oauth_nonce' is there 2 times", id="two"),
        pytest.param(["a"], "oauth_nonce must be one value, not a list", id="one"),
    ],
)
def test_parameter_that_was_repeated_later_is_refused(values: list[str], why: str) -> None:
    """A list where one value must be is no value (E8)."""
    request = received()
    request["oauth_nonce"] = values

    with pytest.raises(oauth2.ParameterRepeated, match=why):
        server().verify_request(request, CONSUMER, TOKEN)


def test_request_that_is_none_is_refused() -> None:
    """What `from_request` gives for a request without parameters is refused with 400 (E13)."""
    with pytest.raises(oauth2.ParameterAbsent, match="oauth_signature is missing") as caught:
        server().verify_request(None, CONSUMER, TOKEN)
    assert caught.value.status == 400


def test_invalid_signature_tells_the_base_string() -> None:
    """What the Server signed is in the error, for the developer of the client (H2)."""
    with pytest.raises(oauth2.InvalidSignature) as caught:
        server().verify_request(received(oauth_signature="x"), CONSUMER, TOKEN)

    assert caught.value.base_string == photos.BASE_STRING
    assert str(caught.value) == (
        f"invalid signature. Expected signature base string: {photos.BASE_STRING}"
    )
    assert caught.value.message == str(caught.value)


# --- signature methods --------------------------------------------------------------------------


def test_method_that_is_not_taken_is_told_which_are() -> None:
    """The Server takes what was added, and says what that is (E24)."""
    fresh = oauth2.Server(clock=lambda: TIMESTAMP)

    with pytest.raises(oauth2.SignatureMethodRejected, match=r"'HMAC-SHA1' is not .* are: none"):
        fresh.verify_request(received(), CONSUMER, TOKEN)
    fresh.add_signature_method(oauth2.SignatureMethod_PLAINTEXT())
    methods = fresh.add_signature_method(oauth2.SignatureMethod_HMAC_SHA256())

    assert set(methods) == set(fresh.signature_methods) == {"HMAC-SHA256", "PLAINTEXT"}
    with pytest.raises(oauth2.SignatureMethodRejected, match="are: HMAC-SHA256, PLAINTEXT"):
        fresh.verify_request(received(), CONSUMER, TOKEN)


def test_methods_that_are_passed_in_stay_as_they_are() -> None:
    """The caller's dict is not changed by what is added later."""
    given: dict[str, oauth2.SignatureMethod] = {}

    oauth2.Server(given).add_signature_method(oauth2.SignatureMethod_PLAINTEXT())

    assert given == {}


def test_build_authenticate_header_asks_for_oauth() -> None:
    """The header goes with a 401 (RFC 5849 section 3.2)."""
    assert server().build_authenticate_header() == {"WWW-Authenticate": 'OAuth realm=""'}
    assert server().build_authenticate_header('a"b') == {"WWW-Authenticate": 'OAuth realm="a\\"b"'}


class Lenient(oauth2.Server):
    """A program's Server that looks at signatures in a way of its own."""

    def _check_signature(self, *args: object) -> None:
        """Take them all."""


def test_keys_are_compared_when_a_program_overrides_the_check_of_the_signature() -> None:
    """Who signed is no part of what such a program looks at (E16)."""
    signed = oauth2.Signer(oauth2.Consumer("OTHER", "cs")).sign("GET", "http://h/")
    request = oauth2.Request.from_request("GET", signed.url, signed.headers)

    with pytest.raises(oauth2.ConsumerKeyRejected):
        Lenient().verify_request(request, oauth2.Consumer("ck", "cs"), None)
