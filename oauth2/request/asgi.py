"""What the scope of an ASGI connection tells of a request as it was on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ..base_string import PATH_CHARACTERS
from ..encoding import Pairs
from ..errors import MalformedRequest
from ..header import field_values, header_fields
from .arrival import Arrival, address, host_of_server, length_of, need_octets, need_whole, on_wire

_KINDS = ("http", "websocket")
_FIELDS = ("authorization", "content-type")


def read_scope(
    scope: Mapping[str, Any], body: Any, scheme: str | None, host: str | None
) -> Arrival:
    """Read method, URL and header fields from an ASGI scope, and hold the body against it.

    Args:
        scope: of the server; of a WebSocket it is that of its handshake, a GET without a body.
        body: its bytes; None means that they are not known.
        scheme: as the client sees it, where a proxy in front changes it; else None.
        host: the same, with a port unless it is the scheme's own.

    Raises:
        MalformedRequest: the request target, the host or the length of the body is none, or the
            body is not there as a whole.
        InvalidURL: the host is none.
        TypeError: it is no scope, or the body is no bytes.
        ValueError: the scope is of no request.
    """
    if not isinstance(scope, Mapping):
        raise TypeError(f"from_asgi takes an ASGI scope, not {type(scope).__name__}")
    if scope["type"] not in _KINDS:
        raise ValueError(f"from_asgi takes the scope of a request, not of {scope['type']!r}")
    fields = header_fields(scope["headers"])
    whole = None if body is None else need_octets(body)
    if whole is not None:
        need_whole(whole, max(map(length_of, field_values(fields, "content-length")), default=0))
    url = address(
        scheme or scope.get("scheme") or "http", host or _host(scope, fields), _target(scope)
    )
    headers = [field for field in fields if field[0].lower() in _FIELDS]
    method = scope["method"] if scope["type"] == "http" else "GET"
    return Arrival(method, url, headers, whole)


def _host(scope: Mapping[str, Any], fields: Pairs) -> str:
    hosts = field_values(fields, "host")
    if len(hosts) > 1:
        # Which of them the application goes by is not known.
        raise MalformedRequest("there is more than one Host header")
    if hosts and hosts[0]:
        return hosts[0]
    if not scope.get("server"):
        raise MalformedRequest("the request names no host")
    return host_of_server(*scope["server"])


def _target(scope: Mapping[str, Any]) -> str:
    """Return path and query as they were on the wire, as far as the server tells."""
    # Some test clients leave the query on.
    path = bytes(scope.get("raw_path") or b"").partition(b"?")[0]
    query = bytes(scope.get("query_string") or b"")
    if not path:
        # Decoded, with the root path in it.
        path = quote(scope["path"] or "/", safe=PATH_CHARACTERS, errors="replace").encode("ascii")
    return on_wire(path + (b"?" + query if query else b""))
