"""`Server`: PLAINTEXT, body hashes, its options, and the checks that programs override."""

from __future__ import annotations

from typing import Any

import photos
import pytest
from photos import CONSUMER, TIMESTAMP, TOKEN, received, server

import oauth2

PHOTO = {"file": "vacation.jpg", "size": "original"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
HELLO = "Lve95gjOVATpfV8EL5X4nxwjKHE="
HTTPS = photos.URL.replace("http:", "https:")


# --- PLAINTEXT ----------------------------------------------------------------------------------


def plaintext_server(**options: Any) -> oauth2.Server:
    """Return a Server at the time of the photos request, which takes PLAINTEXT."""
    made = server(**options)
    made.add_signature_method(oauth2.SignatureMethod_PLAINTEXT())
    return made


def plaintext(url: str = HTTPS, **changes: Any) -> oauth2.Request:
    """Return the photos request with both secrets for its signature."""
    signature = "kd94hf93k423kf44&pfkkdhi9sl3r4s00"
    return received(
        url, **{"oauth_signature_method": "PLAINTEXT", "oauth_signature": signature, **changes}
    )


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="with-timestamp-and-nonce"),
        pytest.param({"oauth_timestamp": None, "oauth_nonce": None}, id="without-either"),
    ],
)
def test_plaintext_over_https_is_accepted(changes: dict[str, Any]) -> None:
    """PLAINTEXT may leave out timestamp and nonce (RFC 5849 section 3.1)."""
    assert plaintext_server().verify_request(plaintext(**changes), CONSUMER, TOKEN) == PHOTO


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        pytest.param({"oauth_timestamp": None}, oauth2.ParameterAbsent, id="nonce-alone"),
        pytest.param({"oauth_nonce": None}, oauth2.ParameterAbsent, id="timestamp-alone"),
        pytest.param({"oauth_timestamp": "5"}, oauth2.TimestampRefused, id="old"),
        pytest.param({"oauth_signature": "x&y"}, oauth2.InvalidSignature, id="other-secrets"),
        pytest.param({"oauth_signature": "kd94hf93k423kf44"}, oauth2.InvalidSignature, id="half"),
    ],
)
def test_plaintext_is_checked_as_far_as_it_goes(
    changes: dict[str, Any], error: type[oauth2.RequestRefused]
) -> None:
    """What is there of timestamp and nonce is checked, and the secrets are."""
    with pytest.raises(error):
        plaintext_server().verify_request(plaintext(**changes), CONSUMER, TOKEN)


def test_other_methods_need_timestamp_and_nonce() -> None:
    """Only PLAINTEXT may leave out both, though the rest be signed right."""
    bare = oauth2.Request("GET", HTTPS, {"oauth_consumer_key": CONSUMER.key}, is_form_encoded=True)
    bare.sign_request(oauth2.SignatureMethod_HMAC_SHA1(), CONSUMER, TOKEN)

    with pytest.raises(oauth2.ParameterAbsent, match="oauth_timestamp"):
        server().verify_request(bare, CONSUMER, TOKEN)


def test_plaintext_over_http_is_refused() -> None:
    """The secrets went in clear, so the request is refused (E18); a program may allow it."""
    over_http = plaintext(photos.URL)

    with pytest.raises(oauth2.SignatureMethodRejected, match="accepted over https only"):
        plaintext_server().verify_request(over_http, CONSUMER, TOKEN)
    allowed = plaintext_server(allow_insecure=True).verify_request(over_http, CONSUMER, TOKEN)

    assert allowed == PHOTO


def test_plaintext_to_this_machine_is_accepted() -> None:
    """Nobody listens on loopback."""
    request = plaintext("http://localhost:8000/?a=1")

    assert plaintext_server().verify_request(request, CONSUMER, TOKEN) == {"a": "1"}


def test_invalid_plaintext_signature_tells_no_secret() -> None:
    """With PLAINTEXT the base string would be the secrets (E3)."""
    with pytest.raises(oauth2.InvalidSignature) as caught:
        plaintext_server().verify_request(plaintext(oauth_signature="x"), CONSUMER, TOKEN)

    assert str(caught.value) == "invalid signature"
    assert caught.value.base_string is None


# --- body hash ----------------------------------------------------------------------------------


def put(
    body: Any, body_hash: str | None, method: Any = None, **given: Any
) -> tuple[oauth2.Server, oauth2.Request]:
    """Return a PUT that is signed right with that hash, and a Server that takes it."""
    how = method or oauth2.SignatureMethod_HMAC_SHA1()
    params = {} if body_hash is None else {"oauth_body_hash": body_hash}
    signer = oauth2.Signer(CONSUMER, signature_method=how, body_hash="never")
    signed = signer.sign("PUT", "https://h/", given.get("headers", JSON), oauth_params=params)
    request = oauth2.Request.from_request("PUT", signed.url, signed.headers, body=body)
    assert request is not None
    return oauth2.Server({how.name: how}, **given.get("options", {})), request


@pytest.mark.parametrize(
    ("body", "body_hash", "method"),
    [
        pytest.param(b"Hello World!", HELLO, None, id="bytes"),
        pytest.param("Hello World!", HELLO, None, id="text"),
        pytest.param(b"", "2jmj7l5rSw0yVb/vlWAYkK/YBwk=", None, id="empty"),
        pytest.param(
            b"",
            "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
            oauth2.SignatureMethod_HMAC_SHA256(),
            id="sha256-A27",
        ),
        pytest.param(b"Hello World!", None, None, id="no-hash"),
        pytest.param(None, "anything", None, id="unknown-body"),
    ],
)
def test_right_body_hash_is_accepted(body: Any, body_hash: str | None, method: Any) -> None:
    """A hash that is there fits the body; where the body is not known, nothing can be said."""
    taker, request = put(body, body_hash, method)

    assert taker.verify_request(request, CONSUMER, None) == {}


@pytest.mark.parametrize(
    ("body", "body_hash", "method"),
    [
        pytest.param(b"Hello World?", HELLO, None, id="tampered"),
        pytest.param(b"", HELLO, None, id="body-removed"),
        pytest.param(b"Hello World!", "", None, id="empty-hash"),
        pytest.param(b"Hello World!", "é", None, id="no-hash-at-all"),
        pytest.param(b"Hello World!", HELLO, oauth2.SignatureMethod_HMAC_SHA256(), id="sha1-A27"),
    ],
)
def test_wrong_body_hash_is_refused(body: bytes, body_hash: str, method: Any) -> None:
    """A tampered body is found, though the signature is right (E9)."""
    taker, request = put(body, body_hash, method)

    with pytest.raises(oauth2.BodyHashInvalid, match="does not fit the body") as caught:
        taker.verify_request(request, CONSUMER, None)
    assert (caught.value.status, caught.value.problem) == (401, "body_hash_invalid")


def test_body_that_a_program_sets_later_is_known() -> None:
    """What is there can be held against the hash, however it came there (E9)."""
    taker, request = put(None, HELLO)
    request.body = b"Hello World?"

    with pytest.raises(oauth2.BodyHashInvalid):
        taker.verify_request(request, CONSUMER, None)


def test_body_hash_of_another_algorithm_is_told() -> None:
    """SHA-1 beside HMAC-SHA256 is what several libraries send (A27): the refusal names it."""
    taker, request = put(b"Hello World!", HELLO, oauth2.SignatureMethod_HMAC_SHA256())

    with pytest.raises(oauth2.BodyHashInvalid, match="it is its sha1, and sha256 is what the"):
        taker.verify_request(request, CONSUMER, None)


@pytest.mark.parametrize("body", [b"a=1", None], ids=["known", "unknown"])
def test_body_hash_with_a_form_is_refused(body: bytes | None) -> None:
    """A form is signed itself (E9, body-hash draft 4.1.1)."""
    taker, request = put(body, HELLO, headers=FORM)
    headers = FORM | {"Authorization": request.to_header()["Authorization"]}
    form = oauth2.Request.from_request("PUT", "https://h/", headers, {"a": "1"}, body=body)

    with pytest.raises(oauth2.BodyHashInvalid, match="must not be sent with a form"):
        taker.verify_request(form, CONSUMER, None)


@pytest.mark.parametrize(
    ("body", "body_hash", "error"),
    [
        pytest.param(b"Hello World!", None, oauth2.ParameterAbsent, id="absent"),
        pytest.param(None, None, oauth2.ParameterAbsent, id="absent-of-unknown"),
        pytest.param(None, HELLO, oauth2.BodyHashInvalid, id="of-unknown"),
    ],
)
def test_required_body_hash_is_demanded(
    body: bytes | None, body_hash: str | None, error: type[oauth2.RequestRefused]
) -> None:
    """`require_body_hash` takes no body that is not proved."""
    taker, request = put(body, body_hash, options={"require_body_hash": True})

    with pytest.raises(error):
        taker.verify_request(request, CONSUMER, None)


@pytest.mark.parametrize("body", [b"a=1", None], ids=["known", "unknown"])
def test_form_needs_no_body_hash(body: bytes | None) -> None:
    """A form is signed itself, also where the framework has read it already."""
    signed = oauth2.Signer(CONSUMER).sign("POST", "https://h/", FORM, b"a=1")
    taker = oauth2.Server({"HMAC-SHA1": oauth2.SignatureMethod_HMAC_SHA1()}, require_body_hash=True)
    request = oauth2.Request.from_request("POST", signed.url, signed.headers, {"a": "1"}, body=body)

    assert taker.verify_request(request, CONSUMER, None) == {"a": "1"}


# --- options and hooks --------------------------------------------------------------------------


def test_threshold_is_that_of_the_class_or_of_the_object() -> None:
    """A subclass or an argument says how old a request may be; 0 is a threshold too."""

    class Patient(oauth2.Server):
        timestamp_threshold = 3600

    assert oauth2.Server.timestamp_threshold == 300
    assert Patient().timestamp_threshold == 3600
    assert Patient(timestamp_threshold=0).timestamp_threshold == 0
    with pytest.raises(oauth2.TimestampRefused, match="more than 10 seconds"):
        server(TIMESTAMP + 11, timestamp_threshold=10).verify_request(received(), CONSUMER, TOKEN)


def test_default_clock_is_that_of_the_machine() -> None:
    """Without a clock of the program's, the photos request of 2007 is old."""
    methods: Any = {"HMAC-SHA1": oauth2.SignatureMethod_HMAC_SHA1()}

    with pytest.raises(oauth2.TimestampRefused):
        oauth2.Server(methods).verify_request(received(), CONSUMER, TOKEN)


class Overriding(oauth2.Server):
    """Overrides the checks that python-oauth2 had, as programs did."""

    version = "9"

    def __init__(self) -> None:
        """Set what python-oauth2 needed, and call nothing."""
        self.signature_methods = {"HMAC-SHA1": oauth2.SignatureMethod_HMAC_SHA1()}

    def _get_version(self, request: oauth2.Request) -> str:
        return "9"

    def _check_timestamp(self, timestamp: object) -> None:
        assert timestamp == "1191242096"


def test_overridden_checks_count() -> None:
    """A subclass that accepts any timestamp still does, without our `__init__`."""
    assert Overriding().verify_request(received(), CONSUMER, TOKEN) == PHOTO
    with pytest.raises(oauth2.InvalidSignature):
        Overriding().verify_request(received(oauth_signature="x"), CONSUMER, TOKEN)


def test_subclass_without_our_init_is_as_careful() -> None:
    """PLAINTEXT over http is refused there too."""
    careful = Overriding()
    careful.add_signature_method(oauth2.SignatureMethod_PLAINTEXT())

    with pytest.raises(oauth2.SignatureMethodRejected, match="https only"):
        careful.verify_request(plaintext(photos.URL), CONSUMER, TOKEN)


class Row:
    """A consumer or a token as a program's database has it."""

    def __init__(self, key: str, secret: str) -> None:
        self.key, self.secret = key, secret


def test_credentials_of_the_program_s_own_kind_are_taken() -> None:
    """Whatever has a key and a secret will do, as in python-oauth2."""
    consumer, token = Row(CONSUMER.key, CONSUMER.secret), Row(TOKEN.key, TOKEN.secret)
    untyped: Any = server()

    assert untyped.verify_request(received(), consumer, token) == PHOTO


@pytest.mark.parametrize(
    ("consumer", "token", "message"),
    [
        pytest.param(None, TOKEN, "consumer must be a Consumer, not None", id="none"),
        pytest.param("dpf43f3p2l4k3l03", TOKEN, "consumer must be a Consumer, not str", id="text"),
        pytest.param(CONSUMER, "nnch734d00sl2jdk", "token must be a Token", id="token-text"),
    ],
)
def test_credentials_of_another_kind_are_refused(consumer: Any, token: Any, message: str) -> None:
    """A look-up that found nothing is a mistake that is named, not an AttributeError."""
    with pytest.raises(ValueError, match=message):
        server().verify_request(received(), consumer, token)
