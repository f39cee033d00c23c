"""`Request.from_asgi`: what was on the wire, as far as the server tells."""

from __future__ import annotations

import io
from typing import Any

import photos
import pytest
from _arrivals import django_module

import oauth2
from oauth2.signature import base_string_of

FORM = (b"content-type", b"application/x-www-form-urlencoded")

HOST = (b"host", b"h")


def scope(*headers: tuple[bytes, bytes], **changes: Any) -> dict[str, Any]:
    """Return what an ASGI server hands over for `GET /a%20b/c?x=1`, changed."""
    return {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": "/a b/c",
        "raw_path": b"/a%20b/c",
        "root_path": "",
        "query_string": b"x=1",
        "headers": [HOST, *headers],
        "server": ("inside", 8080),
        **changes,
    }


# --- the URL ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "normalized_url", "query"),
    [
        pytest.param({}, "http://h/a%20b/c", "x=1", id="path-and-query"),
        pytest.param(
            {"raw_path": b"/%2F%ff[", "query_string": b"x=%2B&y="},
            "http://h/%2F%ff[",
            "x=%2B&y=",
            id="escapes",
        ),
        pytest.param({"raw_path": b"/\xc3\xa9"}, "http://h/%C3%A9", "x=1", id="raw-octets"),
        pytest.param({"query_string": b"q=\xff"}, "http://h/a%20b/c", "q=%FF", id="in-query"),
        pytest.param({"raw_path": b"//x/y"}, "http://h//x/y", "x=1", id="two-slashes"),
        pytest.param(
            {"raw_path": b"/c?x=1", "query_string": b""}, "http://h/c", "", id="query-in-path"
        ),
        # What uvicorn, Hypercorn and Daphne make of a target in absolute form.
        pytest.param({"raw_path": b"http://x:1/%2F"}, "http://h/%2F", "x=1", id="absolute"),
        # What a server gives that does not know the octets (AWS Lambda's adapter, test clients).
        pytest.param({"raw_path": None}, "http://h/a%20b/c", "x=1", id="no-raw-path"),
        pytest.param(
            {"raw_path": b"", "path": "/é%/:@!"}, "http://h/%C3%A9%25/:@!", "x=1", id="decoded"
        ),
        pytest.param(
            {"raw_path": None, "path": "/\udc80"}, "http://h/%3F", "x=1", id="decoded-surrogate"
        ),
        pytest.param({"raw_path": None, "path": ""}, "http://h/", "x=1", id="no-path"),
        # The spec: `path` holds the root path.
        pytest.param(
            {"raw_path": None, "root_path": "/a b"}, "http://h/a%20b/c", "x=1", id="root-path"
        ),
        pytest.param({"query_string": None}, "http://h/a%20b/c", "", id="no-query"),
        pytest.param({"scheme": "https"}, "https://h/a%20b/c", "x=1", id="tls"),
        pytest.param({"scheme": None}, "http://h/a%20b/c", "x=1", id="no-scheme"),
        pytest.param(
            {"headers": [(b"Host", b"H:80")]}, "http://h/a%20b/c", "x=1", id="default-port"
        ),
        pytest.param({"headers": []}, "http://inside:8080/a%20b/c", "x=1", id="no-host"),
        pytest.param(
            {"headers": [(b"host", b"")], "server": ["::1", 81]},
            "http://[::1]:81/a%20b/c",
            "x=1",
            id="empty-host",
        ),
        pytest.param(
            {"headers": [(b"host", b"h"), (b"x-forwarded-proto", b"https"), (b"forwarded", b"x")]},
            "http://h/a%20b/c",
            "x=1",
            id="forwarded-is-not-trusted",
        ),
    ],
)
def test_from_asgi_takes_the_url_as_it_was_on_the_wire(
    changes: dict[str, Any], normalized_url: str, query: str
) -> None:
    """The raw path counts where the server has it; the Host header says the host (E15)."""
    request = oauth2.Request.from_asgi(scope(**changes), b"")

    assert request.normalized_url == normalized_url
    assert request.get_normalized_parameters() == query


@pytest.mark.parametrize(
    ("options", "normalized_url"),
    [
        pytest.param({"scheme": "https", "host": "ext"}, "https://ext/a%20b/c", id="both"),
        pytest.param({"scheme": "HTTPS"}, "https://h/a%20b/c", id="scheme"),
        pytest.param({"host": "ext:8443"}, "http://ext:8443/a%20b/c", id="host"),
    ],
)
def test_from_asgi_takes_the_outside_address_from_the_program(
    options: dict[str, Any], normalized_url: str
) -> None:
    """Behind a proxy the program says what the client called (E15)."""
    request = oauth2.Request.from_asgi(scope(), b"", **options)

    assert request.normalized_url == normalized_url


@pytest.mark.parametrize(
    ("scheme", "options", "normalized_url"),
    [
        ("ws", {}, "http://h/a%20b/c"),
        ("wss", {}, "https://h/a%20b/c"),
        ("ws", {"scheme": "wss", "host": "ext"}, "https://ext/a%20b/c"),
    ],
)
def test_from_asgi_takes_the_handshake_of_a_web_socket(
    scheme: str, options: dict[str, Any], normalized_url: str
) -> None:
    """It is a GET over http or https (RFC 6455 section 4.1); its scope names no method."""
    given = scope(type="websocket", scheme=scheme)
    del given["method"]

    request = oauth2.Request.from_asgi(given, None, **options)

    assert (request.method, request.normalized_url) == ("GET", normalized_url)


# --- header and body ----------------------------------------------------------------------------


def test_from_asgi_gives_the_base_string_of_the_rfc() -> None:
    """The example of RFC 5849 section 3.4.1.1, as a server hands it over."""
    authorization = (
        b'OAuth realm="Example", oauth_consumer_key="9djdj82h48djs9d2", '
        b'oauth_token="kkk9d7dh3k39sjv7", oauth_signature_method="HMAC-SHA1", '
        b'oauth_timestamp="137131201", oauth_nonce="7d8f3e4a", '
        b'oauth_signature="bYT5CMsGcbgUdFHObYMEfcx6bsw%3D"'
    )
    given = scope(
        FORM,
        (b"authorization", authorization),
        method="POST",
        raw_path=b"/request",
        query_string=b"b5=%3D%253D&a3=a&c%40=&a2=r%20b",
    )

    request = oauth2.Request.from_asgi(given, b"c2&a3=2+q", host="EXAMPLE.COM:80")

    assert base_string_of(request) == (
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D"
        "%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3"
        "e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk"
        "9d7dh3k39sjv7"
    )


def test_from_asgi_request_is_verified() -> None:
    """The photos request of OAuth Core 1.0a is verified as it comes from an ASGI server."""
    authorization = photos.authorization()["Authorization"].encode()
    given = scope(
        (b"authorization", authorization),
        raw_path=b"/photos",
        query_string=b"file=vacation.jpg&size=original",
    )

    request = oauth2.Request.from_asgi(given, b"", host="photos.example.net")

    assert photos.server().verify_request(request, photos.CONSUMER, photos.TOKEN) == {
        "file": "vacation.jpg",
        "size": "original",
    }


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        pytest.param([FORM], b"b=2&x=1", {"x": ["1", "1"], "b": "2"}, id="form"),
        pytest.param([FORM], bytearray(b"b=2"), {"x": "1", "b": "2"}, id="bytearray"),
        pytest.param([FORM], None, {"x": "1"}, id="unknown"),
        pytest.param([(b"content-type", b"application/json")], b"b=2", {"x": "1"}, id="json"),
        pytest.param([], b"b=2", {"x": "1"}, id="no-type"),
        pytest.param([(b"content_type", FORM[1])], b"b=2", {"x": "1"}, id="another-header"),
    ],
)
def test_from_asgi_takes_parameters_of_a_form_only(
    headers: list[tuple[bytes, bytes]], body: bytes | None, expected: dict[str, Any]
) -> None:
    """Of another type, or of none, a body has no parameters (A18)."""
    request = oauth2.Request.from_asgi(scope(*headers), body)

    assert request == expected
    assert request.body == body


def test_from_asgi_of_a_subclass_is_of_it() -> None:
    """A program's own Request is what is made."""

    class Own(oauth2.Request):
        pass

    assert type(Own.from_asgi(scope(), b"")) is Own


def test_from_asgi_in_django_shares_the_body() -> None:
    """Django over ASGI has a scope and a body, and its form afterwards."""
    asgi = django_module("django.core.handlers.asgi")
    given = asgi.ASGIRequest(scope(FORM, method="POST"), io.BytesIO(b"b=2"))

    received = oauth2.Request.from_asgi(given.scope, given.body)

    assert received == {"x": "1", "b": "2"}
    assert given.POST.dict() == {"b": "2"}


# --- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"headers": [(b"host", b"h/x?")]}, "host", id="host"),
        pytest.param({"headers": [HOST, HOST]}, "more than one Host", id="hosts"),
        pytest.param({"headers": [], "server": None}, "names no host", id="no-host"),
        pytest.param({"headers": [], "server": ("/run/x.sock", None)}, "host", id="unix-socket"),
        pytest.param({"method": "A B"}, "method 'A B'", id="method"),
        pytest.param({"scheme": "ftp"}, "http", id="scheme"),
        pytest.param({"raw_path": b"*"}, "no path", id="star"),
        pytest.param({"raw_path": b"@evil/"}, "no path", id="no-path"),
        pytest.param({"raw_path": b"/#"}, "'#'", id="hash-in-path"),
        pytest.param({"query_string": b"x=1#&y=2"}, "'#'", id="hash-in-query"),
        pytest.param({"headers": [HOST, (b"authorization", b"OAuth a")]}, "malformed", id="header"),
        pytest.param({"headers": [HOST, FORM, FORM]}, "more than one Content-Type", id="types"),
        pytest.param(
            {"headers": [HOST, (b"content-length", b"1")]}, "after 0 of its 1", id="short"
        ),
        pytest.param({"headers": [HOST, (b"content-length", b"x")]}, "Content-Length", id="length"),
    ],
)
def test_from_asgi_refuses_malformed_scope(changes: dict[str, Any], message: str) -> None:
    """What a client can send wrongly is answered with 400, not with 500."""
    with pytest.raises(oauth2.MalformedRequest, match=message) as caught:
        oauth2.Request.from_asgi(scope(**changes), b"")

    assert caught.value.status == 400


@pytest.mark.parametrize(
    ("given", "body", "error"),
    [
        pytest.param({"type": "lifespan"}, None, ValueError, id="lifespan"),
        pytest.param([], None, TypeError, id="no-scope"),
        pytest.param(scope(), "b=2", TypeError, id="text"),
        pytest.param(scope(), iter(()), TypeError, id="iterator"),
    ],
)
def test_from_asgi_wants_a_scope_and_bytes(given: Any, body: Any, error: type[Exception]) -> None:
    """Anything else is a mistake of the program's, and no refusal."""
    with pytest.raises(error) as caught:
        oauth2.Request.from_asgi(given, body)

    assert not isinstance(caught.value, oauth2.Error)
