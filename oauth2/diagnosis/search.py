"""Looks for the mistakes, alone and in pairs, that turn what is right into what came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .attempts import Attempt, Both, alone, apart, idle, together
from .check import Check
from .received import Facts
from .recipe import Rendered
from .spelling import Made
from .values import timestamp_ms_signed

# Of longer requests pairs are not tried: each candidate takes as long as the text is.
_LONGEST = 20_000
_MOST_PIECES = 100
_MOST_ALONE = 1000
_PAIR = 2
# The last three digits of a time in milliseconds.
_MILLISECONDS = [b"%03d" % digits for digits in range(1000)]
_TIMESTAMP = re.compile(rb"(?:^|%26)oauth_timestamp%3D[0-9]{1,15}(?=%26|$)")
# So many characters of a signature that was cut off must be left: fewer may fit by chance.
_LEAST_ALONE = 2
_LEAST_IN_PAIRS = 6


class Outcome(NamedTuple):
    """Mistakes that together give what came, and what comes of them."""

    made: Made
    rendered: Rendered

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the mistakes."""
        return tuple(mistake.name for mistake, _ in self.made)

    @property
    def likelihood(self) -> int:
        """How often they were seen; two at once are as rare as both together."""
        product = 1
        for mistake, _ in self.made:
            product *= mistake.seen + 1
        return product

    @property
    def rank(self) -> tuple[bool, int]:
        """What it is sorted by: what nobody met in this variant comes last."""
        unmet = any(variant in mistake.unmet for mistake, variant in self.made)
        return unmet, -self.likelihood


class Search:
    """What was found, and what was not.

    Args:
        facts: about the request.
        check: what came.
    """

    def __init__(self, facts: Facts, check: Check) -> None:
        self._facts = facts
        self._check = check
        self.recipe = facts.recipe
        #: What RFC 5849 wants.
        self.right = self.recipe.render()
        #: How many candidates were held against what came.
        self.tried = 0
        #: Names of the mistakes that can be made in this request.
        self.possible: tuple[str, ...] = ()
        #: False where the request is too long to try two at once.
        self.tried_pairs = True
        self.outcomes = self._search()

    def _search(self) -> list[Outcome]:
        if self._fits(self.right, 0):
            return [Outcome((), self.right)]
        if len(self.recipe.parameters.pieces) > _MOST_ALONE:
            self.tried_pairs = False
            return []
        attempts = [
            attempt
            for attempt in alone(self._facts, self.recipe, self.right)
            if self._counts(attempt.rendered)
        ]
        self.possible = tuple(dict.fromkeys(attempt.mistake.name for attempt in attempts))
        singles = [Outcome(made, self.right) for made in self._fits(self.right, 1)]
        singles += [Outcome(made, self.right) for made in self._cut(self.right, _LEAST_ALONE, 1)]
        for attempt in attempts:
            singles += self._outcomes((attempt,), attempt.rendered, 0)
        return _sorted(singles) or self._milliseconds() or self._search_pairs(attempts)

    def _counts(self, rendered: Rendered) -> bool:
        """Tell whether what was changed is looked at."""
        text = rendered[:2] != self.right[:2] and self._check.reads_text
        return text or (rendered.key != self.right.key and self._check.reads_key)

    def _milliseconds(self) -> list[Outcome]:
        """Return that milliseconds were signed, of which only the seconds were sent."""
        stamp = _TIMESTAMP.search(self.right.tail)
        # What a side says it signed holds them; and an RSA signature takes too long to check.
        if stamp is None or not (self._check.reads_text and self._check.reads_key):
            return []
        before, behind = self.right.tail[: stamp.end()], self.right.tail[stamp.end() :]
        for digits in _MILLISECONDS:
            rendered = self.right._replace(tail=before + digits + behind)
            if self._fits(rendered, 0):
                return [Outcome(((timestamp_ms_signed, ""),), rendered)]
        return []

    def _search_pairs(self, attempts: list[Attempt]) -> list[Outcome]:
        long = len(self.right.head) + len(self.right.tail) > _LONGEST
        if long or len(self.recipe.parameters.pieces) > _MOST_PIECES:
            self.tried_pairs = False
            return []
        pairs = [Outcome(made, self.right) for made in self._fits(self.right, _PAIR)]
        pairs += [
            Outcome(made, self.right) for made in self._cut(self.right, _LEAST_IN_PAIRS, _PAIR)
        ]
        for attempt in attempts:
            pairs += self._outcomes((attempt,), attempt.rendered, 1)
            made = (attempt.mistake, attempt.variant)
            for cut in self._cut(attempt.rendered, _LEAST_IN_PAIRS, 1):
                pairs.append(Outcome((made, *cut), attempt.rendered))
        known = {attempt.rendered for attempt in attempts} | {self.right}
        for first, second, rendered in self._two(attempts):
            # What one mistake gives as well was tried.
            if rendered not in known:
                pairs += self._outcomes((first, second), rendered, 0)
        return _sorted(pairs)

    def _two(self, attempts: list[Attempt]) -> Iterator[Both]:
        orders = list(idle(self._facts, self.recipe, self.right)) if self._check.reads_text else []
        yield from apart(attempts, orders, self.recipe)
        yield from together(self._facts, attempts, self.recipe)

    def _outcomes(
        self, attempts: tuple[Attempt, ...], rendered: Rendered, more: int
    ) -> list[Outcome]:
        made = tuple((attempt.mistake, attempt.variant) for attempt in attempts)
        return [
            Outcome((*made, *spelled), rendered)
            for spelled in self._fits(rendered, more)
            if len(spelled) == more
        ]

    def _fits(self, rendered: Rendered, most: int) -> list[Made]:
        self.tried += 1
        return self._check.fits(rendered.head + rendered.tail, rendered.key, most)

    def _cut(self, rendered: Rendered, least: int, most: int) -> list[Made]:
        text = rendered.head + rendered.tail
        return self._check.cut(text, rendered.key, least, most)


def _sorted(outcomes: list[Outcome]) -> list[Outcome]:
    """Sort what fits equally, the most often seen first; each set of names counts once."""
    ranked = sorted(outcomes, key=lambda outcome: outcome.rank)
    once: dict[frozenset[str], Outcome] = {}
    for outcome in ranked:
        once.setdefault(frozenset(outcome.names), outcome)
    return [outcome for outcome in once.values() if len(outcome.names) == len(set(outcome.names))]
