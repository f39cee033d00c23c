"""Sends the sample over a connection that is kept alive, with clients that sign and that do not."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from importlib import import_module
from typing import Any, TypeAlias

import httplib2

import oauth2

from . import sample
from .answering import answering
from .measuring import Gauge, installed, timed, timed_in_loop
from .signing import KEYS

#: Takes the URL, and what closes what it opens; returns a gauge of whole requests.
Open: TypeAlias = Callable[[str, ExitStack], Gauge]
#: Returns the Authorization header of the next request; None where something else signs it.
Header: TypeAlias = Callable[[], str] | None


def _constant(url: str) -> Callable[[], str]:
    header = sample.signed_by_the_floor(url)
    return lambda: header


def _headers(header: Header) -> dict[str, str]:
    return {**sample.FORM_TYPE, **({"Authorization": header()} if header else {})}


def by_client(url: str, opened: ExitStack) -> Gauge:
    """Send with `Client.request`."""
    client = oauth2.Client(sample.CONSUMER, sample.TOKEN)
    opened.callback(client.close)

    def send() -> None:
        response, _ = client.request(url, sample.METHOD, sample.FORM, sample.FORM_TYPE)
        assert response.status == 200

    return timed(send, time.perf_counter_ns)


def by_httplib2(url: str, opened: ExitStack) -> Gauge:
    """Send with httplib2 a header that the floor has just signed."""
    http = httplib2.Http()
    opened.callback(http.close)

    def send() -> None:
        headers = {**sample.FORM_TYPE, "Authorization": sample.signed_by_the_floor(url)}
        response, _ = http.request(url, sample.METHOD, sample.FORM, headers)
        assert response.status == 200

    return timed(send, time.perf_counter_ns)


def _by_requests(url: str, opened: ExitStack, auth: Any, header: Header = None) -> Gauge:
    session: Any = opened.enter_context(import_module("requests").Session())
    session.auth = auth

    def send() -> None:
        response = session.post(url, data=sample.FORM, headers=_headers(header))
        assert response.status_code == 200

    return timed(send, time.perf_counter_ns)


def by_requests_oauthlib(url: str, opened: ExitStack) -> Gauge:
    """Send with requests, signed by requests-oauthlib."""
    return _by_requests(url, opened, import_module("requests_oauthlib").OAuth1(*KEYS))


def by_our_requests(url: str, opened: ExitStack) -> Gauge:
    """Send with requests, signed by our adapter."""
    adapter = import_module("oauth2.adapters.requests")
    return _by_requests(url, opened, adapter.OAuth1(sample.CONSUMER, sample.TOKEN))


def by_bare_requests(url: str, opened: ExitStack) -> Gauge:
    """Send with requests the same header each time."""
    return _by_requests(url, opened, None, _constant(url))


def by_floor_and_requests(url: str, opened: ExitStack) -> Gauge:
    """Send with requests a header that the floor has just signed."""
    return _by_requests(url, opened, None, partial(sample.signed_by_the_floor, url))


def _by_httpx(url: str, opened: ExitStack, client: Any, header: Header = None) -> Gauge:
    opened.enter_context(client)

    def send() -> None:
        response = client.post(url, content=sample.FORM, headers=_headers(header))
        assert response.status_code == 200

    return timed(send, time.perf_counter_ns)


def by_authlib(url: str, opened: ExitStack) -> Gauge:
    """Send with httpx, signed by Authlib."""
    library = import_module("authlib.integrations.httpx_client")
    return _by_httpx(url, opened, library.OAuth1Client(*KEYS))


def by_our_httpx(url: str, opened: ExitStack) -> Gauge:
    """Send with httpx, signed by our transport."""
    adapter = import_module("oauth2.adapters.httpx")
    transport = adapter.OAuth1Transport(sample.CONSUMER, sample.TOKEN)
    return _by_httpx(url, opened, import_module("httpx").Client(transport=transport))


def by_bare_httpx(url: str, opened: ExitStack) -> Gauge:
    """Send with httpx the same header each time."""
    return _by_httpx(url, opened, import_module("httpx").Client(), _constant(url))


def by_floor_and_httpx(url: str, opened: ExitStack) -> Gauge:
    """Send with httpx a header that the floor has just signed."""
    header = partial(sample.signed_by_the_floor, url)
    return _by_httpx(url, opened, import_module("httpx").Client(), header)


def _by_aiohttp(
    url: str, opened: ExitStack, middlewares: tuple[Any, ...] = (), header: Header = None
) -> Gauge:
    loop = asyncio.new_event_loop()
    opened.callback(loop.close)

    async def open_session() -> Any:
        return import_module("aiohttp").ClientSession(middlewares=middlewares)

    session = loop.run_until_complete(open_session())
    opened.callback(lambda: loop.run_until_complete(session.close()))

    async def send() -> None:
        async with session.post(url, data=sample.FORM, headers=_headers(header)) as response:
            await response.read()
            assert response.status == 200

    return lambda count: loop.run_until_complete(timed_in_loop(send, count))


def by_our_aiohttp(url: str, opened: ExitStack) -> Gauge:
    """Send with aiohttp, signed by our middleware."""
    adapter = import_module("oauth2.adapters.aiohttp")
    return _by_aiohttp(url, opened, (adapter.OAuth1(sample.CONSUMER, sample.TOKEN),))


def by_bare_aiohttp(url: str, opened: ExitStack) -> Gauge:
    """Send with aiohttp the same header each time."""
    return _by_aiohttp(url, opened, header=_constant(url))


def by_floor_and_aiohttp(url: str, opened: ExitStack) -> Gauge:
    """Send with aiohttp a header that the floor has just signed."""
    return _by_aiohttp(url, opened, header=partial(sample.signed_by_the_floor, url))


CLIENTS: Mapping[str, Open] = {
    "Client": by_client,
    "httplib2 and the floor": by_httplib2,
    "requests-oauthlib": by_requests_oauthlib,
    "httpx and Authlib": by_authlib,
}
ADAPTERS: Mapping[str, Open] = {
    "requests": by_our_requests,
    "bare requests": by_bare_requests,
    "requests and the floor": by_floor_and_requests,
    "httpx": by_our_httpx,
    "bare httpx": by_bare_httpx,
    "httpx and the floor": by_floor_and_httpx,
    "aiohttp": by_our_aiohttp,
    "bare aiohttp": by_bare_aiohttp,
    "aiohttp and the floor": by_floor_and_aiohttp,
}


@contextmanager
def _gauges(ways: Mapping[str, Open]) -> Iterator[dict[str, Gauge]]:
    with answering() as origin, ExitStack() as opened:
        url = f"{origin}{sample.TARGET}"
        yield installed({name: partial(way, url, opened) for name, way in ways.items()})


def clients() -> AbstractContextManager[dict[str, Gauge]]:
    """Yield what times this library's Client, and others that sign."""
    return _gauges(CLIENTS)


def adapters() -> AbstractContextManager[dict[str, Gauge]]:
    """Yield what times our adapters, and the libraries without them."""
    return _gauges(ADAPTERS)
