"""Which parameters a received request carries, each exactly once (RFC 5849 section 3.4.1.3.1)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from ..base_string import as_normalized
from ..body import is_form, read_all, to_octets
from ..encoding import Pairs, encode_pairs, flatten, form_decode
from ..errors import (
    InvalidBody,
    InvalidHeader,
    InvalidRequest,
    InvalidText,
    InvalidURL,
    MalformedHeader,
    MalformedRequest,
    ParameterRepeated,
    RequestRefused,
)
from ..header import (
    HeadersLike,
    as_form,
    auth_params,
    field_text,
    header_items,
    parse_parameters,
)
from .limits import Limits, count_segments
from .parameters import items_of

# Frameworks may hand these on.  The others, \udc80 to \udcff, stand for octets that are no UTF-8.
_NO_TEXT = re.compile("[\ud800-\udc7f\udd00-\udfff]")


class Received(NamedTuple):
    """The parameters of a received request, and where they stood."""

    pairs: Pairs
    #: Of "header", "query", "body" and "parameters" (what came decoded and is in neither of the
    #: last two), those that hold protocol parameters, with the names of these.
    places: dict[str, tuple[str, ...]]
    is_form: bool
    #: The same pairs as `base_string.Fields` has them; None where some came decoded.
    encoded: list[str] | None

    def __repr__(self) -> str:
        """Return a text without its parts: the values are not to be shown."""
        return object.__repr__(self)


def collect(
    query: str | None,
    headers: HeadersLike | None,
    body: Any = None,
    parameters: Mapping[Any, Any] | Iterable[tuple[Any, Any]] | None = None,
    query_string: str | bytes | None = None,
    *,
    split: Callable[[str | bytes], Pairs],
    limits: Limits,
) -> Received:
    """Combine the sources of a request's parameters.

    `query_string` and `parameters` come from programs and frameworks that may or may not repeat
    in them what the URL holds.  If they contain every pair of it they are complete; otherwise
    they are the body, and both count.

    Args:
        query: that of the URL, or None.
        headers: header fields in any form, a WSGI environ included.
        body: the body as received, or None where it is not known.
        parameters: decoded parameters, or None.
        query_string: a query given beside the URL, or None.
        split: decodes a query.
        limits: what is refused before anything is decoded.

    Raises:
        LimitExceeded: there is more than the limits let in.
        MalformedRequest: there are two Content-Type headers, or a parameter is no text.
        MalformedHeader: an OAuth Authorization header field that cannot be parsed.
        ParameterRepeated: a protocol parameter stands there more than once.
    """
    fields = header_items(headers)
    form = _is_form(fields)
    exact = form and body is not None
    encoded = read_all(to_octets(body)) if exact else b""
    in_header, header = _authorization(fields, limits)
    limits.check_count(len(in_header) + count_segments(query or "") + count_segments(encoded))
    limits.check_count(count_segments(query_string or ""))
    in_query = split(query or "")
    if query_string:
        in_query = _merge(in_query, split(query_string))
    known = in_query + form_decode(encoded)
    new: Pairs = []
    pairs = in_header + known
    if parameters:
        given = flatten(items_of(parameters))
        new = list((Counter(given) - Counter(known)).elements())
        # What is on the wire is known: of what came decoded beside it, only what is new counts.
        pairs = in_header + (known + new if exact else _merge(known, given))
    limits.check_count(len(pairs))
    _refuse_no_text(pairs)
    in_body = known[len(in_query) :]
    sources = {"header": in_header, "query": in_query, "body": in_body, "parameters": new}
    places = _places(sources)
    refuse_repeats(protocol_names(pairs))
    if parameters or query_string:
        return Received(pairs, places, form, None)
    text = encoded.decode("utf-8", "surrogateescape")
    every = _encoded(header, in_header) + _encoded(query, in_query) + _encoded(text, in_body)
    return Received(pairs, places, form, every)


def _encoded(wire: str | None, pairs: Pairs) -> list[str]:
    """Return pairs as fields: as they are on the wire where they can be, which takes less time."""
    found = as_normalized(wire) if wire else None
    return encode_pairs(pairs) if found is None else found


def _is_form(fields: list[tuple[Any, Any]]) -> bool:
    types = _field_values(fields, "content-type", "CONTENT_TYPE")
    if len(types) > 1:
        # Which of them the application goes by, and so whether the body is signed, is not known.
        raise MalformedRequest("there is more than one Content-Type header")
    return bool(types) and is_form(types[0])


def _field_values(fields: list[tuple[Any, Any]], name: str, environ_key: str) -> list[str]:
    """Return the values of a header field; the fields may be those of a WSGI environ."""
    # Only what is wanted is looked at: an environ holds many a value that is no text.
    wanted = []
    for key, value in fields:
        field = field_text(key)
        # Programs pass `environ.get("HTTP_AUTHORIZATION")`, which may be None.
        if value and (field == environ_key or field.lower() == name):
            wanted.append(field_text(value))
    return wanted


def _authorization(fields: list[tuple[Any, Any]], limits: Limits) -> tuple[Pairs, str | None]:
    """Return what the header field holds, decoded, and as a form has it, where that is plain."""
    values = _field_values(fields, "authorization", "HTTP_AUTHORIZATION")
    ours = [(value, params) for value in values if (params := auth_params(value)) is not None]
    limits.check_header(value for value, _ in ours)
    if len(ours) > 1:
        raise MalformedHeader("there is more than one OAuth Authorization header")
    if not ours:
        return [], None
    _, params = ours[0]
    form = as_form(params)
    if form is not None:
        return form_decode(form), form
    try:
        return parse_parameters(params), None
    except InvalidHeader as error:
        raise MalformedHeader(error.message) from None


def _merge(known: Pairs, given: Pairs) -> Pairs:
    return known + given if Counter(known) - Counter(given) else given


def _refuse_no_text(pairs: Pairs) -> None:
    text = "".join(map("".join, pairs))
    if not text.isascii() and _NO_TEXT.search(text):
        raise MalformedRequest("a parameter holds a lone surrogate, which is no text")


def protocol_names(pairs: Pairs) -> tuple[str, ...]:
    """Return the names of the protocol parameters among some pairs, repeats included."""
    return tuple([name for name, _ in pairs if name.startswith("oauth_")])


def refuse_repeats(names: Iterable[str]) -> None:
    """Refuse what holds a protocol parameter twice (RFC 5849 section 3.1).

    Args:
        names: of all protocol parameters of a request.

    Raises:
        ParameterRepeated: one of them stands there more than once.
    """
    found = list(names)
    if len(set(found)) < len(found):
        name, count = Counter(found).most_common(1)[0]
        raise ParameterRepeated(
            f"the protocol parameter {name[:40]!r} is there {count} times", parameter=name
        )


def _places(sources: Mapping[str, Pairs]) -> dict[str, tuple[str, ...]]:
    names = {place: protocol_names(pairs) for place, pairs in sources.items() if pairs}
    return {place: found for place, found in names.items() if found}


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what is wrong with the parts of a received request into a refusal with a status."""
    try:
        yield
    except RequestRefused:
        raise
    except (InvalidURL, InvalidRequest, InvalidText, InvalidBody) as error:
        raise MalformedRequest(error.message) from None
