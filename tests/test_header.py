"""The `Authorization: OAuth` header field, built and parsed (RFC 5849 section 3.5.1)."""

from __future__ import annotations

import time
from collections import UserDict
from email.message import Message
from itertools import product
from typing import Any
from wsgiref.headers import Headers

import pytest

from oauth2.errors import Error, InvalidHeader, InvalidText
from oauth2.header import (
    build_authenticate_header,
    build_authorization,
    field_values,
    header_fields,
    is_oauth,
    parse_authorization,
)

Pairs = list[tuple[str, str]]

# --- built -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pairs", "realm", "header"),
    [
        pytest.param(
            # RFC 5849 section 3.5.1, shortened
            [("oauth_version", "1.0"), ("oauth_signature", "wOJIO9A2W5mFwDgiDvZbTSMK/PY=")],
            "Example",
            'OAuth realm="Example", oauth_version="1.0", '
            'oauth_signature="wOJIO9A2W5mFwDgiDvZbTSMK%2FPY%3D"',
            id="RFC 5849",
        ),
        pytest.param(
            [("oauth_body_hash", "Lve95gjOVATpfV8EL5X4nxwjKHE=")],
            None,
            'OAuth oauth_body_hash="Lve95gjOVATpfV8EL5X4nxwjKHE%3D"',
            id="A28",
        ),
        pytest.param([('a "', 'é,"')], None, 'OAuth a%20%22="%C3%A9%2C%22"', id="A28 name"),
        pytest.param([("oauth_token", "")], None, 'OAuth oauth_token=""', id="A30"),
        pytest.param([("a", "\udcff")], None, 'OAuth a="%FF"', id="A17"),
        pytest.param([], "", 'OAuth realm=""', id="empty realm"),
        pytest.param([], "123_SB1", 'OAuth realm="123_SB1"', id="C12"),
        pytest.param([], 'a"b', 'OAuth realm="a\\"b"', id="E20"),
        pytest.param([], "a\\b", 'OAuth realm="a\\\\b"', id="E20 backslash"),
        pytest.param([], "a, é%20\t", 'OAuth realm="a, é%20\t"', id="realm is not percent-encoded"),
    ],
)
def test_build_authorization_encodes_names_and_values(
    pairs: Pairs, realm: str | None, header: str
) -> None:
    """Names and values are percent-encoded and quoted, the realm only quoted (A28, A30, E20)."""
    assert build_authorization(pairs, realm) == header


@pytest.mark.parametrize("realm", ["a\r\nX: y", "\n", "\x00", "\x7f", "\x85", "\u2603"], ids=ascii)
def test_realm_is_refused_when_it_cannot_be_sent(realm: str) -> None:
    """Line breaks, control characters and what is no latin-1 are refused, in both headers (E20)."""
    with pytest.raises(InvalidHeader, match="realm"):
        build_authorization([], realm)
    with pytest.raises(ValueError, match="realm"):
        build_authenticate_header(realm)


@pytest.mark.parametrize("realm", [["a"], {"a": "b"}], ids=str)
def test_realm_is_named_when_it_is_no_text(realm: Any) -> None:
    """A realm of another type is a TypeError that names it."""
    with pytest.raises(TypeError, match="the realm must be text"):
        build_authorization([], realm)


@pytest.mark.parametrize(
    ("realm", "value"),
    [
        pytest.param("", 'OAuth realm=""', id="none"),
        pytest.param("x", 'OAuth realm="x"', id="plain"),
        pytest.param('a"\\', 'OAuth realm="a\\"\\\\"', id="E20"),
    ],
)
def test_authenticate_header_asks_for_oauth(realm: str, value: str) -> None:
    """The header is python-oauth2's, with the realm escaped (E20)."""
    assert build_authenticate_header(realm) == {"WWW-Authenticate": value}


def test_authenticate_header_has_an_empty_realm_when_none_is_given() -> None:
    """The realm may be left out, as in python-oauth2."""
    assert build_authenticate_header() == {"WWW-Authenticate": 'OAuth realm=""'}


# --- parsed ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "pairs"),
    [
        pytest.param("OAuth", [], id="no parameters"),
        pytest.param("OAuth , \t,\r\n ", [], id="commas alone"),
        pytest.param('OAuth realm="x"', [], id="realm alone"),
        pytest.param('oAUTH a="b"', [("a", "b")], id="E12"),
        pytest.param(' \tOAuth\t a="b"', [("a", "b")], id="blanks round the scheme"),
        pytest.param('OAuth realm="a,b", oauth_nonce = "n"', [("oauth_nonce", "n")], id="E11"),
        pytest.param('OAuth a\t=\t"b"\t,\tc="d"', [("a", "b"), ("c", "d")], id="E11 tabs"),
        pytest.param('OAuth a="b",c="d"', [("a", "b"), ("c", "d")], id="E11 no blank"),
        pytest.param('OAuth a="b",\r\n c="d"\r\n', [("a", "b"), ("c", "d")], id="E11 folded"),
        pytest.param("OAuth a=b, c=d", [("a", "b"), ("c", "d")], id="E11 unquoted"),
        pytest.param("OAuth a=b/+=,c=", [("a", "b/+="), ("c", "")], id="E11 base64 unquoted"),
        pytest.param('OAuth ,a="b",,c="d",', [("a", "b"), ("c", "d")], id="E11 empty elements"),
        pytest.param('OAuth a="x\\"y\\\\", b="1"', [("a", 'x"y\\'), ("b", "1")], id="E11 escaped"),
        pytest.param(
            'OAuth oauth_consumer_key="realmkey", realm="r", xrealm="x", REALM="s"',
            [("oauth_consumer_key", "realmkey"), ("xrealm", "x")],
            id="E10",
        ),
        pytest.param('OAuth a="%2525", %C3%A9="%C3%A9"', [("a", "%25"), ("é", "é")], id="A2"),
        pytest.param('OAuth a="1+2"', [("a", "1+2")], id="A14"),
        pytest.param('OAuth a="%FF"', [("a", "\udcff")], id="A17"),
        pytest.param('OAuth a="100%"', [("a", "100%")], id="A35"),
        pytest.param('OAuth oauth_token=""', [("oauth_token", "")], id="A30"),
        pytest.param('OAuth a="1", a="2"', [("a", "1"), ("a", "2")], id="repeated"),
    ],
)
def test_parse_authorization_returns_decoded_pairs(header: str, pairs: Pairs) -> None:
    """Every parameter but the realm comes out, decoded once (E10-E12)."""
    assert parse_authorization(header) == pairs
    assert is_oauth(header)


@pytest.mark.parametrize(
    "header", ["", "Basic dTpw", "OAuthX a=b", 'OAuth="b"', "OAuth2 a=b", 'X OAuth a="b"']
)
def test_parse_authorization_returns_none_when_scheme_is_another(header: str) -> None:
    """A header field of another scheme is none of ours."""
    assert parse_authorization(header) is None
    assert not is_oauth(header)


@pytest.mark.parametrize(
    ("header", "position"),
    [
        pytest.param("OAuth a", 0, id="no equals sign"),
        pytest.param('OAuth ="b"', 0, id="no name"),
        pytest.param('OAuth a="b', 0, id="quote not closed"),
        pytest.param('OAuth a="b\\"', 0, id="quote escaped"),
        pytest.param('OAuth a="b"c="d"', 0, id="no comma"),
        pytest.param('OAuth a="b" c="d"', 0, id="blank for a comma"),
        pytest.param('OAuth a="b", c d="e"', 7, id="blank in a name"),
        pytest.param('OAuth a="b", c=d"e"', 7, id="quote in a value"),
        pytest.param('OAuth a="b"; c="d"', 0, id="semicolon"),
        pytest.param("OAuth dTpw", 0, id="token68"),
    ],
)
def test_parse_authorization_says_where_header_is_malformed(header: str, position: int) -> None:
    """A malformed header is an error of ours that says where."""
    with pytest.raises(InvalidHeader, match=f"malformed at character {position}$") as caught:
        parse_authorization(header)

    assert isinstance(caught.value, ValueError)


def test_malformed_header_is_not_shown() -> None:
    """A header holds what is secret, so that the message does not quote it."""
    with pytest.raises(Error) as caught:
        parse_authorization('OAuth oauth_signature="hunter2&" hunter2')

    assert "hunter2" not in str(caught.value)


def parse_seconds(header: str) -> float:
    """Return how long it takes to parse a header, well-formed or not: the best of three."""
    return min(_parse_seconds(header) for _ in range(3))


def _parse_seconds(header: str) -> float:
    start = time.process_time()
    try:
        parse_authorization(header)
    except Error:
        return time.process_time() - start
    return time.process_time() - start


@pytest.mark.parametrize("start", ["", "a", "a=", 'a="', "a=b", 'a="b"', "a=b,"], ids=repr)
def test_parsing_time_grows_with_length_alone(start: str) -> None:
    """Ten times the header takes about ten times as long, whatever is repeated in it."""
    units = [" ", "\r\n", ",", "\\", '"', "=", "a", 'a="b",', "\\a", " ,", "=,"]
    for unit, end in product(units, ["", '"', "x"]):
        short = parse_seconds(f"OAuth {start}{unit * 1_000}{end}")
        long = parse_seconds(f"OAuth {start}{unit * 10_000}{end}")

        # Not the wall's clock, and with room, since a busy machine slows caches too; time that is
        # quadratic would be 100 times as long.
        assert long < 25 * short + 0.05, (start, unit, end)


# --- header fields in any form -----------------------------------------------------------------


def message() -> Message:
    """Return header fields as `http.server` hands them over."""
    fields = Message()
    fields["Authorization"] = "OAuth"
    return fields


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Authorization": "OAuth"}, id="dict"),
        pytest.param({b"Authorization": b"OAuth"}, id="bytes"),
        pytest.param([(b"Authorization", b"OAuth")], id="ASGI"),
        pytest.param((("Authorization", each) for each in ("OAuth",)), id="generator"),
        pytest.param(UserDict({"Authorization": "OAuth"}), id="mapping"),
        pytest.param(message(), id="http.server"),
        pytest.param(Headers([("Authorization", "OAuth")]), id="wsgiref"),
    ],
)
def test_header_fields_takes_any_form(headers: Any) -> None:
    """A mapping or pairs, text or bytes: whatever servers and libraries hand over (B6, C3)."""
    assert header_fields(headers) == [("Authorization", "OAuth")]


@pytest.mark.parametrize("headers", [None, {}, []], ids=["None", "dict", "list"])
def test_header_fields_is_empty_when_there_are_none(headers: Any) -> None:
    """No headers are no headers."""
    assert header_fields(headers) == []


def test_header_fields_reads_bytes_as_latin1() -> None:
    """Bytes are read in the charset of HTTP, in which every octet is a character; repeats stay."""
    assert header_fields([(b"A", b"\xe9"), ("A", 5)]) == [("A", "é"), ("A", "5")]


def test_header_fields_refuses_text_that_is_none() -> None:
    """A lone surrogate is an error of ours."""
    with pytest.raises(InvalidText, match="header"):
        header_fields({"A": "\ud800"})


@pytest.mark.parametrize(
    "headers", ["A: b", ["A: b"], [("A", "b", "c")], 5, {"A": None}, {"A": ["b"]}], ids=str
)
def test_header_fields_refuses_what_holds_no_fields(headers: Any) -> None:
    """What holds no header fields is a TypeError that says so."""
    with pytest.raises(TypeError, match="header"):
        header_fields(headers)


def test_field_values_finds_names_in_any_case() -> None:
    """All fields of a name are found, in order (A20)."""
    fields = [("Content-Type", "a"), ("X", "b"), ("CONTENT-type", "c")]

    assert field_values(fields, "content-type") == ["a", "c"]
    assert field_values(fields, "y") == []
