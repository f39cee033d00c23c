"""Requests by way of aiohttp, for tests that are not asynchronous; skipped where it is missing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable
from typing import Any, TypeVar

import pytest
from _loopback import Recorded
from _verifiers import CONSUMER, TOKEN, verify_strictly

import oauth2

pytest.importorskip("aiohttp", reason="aiohttp, of the extra of the same name, is not installed")
# Below, because nothing of it can be imported where aiohttp is missing.
import aiohttp as aiohttp  # noqa: PLC0414
from yarl import URL as URL  # noqa: PLC0414

from oauth2.adapters.aiohttp import OAuth1 as OAuth1  # noqa: PLC0414

_T = TypeVar("_T")

consumer = oauth2.Consumer(*CONSUMER)
token = oauth2.Token(*TOKEN)
#: Signs with what the verifiers know.
AUTH = OAuth1(consumer, token)
HMAC_SHA1 = oauth2.SignatureMethod_HMAC_SHA1()
PLAINTEXT = oauth2.SignatureMethod_PLAINTEXT()

placements = pytest.mark.parametrize("placement", ["header", "query", "body"])
signatures = pytest.mark.parametrize("how", [HMAC_SHA1, PLAINTEXT], ids=["HMAC-SHA1", "PLAINTEXT"])


def run(call: Coroutine[Any, Any, _T]) -> _T:
    """Return what a coroutine returns, from an event loop of its own."""
    return asyncio.run(call)


def ask(
    url: Any,
    method: str = "GET",
    auth: OAuth1 = AUTH,
    session: dict[str, Any] | None = None,
    **options: Any,
) -> tuple[aiohttp.ClientResponse, bytes]:
    """Send a request in a session of its own; return the response and its content.

    Args:
        url: text, or a URL of yarl.
        method: the HTTP method.
        auth: the only middleware.
        session: options of the session.
        **options: options of the request.
    """

    async def call() -> tuple[aiohttp.ClientResponse, bytes]:
        async with aiohttp.ClientSession(middlewares=(auth,), **(session or {})) as made:
            return await fetch(made, url, method, **options)

    return run(call())


async def fetch(
    session: aiohttp.ClientSession, url: Any, method: str = "GET", **options: Any
) -> tuple[aiohttp.ClientResponse, bytes]:
    """Send a request; return the response and its content."""
    async with session.request(method, url, **options) as response:
        return response, await response.read()


async def stream(parts: Iterable[bytes]) -> AsyncIterator[bytes]:
    """Yield the parts of a body, once."""
    for part in parts:
        yield part


def nonces(found: Iterable[Recorded]) -> set[str]:
    """Return the nonces of requests that are right."""
    return {verify_strictly(request).protocol["oauth_nonce"] for request in found}


def leaks(found: Iterable[Recorded]) -> list[bytes]:
    """Return what requests to another place hold and should not."""
    ours = [b"oauth_", b"uthorization", b"ookie", b"ck-1", b"tk-1", b"c%20s", b"%2F%25s"]
    return [word for word in ours for request in found if word in request.octets]
