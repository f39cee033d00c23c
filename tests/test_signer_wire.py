"""`Signer`: URL and headers as they go on the wire, its options, and what it refuses."""

from __future__ import annotations

import io
from typing import Any

import pytest

import oauth2

CONSUMER = oauth2.Consumer("ck", "cs")
TOKEN = oauth2.Token("tk", "ts")
PLAIN = oauth2.SignatureMethod_PLAINTEXT()


def base_of(url: str, headers: Any = None) -> tuple[str, str, str]:
    """Return the sent URL, the base string's URI, and what its parameters start with."""
    signed = oauth2.Signer(CONSUMER).sign("GET", url, headers)
    _, uri, parameters = signed.base_string.split("&")
    return signed.url, uri, parameters.partition("oauth_")[0]


# --- the URL ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "sent", "uri", "query"),
    [
        pytest.param("HTTP://u:p@H.com:80", "http://h.com/", "%2F%2Fh.com%2F", "", id="A7-A10"),
        pytest.param(
            "http://h/r v/é?q=ü",
            "http://h/r%20v/%C3%A9?q=%C3%BC",
            "%2F%2Fh%2Fr%2520v%2F%25C3%25A9",
            "",
            id="raw-A12",
        ),
        pytest.param(
            "http://h/%21x/!y;v=1?x=100%&a=%FF",
            "http://h/%21x/!y;v=1?x=100%&a=%FF",
            "%2F%2Fh%2F%2521x%2F%21y%3Bv%3D1",
            "a%3D%25FF%26",
            id="as-it-is-A12-A13-A17-A35",
        ),
        pytest.param(
            "http://h/?b=1+2&a=&a",
            "http://h/?b=1+2&a=&a",
            "%2F%2Fh%2F",
            "a%3D%26a%3D%26b%3D1%25202%26",
            id="query-A6-A14",
        ),
    ],
)
def test_url_is_signed_as_it_is_sent(url: str, sent: str, uri: str, query: str) -> None:
    """What cannot be sent is encoded once; what can be stays, and is what is signed."""
    assert base_of(url) == (sent, "http%3A" + uri, query)


def test_host_header_of_the_caller_is_signed() -> None:
    """The host is what the Host header field says (RFC 5849 section 3.4.1.2, item 2)."""
    sent, uri, _ = base_of("http://127.0.0.1:8080/x?a=1", {"host": "API.example.com:80"})

    assert sent == "http://127.0.0.1:8080/x?a=1"
    assert uri == "http%3A%2F%2Fapi.example.com%2Fx"


# --- headers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"X-A": "1", b"x-b": b"2"}, id="dict"),
        pytest.param([("X-A", "1"), (b"x-b", b"2")], id="pairs"),
        pytest.param(iter([("X-A", 1), ("x-b", "2")]), id="iterator"),
    ],
)
def test_headers_are_passed_on(headers: Any) -> None:
    """A mapping or pairs, text or bytes: all comes out as text, Authorization beside it (C3)."""
    signed = oauth2.Signer(CONSUMER).sign("GET", "http://h/", headers)

    assert list(signed.headers) == ["X-A", "x-b", "Authorization"]
    assert (signed.headers["X-A"], signed.headers["x-b"]) == ("1", "2")


def test_repeated_headers_are_joined() -> None:
    """A dict holds a name once, in whatever case it was repeated."""
    headers = [("Accept", "a/b"), ("accept", "c/d"), ("X", "1")]

    signed = oauth2.Signer(CONSUMER, placement="query").sign("GET", "http://h/", headers)

    assert signed.headers == {"Accept": "a/b, c/d", "X": "1"}


def test_nothing_that_is_passed_in_is_changed() -> None:
    """Headers, body and further parameters of the caller's stay as they are (C1)."""
    headers, body, further = {"X": "1"}, bytearray(b"a=1"), {"oauth_callback": "oob"}

    oauth2.Signer(CONSUMER).sign("POST", "http://h/", headers, body, oauth_params=further)

    assert (headers, further) == ({"X": "1"}, {"oauth_callback": "oob"})
    assert body == bytearray(b"a=1")


@pytest.mark.parametrize(
    ("realm", "start"),
    [
        pytest.param(None, "OAuth oauth_consumer_key=", id="none-C12"),
        pytest.param("123_SB1", 'OAuth realm="123_SB1", oauth_consumer_key=', id="text-C12"),
        pytest.param("", 'OAuth realm="", oauth_consumer_key=', id="empty"),
        pytest.param('a"b\\', 'OAuth realm="a\\"b\\\\", oauth_', id="quoted-E20"),
        pytest.param(lambda url: f"of {url}", 'OAuth realm="of http://h/x?q=1", oauth_', id="call"),
        pytest.param(lambda url: None, "OAuth oauth_consumer_key=", id="call-none"),
    ],
)
def test_realm_is_in_the_header_and_not_signed(realm: Any, start: str) -> None:
    """The realm is text, a function of the URL, or not there (C12)."""
    signed = oauth2.Signer(CONSUMER, realm=realm).sign("GET", "HTTP://h:80/x?q=1")

    assert signed.headers["Authorization"].startswith(start)
    assert "realm" not in signed.base_string


# --- options ------------------------------------------------------------------------------------


def test_replace_changes_the_named_options_only() -> None:
    """A Signer is frozen; `replace` makes another."""
    first = oauth2.Signer(CONSUMER, TOKEN, placement="query", realm="r")

    second = first.replace(token=None, realm=None)

    assert (first.token, first.realm) == (TOKEN, "r")
    assert (second.consumer, second.token, second.placement) == (CONSUMER, None, "query")
    with pytest.raises(AttributeError):
        first.realm = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        first.replace(relam="x")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param({"consumer": None}, "consumer must be a Consumer, not NoneType", id="none"),
        pytest.param({"consumer": "ck"}, "consumer must be a Consumer, not str", id="text"),
        pytest.param({"token": "tk"}, "token must be a Token or None, not str", id="token"),
        pytest.param({"signature_method": "HMAC-SHA1"}, "must be a SignatureMethod", id="name"),
        pytest.param(
            {"signature_method": oauth2.SignatureMethod_HMAC_SHA1},
            "must be a SignatureMethod object",
            id="class",
        ),
        pytest.param({"placement": "url"}, "placement must be one of 'header',", id="placement"),
        pytest.param({"body_hash": True}, "body_hash must be one of 'auto',", id="body_hash"),
        pytest.param({"version": "1.0a"}, "version must be one of '1.0', None, not", id="version"),
    ],
)
def test_bad_option_is_refused(arguments: dict[str, Any], message: str) -> None:
    """An option that cannot be is refused when the Signer is made, by its name."""
    with pytest.raises(ValueError, match=message):
        oauth2.Signer(**{"consumer": CONSUMER, **arguments})


# --- PLAINTEXT ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/",
        "http://localhost:8000/",
        "http://api.localhost/",
        "http://127.0.0.1/",
        "http://127.1.2.3:8000/",
        "http://[::1]/",
    ],
)
def test_plaintext_is_sent_where_nobody_listens(url: str) -> None:
    """PLAINTEXT goes over https, and to this machine."""
    signed = oauth2.Signer(CONSUMER, TOKEN, signature_method=PLAIN).sign("GET", url)

    assert 'oauth_signature="cs%26ts"' in signed.headers["Authorization"]


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "http://localhost.example.com/",
        "http://127.0.0.1.example.com/",
        "http://localhost@example.com/",
        "http://xlocalhost/",
        "http://[::2]/",
        "http://128.0.0.1/",
    ],
)
def test_plaintext_over_http_is_refused(url: str) -> None:
    """The secrets are not sent in clear, unless the caller says so (E18)."""
    careful = oauth2.Signer(CONSUMER, TOKEN, signature_method=PLAIN)

    with pytest.raises(oauth2.InsecureTransport, match="PLAINTEXT over http") as caught:
        careful.sign("GET", url, {"Host": "localhost"})
    allowed = careful.replace(allow_insecure=True).sign("GET", url)

    assert isinstance(caught.value, ValueError)
    assert 'oauth_signature="cs%26ts"' in allowed.headers["Authorization"]


# --- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        pytest.param(("GET", "ftp://h/"), oauth2.InvalidURL, "http", id="scheme"),
        pytest.param(("GET", "h/x"), oauth2.InvalidURL, "http", id="relative"),
        pytest.param(("GET", None), TypeError, "the URL must be text", id="url-None"),
        pytest.param(("GET", b"\xff"), oauth2.InvalidText, "the URL must be UTF-8", id="octets"),
        pytest.param(("A B", "http://h/"), oauth2.InvalidRequest, "method 'A B'", id="method"),
        pytest.param((None, "http://h/"), TypeError, "method must be text", id="method-None"),
        pytest.param(
            ("GET", "http://h/", {"X": "\udcff"}), oauth2.InvalidText, "surrogate", id="header"
        ),
        pytest.param(
            ("GET", "http://h/", {"AUTHORIZATION": 'oauth a="b"'}),
            oauth2.InvalidRequest,
            "OAuth Authorization field already",
            id="signed-already-A29",
        ),
        pytest.param(
            ("GET", "http://h/", {"authorization": "Basic x"}),
            oauth2.InvalidRequest,
            "Authorization field of another scheme",
            id="basic",
        ),
        pytest.param(("POST", "http://h/", None, {"a": "1"}), TypeError, "dict", id="dict-C24"),
        pytest.param(("POST", "http://h/", None, 5), TypeError, "not int", id="number"),
        pytest.param(("PUT", "http://h/", None, io.StringIO()), TypeError, "binary", id="text-io"),
        pytest.param(("PUT", "http://h/", None, "\udcff"), oauth2.InvalidBody, "body", id="s"),
    ],
)
def test_request_that_cannot_be_signed_is_refused(
    arguments: tuple[Any, ...], error: type[Exception], message: str
) -> None:
    """What cannot be sent as it was meant is refused, in words that name it."""
    with pytest.raises(error, match=message):
        oauth2.Signer(CONSUMER).sign(*arguments)


@pytest.mark.parametrize(
    ("oauth_params", "message"),
    [
        pytest.param({"oauth_signature": "x"}, "must not hold 'oauth_signature'", id="signature"),
        pytest.param({"realm": "x"}, "must not hold 'realm'", id="realm"),
        pytest.param({"oauth_callback": ["a", "b"]}, "'oauth_callback' more than once", id="list"),
        pytest.param([("scope", "a"), ("scope", "b")], "'scope' more than once", id="pairs"),
        pytest.param({"oauth_consumer_key": "x"}, "change 'oauth_consumer_key'", id="key"),
        pytest.param({"oauth_token": "x"}, "must not change 'oauth_token'", id="token"),
        pytest.param({"oauth_signature_method": "x"}, "change 'oauth_signature_method'", id="how"),
        pytest.param({"oauth_version": "1.0a"}, "oauth_version must be '1.0'", id="version-A31"),
    ],
)
def test_further_parameters_that_contradict_are_refused(oauth_params: Any, message: str) -> None:
    """Who signs, and how, is the Signer's to say; nothing is there twice."""
    with pytest.raises(oauth2.InvalidRequest, match=message):
        oauth2.Signer(CONSUMER, TOKEN).sign("GET", "http://h/", oauth_params=oauth_params)


@pytest.mark.parametrize("realm", ["a\r\nb", "a\nSet-Cookie: x", "\0", "€"])
def test_realm_that_cannot_be_sent_is_refused(realm: str) -> None:
    """No line break gets into a header by way of the realm (E20)."""
    with pytest.raises(oauth2.InvalidHeader, match="realm"):
        oauth2.Signer(CONSUMER, realm=lambda url: realm).sign("GET", "http://h/")


def test_empty_nonce_is_refused() -> None:
    """A nonce that no server takes is not sent."""
    with pytest.raises(oauth2.InvalidRequest, match="nonce"):
        oauth2.Signer(CONSUMER, nonce=lambda: "").sign("GET", "http://h/")


@pytest.mark.parametrize(
    ("consumer", "token"),
    [
        pytest.param(oauth2.Consumer("k\udcff", "cs"), None, id="consumer-key"),
        pytest.param(oauth2.Consumer("ck", "s\udcff"), None, id="consumer-secret"),
        pytest.param(CONSUMER, oauth2.Token("t\ud800", "ts"), id="token-key"),
        pytest.param(CONSUMER, oauth2.Token("tk", "s\ud800"), id="token-secret"),
        pytest.param(oauth2.Consumer(b"\xff", "cs"), None, id="octets-that-are-no-text"),
    ],
)
def test_credentials_that_are_no_text_are_refused(
    consumer: oauth2.Consumer, token: oauth2.Token | None
) -> None:
    """Lone surrogates that the caller passes in are errors, and so are keys that are no UTF-8."""
    with pytest.raises(oauth2.InvalidText):
        oauth2.Signer(consumer, token).sign("GET", "http://h/")
