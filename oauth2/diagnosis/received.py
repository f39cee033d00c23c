"""The request to be explained, whatever it came as, in the parts that a signature is made of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ..base_string import PRINTABLE, URL, split_url
from ..body import is_form, to_octets
from ..credentials import Consumer, Token, need_credentials, need_token
from ..encoding import form_decode, percent_decode, to_text
from ..errors import InvalidRequest, InvalidURL, LimitExceeded
from ..header import (
    HeadersLike,
    field_values,
    first_value,
    header_fields,
    is_oauth,
    parse_authorization,
)
from ..request import Request
from ..signer import SignedRequest
from .recipe import Address, Key, Parameters, Piece, Recipe

#: A request that was received or sent: method, URL, header fields, body.
Arrived: TypeAlias = tuple[str, str | bytes, HeadersLike | None, bytes | str | None]

# As many as a Request takes.
_MOST_PARAMETERS = 10_000
_PARTS = 4
_METHOD = re.compile(r"[A-Za-z0-9!#$%&'*+\-.^_`|~]+")
_RAW_AUTHORITY = re.compile(r"[^:]*://([^/?#]*)")
_RAW_SIGNATURE = re.compile(r"""(?:^|[\s,])oauth_signature\s*=\s*(?:"([^"]*)"|([^\s,"]*))""")
_REALM = re.compile(r"""(?:^|[\s,])realm\s*=\s*"((?:[^"\\]|\\.)*)\"""", re.IGNORECASE)


@dataclass(frozen=True, repr=False)
class Received:
    """A request as it stands on the wire."""

    method: str
    #: At the host that the Host header field names, if there is one.
    url: URL
    #: As it was given, for what is lost when a URL is split.
    raw_url: str
    #: All but `oauth_signature`.
    pieces: tuple[Piece, ...]
    #: None where it is not known.
    body: bytes | None = None
    is_form: bool = False
    headers: list[tuple[str, str]] = field(default_factory=list)
    #: Decoded, as it is to be compared; None where there is none.
    signature: str | None = None
    #: As it stood on the wire; None where that is not known.
    raw_signature: str | None = None
    realm: str | None = None
    #: The URL itself, where the Host header field names another host.
    own_url: URL | None = None
    #: What the one who signed says it signed, or None.
    claim: str | None = None

    @property
    def protocol(self) -> dict[str, str]:
        """The protocol parameters; the first, where one is repeated."""
        return {piece.name: piece.value for piece in reversed(self.pieces) if piece.is_protocol}

    @property
    def signature_method(self) -> str:
        """What `oauth_signature_method` says, or ""."""
        return self.protocol.get("oauth_signature_method", "")

    def header(self, name: str) -> str:
        """Return the first value of a header field, or "".

        Args:
            name: in lower case.
        """
        return first_value(self.headers, name)

    @property
    def raw_host(self) -> str:
        """The host of the URL in the case in which it was given, without a port."""
        found = _RAW_AUTHORITY.match(self.raw_url)
        authority = found[1].rpartition("@")[2] if found else ""
        return re.sub(r":[0-9]*$", "", authority)


@dataclass(frozen=True, repr=False)
class Facts:
    """A request, and the secrets of those who should have signed it."""

    request: Received
    consumer: Consumer
    token: Token | None
    #: Other secrets that the token may have had.
    other_secrets: tuple[str, ...] = ()
    #: The pairs in the base string that somebody says was signed.
    claimed: tuple[tuple[str, str], ...] = ()

    @property
    def token_is_missing(self) -> bool:
        """Whether the request carries a token, and none was given."""
        return self.token is None and bool(self.request.protocol.get("oauth_token"))

    @property
    def form_is_unknown(self) -> bool:
        """Whether there is a form, of which nobody says what it holds."""
        return self.request.is_form and self.request.body is None

    @property
    def recipe(self) -> Recipe:
        """How RFC 5849 wants it signed."""
        request, url = self.request, self.request.url
        port = "" if url.port is None else f":{url.port}"
        address = Address(request.method, url.scheme, url.host, port, url.path)
        token = to_text(self.token.secret, "token.secret") if self.token else ""
        key = Key(to_text(self.consumer.secret, "consumer.secret"), token)
        return Recipe(address, Parameters(request.pieces), key)


def facts_of(
    request: Any, consumer: Consumer, token: Token | None, other_token_secrets: Iterable[Any] = ()
) -> Facts:
    """Return the facts about a request.

    Args:
        request: a SignedRequest, a Request, or an `Arrived`.
        consumer: who should have signed it.
        token: on whose behalf, or None.
        other_token_secrets: secrets that the token may have had.

    Raises:
        InvalidURL: it has no URL, or none that can be signed.
        InvalidHeader: its Authorization header field cannot be read.
        InvalidRequest: its method is none.
        LimitExceeded: it has too many parameters.
        TypeError: it is no request.
        ValueError: consumer or token is no such object.
    """
    need_credentials(consumer)
    need_token(token)
    if isinstance(other_token_secrets, (str, bytes)):
        raise TypeError("other_token_secrets must be a list of secrets, not one text")
    others = tuple(to_text(secret, "a token secret") for secret in other_token_secrets)
    return Facts(_received(request), consumer, token or None, others)


def _received(request: Any) -> Received:
    if isinstance(request, SignedRequest):
        # Of a request that was signed here it is known that it has no body.
        body = b"" if request.body is None else request.body
        return _of_parts(request.method, request.url, request.headers, body, request.base_string)
    if isinstance(request, Request):
        return _of_request(request)
    if not isinstance(request, (tuple, list)) or len(request) != _PARTS:
        raise TypeError(
            "request must be a SignedRequest, a Request, or (method, url, headers, body), "
            f"not {type(request).__name__}"
        )
    return _of_parts(*request)


def _of_parts(method: Any, url: Any, headers: Any, body: Any, claim: str | None = None) -> Received:
    fields = header_fields(headers)
    octets = _octets(body)
    form = is_form(first_value(fields, "content-type"))
    own = _split(url)
    host = next(iter(field_values(fields, "host")), None)
    address = own if host is None else own.at_host(host.strip())
    oauth = [value for value in field_values(fields, "authorization") if is_oauth(value)]
    in_header = (parse_authorization(oauth[0]) or []) if oauth else []
    sent = _sent(own.query or "", "query")
    if form and octets:
        sent += _sent(octets.decode("utf-8", "surrogateescape"), "form")
    pieces = [Piece.of(name, value, "header") for name, value in in_header] + sent
    signature, raw = _signature(pieces, oauth[0] if oauth else "")
    realm = _REALM.search(oauth[0].partition(" ")[2]) if oauth else None
    return Received(
        _method(method),
        address,
        to_text(url, "the URL"),
        tuple(piece for piece in pieces if piece.name != "oauth_signature"),
        octets,
        form,
        fields,
        signature,
        raw,
        realm[1] if realm else None,
        None if address == own else own,
        claim,
    )


def _of_request(request: Request) -> Received:
    url = getattr(request, "url", None)
    if url is None:
        raise InvalidURL("the URL of the request is not set")
    parts = _split(url)
    query = _sent(parts.query or "", "query")
    pairs = request._pairs_of_dict() + request._fields_beside_dict().pairs
    # Of a query that the dict holds only what is still there counts: it may have been changed.
    rest = Counter(pairs)
    kept = []
    for piece in query:
        if rest[piece[:2]]:
            rest[piece[:2]] -= 1
            kept.append(piece)
    beside = "form" if request.is_form_encoded else "query"
    pieces = kept + [
        Piece.of(name, value, "header" if name.startswith("oauth_") else beside)
        for name, value in rest.elements()
    ]
    signature, _ = _signature(pieces, "")
    return Received(
        request.method,
        parts,
        url,
        tuple(piece for piece in pieces if piece.name != "oauth_signature"),
        _octets(request.body) if request._body_known else None,
        request.is_form_encoded,
        signature=signature,
    )


def _method(method: Any) -> str:
    text = to_text(method, "method")
    if not _METHOD.fullmatch(text):
        raise InvalidRequest(f"method {text[:40]!r} is no HTTP method")
    return text.upper()


def _split(url: Any) -> URL:
    # As received: a path counts as it came, though a client of ours would have encoded it.
    return split_url(url, PRINTABLE)


def _octets(body: Any) -> bytes | None:
    # A file is not read: it may be at its end, or be wanted still.
    known = isinstance(body, (str, bytes, bytearray, memoryview))
    octets: bytes | None = to_octets(body) if known else None
    return octets


def _sent(encoded: str, source: str) -> list[Piece]:
    if encoded.count("&") >= _MOST_PARAMETERS:
        raise LimitExceeded(f"the {source} has more than {_MOST_PARAMETERS} parameters")
    pieces = []
    for segment in encoded.split("&"):
        if segment:
            raw_name, _, raw_value = segment.partition("=")
            ((name, value),) = form_decode(segment)
            pieces.append(Piece.of(name, value, source, (raw_name, raw_value)))
    return pieces


def _signature(pieces: list[Piece], header: str) -> tuple[str | None, str | None]:
    """Return the signature decoded, and as it was sent where that is known."""
    found = next((piece for piece in pieces if piece.name == "oauth_signature"), None)
    if found is None:
        return None, None
    if found.source == "header":
        match = _RAW_SIGNATURE.search(header)
        return found.value, (match[1] or match[2] or "") if match else None
    if "+" in found.sent_value:
        # A raw "+" reads as a space; what was meant is known, and the raw one is told of.
        return percent_decode(found.sent_value), found.sent_value
    return found.value, found.sent_value
