"""`Request` as a program makes it: a dict with a method and a URL, serialised and signed."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import photos
import pytest

import oauth2

HMAC_SHA1 = oauth2.SignatureMethod_HMAC_SHA1()


# --- a dict with a method and a URL -------------------------------------------------------------


def test_request_holds_what_it_is_given() -> None:
    """Names and bytes become text; scalars of the caller's own stay as they are (B1, A32)."""
    given = {b"a": b"\xc3\xa9", "n": 137131200, "l": [b"x", "y", 1], "t": ("z",), "none": None}

    request = oauth2.Request("post", b"http://h/", given, b"body", True)

    assert request == {"a": "é", "n": 137131200, "l": ["x", "y", 1], "t": ["z"], "none": None}
    assert (request.method, request.url, request.body) == ("POST", "http://h/", b"body")
    assert request.is_form_encoded is True


def test_request_without_arguments_is_an_empty_get() -> None:
    """The defaults are those of python-oauth2."""
    request = oauth2.Request()

    assert (request, request.method, request.body) == ({}, "GET", b"")
    assert request.is_form_encoded is False
    assert oauth2.Request.version == "1.0"


def test_url_is_no_attribute_before_it_is_set() -> None:
    """`Request("GET").url` raises AttributeError, as in python-oauth2 (B13)."""
    request = oauth2.Request("GET")

    with pytest.raises(AttributeError, match="url"):
        _ = request.url
    with pytest.raises(AttributeError, match="normalized_url"):
        _ = request.normalized_url


def test_url_can_be_set_and_taken_away() -> None:
    """`normalized_url` follows `url`."""
    request = oauth2.Request("GET", "http://h/?a=1")
    request.url = "HTTP://EXAMPLE.com:80/x?b=2"
    changed = (request.url, request.normalized_url, request.get_normalized_parameters())
    request.url = None
    emptied = (request.url, request.normalized_url, request.get_normalized_parameters())
    del request.url

    assert changed == ("HTTP://EXAMPLE.com:80/x?b=2", "http://example.com/x", "b=2")
    assert emptied == (None, None, "")
    assert not hasattr(request, "url")
    assert not hasattr(request, "normalized_url")
    with pytest.raises(AttributeError, match="url"):
        del request.url


def test_copy_is_a_request_of_its_own() -> None:
    """`copy` keeps the type, the method and the URL, and is changed alone (B12)."""
    request = oauth2.Request("POST", "http://h/?a=1", {"b": "2"})

    copied = request.copy()
    copied["c"] = "3"

    assert type(copied) is oauth2.Request
    assert (copied.method, copied.url) == ("POST", "http://h/?a=1")
    assert copied.get_normalized_parameters() == "a=1&b=2&c=3"
    assert request == oauth2.Request("POST", "http://h/?a=1", {"b": "2"})


def pickled(request: oauth2.Request) -> Any:
    """Return a Request that went through a pickle."""
    return pickle.loads(pickle.dumps(request))  # noqa: S301  our own


@pytest.mark.parametrize("clone", [copy.copy, copy.deepcopy, pickled])
def test_clone_signs_the_same(clone: Any) -> None:
    """A copied, a deep-copied and an unpickled Request have all that is signed."""
    cloned = clone(photos.unsigned())

    cloned.sign_request(HMAC_SHA1, photos.CONSUMER, photos.TOKEN)

    assert cloned["oauth_signature"] == photos.SIGNATURE


@pytest.mark.parametrize(
    ("other", "equal"),
    [
        pytest.param(oauth2.Request("GET", "http://h/", {"a": "1"}), True, id="same"),
        pytest.param({"a": "1"}, True, id="dict"),
        pytest.param(oauth2.Request("POST", "http://h/", {"a": "1"}), False, id="other-method"),
        pytest.param(oauth2.Request("GET", "http://x/", {"a": "1"}), False, id="other-url"),
        pytest.param(oauth2.Request("GET", None, {"a": "1"}), False, id="no-url"),
        pytest.param(oauth2.Request("GET", "http://h/", {"a": "2"}), False, id="other-value"),
        pytest.param({"a": "2"}, False, id="other-dict"),
        pytest.param("a", False, id="no-dict"),
    ],
)
def test_equal_requests_have_method_and_url_in_common(other: object, equal: bool) -> None:
    """Two Requests differ where their methods or URLs do; a dict has neither (B12)."""
    request = oauth2.Request("GET", "http://h/", {"a": "1"})

    assert (request == other) is equal
    assert (request != other) is not equal


def test_request_cannot_be_hashed() -> None:
    """A Request can change, as every dict."""
    with pytest.raises(TypeError, match="unhashable"):
        hash(oauth2.Request())


# --- its parameters -----------------------------------------------------------------------------


def test_get_parameter_gives_the_value() -> None:
    """A parameter is there, or an error names it."""
    assert photos.unsigned().get_parameter("oauth_version") == "1.0"
    with pytest.raises(
        oauth2.ParameterAbsent, match="Parameter not found: oauth_verifier"
    ) as caught:
        photos.unsigned().get_parameter("oauth_verifier")
    assert caught.value.parameter == "oauth_verifier"


def test_get_nonoauth_parameters_leaves_out_the_protocol() -> None:
    """What starts with `oauth_` is the protocol's."""
    request = oauth2.Request("GET", "http://h/", {"oauth_a": "1", "a": "2", "xoauth_b": "3"})

    assert request.get_nonoauth_parameters() == {"a": "2", "xoauth_b": "3"}


@pytest.mark.parametrize(
    ("url", "parameters", "normalized"),
    [
        pytest.param("http://h/", {"c2": "", "c@": ""}, "c%40=&c2=", id="A1"),
        pytest.param("http://h/", {"multi": ["®", "BAR"]}, "multi=%C2%AE&multi=BAR", id="A1-po2"),
        pytest.param("http://h/?q=%2525&b5=%3D%253D", {}, "b5=%3D%253D&q=%2525", id="A2"),
        pytest.param("http://h/?foo=3&foo=2&foo=1", {}, "foo=1&foo=2&foo=3", id="A4"),
        pytest.param("http://h/?a=1&a=1", {}, "a=1&a=1", id="A4-equal-pairs"),
        pytest.param("http://h/?a=2&a=1", {"a": "3"}, "a=1&a=2&a=3", id="A4-url-and-dict"),
        pytest.param("http://h/?a=1", {"a": "1"}, "a=1&a=1", id="A4-same-in-url-and-dict"),
        pytest.param("http://h/?flag=&x", {"e": ""}, "e=&flag=&x=", id="A6"),
        pytest.param("http://h/", {"a": "~ +*!()'"}, "a=~%20%2B%2A%21%28%29%27", id="A14"),
        pytest.param("http://h/?q=1+2%2B3", {}, "q=1%202%2B3", id="A14-plus"),
        pytest.param("http://h/", {"s": "ué¿"}, "s=u%C3%A9%C2%BF", id="A16"),
        pytest.param("http://h/?q=%FF", {}, "q=%FF", id="A17"),
        pytest.param("http://h/", {"t": 137131200, "f": 1.5}, "f=1.5&t=137131200", id="A32"),
        pytest.param("http://h/", {"a": [1, 2], "n": None}, "a=1&a=2", id="A33"),
        pytest.param("http://h/", {"m": [None, 3]}, "m=3", id="A33-None-in-list"),
        pytest.param("http://h/?a=1;b=2", {}, "a=1%3Bb%3D2", id="A34"),
        pytest.param("http://h/?f[]=1&a=100%", {}, "a=100%25&f%5B%5D=1", id="A35"),
        pytest.param(
            "http://h/?oauth_signature=u", {"oauth_signature": "s", "a": "1"}, "a=1", id="signature"
        ),
    ],
)
def test_normalized_parameters_are_url_and_dict(
    url: str, parameters: dict[str, Any], normalized: str
) -> None:
    """Each parameter on the wire is signed exactly once, encoded and then sorted."""
    assert oauth2.Request("GET", url, parameters).get_normalized_parameters() == normalized


@pytest.mark.parametrize(
    ("url", "parameters", "expected"),
    [
        pytest.param("http://h/", {"a": ["1", "2"]}, "http://h/?a=1&a=2", id="A5"),
        pytest.param("http://h/?flag=&x=1", {}, "http://h/?flag=&x=1", id="A6"),
        pytest.param("http://h/?q=%FF", {"b": "2"}, "http://h/?q=%FF&b=2", id="A17"),
        pytest.param("http://h/?q=1+2", {"s": "a b"}, "http://h/?q=1+2&s=a%20b", id="A14"),
        pytest.param("http://h/?b=2&a=", {"c": 3}, "http://h/?b=2&a=&c=3", id="order-kept"),
        pytest.param("http://h/?x=100%", {}, "http://h/?x=100%", id="stray-percent"),
        pytest.param("http://h", {}, "http://h/", id="empty-path"),
        pytest.param("http://h/?", {"a": "1"}, "http://h/?a=1", id="empty-query"),
        pytest.param("http://h/r v/é?ü=ö", {}, "http://h/r%20v/%C3%A9?%C3%BC=%C3%B6", id="raw"),
        pytest.param("http://h/a;v=1#frag", {"a": "1"}, "http://h/a;v=1?a=1#frag", id="fragment"),
        pytest.param("http://h/?a=1", {"a": "1", "n": None}, "http://h/?a=1&a=1", id="repeated"),
    ],
)
def test_to_url_adds_the_dict_to_the_query(
    url: str, parameters: dict[str, Any], expected: str
) -> None:
    """The query of the URL stays as it is, and what is in the dict follows."""
    assert oauth2.Request("GET", url, parameters).to_url() == expected


def test_to_url_needs_a_url() -> None:
    """There must be something to add to."""
    with pytest.raises(oauth2.InvalidURL, match="the URL of the request is not set"):
        oauth2.Request("GET", None, {"a": "1"}).to_url()


def test_to_postdata_is_a_form_in_order_of_names() -> None:
    """Blank values stay (A6), lists are pairs (A5), a space is `%20` as in python-oauth2 (A14)."""
    request = oauth2.Request(
        "POST", "http://h/?q=0", {"b": "2 é", "a": "", "c": [3, "x+"], "n": None}
    )

    assert request.to_postdata() == "a=&b=2%20%C3%A9&c=3&c=x%2B"


@pytest.mark.parametrize(
    ("realm", "expected"),
    [
        pytest.param((), 'OAuth realm="", oauth_b="%3D%C3%A9", oauth_n="7"', id="default"),
        pytest.param((None,), 'OAuth oauth_b="%3D%C3%A9", oauth_n="7"', id="none"),
        pytest.param(("a b",), 'OAuth realm="a b", oauth_b="%3D%C3%A9", oauth_n="7"', id="text"),
    ],
)
def test_to_header_holds_the_protocol_parameters(realm: tuple[Any, ...], expected: str) -> None:
    """Values are encoded (A28), numbers too (A32); what is not the protocol's stays out."""
    request = oauth2.Request("GET", "http://h/", {"oauth_b": "=é", "oauth_n": 7, "a": "1"})

    assert request.to_header(*realm) == {"Authorization": expected}


def test_repr_shows_neither_signature_nor_sensitive_values() -> None:
    """A Request can be printed: no query, no signature, no password, no verifier."""
    given = {"a": "1", "oauth_signature": "cs&ts", "x_auth_password": "pw", "oauth_verifier": "vf"}
    request = oauth2.Request("GET", "http://u:p@h/x?q=secret", given)

    assert repr(request) == (
        "<Request GET http://h/x {'a': '1', 'x_auth_password': '(redacted)', "
        "'oauth_verifier': '(redacted)'}>"
    )
    assert repr(oauth2.Request()) == "<Request GET None {}>"


def test_split_header_gives_a_dict() -> None:
    """The hook of python-oauth2 takes what stands behind the word OAuth (E10, E11)."""
    header = 'realm="a,b", oauth_a = "1%202", oauth_b="realm", oauth_c=3'

    parameters = oauth2.Request._split_header(header)

    assert parameters == {"oauth_a": "1 2", "oauth_b": "realm", "oauth_c": "3"}


# --- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        pytest.param(("GET", "ftp://h/"), oauth2.InvalidURL, "must start with http", id="scheme"),
        pytest.param(("GET", "/x"), oauth2.InvalidURL, "must start with http", id="relative"),
        pytest.param(("GET", b"\xff"), oauth2.InvalidText, "UTF-8", id="url-octets"),
        pytest.param(("GET", 5), TypeError, "text or bytes", id="url-number"),
        pytest.param(("A B", "http://h/"), oauth2.InvalidRequest, "method 'A B'", id="method"),
        pytest.param(("", "http://h/"), oauth2.InvalidRequest, "method ''", id="no-method"),
        pytest.param((None, "http://h/"), TypeError, "method must be text", id="method-None"),
        pytest.param(("GET", None, {"a": {}}), TypeError, "'a' must not be a dict", id="dict"),
        pytest.param(("GET", None, {"a": b"\xff"}), oauth2.InvalidText, "UTF-8", id="octets"),
        pytest.param(("GET", None, {b"\xff": "a"}), oauth2.InvalidText, "UTF-8", id="name-octets"),
        pytest.param(("GET", None, {1: "a"}), TypeError, "text or bytes", id="name-number"),
    ],
)
def test_bad_argument_is_refused(
    arguments: tuple[Any, ...], error: type[Exception], message: str
) -> None:
    """What cannot be a request is refused when it is made, in words that name it."""
    with pytest.raises(error, match=message):
        oauth2.Request(*arguments)
