"""`Client`: an `httplib2.Http` that signs every request it sends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httplib2 as httplib2  # noqa: PLC0414  # exported again: programs use oauth2.httplib2

from ..body import can_rewind, remaining_length
from ..credentials import Consumer, Token
from ..header import HeadersLike, header_fields
from ..redirect import Trail, origins_of
from ..request import OAUTH_VERSION
from ..signature import SignatureMethod, SignatureMethod_HMAC_SHA1
from ..signer import SignedRequest, Signer
from ..signer.outgoing import Unsigned
from ..signer.signer import OAuthParams, RealmLike, parameter_pairs
from .chain import Chain, Hop, current, position_of, sending

_BUFFERS = (str, bytes, bytearray, memoryview)


class Client(httplib2.Http):
    """An HTTP client that signs every request it sends.

    Consumer, token and signature method are the attributes `consumer`, `token` and `method`, and
    may be changed at any time.

    As with `httplib2.Http`, use one Client in one thread, and give each token a `cache` of its
    own: what is stored there is found by the URL alone.

    Args:
        consumer: who signs.
        token: on whose behalf, or None.
        trusted_origins: further origins ("https://api.example.com") that a redirect may lead to
            and still be signed.
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
        self._signer_options: dict[str, Any] = {
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
        self._signer({})
        super().__init__(**httplib2_options)

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
            oauth_params: further protocol parameters for this request, such as `oauth_callback`.
            **signer_options: options of `Signer` for this request only.

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
        trail = Trail(self._signer(signer_options), parameter_pairs(oauth_params), self._trusted)
        signed = trail.sign(method, uri, headers, body)
        return self._send_signed(signed, trail, redirections, connection_type)

    def _signer(self, options: dict[str, Any]) -> Signer:
        chosen = {"signature_method": self.method, **self._signer_options, **options}
        return Signer(self.consumer, self.token, **chosen)

    def _send_signed(
        self, signed: SignedRequest, trail: Trail, redirections: int, connection_type: Any = None
    ) -> tuple[httplib2.Response, bytes]:
        unsigned = signed._unsigned
        chain = Chain(trail.after(signed), signed.method, unsigned, position_of(unsigned.body))
        return self._send(signed, chain, redirections, connection_type)

    def _follow(self, chain: Chain, hop: Hop, redirections: int) -> tuple[httplib2.Response, bytes]:
        """Send the next request of a redirect chain: signed afresh, or without anything of ours."""
        url = str(hop.url)
        if hop.signs:
            with sending(self, None):
                signed = chain.trail.sign(hop.method, url, hop.headers, hop.body)
            return self._send_signed(signed, chain.trail, redirections)
        unsigned = Unsigned(hop.url, hop.headers, hop.body, [])
        bare = SignedRequest(
            hop.method, url, dict(hop.headers), hop.body, (), hop.url.base_uri, unsigned
        )
        away = Chain(hop.unsigned_trail, hop.method, unsigned, chain.position)
        return self._send(bare, away, redirections)

    def _send(
        self,
        request: SignedRequest,
        chain: Chain,
        redirections: int,
        connection_type: Any = None,
    ) -> tuple[httplib2.Response, bytes]:
        if can_rewind(request.body):
            _set_content_length(request.headers, request.body)
        with sending(self, chain):
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
        return answer

    def _normalize_headers(self, headers: Any) -> dict[str, str]:
        # httplib2 takes each value for a template of `re.sub`, so a backslash must be doubled.
        escaped = {name: value.replace("\\", "\\\\") for name, value in header_fields(headers)}
        normalized: dict[str, str] = super()._normalize_headers(escaped)  # type: ignore[misc]  # not in the stubs
        return normalized

    def _conn_request(self, *args: Any) -> Any:
        # What reads the body is the caller's code, and may ask this client for something else.
        with sending(self, None):
            return super()._conn_request(*args)  # type: ignore[misc]  # not in the stubs

    def _auth_from_challenge(self, *args: Any) -> Iterator[Any]:
        """Answer Basic and Digest challenges; an OAuth one is the caller's to see."""
        try:
            yield from super()._auth_from_challenge(*args)  # type: ignore[misc]  # not in the stubs
        except httplib2.MalformedHeader:
            # httplib2 cannot parse "WWW-Authenticate: OAuth" without parameters.
            return


def _set_content_length(fields: dict[str, str], file: Any) -> None:
    # Without it http.client sends a file in chunks, which many servers cannot take.
    if not {name.lower() for name in fields} & {"content-length", "transfer-encoding"}:
        fields["Content-Length"] = str(remaining_length(file))
