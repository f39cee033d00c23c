"""How much a received request may carry: counted, and refused, before it is taken apart."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

import oauth2

FORM = "application/x-www-form-urlencoded"


class Small(oauth2.Request):
    """Takes three parameters, and an Authorization header of 40 characters."""

    max_header_length = 40
    max_parameters = 3


def by_parts(query: str, header: str, body: bytes) -> oauth2.Request | None:
    """Return what `from_request` makes."""
    headers = {"Authorization": header, "Content-Type": FORM}
    return Small.from_request("POST", f"http://h/?{query}", headers, body=body)


def by_wsgi(query: str, header: str, body: bytes) -> oauth2.Request:
    """Return what `from_wsgi` makes."""
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "QUERY_STRING": query,
        "CONTENT_TYPE": FORM,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": "h",
        "HTTP_AUTHORIZATION": header,
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
    }
    return Small.from_wsgi(environ)


def by_asgi(query: str, header: str, body: bytes) -> oauth2.Request:
    """Return what `from_asgi` makes."""
    headers = [
        (b"host", b"h"),
        (b"authorization", header.encode()),
        (b"content-type", FORM.encode()),
    ]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "query_string": query.encode(),
        "headers": headers,
    }
    return Small.from_asgi(scope, body)


Way = Callable[[str, str, bytes], oauth2.Request]
WAYS = [by_parts, by_wsgi, by_asgi]
every_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)


def test_limits_are_documented_ones() -> None:
    """16,384 characters are what servers take as a header; nobody signs 10,000 parameters."""
    assert oauth2.Request.max_header_length == 16_384
    assert oauth2.Request.max_parameters == 10_000


@every_way
@pytest.mark.parametrize(
    ("query", "header", "body"),
    [
        pytest.param("a=1&b=2&c", "", b"", id="query"),
        pytest.param("", "", b"a=1&b=2&c", id="form"),
        pytest.param("", 'OAuth realm="r", a="1", b="2", c="3"', b"", id="header-and-realm"),
        pytest.param("a", 'OAuth b="2"', b"c", id="together"),
        pytest.param("a", "Basic " + 60 * "x", b"", id="another-scheme"),
        pytest.param("a", f'OAuth b="{30 * "x"}"', b"", id="header-at-its-limit"),
    ],
)
def test_request_within_the_limits_is_taken(way: Way, query: str, header: str, body: bytes) -> None:
    """What is at the limit is not beyond it; another scheme's field is none of ours."""
    assert "a" in way(query, header, body)


@every_way
@pytest.mark.parametrize(
    ("query", "header", "body"),
    [
        pytest.param("a&b&c&d", "", b"", id="query"),
        pytest.param("a&a&a&a", "", b"", id="same-name"),
        pytest.param("&&&", "", b"", id="separators"),
        pytest.param("", "", b"a&b&c&d", id="form"),
        pytest.param("", 'OAuth a="1",b="2",c="3",d="4"', b"", id="header"),
        pytest.param("a&b", 'OAuth c="3"', b"d", id="together"),
    ],
)
def test_too_many_parameters_are_refused(way: Way, query: str, header: str, body: bytes) -> None:
    """Query, form and header count together."""
    with pytest.raises(oauth2.LimitExceeded, match=r"^there are more than 3 parameters$") as caught:
        way(query, header, body)

    assert (caught.value.status, caught.value.problem) == (400, "parameter_rejected")
    assert caught.value.parameter is None


@every_way
@pytest.mark.parametrize(
    "header", [f'OAuth a="{31 * "x"}"', "oauth" + 36 * "\t", f"OAuth {35 * '='}"]
)
def test_long_header_is_refused(way: Way, header: str) -> None:
    """Before it is parsed, and without a word of what it holds."""
    with pytest.raises(
        oauth2.LimitExceeded, match=r"^the Auth\w+ header is longer than 40 char\w+$"
    ):
        way("", header, b"")


def test_long_headers_are_refused_when_they_are_two() -> None:
    """All fields of the scheme count together."""
    headers = 2 * [("Authorization", f'OAuth a="{20 * "x"}"')]

    with pytest.raises(oauth2.LimitExceeded):
        Small.from_request("GET", "http://h/", headers)


@pytest.mark.parametrize(
    ("parameters", "query_string"),
    [
        pytest.param({"a": "1", "b": ["1", "2", "3"]}, None, id="decoded"),
        pytest.param(None, "a&b&c&d", id="beside"),
        pytest.param({"a": "1", "b": "2"}, "c=3&d=4", id="both"),
    ],
)
def test_from_request_counts_what_stands_beside_the_url(
    parameters: Any, query_string: str | None
) -> None:
    """What frameworks give decoded counts too."""
    with pytest.raises(oauth2.LimitExceeded):
        Small.from_request("POST", "http://h/", None, parameters, query_string)


def test_from_request_counts_once_what_is_given_twice() -> None:
    """A query that stands in the URL, beside it and decoded is one."""
    given = {"a": "1", "b": "2", "c": "3"}

    request = Small.from_request("GET", "http://h/?a=1&b=2&c=3", None, given, "a=1&b=2&c=3")

    assert request == given


@every_way
def test_nothing_is_decoded_beyond_the_limit(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting costs little, decoding would not."""
    decoded: list[Any] = []
    monkeypatch.setattr(Small, "_split_url_string", staticmethod(decoded.append))

    with pytest.raises(oauth2.LimitExceeded):
        way("a&b&c&d", "", b"")

    assert decoded == []
