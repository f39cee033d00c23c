"""What a client signs by hand is verified by a Server, whichever way it arrives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import oauth2
from oauth2.base_string import normalize_parameters
from oauth2.encoding import flatten

CONSUMER = oauth2.Consumer("ck", "cs")
TOKEN = oauth2.Token("tk", "ts")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
HMAC_SHA1 = oauth2.SignatureMethod_HMAC_SHA1()


def signed(method: str, url: str, form: Any = None) -> oauth2.Request:
    """Return a request that a program signed with python-oauth2's own functions."""
    request = oauth2.Request.from_consumer_and_token(
        CONSUMER, TOKEN, method, url, form, is_form_encoded=True
    )
    request.sign_request(HMAC_SHA1, CONSUMER, TOKEN)
    return request


def by_header(request: oauth2.Request, url: str, body: str) -> oauth2.Request | None:
    """Return what arrives with the protocol parameters in the header."""
    headers = {**FORM, **request.to_header()}
    return oauth2.Request.from_request(request.method, url, headers, body=body)


def by_header_decoded(request: oauth2.Request, url: str, body: str) -> oauth2.Request | None:
    """Return the same where a framework has decoded query and form, both in one."""
    both = oauth2.Request._split_url_string(f"{url.partition('?')[2]}&{body}")
    return oauth2.Request.from_request(request.method, url, request.to_header(), both)


def by_url(request: oauth2.Request, url: str, body: str) -> oauth2.Request | None:
    """Return what arrives with everything in the query."""
    return oauth2.Request.from_request(request.method, request.to_url())


def by_form(request: oauth2.Request, url: str, body: str) -> oauth2.Request | None:
    """Return what arrives with the protocol parameters in the form."""
    return oauth2.Request.from_request(request.method, url, FORM, body=request.to_postdata())


WAYS = [by_header, by_header_decoded, by_url, by_form]


@pytest.mark.parametrize(
    ("url", "form", "body", "normalized"),
    [
        pytest.param("http://h/?a=1", {}, "", "a=1", id="query-A3"),
        pytest.param("http://h/?a=1&a=1", {}, "", "a=1&a=1", id="equal-pairs-A4"),
        pytest.param("http://h/?a=3&a=1&a=2", {}, "", "a=1&a=2&a=3", id="values-A4"),
        pytest.param("http://h/", {"b": "2", "e": ""}, "b=2&e=", "b=2&e=", id="form-A6"),
        pytest.param("http://h/?a=1", {"b": "2"}, "b=2", "a=1&b=2", id="both-A3"),
        pytest.param("http://h/?a=1", {"a": "1"}, "a=1", "a=1&a=1", id="same-in-both-A4"),
        pytest.param(
            "http://h/?a=1&f[]=%FF+%2B",
            {"a": ["1", "é"]},
            "a=1&a=%C3%A9",
            "a=%C3%A9&a=1&a=1&f%5B%5D=%FF%20%2B",
            id="all",
        ),
    ],
)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_signed_request_is_verified(
    way: Callable[..., oauth2.Request], url: str, form: Any, body: str, normalized: str
) -> None:
    """Each parameter counts as often as it is on the wire (A3, A4)."""
    arrived = way(signed("POST", url, form), url, body)

    parameters = oauth2.Server({"HMAC-SHA1": HMAC_SHA1}).verify_request(arrived, CONSUMER, TOKEN)

    assert normalize_parameters(flatten(parameters.items())) == normalized


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_tampered_request_is_refused(way: Callable[..., oauth2.Request]) -> None:
    """One parameter more, one equal pair more, and the signature is wrong."""
    request = signed("POST", "http://h/?a=1", {"b": "2"})
    server = oauth2.Server({"HMAC-SHA1": HMAC_SHA1})
    request["b"] = ["2", "2"]

    with pytest.raises(oauth2.InvalidSignature):
        server.verify_request(way(request, "http://h/?a=1", "b=2&b=2"), CONSUMER, TOKEN)


def test_lti_launch_is_verified() -> None:
    """A form of an LTI 1.1 launch: no token, all in the body, callback and blanks too (E22)."""
    # printf '%s' "$BASE" | openssl dgst -sha1 -hmac 'secret&' -binary | base64, where BASE is
    # POST&https%3A%2F%2Ftool.example%2Flti&context_title%3DCaf%25C3%25A9%2520%2526%26
    # custom_empty%3D%26lti_message_type%3Dbasic-lti-launch-request%26lti_version%3DLTI-1p0%26
    # oauth_callback%3Dabout%253Ablank%26oauth_consumer_key%3D12345%26
    # oauth_nonce%3D93ac608e18a7d41dec8f7219e1bf6a17%26oauth_signature_method%3DHMAC-SHA1%26
    # oauth_timestamp%3D1348093590%26oauth_version%3D1.0%26x%3D1
    body = (
        "lti_message_type=basic-lti-launch-request&lti_version=LTI-1p0&context_title=Caf%C3%A9+%26"
        "&custom_empty=&oauth_callback=about%3Ablank&oauth_consumer_key=12345"
        "&oauth_nonce=93ac608e18a7d41dec8f7219e1bf6a17&oauth_signature_method=HMAC-SHA1"
        "&oauth_timestamp=1348093590&oauth_version=1.0&oauth_signature=j%2BTNh9FlTB7lSiQrYCJjiwx3pmE%3D"
    )
    server = oauth2.Server({"HMAC-SHA1": HMAC_SHA1}, clock=lambda: 1348093600)
    request = oauth2.Request.from_request("POST", "https://tool.example/lti?x=1", FORM, body=body)

    parameters = server.verify_request(request, oauth2.Consumer("12345", "secret"), None)

    assert parameters["context_title"] == "Café &"
    assert parameters["custom_empty"] == ""
