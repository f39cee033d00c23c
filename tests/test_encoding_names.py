"""The text functions that programs know by python-oauth2's names."""

from __future__ import annotations

from typing import Any

import pytest

from oauth2.encoding import (
    STRING_TYPES,
    escape,
    to_unicode,
    to_unicode_if_string,
    to_unicode_optional_iterator,
    to_utf8,
    to_utf8_if_string,
    to_utf8_optional_iterator,
)
from oauth2.errors import Error, InvalidText


@pytest.mark.parametrize(
    ("value", "escaped"),
    [
        pytest.param("~ +*!()'/", "~%20%2B%2A%21%28%29%27%2F", id="text"),
        pytest.param("é", "%C3%A9", id="text beyond ASCII"),
        pytest.param(b"\xc3\xa9/~", "%C3%A9%2F~", id="UTF-8"),
        pytest.param(b"\xff", "%FF", id="other octets"),
        pytest.param(5, "5", id="number"),
    ],
)
def test_escape_leaves_only_unreserved(value: Any, escaped: str) -> None:
    """`/` is escaped too, and octets pass through, as in python-oauth2."""
    assert escape(value) == escaped


@pytest.mark.parametrize(
    "convert", [to_unicode, to_unicode_if_string, to_unicode_optional_iterator]
)
@pytest.mark.parametrize("given", ["é", b"\xc3\xa9"], ids=["text", "bytes"])
def test_text_comes_out_when_text_or_bytes_go_in(convert: Any, given: Any) -> None:
    """The three `to_unicode…` give text."""
    assert convert(given) == "é"


@pytest.mark.parametrize("convert", [to_utf8, to_utf8_if_string, to_utf8_optional_iterator])
@pytest.mark.parametrize("given", ["é", b"\xc3\xa9"], ids=["text", "bytes"])
def test_utf8_comes_out_when_text_or_bytes_go_in(convert: Any, given: Any) -> None:
    """The three `to_utf8…` give bytes."""
    assert convert(given) == b"\xc3\xa9"


@pytest.mark.parametrize(
    "convert",
    [
        escape,
        to_unicode,
        to_unicode_if_string,
        to_unicode_optional_iterator,
        to_utf8,
        to_utf8_if_string,
        to_utf8_optional_iterator,
    ],
)
def test_lone_surrogate_is_an_error_of_ours(convert: Any) -> None:
    """Text that is none is refused everywhere, as an Error and as the TypeError of before."""
    with pytest.raises(Error, match="lone surrogate") as caught:
        convert("\udcff")

    assert isinstance(caught.value, TypeError)


@pytest.mark.parametrize("convert", [to_unicode, to_unicode_optional_iterator, to_utf8])
def test_bytes_that_are_no_utf8_are_an_error_of_ours(convert: Any) -> None:
    """No UnicodeDecodeError comes from inside."""
    with pytest.raises(InvalidText, match="UTF-8"):
        convert(b"\xff")


@pytest.mark.parametrize("convert", [to_unicode, to_utf8])
@pytest.mark.parametrize("given", [1, None, bytearray(b"a")], ids=repr)
def test_type_error_says_what_was_given_when_it_is_no_text(convert: Any, given: Any) -> None:
    """Anything but text and bytes is a TypeError, as in python-oauth2."""
    with pytest.raises(TypeError, match=f"not {type(given).__name__}"):
        convert(given)


@pytest.mark.parametrize(
    "convert",
    [
        to_unicode_if_string,
        to_utf8_if_string,
        to_unicode_optional_iterator,
        to_utf8_optional_iterator,
    ],
)
@pytest.mark.parametrize("given", [5, None], ids=str)
def test_other_values_pass_when_they_are_optional(convert: Any, given: Any) -> None:
    """What is neither text nor bytes comes out as it is."""
    assert convert(given) is given


def test_iterables_become_lists() -> None:
    """Each text in an iterable is converted, and numbers stay (A33, B11)."""
    assert to_unicode_optional_iterator(("a", b"b", 1)) == ["a", "b", 1]
    assert to_utf8_optional_iterator(("a", b"b", 1)) == [b"a", b"b", 1]


def test_string_types_are_text_and_bytes() -> None:
    """`isinstance(x, STRING_TYPES)` means what it meant on Python 3."""
    assert list(STRING_TYPES) == [str, bytes]
