"""Which parameters a received request carries, each exactly once (RFC 5849 section 3.4.1.3.1)."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_from_bytes

from ..base_string import PATH_CHARACTERS, PRINTABLE, split_url
from ..body import is_form, read_all, to_octets
from ..encoding import Pairs, flatten, form_decode
from ..errors import (
    InvalidBody,
    InvalidHeader,
    InvalidRequest,
    InvalidText,
    InvalidURL,
    MalformedHeader,
    MalformedRequest,
    ParameterRejected,
    RequestRefused,
)
from ..header import (
    HeadersLike,
    field_text,
    header_fields,
    header_items,
    is_oauth,
    parse_authorization,
)
from .parameters import items_of

# More digits than any length has; a longer number is refused, not parsed.
_LENGTH = re.compile(r"[0-9]{1,18}")
_BLOCK = 1 << 16


@dataclass(frozen=True, repr=False)
class Received:
    """The parameters of a received request, and where they stood."""

    pairs: Pairs
    #: Of "header", "query", "body" and "parameters" (what came decoded and is in neither of the
    #: last two), those that hold protocol parameters.
    places: frozenset[str]
    is_form: bool


def collect(
    query: Pairs,
    headers: HeadersLike | None,
    body: Any = None,
    parameters: Mapping[Any, Any] | Iterable[tuple[Any, Any]] | None = None,
    query_string: Pairs | None = None,
) -> Received:
    """Combine the sources of a request's parameters.

    `query_string` and `parameters` come from programs and frameworks that may or may not repeat
    in them what the URL holds.  If they contain every pair of it they are complete; otherwise
    they are the body, and both count.

    Args:
        query: the decoded pairs of the URL.
        headers: header fields in any form, a WSGI environ included.
        body: the body as received, or None where it is not known.
        parameters: decoded parameters, or None.
        query_string: decoded pairs of a query string given beside the URL, or None.

    Raises:
        MalformedHeader: an OAuth Authorization header field that cannot be parsed.
        ParameterRejected: a protocol parameter stands there more than once.
    """
    fields = header_items(headers)
    types = _field_values(fields, "content-type", "CONTENT_TYPE")
    if len(types) > 1:
        # Which of them the application goes by, and so whether the body is signed, is not known.
        raise MalformedRequest("there is more than one Content-Type header")
    form = bool(types) and is_form(types[0])
    exact = form and body is not None
    in_header = _authorization(fields)
    in_query = _merge(query, query_string or [])
    in_body = form_decode(read_all(to_octets(body))) if exact else []
    given = flatten(items_of(parameters or {}))
    known = in_query + in_body
    new = list((Counter(given) - Counter(known)).elements())
    # What is on the wire is known: of what came decoded beside it, only what is new counts.
    pairs = in_header + (known + new if exact else _merge(known, given))
    _refuse_repeats(pairs)
    sources = {"header": in_header, "query": in_query, "body": in_body, "parameters": new}
    return Received(pairs, _places(sources), form)


def _field_values(fields: list[tuple[Any, Any]], name: str, environ_key: str) -> list[str]:
    """Return the values of a header field; the fields may be those of a WSGI environ."""
    # Only what is wanted is looked at: an environ holds many a value that is no text.
    wanted = [field for field in fields if _is_named(field_text(field[0]), name, environ_key)]
    # Programs pass `environ.get("HTTP_AUTHORIZATION")`, which may be None.
    return [value for _, value in header_fields(field for field in wanted if field[1])]


def _is_named(field: str, name: str, environ_key: str) -> bool:
    return field == environ_key or field.lower() == name


def _authorization(fields: list[tuple[Any, Any]]) -> Pairs:
    values = _field_values(fields, "authorization", "HTTP_AUTHORIZATION")
    values = [value for value in values if is_oauth(value)]
    if len(values) > 1:
        raise MalformedHeader("there is more than one OAuth Authorization header")
    try:
        return (parse_authorization(values[0]) or []) if values else []
    except InvalidHeader as error:
        raise MalformedHeader(error.message) from None


def _merge(known: Pairs, given: Pairs) -> Pairs:
    return known + given if Counter(known) - Counter(given) else given


def _refuse_repeats(pairs: Pairs) -> None:
    for name, count in Counter(name for name, _ in pairs).items():
        if count > 1 and name.startswith("oauth_"):
            raise ParameterRejected(
                f"the protocol parameter {name!r} is there {count} times", parameter=name
            )


def _places(sources: Mapping[str, Pairs]) -> frozenset[str]:
    return frozenset(
        place
        for place, pairs in sources.items()
        if any(name.startswith("oauth_") for name, _ in pairs)
    )


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what is wrong with the parts of a received request into a refusal with a status."""
    try:
        yield
    except RequestRefused:
        raise
    except (InvalidURL, InvalidRequest, InvalidText, InvalidBody) as error:
        raise MalformedRequest(error.message) from None


@dataclass(frozen=True, repr=False)
class WSGIRequest:
    """The parts of a WSGI environ that are signed."""

    method: str
    url: str
    headers: Pairs
    body: bytes


def read_environ(environ: dict[str, Any], scheme: str | None, host: str | None) -> WSGIRequest:
    """Read method, URL, header fields and body from a WSGI environ (PEP 3333).

    The body is read and put back, so that the application can read it again.

    Args:
        environ: of the server.
        scheme: as the client sees it, where a proxy in front changes it; else None.
        host: the same, with a port unless it is the scheme's own.

    Raises:
        MalformedRequest: the length of the body is no number.
        InvalidURL: the host is none.
    """
    body = read_body(environ)
    environ["wsgi.input"] = io.BytesIO(body)
    headers = [
        (name, environ[key])
        for key, name in (("HTTP_AUTHORIZATION", "Authorization"), ("CONTENT_TYPE", "Content-Type"))
        if environ.get(key)
    ]
    # The host comes from outside: it is held against what a host may be, not pasted into a URL.
    origin = split_url(f"{scheme or environ['wsgi.url_scheme']}://localhost")
    origin = origin.at_host(host or _host(environ))
    address = f"{origin.scheme}://{origin.authority}{_target(environ)}"
    return WSGIRequest(environ["REQUEST_METHOD"], address, headers, body)


def read_body(environ: dict[str, Any]) -> bytes:
    """Read the body of a WSGI environ; how long it may be is for the server in front to say.

    Args:
        environ: of the server.

    Raises:
        MalformedRequest: its length is no number.
    """
    length = str(environ.get("CONTENT_LENGTH") or "")
    if not length:
        # Without a length there is a body only where the server says that its end is marked.
        return bytes(environ["wsgi.input"].read()) if _ends(environ) else b""
    if not _LENGTH.fullmatch(length):
        raise MalformedRequest("the Content-Length is no number")
    return b"".join(_blocks(environ["wsgi.input"], int(length)))


def _blocks(stream: Any, length: int) -> Iterator[bytes]:
    """Read so much and no more; some streams make room at once for all that they are asked for."""
    while length and (block := stream.read(min(length, _BLOCK))):
        yield block
        length -= len(block)


def _ends(environ: dict[str, Any]) -> bool:
    return bool(environ.get("wsgi.input_terminated"))


def _host(environ: dict[str, Any]) -> str:
    name, port = environ.get("SERVER_NAME", ""), environ.get("SERVER_PORT", "")
    server = f"[{name}]:{port}" if ":" in name else f"{name}:{port}"
    return str(environ.get("HTTP_HOST") or server)


def _target(environ: dict[str, Any]) -> str:
    """Return path and query as they were on the wire, as far as the server tells."""
    target = str(environ.get("REQUEST_URI") or environ.get("RAW_URI") or "")
    if not target.startswith("/"):
        # PEP 3333 gives the path decoded only.
        path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        query = environ.get("QUERY_STRING")
        target = _encoded(path, PATH_CHARACTERS) + (f"?{query}" if query else "")
    if target and not target.startswith(("/", "?")):
        # Pasted behind the host, it would be part of it.
        raise MalformedRequest("the request target is no path")
    # A request target has no fragment; the application reads a raw "#", so it must count.
    return _encoded(target, PRINTABLE).replace("#", "%23")


def _encoded(text: str, safe: str) -> str:
    """Percent-encode text of an environ, which holds an octet in each character (PEP 3333)."""
    try:
        octets = text.encode("latin-1")
    except UnicodeEncodeError:
        raise MalformedRequest("the environ is not what PEP 3333 says: latin-1 text") from None
    return quote_from_bytes(octets, safe=safe)
