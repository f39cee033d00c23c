"""To the provider's page and back: `authorization_url` and `parse_callback`."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest

import oauth2
from oauth2.flow import callback
from oauth2.signature import same as same_text

TLS = "https://p.example"


def asked(authorize_url: str = TLS + "/authorize", key: str = "a=b", **options: Any) -> Any:
    """Return a flow that has a request token."""
    flow = oauth2.ThreeLeggedFlow(
        oauth2.Consumer("c k", "cs"), TLS + "/request", authorize_url, TLS + "/access", **options
    )
    flow.request_token = oauth2.Token(key, "rs")
    return flow


@pytest.mark.parametrize(
    ("url", "extra", "expected"),
    [
        ("https://p/a", {}, "https://p/a?oauth_token=a%3Db"),
        ("http://p/a?x=1", {}, "http://p/a?x=1&oauth_token=a%3Db"),
        ("https://p/a?x=%2F+1", {}, "https://p/a?x=%2F+1&oauth_token=a%3Db"),
        ("https://p/a?", {}, "https://p/a?oauth_token=a%3Db"),
        ("https://p/a?x&", {}, "https://p/a?x&oauth_token=a%3Db"),
        ("https://p/a#top", {}, "https://p/a?oauth_token=a%3Db#top"),
        ("https://p/\u00e9 ", {}, "https://p/%C3%A9%20?oauth_token=a%3Db"),
        ("https://p/a", {"perms": "read all"}, "https://p/a?oauth_token=a%3Db&perms=read%20all"),
        ("https://p/a", {"n": 1, "o": None}, "https://p/a?oauth_token=a%3Db&n=1"),
        ("https://p/a", {"s": ["x", "y"]}, "https://p/a?oauth_token=a%3Db&s=x&s=y"),
        ("https://p/a", {"name": "Ad\u00e9"}, "https://p/a?oauth_token=a%3Db&name=Ad%C3%A9"),
    ],
    ids=[
        "plain",
        "query",
        "encoded query",
        "empty query",
        "open query",
        "fragment",
        "not ASCII",
        "extra",
        "scalar and None",
        "list",
        "extra not ASCII",
    ],
)
def test_authorization_url_keeps_the_query_and_encodes_once(
    url: str, extra: dict[str, Any], expected: str
) -> None:
    """What was in the query stays, what is added is encoded once (D6)."""
    assert asked(url).authorization_url(**extra) == expected


def test_authorization_url_has_other_names() -> None:
    """Some providers call the token and the consumer key otherwise (E*TRADE)."""
    flow = asked(token_parameter="token", consumer_parameter="key")

    assert flow.authorization_url() == "https://p.example/authorize?token=a%3Db&key=c%20k"


@pytest.mark.parametrize(
    ("callback_url", "expected"),
    [
        pytest.param(
            "https://app/b", "oauth_token=a%3Db&return_url=https%3A%2F%2Fapp%2Fb", id="url"
        ),
        pytest.param("oob", "oauth_token=a%3Db", id="pin"),
    ],
)
def test_authorization_url_names_the_callback_where_it_is_wanted(
    callback_url: str, expected: str
) -> None:
    """Schoology takes it there, and not with the request for the request token."""
    flow = asked(callback_parameter="return_url")
    assert flow.request_token is not None
    flow.request_token.callback = callback_url

    assert flow.authorization_url() == f"https://p.example/authorize?{expected}"


def test_authorization_url_refuses_what_is_no_text() -> None:
    """A mapping cannot stand in a query."""
    with pytest.raises(TypeError, match="'perms'"):
        asked().authorization_url(perms={"read": True})


def test_with_query_adds_nothing_to_a_url() -> None:
    """Where nothing is to be added, the URL stays as it is."""
    assert callback.with_query("https://p/a", {"x": None}) == "https://p/a"


# --- the way back ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://app/back?oauth_token=a%3Db&oauth_verifier=v%201",
        "https://app/back?oauth_token=a%3Db&oauth_verifier=v+1#_=_",
        "https://app/back?my=1&oauth_verifier=v+1&oauth_token=a%3Db&name=Ad%C3%A9&x=%FF",
        "https://app/back?my=1&oauth_verifier=v+1&oauth_token=a%3Db&name=Ad\u00e9",
        "https://app/back?my=what?&oauth_verifier=v+1&oauth_token=a%3Db",
        "myapp://back?oauth_token=a%3Db&oauth_verifier=v+1",
        "myapp:back?oauth_token=a%3Db&oauth_verifier=v+1",
        "/back?oauth_token=a%3Db&oauth_verifier=v+1",
        "/a=1/back?oauth_token=a%3Db&oauth_verifier=v+1",
        "back?oauth_token=a%3Db&oauth_verifier=v+1",
        "?oauth_token=a%3Db&oauth_verifier=v+1",
        "oauth_token=a%3Db&oauth_verifier=v+1",
        "my=what?&oauth_token=a%3Db&oauth_verifier=v+1",
        " https://app/back?oauth_token=a%3Db&oauth_verifier=v+1\n",
        b"https://app/back?oauth_token=a%3Db&oauth_verifier=v+1",
    ],
)
def test_parse_callback_finds_the_verifier(url: str) -> None:
    """The verifier is found in a URL of any scheme, in a path and in a query alone (D7)."""
    flow = asked()

    assert flow.parse_callback(url) == "v 1"
    assert flow.request_token.verifier == "v 1"


@pytest.mark.parametrize(
    ("query", "problem", "message"),
    [
        ("denied=x", None, "the user did not allow the access"),
        ("denied=a%3Db", None, "the user did not allow the access"),
        ("denied=1&denied=2", None, "the user did not allow the access"),
        ("oauth_problem=user_refused", "user_refused", "the user did not allow the access"),
        (
            "oauth_token=a%3Db&oauth_problem=permission_denied",
            "permission_denied",
            "the user did not allow the access",
        ),
        (
            "oauth_problem=too%1Bbad",
            "too\x1bbad",
            "the provider did not allow the access: too\ufffdbad",
        ),
    ],
)
def test_parse_callback_says_that_it_was_denied(
    query: str, problem: str | None, message: str
) -> None:
    """A no is an error of its own, with the provider's word (D7)."""
    with pytest.raises(oauth2.AuthorizationDenied) as caught:
        asked().parse_callback("https://app/back?" + query)

    assert caught.value.problem == problem
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("query", "kind", "message"),
    [
        ("", oauth2.TokenMismatch, "holds no oauth_token"),
        ("oauth_verifier=v", oauth2.TokenMismatch, "holds no oauth_token"),
        ("oauth_token=a&oauth_verifier=v", oauth2.TokenMismatch, "another request token"),
        ("oauth_token=%FF&oauth_verifier=v", oauth2.TokenMismatch, "another request token"),
        ("oauth_token=a&oauth_problem=user_refused", oauth2.TokenMismatch, "another"),
        ("oauth_token=a%3Db&oauth_token=a%3Db", oauth2.TokenMismatch, "more than once"),
        (
            "oauth_token=a%3Db&oauth_verifier=v&oauth_verifier=w",
            oauth2.TokenMismatch,
            "oauth_verifier more than once",
        ),
        ("oauth_token=a%3Db", oauth2.VerifierMissing, "no oauth_verifier"),
        ("oauth_token=a%3Db&oauth_verifier=", oauth2.VerifierMissing, "no oauth_verifier"),
        ("oauth_token=a%3Db&oauth_problem=", oauth2.VerifierMissing, "no oauth_verifier"),
        ("#oauth_token=a%3Db&oauth_verifier=v", oauth2.TokenMismatch, "holds no oauth_token"),
    ],
)
def test_parse_callback_refuses_what_is_not_ours(
    query: str, kind: type[Exception], message: str
) -> None:
    """The callback must be about this request token, clearly, and bring a verifier (D7, D8)."""
    flow = asked()

    with pytest.raises(kind, match=message):
        flow.parse_callback("https://app/back?" + query)

    assert flow.request_token.verifier is None


def test_parse_callback_compares_in_constant_time() -> None:
    """The token is compared by the one function that takes the same time for all (D8)."""
    with mock.patch.object(callback, "same", wraps=same_text) as compared:
        asked().parse_callback("?oauth_token=a%3Db&oauth_verifier=v")

    assert compared.call_args_list == [mock.call("a=b", "a=b")]


def test_parse_callback_takes_no_verifier_from_an_old_provider() -> None:
    """OAuth 1.0 has no verifier: `strict=False` needs none, and takes one."""
    flow = asked(strict=False)

    assert flow.parse_callback("?oauth_token=a%3Db") is None
    assert flow.parse_callback("?oauth_token=a%3Db&oauth_verifier=v") == "v"


@pytest.mark.parametrize(
    ("url", "kind", "message"),
    [
        (None, TypeError, "the callback URL must be text"),
        (["?a=b"], TypeError, "the callback URL must be text"),
        (b"?\xff", oauth2.InvalidText, "the callback URL must be UTF-8"),
    ],
)
def test_parse_callback_refuses_what_is_no_text(
    url: Any, kind: type[Exception], message: str
) -> None:
    """An argument of the wrong kind is named."""
    with pytest.raises(kind, match=message):
        asked().parse_callback(url)
