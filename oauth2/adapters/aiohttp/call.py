"""One call of the program's over all the requests that it leads to: what each of them may say."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from ...base_string import split_url
from ...errors import InvalidBody, MissingExtra
from ...redirect import PRIVATE_FIELDS, Step, Trail
from ...signer import SignedRequest
from .body import file_in, have_one_source, is_repeatable, may_be_spent, signable
from .library import aiohttp

# What describes a body, and goes with it when a redirect turns the request into a GET.
_BODY_FIELDS = frozenset({"content-type", "content-length", "transfer-encoding"})

# The fields that say how a request is signed, and the one that signing adds.
_SIGNED_BY = ("Host", "Content-Type", "Authorization")

_NO_HOOKS = aiohttp.TraceConfig()
_NO_HOOKS.freeze()


class Call(aiohttp.tracing.Trace):
    """What is known of one call of the program's, such as `session.get(url)`.

    A middleware is told neither which call a request belongs to nor whether it follows a redirect.
    It must not take a hop to another origin for a request of the program's, nor the other way
    round.  The URL does not tell, since a program may ask for what a redirect led to that it did
    not let aiohttp follow; nor does the task or its context, since another middleware may run this
    one in a task of its own, or send requests of its own in between.

    What all requests of one call have in common, and share with no other call, is the list of its
    traces: aiohttp makes it for the call, hands it to each of its requests, and lets it go
    afterwards.  So this stands in it, as a trace that listens to nothing.

    Args:
        session: what the call was made with.
        trail: before the first request.
    """

    def __init__(self, session: aiohttp.ClientSession, trail: Trail) -> None:
        super().__init__(session, _NO_HOOKS, SimpleNamespace())
        self._trail = trail
        # The method that the caller's arguments are for; None while nothing was redirected.
        self._method: str | None = None
        # Whether it has been elsewhere, where the field Host is not the caller's.
        self._moved = False
        # The last body, and where the caller's file stood.
        self._body: Any = None
        self._position: int | None = None

    async def _listen_to_nothing(self, *_: object) -> None:
        pass

    # What aiohttp tells a trace of each request, which would ask hooks that are not there.
    _nothing: Any = _listen_to_nothing
    send_request_start = send_request_headers = send_request_chunk_sent = _nothing
    send_connection_reuseconn = send_response_chunk_received = send_request_end = _nothing

    def check_body(self, body: Any) -> None:
        """Remember a body; if it was sent before, see to it that it arrives whole once more.

        Args:
            body: of the next request.

        Raises:
            InvalidBody: it can be sent only once.
        """
        file = file_in(body)
        sent = self._body is not None and have_one_source(body, self._body)
        if sent and may_be_spent(body):
            # Another payload of the same file would begin where the last one ended.
            if body is not self._body or not is_repeatable(body):
                raise InvalidBody("the request cannot be repeated: the body can be sent only once")
            if file is not None:
                file.seek(self._position)
        self._body = body
        self._position = None if file is None else file.tell()

    async def prepare(self, req: aiohttp.ClientRequest) -> Trail:
        """Make a request what may be sent: signed, or without anything of ours.

        Args:
            req: the request; it is changed.

        Returns:
            The trail once it is sent.

        Raises:
            Error: what `Signer.sign` raises.
        """
        url = str(req.url)
        if url.startswith("ws"):
            # A websocket begins as a GET by http or https.
            url = f"http{url[2:]}"
        if self._method is not None:
            step = self._trail.step(split_url(url))
            self._adapt(req, step)
            if not step.signs:
                return step.unsigned_trail
            url = str(step.url)
        signed = await self._sign(req, url)
        return self._trail.after(signed)

    def _adapt(self, req: aiohttp.ClientRequest, step: Step) -> None:
        """Make what aiohttp made of the caller's arguments what a hop may be."""
        if req.method != self._method and not req.body:
            _drop(req, _BODY_FIELDS)
        self._moved = self._moved or step.elsewhere
        if self._moved:
            req.headers["Host"] = step.url.authority
        if not step.signs:
            _drop(req, PRIVATE_FIELDS)
            req.update_cookies(_own_cookies(req))
            req.url = type(req.url)(str(step.url), encoded=True)

    async def _sign(self, req: aiohttp.ClientRequest, url: str) -> SignedRequest:
        body = await signable(req)
        get = req.headers.getall
        fields = [(name, value) for name in _SIGNED_BY for value in get(name, ())]
        if hasattr(body, "read"):
            # A file is hashed, which may take long.
            sign = self._trail.sign
            signed = await asyncio.to_thread(sign, req.method, url, fields, body)
        else:
            signed = self._trail.sign(req.method, url, fields, body)
        for name, value in signed.headers.items():
            if name not in req.headers:
                req.headers[name] = value
        if isinstance(signed.body, bytes) and signed.body != (body or b""):
            await req.update_body(io.BytesIO(signed.body))
        if signed.url != str(req.url):
            # As encoded: it must not be spelt anew once it is signed.
            req.url = type(req.url)(signed.url, encoded=True)
        return signed

    def follow(self, req: aiohttp.ClientRequest, trail: Trail) -> None:
        """Remember that a request was redirected; whether that is followed is not known here.

        Args:
            req: the request.
            trail: what `prepare` returned.
        """
        self._method, self._trail = self._method or req.method, trail


def call_of(req: aiohttp.ClientRequest, trail: Trail) -> Call:
    """Return the call that a request belongs to.

    Args:
        req: the request.
        trail: of the call if this is its first request.

    Raises:
        MissingExtra: this aiohttp does not say.
    """
    # Not documented: rather no request is signed than one on another origin.
    traces = getattr(req, "_traces", None)
    if not isinstance(traces, list):
        raise MissingExtra("this aiohttp does not tell which requests are of one call")
    for trace in traces:
        if isinstance(trace, Call):
            return trace
    call = Call(req.session, trail)
    traces.append(call)
    return call


def _drop(req: aiohttp.ClientRequest, names: Iterable[str]) -> None:
    for name in names:
        req.headers.popall(name, None)


def _own_cookies(req: aiohttp.ClientRequest) -> dict[str, Any]:
    """Return the cookies that a host has set itself, without those that the caller gives to all."""
    jar = req.session.cookie_jar
    given = {cookie.key for cookie in jar if not cookie["domain"]}
    found = jar.filter_cookies(req.url)
    return {name: cookie for name, cookie in found.items() if name not in given}
