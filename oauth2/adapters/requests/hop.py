"""What follows a request in requests: a copy of it, which is signed, or not, when it is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import NoneType
from typing import Any
from weakref import ref

from requests.adapters import HTTPAdapter
from requests.models import PreparedRequest, Response

from ...base_string import URL, split_url
from ...body import position_of, put_back
from ...credentials import Consumer
from ...errors import InvalidURL
from ...redirect import Trail
from ...signer import Signer

# What describes a body, and comes and goes with it.
_BODY_FIELDS = ("Content-Type", "Content-Length", "Transfer-Encoding")
_METHODS_WITHOUT_BODY = frozenset({"GET", "HEAD"})


def sign(request: PreparedRequest, trail: Trail) -> Sent:
    """Sign a request in place.

    Args:
        request: as requests has prepared it.
        trail: where it has been.

    Returns:
        What its next hop needs to know, which is also its response hook from now on.

    Raises:
        Error: what `Signer.sign` raises.
    """
    signed = trail.sign(request.method or "", _sent_url(request), request.headers, request.body)
    added = {name: value for name, value in signed.headers.items() if name not in request.headers}
    request.headers.update(added)
    request.url = signed.url
    _set_body(request, signed.body)
    body = signed._unsigned.body
    position = position_of(body)
    sent = Sent(trail.after(signed), frozenset(added), body, position, request=ref(request))
    # Not by the property of a hop, which would have it signed.
    vars(request)["hooks"].setdefault("response", []).append(sent)
    return sent


def _sent_url(request: PreparedRequest) -> str:
    """Return the URL that goes out: requests 2.32 drops all slashes but one at a path's front."""
    url = request.url or ""
    if not request.path_url.startswith("//"):
        return url
    target = HTTPAdapter().request_url(request, None)
    return str(split_url(url)._replace(path=target.partition("?")[0]))


def _set_body(request: PreparedRequest, body: Any) -> None:
    if body is request.body:
        return
    request.body = body
    for name in ("Content-Length", "Transfer-Encoding"):
        request.headers.pop(name, None)
    if body is not None:
        # Of an empty body requests says nothing, and then sends it in chunks.
        request.headers["Content-Length"] = str(len(body))
    request.prepare_content_length(body)


@dataclass(frozen=True, repr=False)
class Sent:
    """What is known of a request that is sent, and so of its next hop.  It holds the secrets."""

    #: After this request.
    trail: Trail
    #: The header fields that signing added.
    added: frozenset[str]
    #: The body without protocol parameters of ours.
    body: Any
    #: Where the caller's file stood.
    position: int | None
    #: The names of the cookies that there were when the chain left home; None at home.
    cookies: frozenset[str] | None = None
    #: Gives the request as long as it is there: its hooks hold this, and must not hold it.
    request: Callable[[], PreparedRequest | None] = NoneType

    def __call__(self, response: Response, **options: Any) -> None:
        """Make the copy of a redirected request a hop; this is the response hook.

        Whether the redirect is followed is not known here, so it stays as it came.
        """
        if response.url == response.request.url:
            # requests shows it in its errors, and with placement="query" the signature in it.
            response.url = str(self.trail.url)
        # The two differ where the caller sent a copy, or a test library wraps the request.
        for request in (self.request(), response.request):
            if response.is_redirect and isinstance(request, PreparedRequest):
                vars(request)["copy"] = partial(self.hop, request)

    def __reduce__(self) -> tuple[Any, ...]:
        # Responses are pickled with their requests, to lie on a disk perhaps: without the secrets,
        # so that what comes out of a pickle signs no more.
        trail = self.trail._replace(signer=Signer(Consumer("", "")), at_home=False)
        return type(self), (trail, self.added, self.body, self.position, self.cookies)

    def hop(self, request: PreparedRequest) -> Hop:
        """Return a copy of the request, to be its next hop, without anything of ours.

        Args:
            request: as it was sent.
        """
        bare = PreparedRequest.copy(request)
        bare.hooks = {
            event: [hook for hook in hooks if not isinstance(hook, Sent)]
            for event, hooks in request.hooks.items()
        }
        for name in self.added:
            bare.headers.pop(name, None)
        _set_body(bare, self.body)
        return Hop(bare, self)


class Hop(PreparedRequest):
    """The request with which requests follows a redirect.

    requests makes it by `copy`, gives it the next URL and method, and takes the body and the
    Authorization field away or puts one of a .netrc file there; all this also for `Response.next`,
    where the redirect is not followed.  It reads the hooks of a request when it sends it, and that
    is when a hop becomes what is sent.

    Args:
        bare: what it starts as.
        before: the request that was redirected.
    """

    def __init__(self, bare: PreparedRequest, before: Sent) -> None:
        super().__init__()
        vars(self).update(vars(bare))
        # The body is rewound here, and not by requests, which does so where nothing is sent too.
        self._body_position = None
        self._ready = False
        self._before = self._sent = before
        self._method_before = bare.method
        self._body_fields = {
            name: bare.headers[name] for name in _BODY_FIELDS if name in bare.headers
        }
        # The caller's, of another scheme; where it may go is for `Trail` to say.
        self._authorization = self.headers.pop("Authorization", None)

    @property
    def hooks(self) -> Any:
        """The callbacks; whoever reads them is about to send the request."""
        self._make_ready()
        return vars(self)["hooks"]

    @hooks.setter
    def hooks(self, hooks: Any) -> None:
        vars(self)["hooks"] = hooks

    def copy(self) -> PreparedRequest:
        """Return the next hop."""
        self._make_ready()
        return self._sent.hop(self)

    def _make_ready(self) -> None:
        """Sign the hop, or take away what another origin must not see."""
        if self._ready:
            return
        step = self._before.trail.step(self._target())
        self._put_body_back()
        self.url = str(step.url)
        if step.elsewhere:
            # It would not be that of the other host.
            self.headers.pop("Host", None)
        if step.signs:
            # What stands there by now is out of a .netrc file.
            self.headers.pop("Authorization", None)
            if self._authorization is not None:
                self.headers["Authorization"] = self._authorization
            self._sent = sign(self, self._before.trail)
        else:
            cookies = self._take_cookies_away()
            position = self._before.position
            self._sent = Sent(step.unsigned_trail, frozenset(), self.body, position, cookies)
        self._ready = True

    def _target(self) -> URL:
        try:
            # As requests did with the first URL: what urllib3 spells anew would not be signed.
            self.prepare_url(self.url, None)
        except ValueError:
            raise InvalidURL("the redirect leads to no URL") from None
        return split_url(self.url or "")

    def _take_cookies_away(self) -> frozenset[str]:
        """Leave only those that were set since the chain left home; return the others' names."""
        before = self._before.cookies
        if before is None:
            before = frozenset(cookie.name for cookie in vars(self)["_cookies"] or ())
        pairs = str(self.headers.pop("Cookie", "")).split("; ")
        kept = [pair for pair in pairs if pair and pair.partition("=")[0] not in before]
        if kept:
            self.headers["Cookie"] = "; ".join(kept)
        return before

    def _put_body_back(self) -> None:
        """Rewind the body, which is there if the method is still the same.

        Raises:
            InvalidBody: it can be sent only once.
        """
        kept = self.method == self._method_before and self.method not in _METHODS_WITHOUT_BODY
        if kept and self.body is None:
            # requests drops the body of a PUT behind a 301, which would empty the resource.
            self.body = self._before.body
            self.headers.update(self._body_fields)
        put_back(self.body, self._before.position)
