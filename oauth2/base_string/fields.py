"""Fields: parameters encoded once, for all that is made of them (RFC 5849 section 3.4.1.3.2).

A field is one text, as `encode_pairs` makes it: name, space, value.  A space sorts below everything
that percent-encoded text can hold, so that fields sorted as they are come out by name, then by
value, as if the two had been compared one after the other.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable

from ..encoding import Pairs, encode_pairs, form_decode, percent_encode

# Escapes that decoding and encoding leaves as they are: in upper case, of no unreserved character.
_ESCAPE = r"%(?:[018-9A-F][0-9A-F]|2[0-9ABCF]|3[A-F]|40|5[BCDE]|60|7[BCDF])"
_TEXT = rf"[A-Za-z0-9\-._~]*(?:{_ESCAPE}[A-Za-z0-9\-._~]*)*"
_is_plain_uri = re.compile(r"[A-Za-z0-9\-._~%:/]*").fullmatch
_AS_NORMALIZED = re.compile(rf"{_TEXT}={_TEXT}(?:&{_TEXT}={_TEXT})*")


def join_fields(fields: Iterable[str]) -> str:
    """Return the normalised parameters (RFC 5849 section 3.4.1.3.2).

    Args:
        fields: those of all parameters, in any order; `oauth_signature` is left out here.
    """
    kept = sorted(fields)
    # In sorted fields the signature is found at once; "!" is what follows a space.
    del kept[bisect_left(kept, "oauth_signature ") : bisect_left(kept, "oauth_signature!")]
    return "&".join(kept).replace(" ", "=")


def base_string_of_fields(method: str, base_uri: str, fields: Iterable[str]) -> str:
    """Return the signature base string (RFC 5849 section 3.4.1.1).

    Args:
        method: the HTTP method, in upper case.
        base_uri: of `base_string_uri`.
        fields: those of all parameters, in any order.
    """
    # In fields nothing but these three is left to be encoded once more.
    normalized = "&".join(sorted(fields)).replace("%", "%25").replace("&", "%26")
    joined = normalized.replace(" ", "%3D")
    return f"{percent_encode(method)}&{encode_uri(base_uri)}&{joined}"


def encode_uri(base_uri: str) -> str:
    """Percent-encode a base string URI, in most of which there is little to encode.

    Args:
        base_uri: of `base_string_uri`.
    """
    if _is_plain_uri(base_uri):
        return base_uri.replace("%", "%25").replace(":", "%3A").replace("/", "%2F")
    return percent_encode(base_uri)


def as_normalized(wire: str) -> list[str] | None:
    """Return the fields of what is written as the normalised parameters are, or None.

    Most programs write their queries and forms so: there is nothing to decode and encode.

    Args:
        wire: a query without its `?`, or a form body.
    """
    spaced = wire.replace("+", "%20")
    return spaced.replace("=", " ").split("&") if _AS_NORMALIZED.fullmatch(spaced) else None


class Fields:
    """What a query or a form holds: its fields, and its pairs for whoever asks.

    Args:
        wire: the query without its `?`, or the form body, as it is sent.
    """

    __slots__ = ("_pairs", "_wire", "encoded")

    def __init__(self, wire: str) -> None:
        self._wire = wire
        self._pairs: Pairs | None = None
        encoded = as_normalized(wire)
        if encoded is None:
            self._pairs = form_decode(wire)
            encoded = encode_pairs(self._pairs)
        self.encoded = encoded

    @classmethod
    def of_pairs(cls, pairs: Pairs) -> Fields:
        """Return the fields of pairs that something else has decoded.

        Args:
            pairs: names and values.
        """
        fields = cls("")
        fields._pairs = pairs
        fields.encoded = encode_pairs(pairs)
        return fields

    def __reduce__(self) -> tuple[Callable[..., Fields], tuple[str, Pairs | None, list[str]]]:
        """Return how to make them again elsewhere; not every protocol of pickle knows slots."""
        return _restored, (self._wire, self._pairs, self.encoded)

    @property
    def pairs(self) -> Pairs:
        """Names and values, decoded, in order."""
        if self._pairs is None:
            self._pairs = form_decode(self._wire)
        return self._pairs

    def protocol(self) -> Pairs:
        """Return the protocol parameters among the pairs."""
        if self._pairs is None and "oauth_" not in self._wire:
            return []
        return [pair for pair in self.pairs if pair[0].startswith("oauth_")]


def _restored(wire: str, pairs: Pairs | None, encoded: list[str]) -> Fields:
    fields = Fields("")
    fields._wire, fields._pairs, fields.encoded = wire, pairs, encoded
    return fields


#: Those of a query or a form that is not there.
NOTHING = Fields("")
