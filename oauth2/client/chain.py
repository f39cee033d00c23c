"""One call of `Client.request` over all its redirects: what was sent, and what the next may say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from ..base_string import URL, split_url
from ..body import can_rewind
from ..encoding import Pairs, form_decode, form_encode, percent_decode
from ..errors import InsecureTransport, InvalidBody, InvalidURL
from ..signer import Signer
from ..signer.outgoing import Unsigned

# What describes a body, and goes with it when a redirect turns the request into a GET.
_BODY_FIELDS = frozenset({"content-type", "content-length", "transfer-encoding"})
# What is asked of the first resource only; httplib2 does not ask it of the next one either.
_CONDITIONS = frozenset({"if-none-match", "if-modified-since"})
# What another host must not see.
_PRIVATE_FIELDS = frozenset({"authorization", "cookie"})
_METHODS_WITHOUT_BODY = frozenset({"GET", "HEAD"})

# A URL within a URL within a URL: more is not to be expected.
_MOST_DECODINGS = 4

Origin = tuple[str, str, int | None]


def origin_of(url: URL) -> Origin:
    """Return what makes two URLs of one origin (RFC 6454 section 4)."""
    return url.scheme, url.host, url.port


@dataclass(frozen=True, repr=False)
class Hop:
    """The request with which a redirect is followed."""

    method: str
    url: URL
    headers: dict[str, str]
    body: Any
    #: Whether it may be signed.
    signs: bool


@dataclass(frozen=True, repr=False)
class Chain:
    """A request that was sent, of which httplib2 may follow a redirect."""

    signer: Signer
    #: The caller's further protocol parameters, for each hop alike.
    oauth_params: Pairs
    method: str
    url: URL
    #: The request as it would be without protocol parameters of ours.
    unsigned: Unsigned
    #: Where the caller's file stood.
    position: int | None
    #: False once the chain has been at an origin that may not see a signature.
    at_home: bool = True

    def hop(self, location: str, method: str, body: Any, trusted: frozenset[Origin]) -> Hop:
        """Return the request with which a redirect is followed.

        Args:
            location: the URL; it may be relative.
            method: as httplib2 chose it.
            body: the same; it is only asked whether there is one.
            trusted: further origins that may see a signature.

        Raises:
            InvalidURL: the location is not an http or https URL.
            InvalidBody: the body would have to be sent again, and cannot.
        """
        target = self._target(location)
        target = target._replace(query=self._without_echo(target.query))
        same = self._is_same_origin(target)
        # httplib2 forgets the body of a permanent redirect that it remembers.
        kept = method == self.method and method not in _METHODS_WITHOUT_BODY
        with_body = body is not None or kept
        trusted_too = same or origin_of(target) in trusted
        dropped = _CONDITIONS if with_body else _CONDITIONS | _BODY_FIELDS
        if not same:
            # It would not be that of the other host.
            dropped |= {"host"}
        if not trusted_too:
            self._refuse_to_tell_secrets(target)
            dropped |= _PRIVATE_FIELDS
        headers = {
            name: value
            for name, value in self.unsigned.headers.items()
            if name.lower() not in dropped
        }
        again = self._body_again() if with_body else None
        return Hop(method, target, headers, again, self.at_home and trusted_too)

    def _target(self, location: str) -> URL:
        try:
            return split_url(urljoin(str(self.url), location))
        except InvalidURL:
            raise
        except ValueError:
            raise InvalidURL("the redirect leads to no URL") from None

    def _is_same_origin(self, target: URL) -> bool:
        upgraded = origin_of(target) == ("https", self.url.host, None) and self.url.port is None
        return upgraded or origin_of(target) == origin_of(self.url)

    def _body_again(self) -> Any:
        body = self.unsigned.body
        if self.position is not None:
            body.seek(self.position)
        elif body is not None and not isinstance(body, bytes):
            raise InvalidBody("the redirect cannot be followed: the body can be sent only once")
        return body

    def _refuse_to_tell_secrets(self, target: URL) -> None:
        """Follow no redirect that repeats a PLAINTEXT signature inside something else."""
        how = self.signer.signature_method
        signature = dict(self.unsigned.added).get("oauth_signature")
        if signature is None or how is None or not how.sends_secrets:
            return
        text = str(target)
        for _ in range(_MOST_DECODINGS):
            # Whoever decodes once too often has decoded the escapes within the secrets as well.
            if signature in text or percent_decode(signature) in text:
                raise InsecureTransport("the redirect would tell another host the secrets")
            text = percent_decode(text)

    def _without_echo(self, query: str | None) -> str | None:
        """Remove our protocol parameters from a Location that repeats them, however spelt."""
        if not query:
            return query
        for pair in self.unsigned.added:
            for spelling in ("=".join(pair), form_encode([pair])):
                query = re.sub(rf"(?<![^&]){re.escape(spelling)}(?![^&])", "", query)
        added = set(self.unsigned.added)
        kept = [part for part in query.split("&") if part and not added & _readings(part)]
        return "&".join(kept) or None


def _readings(part: str) -> set[tuple[str, str]]:
    name, _, value = part.partition("=")
    return {*form_decode(part), (percent_decode(name), percent_decode(value))}


def position_of(body: Any) -> int | None:
    """Return where a file stands, or None where the body cannot be rewound."""
    return int(body.tell()) if can_rewind(body) else None


# Which chain is being sent in this thread.  httplib2 follows a redirect by calling `request` of
# the client again, so whatever calls it while a chain is being sent, is a redirect.  This does not
# hang on the header dict that httplib2 hands round: programs copy it.
_current: ContextVar[tuple[object, Chain] | None] = ContextVar("oauth2_chain", default=None)


def current(client: object) -> Chain | None:
    """Return the chain that a client is sending in this thread, or None."""
    sending = _current.get()
    return sending[1] if sending is not None and sending[0] is client else None


@contextmanager
def sending(client: object, chain: Chain | None) -> Iterator[None]:
    """Say that a client sends a chain; None while code of the caller's runs in between.

    Args:
        client: the client.
        chain: what it sends, or None.
    """
    token = _current.set(None if chain is None else (client, chain))
    try:
        yield
    finally:
        _current.reset(token)
