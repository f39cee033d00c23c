"""The normalised parameters and the base string (RFC 5849 section 3.4.1)."""

from __future__ import annotations

import pytest

from oauth2.base_string import (
    join_query,
    normalize_parameters,
    redact_base_string,
    redact_pairs,
    signature_base_string,
)
from oauth2.encoding import form_decode
from oauth2.errors import InvalidText

# --- the parameters (section 3.4.1.3.2) --------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "normalized"),
    [
        pytest.param(
            # RFC 5849 section 3.4.1.3.2
            "b5=%3D%253D&a3=a&c%40=&a2=r%20b&oauth_consumer_key=9djdj82h48djs9d2"
            "&oauth_token=kkk9d7dh3k39sjv7&oauth_signature_method=HMAC-SHA1"
            "&oauth_timestamp=137131201&oauth_nonce=7d8f3e4a&c2&a3=2+q",
            "a2=r%20b&a3=2%20q&a3=a&b5=%3D%253D&c%40=&c2=&oauth_consumer_key=9djdj82h48djs9d2"
            "&oauth_nonce=7d8f3e4a&oauth_signature_method=HMAC-SHA1"
            "&oauth_timestamp=137131201&oauth_token=kkk9d7dh3k39sjv7",
            id="RFC 5849",
        ),
        pytest.param("", "", id="nothing"),
        pytest.param("c2=&c%40=", "c%40=&c2=", id="A1"),
        pytest.param("multi=BAR&multi=%C2%AE", "multi=%C2%AE&multi=BAR", id="A1 values"),
        pytest.param("ab=2&a=1&a!=3", "a=1&a%21=3&ab=2", id="A1 name that starts another"),
        pytest.param("q=%2525", "q=%2525", id="A2"),
        pytest.param("foo=3&foo=2&foo=1", "foo=1&foo=2&foo=3", id="A4"),
        pytest.param("a=1&a=1", "a=1&a=1", id="A4 equal pairs"),
        pytest.param("flag=&x=1&y", "flag=&x=1&y=", id="A6"),
        pytest.param("a=~%20%2B*!()'", "a=~%20%2B%2A%21%28%29%27", id="A14"),
        pytest.param("q=1+2%2B3", "q=1%202%2B3", id="A14 plus"),
        pytest.param("oauth_callback=http://x/", "oauth_callback=http%3A%2F%2Fx%2F", id="A15"),
        pytest.param("s=ué¿", "s=u%C3%A9%C2%BF", id="A16"),
        pytest.param("q=%FF&q=%c3%a9", "q=%C3%A9&q=%FF", id="A17"),
        pytest.param("oauth_token=&a=1", "a=1&oauth_token=", id="A30"),
        pytest.param("a=1;b=2", "a=1%3Bb%3D2", id="A34"),
        pytest.param("f[]=1&a=100%", "a=100%25&f%5B%5D=1", id="A35"),
        pytest.param("oauth_signature=x&a=1&OAUTH_SIGNATURE=y", "OAUTH_SIGNATURE=y&a=1", id="sig"),
        pytest.param("realm=x", "realm=x", id="realm in a query is a parameter"),
    ],
)
def test_normalize_parameters_encodes_then_sorts(query: str, normalized: str) -> None:
    """Every pair decoded once, encoded once, sorted, joined (A1, A2, A4, A6, A14-A17, A30-A35)."""
    assert normalize_parameters(form_decode(query)) == normalized


def test_normalize_parameters_refuses_text_that_is_none() -> None:
    """A lone surrogate is an error of ours."""
    with pytest.raises(InvalidText, match="lone surrogate"):
        normalize_parameters([("a", "\ud800")])


# --- the base string (section 3.4.1.1) ---------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "uri", "normalized", "expected"),
    [
        pytest.param(
            "get", "http://example.com/", "a=1", "GET&http%3A%2F%2Fexample.com%2F&a%3D1", id="A8"
        ),
        pytest.param("PATCH", "http://h/r%20v/é", "", "PATCH&http%3A%2F%2Fh%2Fr%2520v%2F%C3%A9&"),
        pytest.param(
            "POST",
            "https://h/",
            "oauth_callback=http%3A%2F%2Fx%2F",
            "POST&https%3A%2F%2Fh%2F&oauth_callback%3Dhttp%253A%252F%252Fx%252F",
            id="A15",
        ),
    ],
)
def test_signature_base_string_encodes_each_part(
    method: str, uri: str, normalized: str, expected: str
) -> None:
    """Method in upper case, URI and parameters, each encoded once more, joined by `&` (A15)."""
    assert signature_base_string(method, uri, normalized) == expected


# --- what may be shown -------------------------------------------------------------------------


def test_redact_pairs_hides_what_is_sensitive() -> None:
    """Passwords, verifiers, session handles and secrets are hidden, whatever else is not."""
    pairs = [
        ("x_auth_password", "hunter2"),
        ("oauth_verifier", "hunter2"),
        ("oauth_session_handle", "hunter2"),
        ("oauth_token_secret", "hunter2"),
        ("a", "1"),
    ]

    assert [value for _, value in redact_pairs(pairs)] == ["(redacted)"] * 4 + ["1"]


def test_redact_base_string_hides_values_and_keeps_the_rest() -> None:
    """A base string for a log holds everything but the sensitive values."""
    base_string = "POST&http%3A%2F%2Fh%2F&a%3D1%2526%26x_auth_password%3Dhunter2%2526x"

    shown = redact_base_string(base_string)

    assert shown == "POST&http%3A%2F%2Fh%2F&a%3D1%2526%26x_auth_password%3D%2528redacted%2529"


@pytest.mark.parametrize(
    "base_string", ["GET&http%3A%2F%2Fh%2F&", "GET&http%3A%2F%2Fh%2F&a%3D%25FF%26b%3D", ""]
)
def test_redact_base_string_changes_nothing_when_nothing_is_sensitive(base_string: str) -> None:
    """A base string without sensitive values stays as it is, byte for byte."""
    assert redact_base_string(base_string) == base_string


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://h/p", "https://h/p?a=1"),
        ("https://h/p?", "https://h/p?a=1"),
        ("https://h/p?b=2", "https://h/p?b=2&a=1"),
        ("https://h/p?b=2&", "https://h/p?b=2&a=1"),
        ("https://h/p#f?g", "https://h/p?a=1#f?g"),
        ("myapp:", "myapp:?a=1"),
    ],
)
def test_query_goes_behind_the_one_that_is_there(url: str, expected: str) -> None:
    """RFC 3986 section 3: the query ends where the fragment begins."""
    assert join_query(url, "a=1") == expected
    assert join_query(url, "") == url
