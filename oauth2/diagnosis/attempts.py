"""Makes the known mistakes again: each alone, and each two at once.

A mistake changes some fields of a recipe.  Two that change different fields are put together of
what each gave alone; where they change the same field, the second is made on top of the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

from .mistake import Mistake
from .received import Facts
from .recipe import Address, Key, Parameters, Piece, Recipe, Rendered, octets
from .table import ALONE, EITHER_FIRST, IDLE, IN_ADDRESS, MADE_AGAIN

_PARTS = (Address._fields, Parameters._fields, Key._fields)
# One bit for each field of a recipe, and the bits of each part.
_FIELDS = [part for part, names in enumerate(_PARTS) for _ in names]
_HEAD, _TAIL, _KEY = (
    sum(1 << bit for bit, of in enumerate(_FIELDS) if of == part) for part in range(len(_PARTS))
)
_PIECES = 1 << len(Address._fields)
_PLACE = {mistake.name: place for place, mistake in enumerate(MADE_AGAIN)}
_ADDRESSING = frozenset(mistake.name for mistake in IN_ADDRESS)

#: The parameters at the places of the right ones, None where one is left out.
Placed: TypeAlias = "tuple[Piece | None, ...]"


class Attempt(NamedTuple):
    """One mistake, made in one way."""

    mistake: Mistake
    variant: str
    recipe: Recipe
    rendered: Rendered
    #: The fields that it changes, a bit for each.
    changed: int
    #: Where it treats each parameter by itself: what became of each; else None.
    placed: Placed | None

    def touches(self, right: Recipe) -> list[int]:
        """Return the places of the parameters that it changes, where each is treated by itself."""
        pieces = right.parameters.pieces
        placed = self.placed or pieces
        return [place for place, piece in enumerate(placed) if piece is not pieces[place]]


#: Two attempts, and what comes of both.
Both: TypeAlias = tuple[Attempt, Attempt, Rendered]


def alone(facts: Facts, recipe: Recipe, rendered: Rendered) -> Iterator[Attempt]:
    """Yield every mistake that makes a difference, in each of its ways.

    Args:
        facts: about the request.
        recipe: the right one.
        rendered: what comes of it.
    """
    for mistake in MADE_AGAIN:
        yield from _made(mistake, facts, recipe, rendered)


def _made(mistake: Mistake, facts: Facts, recipe: Recipe, rendered: Rendered) -> Iterator[Attempt]:
    seen = {rendered}
    for variant, changed in mistake.makes(facts, recipe):
        result = changed.render((recipe, rendered))
        if result not in seen:
            seen.add(result)
            yield _attempt(mistake, variant, changed, result, recipe)


def _attempt(
    mistake: Mistake, variant: str, recipe: Recipe, rendered: Rendered, before: Recipe
) -> Attempt:
    placed = _placed(recipe.parameters.pieces, before.parameters.pieces)
    return Attempt(mistake, variant, recipe, rendered, _changed(recipe, before), placed)


def _changed(recipe: Recipe, before: Recipe) -> int:
    bits, bit = 0, 1
    for part, old in zip(recipe, before, strict=True):
        if part is old:
            bit <<= len(old)
            continue
        for value, other in zip(part, old, strict=True):
            bits |= bit if value != other else 0
            bit <<= 1
    return bits


def _placed(pieces: Sequence[Piece], before: Sequence[Piece]) -> Placed | None:
    if len(pieces) == len(before):
        same = all(a is b or a[2:5] == b[2:5] for a, b in zip(pieces, before, strict=True))
        return tuple(pieces) if same else None
    rest = iter([*pieces, None])
    following = next(rest)
    placed: list[Piece | None] = []
    for piece in before:
        kept = piece is following
        placed.append(piece if kept else None)
        following = next(rest) if kept else following
    return tuple(placed) if following is None else None


def idle(facts: Facts, recipe: Recipe, rendered: Rendered) -> Iterator[Attempt]:
    """Yield the orders that make no difference alone, but may where other texts are sorted.

    Args:
        facts: about the request.
        recipe: the right one.
        rendered: what comes of it.
    """
    for mistake in IDLE:
        for variant, changed in mistake.makes(facts, recipe):
            if changed.render((recipe, rendered)) == rendered:
                yield _attempt(mistake, variant, changed, rendered, recipe)


# --- two that change different fields ------------------------------------------------------------


def apart(
    attempts: Sequence[Attempt], idle_ones: Sequence[Attempt], right: Recipe
) -> Iterator[Both]:
    """Yield two mistakes that change different fields.

    Args:
        attempts: of `alone`.
        idle_ones: of `idle`.
        right: the right recipe.
    """
    for index, first in enumerate(attempts):
        fields = first.changed
        for second in (*attempts[index + 1 :], *idle_ones):
            if not fields & second.changed and first.mistake is not second.mistake:
                yield first, second, _merged(first, second, right)


def _merged(first: Attempt, second: Attempt, right: Recipe) -> Rendered:
    one, other = first.changed, second.changed
    head, tail, key = first.rendered
    if other & _HEAD:
        head = _joined(0, first, second, right) if one & _HEAD else second.rendered.head
    if other & _TAIL:
        tail = _joined(1, first, second, right) if one & _TAIL else second.rendered.tail
    if other & _KEY:
        key = _joined(2, first, second, right) if one & _KEY else second.rendered.key
    return Rendered(head, tail, key)


def _joined(part: int, first: Attempt, second: Attempt, right: Recipe) -> bytes:
    """Return what comes of a part of which each of two mistakes has changed other fields."""
    old: Any = right[part]
    fields = zip(first.recipe[part], second.recipe[part], old, strict=True)
    return octets(type(old)(*[b if a is c else a for a, b, c in fields]).render())


# --- two that change the same field --------------------------------------------------------------


def together(facts: Facts, attempts: Sequence[Attempt], right: Recipe) -> Iterator[Both]:
    """Yield two mistakes that change the same field, the second made on top of the first.

    Args:
        facts: about the request.
        attempts: of `alone`.
        right: the right recipe.
    """
    by_mistake: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        by_mistake.setdefault(attempt.mistake.name, []).append(attempt)
    for first in attempts:
        touched = first.touches(right)
        for seconds in by_mistake.values():
            if _goes_behind(seconds[0].mistake, first.mistake):
                one = touched[0] if len(touched) == 1 and first.changed == _PIECES else None
                yield from _on_top(facts, first, one, seconds, right)


def _on_top(
    facts: Facts, first: Attempt, one: int | None, seconds: Sequence[Attempt], right: Recipe
) -> Iterator[Both]:
    """Yield one mistake in all its ways on top of another one."""
    mistake = seconds[0].mistake
    # What a part of an address becomes may hang on its other parts.
    addressing = {mistake.name, first.mistake.name} <= _ADDRESSING
    same = [second for second in seconds if second.changed & first.changed]
    if one is not None and all(_leaves(second, first, one, right) for second in same):
        for second in same:
            yield first, second, _with_one(first, one, second)
    elif same or addressing:
        for second in _made(mistake, facts, first.recipe, first.rendered):
            if addressing or second.changed & first.changed:
                yield first, second, second.rendered


def _goes_behind(mistake: Mistake, first: Mistake) -> bool:
    """Tell whether a mistake can be made on top of a first one."""
    both = {mistake.name, first.name}
    later = _PLACE[mistake.name] > _PLACE[first.name] or both <= EITHER_FIRST
    return later and mistake is not first and not both <= ALONE


def _leaves(second: Attempt, first: Attempt, place: int, right: Recipe) -> bool:
    """Tell whether a mistake leaves alone the one parameter that another one changes."""
    if second.placed is None or first.placed is None:
        return False
    gone = first.placed[place] is None
    return gone or second.placed[place] is right.parameters.pieces[place]


def _with_one(first: Attempt, place: int, second: Attempt) -> Rendered:
    """Return what comes of a mistake in one parameter, and of another one in others."""
    placed = list(second.placed or ())
    placed[place] = (first.placed or placed)[place]
    pieces = tuple(piece for piece in placed if piece is not None)
    parameters = second.recipe.parameters._replace(pieces=pieces)
    return Rendered(second.rendered.head, octets(parameters.render()), second.rendered.key)
