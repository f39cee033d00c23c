"""How a signature is made, in parts that a mistake can change one at a time (RFC 5849 section 3.4).

A recipe is right when it comes from a request; a mistake takes one and gives another.  Rendered,
it is the signature base string in two halves, and the key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

from ..encoding import percent_encode

# What parts of a base string mostly consist of, once "%" is encoded.
_FEW = re.compile(r"[A-Za-z0-9\-._~%]*")
_ESCAPES = [
    (chr(code), percent_encode(chr(code)))
    for code in range(0x80)
    if percent_encode(chr(code)) != chr(code) and code != ord("%")
]

#: Makes text of text.
Encoder = Callable[[str], str]


def encode(text: str) -> str:
    """Percent-encode; as `percent_encode`, but faster where there are few different characters."""
    if not text.isascii():
        return percent_encode(text)
    text = text.replace("%", "%25").replace("=", "%3D").replace("&", "%26")
    if not _FEW.fullmatch(text):
        for character, escape in _ESCAPES:
            if character in text:
                text = text.replace(character, escape)
    return text


def encode_twice(text: str) -> str:
    """Percent-encode text, and what comes of that once more."""
    return percent_encode(percent_encode(text))


class Piece(NamedTuple):
    """One parameter on its way from the wire into the base string."""

    #: Decoded.
    name: str
    value: str
    #: "query", "form" or "header".
    source: str
    #: As they stood on the wire, encoded; of the header, as they should have.
    sent_name: str
    sent_value: str
    #: Encoded by RFC 5849.
    right_name: str
    right_value: str
    #: As they go into the base string.
    name_text: str
    value_text: str
    #: Both, joined and encoded once more.
    text: str

    @classmethod
    def of(cls, name: str, value: str, source: str, sent: tuple[str, str] | None = None) -> Piece:
        """Return a piece that is treated rightly.

        Args:
            name: decoded.
            value: decoded.
            source: where it stands.
            sent: both, as they stand there; None where that is not known.
        """
        names = percent_encode(name), percent_encode(value)
        text = encode("=".join(names))
        return cls(name, value, source, *(sent or names), *names, *names, text)

    @property
    def is_protocol(self) -> bool:
        """Whether it is a protocol parameter."""
        return self.name.startswith("oauth_")

    def spelled(self, name_text: str, value_text: str) -> Piece:
        """Return the piece with other texts in the base string."""
        if name_text == self.name_text and value_text == self.value_text:
            return self
        return Piece(*self[:7], name_text, value_text, encode(f"{name_text}={value_text}"))


_TEXTS = itemgetter(7, 8)
_RIGHT_TEXTS = itemgetter(5, 6)


def by_text(pieces: Iterable[Piece]) -> list[Piece]:
    """Sort as RFC 5849 section 3.4.1.3.2 wants it: by what stands in the base string."""
    return sorted(pieces, key=_TEXTS)


def by_right_text(pieces: Iterable[Piece]) -> list[Piece]:
    """Sort by what should stand in the base string."""
    return sorted(pieces, key=_RIGHT_TEXTS)


class Address(NamedTuple):
    """Method and base string URI."""

    method: str
    scheme: str
    host: str
    #: With its colon, or empty.
    port: str
    path: str
    #: What stands behind the path, where nothing should.
    tail: str = ""
    #: How both are encoded.
    encoder: Encoder = encode

    @property
    def uri(self) -> str:
        """The base string URI, not yet encoded."""
        return f"{self.scheme}://{self.host}{self.port}{self.path}{self.tail}"

    def render(self) -> str:
        """Return the first half of the base string."""
        return f"{self.encoder(self.method)}&{self.encoder(self.uri)}&"


class Parameters(NamedTuple):
    """The parameters, in no order yet."""

    pieces: tuple[Piece, ...]
    order: Callable[[Sequence[Piece]], Iterable[Piece]] = by_text
    #: How the joined parameters are encoded.
    encoder: Encoder = encode

    def render(self) -> str:
        """Return the second half of the base string."""
        ordered = self.order(self.pieces)
        if self.encoder is encode:
            return "%26".join([piece.text for piece in ordered])
        return self.encoder("&".join([f"{piece[7]}={piece[8]}" for piece in ordered]))


class Key(NamedTuple):
    """The two secrets, and how they are joined."""

    consumer: str
    token: str
    encoder: Encoder = percent_encode
    joint: str = "&"

    def render(self) -> str:
        """Return the key of the HMAC methods, which is PLAINTEXT's signature."""
        return f"{self.encoder(self.consumer)}{self.joint}{self.encoder(self.token)}"


class Rendered(NamedTuple):
    """What comes of a recipe, as octets."""

    head: bytes
    tail: bytes
    key: bytes

    @property
    def base_string(self) -> str:
        """The signature base string."""
        return (self.head + self.tail).decode("utf-8", "surrogateescape")


def octets(text: str) -> bytes:
    """Return the octets of a text, of which some may stand for octets that are no UTF-8."""
    return text.encode("utf-8", "surrogateescape")


class Recipe(NamedTuple):
    """All of it."""

    address: Address
    parameters: Parameters
    key: Key

    def render(self, known: tuple[Recipe, Rendered] | None = None) -> Rendered:
        """Return both halves of the base string, and the key.

        Args:
            known: another recipe with what comes of it, of which parts may be the same.
        """
        if known is None:
            return Rendered(
                octets(self.address.render()),
                octets(self.parameters.render()),
                octets(self.key.render()),
            )
        old, done = known
        address, parameters, key = self
        return Rendered(
            done.head if address is old.address else octets(address.render()),
            done.tail if parameters is old.parameters else octets(parameters.render()),
            done.key if key is old.key else octets(key.render()),
        )

    def at(self, **parts: str | Encoder) -> Recipe:
        """Return the recipe with another method, or another part of the URL."""
        return self._replace(address=self.address._replace(**parts))  # type: ignore[arg-type]

    def of(self, pieces: Iterable[Piece]) -> Recipe:
        """Return the recipe with other parameters."""
        return self._replace(parameters=self.parameters._replace(pieces=tuple(pieces)))

    def ordered(self, order: Callable[[Sequence[Piece]], Iterable[Piece]]) -> Recipe:
        """Return the recipe with its parameters in another order."""
        return self._replace(parameters=self.parameters._replace(order=order))

    def with_key(self, **parts: str | Encoder) -> Recipe:
        """Return the recipe with another key."""
        return self._replace(key=self.key._replace(**parts))  # type: ignore[arg-type]
