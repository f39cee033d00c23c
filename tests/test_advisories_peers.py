"""One test for each security mistake of the other libraries of this family that we could make.

Signatures were computed with openssl from the photos request, its base string changed by hand:
`printf '%s' "$BASE_STRING" | openssl dgst -sha1 -hmac "$KEY" -binary | base64`.
"""

from __future__ import annotations

import hmac
import io
import logging
from contextlib import closing
from importlib import import_module
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

import photos
import pytest
from _loopback import Answer, serving
from _system import require_module
from photos import CONSUMER, TIMESTAMP, TOKEN, received, server

import oauth2

HMAC_SHA1 = oauth2.SignatureMethod_HMAC_SHA1()
PLAIN = oauth2.SignatureMethod_PLAINTEXT()
JSON = {"Content-Type": "application/json"}
#: The signature of the photos request with `file=a&file=b` in place of its file.
TWO_FILES = "7vsR+ydmXnI0HlPDrD6QcVYJ3d0="


def refused(request: oauth2.Request | None) -> oauth2.RequestRefused:
    """Return the error with which a Server refuses a request."""
    with pytest.raises(oauth2.RequestRefused) as caught:
        server().verify_request(request, CONSUMER, TOKEN)
    return caught.value


# --- oauthlib and requests-oauthlib -------------------------------------------------------------


def test_comparison_takes_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signatures are compared by `hmac.compare_digest`, on bytes (E2).

    Not so python-oauth2 and simple_oauth; oauthlib has a comparison of its own making.
    """
    compared: list[tuple[bytes, ...]] = []

    def compare_digest(*pair: bytes) -> bool:
        compared.append(pair)
        return pair[0] == pair[1]

    monkeypatch.setattr(hmac, "compare_digest", compare_digest)
    server().verify_request(received(), CONSUMER, TOKEN)

    assert (photos.SIGNATURE.encode(), photos.SIGNATURE.encode()) in compared


def test_oauthlib_token_in_debug_log(caplog: pytest.LogCaptureFixture) -> None:
    """At DEBUG neither signing nor verifying logs what a request can be forged or replayed with.

    requests-oauthlib logs the headers of each request, and the token endpoint's answer.
    """
    caplog.set_level(logging.DEBUG)

    signed = oauth2.Signer(CONSUMER, TOKEN).sign("GET", "http://h/")
    server().verify_request(received(), CONSUMER, TOKEN)

    signature = signed.headers["Authorization"].rpartition('oauth_signature="')[2].rstrip('"')
    assert len(signature) >= 28
    assert signature not in caplog.text
    assert unquote(signature) not in caplog.text
    assert CONSUMER.secret not in caplog.text


@pytest.mark.parametrize("query", ["f[]=1", 'q="x"', "a='b'", "t=12:30/!", "x=100%"])
def test_oauthlib_query_that_cannot_be_signed(query: str) -> None:
    """What browsers and servers take in a query can be signed and verified (A35)."""
    signed = oauth2.Signer(CONSUMER, TOKEN).sign("GET", f"http://h/?{query}")
    request = oauth2.Request.from_request("GET", signed.url, signed.headers)

    assert oauth2.Server({"HMAC-SHA1": HMAC_SHA1}).verify_request(request, CONSUMER, TOKEN)


def test_oauthlib_errors_that_cannot_be_told_apart() -> None:
    """What was wrong is a class of its own, not one ValueError for all (E21)."""
    changes: list[Any] = [
        {"oauth_timestamp": "1"},
        {"oauth_nonce": "x"},
        {"oauth_token": "x"},
        {"oauth_signature_method": "X"},
    ]

    assert [type(refused(received(**change))) for change in changes] == [
        oauth2.TimestampRefused,
        oauth2.InvalidSignature,
        oauth2.TokenRejected,
        oauth2.SignatureMethodRejected,
    ]


def test_requests_oauthlib_errors_without_a_common_base() -> None:
    """One `except oauth2.Error` catches all that we raise, of every kind."""
    kinds: list[Any] = [value for value in vars(oauth2).values() if isinstance(value, type)]
    errors = [kind for kind in kinds if issubclass(kind, Exception)]

    assert len(errors) > 15
    assert all(issubclass(kind, oauth2.Error) for kind in errors)


def test_requests_oauthlib_upload_that_is_emptied() -> None:
    """Signing takes nothing out of a file: all of it is sent (C14)."""
    requests = require_module("requests")
    auth = import_module("oauth2.adapters.requests").OAuth1(CONSUMER, TOKEN)

    with serving() as loopback:
        requests.put(loopback.url("/"), data=io.BytesIO(b"a=1&b\xff" * 15_000), auth=auth)

    assert loopback.request.body == b"a=1&b\xff" * 15_000


# --- Authlib ------------------------------------------------------------------------------------


def test_authlib_crash_on_signature_outside_ascii() -> None:
    """A signature that is not ASCII is wrong, not a TypeError of `compare_digest`."""
    error = refused(received(oauth_signature="\u00e9"))

    assert isinstance(error, oauth2.InvalidSignature)


def test_authlib_json_body_is_sent() -> None:
    """Signing does not empty the body of a JSON POST."""
    with serving() as loopback, closing(oauth2.Client(CONSUMER, TOKEN)) as client:
        client.request(loopback.url("/"), "POST", b'{"a": 1}', JSON)

    assert loopback.request.body == b'{"a": 1}'


def test_authlib_shared_registry_of_methods() -> None:
    """A method that is added to one Server is added to no other."""
    server().add_signature_method(PLAIN)

    assert set(server().signature_methods) == {"HMAC-SHA1"}
    assert oauth2.Server().signature_methods == {}


@pytest.mark.parametrize("name", ["AUTHLIB_INSECURE_TRANSPORT", "OAUTHLIB_INSECURE_TRANSPORT"])
def test_authlib_environment_switches_safety_off(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is allowed stands in the program, not in a variable of the environment (E18)."""
    monkeypatch.setenv(name, "1")

    with pytest.raises(oauth2.InsecureTransport):
        oauth2.Signer(CONSUMER, TOKEN, signature_method=PLAIN).sign("GET", "http://example.com/")


def test_authlib_timestamp_of_the_future() -> None:
    """A timestamp that is five minutes and a second ahead is refused (E4)."""
    with pytest.raises(oauth2.TimestampRefused):
        server(TIMESTAMP - 301).verify_request(received(), CONSUMER, TOKEN)


# --- httplib2, below us -------------------------------------------------------------------------


def test_httplib2_header_taken_for_a_template() -> None:
    r"""A backslash in a header is sent as it is: `\g<0>` is no group, and no crash (C18)."""
    with serving() as loopback, closing(oauth2.Client(CONSUMER, TOKEN)) as client:
        client.request(loopback.url("/"), headers={"X": r"a\1 \g<0>"})

    assert loopback.request.value("X") == r"a\1 \g<0>"


def test_httplib2_crash_on_a_challenge() -> None:
    """A server's `WWW-Authenticate: OAuth` does not make the request fail."""
    with serving() as loopback, closing(oauth2.Client(CONSUMER, TOKEN)) as client:
        loopback.answers.append(Answer(401, (("WWW-Authenticate", "OAuth"),)))
        response, _ = client.request(loopback.url("/"))

    assert response.status == 401


# --- libraries in other languages, and PyJWT ----------------------------------------------------


@pytest.mark.parametrize(
    "query", ["file=a", "file=b", "file=a&file=b&file=c", "file=b&file=b"], ids=str
)
def test_dghubble_repeated_names_are_dropped(query: str) -> None:
    """Each value of a name that is there twice is signed: none can be added or removed (A4)."""
    good = received(photos.BASE_URI + "?size=original&file=b&file=a", oauth_signature=TWO_FILES)
    bad = received(f"{photos.BASE_URI}?size=original&{query}", oauth_signature=TWO_FILES)

    assert server().verify_request(good, CONSUMER, TOKEN)["file"] == ["a", "b"]
    assert isinstance(refused(bad), oauth2.InvalidSignature)


def test_dghubble_form_behind_a_content_type_with_charset() -> None:
    """A form is signed whatever stands behind its type, so that nobody can change it (A19)."""
    form = {"Content-Type": "Application/X-WWW-Form-Urlencoded ; charset=UTF-8"}
    signed = oauth2.Signer(CONSUMER, TOKEN).sign("POST", "http://h/", form, b"pay=1")
    tampered = oauth2.Request.from_request("POST", signed.url, signed.headers, body=b"pay=9")

    with pytest.raises(oauth2.InvalidSignature):
        oauth2.Server({"HMAC-SHA1": HMAC_SHA1}).verify_request(tampered, CONSUMER, TOKEN)


def test_gomodule_swallowed_error() -> None:
    """What cannot be signed is not sent unsigned: the error reaches the caller."""
    require_module("cryptography")
    method = oauth2.SignatureMethod_RSA_SHA1()

    with serving() as loopback, pytest.raises(oauth2.InvalidKey):
        oauth2.Client(CONSUMER, TOKEN, signature_method=method).request(loopback.url("/"))

    assert loopback.requests == []


def test_gomodule_counted_nonces() -> None:
    """From one nonce the next cannot be told: no two that follow each other are near (E19)."""
    nonces = [int(oauth2.generate_nonce(), 16) for _ in range(100)]
    steps = [abs(after - before) for before, after in pairwise(nonces)]

    assert min(steps) > 2**96


def test_oauth1_request_rs_order_of_parameters() -> None:
    """In which order parameters are handed over changes nothing."""
    turned = dict(reversed(photos.PARAMETERS.items()))
    request = oauth2.Request("GET", photos.URL, turned, is_form_encoded=True)

    assert HMAC_SHA1.sign(request, CONSUMER, TOKEN).decode() == photos.SIGNATURE


def test_mastercard_guess_at_what_is_encoded_already() -> None:
    """`%2525` and `%25` are two values, however much one looks like the other encoded (A2)."""
    signature = "hMm+CD3izi9wKNUYkuj/uJmZSVg="
    url = photos.BASE_URI + "?size=original&file="
    good = received(url + "%2525", oauth_signature=signature)

    assert server().verify_request(good, CONSUMER, TOKEN)["file"] == "%25"
    error = refused(received(url + "%25", oauth_signature=signature))
    assert isinstance(error, oauth2.InvalidSignature)


def test_pyjwt_method_that_the_attacker_chooses() -> None:
    """A method that was not added is refused, also that of a shared secret or of none (E24)."""
    changes: list[Any] = [
        {"oauth_signature_method": "none", "oauth_signature": ""},
        {"oauth_signature_method": "hmac-sha1"},
        {"oauth_signature_method": "HMAC-SHA256"},
    ]

    assert {type(refused(received(**change))) for change in changes} == {
        oauth2.SignatureMethodRejected
    }


# --- frameworks on top --------------------------------------------------------------------------


def test_host_header_with_a_path_in_it() -> None:
    """The signature of one address is not good for another by way of the Host header."""
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/admin", "HTTP_HOST": "h/harmless?x=1#"}

    with pytest.raises(oauth2.MalformedRequest):
        oauth2.Request.from_wsgi({**environ, "wsgi.url_scheme": "http", "wsgi.input": None})
