"""What is sent in place of a request of the client's, the first as well as a redirect's."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...base_string import split_url
from ...body import position_of, put_back
from ...encoding import Pairs
from ...header import field_values, header_fields
from ...redirect import PRIVATE_FIELDS, Trail
from .body import length_of, source_of
from .library import library_of

_LENGTH_FIELDS = ("content-length", "transfer-encoding")
# What goes with the body when a redirect turns the request into a GET; httpx leaves the type.
_BODY_FIELDS = ("content-type", *_LENGTH_FIELDS)


class Hop(NamedTuple):
    """A request as it is without protocol parameters.  It holds the secrets.

    Args:
        trail: what the request is signed with; once it was sent, what the next one may say.
        method: as the client chose it.
        url: where it goes.
        fields: its header fields.
        body: bytes, a file, or an iterable.
        signs: whether it may be signed.
        private: whether the place may see what is in `PRIVATE_FIELDS`.
        cookies: those that other places have set on the way.
        position: where the file stands, if the body is one.
    """

    trail: Trail
    method: str
    url: str
    fields: Pairs
    body: Any
    signs: bool
    private: bool
    cookies: frozenset[str]
    position: int | None

    def __repr__(self) -> str:
        """Return a text without its parts: it holds the secrets."""
        return object.__repr__(self)


def first(request: Any, trail: Trail) -> Hop:
    """Return the hop that begins a chain.

    Args:
        request: the client's.
        trail: a new one.
    """
    fields = header_fields(request.headers.raw)
    body = source_of(request)
    url = _url_of(request)
    return Hop(trail, request.method, url, fields, body, True, True, frozenset(), position_of(body))


def following(request: Any, trail: Trail, last: Hop) -> Hop:
    """Return the hop behind another: a redirect, or the same request once more.

    Args:
        request: the client's; what it repeats of our protocol parameters in its URL, and a type
            without a body, are taken out of it, since a later hop would inherit them.
        trail: a new one, for its options.
        last: the hop before, as it was sent.

    Raises:
        InvalidURL: it leads to no http or https URL.
        InsecureTransport: with PLAINTEXT, the URL would tell another host the secrets.
        InvalidBody: the body would have to be sent again, and cannot.
    """
    target = split_url(_url_of(request))
    step = last.trail.step(target)
    if step.url.query != target.query:
        query = None if step.url.query is None else step.url.query.encode("ascii")
        request.url = request.url.copy_with(query=query)
    # The client may be another one by now.
    again = last.trail._replace(signer=trail.signer)
    private = step.private if step.elsewhere else last.private
    fields = _fields_behind(last, request, private)
    body = source_of(request)
    put_back(body, last.position)
    return Hop(
        again if step.signs else step.unsigned_trail,
        request.method,
        str(step.url),
        fields,
        body,
        step.signs,
        private,
        last.cookies,
        position_of(body),
    )


def answered(hop: Hop, response: Any) -> Hop:
    """Return a hop with what the next one needs to know of the answer.

    Args:
        hop: as it was sent.
        response: the answer.
    """
    if hop.private:
        return hop
    found = [value.partition(";")[0].strip() for value in response.headers.get_list("set-cookie")]
    return hop._replace(cookies=hop.cookies.union(found))


def outgoing(request: Any, url: str, fields: Pairs, body: Any, left_out: frozenset[str]) -> Any:
    """Return a request to be sent in place of the client's, which no later hop inherits.

    Args:
        request: the client's.
        url: where it goes.
        fields: its header fields.
        body: bytes, or anything else, for which the stream of the client's request is sent.
        left_out: extensions that are not for the wrapped transport.
    """
    length = length_of(body)
    if length is not None:
        fields = [pair for pair in fields if pair[0].lower() not in _LENGTH_FIELDS]
        fields.append(("Content-Length", str(length)))
    extensions = {name: value for name, value in request.extensions.items() if name not in left_out}
    # Given as content, it is there for a transport that looks at it.
    content = {"content": body} if isinstance(body, bytes) else {"stream": request.stream}
    return library_of(request).Request(
        request.method,
        # Parsed as it is, if it is the same: to parse it once more takes longer than to sign it.
        request.url if url == _url_of(request) else url,
        headers=[(name.encode("latin-1"), value.encode("latin-1")) for name, value in fields],
        extensions=extensions,
        **content,
    )


def _url_of(request: Any) -> str:
    """Return the URL as httpx sends it, percent-encoded."""
    url = request.url
    return b"".join([url.raw_scheme, b"://", url.netloc, url.raw_path]).decode("ascii")


def _fields_behind(last: Hop, request: Any, private: bool) -> Pairs:
    """Return the header fields of a redirect: httpx took some away, but not all that must go."""
    if request.method != last.method:
        for name in _BODY_FIELDS:
            request.headers.pop(name, None)
    fields = header_fields(request.headers.raw)
    if request.method == last.method and not field_values(fields, "content-type"):
        # The one that the Signer took the body for.
        types = field_values(last.fields, "content-type")
        fields += [("Content-Type", each) for each in types]
    if private:
        return fields
    # httpx has asked the client's jar for the cookies of this place, and a cookie that was put
    # there without a domain is for every place: only what was set on the way is known not to be.
    own = [cookie for cookie in _cookies_in(fields) if cookie in last.cookies]
    public = [pair for pair in fields if pair[0].lower() not in PRIVATE_FIELDS]
    return [*public, ("Cookie", "; ".join(own))] if own else public


def _cookies_in(fields: Pairs) -> list[str]:
    return [
        cookie.strip() for value in field_values(fields, "cookie") for cookie in value.split(";")
    ]
