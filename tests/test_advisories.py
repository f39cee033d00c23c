"""One test for each security mistake that a peer made, or that has a CVE, and that we could make.

Replay (CVE-2013-4346) is not here: it needs a nonce store.
"""

from __future__ import annotations

import base64
import hmac
import logging
from contextlib import closing
from typing import Any
from urllib.parse import unquote

import photos
import pytest
from _loopback import Answer, redirect, serving
from photos import CONSUMER, TIMESTAMP, TOKEN, received, server

import oauth2

HMAC_SHA1 = oauth2.SignatureMethod_HMAC_SHA1()
PLAIN = oauth2.SignatureMethod_PLAINTEXT()
JSON = {"Content-Type": "application/json"}


def refused(request: oauth2.Request | None, taker: oauth2.Server) -> oauth2.RequestRefused:
    """Return the error with which a Server refuses a request."""
    with pytest.raises(oauth2.RequestRefused) as caught:
        taker.verify_request(request, CONSUMER, TOKEN)
    return caught.value


# --- python-oauth2, as a server -----------------------------------------------------------------


def test_cve_2013_4347_nonces_cannot_be_guessed() -> None:
    """Nonces have 128 bits from the system's generator, not 8 digits (E19)."""
    nonces = {oauth2.Request.make_nonce() for _ in range(10_000)}

    assert len(nonces) == 10_000
    assert {len(nonce) for nonce in nonces} == {32}
    assert set("".join(nonces)) == set("0123456789abcdef")


def test_python_oauth2_future_timestamp() -> None:
    """A timestamp ten years ahead is refused: it would be good for ten years (E4)."""
    ahead = server(TIMESTAMP - 10 * 365 * 86400)

    assert isinstance(refused(received(), ahead), oauth2.TimestampRefused)


def test_python_oauth2_plaintext_by_default() -> None:
    """A request that names no method is not taken for PLAINTEXT (E6)."""
    taker = server(allow_insecure=True)
    taker.add_signature_method(PLAIN)
    unnamed = received(oauth_signature_method=None, oauth_signature=photos.KEY)

    assert isinstance(refused(unnamed, taker), oauth2.ParameterAbsent)


def test_python_oauth2_secrets_in_error() -> None:
    """A wrong PLAINTEXT signature is not answered with the right one (E3)."""
    taker = server(allow_insecure=True)
    taker.add_signature_method(PLAIN)
    wrong = received(oauth_signature_method="PLAINTEXT", oauth_signature="x&y")

    assert str(refused(wrong, taker)) == "invalid signature"


def test_python_oauth2_query_overrides_header() -> None:
    """Who signed cannot be changed by a second consumer key in the query (E8)."""
    url = photos.URL + "&oauth_consumer_key=evil"

    with pytest.raises(oauth2.ParameterRejected, match="'oauth_consumer_key' is there 2 times"):
        received(url)


def test_python_oauth2_key_of_another_consumer() -> None:
    """A request is verified for the consumer that it names only (E16)."""
    other = oauth2.Consumer("other", CONSUMER.secret)

    with pytest.raises(oauth2.ConsumerKeyRejected):
        server().verify_request(received(), other, TOKEN)


def test_python_oauth2_body_hash_unverified() -> None:
    """A body that was changed behind the signature is found (E9)."""
    signed = oauth2.Signer(CONSUMER, TOKEN).sign("PUT", "http://h/", JSON, b'{"pay": 1}')
    tampered = oauth2.Request.from_request("PUT", signed.url, signed.headers, body=b'{"pay": 9}')

    error = refused(tampered, oauth2.Server({"HMAC-SHA1": HMAC_SHA1}))

    assert isinstance(error, oauth2.BodyHashInvalid)


def test_python_oauth2_junk_in_signature() -> None:
    """Octets outside ASCII do not vanish from a signature before it is compared (E7)."""
    assert not HMAC_SHA1.check(received(), CONSUMER, TOKEN, "é" + photos.SIGNATURE)


@pytest.mark.parametrize("missing", ["oauth_timestamp", "oauth_nonce", "oauth_consumer_key"])
def test_python_oauth2_crash_on_missing_parameter(missing: str) -> None:
    """What a client leaves out is 400, not a KeyError and 500 (E5)."""
    changes: Any = {missing: None}

    assert refused(received(**changes), server()).status == 400


@pytest.mark.parametrize("timestamp", ["x", "1.5", "-1", "1" * 5000])
def test_python_oauth2_crash_on_odd_timestamp(timestamp: str) -> None:
    """What is no timestamp is 400, not a ValueError and 500 (E5)."""
    assert refused(received(oauth_timestamp=timestamp), server()).status == 400


def test_python_oauth2_bare_except(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the middle of parsing ends the program (B14)."""

    def interrupted(*arguments: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(oauth2.Request, "_split_url_string", interrupted)

    with pytest.raises(KeyboardInterrupt):
        received()


def test_timing_of_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signatures are compared in constant time, on bytes: python-oauth2 and oauthlib (E2)."""
    compared: list[tuple[bytes, ...]] = []

    def compare_digest(*pair: bytes) -> bool:
        compared.append(pair)
        return pair[0] == pair[1]

    monkeypatch.setattr(hmac, "compare_digest", compare_digest)
    server().verify_request(received(), CONSUMER, TOKEN)

    assert (photos.SIGNATURE.encode(), photos.SIGNATURE.encode()) in compared


# --- python-oauth2, as a client -----------------------------------------------------------------


def test_python_oauth2_secrets_to_another_host() -> None:
    """A redirect elsewhere does not take the PLAINTEXT secrets along (C7; CVE-2018-18074's kin)."""
    with serving() as home, serving() as elsewhere:
        home.answers.append(redirect(302, elsewhere.url("/stolen")))
        with closing(oauth2.Client(CONSUMER, TOKEN, signature_method=PLAIN)) as client:
            client.request(home.url("/"), headers={"Cookie": "session"})

    assert b"oauth_" in home.request.octets
    assert b"oauth_" not in elsewhere.request.octets
    assert b"session" not in elsewhere.request.octets


def test_python_oauth2_secrets_in_clear() -> None:
    """PLAINTEXT is not sent over http to another machine (E18)."""
    with pytest.raises(oauth2.InsecureTransport):
        oauth2.Client(CONSUMER, TOKEN, signature_method=PLAIN).request("http://example.com/")


def test_python_oauth2_stale_credentials() -> None:
    """Headers that were used once do not carry the first signature into the next (C1, C2)."""
    headers = {"X": "1"}
    signer = oauth2.Signer(CONSUMER, TOKEN)

    first = signer.sign("PUT", "http://h/", headers, "a")
    second = signer.sign("GET", "http://h/", headers)

    assert headers == {"X": "1"}
    assert first.headers["Authorization"] != second.headers["Authorization"]


# --- the other peers ----------------------------------------------------------------------------


def test_authlib_crash_on_signature_outside_ascii() -> None:
    """A signature that is not ASCII is wrong, not a TypeError of `compare_digest`."""
    error = refused(received(oauth_signature="\u00e9"), server())

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


def test_oauthlib_token_in_debug_log(caplog: pytest.LogCaptureFixture) -> None:
    """At DEBUG neither signing nor verifying logs what a request can be forged or replayed with."""
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


def test_requests_oauthlib_errors_without_a_common_base() -> None:
    """One `except oauth2.Error` catches all that we raise, of every kind."""
    kinds: list[Any] = [value for value in vars(oauth2).values() if isinstance(value, type)]
    errors = [kind for kind in kinds if issubclass(kind, Exception)]

    assert len(errors) > 15
    assert all(issubclass(kind, oauth2.Error) for kind in errors)


def test_pyjwt_public_key_as_shared_secret() -> None:
    """The public key of an RSA method is no secret of an HMAC method (CVE-2017-11424's kin)."""
    pem = b"-----BEGIN PUBLIC KEY-----\n"
    forged = hmac.digest(pem + b"&", photos.BASE_STRING.encode(), "sha1")
    request = received(oauth_signature=base64.b64encode(forged).decode())

    assert isinstance(refused(request, server()), oauth2.InvalidSignature)


# --- what is below us ---------------------------------------------------------------------------


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r"], ids=["CRLF", "LF", "CR"])
def test_cve_2020_11078_line_break_in_url(line_break: str) -> None:
    """A URL cannot add header fields to a request: httplib2, and http.client (CVE-2019-9740)."""
    with serving() as loopback, closing(oauth2.Client(CONSUMER, TOKEN)) as client:
        client.request(loopback.url(f"/a{line_break}X-Evil:1?q={line_break}X-Evil:2"))

    assert loopback.request.value("X-Evil") is None
    assert "X-Evil" in loopback.request.target


@pytest.mark.parametrize("slash", ["\uff0f", "\u2100", "\uff1f", "\uff03", "\uff20"])
def test_cve_2019_9636_host_that_becomes_another(slash: str) -> None:
    """A character that IDNA turns into `/`, `?`, `#` or `@` does not change the host."""
    with pytest.raises(oauth2.InvalidURL):
        oauth2.Signer(CONSUMER).sign("GET", f"https://good.example{slash}evil.example/")


def test_cve_2021_23336_semicolon_separates_nothing() -> None:
    """A `;` cannot smuggle a parameter past a cache or a verifier, on any Python (A34)."""
    request = oauth2.Request.from_request("GET", "http://h/?a=1;oauth_token=evil")

    assert request == {"a": "1;oauth_token=evil"}


def test_cve_2021_21240_challenge_takes_no_longer_than_it_should() -> None:
    """A server cannot keep a client busy with a `WWW-Authenticate` of many blanks."""
    blanks = (("WWW-Authenticate", "OAuth" + "\xa0" * 20_000),)
    with serving() as loopback, closing(oauth2.Client(CONSUMER, TOKEN)) as client:
        loopback.answers.append(Answer(401, blanks))
        response, _ = client.request(loopback.url("/"))

    assert response.status == 401


def test_host_header_with_a_path_in_it() -> None:
    """The signature of one address is not good for another by way of the Host header."""
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/admin", "HTTP_HOST": "h/harmless?x=1#"}

    with pytest.raises(oauth2.MalformedRequest):
        oauth2.Request.from_wsgi({**environ, "wsgi.url_scheme": "http", "wsgi.input": None})
