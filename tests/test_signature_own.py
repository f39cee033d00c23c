"""Signature methods that a program brings along, in Signer, Client, Request and Server alike."""

from __future__ import annotations

import functools
import hashlib
import hmac
import threading
from collections.abc import Callable, Iterator
from typing import Any, cast
from wsgiref.simple_server import WSGIRequestHandler, make_server

import photos
import pytest

import oauth2


class HMACSHA384(oauth2.SignatureMethod):
    """A new method: a name, a digest, and the hash for bodies."""

    name = "HMAC-SHA384"
    body_hash_algorithm = "sha384"

    def digest(self, key: bytes, text: bytes) -> bytes:
        """Return the HMAC."""
        return hmac.digest(key, text, "sha384")


class HashOfNonce(oauth2.SignatureMethod):
    """Overrides all three methods, as for python-oauth2, and looks at more than the base string."""

    name = "OLD-STYLE"

    def signing_base(self, request: Any, consumer: Any, token: Any) -> tuple[bytes, bytes]:
        """Sign the nonce only."""
        return consumer.secret.encode("ascii"), request["oauth_nonce"].encode("ascii")

    def sign(self, request: Any, consumer: Any, token: Any) -> bytes:
        """Return a hash in hexadecimal digits."""
        key, raw = self.signing_base(request, consumer, token)
        return hashlib.sha256(key + b"|" + raw).hexdigest().encode("ascii")

    def check(self, request: Any, consumer: Any, token: Any, signature: Any) -> bool:
        """Compare text with text; bytes would differ from it."""
        return bool(self.sign(request, consumer, token).decode("ascii") == signature)


class OverHTTPS(oauth2.SignatureMethod_HMAC_SHA1):
    """Changes the base string alone, as programs behind a proxy did."""

    name = "HTTPS-HMAC"

    def signing_base(self, request: Any, consumer: Any, token: Any) -> tuple[bytes, bytes]:
        """Sign as if the scheme were https."""
        key, raw = super().signing_base(request, consumer, token)
        return key, raw.replace(b"&http%3A", b"&https%3A")


class Upper(oauth2.SignatureMethod_PLAINTEXT):
    """Changes the text of PLAINTEXT and returns text, as on Python 2."""

    name = "UPPER"

    def signing_base(self, request: Any, consumer: Any, token: Any) -> Any:
        """Return the upper-case secrets."""
        _, raw = super().signing_base(request, consumer, token)
        return raw.upper(), raw.upper()

    def sign(self, request: Any, consumer: Any, token: Any) -> Any:
        """Return text, not bytes."""
        return self.signing_base(request, consumer, token)[1]


METHODS = [
    # printf '%s' "$BASE_STRING" | openssl dgst -sha384 -hmac "$KEY" -binary | base64
    # with oauth_signature_method%3DHMAC-SHA384 in it
    pytest.param(
        HMACSHA384(),
        "l59uSHEtmBKa3ePDQbKT3yYr7KBiI9NbN0qX6xj594WQz/cWLoTX1871hNYq2Q6P",
        id="name-and-digest",
    ),
    # printf '%s' 'kd94hf93k423kf44|kllo9940pd9333jh' | openssl dgst -sha256
    pytest.param(
        HashOfNonce(),
        "5a7f5484229d745e9c8db15d212d2bc2a49324aeb47552903db14e3d4f9868de",
        id="all-three-methods",
    ),
    # as the first, with -sha1, HTTPS-HMAC and GET&https
    pytest.param(OverHTTPS(), "ng6Kh5rGSV1yje7BHnqNeJa3ZUM=", id="signing_base-only"),
    pytest.param(Upper(), "KD94HF93K423KF44&PFKKDHI9SL3R4S00", id="plaintext-as-text"),
]


@pytest.mark.parametrize(("method", "signature"), METHODS)
def test_request_is_signed_by_own_method(method: oauth2.SignatureMethod, signature: str) -> None:
    """`Request.sign_request` sets what the method returns, as text (F4)."""
    request = photos.unsigned()

    request.sign_request(method, photos.CONSUMER, photos.TOKEN)

    assert request["oauth_signature"] == signature
    assert request["oauth_signature_method"] == method.name


@pytest.mark.parametrize(("method", "signature"), METHODS)
def test_signer_uses_own_method(method: oauth2.SignatureMethod, signature: str) -> None:
    """A Signer hands the method a full Request, and sends what it returns (F4)."""
    signer = oauth2.Signer(
        photos.CONSUMER,
        photos.TOKEN,
        signature_method=method,
        placement="query",
        allow_insecure=True,
        clock=lambda: photos.TIMESTAMP,
        nonce=lambda: photos.NONCE,
    )

    sent = oauth2.Request.from_request("GET", signer.sign("GET", photos.URL).url)

    assert sent is not None
    assert sent["oauth_signature"] == signature


@pytest.mark.parametrize(("method", "signature"), METHODS)
def test_server_checks_with_own_method(method: oauth2.SignatureMethod, signature: str) -> None:
    """A Server hands the method the text that it received (F4)."""
    server = photos.server(allow_insecure=True)
    server.add_signature_method(method)
    right = photos.received(oauth_signature_method=method.name, oauth_signature=signature)
    wrong = photos.received(oauth_signature_method=method.name, oauth_signature=signature + "x")

    parameters = server.verify_request(right, photos.CONSUMER, photos.TOKEN)

    assert parameters == {"file": "vacation.jpg", "size": "original"}
    with pytest.raises(oauth2.InvalidSignature):
        server.verify_request(wrong, photos.CONSUMER, photos.TOKEN)


def test_body_is_hashed_with_the_hash_of_own_method() -> None:
    """`oauth_body_hash` follows the method's `body_hash_algorithm` (A27)."""
    signer = oauth2.Signer(photos.CONSUMER, signature_method=HMACSHA384())

    signed = signer.sign("PUT", photos.URL, {"Content-Type": "text/plain"}, b"Hello World!")

    # printf '%s' 'Hello World!' | openssl dgst -sha384 -binary | base64
    expected = "v9dsDrvQBv7lg0EFR8GIewKSvnbVgtlsJC0qeScj4/1v0GH51c/RO4+WE1jmrbpK"
    assert dict(signed.parameters)["oauth_body_hash"] == expected


class Provider:
    """A WSGI application that verifies with a Server, and tells what it found."""

    def __init__(self) -> None:
        self.server = oauth2.Server()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        """Answer 200 and the parameters, or the error's status and its name."""
        request = oauth2.Request.from_wsgi(environ)
        try:
            parameters = self.server.verify_request(request, photos.CONSUMER, photos.TOKEN)
        except oauth2.RequestRefused as error:
            start_response(f"{error.status} Refused", [])
            return [type(error).__name__.encode()]
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [repr(sorted(parameters.items())).encode()]


class Silent(WSGIRequestHandler):
    """Writes no log."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name is inherited
        """Say nothing."""


@pytest.fixture
def provider() -> Iterator[tuple[oauth2.Server, str]]:
    """Run a provider on loopback; give its Server and its URL."""
    application = Provider()
    with make_server("127.0.0.1", 0, application, handler_class=Silent) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield application.server, f"http://127.0.0.1:{server.server_port}/p?a=1"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("method", [param.values[0] for param in METHODS], ids=lambda m: m.name)
def test_client_and_server_agree_on_own_method(
    provider: tuple[oauth2.Server, str], method: oauth2.SignatureMethod
) -> None:
    """What a Client sends with a program's own method, a Server takes, and nothing else (F4)."""
    server, url = provider
    server.add_signature_method(method)
    client = oauth2.Client(photos.CONSUMER, photos.TOKEN, signature_method=method)
    stranger = oauth2.Client(photos.CONSUMER, photos.TOKEN)

    accepted, content = client.request(url, "POST", b"b=2")
    refused, reason = stranger.request(url, "POST", b"b=2")
    client.close()
    stranger.close()

    assert (accepted.status, content) == (200, b"[('a', '1'), ('b', '2')]")
    assert (refused.status, reason) == (400, b"SignatureMethodRejected")


def test_set_signature_method_changes_what_a_client_sends(
    provider: tuple[oauth2.Server, str],
) -> None:
    """`set_signature_method` takes a method of a program's own, as in python-oauth2."""
    server, url = provider
    server.add_signature_method(HMACSHA384())
    client = oauth2.Client(photos.CONSUMER, photos.TOKEN)
    client.set_signature_method(HMACSHA384())

    answer, _ = client.request(url)
    client.close()

    assert answer.status == 200


# --- what is put in the place of `sign` ---------------------------------------------------------


def backwards(method: Any) -> Any:
    """Wrap a `sign` as what traces calls does: it says that it is the other."""

    @functools.wraps(method)
    def sign(*arguments: Any) -> Any:
        return method(*arguments)[::-1]

    return sign


class Wrapped(oauth2.SignatureMethod_HMAC_SHA1):
    """Signs with a wrapped method."""

    name = "WRAPPED"
    sign = backwards(oauth2.SignatureMethod_HMAC_SHA1.sign)


class WrappedBase(oauth2.SignatureMethod_HMAC_SHA1):
    """Signs a text that a wrapped method returns."""

    name = "WRAPPED-BASE"
    signing_base = backwards(oauth2.SignatureMethod_HMAC_SHA1.signing_base)


def wrapped_object() -> oauth2.SignatureMethod:
    """Return an object of which the method is wrapped, and not the class."""
    method: Any = oauth2.SignatureMethod_HMAC_SHA1()
    method.sign = backwards(method.sign)
    return cast(oauth2.SignatureMethod, method)


@pytest.mark.parametrize("make", [Wrapped, WrappedBase, wrapped_object])
def test_signer_signs_with_what_was_wrapped(make: Callable[[], oauth2.SignatureMethod]) -> None:
    """As the Server does, which would refuse another signature."""
    method = make()
    consumer = oauth2.Consumer("ck", "cs")
    signed = oauth2.Signer(consumer, signature_method=method).sign("GET", "http://h/?a=1")
    request = oauth2.Request.from_request("GET", signed.url, signed.headers)

    server = oauth2.Server({method.name: method})
    assert server.verify_request(request, consumer, None) == {"a": "1"}


def test_signer_signs_with_what_was_wrapped_in_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """What traces calls wraps methods of the library itself."""
    calls: list[Any] = []
    plain = oauth2.SignatureMethod.sign

    @functools.wraps(plain)
    def traced(*arguments: Any) -> bytes:
        calls.append(arguments)
        return plain(*arguments)

    monkeypatch.setattr(oauth2.SignatureMethod, "sign", traced)
    oauth2.Signer(oauth2.Consumer("ck", "cs")).sign("GET", "http://h/")

    assert len(calls) == 1
