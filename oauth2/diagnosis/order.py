"""Mistakes in the order of the parameters (RFC 5849 section 3.4.1.3.2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from typing import TypeAlias

from .mistake import known
from .received import Facts
from .recipe import Piece, Recipe, by_text

_Changes = Iterator[tuple[str, Recipe]]
_Order: TypeAlias = Callable[[Sequence[Piece]], list[Piece]]

_DIGITS = re.compile("([0-9]+)")
_MOST_DIGITS = 20
# As the examples of providers have them, and RFC 5849 in section 3.1.
_OF_THE_DOCS = (
    "oauth_consumer_key",
    "oauth_token",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_nonce",
    "oauth_version",
)


def _as_they_come(pieces: Sequence[Piece]) -> list[Piece]:
    return list(pieces)


def _as_in_docs(pieces: Sequence[Piece]) -> list[Piece]:
    def place(piece: Piece) -> int:
        known_name = piece.name in _OF_THE_DOCS
        return _OF_THE_DOCS.index(piece.name) if known_name else len(_OF_THE_DOCS)

    return sorted(pieces, key=place)


def _by_source(sources: Sequence[str]) -> _Order:
    return lambda pieces: sorted(pieces, key=lambda piece: sources.index(piece.source))


def _divided(protocol: _Order, others: _Order, protocol_first: bool) -> _Order:
    def order(pieces: Sequence[Piece]) -> list[Piece]:
        first = protocol([piece for piece in pieces if piece.is_protocol])
        second = others([piece for piece in pieces if not piece.is_protocol])
        return first + second if protocol_first else second + first

    return order


_BY_SOURCE = [_by_source(sources) for sources in permutations(("header", "query", "form"))]
_FORM_FIRST = _by_source(("header", "form", "query"))
_DIVIDED = [
    (label, _divided(protocol, others, label.startswith("oauth")))
    for label in ("request parameters first", "oauth parameters first")
    for protocol in (by_text, _as_they_come, _as_in_docs)
    for others in (by_text, _as_they_come, _FORM_FIRST)
]


def _by_name(pieces: Sequence[Piece]) -> list[Piece]:
    return sorted(pieces, key=lambda piece: piece.name_text)


def _by_name_backwards(pieces: Sequence[Piece]) -> list[Piece]:
    return sorted(pieces, key=lambda piece: piece.name_text)


@known(
    "unsorted",
    5,
    what="did not sort the parameters",
    mend="pairs = sorted((quote(n, safe='~'), quote(v, safe='~')) for n, v in pairs)",
)
def unsorted(_facts: Facts, recipe: Recipe) -> _Changes:
    """Leave the parameters in another order."""
    for order in _BY_SOURCE:
        yield "as collected", recipe.ordered(order)
    for label, order in _DIVIDED:
        yield label, recipe.ordered(order)
    yield "values of equal names", recipe.ordered(_by_name)
    yield "values of equal names", recipe.ordered(_by_name_backwards)


def _raw(pieces: Sequence[Piece]) -> list[Piece]:
    return sorted(pieces, key=lambda piece: piece[:2])


def _raw_octets(pieces: Sequence[Piece]) -> list[Piece]:
    return sorted(pieces, key=lambda piece: [_octets(text) for text in piece[:2]])


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@known(
    "sorted_before_encoding",
    2,
    what="sorted the parameters before percent-encoding them",
    mend="pairs = sorted((quote(n, safe='~'), quote(v, safe='~')) for n, v in pairs)",
    when="only when a character that is percent-encoded decides the order",
)
def sorted_before_encoding(_facts: Facts, recipe: Recipe) -> _Changes:
    """Sort what is decoded."""
    yield "", recipe.ordered(_raw)
    yield "", recipe.ordered(_raw_octets)
    yield "names only", recipe.ordered(lambda pieces: sorted(pieces, key=lambda p: p.name))


@known(
    "sorted_as_joined_pairs",
    4,
    what='sorted the texts "name=value" instead of the names',
    mend="pairs.sort()  # tuples (name, value), before they are joined",
    when='only when a name begins as another one does, such as "a" and "a-b"',
)
def sorted_as_joined_pairs(_facts: Facts, recipe: Recipe) -> _Changes:
    """Sort after joining names and values."""
    yield (
        "",
        recipe.ordered(
            lambda pieces: sorted(pieces, key=lambda p: f"{p.name_text}={p.value_text}")
        ),
    )


@known(
    "sorted_case_insensitive",
    1,
    what="sorted the names without regard to capital letters",
    mend="pairs.sort()  # by octet: 'Z' before 'a'",
    when="only when a name has a capital letter",
)
def sorted_case_insensitive(_facts: Facts, recipe: Recipe) -> _Changes:
    """Sort "Title" among small letters."""
    yield (
        "",
        recipe.ordered(
            lambda pieces: sorted(pieces, key=lambda p: (p.name_text.lower(), p.value_text.lower()))
        ),
    )
    yield (
        "",
        recipe.ordered(
            lambda pieces: sorted(pieces, key=lambda p: (p.name_text.lower(), p.value_text))
        ),
    )


def _parts(text: str) -> list[tuple[str, int, str]]:
    """Return texts and numbers in turn; a number stands where the digits do."""
    return [
        ("0", int(part), "")
        if part[0] in "0123456789" and len(part) < _MOST_DIGITS
        # What is no number, or too long a one, counts as it is written.
        else (part[0], 0, part)
        for part in _DIGITS.split(text)
        if part
    ]


def _naturally(pieces: Sequence[Piece]) -> list[Piece]:
    return sorted(pieces, key=lambda piece: (_parts(piece.name_text), _parts(piece.value_text)))


def _names_naturally(pieces: Sequence[Piece]) -> list[Piece]:
    return sorted(pieces, key=lambda piece: (_parts(piece.name), piece.value_text))


@known(
    "sorted_naturally",
    1,
    what="sorted numbers in the names by their size",
    mend="pairs.sort()  # by octet: 'a[10]' before 'a[9]'",
    when="only when names hold numbers of different lengths",
)
def sorted_naturally(_facts: Facts, recipe: Recipe) -> _Changes:
    """Sort "filter[10]" behind "filter[9]"."""
    yield "", recipe.ordered(_naturally)
    yield "", recipe.ordered(_names_naturally)


#: In the order in which a client would make them; a request has only one of them.
ORDER = (
    unsorted,
    sorted_before_encoding,
    sorted_as_joined_pairs,
    sorted_case_insensitive,
    sorted_naturally,
)
