"""The readers of `oauth2 explain`: messages, answers, HAR files, the lines of -v."""

from __future__ import annotations

import json
from typing import Any

import pytest

from oauth2.cli.reading import Answer, Place, read_answer, read_exchange
from oauth2.cli.reading.exchange import Exchange

HOST = "Host: api.example.com\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
CHUNKED = "Transfer-Encoding: chunked\r\n"


def read(text: str, kind: str | None = None, **place: str) -> Exchange:
    """Read a request."""
    return read_exchange(text, Place(**place), kind, None)


def got(answer: Answer | None) -> tuple[dict[str, str] | None, bytes | None]:
    """Return what came back."""
    assert answer is not None
    return None if answer.head is None else dict(answer.head), answer.content


# --- where it went -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "place", "url", "notes"),
    [
        ("GET /a?b=c HTTP/1.1\r\n" + HOST, {}, "https://api.example.com/a?b=c", 1),
        ("GET /a HTTP/2\r\nHost: api.example.com:80\r\n", {}, "http://api.example.com:80/a", 1),
        ("GET /a HTTP/2\r\nHost: localhost:8000\r\n", {}, "http://localhost:8000/a", 1),
        ("GET /a HTTP/2\r\nHost: a b\r\n", {}, "https://a b/a", 1),
        ("GET /a\r\n" + HOST, {"scheme": "http"}, "http://api.example.com/a", 0),
        ("GET /a\r\nX-Forwarded-Proto: HTTP, x\r\n" + HOST, {}, "http://api.example.com/a", 0),
        ("GET /a\r\nX-Forwarded-Proto: x\r\n" + HOST, {}, "https://api.example.com/a", 1),
        ("GET http://h:1/a HTTP/1.1\r\n", {}, "http://h:1/a", 0),
        ("GET http://h:1/a HTTP/1.1\r\n", {"scheme": "https"}, "https://h:1/a", 0),
        ("GET /a?b HTTP/1.1\r\n", {"url": "https://x.org"}, "https://x.org/a?b", 0),
        ("GET /a?b HTTP/1.1\r\n", {"url": "https://x.org/"}, "https://x.org/", 1),
        ("GET /a?b HTTP/1.1\r\n", {"url": "https://x.org/a?b"}, "https://x.org/a?b", 0),
        ("curl http://h/a", {"url": "https://x.org/b"}, "https://x.org/b", 1),
        ("GET http://h?b HTTP/1.1\r\n", {"url": "https://x.org"}, "https://x.org?b", 0),
        ("GET /a b HTTP/1.1\r\n" + HOST, {}, "https://api.example.com/a b", 1),
    ],
)
def test_url_is_put_together(head: str, place: dict[str, str], url: str, notes: int) -> None:
    """From the request line, the Host header field, and what the user says."""
    exchange = read(head + "\r\n", **place)

    assert (exchange.url, len(exchange.notes)) == (url, notes)


# --- messages ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "body", "answer"),
    [
        ("\r\n", b"", None),
        ("\r\na=1\n", b"a=1", None),
        ("Content-Length: 4\r\n\r\na=1\nHTTP/1.1", b"a=1\n", None),
        ("Content-Length: 3\r\n\r\na=1\r\nHTTP/1.1 401 No\r\n\r\nx", b"a=1", ("401", b"x")),
        ("Content-Length: 9\r\n\r\na=1\r\n", b"a=1", None),
        ("Content-Length: x\r\n\r\na=1\r\nHTTP/1.1 401 No\r\n\r\nx", b"a=1", ("401", b"x")),
        (CHUNKED + "\r\n3;x=y\r\na=1\r\n2\r\n23\r\n0\r\n\r\n", b"a=123", None),
        (CHUNKED + "\r\n0\r\n\r\nHTTP/1.1 401 No\r\n\r\n", b"", ("401", b"")),
        (CHUNKED + "\r\na=1", b"a=1", None),
        ("\r\n\udcff", b"\xff", None),
    ],
)
def test_body_ends_where_it_ends(text: str, body: bytes, answer: Any) -> None:
    """By its length, by its chunks, or at an answer or the end of the file."""
    exchange = read("\n \nPOST /a HTTP/1.1\r\n" + HOST + text)

    assert exchange.body == body
    head, content = got(exchange.answer) if exchange.answer else ({"status": None}, None)
    assert (head and head["status"], content) == (answer or (None, None))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("no", (None, b"no"), id="body"),
        pytest.param("", (None, b""), id="nothing"),
        pytest.param("HTTP/1.1 401", ({"status": "401"}, b""), id="status"),
        pytest.param(
            "HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
            "HTTP/2 403 \r\nA: 1\r\na: 2\r\nStatus: 200\r\n\r\nno\r\n",
            ({"status": "403", "a": "1, 2"}, b"no\r\n"),
            id="several heads",
        ),
        pytest.param(
            "  HTTP/1.0 401 No\n  A: 1\n     2\n\n  no\n",
            ({"status": "401", "a": "1 2"}, b"no\n"),
            id="indented",
        ),
        pytest.param(
            "> GET / HTTP/1.1\n>\n< HTTP/1.1 302 Found\n<\n> GET /2 HTTP/1.1\n>\n"
            "< HTTP/1.1 100 Continue\n<\n< HTTP/1.1 401 No\n< a: b\n<\n* left intact",
            ({"status": "401", "a": "b"}, b""),
            id="curl -v",
        ),
        pytest.param("> GET / HTTP/1.1\n>\n", (None, None), id="curl -v without an answer"),
    ],
)
def test_answer_is_read(text: str, expected: Any) -> None:
    """The last one counts."""
    assert got(read_answer(text)) == expected


# --- the lines of -v -----------------------------------------------------------------------------


def test_request_of_curl_v_has_no_body() -> None:
    """The tool shows its length alone; over TLS it says so."""
    text = "* SSL connection using TLSv1.3\n> POST /a HTTP/2\n> Host: h\n> Content-Length: 3\n>\n"
    exchange = read(text)

    assert (exchange.url, exchange.body, exchange.answer) == ("https://h/a", None, None)
    assert read(text.replace("Content-Length: 3", "Transfer-Encoding: chunked")).body is None
    assert read(text.replace("Content-Length: 3", "Content-Length: 0")).body == b""


def test_base_string_with_something_hidden_is_no_claim() -> None:
    """It is not the one that was signed."""
    text = "* base string: GET&http%3A%2F%2Fh%2F&a_secret%3D{}\n> GET http://h/\n"

    assert read(text.format("x")).claim == "GET&http%3A%2F%2Fh%2F&a_secret%3Dx"
    assert read(text.format("%2528redacted%2529")).claim is None


# --- HAR -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_part", "expected"),
    [
        ({}, b""),
        ({"bodySize": -1}, b""),
        ({"bodySize": 7}, None),
        ({"postData": {"text": "a=1"}}, b"a=1"),
        ({"postData": {"text": "YT0x", "encoding": "base64"}}, b"a=1"),
        ({"postData": {"text": "\ud800"}}, b"\xef\xbf\xbd"),
        ({"postData": {"mimeType": "text/plain", "text": ""}}, b""),
        ({"postData": {"params": [{"name": "a"}]}}, None),
        (
            {
                "postData": {
                    "mimeType": "application/x-www-form-urlencoded; charset=utf-8",
                    "params": [{"name": "a b", "value": "1"}, "x"],
                }
            },
            b"a%20b=1",
        ),
    ],
)
def test_body_in_a_har_is_read(request_part: dict[str, Any], expected: bytes | None) -> None:
    """As text, in base64, or as parameters."""
    entry = {"request": {"method": "POST", "url": "http://h/", "headers": [], **request_part}}

    assert read(json.dumps(entry)).body == expected


@pytest.mark.parametrize(
    ("mime", "fields", "signed"),
    [
        ("application/x-www-form-urlencoded", [], True),
        ("application/x-www-form-urlencoded", [{"name": "content-type", "value": "a/b"}], False),
        ("text/plain", [], False),
    ],
)
def test_form_in_a_har_is_one_by_its_type(mime: str, fields: list[Any], signed: bool) -> None:
    """Also where the header field is left out; what is there counts (HAR 1.2, postData)."""
    data = {"mimeType": mime, "text": "oauth_signature=a"}
    request = {"method": "POST", "url": "http://h/", "headers": fields, "postData": data}

    assert read(json.dumps(request)).is_signed is signed


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        ({"status": 0}, None),
        ({"status": "401"}, None),
        ({"status": 401}, ({"status": "401"}, None)),
        (
            {"status": 401, "headers": [{"name": "A", "value": "b"}], "content": {"text": "no"}},
            ({"status": "401", "a": "b"}, b"no"),
        ),
    ],
)
def test_answer_in_a_har_is_read(response: dict[str, Any], expected: Any) -> None:
    """A browser writes 0 where there is none."""
    entry = {"request": {"method": "GET", "url": "http://h/"}, "response": response}
    answer = read(json.dumps([entry])).answer

    assert (answer and got(answer)) == expected


def test_base64_that_is_none_is_told() -> None:
    """In one line, as all that cannot be read."""
    data = {"text": "a", "encoding": "base64"}
    entry = {"request": {"method": "GET", "url": "http://h/", "postData": data}}

    with pytest.raises(ValueError, match="says that it is base64, and is not"):
        read(json.dumps(entry))


# --- what was signed -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "signed"),
    [
        ("GET http://h/?oauth_signature=a HTTP/1.1\r\n\r\n", True),
        ("GET http://h/?xoauth_signature=a HTTP/1.1\r\n\r\n", False),
        ("GET http://h/?oauth_signature_method=a HTTP/1.1\r\n\r\n", False),
        ("POST http://h/ HTTP/1.1\r\n" + FORM + "\r\noauth_signature=a", True),
        ("POST http://h/ HTTP/1.1\r\n\r\noauth_signature=a", False),
        ("GET http://h/ HTTP/1.1\r\nAuthorization: OAuth oauth_signature = a\r\n\r\n", True),
        ("GET http://h/ HTTP/1.1\r\nAuthorization: X oauth_signature=a\r\n\r\n", False),
    ],
)
def test_signature_is_seen_where_it_stands(text: str, signed: bool) -> None:
    """In the header, the query or a form (RFC 5849 section 3.5)."""
    assert read(text).is_signed is signed


def test_first_of_repeated_protocol_parameters_counts() -> None:
    """Of the header, the query and a form, in this order."""
    text = (
        "POST http://h/?oauth_token=q&oauth_nonce=q HTTP/1.1\r\nAuthorization: OAuth oauth_token=h"
        "\r\n" + FORM + "\r\noauth_nonce=f&oauth_version=f&a=b"
    )

    assert read(text).protocol() == {"oauth_token": "h", "oauth_nonce": "q", "oauth_version": "f"}
