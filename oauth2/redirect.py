"""What a request may say where a redirect leads: one rule for `Client` and every adapter.

The same origin gets a signature of its own.  Any other gets nothing that the signature stands in
or was made with, and once a request has been there, no later hop is signed either.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import urljoin

from .base_string import URL, split_url
from .encoding import Pairs, form_decode, form_encode, percent_decode
from .errors import InsecureTransport, InvalidURL
from .header import HeadersLike
from .signer import SignedRequest, Signer

_log = logging.getLogger("oauth2")

#: What another host must not see, in lower case.
PRIVATE_FIELDS = frozenset({"authorization", "cookie"})

_ONCE = frozenset({"oauth_nonce", "oauth_timestamp"})
# A URL within a URL within a URL: more is not to be expected.
_MOST_DECODINGS = 4

# Signatures that are made of no secrets.
_TELL_NOTHING = frozenset({"", "&"})

Origin = tuple[str, str, int | None]

# Before the first request.
_NOWHERE = URL("", "", None, "", None, None)


def origin_of(url: URL) -> Origin:
    """Return what makes two URLs of one origin (RFC 6454 section 4)."""
    return url.scheme, url.host, url.port


def origins_of(urls: Iterable[str]) -> frozenset[Origin]:
    """Return the origins of URLs, for `trusted_origins`.

    Args:
        urls: such as "https://api.example.com".

    Raises:
        InvalidURL: one is no http or https URL.
    """
    return frozenset(origin_of(split_url(url)) for url in urls)


class Step(NamedTuple):
    """The next hop of a request."""

    #: Where to, without what `Location` repeats of our protocol parameters.
    url: URL
    #: Whether it may be signed.
    signs: bool
    #: Whether it is another host, where the field Host is not the caller's.
    elsewhere: bool
    #: Whether it may carry what is in `PRIVATE_FIELDS`.
    private: bool
    #: The trail of a request that is sent there unsigned.
    unsigned_trail: Trail

    def __repr__(self) -> str:
        """Return a text without its parts: the query is not to be shown."""
        return object.__repr__(self)


class Trail(NamedTuple):
    """Where a request has been, and so what its next hop may say.  It holds the secrets.

    Args:
        signer: signs the hops.
        oauth_params: the caller's further protocol parameters, for each hop alike.
        trusted: further origins that may see a signature.
    """

    signer: Signer
    oauth_params: Pairs
    trusted: frozenset[Origin] = frozenset()
    #: The origin of the first request.
    home: Origin | None = None
    #: The URL of the last one.
    url: URL = _NOWHERE
    #: The protocol parameters that the last one carried, and those of all that were sent.
    added: tuple[tuple[str, str], ...] = ()
    spent: tuple[tuple[str, str], ...] = ()
    #: False once the request has been where no signature may be seen.
    at_home: bool = True

    def __repr__(self) -> str:
        """Return a text without secrets, signatures and queries."""
        return f"<Trail {self.url.base_uri}>"

    @property
    def signatures(self) -> frozenset[str]:
        """The signatures of all that was sent, but for those that are made of no secrets."""
        spent = frozenset(value for name, value in self.spent if name == "oauth_signature")
        return spent - _TELL_NOTHING

    @property
    def has_left(self) -> bool:
        """Whether the request began at home and is not there any more."""
        return self.home is not None and not self.at_home

    def sign(
        self, method: str, url: str, headers: HeadersLike | None = None, body: Any = None
    ) -> SignedRequest:
        """Sign a hop; the arguments and the errors are those of `Signer.sign`."""
        return self.signer.sign(method, url, headers, body, oauth_params=self.oauth_params)

    def after(self, signed: SignedRequest) -> Trail:
        """Return the trail once a signed request is sent.

        Args:
            signed: what `sign` returned.
        """
        unsigned = signed._unsigned
        home = self.home or origin_of(unsigned.url)
        added = tuple(unsigned.added)
        spent = (*self.spent, *added)
        # A nonce of the caller's was for the request that is sent.
        params = [pair for pair in self.oauth_params if pair[0] not in _ONCE]
        return Trail(
            self.signer, params, self.trusted, home, unsigned.url, added, spent, self.at_home
        )

    def target(self, location: str) -> URL:
        """Return the URL that a Location header field names (RFC 9110 section 10.2.2).

        Args:
            location: the field's value; it may be relative.

        Raises:
            InvalidURL: it is not an http or https URL.
        """
        try:
            return split_url(urljoin(str(self.url), location.strip()))
        except InvalidURL:
            raise
        except ValueError:
            raise InvalidURL("the redirect leads to no URL") from None

    def step(self, target: URL) -> Step:
        """Return what may be said at the next hop; where the request leaves home, it is logged.

        Args:
            target: where the redirect leads to.

        Raises:
            InsecureTransport: with PLAINTEXT, the URL would tell another host the secrets.
        """
        target = target._replace(query=self._query_without_echo(target.query))
        same = self._is_same_origin(target)
        private = same or origin_of(target) in self.trusted | {self.home}
        if not private:
            self._refuse_to_tell_secrets(target)
        signs = self.at_home and private
        if self.at_home and not signs:
            left, reached = self.url.authority, target.authority
            _log.warning("redirected from %s to %s: sent without a signature", left, reached)
        unsigned_trail = self._replace(url=target, added=(), at_home=False)
        return Step(target, signs, not same, private, unsigned_trail)

    def _is_same_origin(self, target: URL) -> bool:
        last = self.url
        upgraded = origin_of(target) == ("https", last.host, None) and last.port is None
        return upgraded or origin_of(target) == origin_of(last)

    def _refuse_to_tell_secrets(self, target: URL) -> None:
        """Follow no redirect that repeats a PLAINTEXT signature inside something else."""
        how = self.signer.signature_method
        if how is None or not how.sends_secrets:
            return
        # Whoever decodes once too often has decoded the escapes within the secrets as well.
        secrets = {
            _folded(text) for each in self.signatures for text in (each, percent_decode(each))
        }
        text = str(target)
        for _ in range(_MOST_DECODINGS):
            if any(each in _folded(text) for each in secrets):
                raise InsecureTransport("the redirect would tell another host the secrets")
            text = percent_decode(text)

    def without_echo(self, url: str) -> str:
        """Return a URL without what it repeats of our protocol parameters.

        Args:
            url: any text; it need not be a whole URL.
        """
        head, mark, query = url.partition("?")
        query, hash_sign, fragment = query.partition("#")
        kept = self._query_without_echo(query)
        return head + (mark + kept if kept else "") + hash_sign + fragment

    def _query_without_echo(self, query: str | None) -> str | None:
        """Remove our protocol parameters from a query that repeats them, however spelt."""
        if not query:
            return query
        text = f"&{query}&"
        for pair in self.spent:
            for spelling in ("=".join(pair), form_encode([pair])):
                while f"&{spelling}&" in text:
                    text = text.replace(f"&{spelling}&", "&")
        spent = set(self.spent)
        kept = [part for part in text[1:-1].split("&") if not spent & _readings(part)]
        return "&".join(kept) or None


def _folded(text: str) -> str:
    """Return a text that is the same however spaces and letters of it were spelt on the way."""
    return text.replace("+", " ").lower()


def _readings(part: str) -> set[tuple[str, str]]:
    name, _, value = part.partition("=")
    return {*form_decode(part), (percent_decode(name), percent_decode(value))}
