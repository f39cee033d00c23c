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
        pytest.param({"REQUEST_URI": "http://x/y"}, "http://h/a%20b/c", "x=1", id="absolute-uri"),
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
    options: dict[str, str], normalized_url: str
) -> None:
    """Behind a proxy the program says what the client called (E15)."""
    request = oauth2.Request.from_wsgi(environ(), **options)

    assert request.normalized_url == normalized_url


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"QUERY_STRING": "x=1#&admin=1"}, id="query-string"),
        pytest.param({"REQUEST_URI": "/a%20b/c?x=1#&admin=1"}, id="request-uri"),
        pytest.param({"RAW_URI": "/a%20b/c?x=1#&admin=1"}, id="raw-uri"),
    ],
)
def test_from_wsgi_signs_all_of_the_target_when_it_holds_a_hash_sign(
    changes: dict[str, Any],
) -> None:
    """A request target has no fragment: what the application reads is what is verified."""
    request = oauth2.Request.from_wsgi(environ(**changes))

    assert request == {"x": "1#", "admin": "1"}


# --- the body -----------------------------------------------------------------------------------


def test_from_wsgi_reads_a_form_and_puts_it_back() -> None:
    """The fields count, and the application can read the body again."""
    given = environ(b"b=2&x=1&e=", REQUEST_METHOD="POST", CONTENT_TYPE=FORM + "; charset=utf-8")

    request = oauth2.Request.from_wsgi(given)

    assert request.get_normalized_parameters() == "b=2&e=&x=1&x=1"
    assert (request.method, request.body, request.is_form_encoded) == ("POST", b"b=2&x=1&e=", True)
    assert given["wsgi.input"].read() == b"b=2&x=1&e="


def test_from_wsgi_keeps_another_body_out() -> None:
    """JSON has no parameters (A18), and is there to be hashed."""
    given = environ(b'{"a":1}', REQUEST_METHOD="PUT", CONTENT_TYPE="application/json")

    request = oauth2.Request.from_wsgi(given)

    assert request == {"x": "1"}
    assert (request.body, request.is_form_encoded) == (b'{"a":1}', False)
    assert given["wsgi.input"].read() == b'{"a":1}'


def test_from_wsgi_reads_no_more_than_the_body() -> None:
    """Behind the body the next request of the connection may follow."""
    given = environ(CONTENT_TYPE=FORM, CONTENT_LENGTH="3")
    given["wsgi.input"] = connection = io.BytesIO(b"b=2GET / HTTP/1.1")

    request = oauth2.Request.from_wsgi(given)

    assert request["b"] == "2"
    assert connection.read() == b"GET / HTTP/1.1"


@pytest.mark.parametrize(
    ("changes", "body"),
    [
        pytest.param({"CONTENT_LENGTH": ""}, b"", id="empty-length"),
        pytest.param({"CONTENT_LENGTH": None}, b"", id="no-length"),
        pytest.param(
            {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}, b"next", id="chunked-and-decoded"
        ),
    ],
)
def test_from_wsgi_reads_to_the_end_only_when_there_is_one(
    changes: dict[str, Any], body: bytes
) -> None:
    """Without a length a body is read only where the server says that it ends."""
    given = environ(**changes)
    given["wsgi.input"] = io.BytesIO(b"next")

    assert oauth2.Request.from_wsgi(given).body == body


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
    ],
)
def test_from_wsgi_refuses_malformed_environ(changes: dict[str, Any], message: str) -> None:
    """What a client can send wrongly is answered with 400, not with 500."""
    with pytest.raises(oauth2.MalformedRequest, match=message) as caught:
        oauth2.Request.from_wsgi(environ(**changes))

    assert caught.value.status == 400


def test_from_wsgi_refuses_repeated_protocol_parameters() -> None:
    """A protocol parameter is there once (E8)."""
    given = environ(QUERY_STRING="oauth_nonce=1", HTTP_AUTHORIZATION='OAuth oauth_nonce="1"')

    with pytest.raises(oauth2.ParameterRejected, match="'oauth_nonce' is there 2 times"):
        oauth2.Request.from_wsgi(given)
