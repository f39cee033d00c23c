"""Text and bytes at the edge: what a caller hands over becomes text, or is refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..errors import InvalidText

#: The types that python-oauth2 treats as text.
STRING_TYPES = (str, bytes)
#: The types that hold octets.
BUFFERS = (bytes, bytearray, memoryview)


def to_text(value: Any, what: str = "a value") -> str:
    """Make text of what a caller handed over: text as it is, UTF-8 bytes, any other scalar.

    Args:
        value: text, bytes, a number or another scalar.
        what: how an error message names the value; the value itself is never shown.

    Returns:
        Text without surrogates.

    Raises:
        InvalidText: bytes that are not UTF-8, or text with a lone surrogate.
        TypeError: the value is None, a mapping, a list or the like.
    """
    if type(value) is str and value.isascii():
        return value  # what it nearly always is
    if isinstance(value, str):
        text = str.__str__(value)
    elif isinstance(value, BUFFERS):
        try:
            return bytes(value).decode("utf-8")
        except UnicodeDecodeError as error:
            raise InvalidText(f"{what} must be UTF-8: byte {error.start} is not") from None
    elif value is None or isinstance(value, Iterable):
        raise TypeError(f"{what} must be text or bytes, not {type(value).__name__}")
    else:
        text = str(value)
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise InvalidText(f"{what} holds a lone surrogate, which is no text")
    return text


def to_unicode(s: str | bytes) -> str:
    """Return text for text or UTF-8 bytes.

    Args:
        s: text or bytes.

    Raises:
        InvalidText: bytes that are not UTF-8 (it is also a TypeError, as in python-oauth2).
        TypeError: anything else.
    """
    if not isinstance(s, STRING_TYPES):
        raise TypeError(f"text or bytes are wanted here, not {type(s).__name__}")
    return to_text(s)


def to_utf8(s: str | bytes) -> bytes:
    """Return UTF-8 bytes for text or UTF-8 bytes.

    Args:
        s: text or bytes.

    Raises:
        InvalidText: bytes that are not UTF-8, or text with a lone surrogate.
        TypeError: anything else.
    """
    return to_unicode(s).encode("utf-8")


def to_unicode_if_string(s: Any) -> Any:
    """Return text for text or bytes, and anything else as it is.

    Args:
        s: any value.

    Raises:
        InvalidText: bytes that are not UTF-8.
    """
    return to_unicode(s) if isinstance(s, STRING_TYPES) else s


def to_utf8_if_string(s: Any) -> Any:
    """Return UTF-8 bytes for text or bytes, and anything else as it is.

    Args:
        s: any value.

    Raises:
        InvalidText: bytes that are not UTF-8, or text with a lone surrogate.
    """
    return to_utf8(s) if isinstance(s, STRING_TYPES) else s


def to_unicode_optional_iterator(x: Any) -> Any:
    """Return text for text or bytes, a list of such for an iterable, anything else as it is.

    Args:
        x: any value; numbers inside an iterable stay numbers.

    Raises:
        InvalidText: bytes that are not UTF-8.
    """
    if isinstance(x, STRING_TYPES):
        return to_unicode(x)
    if isinstance(x, Iterable):
        return [to_unicode_if_string(each) for each in x]
    return x


def to_utf8_optional_iterator(x: Any) -> Any:
    """Return UTF-8 bytes for text or bytes, a list of such for an iterable, else as it is.

    Args:
        x: any value.

    Raises:
        InvalidText: bytes that are not UTF-8, or text with a lone surrogate.
    """
    if isinstance(x, STRING_TYPES):
        return to_utf8(x)
    if isinstance(x, Iterable):
        return [to_utf8_if_string(each) for each in x]
    return x
