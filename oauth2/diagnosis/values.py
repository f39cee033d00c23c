"""Mistakes in the values that are signed, and in what is sent beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..encoding import percent_decode
from .mistake import known
from .received import Facts
from .recipe import Piece, Recipe

_Changes = Iterator[tuple[str, Recipe]]

_SECONDS = [*range(-5, 0), *range(1, 6)]
_MOST_DIGITS = 15
_MOST_CLAIMS = 10


def _valued(piece: Piece, name: str, value: str) -> Piece:
    """Return a piece with another name and value, encoded rightly."""
    return Piece.of(name, value, piece.source, (piece.sent_name, piece.sent_value))


def _with_value(recipe: Recipe, name: str, value: str) -> Recipe:
    return recipe.of(
        _valued(piece, name, value) if piece.name == name else piece
        for piece in recipe.parameters.pieces
    )


def _mapped(recipe: Recipe, change: Callable[[Piece], tuple[str, str]]) -> Recipe:
    """Return a recipe with other parameters, but for the protocol parameters."""
    return recipe.of(
        piece if piece.is_protocol or piece[:2] == change(piece) else _valued(piece, *change(piece))
        for piece in recipe.parameters.pieces
    )


def _without(recipe: Recipe, name: str) -> Recipe:
    return recipe.of(piece for piece in recipe.parameters.pieces if piece.name != name)


def _with(recipe: Recipe, name: str, value: str) -> Recipe:
    return recipe.of([*recipe.parameters.pieces, Piece.of(name, value, "header")])


# --- protocol parameters -----------------------------------------------------------------------


@known(
    "empty_token_signed",
    5,
    what="signed an empty oauth_token that was not sent",
    mend="pairs = [pair for pair in protocol if pair != ('oauth_token', '')]",
    when="only in requests without a token",
)
def empty_token_signed(facts: Facts, recipe: Recipe) -> _Changes:
    """Sign `oauth_token=` where there is no token."""
    if "oauth_token" not in facts.request.protocol:
        yield "", _with(recipe, "oauth_token", "")


@known(
    "empty_token_not_signed",
    4,
    what="did not sign the empty oauth_token that was sent",
    mend="pairs = protocol  # all that is sent is signed, an empty oauth_token too",
    when="only in requests without a token",
)
def empty_token_not_signed(facts: Facts, recipe: Recipe) -> _Changes:
    """Leave out `oauth_token=` though it is sent."""
    if facts.request.protocol.get("oauth_token") == "":
        yield "", _without(recipe, "oauth_token")


@known(
    "version_not_signed",
    1,
    what="did not sign the oauth_version that was sent",
    mend="protocol['oauth_version'] = '1.0'  # before signing, or not at all",
)
def version_not_signed(facts: Facts, recipe: Recipe) -> _Changes:
    """Leave `oauth_version` out."""
    if "oauth_version" in facts.request.protocol:
        yield "", _without(recipe, "oauth_version")


@known(
    "version_signed_not_sent",
    1,
    what="signed an oauth_version that was not sent",
    mend="protocol['oauth_version'] = '1.0'  # and send it, or do not sign it",
)
def version_signed_not_sent(facts: Facts, recipe: Recipe) -> _Changes:
    """Sign `oauth_version`, which may be left out, where it is left out."""
    if "oauth_version" not in facts.request.protocol:
        for version in ("1.0", "1.0a"):
            yield "" if version == "1.0" else version, _with(recipe, "oauth_version", version)


@known(
    "nonce_mismatch",
    1,
    what="signed another nonce than the one that was sent",
    mend="nonce = oauth2.generate_nonce()  # once, for the base string and for the header",
)
def nonce_mismatch(facts: Facts, recipe: Recipe) -> _Changes:
    """Sign another nonce: one that is sent too, or that somebody says was signed."""
    sent = [piece.value for piece in recipe.parameters.pieces if piece.name == "oauth_nonce"]
    said = _claimed(facts, "oauth_nonce")
    for value in dict.fromkeys([*sent[:_MOST_CLAIMS], *said] if len(sent) > 1 else said):
        single = _without(recipe, "oauth_nonce")
        yield "", _with(single, "oauth_nonce", value)


@known(
    "timestamp_mismatch",
    0,
    what="signed another timestamp than the one that was sent",
    mend="timestamp = str(int(time.time()))  # once, for the base string and for the header",
    when="only when the clock ticks between the two",
)
def timestamp_mismatch(facts: Facts, recipe: Recipe) -> _Changes:
    """Sign a timestamp of a few seconds before or after."""
    sent = _timestamp(recipe)
    if _is_number(sent):
        for seconds in _SECONDS:
            value = str(int(sent) + seconds)
            yield f"{seconds:+} s", _with_value(recipe, "oauth_timestamp", value)
    for value in _claimed(facts, "oauth_timestamp"):
        if value[:-3] != sent:
            yield "", _with_value(recipe, "oauth_timestamp", value)


@known(
    "timestamp_ms_signed",
    0,
    what="signed the timestamp in milliseconds, and sent it in seconds",
    mend="timestamp = str(int(time.time()))  # seconds, in both places",
)
def timestamp_ms_signed(facts: Facts, recipe: Recipe) -> _Changes:
    """Sign milliseconds: none, or those that somebody says were signed; see `Search` for others."""
    sent = _timestamp(recipe)
    if _is_number(sent):
        said = [value for value in _claimed(facts, "oauth_timestamp") if value[:-3] == sent]
        for value in (f"{sent}000", *said):
            yield "", _with_value(recipe, "oauth_timestamp", value)


def _timestamp(recipe: Recipe) -> str:
    pieces = recipe.parameters.pieces
    return next((piece.value for piece in pieces if piece.name == "oauth_timestamp"), "")


def _claimed(facts: Facts, name: str) -> list[str]:
    """Return the values that somebody says were signed."""
    values = dict.fromkeys(value for other, value in facts.claimed if other == name)
    return list(values)[:_MOST_CLAIMS]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS


# --- the other values --------------------------------------------------------------------------


@known(
    "plus_taken_literally",
    2,
    what='took a "+" of the wire for itself, where it is a space',
    mend="urllib.parse.parse_qsl(query)  # '+' is a space in queries and forms",
    when="only when a query or a form holds a '+'",
)
def plus_taken_literally(_facts: Facts, recipe: Recipe) -> _Changes:
    """Decode no "+" of a query or a form."""
    yield "", _mapped(recipe, lambda p: (percent_decode(p.sent_name), percent_decode(p.sent_value)))


@known(
    "values_decoded_twice",
    1,
    what="decoded the parameters twice before signing them",
    mend="dict(urllib.parse.parse_qsl(query))  # decodes; no unquote() after it",
    when="only when a decoded value still holds an escape or a '+'",
)
def values_decoded_twice(_facts: Facts, recipe: Recipe) -> _Changes:
    """Decode what is decoded."""
    yield "", _mapped(recipe, lambda p: (percent_decode(p.name), percent_decode(p.value)))
    yield "", _mapped(recipe, lambda p: (p.name, percent_decode(p.value)))
    yield (
        "",
        _mapped(
            recipe,
            lambda p: (
                percent_decode(p.name.replace("+", " ")),
                percent_decode(p.value.replace("+", " ")),
            ),
        ),
    )


#: In the order in which a client would make them.
VALUES = (
    plus_taken_literally,
    values_decoded_twice,
    empty_token_signed,
    empty_token_not_signed,
    version_not_signed,
    version_signed_not_sent,
    nonce_mismatch,
    timestamp_mismatch,
    timestamp_ms_signed,
)
