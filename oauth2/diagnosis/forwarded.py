"""The URL that a client may have called, as proxies in front of the server tell it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..base_string import URL
from ..errors import InvalidURL
from .received import Received

_FORWARDED = re.compile(r"""(?:^|[;\s])(host|proto)\s*=\s*"?([^";,\s]+)""", re.IGNORECASE)
_HOSTS = ("x-forwarded-host", "x-forwarded-server", "x-original-host")
_SCHEMES = ("x-forwarded-proto", "x-forwarded-scheme", "x-forwarded-protocol")


def forwarded_urls(request: Received) -> Iterator[URL]:
    """Yield the request's URL as its header fields of proxies have it; they are only believed here.

    Args:
        request: as received.
    """
    said = dict(_FORWARDED.findall(request.header("forwarded").partition(",")[0].lower()))
    hosts = [_first(request, name) for name in _HOSTS] + [said.get("host", "")]
    schemes = [_first(request, name).lower() for name in _SCHEMES] + [said.get("proto", "")]
    scheme = next((name for name in schemes if name in {"http", "https"}), request.url.scheme)
    port = _first(request, "x-forwarded-port")
    if not any([*hosts, *schemes, port]):
        return
    for host in dict.fromkeys([*filter(None, hosts), request.url.host]):
        for authority in (host, f"{host}:{port}"):
            yield from _at_host(request.url._replace(scheme=scheme), authority)


def _at_host(url: URL, authority: str) -> Iterator[URL]:
    try:
        yield url.at_host(authority)
    except InvalidURL:
        return


def _first(request: Received, name: str) -> str:
    return request.header(name).partition(",")[0].strip()
