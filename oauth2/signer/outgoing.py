"""A request on its way out: its parts as they go on the wire, and the parameters put into it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from ..base_string import URL, normalize_parameters, signature_base_string, split_url
from ..body import FORM_TYPE, is_form, looks_like_form, read_all, to_octets
from ..encoding import Pairs, flatten, form_decode, form_encode, form_without, to_text
from ..errors import InvalidHeader, InvalidRequest
from ..header import (
    HeadersLike,
    build_authorization,
    field_values,
    header_fields,
    is_oauth,
)
from ..request import Request

_BREAK = re.compile(r"[\r\n\0]")


@dataclass(frozen=True, repr=False)
class Unsigned:
    """What was signed, without what signing put into it; for sending it on to another place."""

    url: URL
    headers: dict[str, str]
    body: Any
    #: The protocol parameters that were added, `oauth_signature` among them.
    added: Pairs


@dataclass(frozen=True, repr=False)
class SignedRequest:
    """A request that is signed: send exactly this."""

    #: The HTTP method, in upper case.
    method: str
    #: The URL, ASCII, with the protocol parameters in its query if they were placed there.
    url: str
    #: The caller's header fields, and the protocol parameters under "Authorization".
    headers: dict[str, str]
    #: None, bytes, or the caller's file or iterable.
    body: Any
    #: Every pair that was signed, decoded; `oauth_signature` is not among them.
    parameters: tuple[tuple[str, str], ...]
    #: The base string URI (RFC 5849 section 3.4.1.2), at the host that the Host header names.
    base_uri: str
    _unsigned: Unsigned

    @property
    def base_string(self) -> str:
        """The signature base string (RFC 5849 section 3.4.1); it holds no secret of ours."""
        normalized = normalize_parameters(self.parameters)
        return signature_base_string(self.method, self.base_uri, normalized)

    def __repr__(self) -> str:
        """Return a text without header fields, body, query and parameters."""
        return f"<SignedRequest {self.method} {self.base_uri}>"


class Outgoing:
    """The parts of a request that is about to be signed, as they go on the wire.

    Args:
        method: the HTTP method.
        url: an absolute http or https URL.
        headers: header fields in any form; copied.
        body: see `body.to_octets`; a form is read to its end, since it must be signed.
    """

    def __init__(self, method: str, url: str, headers: HeadersLike | None, body: Any) -> None:
        self.method = to_text(method, "method").upper()
        self.url: URL = split_url(url)
        fields = header_fields(headers)
        self.headers = _joined(fields)
        self.authorizations = field_values(fields, "authorization")
        if any(is_oauth(value) for value in self.authorizations):
            raise InvalidRequest("headers carry an OAuth Authorization field already")
        types = _one_at_most(fields, "content-type")
        if not types and self.method == "POST" and body and looks_like_form(body):
            # As python-oauth2 did; no other type is guessed, and none for another method.
            types = [FORM_TYPE]
            self.headers["Content-Type"] = FORM_TYPE
        self.is_form = bool(types) and is_form(types[0])
        octets = to_octets(body)
        self.body = read_all(octets) if self.is_form and octets is not None else octets
        self.untyped_post = self.method == "POST" and not types and not self.body
        hosts = _one_at_most(fields, "host")
        #: The URL that is signed: a Host header field of the caller's goes before the URL's host.
        self.addressed = self.url.at_host(hosts[0]) if hosts else self.url
        self._take_query()
        self.form = form_decode(self.body or b"") if self.is_form else []

    def takes_form_parameters(self) -> bool:
        """Tell whether protocol parameters can be put into the body (RFC 5849 section 3.5.2)."""
        return self.method not in {"GET", "HEAD"} and (self.is_form or self.untyped_post)

    def present(self) -> tuple[str | None, dict[str, str]]:
        """Return where the caller's own protocol parameters stand, and what they are.

        Returns:
            "query", "body" or None, and the parameters by name.

        Raises:
            InvalidRequest: they stand in both, or one is repeated.
        """
        found = {"query": _protocol(self.query), "body": _protocol(self.form)}
        places = [place for place, pairs in found.items() if pairs]
        if len(places) > 1:
            raise InvalidRequest("both the URL and the form body carry protocol parameters")
        if not places:
            return None, {}
        pairs = found[places[0]]
        for name, count in Counter(name for name, _ in pairs).items():
            if count > 1:
                raise InvalidRequest(f"the {places[0]} carries {name!r} {count} times")
        return places[0], dict(pairs)

    def drop_signature(self) -> None:
        """Remove an `oauth_signature` of an earlier signing from query and form."""
        if _is_signed(self.query):
            query = form_without(self.url.query or "", {"oauth_signature"})
            self.url = self.url._replace(query=query)
            self._take_query()
        if _is_signed(self.form):
            encoded = form_without(self.body.decode("latin-1"), {"oauth_signature"})
            self.body = encoded.encode("latin-1")
            self.form = form_decode(self.body)

    def _take_query(self) -> None:
        # By way of Request, where programs written for python-oauth2 override the splitting.
        self.query = flatten(Request._split_url_string(self.url.query or "").items())

    def place(self, where: str, protocol: Pairs, realm: str | None) -> None:
        """Put the protocol parameters into the request (RFC 5849 section 3.5).

        Args:
            where: "header", "query" or "body".
            protocol: the parameters, `oauth_signature` among them.
            realm: for the header.

        Raises:
            InvalidRequest: the header is taken by another Authorization field.
        """
        if where == "header":
            self._place_in_header(build_authorization(protocol, realm))
        elif where == "query":
            query = _joined_form(self.url.query, form_encode(protocol))
            self.url = self.url._replace(query=query)
        else:
            self._place_in_body(form_encode(protocol))

    def _place_in_header(self, value: str) -> None:
        if self.authorizations:
            raise InvalidRequest(
                "headers carry an Authorization field of another scheme: "
                'use placement="query" or placement="body" beside it'
            )
        self.headers["Authorization"] = value

    def _place_in_body(self, encoded: str) -> None:
        before = (self.body or b"").decode("latin-1")
        self.body = _joined_form(before, encoded).encode("latin-1")
        if not self.is_form:
            self.headers["Content-Type"] = FORM_TYPE
        for name in self.headers:
            if name.lower() == "content-length":
                self.headers[name] = str(len(self.body))


def _one_at_most(fields: Pairs, name: str) -> list[str]:
    """Return the value of a field that decides what is signed; two of it would be joined."""
    values = field_values(fields, name)
    if len(values) > 1:
        raise InvalidRequest(f"headers carry {name!r} {len(values)} times")
    return values


def _joined(fields: Pairs) -> dict[str, str]:
    """Make a dict of header fields; repeated ones are joined, in whatever case."""
    names: dict[str, str] = {}
    joined: dict[str, str] = {}
    for name, value in fields:
        # httplib2 takes blanks and line breaks off the end, and programs rely on that.
        if _BREAK.search(name) or _BREAK.search(value.strip()):
            raise InvalidHeader(f"the header field {name[:40]!r} holds a line break")
        first = names.setdefault(name.lower(), name)
        # Cookies are the one field that is not a comma's list (RFC 6265 section 4.2.1).
        separator = "; " if name.lower() == "cookie" else ", "
        joined[first] = f"{joined[first]}{separator}{value}" if first in joined else value
    return joined


def _protocol(pairs: Pairs) -> Pairs:
    return [pair for pair in pairs if pair[0].startswith("oauth_")]


def _is_signed(pairs: Pairs) -> bool:
    return any(name == "oauth_signature" for name, _ in pairs)


def _joined_form(before: str | None, added: str) -> str:
    separator = "&" if before and not before.endswith("&") else ""
    return f"{before or ''}{separator}{added}"
