"""What a WSGI environ (PEP 3333) tells of a request as it was on the wire."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_from_bytes, unquote

from ..base_string import PATH_CHARACTERS
from ..errors import MalformedRequest
from .arrival import (
    Arrival,
    address,
    has_path,
    host_of_server,
    length_of,
    need_octets,
    need_whole,
    on_wire,
)

_BLOCK = 1 << 16
_FIELDS = (("HTTP_AUTHORIZATION", "Authorization"), ("CONTENT_TYPE", "Content-Type"))


def read_environ(
    environ: dict[str, Any], scheme: str | None, host: str | None, body: Any
) -> Arrival:
    """Read method, URL, header fields and body from a WSGI environ.

    Args:
        environ: of the server.
        scheme: as the client sees it, where a proxy in front changes it; else None.
        host: the same, with a port unless it is the scheme's own.
        body: its bytes, where something has read them; None reads them, and puts them back.

    Raises:
        MalformedRequest: the request target or the length of the body is none, or the body is not
            there as a whole.
        InvalidURL: the host is none.
        TypeError: it is no environ, or the body is no bytes.
    """
    if not isinstance(environ, dict) or "wsgi.input" not in environ:
        raise TypeError("from_wsgi takes the environ of a WSGI server; from_asgi takes a scope")
    if body is None:
        whole = _take_body(environ)
        environ["wsgi.input"] = io.BytesIO(whole)
    else:
        whole = need_octets(body)
        need_whole(whole, _length(environ))
    origin = host or environ.get("HTTP_HOST")
    if not origin:
        origin = host_of_server(environ.get("SERVER_NAME", ""), environ.get("SERVER_PORT", ""))
    url = address(scheme or environ["wsgi.url_scheme"], origin, _target(environ))
    headers = [(name, environ[key]) for key, name in _FIELDS if environ.get(key)]
    return Arrival(environ["REQUEST_METHOD"], url, headers, whole)


# --- the body -----------------------------------------------------------------------------------


def _take_body(environ: dict[str, Any]) -> bytes:
    # What werkzeug, so Flask, makes of an environ.  It may have read the body, and only it knows:
    # to read on would then wait for what never comes.
    request = environ.get("werkzeug.request")
    body = read_body(environ) if request is None else bytes(request.get_data())
    need_whole(body, _length(environ))
    chunked = environ.get("HTTP_TRANSFER_ENCODING") and not environ.get("CONTENT_LENGTH")
    if chunked and _ends(environ) and not body:
        # Nobody sends an empty body in chunks; what was read before would not be verified.
        raise MalformedRequest("the body was read before: what that got is to be given as body=")
    return body


def _length(environ: dict[str, Any]) -> int:
    return length_of(str(environ.get("CONTENT_LENGTH") or "0"))


def read_body(environ: dict[str, Any]) -> bytes:
    """Read the body of a WSGI environ; how long it may be is for the server in front to say.

    Args:
        environ: of the server.

    Returns:
        What there is, which may be less than the Content-Length says.

    Raises:
        MalformedRequest: its length is no number.
    """
    if not environ.get("CONTENT_LENGTH"):
        # Without a length there is a body only where the server says that its end is marked.
        return bytes(environ["wsgi.input"].read()) if _ends(environ) else b""
    return b"".join(_blocks(environ["wsgi.input"], _length(environ)))


def _blocks(stream: Any, length: int) -> Iterator[bytes]:
    """Read so much and no more; some streams make room at once for all that they are asked for."""
    while length and (block := stream.read(min(length, _BLOCK))):
        yield block
        length -= len(block)


def _ends(environ: dict[str, Any]) -> bool:
    return bool(environ.get("wsgi.input_terminated"))


# --- the request target -------------------------------------------------------------------------


def _target(environ: dict[str, Any]) -> str:
    """Return path and query as they were on the wire, as far as the server tells."""
    raw = _octets(environ.get("REQUEST_URI") or environ.get("RAW_URI") or "")
    if has_path(raw):
        target = on_wire(raw)
        return _taken_off(environ, target.partition("?")[0]) + target
    # PEP 3333 gives the path decoded only.
    path = _encoded(environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", ""))
    query = _octets(environ.get("QUERY_STRING") or "")
    return on_wire((path or "/").encode("ascii") + (b"?" + query if query else b""))


def _taken_off(environ: dict[str, Any], path: str) -> str:
    """Return what a proxy in front took off the path; SCRIPT_NAME has it, the raw target has not.

    With an application that is mounted at SCRIPT_NAME here, both have it.
    """
    script = environ.get("SCRIPT_NAME", "")
    whole = script + environ.get("PATH_INFO", "")
    arrived = unquote(path)
    # Django puts text into PATH_INFO where PEP 3333 has an octet in each character.
    for text in (whole, whole.encode("latin-1", "replace").decode("utf-8", "replace")):
        front = text.removesuffix(arrived)
        if front != text and script.startswith(front):
            return _encoded(front)
    return ""


def _encoded(text: str) -> str:
    return quote_from_bytes(_octets(text), safe=PATH_CHARACTERS)


def _octets(text: str) -> bytes:
    """Return the octets of an environ's text, which holds one in each character (PEP 3333)."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        raise MalformedRequest("the environ is not what PEP 3333 says: latin-1 text") from None
