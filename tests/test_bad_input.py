"""What cannot be right is refused by a clear error that names it, never by one from inside."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import photos
import pytest

import oauth2

CONSUMER = oauth2.Consumer("ck", "cs")
TOKEN = oauth2.Token("tk", "ts")
URL = "https://h/"
HMAC_SHA1 = oauth2.SignatureMethod_HMAC_SHA1()
NOBODY: Any = None
RSA_METHODS = [
    oauth2.SignatureMethod_RSA_SHA1,
    oauth2.SignatureMethod_RSA_SHA256,
    oauth2.SignatureMethod_RSA_SHA512,
    oauth2.SignatureMethod_RSA_PSS,
]


def refuses(call: Callable[[], object], error: type[Exception], message: str) -> None:
    """Assert that a call raises exactly that error."""
    with pytest.raises(error, match=message) as caught:
        call()
    assert caught.type is error


@pytest.mark.parametrize("url", ["ftp://h/", "h/x", "/x", "", "http:/h", "http://", "http://a b/"])
@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda url: oauth2.Request("GET", url), id="Request"),
        pytest.param(lambda url: setattr(oauth2.Request(), "url", url), id="Request.url"),
        pytest.param(
            lambda url: oauth2.Request.from_consumer_and_token(CONSUMER, None, "GET", url),
            id="from_consumer_and_token",
        ),
        pytest.param(
            lambda url: oauth2.Request.from_token_and_callback(TOKEN, None, "GET", url),
            id="from_token_and_callback",
        ),
        pytest.param(lambda url: oauth2.Signer(CONSUMER).sign("GET", url), id="Signer"),
        pytest.param(lambda url: oauth2.Client(CONSUMER).request(url), id="Client"),
        pytest.param(
            lambda url: oauth2.Client(CONSUMER, trusted_origins=[url]), id="trusted_origins"
        ),
        pytest.param(lambda url: oauth2.build_xoauth_string(url, CONSUMER), id="xoauth"),
    ],
)
def test_url_that_is_none_is_refused(url: str, call: Callable[[str], object]) -> None:
    """Only absolute http and https URLs with a host can be signed; a ValueError, as in 1.9."""
    refuses(lambda: call(url), oauth2.InvalidURL, "URL")
    assert issubclass(oauth2.InvalidURL, ValueError)


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda: oauth2.Signer(NOBODY), id="Signer"),
        pytest.param(lambda: oauth2.Client(NOBODY), id="Client-C21"),
        pytest.param(
            lambda: oauth2.Request.from_consumer_and_token(NOBODY), id="from_consumer_and_token"
        ),
        pytest.param(
            lambda: photos.unsigned().sign_request(HMAC_SHA1, NOBODY, None), id="sign_request"
        ),
        pytest.param(lambda: HMAC_SHA1.sign(photos.unsigned(), NOBODY, None), id="sign"),
        pytest.param(lambda: HMAC_SHA1.check(photos.unsigned(), NOBODY, None, "x"), id="check"),
        pytest.param(
            lambda: oauth2.SignatureMethod_PLAINTEXT().sign(photos.unsigned(), NOBODY, None),
            id="plaintext",
        ),
        pytest.param(
            lambda: photos.server().verify_request(photos.received(), NOBODY, None), id="Server"
        ),
        pytest.param(lambda: oauth2.build_xoauth_string(URL, NOBODY), id="xoauth"),
    ],
)
def test_consumer_that_is_none_is_refused(call: Callable[[], object]) -> None:
    """There is nobody to sign."""
    refuses(call, ValueError, "consumer must be a Consumer, not None")


@pytest.mark.parametrize(("key", "secret"), [(None, "s"), ("k", None)], ids=["no-key", "no-secret"])
@pytest.mark.parametrize("kind", [oauth2.Consumer, oauth2.Token])
def test_half_of_a_credential_is_refused(kind: Any, key: Any, secret: Any) -> None:
    """Key and secret are both needed, though they may be empty."""
    refuses(lambda: kind(key, secret), ValueError, "key and secret must be set")


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(
            lambda: oauth2.Request.from_token_and_callback(NOBODY), id="from_token_and_callback"
        ),
        pytest.param(
            lambda: oauth2.Request.from_consumer_and_token(CONSUMER, "tk"),  # type: ignore[arg-type]
            id="from_consumer_and_token",
        ),
        pytest.param(
            lambda: photos.unsigned().sign_request(HMAC_SHA1, CONSUMER, "tk"),  # type: ignore[arg-type]
            id="sign_request",
        ),
        pytest.param(lambda: oauth2.Signer(CONSUMER, "tk"), id="Signer"),  # type: ignore[arg-type]
    ],
)
def test_token_of_another_kind_is_refused(call: Callable[[], object]) -> None:
    """The key of a token is no token."""
    refuses(call, ValueError, "token must be a Token")


@pytest.mark.parametrize("realm", ["a\r\nX: y", "a\nb", "a\rb", "a\0b", "\x7f", "€"])
@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda r: oauth2.Signer(CONSUMER, realm=r).sign("GET", URL), id="Signer"),
        pytest.param(lambda r: photos.unsigned().to_header(r), id="to_header"),
        pytest.param(oauth2.build_authenticate_header, id="build_authenticate_header"),
        pytest.param(photos.server().build_authenticate_header, id="Server"),
    ],
)
def test_realm_that_cannot_be_sent_is_refused(realm: str, call: Callable[[str], object]) -> None:
    """No line break gets into a header field (E20)."""
    refuses(lambda: call(realm), oauth2.InvalidHeader, "realm")
    assert issubclass(oauth2.InvalidHeader, ValueError)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(lambda: oauth2.Request("GET", b"http://\xff/"), "UTF-8", id="url"),
        pytest.param(lambda: oauth2.Request("GET", URL, {"a": b"\xff"}), "UTF-8", id="value"),
        pytest.param(lambda: oauth2.Request("GET", URL, {"a": [b"\xff"]}), "UTF-8", id="list"),
        pytest.param(lambda: oauth2.Request("GET", URL, {"a": "\udcff"}), "surrogate", id="lone"),
        pytest.param(lambda: oauth2.Signer(CONSUMER).sign(b"\xff", URL), "method", id="method"),  # type: ignore[arg-type]
        pytest.param(
            lambda: oauth2.Signer(CONSUMER).sign("GET", "http://h/\ud800"), "URL", id="lone-in-url"
        ),
        pytest.param(
            lambda: oauth2.Signer(CONSUMER).sign("GET", URL, oauth_params={"a": b"\xff"}),
            "'a' must be UTF-8",
            id="oauth_params",
        ),
        pytest.param(
            lambda: oauth2.Signer(oauth2.Consumer("k", "\ud800")).sign("GET", URL),
            "surrogate",
            id="secret",
        ),
        pytest.param(
            lambda: oauth2.Signer(CONSUMER, nonce=lambda: "\ud800").sign("GET", URL),
            "nonce",
            id="nonce",
        ),
        pytest.param(lambda: oauth2.Token.from_string(b"\xff"), "token string", id="token"),
    ],
)
def test_text_that_is_none_is_refused(call: Callable[[], object], message: str) -> None:
    """Bytes that are no UTF-8 and lone surrogates of the caller's are errors, where text is due."""
    refuses(call, oauth2.InvalidText, message)
    assert issubclass(oauth2.InvalidText, ValueError)
    assert issubclass(oauth2.InvalidText, TypeError)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "'oauth_token' is missing", id="empty"),
        pytest.param("{}", "'oauth_token' is missing", id="json"),
        pytest.param("oauth_token_secret=s", "'oauth_token' is missing", id="no-token"),
        pytest.param("oauth_token=t", "'oauth_token_secret' is missing", id="no-secret"),
        pytest.param("oauth_token=t&oauth_token=u&oauth_token_secret=s", "repeated", id="twice"),
    ],
)
def test_token_string_without_its_parts_is_refused(text: str, message: str) -> None:
    """What is missing is named; what is there is not shown."""
    refuses(lambda: oauth2.Token.from_string(text), oauth2.InvalidToken, message)
    assert issubclass(oauth2.InvalidToken, ValueError)


# --- keys of the RSA methods --------------------------------------------------------------------


@pytest.mark.parametrize("method", RSA_METHODS, ids=lambda method: method.name)
def test_missing_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, method: type[oauth2.SignatureMethod_RSA_SHA1]
) -> None:
    """Without `cryptography` the error says what to install; an ImportError too (G8)."""
    monkeypatch.setitem(sys.modules, "cryptography", None)

    refuses(lambda: method("key"), oauth2.MissingExtra, r"pip install 'oauth2\[rsa\]'")
    assert issubclass(oauth2.MissingExtra, ImportError)


@pytest.mark.parametrize("argument", ["private_key", "public_key"])
@pytest.mark.parametrize("pem", ["", "no PEM", b"\xff", "-----BEGIN PRIVATE KEY-----\nx"])
def test_pem_that_does_not_parse_is_refused(argument: str, pem: Any) -> None:
    """The argument that cannot be read is named."""
    pytest.importorskip("cryptography", reason="RSA needs cryptography, of the extra rsa")

    refuses(
        lambda: oauth2.SignatureMethod_RSA_SHA1(**{argument: pem}),
        oauth2.InvalidKey,
        f"{argument} cannot be read",
    )
    assert issubclass(oauth2.InvalidKey, ValueError)


@pytest.mark.parametrize("password", ["\udcff", "wrong", b"\xff", 5], ids=repr)
def test_password_that_does_not_open_is_refused(password: Any) -> None:
    """A password of any kind that does not fit is refused in the same words."""
    pytest.importorskip("cryptography", reason="RSA needs cryptography, of the extra rsa")

    refuses(
        lambda: oauth2.SignatureMethod_RSA_SHA1("-----BEGIN", password=password),
        oauth2.InvalidKey,
        "password",
    )
