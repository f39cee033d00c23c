"""The `Authorization: OAuth` header field (RFC 5849 section 3.5.1), built and parsed.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from .encoding import Pairs, encode_pairs, form_decode, form_without, percent_decode, to_text
from .errors import InvalidHeader

#: Header fields in any form that HTTP libraries and servers use: a mapping or pairs.
HeadersLike: TypeAlias = Mapping[Any, Any] | Iterable[tuple[Any, Any]]

_PAIR = 2
_SCHEME = re.compile(r"[ \t]*oauth(?:[ \t\r\n]+|$)", re.IGNORECASE)
# RFC 5849 prints its examples folded over lines, and folds may reach us: they count as blanks.
# One auth-param of RFC 7235: a name, and a token or a quoted string.  Unquoted values are taken
# up to the next comma or blank, because some clients leave the quotes off a base64 signature.
# Text, not compiled: few headers need it, and compiling it would be felt at import.
_PARAMETER = (
    r"""(?P<name>[^\s=,"]+)[ \t\r\n]*=[ \t\r\n]*"""
    # The blanks behind a value belong to it: two runs of blanks side by side take quadratic time.
    r"""(?:(?:"(?P<quoted>[^"\\]*(?:\\.[^"\\]*)*)"|(?P<plain>[^\s,"]+))[ \t\r\n]*)?"""
    r"""(?:,[ \t\r\n,]*|$)"""
)
# No escape in a name, nothing but escapes and plain characters in a value, one comma between two:
# that takes no look at each of them.
_FIELD = r"""[a-z_]+="[A-Za-z0-9\-._~%]*\""""
_AS_MOST_WRITE = re.compile(rf"{_FIELD}(?:, *{_FIELD})*")


def build_authorization(pairs: Iterable[tuple[str, str]], realm: str | None = None) -> str:
    """Return the value of an `Authorization: OAuth` header field (RFC 5849 section 3.5.1).

    Args:
        pairs: the protocol parameters; names and values are percent-encoded here.
        realm: the protection realm, which is neither percent-encoded nor signed, or None.

    Returns:
        The header field's value.

    Raises:
        InvalidHeader: the realm holds a line break or another character that cannot be sent.
    """
    return authorization_of_fields(encode_pairs(pairs), realm)


def authorization_of_fields(fields: list[str], realm: str | None = None) -> str:
    """Return the same as `build_authorization` for pairs that are encoded already.

    Args:
        fields: the protocol parameters as `encode_pairs` made them.
        realm: as there.

    Raises:
        InvalidHeader: as there.
    """
    # No field holds a line break or a second space: all of them are rewritten at once.
    parts = "\n".join([*fields, ""]).replace(" ", '="').replace("\n", '", ')[:-2]
    if realm is None:
        return "OAuth " + parts
    return f"OAuth realm={_quote_string(realm)}" + (", " + parts if parts else "")


def build_authenticate_header(realm: str = "") -> dict[str, str]:
    """Return the header field with which a server asks for OAuth, as a dict of one.

    Args:
        realm: the protection realm.

    Returns:
        `WWW-Authenticate` and its value.

    Raises:
        InvalidHeader: the realm holds a line break or another character that cannot be sent.
    """
    return {"WWW-Authenticate": f"OAuth realm={_quote_string(realm)}"}


def _quote_string(realm: str) -> str:
    """Return a quoted-string of RFC 7230 section 3.2.6, the form that RFC 5849 gives a realm."""
    text = to_text(realm, "the realm")
    # Latin-1 is all that an HTTP header field can carry.
    if not (text.isascii() and text.isprintable()) and any(
        ch != "\t" and not (" " <= ch <= "~" or "\xa0" <= ch <= "\xff") for ch in text
    ):
        raise InvalidHeader("the realm holds a character that cannot be sent in a header field")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def is_oauth(value: str) -> bool:
    """Tell whether the value of an Authorization header field is of the OAuth scheme."""
    return auth_params(value) is not None


def parse_authorization(value: str) -> Pairs | None:
    """Return the protocol parameters in an Authorization header field (RFC 5849 section 3.5.1).

    Args:
        value: the header field's value.

    Returns:
        The decoded pairs in order, repeats included, `realm` left out; None where the field is of
        another scheme.

    Raises:
        InvalidHeader: it is of the OAuth scheme, but no list of parameters.
    """
    params = auth_params(value)
    return None if params is None else parse_parameters(params)


def auth_params(value: str) -> str | None:
    """Return what stands behind the word `OAuth` in an Authorization header field.

    Args:
        value: the header field's value.

    Returns:
        Text; None where the field is of another scheme.
    """
    scheme = _SCHEME.match(value)
    return None if scheme is None else value[scheme.end() :]


def parse_parameters(text: str) -> Pairs:
    """Return the parameters of an OAuth header field that stand behind the word `OAuth`.

    Args:
        text: of `auth_params`, or the like of it: auth-params of RFC 7235, separated by commas.

    Returns:
        The decoded pairs in order, `realm` left out.

    Raises:
        InvalidHeader: it is no list of parameters.
    """
    form = as_form(text)
    if form is not None:
        return form_decode(form)
    parameter = re.compile(_PARAMETER)
    pairs = []
    position = len(text) - len(text.lstrip(" \t\r\n,"))
    while position < len(text):
        match = parameter.match(text, position)
        if match is None:
            raise InvalidHeader(
                f"the OAuth Authorization header is malformed at character {position}"
            )
        if match["name"].lower() != "realm":
            pairs.append((percent_decode(match["name"]), percent_decode(_value(match))))
        position = match.end()
    return pairs


def as_form(text: str) -> str | None:
    """Return the parameters as a form has them, where they are written as most clients do; or None.

    Args:
        text: as of `parse_parameters`.
    """
    if not _AS_MOST_WRITE.fullmatch(text):
        return None
    form = text.replace(" ", "").replace('"', "").replace(",", "&")
    return form if "realm=" not in form else form_without(form, {"realm"})


def _value(match: re.Match[str]) -> str:
    quoted: str | None = match["quoted"]
    return match["plain"] or "" if quoted is None else re.sub(r"\\(.)", r"\1", quoted)


def header_fields(headers: HeadersLike | None) -> Pairs:
    """Return header fields as pairs of text, whatever the form they come in.

    Args:
        headers: a mapping or an iterable of pairs of text or bytes; None for no headers.

    Raises:
        InvalidText: text with a lone surrogate.
        TypeError: a name or a value is None, a list or the like.
    """
    return [(field_text(name), field_text(value)) for name, value in header_items(headers)]


def header_items(headers: HeadersLike | None) -> list[tuple[Any, Any]]:
    """Return header fields as the pairs that they are, unchecked.

    Args:
        headers: a mapping, anything else with `items()` such as `http.client.HTTPMessage`, an
            iterable of pairs, or None.

    Raises:
        TypeError: it is none of these.
    """
    if type(headers) is dict:
        return list(headers.items())
    items = getattr(headers, "items", None)
    fields = items() if items else () if headers is None else headers
    if isinstance(fields, (str, bytes)) or not isinstance(fields, Iterable):
        raise TypeError(f"headers must be a mapping or pairs, not {type(headers).__name__}")
    pairs = list(fields)
    if not all(isinstance(pair, (tuple, list)) and len(pair) == _PAIR for pair in pairs):
        raise TypeError("headers must be a mapping or pairs: one of its items is no pair")
    return pairs


def field_text(part: Any) -> str:
    """Return a name or a value of a header field as text.

    Args:
        part: text, or bytes, which are read as latin-1, the charset of HTTP header fields.

    Raises:
        InvalidText: text with a lone surrogate.
        TypeError: None, a list or the like.
    """
    return part.decode("latin-1") if isinstance(part, bytes) else to_text(part, "a header field")


def field_values(fields: Iterable[tuple[str, str]], name: str) -> list[str]:
    """Return the values of all header fields of a name, in any case.

    Args:
        fields: as `header_fields` returned them.
        name: in lower case.
    """
    return [value for field, value in fields if field.lower() == name]


def first_value(fields: Iterable[tuple[str, str]], name: str) -> str:
    """Return the value of the first header field of a name, or "" where there is none.

    Args:
        fields: as `header_fields` returned them.
        name: in lower case.
    """
    return next(iter(field_values(fields, name)), "")
