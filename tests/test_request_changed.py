"""A received `Request` that is changed: what is signed is what is sent, whatever changes."""

from __future__ import annotations

import pytest
from oauthlib.oauth1.rfc5849 import signature as independent

import oauth2

HMAC_SHA1 = oauth2.SignatureMethod_HMAC_SHA1()
CONSUMER = oauth2.Consumer("ck", "cs")


def received(url: str = "http://h/x?a=1&b=2") -> oauth2.Request:
    """Return a request as a server gets it."""
    request = oauth2.Request.from_request("GET", url)
    assert request is not None
    return request


def signed_by_oauthlib(url: str) -> str:
    """Return what oauthlib normalises of the URL that is sent."""
    pairs = independent.collect_parameters(uri_query=url.partition("?")[2])
    return str(independent.normalize_parameters(pairs))  # type: ignore[arg-type]  # its stubs err


def change_url(request: oauth2.Request) -> None:
    """Ask for something else."""
    request.url = "http://h/x?a=1&admin=1"


def change_value(request: oauth2.Request) -> None:
    """Give a parameter another value."""
    request["a"] = "3"


def remove_value(request: oauth2.Request) -> None:
    """Take a parameter out."""
    del request["b"]


def add_value(request: oauth2.Request) -> None:
    """Put a parameter in."""
    request["c"] = "4"


@pytest.mark.parametrize("change", [change_url, change_value, remove_value, add_value])
def test_changed_request_is_signed_as_it_is_sent(change: object) -> None:
    """`to_url` sends each parameter that was signed, and no other."""
    request = received()
    assert callable(change)
    change(request)

    assert request.get_normalized_parameters() == signed_by_oauthlib(request.to_url())


def test_changed_url_is_not_verified_by_the_old_signature() -> None:
    """A parameter that came in after signing is found."""
    signed = oauth2.Signer(CONSUMER).sign("GET", "http://h/x?a=1")
    request = oauth2.Request.from_request("GET", signed.url, signed.headers)
    assert request is not None
    request.url = "http://h/x?a=1&admin=1"

    with pytest.raises(oauth2.InvalidSignature):
        oauth2.Server({"HMAC-SHA1": HMAC_SHA1}).verify_request(request, CONSUMER, None)


def test_signing_a_signed_url_again_counts_its_query_once() -> None:
    """The signature goes out of the URL, the rest of the query stays signed once."""
    url = "http://h/x?a=1&oauth_signature=old"
    request = received(url)

    request.sign_request(HMAC_SHA1, CONSUMER, None)

    assert request.to_url().count("a=1") == 1
    assert request.to_url().count("oauth_signature=") == 1
    assert request.get_normalized_parameters().count("a=1") == 1


def test_repr_shows_names_when_a_value_cannot_be_signed() -> None:
    """A debugger can look at any request."""
    request = oauth2.Request("GET", "http://h/x")
    request["a"] = b"\xff"

    assert repr(request) == "<Request GET http://h/x {'a': '…'}>"


@pytest.mark.parametrize("parameters", ["a=1", b"a=1", 5, object()], ids=ascii)
def test_parameters_of_another_kind_are_refused(parameters: object) -> None:
    """The message names the argument."""
    with pytest.raises(TypeError, match="parameters must be a mapping, not "):
        oauth2.Request("GET", "http://h/x", parameters)  # type: ignore[arg-type]
