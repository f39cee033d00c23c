"""What programs for python-oauth2 pass to `Request.from_request` and `Server.verify_request`."""

from __future__ import annotations

from email.message import Message
from http.client import HTTPMessage
from typing import Any

import pytest
from _contract import CONSUMER, URL, server_of, signed
from werkzeug.datastructures import Headers, ImmutableMultiDict

import oauth2


def message(value: str) -> HTTPMessage:
    """Return header fields as `http.server` has them."""
    headers = HTTPMessage()
    headers["Authorization"] = value
    return headers


@pytest.mark.parametrize(
    "headers_of",
    [
        pytest.param(lambda value: {"Authorization": value}, id="dict"),
        pytest.param(lambda value: {"authorization": value, "Date": None}, id="lower-case"),
        pytest.param(lambda value: [("Authorization", value)], id="pairs"),
        pytest.param(lambda value: {b"authorization": value.encode()}, id="bytes"),
        pytest.param(message, id="http.server"),
        pytest.param(lambda value: Headers({"Authorization": value}), id="werkzeug"),
        pytest.param(
            lambda value: {"HTTP_AUTHORIZATION": value, "wsgi.version": (1, 0), "x.config": {}},
            id="environ",
        ),
    ],
)
def test_from_request_takes_the_headers_that_programs_pass(headers_of: Any) -> None:
    """The Authorization header is found in whatever a framework calls its headers (B6)."""
    sent = signed()
    value = sent.to_header()["Authorization"]

    request = oauth2.Request.from_request("POST", URL, headers=headers_of(value))

    assert request == sent


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Authorization": None}, id="none"),
        pytest.param({"Authorization": ""}, id="empty"),
        pytest.param({"Authorization": "Basic YTpi"}, id="other-scheme"),
        pytest.param(
            {"wsgi.input": object(), "x.config": {"a": 1}, "REMOTE_USER": None}, id="environ"
        ),
        pytest.param(Message(), id="message"),
        pytest.param({}, id="no-headers"),
    ],
)
def test_from_request_takes_headers_without_oauth(headers: Any) -> None:
    """`{"Authorization": environ.get("HTTP_AUTHORIZATION")}` need not hold anything."""
    sent = signed()

    request = oauth2.Request.from_request("POST", URL, headers=headers, parameters=sent)

    assert request == sent


@pytest.mark.parametrize(
    "parameters_of",
    [
        pytest.param(dict, id="dict"),
        pytest.param(ImmutableMultiDict, id="flask-form"),
        pytest.param(lambda pairs: {name: [value] for name, value in pairs.items()}, id="lists"),
    ],
)
def test_launch_form_verifies(parameters_of: Any) -> None:
    """An LTI tool passes the form, and the URL with or without its query."""
    sent = signed(URL + "?course=1", {"roles": "Instructor", "context": "é &"})
    parameters = parameters_of(dict(sent))

    request = oauth2.Request.from_request("POST", URL + "?course=1", None, parameters)

    assert request is not None
    assert server_of().verify_request(request, CONSUMER, None) == {
        "roles": "Instructor",
        "context": "é &",
        "course": "1",
    }


def test_all_parameters_with_the_query_string_verify() -> None:
    """A framework that mixes query and form gives all of them, and the query string again."""
    sent = signed(URL + "?course=1", {"roles": "Instructor"})

    request = oauth2.Request.from_request(
        "POST", URL, None, dict(sent) | {"course": "1"}, query_string="course=1"
    )

    assert request is not None
    assert server_of().verify_request(request, CONSUMER, None) == {
        "roles": "Instructor",
        "course": "1",
    }


@pytest.mark.parametrize("token", [None, {}, ""], ids=repr)
def test_anything_empty_stands_for_no_token(token: Any) -> None:
    """LTI tools pass `{}` where there is no token."""
    assert server_of().verify_request(signed(), CONSUMER, token) == {}


def test_consumer_may_be_an_object_of_the_program() -> None:
    """A model with `key` and `secret` will do for a consumer."""

    class Model:
        key = "key"
        secret = "secret"

    assert server_of().verify_request(signed(), Model(), None) == {}  # type: ignore[arg-type]  # the point


def test_signature_may_be_made_bytes_again() -> None:
    """Programs encode `oauth_signature` before they verify, because python-oauth2 needed that."""
    request = signed()
    request["oauth_signature"] = request["oauth_signature"].encode("utf-8")

    assert server_of().verify_request(request, CONSUMER, None) == {}
