"""`Request.from_wsgi`: what was on the wire, as far as the server tells."""

from __future__ import annotations

import io
from typing import Any

import photos
import pytest

import oauth2

FORM = "application/x-www-form-urlencoded"


def environ(body: bytes = b"", **changes: Any) -> dict[str, Any]:
    """Return what a WSGI server hands over for `GET /a%20b/c?x=1` (PEP 3333), changed."""
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "/a b",
        "PATH_INFO": "/c",
        "QUERY_STRING": "x=1",
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "inside",
        "SERVER_PORT": "8080",
        "HTTP_HOST": "h",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        **changes,
    }


# --- the URL ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "normalized_url", "query"),
    [
        pytest.param({}, "http://h/a%20b/c", "x=1", id="path-and-query"),
        pytest.param(
            {"REQUEST_URI": "/a%20b/%63?x=%2B&y="}, "http://h/a%20b/%63", "x=%2B&y=", id="uri"
        ),
        pytest.param({"RAW_URI": "/a%2Fb?x=+"}, "http://h/a%2Fb", "x=%20", id="raw-uri"),
        pytest.param(
            {"REQUEST_URI": "/first", "RAW_URI": "/last"}, "http://h/first", "", id="both"
        ),
        pytest.param({"REQUEST_URI": "http://x:1/%2F?y"}, "http://h/%2F", "y=", id="absolute-uri"),
        pytest.param({"RAW_URI": "HTTPS://x?y"}, "http://h/", "y=", id="absolute-without-path"),
        pytest.param({"REQUEST_URI": "*", "QUERY_STRING": ""}, "http://h/a%20b/c", "", id="star"),
        pytest.param({"RAW_URI": "//x/y"}, "http://h//x/y", "", id="two-slashes"),
        pytest.param({"SCRIPT_NAME": "", "PATH_INFO": ""}, "http://h/", "x=1", id="empty-path"),
        pytest.param(
            {"SCRIPT_NAME": "", "PATH_INFO": "/\xc3\xa9\xff;v=1!"},
            "http://h/%C3%A9%FF;v=1!",
            "x=1",
            id="octets-in-path",
        ),
        pytest.param({"QUERY_STRING": "a=%FF&b"}, "http://h/a%20b/c", "a=%FF&b=", id="octets"),
        pytest.param(
            {"QUERY_STRING": "q=\xc3\xa9"}, "http://h/a%20b/c", "q=%C3%A9", id="raw-octets-in-query"
        ),
        pytest.param(
            {"REQUEST_URI": "/\xc3\xa9?\xff"}, "http://h/%C3%A9", "%FF=", id="raw-octets-in-uri"
        ),
        pytest.param({"HTTP_HOST": "H:80"}, "http://h/a%20b/c", "x=1", id="default-port"),
        pytest.param({"HTTP_HOST": "h:81"}, "http://h:81/a%20b/c", "x=1", id="other-port"),
        pytest.param({"HTTP_HOST": "[::1]:81"}, "http://[::1]:81/a%20b/c", "x=1", id="ipv6"),
        pytest.param({"HTTP_HOST": ""}, "http://inside:8080/a%20b/c", "x=1", id="no-host"),
        pytest.param(
            {"HTTP_HOST": "", "SERVER_NAME": "::1"}, "http://[::1]:8080/a%20b/c", "x=1", id="::1"
        ),
        pytest.param(
            {"wsgi.url_scheme": "https", "HTTP_HOST": "h:443"}, "https://h/a%20b/c", "x=1", id="tls"
        ),
        pytest.param(
            {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_HOST": "evil"},
            "http://h/a%20b/c",
            "x=1",
            id="forwarded-is-not-trusted",
        ),
    ],
)
def test_from_wsgi_takes_the_url_as_it_was_on_the_wire(
    changes: dict[str, Any], normalized_url: str, query: str
) -> None:
    """The raw target counts where the server has it; the Host header says the host."""
    request = oauth2.Request.from_wsgi(environ(**changes))

    assert request.normalized_url == normalized_url
    assert request.get_normalized_parameters() == query


@pytest.mark.parametrize(
    ("options", "normalized_url"),
    [
        pytest.param({"scheme": "https", "host": "ext"}, "https://ext/a%20b/c", id="both"),
        pytest.param({"scheme": "https"}, "https://h/a%20b/c", id="scheme"),
        pytest.param({"host": "ext:8443"}, "http://ext:8443/a%20b/c", id="host"),
    ],
)
def test_from_wsgi_takes_the_outside_address_from_the_program(
    options: dict[str, Any], normalized_url: str
) -> None:
    """Behind a proxy the program says what the client called (E15)."""
    request = oauth2.Request.from_wsgi(environ(), **options)

    assert request.normalized_url == normalized_url


@pytest.mark.parametrize(
    ("changes", "normalized_url"),
    [
        pytest.param({"REQUEST_URI": "/c%2Fd?x=1"}, "http://h/a%20b/c%2Fd", id="taken-off"),
        pytest.param({"REQUEST_URI": "/a%20b/c%2Fd"}, "http://h/a%20b/c%2Fd", id="mounted"),
        pytest.param(
            {"SCRIPT_NAME": "/p/m", "RAW_URI": "/m/c%2fd"}, "http://h/p/m/c%2fd", id="half-of-it"
        ),
        pytest.param({"REQUEST_URI": "/old/c%2Fd"}, "http://h/old/c%2Fd", id="rewritten"),
        pytest.param(
            {"PATH_INFO": "/\xc3\xa9", "RAW_URI": "/%C3%A9"}, "http://h/a%20b/%C3%A9", id="octets"
        ),
        pytest.param(
            {"PATH_INFO": "/\u20ac", "RAW_URI": "/%E2%82%AC"},
            "http://h/a%20b/%E2%82%AC",
            id="django",
        ),
        pytest.param(
            {"PATH_INFO": "/\xef\xbf\xbd", "RAW_URI": "/%FF"}, "http://h/a%20b/%FF", id="werkzeug"
        ),
    ],
)
def test_from_wsgi_puts_back_what_a_proxy_took_off_the_path(
    changes: dict[str, Any], normalized_url: str
) -> None:
    """Where SCRIPT_NAME has more than the raw target, the client called both, joined."""
    request = oauth2.Request.from_wsgi(environ(**{"PATH_INFO": "/c/d", **changes}))

    assert request.normalized_url == normalized_url


# --- the rest -----------------------------------------------------------------------------------


def test_from_wsgi_takes_the_authorization_header() -> None:
    """The photos request of OAuth Core 1.0a is verified as it comes from a WSGI server."""
    given = environ(
        HTTP_HOST="photos.example.net",
        SCRIPT_NAME="",
        PATH_INFO="/photos",
        QUERY_STRING="file=vacation.jpg&size=original",
        HTTP_AUTHORIZATION=photos.authorization()["Authorization"],
    )

    request = oauth2.Request.from_wsgi(given)

    assert photos.server().verify_request(request, photos.CONSUMER, photos.TOKEN) == {
        "file": "vacation.jpg",
        "size": "original",
    }


def test_from_wsgi_gives_a_request_when_there_are_no_parameters() -> None:
    """A plain GET is an empty Request (E13), which a Server refuses."""
    request = oauth2.Request.from_wsgi(environ(QUERY_STRING=""))

    assert request == {}
    with pytest.raises(oauth2.ParameterAbsent):
        photos.server().verify_request(request, photos.CONSUMER, None)


def test_from_wsgi_of_a_subclass_is_of_it() -> None:
    """A program's own Request is what is made."""

    class Own(oauth2.Request):
        pass

    assert type(Own.from_wsgi(environ())) is Own


# --- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        "h/harmless?x=1#",
        "h/",
        "h?",
        "h#",
        "u:p@h",
        "h\\x",
        "a b",
        "h\r\nx",
        "h:x",
        "h:99999",
        "[",
        ":",
    ],
)
def test_from_wsgi_refuses_host_that_is_more_than_a_host(host: str) -> None:
    """A Host header cannot make the signature of one address good for another."""
    with pytest.raises(oauth2.MalformedRequest, match=r"host|port") as caught:
        oauth2.Request.from_wsgi(environ(HTTP_HOST=host))

    assert (caught.value.status, caught.value.problem) == (400, "parameter_rejected")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"CONTENT_LENGTH": "abc"}, "Content-Length", id="length"),
        pytest.param({"CONTENT_LENGTH": "-1"}, "Content-Length", id="negative-length"),
        pytest.param({"CONTENT_LENGTH": "\uff11"}, "Content-Length", id="length-outside-ascii"),
        pytest.param({"CONTENT_LENGTH": "9" * 5000}, "Content-Length", id="endless-length"),
        pytest.param({"REQUEST_METHOD": "A B"}, "method 'A B'", id="method"),
        pytest.param({"wsgi.url_scheme": "ftp"}, "http", id="scheme"),
        pytest.param({"PATH_INFO": "/€"}, "latin-1", id="path-that-is-no-latin-1"),
        pytest.param({"HTTP_AUTHORIZATION": "OAuth a"}, "malformed", id="authorization"),
        pytest.param({"SCRIPT_NAME": "", "PATH_INFO": "*"}, "no path", id="star"),
        pytest.param({"SCRIPT_NAME": "x/", "PATH_INFO": "@evil"}, "no path", id="no-path"),
        pytest.param({"QUERY_STRING": "x=1#&admin=1"}, "'#'", id="hash-in-query-string"),
        pytest.param({"REQUEST_URI": "/a%20b/c?x=1#&admin=1"}, "'#'", id="hash-in-request-uri"),
        pytest.param({"RAW_URI": "http://h#/a"}, "'#'", id="hash-in-raw-uri"),
    ],
)
def test_from_wsgi_refuses_malformed_environ(changes: dict[str, Any], message: str) -> None:
    """What a client can send wrongly is answered with 400, not with 500.

    A target has no fragment, and servers differ in what they make of a "#".
    """
    with pytest.raises(oauth2.MalformedRequest, match=message) as caught:
        oauth2.Request.from_wsgi(environ(**changes))

    assert caught.value.status == 400


def test_from_wsgi_refuses_repeated_protocol_parameters() -> None:
    """A protocol parameter is there once (E8)."""
    given = environ(QUERY_STRING="oauth_nonce=1", HTTP_AUTHORIZATION='OAuth oauth_nonce="1"')

    with pytest.raises(oauth2.ParameterRejected, match="'oauth_nonce' is there 2 times"):
        oauth2.Request.from_wsgi(given)


@pytest.mark.parametrize("given", [{"type": "http"}, [], None], ids=["scope", "list", "None"])
def test_from_wsgi_wants_an_environ(given: Any) -> None:
    """Django's META of a request over ASGI, and any other mistake of the program, is named."""
    with pytest.raises(TypeError, match="environ of a WSGI server"):
        oauth2.Request.from_wsgi(given)
