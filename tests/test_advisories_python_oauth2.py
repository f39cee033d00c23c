"""One test for each security mistake of python-oauth2 1.9, and for what it sent or signed wrongly.

Signatures were computed with openssl from the photos request, its base string changed by hand:
`printf '%s' "$BASE_STRING" | openssl dgst -sha1 -hmac "$KEY" -binary | base64`.
"""

from __future__ import annotations

from contextlib import closing
from typing import Any

import photos
import pytest
from _loopback import redirect, serving
from photos import CONSUMER, TIMESTAMP, TOKEN, received, server

import oauth2

HMAC_SHA1 = oauth2.SignatureMethod_HMAC_SHA1()
PLAIN = oauth2.SignatureMethod_PLAINTEXT()
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


def refused(request: oauth2.Request | None, taker: oauth2.Server) -> oauth2.RequestRefused:
    """Return the error with which a Server refuses a request."""
    with pytest.raises(oauth2.RequestRefused) as caught:
        taker.verify_request(request, CONSUMER, TOKEN)
    return caught.value


# --- as a server --------------------------------------------------------------------------------


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

    with pytest.raises(oauth2.ParameterRepeated, match="'oauth_consumer_key' is there 2 times"):
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
    error = refused(received(oauth_signature="é" + photos.SIGNATURE), server())

    assert isinstance(error, oauth2.InvalidSignature)
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


@pytest.mark.parametrize(
    ("url", "parameters", "signature"),
    [
        pytest.param(
            photos.URL.replace("vacation.jpg", "%2525"),
            {"file": "%25", "size": "original"},
            "hMm+CD3izi9wKNUYkuj/uJmZSVg=",
            id="decoded-twice-A2",
        ),
        pytest.param(
            photos.URL.replace("vacation.jpg", "b&file=a"),
            {"file": ["a", "b"], "size": "original"},
            "7vsR+ydmXnI0HlPDrD6QcVYJ3d0=",
            id="name-twice-A4",
        ),
        pytest.param(
            photos.BASE_URI + "?z=1&%C3%A9=1",
            {"z": "1", "é": "1"},
            "3DKsGkKUPyiAt84VpOyp436UOl8=",
            id="sorted-before-encoding-A1",
        ),
        pytest.param(
            photos.URL.replace("http://photos.example", "HTTP://PHOTOS.Example"),
            {"file": "vacation.jpg", "size": "original"},
            photos.SIGNATURE,
            id="case-of-the-host-A7",
        ),
    ],
)
def test_python_oauth2_right_signature_refused(
    url: str, parameters: dict[str, Any], signature: str
) -> None:
    """What is signed as RFC 5849 section 3.4.1 says is taken."""
    request = received(url, oauth_signature=signature)

    assert server().verify_request(request, CONSUMER, TOKEN) == parameters


def test_python_oauth2_header_fields_lost() -> None:
    """A comma in quotes ends no field, and "realm" in a value drops none (E10, E11)."""
    header = photos.authorization(
        oauth_consumer_key="realmkey", oauth_signature="CGu9Idda6Xc24Vr2nAkADzYYZxk="
    )["Authorization"].replace("http://photos.example.net/", "a,b")
    request = oauth2.Request.from_request("GET", photos.URL, {"Authorization": header})
    consumer = oauth2.Consumer("realmkey", CONSUMER.secret)

    assert server().verify_request(request, consumer, TOKEN)["size"] == "original"


# --- as a client --------------------------------------------------------------------------------


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


def test_python_oauth2_secrets_in_what_is_printed() -> None:
    """A consumer, a token or a signed request in a traceback or a log shows no secret (E17)."""
    request = oauth2.Request("GET", "http://127.0.0.1/", {})
    request.sign_request(PLAIN, CONSUMER, TOKEN)

    printed = f"{CONSUMER!r} {TOKEN!r} {request!r}"

    assert CONSUMER.key in printed
    assert "kd94hf93k423kf44" not in printed
    assert "pfkkdhi9sl3r4s00" not in printed


def test_python_oauth2_stale_credentials() -> None:
    """What the caller passes is not changed, so that no signature is sent again (C1, C2)."""
    headers, parameters = {"X": "1"}, {"a": "1"}
    signer = oauth2.Signer(CONSUMER, TOKEN)

    first = signer.sign("PUT", "http://h/", headers, "a")
    second = signer.sign("GET", "http://h/", headers)
    oauth2.Request("GET", "http://h/", parameters).sign_request(HMAC_SHA1, CONSUMER, TOKEN)

    assert (headers, parameters) == ({"X": "1"}, {"a": "1"})
    assert first.headers["Authorization"] != second.headers["Authorization"]


def test_python_oauth2_blank_values_lost() -> None:
    """What is signed is what is sent: blanks stay in a form and in a URL (A6)."""
    with serving() as loopback, closing(oauth2.Client(CONSUMER, TOKEN)) as client:
        client.request(loopback.url("/?flag=&x=1"), "POST", "a=&b=2", FORM)

    assert (loopback.request.target, loopback.request.body) == ("/?flag=&x=1", b"a=&b=2")
    assert "flag=" in oauth2.Request("GET", "http://h/?flag=&x=1").to_url()


def test_python_oauth2_bytes_among_text() -> None:
    """No `b'…'` leaks from a signed request into what is made of it (B1)."""
    request = oauth2.Request("PUT", "http://h/", body=b"\xff\xd8")
    request.sign_request(HMAC_SHA1, CONSUMER, TOKEN)

    assert request["oauth_body_hash"] == "JutihdMtEzkwqrmmabEVWqggma4="
    assert {type(value) for value in request.values()} == {str}


def test_python_oauth2_body_hash_without_a_body() -> None:
    """A GET sends no `oauth_body_hash`, which strict providers refuse (A24)."""
    with serving() as loopback, closing(oauth2.Client(CONSUMER, TOKEN)) as client:
        client.request(loopback.url("/"))

    assert b"oauth_signature=" in loopback.request.octets
    assert b"oauth_body_hash" not in loopback.request.octets
