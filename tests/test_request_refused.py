"""`Request.from_request`: what is no request is refused with a status."""

from __future__ import annotations

from typing import Any

import pytest

import oauth2

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
AUTHORIZATION = 'OAuth realm="x", oauth_consumer_key="ck", oauth_nonce="%3D%C3%A9"'


@pytest.mark.parametrize(
    ("url", "header", "body"),
    [
        pytest.param(
            "http://h/?oauth_consumer_key=evil", 'OAuth oauth_consumer_key="ck"', b"", id="E8"
        ),
        pytest.param(
            "http://h/?oauth_consumer_key=ck", 'OAuth oauth_consumer_key="ck"', b"", id="same-value"
        ),
        pytest.param("http://h/", 'OAuth oauth_nonce="1", oauth_nonce="2"', b"", id="header"),
        pytest.param("http://h/?oauth_nonce=1&oauth_nonce=1", "", b"", id="query"),
        pytest.param("http://h/", "", b"oauth_nonce=1&oauth_nonce=2", id="form"),
        pytest.param("http://h/?oauth_nonce=1", "", b"oauth_nonce=1", id="query-and-form"),
    ],
)
def test_from_request_refuses_repeated_protocol_parameters(
    url: str, header: str, body: bytes
) -> None:
    """A protocol parameter is there once, else 400, and none goes before another (E8)."""
    headers = {**FORM, "Authorization": header}

    with pytest.raises(oauth2.ParameterRepeated, match="is there 2 times") as caught:
        oauth2.Request.from_request("POST", url, headers, body=body)

    assert (caught.value.status, caught.value.problem) == (400, "parameter_rejected")


@pytest.mark.parametrize(
    ("url", "query"),
    [("http://h/?oauth_consumer_key=ck&x=1", None), ("http://h/", "oauth_consumer_key=ck&x=1")],
    ids=["URL", "query_string"],
)
def test_from_request_refuses_what_parameters_repeat_in_part(url: str, query: str | None) -> None:
    """What is not all of the query is the body, so that the parameter is in both (E8)."""
    parameters = {"oauth_consumer_key": "ck", "y": "2"}

    with pytest.raises(oauth2.ParameterRepeated, match="'oauth_consumer_key' is there 2 times"):
        oauth2.Request.from_request("GET", url, None, parameters, query)


def test_from_request_names_the_repeated_parameter() -> None:
    """In full for the program, and no longer than is good for a message."""
    name = "oauth_" + 1000 * "x"

    with pytest.raises(
        oauth2.ParameterRepeated, match=r"^the protocol parameter 'oauth_x{34}' is there 2"
    ) as caught:
        oauth2.Request.from_request("GET", f"http://h/?{name}=1&{name}=2")

    assert caught.value.parameter == name


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(("GET", "ftp://h/"), "must start with http", id="scheme"),
        pytest.param(("GET", "/x?a=1"), "must start with http", id="relative"),
        pytest.param(("GET", "http://a b/"), "host", id="host"),
        pytest.param(("GET", b"http://h/\xff"), "URL must be UTF-8", id="url-octets"),
        pytest.param(("A B", "http://h/"), "method 'A B'", id="method"),
        pytest.param(
            ("GET", "http://h/", {"Authorization": 'OAuth a="\udcff"'}), "surrogate", id="s"
        ),
        pytest.param(("GET", "http://h/", None, {"a": "\ud800"}), "surrogate", id="parameter"),
        pytest.param(("GET", "http://h/", None, None, "\udd00"), "surrogate", id="query_string"),
        pytest.param(("GET", "http://h/", None, {"a": b"\xff"}), "'a' must be UTF-8", id="octets"),
    ],
)
def test_from_request_refuses_what_is_no_request(arguments: tuple[Any, ...], message: str) -> None:
    """What cannot be a request is answered with 400; it is a ValueError too, as in 1.9."""
    with pytest.raises(oauth2.MalformedRequest, match=message) as caught:
        oauth2.Request.from_request(*arguments)

    assert (caught.value.status, caught.value.problem) == (400, "parameter_rejected")
    assert isinstance(caught.value, ValueError)


def test_from_request_refuses_a_form_that_is_no_text() -> None:
    """A body is bytes, or text that can be."""
    with pytest.raises(oauth2.MalformedRequest, match="lone surrogate"):
        oauth2.Request.from_request("POST", "http://h/", FORM, body="a=\udcff")


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        pytest.param({"Authorization": "OAuth a=b c"}, "malformed at character 0", id="grammar"),
        pytest.param({"Authorization": "OAuth a"}, "malformed at character 0", id="no-value"),
        pytest.param([("Authorization", AUTHORIZATION)] * 2, "more than one OAuth", id="two"),
    ],
)
def test_from_request_refuses_malformed_authorization(headers: Any, message: str) -> None:
    """A header that is OAuth's and cannot be parsed is answered with 400."""
    with pytest.raises(oauth2.MalformedHeader, match=message) as caught:
        oauth2.Request.from_request("GET", "http://h/", headers)

    assert (caught.value.status, caught.value.problem) == (400, "parameter_rejected")
    assert isinstance(caught.value, oauth2.InvalidHeader)
