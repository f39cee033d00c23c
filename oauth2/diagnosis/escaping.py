"""Mistakes in percent-encoding (RFC 5849 section 3.6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from ..encoding import percent_decode, percent_encode
from .mistake import known
from .received import Facts
from .recipe import Encoder, Piece, Recipe, by_right_text, encode_twice

_Changes = Iterator[tuple[str, Recipe]]
_Which = Callable[[Piece], bool]

_ESCAPE = re.compile("%[0-9A-F]{2}")
_WITH_LETTERS = re.compile("%(?:[0-9][A-F]|[A-F][0-9A-F])")
# What other encoders leave as it is, and was met: JavaScript's encodeURIComponent and old .NET
# leave the first, Java's the second.
_MET = ("!*'()", "*", ",", ":", ": , ; @ $")
# What was not met; JavaScript's escape and encodeURI leave the last two.
_UNMET = ("!", "'", "()", "!'()", "!*'", ";", "@", "$", "@*+/", ";,/?:@&=+$!*'()#")
_LEFT_RAW = {
    "* only" if characters == "*" else characters: frozenset(characters.replace(" ", ""))
    for characters in (*_MET, *_UNMET)
}
_IN_VALUES = " in values only"


def _unescaping(characters: Iterable[str]) -> Encoder:
    escapes = [(percent_encode(ch), ch) for ch in characters]

    def change(text: str) -> str:
        for escape, character in escapes:
            text = text.replace(escape, character)
        return text

    return change


def _escaped(recipe: Recipe) -> set[str]:
    """Return the characters that stand in the base string as escapes, at either level."""
    texts = [f"{piece.name_text}={piece.value_text}" for piece in recipe.parameters.pieces]
    found = set(_ESCAPE.findall("".join(texts)))
    return {percent_decode(escape) for escape in found} | set(recipe.address.uri)


def _any(_piece: Piece) -> bool:
    return True


def _spelled(recipe: Recipe, change: Encoder, which: _Which = _any, names: bool = True) -> Recipe:
    """Return a recipe whose parameters are encoded otherwise."""
    return recipe.of(
        piece.spelled(
            change(piece.name_text) if names else piece.name_text, change(piece.value_text)
        )
        if which(piece)
        else piece
        for piece in recipe.parameters.pieces
    )


def _everywhere(recipe: Recipe, change: Encoder) -> Recipe:
    """Return a recipe in which the URL and the joined parameters are encoded otherwise too."""
    address, parameters = recipe.address, recipe.parameters
    first, second = address.encoder, parameters.encoder
    return recipe._replace(
        address=address._replace(encoder=lambda text: change(first(text))),
        parameters=parameters._replace(encoder=lambda text: change(second(text))),
    )


def _by_encoder(recipe: Recipe, change: Encoder, label: str) -> _Changes:
    """Yield what comes of an encoder that is wrong: used for parameters, for all, for the rest."""
    changed = _spelled(recipe, change)
    yield label, changed
    yield label, changed.ordered(by_right_text)
    yield label, _everywhere(changed, change)
    yield label, _everywhere(recipe, change)


@known(
    "reserved_unescaped",
    11,
    what="left characters raw that are to be percent-encoded",
    mend="quote(value, safe='~')  # JavaScript: encodeURIComponent(v)"
    ".replace(/[!*'()]/g, c => '%' + c.charCodeAt(0).toString(16).toUpperCase())",
    when="only when a value holds such a character",
    unmet=frozenset(f"{label}{where}" for label in _UNMET for where in ("", _IN_VALUES)),
)
def reserved_unescaped(_facts: Facts, recipe: Recipe) -> _Changes:
    """Leave some reserved characters raw."""
    there = _escaped(recipe)
    # "/" alone is `slash_unescaped`.
    seen = {frozenset("/")}
    for label, characters in _LEFT_RAW.items():
        found = characters & there
        if found and found not in seen:
            seen.add(found)
            change = _unescaping(found)
            yield from _by_encoder(recipe, change, label)
            yield f"{label}{_IN_VALUES}", _spelled(recipe, change, names=False)


@known(
    "params_not_encoded",
    6,
    what="joined the parameters without percent-encoding them first",
    mend="'&'.join(f'{quote(n, safe=\"~\")}={quote(v, safe=\"~\")}' for n, v in pairs)",
    when="only when a value holds a character that is percent-encoded",
)
def params_not_encoded(_facts: Facts, recipe: Recipe) -> _Changes:
    """Encode the parameters only once, when they are joined; or only before."""
    for label, which in (("all", _any), ("request parameters", _is_request)):
        raw = recipe.of(
            p.spelled(p.name, p.value) if which(p) else p for p in recipe.parameters.pieces
        )
        yield label, raw
        yield label, raw.ordered(by_right_text)
    yield "once joined", recipe._replace(parameters=recipe.parameters._replace(encoder=str))


def _is_request(piece: Piece) -> bool:
    return not piece.is_protocol


def _is_protocol(piece: Piece) -> bool:
    return piece.is_protocol


@known(
    "oauth_values_not_encoded",
    3,
    what="joined the protocol parameters without percent-encoding their values",
    mend="quote(oauth_callback, safe='~')  # oauth_* as all the others",
    when="only when a protocol parameter holds a character that is percent-encoded",
)
def oauth_values_not_encoded(_facts: Facts, recipe: Recipe) -> _Changes:
    """Leave the values of the protocol parameters raw until all is joined."""
    pieces = recipe.parameters.pieces
    yield "", recipe.of(p.spelled(p.name_text, p.value) if p.is_protocol else p for p in pieces)


@known(
    "tilde_encoded",
    5,
    what='percent-encoded "~" as %7E',
    mend="quote(value, safe='~').replace('%7E', '~')",
    when='only when a value, or the path, holds a "~"',
)
def tilde_encoded(_facts: Facts, recipe: Recipe) -> _Changes:
    """Encode the "~", which is unreserved."""
    texts = [f"{piece.name_text}{piece.value_text}" for piece in recipe.parameters.pieces]
    if "~" in recipe.address.uri or any("~" in text for text in texts):
        yield from _by_encoder(recipe, lambda text: text.replace("~", "%7E"), "")


@known(
    "space_as_plus",
    4,
    what='wrote a space as "+", where %20 belongs',
    mend="quote(value, safe='~')  # not quote_plus, not urlencode",
    when="only when a value holds a space",
)
def space_as_plus(_facts: Facts, recipe: Recipe) -> _Changes:
    """Encode as forms do."""
    if " " in _escaped(recipe):
        yield from _by_encoder(recipe, lambda text: text.replace("%20", "+"), "")


@known(
    "slash_unescaped",
    2,
    what='left "/" raw, where %2F belongs',
    mend="quote(value, safe='~')  # quote() alone leaves '/'",
    when='only when a value holds a "/"',
)
def slash_unescaped(_facts: Facts, recipe: Recipe) -> _Changes:
    """Leave "/" raw, as `quote` does by itself."""
    change = _unescaping("/")
    yield "in values", _spelled(recipe, change, names=False)
    yield from _by_encoder(recipe, change, "everywhere")
    both = _unescaping("/:")
    yield 'with ":"', _spelled(recipe, both, names=False)


@known(
    "brackets_unescaped",
    3,
    what='left "[" and "]" raw, where %5B and %5D belong',
    mend="quote(name, safe='~')  # names are encoded as values are",
    when='only when a name or a value holds "[" or "]"',
)
def brackets_unescaped(_facts: Facts, recipe: Recipe) -> _Changes:
    """Leave brackets raw."""
    if not _escaped(recipe) & {"[", "]"}:
        return
    change = _unescaping("[]")
    names = recipe.of(
        p.spelled(change(p.name_text), p.value_text) for p in recipe.parameters.pieces
    )
    yield "names", names
    yield "names", names.ordered(by_right_text)
    yield from _by_encoder(recipe, change, "names and values")


@known(
    "hex_lower_case",
    2,
    what="wrote the escapes with small letters, %2f for %2F",
    mend="re.sub('%[0-9a-f]{2}', lambda escape: escape[0].upper(), encoded)",
    when="only when an escape has a letter in it",
)
def hex_lower_case(_facts: Facts, recipe: Recipe) -> _Changes:
    """Write `%2c`."""

    def change(text: str) -> str:
        return _WITH_LETTERS.sub(lambda escape: escape[0].lower(), text)

    yield "in values", _spelled(recipe, change, names=False)
    yield from _by_encoder(recipe, change, "everywhere")


@known(
    "callback_double_encoded",
    4,
    what="percent-encoded oauth_callback once more than it was sent",
    mend="signer.sign('POST', url, oauth_params={'oauth_callback': 'https://example.com/back'})",
)
def callback_double_encoded(_facts: Facts, recipe: Recipe) -> _Changes:
    """Encode the callback once too often."""
    yield "", _spelled(recipe, percent_encode, lambda p: p.name == "oauth_callback", names=False)


@known(
    "values_double_encoded",
    4,
    what="percent-encoded the parameters once too often",
    mend="pairs = urllib.parse.parse_qsl(query)  # decoded once, then encoded once",
    when="only when a value holds a character that is percent-encoded",
)
def values_double_encoded(_facts: Facts, recipe: Recipe) -> _Changes:
    """Encode what is encoded: what the wire has, or what is already ready."""
    pieces = recipe.parameters.pieces
    as_sent = [
        p.spelled(percent_encode(p.sent_name), percent_encode(p.sent_value))
        if p.source != "header" and not p.is_protocol
        else p
        for p in pieces
    ]
    yield "query as sent", recipe.of(as_sent)
    form = [p if p.source == "query" else q for p, q in zip(as_sent, pieces, strict=True)]
    yield "query as sent", recipe.of(form)
    for which in (_is_request, _any, _is_protocol):
        yield "encoded again", _spelled(recipe, percent_encode, which, names=False)
        yield "encoded again", _spelled(recipe, percent_encode, which)
    joined_twice = recipe.parameters._replace(encoder=encode_twice)
    yield "once joined", recipe._replace(parameters=joined_twice)


#: In the order in which a client would make them.
ESCAPING = (
    params_not_encoded,
    oauth_values_not_encoded,
    space_as_plus,
    tilde_encoded,
    slash_unescaped,
    brackets_unescaped,
    reserved_unescaped,
    hex_lower_case,
    callback_double_encoded,
    values_double_encoded,
)
