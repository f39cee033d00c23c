"""The small habits of python-oauth2's credentials, requests and signature methods."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

import oauth2

URL = "http://photos.example.net/photos"
CONSUMER = oauth2.Consumer("key", "secret")
TOKEN = oauth2.Token("token", "token secret")
HMAC_SHA1 = oauth2.SignatureMethod_HMAC_SHA1()


class NamedToken(oauth2.Token):
    """A token as programs subclass it: with more arguments."""

    def __init__(self, key: str, secret: str, name: str) -> None:
        super().__init__(key, secret)
        self.name = name


# --- credentials ------------------------------------------------------------------------------


@pytest.mark.parametrize("credential", [oauth2.Consumer, oauth2.Token])
@pytest.mark.parametrize(("key", "secret"), [(None, "s"), ("k", None)])
def test_missing_key_or_secret_is_a_value_error(
    credential: Callable[[Any, Any], object], key: str | None, secret: str | None
) -> None:
    """None is refused; an empty text is not."""
    with pytest.raises(ValueError, match="must be set"):
        credential(key, secret)


def test_text_of_credentials_holds_all_of_them() -> None:
    """`str()` serialises, because programs store it."""
    assert str(CONSUMER) == "oauth_consumer_key=key&oauth_consumer_secret=secret"
    assert str(TOKEN) == TOKEN.to_string() == "oauth_token=token&oauth_token_secret=token+secret"


def test_token_takes_callback_and_verifier() -> None:
    """Setting the callback confirms it; a verifier is made where none is given."""
    token = oauth2.Token("token", "secret")
    assert (token.callback, token.callback_confirmed, token.verifier) == (None, None, None)

    token.set_callback("http://printer.example.com/ready")
    token.set_verifier()

    assert token.callback == "http://printer.example.com/ready"
    assert token.callback_confirmed == "true"
    assert token.verifier.isdecimal()


@pytest.mark.parametrize("text", ["", "a=b", "oauth_token=a", "oauth_token_secret=b"])
def test_token_string_without_its_parts_is_a_value_error(text: str) -> None:
    """Programs that catch ValueError around `from_string` still do."""
    with pytest.raises(ValueError, match="is missing in the token string"):
        oauth2.Token.from_string(text)


def test_from_string_takes_the_content_of_a_response() -> None:
    """httplib2 gives bytes, and `from_string` took them."""
    token = oauth2.Token.from_string(b"oauth_token=a%20b&oauth_token_secret=c")

    assert (token.key, token.secret) == ("a b", "c")


def test_from_string_works_on_a_subclass_with_another_init() -> None:
    """A subclass need not take key and secret alone."""
    token = NamedToken.from_string("oauth_token=a&oauth_token_secret=b")

    assert (token.key, token.secret) == ("a", "b")


# --- Request ----------------------------------------------------------------------------------


def test_request_without_url_has_no_url_attribute() -> None:
    """`hasattr(request, "url")` is False until one is set, also with `normalized_url`."""
    request = oauth2.Request("GET")

    with pytest.raises(AttributeError, match="url"):
        _ = request.url
    assert not hasattr(request, "normalized_url")


def test_request_with_none_set_as_url_has_none() -> None:
    """Setting None is not the same as setting nothing."""
    request = oauth2.Request("GET", URL)

    request.url = None

    assert request.url is None
    assert request.normalized_url is None


def test_setting_the_url_sets_the_normalized_one() -> None:
    """The URL stays as given; query, fragment and the scheme's own port are left out beside it."""
    request = oauth2.Request("GET", "http://example.com/old")

    request.url = "https://example.com:443/new?a=1#there"

    assert request.url == "https://example.com:443/new?a=1#there"
    assert request.normalized_url == "https://example.com/new"


@pytest.mark.parametrize("url", ["ftp://example.com/", "example.com", "/path", ""])
def test_url_that_is_not_http_is_a_value_error(url: str) -> None:
    """Programs that catch ValueError for a wrong URL still do."""
    with pytest.raises(ValueError, match="unsupported URL"):
        oauth2.Request("GET", url)


def test_method_is_in_upper_case() -> None:
    """`request.method` can be compared with "POST", however it was given."""
    request = oauth2.Request("post", URL)
    assert request.method == "POST"

    request.method = "put"

    assert request.method == "PUT"


def test_values_of_the_caller_stay_as_given() -> None:
    """Numbers stay numbers, bytes become text, and an iterable becomes a list."""
    request = oauth2.Request("GET", URL, {b"a": b"1", "b": 2, "c": (b"x", "y"), "d": 1.5})

    assert request == {"a": "1", "b": 2, "c": ["x", "y"], "d": 1.5}


def test_request_is_updated_like_a_dict() -> None:
    """Yelp's example, and many after it, put the protocol parameters in by `update`."""
    request = oauth2.Request(method="GET", url=URL + "?", parameters={"term": "food"})
    request.update(
        {
            "oauth_nonce": "5b1c0e2f",
            "oauth_timestamp": 1443653022,
            "oauth_token": "token",
            "oauth_consumer_key": "key",
        }
    )

    request.sign_request(HMAC_SHA1, CONSUMER, TOKEN)

    # Recorded with python-oauth2 1.9.0.post1 on Python 3.11.
    assert request["oauth_signature"] == "HXTxeowymwQSW2a212s/uJNAv4g="
    assert request.to_url().startswith(URL + "?term=food&oauth_nonce=5b1c0e2f&")


def test_own_parameters_are_told_from_protocol_parameters() -> None:
    """`get_nonoauth_parameters` gives the rest, `get_parameter` one or an Error."""
    request = oauth2.Request("GET", URL, {"oauth_token": "t", "a": "1"})

    assert request.get_nonoauth_parameters() == {"a": "1"}
    assert request.get_parameter("oauth_token") == "t"
    with pytest.raises(oauth2.Error, match="Parameter not found: b"):
        request.get_parameter("b")


def test_from_request_gives_none_without_parameters() -> None:
    """A request without any parameter is None, which programs test for."""
    assert oauth2.Request.from_request("GET", URL) is None
    assert oauth2.Request.from_request("GET", URL, {"Authorization": "Basic YTpi"}) is None


def test_from_request_raises_error_for_a_malformed_header() -> None:
    """A header that cannot be parsed is an `Error`, nothing else."""
    with pytest.raises(oauth2.Error):
        oauth2.Request.from_request("GET", URL, {"Authorization": "OAuth this is a bad header"})


def test_factory_leaves_what_parameters_say() -> None:
    """Nonce, timestamp and version of the program win; the token's key wins over theirs."""
    request = oauth2.Request.from_consumer_and_token(
        CONSUMER,
        TOKEN,
        http_url=URL,
        parameters={"oauth_nonce": "mine", "oauth_timestamp": "5", "oauth_token": "other"},
    )

    assert request["oauth_nonce"] == "mine"
    assert request["oauth_timestamp"] == "5"
    assert request["oauth_token"] == "token"
    assert request["oauth_version"] == "1.0"


def test_values_that_are_set_by_signing_are_text() -> None:
    """No bytes are left in the dict, to leak as `b'…'` into a form or JSON (B1)."""
    request = oauth2.Request.from_consumer_and_token(CONSUMER, TOKEN, "PUT", URL, body=b"{}")

    request.sign_request(HMAC_SHA1, CONSUMER, TOKEN)

    assert {type(value) for value in request.values()} == {str}


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy], ids=["copy", "deepcopy"])
def test_copied_request_signs_the_same(
    duplicate: Callable[[oauth2.Request], oauth2.Request],
) -> None:
    """A copy knows method and URL too."""
    request = oauth2.Request("GET", URL + "?a=1", {"oauth_nonce": "n"})

    assert duplicate(request) == request
    assert duplicate(request).get_normalized_parameters() == "a=1&oauth_nonce=n"


def test_pickled_request_signs_the_same() -> None:
    """A request survives a pickle, as it did."""
    request = oauth2.Request("GET", URL + "?a=1", {"oauth_nonce": "n"})

    assert pickle.loads(pickle.dumps(request)) == request  # noqa: S301  # our own bytes


# --- signature methods ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "method", [oauth2.SignatureMethod_HMAC_SHA1(), oauth2.SignatureMethod_PLAINTEXT()]
)
def test_sign_gives_ascii_bytes_and_check_takes_them(method: oauth2.SignatureMethod) -> None:
    """`sign` returns bytes, and `check` takes bytes and text."""
    request = oauth2.Request("GET", URL, {"oauth_nonce": "n"})

    signature = method.sign(request, CONSUMER, TOKEN)

    assert isinstance(signature, bytes)
    assert method.check(request, CONSUMER, TOKEN, signature)
    assert method.check(request, CONSUMER, TOKEN, signature.decode("ascii"))
    assert not method.check(request, CONSUMER, TOKEN, signature + b"A")


def test_signing_base_gives_key_and_text() -> None:
    """The key comes first; both are bytes for HMAC-SHA1 and text for PLAINTEXT."""
    request = oauth2.Request("GET", URL, {"oauth_nonce": "n"})

    assert HMAC_SHA1.signing_base(request, CONSUMER, TOKEN) == (
        b"secret&token%20secret",
        b"GET&http%3A%2F%2Fphotos.example.net%2Fphotos&oauth_nonce%3Dn",
    )
    assert oauth2.SignatureMethod_PLAINTEXT().signing_base(request, CONSUMER, None) == (
        "secret&",
        "secret&",
    )


def test_signing_without_a_url_is_a_value_error() -> None:
    """Programs that catch ValueError around `sign_request` still do."""
    with pytest.raises(ValueError, match="URL of the request is not set"):
        oauth2.Request("GET").sign_request(HMAC_SHA1, CONSUMER, None)


def test_base_class_signs_nothing() -> None:
    """A method that a program has not finished says so."""
    with pytest.raises(NotImplementedError):
        oauth2.SignatureMethod().sign(oauth2.Request("GET", URL), CONSUMER, None)
