"""Percent-encoding and form encoding (RFC 5849 section 3.6), and text and bytes at the edge."""

from __future__ import annotations

from enum import Enum
from typing import Any

import pytest

from oauth2.encoding import (
    flatten,
    form_decode,
    form_encode,
    form_without,
    group_pairs,
    percent_decode,
    percent_encode,
    to_text,
)
from oauth2.errors import InvalidText

# Every printable ASCII character, and what RFC 5849 section 3.6 makes of it:
# python -c "from urllib.parse import quote
#            print(quote(bytes(range(32, 127)), safe='-._~'))"
PRINTABLE = bytes(range(32, 127)).decode()
PRINTABLE_ENCODED = (
    "%20%21%22%23%24%25%26%27%28%29%2A%2B%2C-.%2F0123456789%3A%3B%3C%3D%3E%3F%40"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ%5B%5C%5D%5E_%60abcdefghijklmnopqrstuvwxyz%7B%7C%7D~"
)


class Status(str, Enum):
    """Text of a kind that formats itself in its own way."""

    OPEN = "open"
    ON_HOLD = "on hold"


# --- percent-encoding --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoded"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param(PRINTABLE, PRINTABLE_ENCODED, id="printable ASCII"),
        pytest.param("~ +*!()'", "~%20%2B%2A%21%28%29%27", id="A14"),
        pytest.param("ué¿", "u%C3%A9%C2%BF", id="A16"),
        pytest.param("\N{SNOWMAN}", "%E2%98%83", id="three octets"),
        pytest.param("\U0001d11e", "%F0%9D%84%9E", id="four octets"),
        pytest.param("\x00\n\x7f", "%00%0A%7F", id="control characters"),
        pytest.param("%41", "%2541", id="escape"),
        pytest.param("\udcff\udc80", "%FF%80", id="octets that are no UTF-8"),
        pytest.param("é\udcff", "%C3%A9%FF", id="text and such octets"),
    ],
)
def test_percent_encode_leaves_only_unreserved(text: str, encoded: str) -> None:
    """Letters, digits and `-._~` stay, other octets become %XX in upper case (A14, A16, A17)."""
    assert percent_encode(text) == encoded


@pytest.mark.parametrize("text", [chr(0xD800), chr(0xDFFF), chr(0xDC7F)], ids=ascii)
def test_percent_encode_refuses_surrogate_that_is_no_octet(text: str) -> None:
    """A surrogate that stands for no octet is an error of ours, no UnicodeEncodeError."""
    with pytest.raises(InvalidText, match="lone surrogate"):
        percent_encode(text)


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("plain", "plain", id="no escape"),
        pytest.param("%C3%A9", "é", id="UTF-8"),
        pytest.param("%c3%a9", "é", id="lower case"),
        pytest.param("%2525", "%25", id="once"),
        pytest.param("a+b", "a+b", id="plus stays"),
        pytest.param("100%", "100%", id="stray percent at the end"),
        pytest.param("%zz%4", "%zz%4", id="stray percent"),
        pytest.param("%FF", "\udcff", id="octet that is no UTF-8"),
        pytest.param("%C3", "\udcc3", id="half a character"),
        pytest.param("é%20", "é ", id="raw text and an escape"),
    ],
)
def test_percent_decode_decodes_once(text: str, decoded: str) -> None:
    """Each escape is decoded once, and nothing else is touched (A2, A17, A35)."""
    assert percent_decode(text) == decoded


# --- forms -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoded", "pairs"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("&&", [], id="empty segments"),
        pytest.param(
            # RFC 5849 section 3.4.1.3.1
            "b5=%3D%253D&a3=a&c%40=&a2=r%20b",
            [("b5", "=%3D"), ("a3", "a"), ("c@", ""), ("a2", "r b")],
            id="RFC 5849, query",
        ),
        pytest.param("c2&a3=2+q", [("c2", ""), ("a3", "2 q")], id="RFC 5849, body"),
        pytest.param("q=1+2%2B3", [("q", "1 2+3")], id="A14"),
        pytest.param("a+b=c", [("a b", "c")], id="plus in a name"),
        pytest.param("foo=3&foo=2&foo=3", [("foo", "3"), ("foo", "2"), ("foo", "3")], id="A4"),
        pytest.param("flag=&x=1&y", [("flag", ""), ("x", "1"), ("y", "")], id="A6"),
        pytest.param("a=1;b=2", [("a", "1;b=2")], id="A34"),
        pytest.param("f[]=1&a=100%", [("f[]", "1"), ("a", "100%")], id="A35"),
        pytest.param("=v", [("", "v")], id="empty name"),
        pytest.param("a=b=c", [("a", "b=c")], id="equals sign in a value"),
        pytest.param("s=é", [("s", "é")], id="raw text"),
        pytest.param(b"s=\xc3\xa9", [("s", "é")], id="raw bytes"),
        pytest.param(b"a=%FF", [("a", "\udcff")], id="B5"),
        pytest.param(b"a=\xff", [("a", "\udcff")], id="raw byte that is no UTF-8"),
        pytest.param(b"a=\xc3%A9", [("a", "\udcc3\udca9")], id="octet half escaped"),
    ],
)
def test_form_decode_keeps_every_pair(encoded: str | bytes, pairs: list[tuple[str, str]]) -> None:
    """Every pair comes out, in order and decoded once (A2, A4, A6, A14, A17, A34, A35, B5)."""
    assert form_decode(encoded) == pairs


@pytest.mark.parametrize(
    ("pairs", "encoded"),
    [
        pytest.param([], "", id="nothing"),
        pytest.param([("a", "x y"), ("b", "1+1")], "a=x%20y&b=1%2B1", id="space and plus"),
        pytest.param([("b", "2"), ("a", "")], "b=2&a=", id="order and blank"),
        pytest.param([("a", "1"), ("a", "1")], "a=1&a=1", id="equal pairs"),
        pytest.param([("é&", "\udcff")], "%C3%A9%26=%FF", id="octets"),
    ],
)
def test_form_encode_keeps_every_pair(pairs: list[tuple[str, str]], encoded: str) -> None:
    """Every pair goes in, in order, blanks and repeats included (A5, A6, A17)."""
    assert form_encode(pairs) == encoded


@pytest.mark.parametrize(
    ("encoded", "kept"),
    [
        pytest.param("a=1&sig=x&b=%zz+1", "a=1&b=%zz+1", id="in the middle"),
        pytest.param("sig=x", "", id="alone"),
        pytest.param("s%69g=x&sig&sig=&a=sig", "a=sig", id="however it is written"),
        pytest.param("&&a&x[0]='\xff", "&&a&x[0]='\xff", id="not there"),
    ],
)
def test_form_without_keeps_the_rest_as_it_is_written(encoded: str, kept: str) -> None:
    """Only what has the name goes, and nothing else is written anew (C15)."""
    assert form_without(encoded, {"sig"}) == kept


@pytest.mark.parametrize(
    ("status", "encoded"),
    [
        pytest.param(Status.OPEN, "s=open", id="nothing to escape"),
        pytest.param(Status.ON_HOLD, "s=on%20hold", id="something to escape"),
    ],
)
def test_form_encode_takes_text_of_an_enum_for_its_text(status: Status, encoded: str) -> None:
    """What a subclass of str is sent as does not depend on how it formats itself."""
    assert form_encode(flatten({"s": status}.items())) == encoded


# --- what a caller hands over ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("é", "é", id="text"),
        pytest.param(b"\xc3\xa9", "é", id="UTF-8"),
        pytest.param(137131200, "137131200", id="int"),
        pytest.param(1.5, "1.5", id="float"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_to_text_makes_text_of_a_scalar(value: Any, text: str) -> None:
    """A scalar becomes text, bytes by UTF-8 (A32)."""
    assert to_text(value) == text


@pytest.mark.parametrize("value", [b"secret\xff", "secret\udcff"], ids=["bytes", "text"])
def test_to_text_refuses_what_is_no_text(value: str | bytes) -> None:
    """What cannot be text is refused by name, and is not shown."""
    with pytest.raises(InvalidText, match="the thing") as caught:
        to_text(value, "the thing")

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("value", [None, {"a": 1}, ["a"], {"a"}], ids=str)
def test_to_text_refuses_what_is_no_scalar(value: Any) -> None:
    """What is no scalar is a TypeError that says what it is, never its `str()` (A33)."""
    with pytest.raises(TypeError, match=f"the thing must be text .*{type(value).__name__}"):
        to_text(value, "the thing")


def test_to_text_says_which_byte_is_wrong() -> None:
    """The message leads to the byte that is no UTF-8."""
    with pytest.raises(InvalidText, match="a value must be UTF-8: byte 2 is not"):
        to_text(b"ab\xff")


# --- pairs and dicts ---------------------------------------------------------------------------


def test_group_pairs_makes_lists_of_what_is_repeated() -> None:
    """A name that is there once has text, one that is repeated a list, in order (A4)."""
    pairs = [("a", ""), ("b", "2"), ("a", "1"), ("a", "1")]

    assert group_pairs(pairs) == {"a": ["", "1", "1"], "b": "2"}


@pytest.mark.parametrize(
    ("value", "pairs"),
    [
        pytest.param("x", [("a", "x")], id="text"),
        pytest.param(b"\xc3\xa9", [("a", "é")], id="bytes"),
        pytest.param(bytearray(b"ab"), [("a", "ab")], id="bytearray"),
        pytest.param(memoryview(b"ab"), [("a", "ab")], id="memoryview"),
        pytest.param(137131200, [("a", "137131200")], id="A32"),
        pytest.param(["1", "2"], [("a", "1"), ("a", "2")], id="A5"),
        pytest.param([1, 2], [("a", "1"), ("a", "2")], id="A33"),
        pytest.param((b"1", None, 2.5), [("a", "1"), ("a", "2.5")], id="mixed"),
        pytest.param((each for each in "xy"), [("a", "x"), ("a", "y")], id="generator"),
        pytest.param(["", 0, None], [("a", ""), ("a", "0")], id="empty values"),
        pytest.param(None, [], id="None"),
        pytest.param([], [], id="empty list"),
        pytest.param("\udcff", [("a", "\udcff")], id="octet that came escaped"),
    ],
)
def test_flatten_makes_a_pair_of_each_value(value: Any, pairs: list[tuple[str, str]]) -> None:
    """Each value is a pair of its own, as text; None is left out (A5, A32, A33)."""
    assert flatten([("a", value)]) == pairs


def test_flatten_makes_text_of_names() -> None:
    """A name may be bytes too."""
    assert flatten([(b"\xc3\xa9", "1"), (2, "x")]) == [("é", "1"), ("2", "x")]


@pytest.mark.parametrize("value", [{"b": "1"}, [{"b": "1"}], [["1"]], [("1", "2")]], ids=str)
def test_flatten_refuses_what_is_nested(value: Any) -> None:
    """A value within a value is a TypeError that names the parameter, never its `str()`."""
    with pytest.raises(TypeError, match="the value of parameter 'a' must be text"):
        flatten([("a", value)])


@pytest.mark.parametrize(
    ("pair", "what"),
    [
        pytest.param(("a", b"secret\xff"), "the value of parameter 'a'", id="value"),
        pytest.param(("a", [b"secret\xff"]), "the value of parameter 'a'", id="value in a list"),
        pytest.param((b"secret\xff", "1"), "a parameter name", id="name"),
    ],
)
def test_flatten_names_what_is_not_utf8(pair: tuple[Any, Any], what: str) -> None:
    """Bytes that are not UTF-8 are an error of ours that says where they are, not what."""
    with pytest.raises(InvalidText, match=f"{what} must be UTF-8") as caught:
        flatten([pair])

    assert "secret" not in str(caught.value)
