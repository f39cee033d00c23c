"""Marker secrets go through every error of Signer, Request, Token and keys: none shows them."""

from __future__ import annotations

import io
import logging
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from _secrets import (
    CONSUMER,
    CONSUMER_SECRET,
    ENCRYPTED,
    FIELDS,
    FORM,
    KEY_PASSWORD,
    PASSWORD,
    PEM,
    PLAIN,
    SENSITIVE,
    TOKEN,
    TOKEN_SECRET,
    VERIFIER,
    found,
    rsa,
    verify,
)

import oauth2


def shows_nothing(
    call: Callable[[], object], error: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    """Assert that a call raises an error, and that neither it nor any log line holds a secret."""
    caplog.set_level(logging.DEBUG)
    with pytest.raises(error) as caught:
        call()
    assert not found(caught.value, repr(caught.value), caplog.text)
    assert not found(*traceback.format_exception(caught.value))


def lone(text: str) -> str:
    """Return text with a lone surrogate at its end."""
    return text + "\ud800"


# --- what a server gets -------------------------------------------------------------------------


def receive(url: str = "https://h/", header: str = "", **parts: Any) -> object:
    """Take a request from the wire, any part of which may be wrong."""
    headers = {**FORM, "Authorization": header}
    return oauth2.Request.from_request("POST", url, headers, **parts)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        pytest.param({"header": f'OAuth a="{VERIFIER}'}, oauth2.MalformedHeader, id="open-quote"),
        pytest.param({"header": f"OAuth {VERIFIER}"}, oauth2.MalformedHeader, id="no-value"),
        pytest.param({"header": lone(f"OAuth a={VERIFIER}")}, oauth2.Error, id="lone-in-header"),
        pytest.param(
            {"url": f"https://h/?{FIELDS}&{FIELDS}"}, oauth2.ParameterRejected, id="twice"
        ),
        pytest.param({"body": f"{FIELDS}&{FIELDS}"}, oauth2.ParameterRejected, id="twice-in-form"),
        pytest.param({"body": lone(FIELDS)}, oauth2.Error, id="lone-in-body"),
        pytest.param({"url": f"https://u:{PASSWORD}@h h/?{FIELDS}"}, oauth2.Error, id="host"),
        pytest.param({"url": f"https://h:{PASSWORD}/"}, oauth2.Error, id="port"),
        pytest.param({"url": f"h/?{FIELDS}&cb=x://y"}, oauth2.Error, id="relative"),
        pytest.param({"parameters": {"a": VERIFIER.encode() + b"\xff"}}, oauth2.Error, id="octets"),
    ],
)
def test_malformed_request_shows_no_secret(
    given: dict[str, Any], error: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    """What cannot be taken from the wire is refused without being quoted."""
    parts: dict[str, Any] = {"url": "https://h/", "header": "", **given}
    headers = {**FORM, "Authorization": parts.pop("header")}
    url = parts.pop("url")

    shows_nothing(lambda: oauth2.Request.from_request("POST", url, headers, **parts), error, caplog)


class Own(oauth2.SignatureMethod):
    """A method whose signing base is the secrets, as a program might have it."""

    name = "OWN"

    def signing_base(self, request: Any, consumer: Any, token: Any) -> Any:
        """Return secrets where the base string should be."""
        return consumer.secret.encode(), consumer.secret.encode()

    def digest(self, key: bytes, text: bytes) -> bytes:
        """Return what is no digest."""
        return text


def test_refusal_of_own_method_shows_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    """What a program's own method has for a base string is not shown."""
    shows_nothing(lambda: verify(Own(), oauth_signature="x"), oauth2.InvalidSignature, caplog)


# --- what a client signs ------------------------------------------------------------------------


def sign(
    url: str = "https://h/",
    headers: Any = None,
    consumer: Any = CONSUMER,
    token: Any = TOKEN,
    how: oauth2.SignatureMethod | None = None,
    realm: str | None = None,
    **parts: Any,
) -> object:
    """Sign a request, any part of which may be wrong."""
    signer = oauth2.Signer(consumer, token, signature_method=how, realm=realm)
    return signer.sign("POST", url, headers or FORM, **parts)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        pytest.param({"url": "http://h/", "how": PLAIN}, oauth2.InsecureTransport, id="clear"),
        pytest.param({"url": f"ftp://u:{PASSWORD}@h/"}, oauth2.InvalidURL, id="ftp"),
        pytest.param({"url": f"//u:{PASSWORD}@h/"}, oauth2.InvalidURL, id="no-scheme"),
        pytest.param({"url": f"https://u:{PASSWORD}@/"}, oauth2.InvalidURL, id="no-host"),
        pytest.param({"url": f"https://h/?oauth_verifier={PASSWORD}"}, oauth2.Error, id="carried"),
        pytest.param({"url": f"https://h/?{FIELDS}", "body": FIELDS}, oauth2.Error, id="places"),
        pytest.param({"body": f"{FIELDS}&{FIELDS}"}, oauth2.InvalidRequest, id="twice"),
        pytest.param({"headers": {"Authorization": PASSWORD}}, oauth2.InvalidRequest, id="basic"),
        pytest.param({"headers": {"Cookie": lone(PASSWORD)}}, oauth2.InvalidText, id="cookie"),
        pytest.param({"headers": {"Cookie": {PASSWORD: 1}}}, TypeError, id="cookie-dict"),
        pytest.param({"headers": PASSWORD}, TypeError, id="headers-text"),
        pytest.param({"body": SENSITIVE}, TypeError, id="dict"),
        pytest.param({"body": io.StringIO(PASSWORD)}, TypeError, id="text-file"),
        pytest.param({"body": lone(PASSWORD)}, oauth2.InvalidBody, id="lone-body"),
        pytest.param({"oauth_params": {"a": [VERIFIER] * 2}}, oauth2.InvalidRequest, id="list"),
        pytest.param({"oauth_params": {"a": {VERIFIER: VERIFIER}}}, TypeError, id="mapping"),
        pytest.param({"oauth_params": {"a": lone(VERIFIER)}}, oauth2.InvalidText, id="lone-param"),
        pytest.param({"realm": f"{PASSWORD}\n"}, oauth2.InvalidHeader, id="realm"),
        pytest.param(
            {"consumer": oauth2.Consumer("k", lone(CONSUMER_SECRET))}, oauth2.InvalidText, id="cs"
        ),
        pytest.param({"token": oauth2.Token("k", lone(TOKEN_SECRET))}, oauth2.InvalidText, id="ts"),
        pytest.param({"token": TOKEN_SECRET}, ValueError, id="token-text"),
        pytest.param({"consumer": CONSUMER_SECRET}, ValueError, id="consumer-text"),
    ],
)
def test_request_that_cannot_be_signed_shows_no_secret(
    given: dict[str, Any], error: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    """What cannot be signed is refused without being quoted."""
    shows_nothing(lambda: sign(**given), error, caplog)


@pytest.mark.parametrize(
    "parameters",
    [{"oauth_verifier": {VERIFIER: 1}}, {"oauth_verifier": b"\xff" + VERIFIER.encode()}],
    ids=["dict", "octets"],
)
def test_request_that_cannot_be_made_shows_no_secret(
    parameters: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """Parameters that cannot be are refused by name only."""
    shows_nothing(lambda: oauth2.Request("GET", None, parameters), TypeError, caplog)


# --- tokens and keys ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"oauth_token_secret={TOKEN_SECRET}", id="no-key"),
        pytest.param(f"{TOKEN}&{TOKEN}", id="twice"),
        pytest.param(str(TOKEN).encode() + b"\xff", id="octets"),
        pytest.param(lone(str(TOKEN)), id="lone"),
    ],
)
def test_token_string_that_is_none_shows_no_secret(
    text: str | bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """A provider's answer that is no token is not quoted."""
    shows_nothing(lambda: oauth2.Token.from_string(text), ValueError, caplog)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param((PEM[:300],), id="cut"),
        pytest.param((PEM.replace("M", "N", 9),), id="damaged"),
        pytest.param((None, PEM), id="private-as-public"),
        pytest.param((Path(PEM),), id="text-as-path"),
        pytest.param((lone(PEM[:300]),), id="lone-surrogate"),
        pytest.param(([PEM],), id="list"),
        pytest.param((PEM, None, KEY_PASSWORD), id="needless-password"),
        pytest.param((ENCRYPTED, None, KEY_PASSWORD), id="wrong-password"),
        pytest.param((ENCRYPTED, None, lone(KEY_PASSWORD)), id="lone-password"),
        pytest.param((ENCRYPTED, None, [KEY_PASSWORD]), id="password-list"),
        pytest.param((ENCRYPTED,), id="no-password"),
    ],
)
def test_key_that_cannot_be_read_shows_no_secret(
    given: tuple[Any, ...], caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the key nor its password is quoted."""
    pytest.importorskip("cryptography", reason="RSA needs cryptography, of the extra rsa")

    shows_nothing(lambda: rsa(*given), oauth2.InvalidKey, caplog)
