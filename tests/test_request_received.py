"""`Request.from_request`: each parameter on the wire counts exactly once, wherever it stood."""

from __future__ import annotations

from email.message import Message
from typing import Any

import photos
import pytest
from werkzeug.datastructures import MultiDict

import oauth2

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
AUTHORIZATION = 'OAuth realm="x", oauth_consumer_key="ck", oauth_nonce="%3D%C3%A9"'


def normalized(*arguments: Any, **options: Any) -> str:
    """Return the normalised parameters of what `from_request` made."""
    request = oauth2.Request.from_request(*arguments, **options)
    assert request is not None
    return request.get_normalized_parameters()


# --- what counts once ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "parameters", "query_string"),
    [
        pytest.param("http://h/?a=1&a=1&b=", None, None, id="in-url"),
        pytest.param("http://h/", None, "a=1&a=1&b=", id="beside-url"),
        pytest.param("http://h/", None, b"b=&a=1&a=1", id="beside-url-bytes"),
        pytest.param("http://h/?a=1&a=1&b=", None, "a=1&a=1&b=", id="query-repeated"),
        pytest.param("http://h/?a=1&a=1&b=", {"b": "", "a": ["1", "1"]}, None, id="decoded"),
        pytest.param("http://h/", {"b": "", "a": ["1", "1"]}, None, id="decoded-alone"),
        pytest.param("http://h/?a=1&a=1&b=", {"a": ["1", "1"], "b": ""}, "a=1&a=1&b=", id="thrice"),
        pytest.param("http://h/", {"a": ["1", "1"], "b": ""}, "a=1&a=1&b=", id="not-in-url"),
        pytest.param("http://h/?a=1&a=1&b=", {}, "", id="empty"),
        pytest.param("http://h/?a=1&a=1", None, "b=", id="query-shared-out"),
        pytest.param("http://h/?a=1&a=1", {"b": ""}, None, id="decoded-is-the-rest"),
        pytest.param("http://h/?a=1", {"b": "", "a": ["1", "1"]}, None, id="decoded-is-more"),
        pytest.param("http://h/", [("a", "1"), ("b", ""), ("a", "1")], None, id="decoded-pairs"),
        pytest.param("http://h/?a=1&b=", None, "a=1", id="query-string-is-no-repetition"),
        pytest.param("http://h/?a=1&b=", {"a": "1"}, None, id="decoded-is-no-repetition"),
    ],
)
def test_query_counts_once_when_it_is_given_in_parts_or_twice(
    url: str, parameters: Any, query_string: Any
) -> None:
    """What repeats the whole URL's query is complete, what does not is added (A3, A4)."""
    made = normalized("GET", url, None, parameters, query_string)

    assert made == "a=1&a=1&b="


@pytest.mark.parametrize(
    ("url", "parameters", "body"),
    [
        pytest.param("http://h/?a=1", None, b"b=2&a=1", id="body"),
        pytest.param("http://h/?a=1", None, "b=2&a=1", id="body-as-text"),
        pytest.param("http://h/?a=1", {"b": "2", "a": "1"}, b"b=2&a=1", id="body-and-form-fields"),
        pytest.param("http://h/?a=1", {"a": ["1", "1"], "b": "2"}, b"b=2&a=1", id="body-and-all"),
        pytest.param("http://h/?a=1", {"a": ["1", "1"], "b": "2"}, None, id="all-decoded"),
        pytest.param("http://h/", None, b"b=2&a=1&a=1", id="body-alone"),
        pytest.param("http://h/", {"a": ["1", "1"], "b": "2"}, b"b=2&a=1&a=1", id="body-repeated"),
        pytest.param("http://h/", {"a": ["1", "1"], "b": "2"}, None, id="decoded-alone"),
        pytest.param("http://h/?a=1&a=1", {"b": "2"}, None, id="form-fields-alone"),
        pytest.param("http://h/?a=1&b=2", {"a": "1"}, None, id="form-fields-as-in-the-query"),
        pytest.param("http://h/?a=1&a=1", None, b"b=2", id="body-without-fields"),
        pytest.param("http://h/?a=1&a=1", {"a": "1"}, b"b=2", id="body-and-part-of-the-query"),
        pytest.param("http://h/?a=1", {"a": "1"}, b"b=2&a=1", id="body-and-part-of-both"),
        pytest.param("http://h/", {"a": ["1", "1"]}, b"b=2", id="body-and-others"),
        pytest.param("http://h/", MultiDict([*2 * [("a", "1")], ("b", "2")]), None, id="werkzeug"),
        pytest.param("http://h/?a=1&a=1", MultiDict([("b", "2")]), b"b=2", id="werkzeug-and-body"),
    ],
)
def test_form_counts_once_when_it_is_given_twice(url: str, parameters: Any, body: Any) -> None:
    """Real duplicates survive, repetitions by the program do not count (A3, A4)."""
    made = normalized("POST", url, FORM, parameters, body=body)

    assert made == "a=1&a=1&b=2"


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        pytest.param(FORM, b"a=%FF&b=1+2&c", "a=%FF&b=1%202&c=&q=1", id="form"),
        pytest.param(FORM, b"", "q=1", id="empty-form"),
        pytest.param(
            {"content-type": "Application/X-WWW-Form-URLencoded ; charset=UTF-8"},
            b"a=1",
            "a=1&q=1",
            id="charset-A19",
        ),
        pytest.param({"CONTENT_TYPE": FORM["Content-Type"]}, b"a=1", "a=1&q=1", id="environ"),
        pytest.param({"Content-Type": "application/json"}, b'{"a":1}', "q=1", id="json-A18"),
        pytest.param({"Content-Type": "text/plain"}, b"a=1", "q=1", id="other-type"),
        pytest.param({"Content-Type": "multipart/form-data"}, b"a=1", "q=1", id="multipart"),
        pytest.param(None, b"a=1", "q=1", id="no-type"),
        pytest.param({}, b"a=1", "q=1", id="no-headers"),
    ],
)
def test_body_counts_when_it_is_a_form(headers: Any, body: bytes, expected: str) -> None:
    """Only a body that says it is a form has parameters (RFC 5849 section 3.4.1.3.1)."""
    assert normalized("PUT", "http://h/?q=1", headers, body=body) == expected


@pytest.mark.parametrize("name", ["HTTP_CONTENT_TYPE", "X-Content-Type"])
def test_field_that_is_no_content_type_does_not_count(name: str) -> None:
    """A client cannot make a form something else for us alone."""
    headers = {name: "text/plain", **FORM}

    assert normalized("POST", "http://h/", headers, body=b"a=1") == "a=1"


def test_second_content_type_is_refused() -> None:
    """Of two, the application might take another one than we do."""
    headers = [("Content-Type", "text/plain"), ("content-type", FORM["Content-Type"])]

    with pytest.raises(oauth2.MalformedRequest, match="Content-Type"):
        oauth2.Request.from_request("POST", "http://h/?a=1", headers, body=b"a=1")


# --- headers ------------------------------------------------------------------------------------


def message() -> Message:
    """Return headers as `http.server` has them."""
    headers = Message()
    headers["authorization"] = AUTHORIZATION
    headers["Accept"] = "*/*"
    return headers


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Authorization": AUTHORIZATION}, id="dict"),
        pytest.param({"authorization": AUTHORIZATION}, id="lower-case"),
        pytest.param({"AUTHORIZATION": AUTHORIZATION}, id="upper-case"),
        pytest.param({"Authorization": AUTHORIZATION.encode()}, id="bytes-value"),
        pytest.param({b"authorization": AUTHORIZATION.encode()}, id="bytes-B6"),
        pytest.param([(b"authorization", AUTHORIZATION.encode())], id="asgi"),
        pytest.param((("Authorization", AUTHORIZATION),), id="pairs"),
        pytest.param({"HTTP_AUTHORIZATION": AUTHORIZATION, "wsgi.errors": None}, id="environ"),
        pytest.param({"x": {}, "y": None, "Authorization": AUTHORIZATION}, id="odd-values"),
        pytest.param([("Authorization", "Basic x"), ("Authorization", AUTHORIZATION)], id="two"),
        pytest.param(message(), id="http.server"),
        pytest.param(
            {"Authorization": AUTHORIZATION.replace("OAuth ", "oauth\t")}, id="scheme-case-E12"
        ),
    ],
)
def test_from_request_takes_headers_in_any_form(headers: Any) -> None:
    """Headers may be a mapping or pairs, text or bytes, in any case, or a WSGI environ."""
    request = oauth2.Request.from_request("GET", "http://h/", headers)

    assert request == {"oauth_consumer_key": "ck", "oauth_nonce": "=é"}


def test_from_request_takes_headers_that_can_be_read_once() -> None:
    """An iterator of pairs is not used up by the first look."""
    headers = iter([("Content-Type", FORM["Content-Type"]), ("Authorization", AUTHORIZATION)])

    request = oauth2.Request.from_request("POST", "http://h/", headers, body=b"a=1")

    assert request == {"oauth_consumer_key": "ck", "oauth_nonce": "=é", "a": "1"}


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(None, id="none"),
        pytest.param({}, id="empty"),
        pytest.param({"Authorization": None}, id="value-None"),
        pytest.param({"Authorization": ""}, id="empty-value"),
        pytest.param({"Authorization": "Basic dTpw"}, id="basic"),
        pytest.param({"Authorization": "OAuthish a=b"}, id="another-scheme"),
        pytest.param({"Authorization": "OAuth"}, id="nothing-behind"),
        pytest.param({"Authorization": 'OAuth realm="oauth_a"'}, id="realm-only-E10"),
    ],
)
def test_from_request_gives_none_when_there_are_no_parameters(headers: Any) -> None:
    """Where nothing is found there is no Request, as in python-oauth2 (E13)."""
    assert oauth2.Request.from_request("GET", "http://h/", headers) is None


# --- what is kept of it -------------------------------------------------------------------------


def test_from_request_changes_nothing_that_it_is_given() -> None:
    """Parameters and headers of the caller's stay as they are (E14)."""
    parameters, headers = {"a": "1"}, {"Authorization": AUTHORIZATION}

    oauth2.Request.from_request("GET", "http://h/?b=2", headers, parameters)

    assert parameters == {"a": "1"}
    assert headers == {"Authorization": AUTHORIZATION}


def test_received_request_can_be_read_as_a_dict() -> None:
    """All parameters stand in the dict; method, URL and body are there too."""
    request = photos.received()

    assert request.get_nonoauth_parameters() == {"file": "vacation.jpg", "size": "original"}
    assert request["oauth_signature"] == photos.SIGNATURE
    assert "realm" not in request
    assert (request.method, request.url) == ("GET", photos.URL)
    assert request.normalized_url == photos.BASE_URI


def test_received_request_serialises_without_repetition() -> None:
    """`to_url` of a received request has each pair as often as it was there."""
    url = "http://h/?a=1&a=1&b=2"

    request = oauth2.Request.from_request("GET", url, {"Authorization": AUTHORIZATION})

    assert request is not None
    assert request.to_url() == f"{url}&oauth_consumer_key=ck&oauth_nonce=%3D%C3%A9"
    assert request.copy().to_url() == request.to_url()


@pytest.mark.parametrize(
    ("body", "is_form_encoded"),
    [(b"a=1", True), (None, True), ("a=1", True)],
    ids=["bytes", "unknown", "text"],
)
def test_received_form_is_known_as_one(body: Any, is_form_encoded: bool) -> None:
    """The Content-Type says whether it is a form, also where the body is not given."""
    request = oauth2.Request.from_request("POST", "http://h/?x=1", FORM, body=body)

    assert request is not None
    assert request.is_form_encoded is is_form_encoded


class Lenient(oauth2.Request):
    """Splits a query in a way of its own, as programs did."""

    @staticmethod
    def _split_url_string(param_str: str | bytes) -> dict[str, str | list[str]]:
        return oauth2.Request._split_url_string(str(param_str).replace(";", "&"))


def test_split_url_string_of_a_subclass_counts() -> None:
    """The hook of python-oauth2 is asked for the URL's query and for `query_string`."""
    request = Lenient.from_request("GET", "http://h/?a=1;b=2")
    beside = Lenient.from_request("GET", "http://h/", query_string="a=1;b=2")

    assert (type(request), request) == (Lenient, {"a": "1", "b": "2"})
    assert beside == {"a": "1", "b": "2"}


@pytest.mark.parametrize(
    ("url", "headers", "body", "parameters", "places"),
    [
        pytest.param("http://h/?a=1", FORM, b"b=2", {"c": "3"}, {}, id="none"),
        pytest.param(
            "http://h/",
            {"Authorization": AUTHORIZATION},
            None,
            None,
            {"header": ("oauth_consumer_key", "oauth_nonce")},
            id="header",
        ),
        pytest.param(
            "http://h/?oauth_a=1&b=2",
            FORM,
            b"oauth_c=3",
            {"oauth_d": "4", "oauth_c": "3"},
            {"query": ("oauth_a",), "body": ("oauth_c",), "parameters": ("oauth_d",)},
            id="all-others",
        ),
    ],
)
def test_received_request_knows_the_places_of_protocol_parameters(
    url: str, headers: Any, body: bytes, parameters: Any, places: dict[str, tuple[str, ...]]
) -> None:
    """A Server refuses more than one place, and names what stands there (RFC 5849 section 3.5)."""
    request = oauth2.Request.from_request("POST", url, headers, parameters, body=body)

    assert request is not None
    assert request._places == places


def test_path_of_a_url_with_a_fragment_counts_as_it_came() -> None:
    """A fragment, which some frameworks leave in, is not part of it (A12)."""
    request = oauth2.Request.from_request("GET", "http://h/[#/%5B", {}, {"a": "1"})

    assert request is not None
    assert request.normalized_url == "http://h/["
