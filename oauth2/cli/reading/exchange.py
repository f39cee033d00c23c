"""A request as it was sent, and what came back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from ...base_string import split_url
from ...body import is_form
from ...encoding import Pairs, form_decode
from ...header import field_values, first_value, is_oauth, parse_authorization
from ..curl_data import without_breaks
from ..failures import Misuse

#: Header fields in order, as they came.
Fields: TypeAlias = list[tuple[str, str]]

# With white space around the sign where a header field is written by hand.
_SIGNATURE = re.compile(r"(?<![A-Za-z0-9_%])oauth_signature\s*=")
_NAME_BEFORE = r"""([A-Za-z0-9_.%\-]+)\s*=\s*"?[^"&,\s]*"""
# What an Authorization header field begins with: a scheme, and something behind it.
_CREDENTIALS = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+[ \t]+\S")
_BLACKED_OUT = (
    "no OAuth parameters are in it: the value of Authorization was replaced by something else"
)


@dataclass(frozen=True, repr=False)
class Answer:
    """What came back."""

    #: `status`, and the header fields by their names in lower case; None where they are not known.
    head: Mapping[str, str] | None
    #: None where it is not known.
    content: bytes | None

    @classmethod
    def of(cls, status: str, fields: Fields, content: bytes | None) -> Answer:
        """Return an answer.

        Args:
            status: three digits.
            fields: in order; several of a name are one, joined by commas.
            content: the body, or None.
        """
        head = {"status": status}
        for name in dict.fromkeys(name.lower() for name, _ in fields):
            # What some servers send by this name says no more than the status line.
            head.setdefault(name, ", ".join(field_values(fields, name)))
        return cls(head, content)


@dataclass(frozen=True, repr=False)
class Exchange:
    """A request as it was sent, and what came back."""

    method: str
    url: str
    headers: Fields
    #: None where it is not known; empty where there is none.
    body: bytes | None
    answer: Answer | None = None
    #: The base string that the client says it signed, or None.
    claim: str | None = None
    #: What the reader took for granted, in a sentence each.
    notes: tuple[str, ...] = ()
    #: What stands in the place of something else, such as "(hidden)" or the name of a variable.
    stand_ins: tuple[str, ...] = ()
    #: Why no OAuth parameter may be seen, though it was sent; "" where all are there.
    missing: str = ""
    #: Whether the body was sent without the line breaks of the file that it is in.
    drops_breaks: bool = False

    @property
    def is_form(self) -> bool:
        """Whether the body is a form, which is signed (RFC 5849 section 3.4.1.3.1)."""
        return is_form(first_value(self.headers, "content-type"))

    @property
    def is_signed(self) -> bool:
        """Whether there is a signature, as far as can be seen."""
        return any(_SIGNATURE.search(text) for text in self._signed_texts())

    def protocol(self) -> dict[str, str]:
        """Return the protocol parameters; the first, where one is repeated.

        Raises:
            InvalidURL: the URL cannot be read.
            InvalidHeader: the Authorization header field cannot be read.
        """
        pairs: Pairs = []
        for value in self._oauth_fields():
            pairs += parse_authorization(value) or []
        pairs += form_decode(split_url(self.url).query or "")
        if self.is_form:
            pairs += form_decode(self.body or b"")
        return {name: value for name, value in reversed(pairs) if name.startswith("oauth_")}

    def with_body(self, octets: bytes) -> Exchange:
        """Return the request with its body.

        Args:
            octets: of the file that has it.
        """
        return replace(self, body=without_breaks(octets) if self.drops_breaks else octets)

    def without_host(self) -> Exchange:
        """Return the request without the Host header field, which would go before the URL."""
        kept = [(name, value) for name, value in self.headers if name.lower() != "host"]
        return replace(self, headers=kept)

    def need_all(self) -> None:
        """Refuse a request in which something that was signed is not what was sent.

        Raises:
            Misuse: it is hidden, a variable of a shell, or a form that is not there; or the
                OAuth parameters are where nobody looks.
            InvalidURL: the URL cannot be read.
            InvalidHeader: the Authorization header field cannot be read.
        """
        for text in self._signed_texts():
            for stand_in in self.stand_ins:
                if stand_in in text:
                    raise Misuse(f"{_where(text, stand_in)}, so that no signature can be checked")
        if self.is_form and self.body is None:
            raise Misuse("the form is not in it, and a form is signed: --body FILE gives it")
        missing = self.missing or (_BLACKED_OUT if self._is_blacked_out else "")
        if missing and not self.protocol():
            raise Misuse(missing)

    @property
    def _is_blacked_out(self) -> bool:
        """Whether a log has something like [REDACTED] where the credentials were."""
        value = first_value(self.headers, "authorization")
        return bool(value) and not is_oauth(value) and not _CREDENTIALS.match(value)

    def _oauth_fields(self) -> list[str]:
        return [value for value in field_values(self.headers, "authorization") if is_oauth(value)]

    def _signed_texts(self) -> Iterable[str]:
        yield from (self.method, self.url, *self._oauth_fields())
        if self.is_form and self.body:
            yield self.body.decode("utf-8", "surrogateescape")


def _where(text: str, stand_in: str) -> str:
    """Say what stands where, without what may be a secret."""
    found = re.search(_NAME_BEFORE + re.escape(stand_in), text)
    of = f"the value of {found[1]}" if found else "what was sent"
    return f"{stand_in} stands there in place of {of}"
