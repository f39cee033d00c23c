"""`Client`: an `httplib2.Http` that signs every request it sends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

import httplib2 as httplib2  # noqa: PLC0414  # exported again: programs use oauth2.httplib2

from ..body import position_of
from ..credentials import Consumer, Token
from ..header import HeadersLike
from ..redirect import Trail, origins_of
from ..request import OAUTH_VERSION
from ..signature import SignatureMethod, SignatureMethod_HMAC_SHA1
from ..signer import SignedRequest
from ..signer.further import OAuthParams, parameter_pairs
from ..signer.outgoing import Unsigned
from ..signer.signer import RealmLike
from .attempts import send_as_often_as_safe
from .cache import Folder, private_cache
from .chain import Chain, Hop, Sending, current, unsigned_chain
from .connections import Connections
from .signers import Signers
from .traps import hide_signature, normalized, response_of, set_content_length

_BUFFERS = (str, bytes, bytearray, memoryview)


class Client(httplib2.Http):
    """An HTTP client that signs every request it sends.

    Consumer, token and signature method are the attributes `consumer`, `token` and `method`, and
    may be changed at any time.

    Threads may share a Client: each has connections of its own, which are closed when the thread
    ends.  Clients may share a `cache`: nobody is served what another consumer or token fetched.

    Args:
        consumer: who signs.
        token: on whose behalf, or None.
        trusted_origins: further origins ("https://api.example.com") that a redirect may lead to
            and still be signed.
        correct_clock: True sends a request a second time when the provider refuses its timestamp,
            by the provider's clock; `clock_skew` keeps the difference for the requests after it.
        oauth_params: further protocol parameters for every request.
        signature_method: as of `Signer`, and so are the others up to `nonce`.
        placement: see there.
        realm: see there.
        body_hash: see there.
        version: see there.
        empty_token: see there.
        allow_insecure: see there.
        clock: see there.
        nonce: see there.
        **httplib2_options: those of `httplib2.Http`: `cache`, `timeout` (seconds), `proxy_info`,
            `ca_certs`, `disable_ssl_certificate_validation` …

    Raises:
        ValueError: an argument is of the wrong kind, or is none of the values it may have.
        InvalidURL: a trusted origin is no http or https URL.
    """

    def __init__(
        self,
        consumer: Consumer,
        token: Token | None = None,
        *,
        trusted_origins: Iterable[str] = (),
        correct_clock: bool = False,
        oauth_params: OAuthParams | None = None,
        signature_method: SignatureMethod | None = None,
        placement: str = "header",
        realm: RealmLike = None,
        body_hash: str = "auto",
        version: str | None = OAUTH_VERSION,
        empty_token: bool = False,
        allow_insecure: bool = False,
        clock: Callable[[], float] | None = None,
        nonce: Callable[[], str] | None = None,
        **httplib2_options: Any,
    ) -> None:
        self.consumer = consumer
        self.token = token
        self.method: SignatureMethod = signature_method or SignatureMethod_HMAC_SHA1()
        options = {
            "placement": placement,
            "realm": realm,
            "body_hash": body_hash,
            "version": version,
            "empty_token": empty_token,
            "allow_insecure": allow_insecure,
            "clock": clock,
            "nonce": nonce,
        }
        self._trusted = origins_of(trusted_origins)
        self._signers = Signers(options, correct_clock=correct_clock)
        self._oauth_params = parameter_pairs(oauth_params)
        #: How many seconds the provider's clock is ahead of ours, as far as `correct_clock` knows.
        self.clock_skew = 0.0
        self._signers.signer_for(self, {})
        if httplib2_options.get("cache") and isinstance(httplib2_options["cache"], str):
            httplib2_options["cache"] = Folder(httplib2_options["cache"])
        super().__init__(**httplib2_options)

    @property
    def cache(self) -> Any:
        """The cache as it was given; while it sends, httplib2 sees what is for the asker."""
        chain = current(self)
        return self._cache if chain is None else chain.cache

    @cache.setter
    def cache(self, cache: Any) -> None:
        self._cache = cache

    @property
    def connections(self) -> Connections:
        """The connections of the calling thread, by scheme and host."""
        return self._connections

    @connections.setter
    def connections(self, connections: Any) -> None:
        # Whenever httplib2 starts afresh, with a dict for all threads.
        self._connections = Connections()
        self._connections.update(connections)

    def __getstate__(self) -> dict[str, Any]:
        """Return what is pickled: all but the connections."""
        state: dict[str, Any] = super().__getstate__()  # type: ignore[assignment]  # not in the stubs
        del state["_connections"]
        return state

    def close(self) -> None:
        """Close the connections of all threads, and forget certificates and passwords.

        A connection that is in use is closed once its request is answered.
        """
        self.connections.close()
        super().close()

    def set_signature_method(self, method: SignatureMethod) -> None:
        """Set how requests are signed from now on.

        Args:
            method: the signature method.

        Raises:
            ValueError: it is none.
        """
        if not isinstance(method, SignatureMethod):
            raise ValueError("method must be a SignatureMethod object")
        self.method = method

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: Any = None,
        headers: HeadersLike | None = None,
        redirections: int = httplib2.DEFAULT_MAX_REDIRECTS,
        connection_type: Any = None,
        *,
        oauth_params: OAuthParams | None = None,
        **signer_options: Any,
    ) -> tuple[httplib2.Response, bytes]:
        """Sign a request, send it, and return the answer.  What is passed in is not changed.

        Args:
            uri: an absolute http or https URL.
            method: the HTTP method.
            body: None, text (sent as UTF-8), bytes, a binary file, or an iterable of bytes.
            headers: header fields: a mapping or pairs, names in any case, text or bytes.
            redirections: how many redirects to follow at most.
            connection_type: a connection class of httplib2, or None.
            oauth_params: further protocol parameters for this request, such as `oauth_callback`;
                None means those of the constructor.
            **signer_options: options of `Signer` for this request only, `token` among them;
                `force_auth_header=True`, which old samples pass, is `placement="header"`.

        Returns:
            httplib2's response and the content, bytes.

        Raises:
            Error: what `Signer.sign` raises.
            httplib2.HttpLib2Error: what httplib2 raises; so do OSError and http.client's errors.
        """
        chain = current(self)
        if chain is not None:
            # httplib2 calls this method itself to follow a redirect.
            return self._follow(chain, chain.hop(uri, method, body), redirections)
        # httplib2 would send "Content-Length: 0" with a GET whose body is empty and not None.
        body = None if isinstance(body, _BUFFERS) and not body else body
        # Pairs are taken once: an iterator of them is empty when a redirect needs it again.
        params = self._oauth_params if oauth_params is None else parameter_pairs(oauth_params)
        trail = Trail(self._signers.signer_for(self, signer_options), params, self._trusted)
        signed = trail.sign(method, uri, headers, body)
        return self._send_signed(signed, trail, redirections, connection_type)

    def _send_signed(
        self, signed: SignedRequest, trail: Trail, redirections: int, connection_type: Any = None
    ) -> tuple[httplib2.Response, bytes]:
        unsigned = signed._unsigned
        chain = Chain(trail, signed.method, unsigned, position_of(unsigned.body), signed)
        answer = self._send(signed, chain, redirections, connection_type)
        if not self._signers.correct_clock or not chain.can_repeat():
            return answer
        clock: Any = trail.signer.clock
        if not clock.learn(response_of(answer), answer):
            return answer
        with Sending(self, None):
            signed = chain.signed_again()
        again = Chain(chain.trail, chain.method, unsigned, chain.position, signed)
        return self._send(signed, again, redirections, connection_type)

    def _follow(self, chain: Chain, hop: Hop, redirections: int) -> tuple[httplib2.Response, bytes]:
        """Send the next request of a redirect chain: signed afresh, or without anything of ours."""
        url = str(hop.url)
        if hop.signs:
            with Sending(self, None):
                signed = chain.trail.sign(hop.method, url, hop.headers, hop.body)
            return self._send_signed(signed, chain.trail, redirections)
        unsigned = Unsigned(hop.url, hop.headers, hop.body, [])
        bare = SignedRequest(
            hop.method, url, dict(hop.headers), hop.body, hop.url.base_uri, unsigned
        )
        away = Chain(hop.unsigned_trail, hop.method, unsigned, position_of(hop.body))
        return self._send(bare, away, redirections)

    def _send(
        self,
        request: SignedRequest,
        chain: Chain,
        redirections: int,
        connection_type: Any = None,
    ) -> tuple[httplib2.Response, bytes]:
        set_content_length(request.headers, request.body)
        chain.cache = private_cache(self._cache, chain, self.credentials)
        with Sending(self, chain):
            # Through the class, because programs patch `httplib2.Http.request`.
            answer: tuple[httplib2.Response, bytes] = httplib2.Http.request(
                self,
                request.url,
                method=request.method,
                body=request.body,
                headers=request.headers,
                redirections=redirections,
                connection_type=connection_type,
            )
        hide_signature(response_of(answer), chain)
        return answer

    def _normalize_headers(self, headers: Any) -> dict[str, str]:
        made: dict[str, str] = normalized(super()._normalize_headers, headers)  # type: ignore[misc]  # not in the stubs
        return made

    def _request(self, connection: Any, host: str, url: str, *args: Any) -> Any:
        if current(self) is not None:
            return super()._request(connection, host, url, *args)  # type: ignore[misc]  # not in the stubs
        # Somebody asked httplib2 by itself, for a request that is not signed; nor is what it is
        # redirected to, for which httplib2 calls our `request`.
        chain = unsigned_chain(self._signers.signer_for(self, {}), url, *args[1:4])
        chain.cache = private_cache(self._cache, chain, self.credentials)
        with Sending(self, chain):
            return super()._request(connection, host, url, *args)  # type: ignore[misc]  # not in the stubs

    def _conn_request(self, connection: Any, *args: Any) -> Any:
        # Which `_request` has seen to.
        chain = cast(Chain, current(self))
        # What reads the body is the caller's code, and may ask this client for something else.
        with Sending(self, None), self.connections.in_use(connection):
            return send_as_often_as_safe(super()._conn_request, connection, chain, *args)  # type: ignore[misc]  # not in the stubs

    def _auth_from_challenge(self, *args: Any) -> Iterator[Any]:
        """Answer Basic and Digest challenges; an OAuth one is the caller's to see."""
        if cast(Chain, current(self)).trail.has_left:
            # The password is for those whom the caller asked.
            return
        try:
            yield from super()._auth_from_challenge(*args)  # type: ignore[misc]  # not in the stubs
        except httplib2.MalformedHeader:
            # httplib2 cannot parse "WWW-Authenticate: OAuth" without parameters.
            return
