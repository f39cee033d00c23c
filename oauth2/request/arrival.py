"""The parts of a request that arrived: what a WSGI environ and an ASGI scope are read into."""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import quote_from_bytes

from ..base_string import PRINTABLE, split_url
from ..encoding import Pairs
from ..errors import MalformedRequest

# More digits than any length has; a longer number is refused, not parsed.
_LENGTH = re.compile(r"[0-9]{1,18}")
_ORIGIN = re.compile(rb"[A-Za-z][A-Za-z0-9+.\-]*://[^/?#]*")
# By these a WebSocket's handshake, which is an HTTP request, is known to come.
_WEB_SOCKET = {"ws": "http", "wss": "https"}


class Arrival(NamedTuple):
    """The parts of a received request that are signed."""

    method: str
    url: str
    #: The Authorization and Content-Type header fields.
    headers: Pairs
    #: None where it is not known.
    body: bytes | None

    def __repr__(self) -> str:
        """Return a text without its parts: neither query nor body is to be shown."""
        return object.__repr__(self)


def address(scheme: str, host: str, target: str) -> str:
    """Return the URL that the client called.

    Args:
        scheme: "http" or "https", or "ws" or "wss" of a WebSocket.
        host: of the Host header field, or its like; the port belongs to it.
        target: of `on_wire`.

    Raises:
        InvalidURL: the host is none.
    """
    # The host comes from outside: it is held against what a host may be, not pasted into a URL.
    scheme = scheme.lower()
    origin = split_url(f"{_WEB_SOCKET.get(scheme, scheme)}://localhost").at_host(host)
    return f"{origin.scheme}://{origin.authority}{target}"


def host_of_server(name: str, port: Any) -> str:
    """Return host and port of the address at which a server listens, as a Host header has them.

    Args:
        name: a host name or an address.
        port: its number, as a number or as text.
    """
    return f"[{name}]:{port}" if ":" in name else f"{name}:{port}"


def has_path(target: bytes) -> bool:
    """Tell whether a request target is a path, alone or behind an origin.

    Args:
        target: as the client sent it.
    """
    return target.startswith(b"/") or _ORIGIN.match(target) is not None


def on_wire(target: bytes) -> str:
    """Return the path and the query of a request target, encoded once where they are not.

    Args:
        target: as the client sent it (RFC 9112 section 3.2).  The origin in front of the path,
            which a client sends to a proxy, is left out: applications go by the Host header field.

    Raises:
        MalformedRequest: it is no path, or holds a "#".
    """
    origin = _ORIGIN.match(target)
    path = target[origin.end() :] if origin else target
    if origin and not path.startswith(b"/"):
        path = b"/" + path
    if not path.startswith(b"/"):
        # Pasted behind the host, it would be part of it.
        raise MalformedRequest("the request target is no path")
    if b"#" in path:
        # A target has no fragment.  Servers differ in whether they cut one off, so what the
        # application reads might not be what is verified.
        raise MalformedRequest("the request target holds a '#'")
    return quote_from_bytes(path, safe=PRINTABLE)


def need_octets(body: Any) -> bytes:
    """Return a body that a program handed over as bytes.

    Args:
        body: bytes, a bytearray or a memoryview.

    Raises:
        TypeError: it is anything else, such as a coroutine that was not awaited.
    """
    if not isinstance(body, (bytes, bytearray, memoryview)):
        raise TypeError(f"body must be the bytes of the request, not {type(body).__name__}")
    return bytes(body)


def length_of(value: str) -> int:
    """Return the number in a Content-Length header field.

    Args:
        value: of the field.

    Raises:
        MalformedRequest: it is no number.
    """
    if not _LENGTH.fullmatch(value):
        raise MalformedRequest("the Content-Length is no number")
    return int(value)


def need_whole(body: bytes, length: int) -> None:
    """Refuse a body of which something is missing: what was read of it before would not count.

    Args:
        body: what there is.
        length: the number of its bytes, or less.

    Raises:
        MalformedRequest: there are fewer.
    """
    if len(body) < length:
        raise MalformedRequest(
            f"the body ends after {len(body)} of its {length} bytes: where something "
            "has read it before, what that got is to be given as body="
        )
