"""The transports: they sign what a client hands them, and have another transport send it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from ...credentials import Consumer, Token
from ...errors import InvalidRequest
from ...redirect import Trail
from ..signing import Signing
from .body import must_be_read
from .hop import Hop, answered, first, following, outgoing
from .library import AsyncBaseTransport, BaseTransport, library_of

# In `request.extensions`, which httpx hands on to each hop: the caller's options for one call, and
# the last hop as it was sent.
_OPTIONS = "oauth2"
_SENT = "oauth2.sent"

_Sync = TypeVar("_Sync", bound="OAuth1Transport")
_Async = TypeVar("_Async", bound="AsyncOAuth1Transport")


class _Transport(Signing):
    """What the transports have in common: everything but to send."""

    def __init__(
        self,
        consumer: Consumer,
        token: Token | None = None,
        *,
        transport: Any = None,
        **options: Any,
    ) -> None:
        super().__init__(consumer, token, **options)
        self._given = transport
        self._made: dict[Any, Any] = {}

    def _senders(self) -> list[Any]:
        return list(self._made.values()) if self._given is None else [self._given]

    def _sender(self, request: Any, default: str) -> Any:
        if self._given is not None:
            return self._given
        library = library_of(request)
        made = self._made.get(library)
        # In one step: threads share a client, and one transport too many has nothing open.
        return made or self._made.setdefault(library, getattr(library, default)())

    def _signed(self, request: Any) -> Any:
        """Return what to send in place of a request, and remember in the request what that was.

        Raises:
            Error: what `Signer.sign` raises, or a redirect that must not be followed.
            InvalidRequest: an extension names another target than the URL.
            TypeError: the options for this call are none.
        """
        if "target" in request.extensions:
            raise InvalidRequest("the extension 'target' would send another URL than is signed")
        trail = self._trail_for(request)
        last: Hop | None = request.extensions.get(_SENT)
        hop = first(request, trail) if last is None else following(request, trail, last)
        url, fields, body = hop.url, hop.fields, hop.body
        if hop.signs:
            signed = hop.trail.sign(hop.method, url, fields, body)
            url, fields, body = signed.url, list(signed.headers.items()), signed.body
            unsigned = list(signed._unsigned.headers.items())
            hop = hop._replace(trail=hop.trail.after(signed), fields=unsigned)
        # A new dict: the old one may be the caller's.
        request.extensions = {**request.extensions, _SENT: hop}
        return outgoing(request, url, fields, body, frozenset({_OPTIONS, _SENT}))

    def _remembered(self, request: Any, response: Any) -> Any:
        hop = answered(request.extensions[_SENT], response)
        request.extensions = {**request.extensions, _SENT: hop}
        return response

    def _trail_for(self, request: Any) -> Trail:
        """Return a new trail, with the options that the caller gave for this one call."""
        options = request.extensions.get(_OPTIONS, {})
        if not isinstance(options, Mapping):
            raise TypeError(f"the extension {_OPTIONS!r} must be a mapping of options")
        return self.replace(**options)._trail if options else self._trail


class OAuth1Transport(_Transport, BaseTransport):
    """Signs the requests of a `Client` of httpx or httpx2, and has another transport send them.

        httpx.Client(transport=OAuth1Transport(consumer, token))

    Threads may share it.  The options of one call, all those named here but `transport`, go into
    its extensions: `client.get(url, extensions={"oauth2": {"placement": "query"}})`.

    A client that is given a transport leaves proxies, certificates and limits to it: give them to
    the one that is wrapped, `transport=httpx.HTTPTransport(proxy="http://localhost:3128")`.  In a
    client's `mounts`, wrap every transport that a signed request may be redirected to.  A
    transport that tries a request again goes around this one, so that each attempt is signed.

    Args:
        consumer: who signs.
        token: on whose behalf, or None.
        transport: what sends the signed requests, and is closed with this one; by default an
            `HTTPTransport()` of the client's own library.
        trusted_origins: further origins ("https://api.example.com") that a redirect may lead to
            and still be signed.
        oauth_params: further protocol parameters for every request, such as `oauth_callback`.
        signature_method: as of `Signer`, and so are the others.
        placement: see there.
        realm: see there.
        body_hash: see there.
        version: see there.
        empty_token: see there.
        allow_insecure: see there.
        clock: see there.
        nonce: see there.

    Raises:
        ValueError: an argument is of the wrong kind, or is none of the values it may have.
        InvalidURL: a trusted origin is no http or https URL.
        InvalidRequest: `oauth_params` names a parameter that only the Signer makes.
    """

    def handle_request(self, request: Any) -> Any:
        """Sign a request and send it; the client calls this.

        Args:
            request: the client's; what goes out is a copy.

        Returns:
            The response.

        Raises:
            Error: what `Signer.sign` raises, or a redirect that must not be followed.
            TypeError: the options for this call are none.
        """
        if must_be_read(request):
            request.read()
        response = self._sender(request, "HTTPTransport").handle_request(self._signed(request))
        return self._remembered(request, response)

    def close(self) -> None:
        """Close the transport that is wrapped."""
        for sender in self._senders():
            sender.close()

    def __enter__(self: _Sync) -> _Sync:
        for sender in self._senders():
            sender.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        for sender in self._senders():
            sender.__exit__(*error)


class AsyncOAuth1Transport(_Transport, AsyncBaseTransport):
    """Signs the requests of an `AsyncClient`; for all else see `OAuth1Transport`.

        httpx.AsyncClient(transport=AsyncOAuth1Transport(consumer, token))

    Args:
        consumer: who signs.
        token: on whose behalf, or None.
        transport: what sends the signed requests, by default an `AsyncHTTPTransport()`.
        trusted_origins: as of `OAuth1Transport`, and so are the others.
        oauth_params: see there.
        signature_method: see there.
        placement: see there.
        realm: see there.
        body_hash: see there.
        version: see there.
        empty_token: see there.
        allow_insecure: see there.
        clock: see there.
        nonce: see there.

    Raises:
        ValueError: as of `OAuth1Transport`.
        InvalidURL: the same.
        InvalidRequest: the same.
    """

    async def handle_async_request(self, request: Any) -> Any:
        """Sign a request and send it; the client calls this.

        Args:
            request: the client's; what goes out is a copy.

        Returns:
            The response.

        Raises:
            Error: what `Signer.sign` raises, or a redirect that must not be followed.
            TypeError: the options for this call are none.
        """
        if must_be_read(request):
            await request.aread()
        sender = self._sender(request, "AsyncHTTPTransport")
        return self._remembered(request, await sender.handle_async_request(self._signed(request)))

    async def aclose(self) -> None:
        """Close the transport that is wrapped."""
        for sender in self._senders():
            await sender.aclose()

    async def __aenter__(self: _Async) -> _Async:
        for sender in self._senders():
            await sender.__aenter__()
        return self

    async def __aexit__(self, *error: object) -> None:
        for sender in self._senders():
            await sender.__aexit__(*error)
