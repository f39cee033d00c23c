"""`Request.from_wsgi`: the body, whoever reads it first."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from _arrivals import django_module
from _sandbox import fetch
from _web import web_server
from flask import Flask, jsonify, request
from werkzeug.wrappers import Response

import oauth2

FORM = "application/x-www-form-urlencoded"


def environ(body: bytes = b"", **changes: Any) -> dict[str, Any]:
    """Return what a WSGI server hands over for `POST /?x=1` (PEP 3333), changed."""
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "QUERY_STRING": "x=1",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": "h",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        **changes,
    }


def test_from_wsgi_reads_a_form_and_puts_it_back() -> None:
    """The fields count, and the application can read the body again."""
    given = environ(b"b=2&x=1&e=", CONTENT_TYPE=FORM + "; charset=utf-8")

    received = oauth2.Request.from_wsgi(given)

    assert received.get_normalized_parameters() == "b=2&e=&x=1&x=1"
    assert (received.method, received.body) == ("POST", b"b=2&x=1&e=")
    assert received.is_form_encoded
    assert given["wsgi.input"].read() == b"b=2&x=1&e="


def test_from_wsgi_keeps_another_body_out() -> None:
    """JSON has no parameters (A18), and is there to be hashed."""
    given = environ(b'{"a":1}', REQUEST_METHOD="PUT", CONTENT_TYPE="application/json")

    received = oauth2.Request.from_wsgi(given)

    assert received == {"x": "1"}
    assert (received.body, received.is_form_encoded) == (b'{"a":1}', False)
    assert given["wsgi.input"].read() == b'{"a":1}'


def test_from_wsgi_reads_no_more_than_the_body() -> None:
    """Behind the body the next request of the connection may follow."""
    given = environ(CONTENT_TYPE=FORM, CONTENT_LENGTH="3")
    given["wsgi.input"] = connection = io.BytesIO(b"b=2GET / HTTP/1.1")

    received = oauth2.Request.from_wsgi(given)

    assert received["b"] == "2"
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


# --- a body that something has read before ------------------------------------------------------


def test_from_wsgi_takes_a_body_that_the_framework_has_read() -> None:
    """With `body=` the input is left alone; the form counts as ever."""
    given = environ(b"b=2", CONTENT_TYPE=FORM)
    stream = given["wsgi.input"]
    stream.read()

    received = oauth2.Request.from_wsgi(given, body=b"b=2")

    assert received == {"x": "1", "b": "2"}
    assert given["wsgi.input"] is stream


@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param(None, "after 0 of its 3 bytes.*body=", id="read-before"),
        pytest.param(b"", "after 0 of its 3 bytes.*body=", id="form-read-before"),
        pytest.param(b"b=", "after 2 of its 3 bytes.*body=", id="part"),
    ],
)
def test_from_wsgi_refuses_a_body_that_is_not_all_there(body: Any, message: str) -> None:
    """What was read before would be used, and not verified."""
    given = environ(b"b=2", CONTENT_TYPE=FORM)
    given["wsgi.input"].read()

    with pytest.raises(oauth2.MalformedRequest, match=message) as caught:
        oauth2.Request.from_wsgi(given, body=body)

    assert caught.value.status == 400


def test_from_wsgi_refuses_chunks_that_were_read_before() -> None:
    """A body in chunks has no length to hold it against, and is never empty."""
    given = environ(CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked", CONTENT_TYPE=FORM)
    given["wsgi.input_terminated"] = True

    with pytest.raises(oauth2.MalformedRequest, match=r"read before.*body="):
        oauth2.Request.from_wsgi(given)
    assert oauth2.Request.from_wsgi(given, body=b"b=2")["b"] == "2"


@pytest.mark.parametrize("body", ["b=2", [b"b=2"], io.BytesIO(b"b=2")], ids=["str", "list", "file"])
def test_from_wsgi_wants_bytes(body: Any) -> None:
    """Anything else is a mistake of the program's."""
    with pytest.raises(TypeError, match="body must be the bytes"):
        oauth2.Request.from_wsgi(environ(), body=body)


# --- Flask, over a socket: whoever reads too much waits for ever --------------------------------


def verified(**options: Any) -> Response:
    """Answer with what was received, and with what Flask finds after it."""
    received = oauth2.Request.from_wsgi(request.environ, **options)
    return jsonify([received, request.form, request.get_data(as_text=True)])


def application() -> Flask:
    """Return an application each of whose views reads the body in another way first."""
    app = Flask(__name__)
    app.post("/nothing", endpoint="nothing")(verified)
    app.post("/data", endpoint="data")(lambda: request.get_data() and verified())
    app.post("/form", endpoint="form")(lambda: request.form and verified())
    app.post("/given", endpoint="given")(lambda: verified(body=request.get_data()))
    app.post("/late", endpoint="late")(lambda: request.form and verified(body=request.get_data()))
    app.register_error_handler(oauth2.RequestRefused, lambda error: (error.message, error.status))
    return app


@pytest.fixture(scope="module")
def flask_url() -> Iterator[str]:
    """Run the application; return its origin."""
    with web_server(application()) as origin:
        yield origin


@pytest.mark.parametrize("first", ["nothing", "data", "given"])
def test_from_wsgi_in_flask_shares_the_body(flask_url: str, first: str) -> None:
    """Flask has form and data afterwards, and may have read the data before."""
    answer = fetch(f"{flask_url}/{first}?x=1", "POST", b"b=2", {"Content-Type": FORM})

    assert answer.json == [{"b": "2", "x": "1"}, {"b": "2"}, "b=2"]


@pytest.mark.parametrize("first", ["form", "late"])
def test_from_wsgi_in_flask_refuses_when_the_form_was_read_first(
    flask_url: str, first: str
) -> None:
    """Flask keeps no octets of a form; the refusal says what to do, and nobody waits for more."""
    answer = fetch(f"{flask_url}/{first}", "POST", b"b=2", {"Content-Type": FORM})

    assert answer.status == 400
    assert b"ends after 0 of its 3 bytes" in answer.content


# --- Django ------------------------------------------------------------------------------------


@pytest.fixture
def django() -> Any:
    """Return Django's module of WSGI requests."""
    return django_module("django.core.handlers.wsgi")


def test_from_wsgi_in_django_shares_the_body(django: Any) -> None:
    """`request.META` is the environ; the form is there afterwards."""
    given = django.WSGIRequest(environ(b"b=2", CONTENT_TYPE=FORM, REQUEST_URI="/%2F?x=1"))

    received = oauth2.Request.from_wsgi(given.META, body=given.body)

    assert received == {"x": "1", "b": "2"}
    assert received.normalized_url == "http://h/%2F"
    assert given.POST.dict() == {"b": "2"}


def test_from_wsgi_in_django_refuses_when_the_body_was_read_first(django: Any) -> None:
    """Without `body=` there is nothing left to read."""
    given = django.WSGIRequest(environ(b"b=2", CONTENT_TYPE=FORM))

    assert given.POST.dict() == {"b": "2"}
    with pytest.raises(oauth2.MalformedRequest, match="body="):
        oauth2.Request.from_wsgi(given.META)
