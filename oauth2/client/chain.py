"""One call of `Client.request` over all its redirects: what was sent, and what the next may say."""

from __future__ import annotations

from contextlib import suppress
from contextvars import ContextVar
from typing import Any, NamedTuple

from ..base_string import URL, split_url
from ..body import can_repeat, position_of, put_back
from ..redirect import PRIVATE_FIELDS, Trail
from ..signer import SignedRequest, Signer
from ..signer.outgoing import Unsigned

# What describes a body, and goes with it when a redirect turns the request into a GET.
_BODY_FIELDS = frozenset({"content-type", "content-length", "transfer-encoding"})
# What is asked of the first resource only; httplib2 does not ask it of the next one either.
_CONDITIONS = frozenset({"if-none-match", "if-modified-since"})
_METHODS_WITHOUT_BODY = frozenset({"GET", "HEAD"})


class Hop(NamedTuple):
    """The request with which a redirect is followed."""

    method: str
    url: URL
    headers: dict[str, str]
    body: Any
    #: Whether it may be signed.
    signs: bool
    #: The trail if it is not.
    unsigned_trail: Trail

    def __repr__(self) -> str:
        """Return a text without its parts: neither body nor query is to be shown."""
        return object.__repr__(self)


class Chain:
    """A request that is being sent, of which httplib2 may follow a redirect.

    Args:
        trail: before it was signed.
        method: the HTTP method.
        unsigned: the request as it would be without protocol parameters of ours.
        position: where the caller's file stood.
        signed: what is sent; None where nothing of it is signed.
    """

    def __init__(
        self,
        trail: Trail,
        method: str,
        unsigned: Unsigned,
        position: int | None,
        signed: SignedRequest | None = None,
    ) -> None:
        self._trail = trail
        self._signed = signed
        self.method = method
        self.unsigned = unsigned
        self.position = position
        #: Whether it was sent once, and whether an answer came.
        self.sent = False
        self.answered = False
        #: What it sees of the client's cache, or None.
        self.cache: Any = None

    @property
    def trail(self) -> Trail:
        """With what the request was last signed; of most requests nobody asks for it."""
        if self._signed is not None:
            self._trail, self._signed = self._trail.after(self._signed), None
        return self._trail

    def signed_as(self, signed: SignedRequest) -> None:
        """Take note that the request was signed once more.

        Args:
            signed: what `signed_again` returned.
        """
        self._trail = self.trail.after(signed)

    def hop(self, location: str, method: str, body: Any) -> Hop:
        """Return the request with which a redirect is followed.

        Args:
            location: the URL; it may be relative.
            method: as httplib2 chose it.
            body: the same; it is only asked whether there is one.

        Raises:
            InvalidURL: the location is not an http or https URL.
            InsecureTransport: with PLAINTEXT, the URL would tell another host the secrets.
            InvalidBody: the body would have to be sent again, and cannot.
        """
        with suppress(UnicodeError):
            # Servers send UTF-8 as it is, and http.client reads every octet as a letter.
            location = location.encode("latin-1").decode("utf-8")
        step = self.trail.step(self.trail.target(location))
        if self.method == "HEAD":
            # httplib2 makes a GET of it, and whoever asked for no body gets one.
            method = "HEAD"
        # httplib2 forgets the body of a permanent redirect that it remembers.
        kept = method == self.method and method not in _METHODS_WITHOUT_BODY
        with_body = body is not None or kept
        dropped = _CONDITIONS if with_body else _CONDITIONS | _BODY_FIELDS
        if step.elsewhere:
            # It would not be that of the other host.
            dropped |= {"host"}
        if not step.private:
            dropped |= PRIVATE_FIELDS
        headers = {
            name: value
            for name, value in self.unsigned.headers.items()
            if name.lower() not in dropped
        }
        body = None
        if with_body:
            # Out of the cache, a redirect comes before anything was sent.
            body = self.body_again() if self.sent else self.unsigned.body
        return Hop(method, step.url, headers, body, step.signs, step.unsigned_trail)

    def body_again(self) -> Any:
        """Return the body, put back to where it stood, to send it once more.

        Raises:
            InvalidBody: it can be sent only once.
        """
        put_back(self.unsigned.body, self.position)
        return self.unsigned.body

    def can_repeat(self) -> bool:
        """Tell whether the body can be sent once more."""
        return self.position is not None or can_repeat(self.unsigned.body)

    def signed_again(self) -> SignedRequest:
        """Sign the same request afresh.

        Raises:
            Error: what `Signer.sign` raises.
            InvalidBody: the body can be sent only once.
        """
        unsigned = self.unsigned
        return self.trail.sign(self.method, str(unsigned.url), unsigned.headers, self.body_again())


def unsigned_chain(
    signer: Signer, url: str, method: str, body: Any, headers: dict[str, str]
) -> Chain:
    """Return the chain of a request of which no hop is to be signed.

    Args:
        signer: would sign it.
        url: the URL.
        method: the HTTP method.
        body: the body.
        headers: the header fields.
    """
    target = split_url(url)
    trail = Trail(signer, [], url=target, at_home=False)
    return Chain(trail, method, Unsigned(target, headers, body, []), position_of(body))


# Which chain is being sent in this thread.  httplib2 follows a redirect by calling `request` of
# the client again, so whatever calls it while a chain is being sent, is a redirect.  This does not
# hang on the header dict that httplib2 hands round: programs copy it.
_current: ContextVar[tuple[object, Chain] | None] = ContextVar("oauth2_chain", default=None)


def current(client: object) -> Chain | None:
    """Return the chain that a client is sending in this thread, or None."""
    sending = _current.get()
    return sending[1] if sending is not None and sending[0] is client else None


class Sending:
    """A context in which a client sends a chain; None while code of the caller's runs in between.

    Args:
        client: the client.
        chain: what it sends, or None.
    """

    # No generator of `contextlib`, which takes three times as long, twice a request.
    __slots__ = ("_said", "_token")

    def __init__(self, client: object, chain: Chain | None) -> None:
        self._said = None if chain is None else (client, chain)

    def __enter__(self) -> None:
        """Say so."""
        self._token = _current.set(self._said)

    def __exit__(self, *_: object) -> None:
        """Say what was said before."""
        _current.reset(self._token)
