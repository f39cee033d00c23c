"""Hosts, signature methods and the Client's options on a real socket, verified by others' code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from _loopback import CERTIFICATE, Loopback, catch_every_host, has_ipv6, old_tls_allowed, serving
from _verifiers import CONSUMER, TOKEN, authlib_server, is_right_for_oauthlib, verify_strictly

import oauth2

KEYS = Path(__file__).parent / "vectors" / "keys"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}

consumer = oauth2.Consumer(*CONSUMER)
token = oauth2.Token(*TOKEN)

pytestmark = old_tls_allowed


def send(uri: str, *args: Any, client: oauth2.Client | None = None, **options: Any) -> Any:
    """Send one request by a Client that is closed then; return the response and its content."""
    with closing(client or oauth2.Client(consumer, token, ca_certs=str(CERTIFICATE))) as http:
        return http.request(uri, *args, **options)


placements = pytest.mark.parametrize("placement", ["header", "query", "body", "classic"])

# --- hosts --------------------------------------------------------------------------------------


@pytest.fixture
def internet(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Loopback]]:
    """Make every host name lead here; return what takes http and what takes https."""
    with serving(tls=True) as secure:
        catch_every_host(monkeypatch, server, secure)
        yield {"http": server, "https": secure}


HOSTS = [
    ("HTTP://Photos.EXAMPLE.net:80/r%20v/X?id=123", "http", "photos.example.net"),
    ("http://photos.example.net:8080/x", "http", "photos.example.net:8080"),
    ("http://photos.example.net:443/x", "http", "photos.example.net:443"),
    ("http://photos.example.net:/x", "http", "photos.example.net"),
    ("https://photos.example.net:443/x", "https", "photos.example.net"),
    ("https://photos.example.net:80/x", "https", "photos.example.net:80"),
    ("https://photos.example.net?a=1", "https", "photos.example.net"),
    ("http://me:p%40ss@photos.example.net/x", "http", "photos.example.net"),
    ("http://bücher.example/x", "http", "xn--bcher-kva.example"),
    ("http://[2001:DB8::1]:80/x", "http", "[2001:db8::1]"),
    ("http://[2001:db8::1]:8080/x", "http", "[2001:db8::1]:8080"),
]


@pytest.mark.parametrize(("url", "scheme", "host"), HOSTS, ids=[url for url, _, _ in HOSTS])
def test_host_is_signed_as_it_is_sent(
    internet: dict[str, Loopback], url: str, scheme: str, host: str
) -> None:
    """The Host header field is what is signed: lower case, no default port, no user (A7-A11)."""
    send(url)

    assert internet[scheme].request.value("Host") == host
    assert verify_strictly(internet[scheme].request, scheme)


@pytest.mark.parametrize(("url", "scheme", "host"), HOSTS, ids=[url for url, _, _ in HOSTS])
def test_host_is_right_for_oauthlib(
    internet: dict[str, Loopback], url: str, scheme: str, host: str
) -> None:
    """The server code of oauthlib accepts the request."""
    send(url)

    assert internet[scheme].request.value("Host") == host
    assert is_right_for_oauthlib(internet[scheme].request, scheme)


def test_ipv6_address_is_not_compressed(internet: dict[str, Loopback]) -> None:
    """An IPv6 address is signed as it is sent (A11); oauthlib, which rewrites it, refuses that."""
    send("http://[2001:db8:0::1]/x")

    assert verify_strictly(internet["http"].request)
    assert not is_right_for_oauthlib(internet["http"].request)


def test_upper_case_localhost_is_signed_in_lower_case(server: Loopback) -> None:
    """The base string URI has the host in lower case (A7)."""
    send(f"http://LOCALHOST:{server.port}/x")

    assert server.request.value("Host") == f"localhost:{server.port}"
    assert verify_strictly(server.request)


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6 loopback")
def test_ipv6_loopback_is_signed_in_brackets() -> None:
    """An IPv6 address keeps its brackets (A11)."""
    with serving("::1") as ipv6:
        send(f"http://[::1]:{ipv6.port}/x")

    assert ipv6.request.value("Host") == f"[::1]:{ipv6.port}"
    assert verify_strictly(ipv6.request)


# --- signature methods --------------------------------------------------------------------------


def rsa(name: str) -> oauth2.SignatureMethod:
    """Return an RSA method with the test key; skip where there is no cryptography."""
    pytest.importorskip("cryptography", reason="RSA needs cryptography, of the extra rsa")
    method: oauth2.SignatureMethod = getattr(oauth2, f"SignatureMethod_{name}")(
        KEYS / "test_private_pkcs8.pem"
    )
    return method


def shared(name: str) -> oauth2.SignatureMethod:
    """Return a method that signs with the secrets."""
    method: oauth2.SignatureMethod = getattr(oauth2, f"SignatureMethod_{name}")()
    return method


# printf '{"a": 1}' | openssl dgst -sha1 (-sha256, -sha512) -binary | base64
SHA1 = "5K1NqtU6LuwDEzhq2oghHlDWk70="
SHA256 = "+dhgKMbg1k4iUYb5astpM4ssWXZN95FiEH9cS7NNExA="
SHA512 = "d40Wd/kO5kTxJU4PxXt24vmWRmSIuRpkJyZE9eNipxNM+VEM21awl/7ObVo7rXiNEe3RFiocYgjqvz8HmBXLXA=="


@placements
@pytest.mark.parametrize(
    ("make", "name", "body_hash"),
    [
        pytest.param(shared, "HMAC_SHA1", SHA1, id="HMAC-SHA1"),
        pytest.param(shared, "HMAC_SHA256", SHA256, id="HMAC-SHA256"),
        pytest.param(shared, "HMAC_SHA512", SHA512, id="HMAC-SHA512"),
        pytest.param(shared, "PLAINTEXT", None, id="PLAINTEXT"),
        pytest.param(rsa, "RSA_SHA1", SHA1, id="RSA-SHA1"),
        pytest.param(rsa, "RSA_SHA256", SHA256, id="RSA-SHA256"),
        pytest.param(rsa, "RSA_SHA512", SHA512, id="RSA-SHA512"),
        pytest.param(rsa, "RSA_PSS", SHA256, id="RSA-PSS"),
    ],
)
def test_signature_method_is_right_for_strict_verifier(
    server: Loopback,
    placement: str,
    make: Callable[[str], oauth2.SignatureMethod],
    name: str,
    body_hash: str | None,
) -> None:
    """Each method names itself and signs what it should, with the body hash of its own (A27)."""
    uri, body = server.url("/photos?a=1"), '{"a": 1}'
    options: dict[str, Any] = {"signature_method": make(name), "placement": placement}

    send(uri, "POST", body, JSON, **options)

    verified = verify_strictly(server.request)
    assert verified.protocol["oauth_signature_method"] == name.replace("_", "-")
    assert verified.protocol.get("oauth_body_hash") == body_hash


OAUTHLIB_DECODES_TWICE = pytest.mark.xfail(
    reason="oauthlib: decodes oauth_* values of query and body twice, so a secret with % fails"
)


@pytest.mark.parametrize(
    ("name", "placement"),
    [
        pytest.param("HMAC_SHA256", "header", id="HMAC-SHA256-header"),
        pytest.param("HMAC_SHA256", "query", id="HMAC-SHA256-query"),
        pytest.param("HMAC_SHA512", "header", id="HMAC-SHA512-header"),
        pytest.param("HMAC_SHA512", "body", id="HMAC-SHA512-body"),
        pytest.param("PLAINTEXT", "header", id="PLAINTEXT-header"),
        pytest.param("PLAINTEXT", "query", id="PLAINTEXT-query", marks=OAUTHLIB_DECODES_TWICE),
        pytest.param("PLAINTEXT", "body", id="PLAINTEXT-body", marks=OAUTHLIB_DECODES_TWICE),
    ],
)
def test_signature_method_is_right_for_oauthlib(
    server: Loopback, name: str, placement: str
) -> None:
    """The server code of oauthlib accepts the method."""
    options: dict[str, Any] = {"signature_method": shared(name), "placement": placement}

    send(server.url("/photos?a=1"), "POST", "b=2", FORM, **options)

    assert is_right_for_oauthlib(server.request)


AUTHLIB_KNOWS_THREE = pytest.mark.xfail(
    reason="Authlib: its server knows HMAC-SHA1, RSA-SHA1 and PLAINTEXT only"
)


@placements
@pytest.mark.parametrize(
    ("make", "name"),
    [
        pytest.param(rsa, "RSA_SHA1", id="RSA-SHA1"),
        pytest.param(shared, "PLAINTEXT", id="PLAINTEXT"),
        pytest.param(shared, "HMAC_SHA256", id="HMAC-SHA256", marks=AUTHLIB_KNOWS_THREE),
    ],
)
def test_signature_method_is_right_for_authlib(
    placement: str, make: Callable[[str], oauth2.SignatureMethod], name: str
) -> None:
    """The server code of Authlib accepts the method."""
    method = make(name)
    pytest.importorskip("authlib", reason="Authlib needs cryptography")
    with authlib_server() as port:
        uri = f"http://127.0.0.1:{port}/photos?a=1"
        response, content = send(
            uri, "POST", "b=2", FORM, signature_method=method, placement=placement
        )

    assert response.status == 200, content


# --- options ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("realm", "sent"),
    [
        pytest.param(None, None, id="none"),
        pytest.param("", b'realm=""', id="empty"),
        pytest.param("1234567_SB1", b'realm="1234567_SB1"', id="text"),
        pytest.param("Schoology API", b'realm="Schoology API"', id="space"),
        pytest.param('a"b\\c\\1', b'realm="a\\"b\\\\c\\\\1"', id="quote and backslash"),
        pytest.param("a, b", b'realm="a, b"', id="comma"),
        pytest.param("é", b'realm="\xe9"', id="latin-1"),
    ],
)
def test_realm_is_sent_as_quoted_string_and_not_signed(
    server: Loopback, realm: str | None, sent: bytes | None
) -> None:
    """A realm reaches the server letter by letter (C12, E20), through httplib2's `re.sub` too."""
    send(server.url("/photos"), realm=realm)

    assert verify_strictly(server.request).realm == realm
    assert (sent or b"OAuth oauth_consumer_key") in server.request.octets


def test_realm_is_computed_when_it_is_a_function(server: Loopback) -> None:
    """A function is given the URL, so that the realm may be the URL without its query."""
    send(server.url("/photos?a=1"), realm=lambda url: url.partition("?")[0])

    assert verify_strictly(server.request).realm == f"http://127.0.0.1:{server.port}/photos"


def test_realm_is_left_out_when_function_returns_none(server: Loopback) -> None:
    """A function may say that there is no realm."""
    send(server.url("/photos"), realm=lambda url: None)

    assert verify_strictly(server.request).realm is None


@pytest.mark.parametrize("realm", ["a\r\nX-Evil: 1", "a\nb", "☃", "\x00"])
def test_realm_is_refused_when_it_cannot_be_sent(server: Loopback, realm: str) -> None:
    """A line break would start another header field (E20)."""
    with pytest.raises(oauth2.InvalidHeader, match="realm"):
        send(server.url("/photos"), realm=realm)

    assert server.requests == []


# printf '' | openssl dgst -sha1 -binary | base64
EMPTY = "2jmj7l5rSw0yVb/vlWAYkK/YBwk="
# printf 'c%%20s%%26%%C3%%A9&t%%2B%%2F%%25s': the secrets, each encoded
SECRETS = "c%20s%26%C3%A9&t%2B%2F%25s"


@pytest.mark.parametrize(
    ("request_", "options", "found"),
    [
        pytest.param(("GET",), {"body_hash": "always"}, EMPTY, id="always, GET"),
        pytest.param(("GET",), {}, None, id="auto, GET"),
        pytest.param(("POST", "a=1", FORM), {"body_hash": "always"}, None, id="always, form"),
        pytest.param(("POST", "{}", JSON), {"body_hash": "never"}, None, id="never, JSON"),
        pytest.param(
            ("POST", '{"a": 1}', JSON),
            {"body_hash": "always", "signature_method": shared("PLAINTEXT")},
            SHA1,
            id="always, PLAINTEXT",
        ),
        pytest.param(
            ("POST", "{}", JSON),
            {"signature_method": shared("PLAINTEXT")},
            None,
            id="auto, PLAINTEXT",
        ),
        pytest.param(
            ("POST",), {"body_hash": "always", "placement": "body"}, None, id="always, made a form"
        ),
    ],
)
def test_body_hash_is_sent_where_it_is_wanted(
    server: Loopback, request_: tuple[Any, ...], options: dict[str, Any], found: str | None
) -> None:
    """The option chooses, and a form never has one (A24-A26)."""
    send(server.url("/photos"), *request_, **options)

    assert verify_strictly(server.request).protocol.get("oauth_body_hash") == found
