"""Clients of httpx and httpx2, sync and async, so that one test can ask any of them."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from _loopback import Answer, Loopback, Recorded, redirect
from _verifiers import CONSUMER, TOKEN, verify_strictly

import oauth2

adapter = pytest.importorskip(
    "oauth2.adapters.httpx", reason="the adapter needs httpx, of the extra", exc_type=ImportError
)

consumer = oauth2.Consumer(*CONSUMER)
token = oauth2.Token(*TOKEN)


class Kind:
    """One of the four kinds of client.

    Args:
        library: httpx or httpx2.
        is_async: whether its clients are `AsyncClient`.
    """

    def __init__(self, library: Any, is_async: bool) -> None:
        self.library = library
        self.is_async = is_async
        self._loop = asyncio.new_event_loop() if is_async else None

    def close(self) -> None:
        """Close the event loop."""
        if self._loop is not None:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    def run(self, result: Any) -> Any:
        """Return what a method of a client or a transport returned, once it is there."""
        return self._loop.run_until_complete(result) if self._loop else result

    def named(self, owner: Any, name: str, **options: Any) -> Any:
        """Make an object of the class of this name, or of its async twin."""
        return getattr(owner, f"Async{name}" if self.is_async else name)(**options)

    def plain(self) -> Any:
        """Return a transport of the library; it does not load certificates, which is slow."""
        return self.named(self.library, "HTTPTransport", verify=False)

    def signing(self, **options: Any) -> Any:
        """Return a transport that signs, by default with the credentials of `_verifiers`."""
        known = {"consumer": consumer, "token": token, "transport": self.plain()}
        return self.named(adapter, "OAuth1Transport", **(known | options))

    @contextmanager
    def client(self, transport: Any = None, **options: Any) -> Iterator[Any]:
        """Make a client that follows redirects, and close it."""
        signing = transport or self.signing()
        options = {"transport": signing, "follow_redirects": True} | options
        client = self.named(self.library, "Client", **options)
        try:
            yield client
        finally:
            self.run(client.aclose() if self.is_async else client.close())

    @contextmanager
    def entered(self, client: Any) -> Iterator[Any]:
        """Enter and leave a client, as `with` does."""
        if not self.is_async:
            with client:
                yield client
            return
        self.run(client.__aenter__())
        yield client
        self.run(client.__aexit__(None, None, None))

    def ask(self, url: str, method: str = "GET", /, *, once: Any = None, **options: Any) -> Any:
        """Send one request by a client of its own; return the response.

        Args:
            url: where to.
            method: the HTTP method.
            once: options of the signature for this call.
            **options: of the client's method `request`.
        """
        with self.client() as client:
            extensions = {} if once is None else {"extensions": {"oauth2": once}}
            return self.run(client.request(method, url, **(extensions | options)))

    def stream(self, parts: Iterable[bytes]) -> Any:
        """Return a generator of these parts, as this kind of client takes it."""
        return _async_parts(parts) if self.is_async else (part for part in parts)


async def _async_parts(parts: Iterable[bytes]) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


#: The names of the four kinds.
KINDS = ["httpx", "httpx async", "httpx2", "httpx2 async"]
#: Each library once, and each way once, for what is tried with much else.
PAIR = ["httpx", "httpx2 async"]


@contextmanager
def kind_of(name: str) -> Iterator[Kind]:
    """Make a kind of client; skip the test where its library is not installed.

    Args:
        name: one of `KINDS`.
    """
    library, _, flavour = name.partition(" ")
    kind = Kind(pytest.importorskip(library, reason=f"{library} is not installed"), bool(flavour))
    try:
        yield kind
    finally:
        kind.close()


def leaks(*requests: Recorded) -> list[bytes]:
    """Return what another origin saw and should not have seen: ours, and the caller's cookies."""
    ours = [b"oauth_", b"uthorization", b"caller", b"ck-1", b"tk-1", b"c%20s", b"c+s"]
    return [word for word in ours for request in requests if word in request.octets]


def nonces(requests: Iterable[Recorded]) -> set[str]:
    """Return the nonces of requests that are right."""
    return {verify_strictly(request).protocol["oauth_nonce"] for request in requests}


def lead(row: Iterable[str], status: int, home: Loopback, other: Loopback) -> Loopback:
    """Prepare a row of redirects that begins at home; return the server where it ends.

    Args:
        row: as of `_hops.Redirect`.
        status: of each redirect.
        home: the server that is asked first.
        other: a server of another origin.
    """
    here = home
    for place in row:
        there = other if place.startswith("other") else home
        here.answers.append(partial(_redirect, status, there.url("/there"), "echo" in place))
        here = there
    return here


def _redirect(status: int, url: str, echo: bool, seen: Recorded) -> Answer:
    mark, query = seen.target.partition("?")[1:]
    return redirect(status, url + mark + query if echo else url)


class Wrapped:
    """A transport, sync and async, that notes what is asked of it, and may send it elsewhere.

    Args:
        sender: the transport of a library that does the work.
        port: of the server on loopback where every request goes, whatever its URL; None leaves
            them as they are.
    """

    def __init__(self, sender: Any, port: int | None = None) -> None:
        self._sender = sender
        self._port = port
        #: The requests.
        self.requests: list[Any] = []
        #: What else was called.
        self.calls: list[str] = []

    def handle_request(self, request: Any) -> Any:
        """Note and send a request."""
        return self._sender.handle_request(self._sent(request))

    async def handle_async_request(self, request: Any) -> Any:
        """Note and send a request."""
        return await self._sender.handle_async_request(self._sent(request))

    def _sent(self, request: Any) -> Any:
        self.requests.append(request)
        if self._port is not None:
            changes = {"scheme": "http", "host": "127.0.0.1", "port": self._port}
            request.url = request.url.copy_with(**changes)
        return request

    def close(self) -> None:
        """Note the call."""
        self.calls.append("close")
        self._sender.close()

    async def aclose(self) -> None:
        """Note the call."""
        self.calls.append("close")
        await self._sender.aclose()

    def __enter__(self) -> Any:
        self.calls.append("enter")
        return self

    def __exit__(self, *error: object) -> None:
        self.calls.append("exit")
        self._sender.close()

    async def __aenter__(self) -> Any:
        self.calls.append("enter")
        return self

    async def __aexit__(self, *error: object) -> None:
        self.calls.append("exit")
        await self._sender.aclose()


class OnlyOnce(io.BytesIO):
    """A file that cannot be rewound, as a pipe."""

    def seekable(self) -> bool:
        """Return that it cannot."""
        return False

    def seek(self, *args: int) -> int:
        """Refuse."""
        raise io.UnsupportedOperation
