"""Percent-encoding and form encoding (RFC 5849 section 3.6), and text and bytes at the edge.

Inside the library a parameter is text.  Octets that were percent-encoded and are no UTF-8 are
carried in that text as surrogate escapes, so that they are signed and sent as they came.  What a
caller hands over is stricter: a lone surrogate there is a mistake, and is refused.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from typing import Any, TypeAlias
from urllib.parse import quote, unquote

from .errors import InvalidText

#: Parameters inside the library: decoded names and values, in order, repeats included.
Pairs: TypeAlias = list[tuple[str, str]]
#: The types that python-oauth2 treats as text.
STRING_TYPES = (str, bytes)

_BUFFERS = (bytes, bytearray, memoryview)
_UNRESERVED_ONLY = re.compile(r"[A-Za-z0-9\-._~]*")


def percent_encode(text: str) -> str:
    """Percent-encode text so that only unreserved characters stay (RFC 5849 section 3.6).

    Args:
        text: any text; surrogate escapes become the octets that they stand for.

    Returns:
        ASCII text.

    Raises:
        InvalidText: the text holds a surrogate that stands for no octet.
    """
    if _UNRESERVED_ONLY.fullmatch(text):
        # Of a subclass of str, such as an enumeration's member, the text itself.
        return str.__str__(text)
    try:
        return quote(text, safe="~", errors="surrogateescape")
    except UnicodeEncodeError:
        raise InvalidText("text with a lone surrogate cannot be percent-encoded") from None


def percent_decode(text: str) -> str:
    """Decode `%XX` escapes once; a `%` that starts no escape, and a `+`, stay as they are.

    Args:
        text: encoded text.

    Returns:
        Text, with octets that are no UTF-8 as surrogate escapes.
    """
    return unquote(text, errors="surrogateescape") if "%" in text else text


def form_decode(encoded: str | bytes) -> Pairs:
    """Split a query or a form body into its decoded pairs, in order (RFC 5849 section 3.4.1.3.1).

    Only `&` separates, `+` is a space, a name without `=` has an empty value, and nothing is
    dropped but empty segments.

    Args:
        encoded: the query without its `?`, or the form body, as text or bytes.

    Returns:
        The pairs of text.
    """
    if isinstance(encoded, bytes):
        encoded = encoded.decode("utf-8", "surrogateescape")
    pairs = []
    for segment in encoded.replace("+", " ").split("&"):
        if segment:
            name, _, value = segment.partition("=")
            pairs.append((percent_decode(name), percent_decode(value)))
    return pairs


def form_encode(pairs: Iterable[tuple[str, str]]) -> str:
    """Join pairs into a query or a form body; a space becomes `%20`, never `+`.

    Args:
        pairs: names and values, as text.

    Returns:
        ASCII text.

    Raises:
        InvalidText: as `percent_encode`.
    """
    return "&".join(f"{percent_encode(name)}={percent_encode(value)}" for name, value in pairs)


def form_without(encoded: str, names: Container[str]) -> str:
    """Leave some names out of a query or a form body; what stays, stays as it is written.

    Args:
        encoded: the query without its `?`, or the form body.
        names: the decoded names.
    """
    segments = encoded.split("&")
    return "&".join(
        segment
        for segment in segments
        if all(pair[0] not in names for pair in form_decode(segment))
    )


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
    if isinstance(value, str):
        text = str.__str__(value)
    elif isinstance(value, _BUFFERS):
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


def group_pairs(pairs: Iterable[tuple[str, str]]) -> dict[str, str | list[str]]:
    """Make a dict of pairs: one value as text, several of the same name as a list, in order.

    Args:
        pairs: names and values, as text.

    Returns:
        A new dict.
    """
    grouped: dict[str, str | list[str]] = {}
    for name, value in pairs:
        before = grouped.get(name)
        if before is None:
            grouped[name] = value
        elif isinstance(before, list):
            before.append(value)
        else:
            grouped[name] = [before, value]
    return grouped


def flatten(parameters: Iterable[tuple[Any, Any]]) -> Pairs:
    """Make pairs of text of a dict's items: a list gives a pair for each value, None gives none.

    Args:
        parameters: names with scalars, or with iterables of scalars; bytes are UTF-8.

    Returns:
        The pairs, in order.

    Raises:
        InvalidText: bytes that are not UTF-8.
        TypeError: a value is a mapping, or holds one, or lists are nested.
    """
    pairs = []
    for name, value in parameters:
        key = name if isinstance(name, str) else to_text(name, "a parameter name")
        # Text is passed on unchecked: it may hold octets that came in percent-encoded.
        if isinstance(value, str):
            pairs.append((key, value))
        else:
            pairs.extend((key, text) for text in _texts(key, value))
    return pairs


def _texts(name: str, value: Any) -> list[str]:
    what = f"the value of parameter {name!r}"
    several = isinstance(value, Iterable) and not isinstance(value, (*_BUFFERS, Mapping))
    values = list(value) if several else [value]
    return [
        each if isinstance(each, str) else to_text(each, what)
        for each in values
        if each is not None
    ]


# --- python-oauth2's names --------------------------------------------------------------------


def escape(s: Any) -> str:
    """Percent-encode text, UTF-8 bytes or a number, `/` included (RFC 5849 section 3.6).

    Args:
        s: text, bytes (any octets) or another scalar.

    Returns:
        ASCII text.

    Raises:
        InvalidText: text with a lone surrogate.
        TypeError: None, a mapping, a list or the like.
    """
    if isinstance(s, bytes):
        return quote(s, safe="~")
    return percent_encode(to_text(s))


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
