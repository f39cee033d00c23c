"""`Signer.sign`: the body is signed as it is sent, and hashed where it should be."""

from __future__ import annotations

import io
from typing import Any

import pytest

import oauth2

CONSUMER = oauth2.Consumer("ck", "cs")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
UTF8_FORM = {"content-type": "Application/x-www-form-urlencoded;charset=utf-8"}
JSON = {"Content-Type": "application/json"}


def signer(**options: Any) -> oauth2.Signer:
    """Return a Signer whose clock stands still and whose nonce is known."""
    return oauth2.Signer(CONSUMER, clock=lambda: 137131200, nonce=lambda: "7d8f3e4a", **options)


PROTOCOL = (
    ("oauth_consumer_key", "ck"),
    ("oauth_signature_method", "HMAC-SHA1"),
    ("oauth_timestamp", "137131200"),
    ("oauth_nonce", "7d8f3e4a"),
    ("oauth_version", "1.0"),
)

# SHA-1 of "Hello World!", of b"\xff\xd8" and of '{"a": "é"}' in UTF-8, as published and as openssl
# says: printf '%s' 'Hello World!' | openssl dgst -sha1 -binary | base64
HELLO = "Lve95gjOVATpfV8EL5X4nxwjKHE="
HELLO_SHA256 = "f4OxZX/x/FO5LcGBSKHWXfwtSx+j1ncoSt3SABJtkGk="
EMPTY = "2jmj7l5rSw0yVb/vlWAYkK/YBwk="


@pytest.mark.parametrize(
    ("body", "sent", "expected"),
    [
        pytest.param(b"Hello World!", b"Hello World!", HELLO, id="bytes"),
        pytest.param("Hello World!", b"Hello World!", HELLO, id="text"),
        pytest.param(bytearray(b"Hello World!"), b"Hello World!", HELLO, id="bytearray"),
        pytest.param(memoryview(b"Hello World!"), b"Hello World!", HELLO, id="memoryview"),
        pytest.param(b"\xff\xd8", b"\xff\xd8", "JutihdMtEzkwqrmmabEVWqggma4=", id="binary-B2"),
        pytest.param(
            '{"a": "é"}', b'{"a": "\xc3\xa9"}', "3h1bGhKf3VutTgYD1lTCfgAdj3A=", id="utf8-B3"
        ),
    ],
)
def test_body_is_hashed_as_it_is_sent(body: Any, sent: bytes, expected: str) -> None:
    """Text becomes UTF-8 bytes once, before it is signed; bytes stay (A26, B2, B3)."""
    signed = signer().sign("PUT", "http://h/", JSON, body)

    assert signed.body == sent
    assert dict(signed.parameters)["oauth_body_hash"] == expected


@pytest.mark.parametrize(
    ("options", "headers", "body", "expected"),
    [
        pytest.param({}, None, None, None, id="auto-no-body"),
        pytest.param({}, JSON, b"Hello World!", HELLO, id="auto-body-A24"),
        pytest.param({}, FORM, b"a=1", None, id="auto-form"),
        pytest.param({}, JSON, b"", None, id="auto-empty-body"),
        pytest.param(
            {"signature_method": oauth2.SignatureMethod_HMAC_SHA256()},
            JSON,
            b"Hello World!",
            HELLO_SHA256,
            id="auto-sha256-A27",
        ),
        pytest.param(
            {"signature_method": oauth2.SignatureMethod_PLAINTEXT(), "allow_insecure": True},
            JSON,
            b"Hello World!",
            None,
            id="auto-plaintext-A25",
        ),
        pytest.param({"body_hash": "always"}, None, None, EMPTY, id="always-no-body-A26"),
        pytest.param({"body_hash": "always"}, JSON, b"Hello World!", HELLO, id="always-body"),
        pytest.param({"body_hash": "always"}, FORM, b"a=1", None, id="always-form"),
        pytest.param(
            {"body_hash": "always", "placement": "body"}, None, None, None, id="always-made-a-form"
        ),
        pytest.param({"body_hash": "never"}, JSON, b"Hello World!", None, id="never"),
    ],
)
def test_body_hash_is_there_when_it_is_wanted(
    options: dict[str, Any], headers: Any, body: Any, expected: str | None
) -> None:
    """Three ways, and never with a form (A24, body-hash draft 4.1.1)."""
    signed = signer(**options).sign("POST", "http://h/", headers, body)

    assert dict(signed.parameters).get("oauth_body_hash") == expected


def test_file_is_hashed_and_passed_on_where_it_stood() -> None:
    """An open file is hashed from its position, and that is where it is sent from (B4)."""
    file = io.BytesIO(b"not this: Hello World!")
    file.seek(10)

    signed = signer().sign("PUT", "http://h/", JSON, file)

    assert signed.body is file
    assert dict(signed.parameters)["oauth_body_hash"] == HELLO
    assert file.read() == b"Hello World!"


def test_stream_is_passed_on_unread() -> None:
    """What can be read only once is not hashed, unless that is demanded; then it is an error."""
    stream = iter([b"Hello ", b"World!"])

    signed = signer().sign("PUT", "http://h/", JSON, stream)

    assert signed.body is stream
    assert "oauth_body_hash" not in dict(signed.parameters)
    with pytest.raises(oauth2.InvalidBody, match="can be read only once"):
        signer(body_hash="always").sign("PUT", "http://h/", JSON, stream)
    assert list(stream) == [b"Hello ", b"World!"]


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        pytest.param(b"b=2&a=", b"b=2&a=", id="bytes-C15"),
        pytest.param("b=2&a=", b"b=2&a=", id="text"),
        pytest.param(io.BytesIO(b"b=2&a="), b"b=2&a=", id="file"),
        pytest.param([b"b=2", b"&a="], b"b=2&a=", id="iterable"),
    ],
)
def test_form_is_signed_and_sent_as_it_is(body: Any, sent: bytes) -> None:
    """A form is neither sorted nor encoded anew, and blank fields stay (A6, C15)."""
    signed = signer().sign("POST", "http://h/", FORM, body)

    assert signed.body == sent
    assert signed.parameters[:2] == (("b", "2"), ("a", ""))
    assert signed.headers["Content-Type"] == "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("method", "headers", "body", "pairs"),
    [
        pytest.param("PUT", FORM, b"a=%FF&x=100%", (("a", "\udcff"), ("x", "100%")), id="A17"),
        pytest.param("PATCH", FORM, "a=é+b", (("a", "é b"),), id="raw-utf8"),
        pytest.param("DELETE", FORM, b"a=\xff", (("a", "\udcff"),), id="raw-octet"),
        pytest.param("GET", FORM, b"a=1", (("a", "1"),), id="get"),
        pytest.param("post", UTF8_FORM, b"a=1", (("a", "1"),), id="A19-A22"),
        pytest.param("POST", None, "a=1", (("a", "1"),), id="text-without-type-C13"),
        pytest.param("POST", None, b"a=1", (("a", "1"),), id="urlencoded-bytes-without-type"),
        pytest.param("POST", None, b"\xff\xd8", (), id="picture-without-type"),
        pytest.param("PUT", None, "a=1", (), id="put-without-type"),
        pytest.param("POST", JSON, "a=1", (), id="json-A18"),
    ],
)
def test_form_fields_are_signed_when_the_type_says_so(
    method: str, headers: Any, body: Any, pairs: tuple[tuple[str, str], ...]
) -> None:
    """Any method, any spelling of the type; nothing else is taken for a form (A18-A23)."""
    signed = signer(body_hash="never").sign(method, "http://h/", headers, body)

    assert signed.parameters == (*pairs, *PROTOCOL)
