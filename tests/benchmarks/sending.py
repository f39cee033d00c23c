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


def _by_requests(url: str, opened: ExitStack, auth: Any, **headers: str) -> Gauge:
    session: Any = opened.enter_context(import_module("requests").Session())
    session.auth = auth
    headers = {**sample.FORM_TYPE, **headers}

    def send() -> None:
        assert session.post(url, data=sample.FORM, headers=headers).status_code == 200

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
    header = sample.signed_by_the_floor(url)
    return _by_requests(url, opened, None, Authorization=header)


def _by_httpx(url: str, opened: ExitStack, client: Any, **headers: str) -> Gauge:
    opened.enter_context(client)
    headers = {**sample.FORM_TYPE, **headers}

    def send() -> None:
        assert client.post(url, content=sample.FORM, headers=headers).status_code == 200

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
    header = sample.signed_by_the_floor(url)
    return _by_httpx(url, opened, import_module("httpx").Client(), Authorization=header)


def _by_aiohttp(url: str, opened: ExitStack, middlewares: tuple[Any, ...], **more: str) -> Gauge:
    loop = asyncio.new_event_loop()
    opened.callback(loop.close)
    headers = {**sample.FORM_TYPE, **more}

    async def open_session() -> Any:
        return import_module("aiohttp").ClientSession(middlewares=middlewares)

    session = loop.run_until_complete(open_session())
    opened.callback(lambda: loop.run_until_complete(session.close()))

    async def send() -> None:
        async with session.post(url, data=sample.FORM, headers=headers) as response:
            await response.read()
            assert response.status == 200

    return lambda count: loop.run_until_complete(timed_in_loop(send, count))


def by_our_aiohttp(url: str, opened: ExitStack) -> Gauge:
    """Send with aiohttp, signed by our middleware."""
    adapter = import_module("oauth2.adapters.aiohttp")
    return _by_aiohttp(url, opened, (adapter.OAuth1(sample.CONSUMER, sample.TOKEN),))


def by_bare_aiohttp(url: str, opened: ExitStack) -> Gauge:
    """Send with aiohttp the same header each time."""
    return _by_aiohttp(url, opened, (), Authorization=sample.signed_by_the_floor(url))


CLIENTS: Mapping[str, Open] = {
    "Client": by_client,
    "httplib2 and the floor": by_httplib2,
    "requests-oauthlib": by_requests_oauthlib,
    "httpx and Authlib": by_authlib,
}
ADAPTERS: Mapping[str, Open] = {
    "requests": by_our_requests,
    "bare requests": by_bare_requests,
    "httpx": by_our_httpx,
    "bare httpx": by_bare_httpx,
    "aiohttp": by_our_aiohttp,
    "bare aiohttp": by_bare_aiohttp,
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
