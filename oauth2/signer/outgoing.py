"""A request on its way out: its parts as they go on the wire, and the parameters put into it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from ..base_string import NOTHING, URL, Fields, base_string_of_fields, split_url
from ..body import FORM_TYPE, is_form, looks_like_form, read_all, to_octets
from ..encoding import Pairs, encode_pairs, form_without
from ..errors import InvalidHeader, InvalidRequest
from ..header import (
    HeadersLike,
    authorization_of_fields,
    field_text,
    header_items,
    is_oauth,
)
from ..request import Request, checked_method

_BREAK = re.compile(r"[\r\n\0]")


class Unsigned(NamedTuple):
    """What was signed, without what signing put into it; for sending it on to another place."""

    url: URL
    headers: dict[str, str]
    body: Any
    #: The protocol parameters that were added, `oauth_signature` at the end.
    added: Pairs
    #: What the query and the form hold.
    query: Fields = NOTHING
    form: Fields = NOTHING

    def __repr__(self) -> str:
        """Return a text without header fields, body, query and parameters."""
        return f"<Unsigned {self.url.base_uri}>"


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
    #: The base string URI (RFC 5849 section 3.4.1.2), at the host that the Host header names.
    base_uri: str
    _unsigned: Unsigned = field(compare=False)

    @cached_property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """Every pair that was signed, decoded; `oauth_signature` is not among them."""
        _, _, _, added, query, form = self._unsigned
        return *query.pairs, *form.pairs, *added[:-1]

    @property
    def base_string(self) -> str:
        """The signature base string (RFC 5849 section 3.4.1); it holds no secret of ours."""
        fields = encode_pairs(self.parameters)
        return base_string_of_fields(self.method, self.base_uri, fields)

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
        self.method = checked_method(method)
        self.url: URL = split_url(url)
        self.headers, values = _joined(headers)
        self.authorizations = values.get("authorization", [])
        if self.authorizations and any(map(is_oauth, self.authorizations)):
            raise InvalidRequest("headers carry an OAuth Authorization field already")
        content_type = _one_at_most(values, "content-type")
        if content_type is None and self.method == "POST" and body and looks_like_form(body):
            # As python-oauth2 did; no other type is guessed, and none for another method.
            self.headers["Content-Type"] = content_type = FORM_TYPE
        self.is_form = content_type is not None and is_form(content_type)
        octets = to_octets(body)
        self.body = read_all(octets) if self.is_form and octets is not None else octets
        self.untyped_post = self.method == "POST" and content_type is None and not self.body
        host = _one_at_most(values, "host")
        #: The URL that is signed: a Host header field of the caller's goes before the URL's host.
        self.addressed = self.url if host is None else self.url.at_host(host)
        self.base_uri = self.addressed.base_uri
        self.query = Request._fields_of(self.url.query)
        self.form = self._form_fields()

    def takes_form_parameters(self) -> bool:
        """Tell whether protocol parameters can be put into the body (RFC 5849 section 3.5.2)."""
        return self.method not in {"GET", "HEAD"} and (self.is_form or self.untyped_post)

    def carried(self) -> tuple[str | None, dict[str, str]]:
        """Return where the caller's own protocol parameters stand, and what they are.

        An `oauth_signature` of an earlier signing is removed.

        Returns:
            "query", "body" or None, and the parameters by name.

        Raises:
            InvalidRequest: they stand in both, or one is repeated.
        """
        if not self.query.protocol() and not self.form.protocol():
            return None, {}
        self._drop_signature()
        found = {"query": self.query.protocol(), "body": self.form.protocol()}
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

    def _drop_signature(self) -> None:
        if _is_signed(self.query):
            query = form_without(self.url.query or "", {"oauth_signature"})
            self.url = self.url._replace(query=query)
            self.query = Request._fields_of(query)
        if _is_signed(self.form):
            encoded = form_without(self.body.decode("latin-1"), {"oauth_signature"})
            self.body = encoded.encode("latin-1")
            self.form = self._form_fields()

    def _form_fields(self) -> Fields:
        if not self.is_form or not self.body:
            return NOTHING
        return Fields(self.body.decode("utf-8", "surrogateescape"))

    def unsigned(self, added: Pairs) -> Unsigned:
        """Return it as it is before the protocol parameters are put into it.

        Args:
            added: these, `oauth_signature` at the end.
        """
        headers = self.headers.copy()
        return Unsigned(self.url, headers, self.body, added, self.query, self.form)

    def place(self, where: str, fields: list[str], realm: str | None) -> None:
        """Put the protocol parameters into the request (RFC 5849 section 3.5).

        Args:
            where: "header", "query" or "body".
            fields: the parameters as `encode_pairs` made them, `oauth_signature` among them.
            realm: for the header.

        Raises:
            InvalidRequest: the header is taken by another Authorization field.
        """
        if where == "header":
            self._place_in_header(authorization_of_fields(fields, realm))
            return
        encoded = "&".join(fields).replace(" ", "=")
        if where == "query":
            self.url = self.url._replace(query=_joined_form(self.url.query, encoded))
        else:
            self._place_in_body(encoded)

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


def _one_at_most(values: Mapping[str, list[str]], name: str) -> str | None:
    """Return the value of a field that decides what is signed; two of it would be joined."""
    found = values.get(name)
    if found is None:
        return None
    if len(found) > 1:
        raise InvalidRequest(f"headers carry {name!r} {len(found)} times")
    return found[0]


def _joined(headers: HeadersLike | None) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Make a dict of header fields, joining repeated ones, and one of their values.

    The names of the second are in lower case, since they may come in any.
    """
    names: dict[str, str] = {}
    joined: dict[str, str] = {}
    values: dict[str, list[str]] = {}
    for item in header_items(headers):
        name, value = map(field_text, item)
        # httplib2 takes blanks and line breaks off the end, and programs rely on that.
        if not (name.isprintable() and value.isprintable()) and (
            _BREAK.search(name) or _BREAK.search(value.strip())
        ):
            raise InvalidHeader(f"the header field {name[:40]!r} holds a line break")
        lower = name.lower()
        first = names.setdefault(lower, name)
        # Cookies are the one field that is not a comma's list (RFC 6265 section 4.2.1).
        separator = "; " if lower == "cookie" else ", "
        joined[first] = f"{joined[first]}{separator}{value}" if first in joined else value
        values.setdefault(lower, []).append(value)
    return joined, values


def _is_signed(fields: Fields) -> bool:
    return any(name == "oauth_signature" for name, _ in fields.protocol())


def _joined_form(before: str | None, added: str) -> str:
    separator = "&" if before and not before.endswith("&") else ""
    return f"{before or ''}{separator}{added}"
