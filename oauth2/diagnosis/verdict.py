"""Puts together what was found in the signature, beside it, and in the provider's answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .entry import Entry
from .finding import CLIENT_SAYS, EQUALLY, PROVED
from .reason import Reason
from .signed import Explained
from .words import of_outcome, of_provider, of_reasons, unknown, valid

_PAIR = 2
# More are not read.
_MOST = 12


@dataclass(frozen=True)
class Known:
    """All that is known of a request."""

    #: None where there is no signature.
    signature: Explained | None
    #: Of the provider's base string, or None.
    provider: Explained | None
    #: Seen in the request.
    beside: Sequence[Reason]
    #: Said in the provider's answer.
    said: Sequence[Reason]
    #: Of the secrets, in words.
    shapes: tuple[str, ...]
    #: Whether it carries a token, and none was given.
    token_missing: bool
    #: Whether the provider refused it.
    refused: bool
    #: What may be the reason where the signature is right, and the provider names none.
    doubts: Sequence[Reason]
    #: In place of the usual words where nothing fits, or None.
    why_unknown: str | None

    @property
    def same(self) -> bool:
        """Whether the provider has the right base string."""
        return self.provider is not None and self.provider.valid


def entries(known: Known) -> list[Entry]:
    """Return all findings, the most likely first; there is always one.

    Args:
        known: about the request.
    """
    beside = sorted(known.beside, key=lambda reason: -reason.mistake.seen)
    found = known.signature
    theirs = list(_theirs(known))
    if found is None or found.valid:
        first = [*_in_pairs(beside), *theirs]
    elif found.outcomes:
        first = [*_in_signature(known, found, beside), *theirs]
        if found.certainty == CLIENT_SAYS:
            first.append(unknown(found, known.shapes, known.why_unknown))
    else:
        first = [*_in_pairs(beside), *theirs, unknown(found, known.shapes, known.why_unknown)]
    said = list(_said(known, first))
    if found is not None and found.valid and not first and not said:
        # Where nobody has refused the request, they are no more than worth a note.
        said = [of_reasons([reason]) for reason in known.doubts] if known.refused else []
        said.append(_valid(known, found))
    return [*first, *said][:_MOST]


def _valid(known: Known, found: Explained) -> Entry:
    entry = valid(found, known.refused, known.same)
    notes = () if known.refused else tuple(note for each in known.doubts for note in each.notes)
    if known.token_missing:
        notes += (
            "the request carries a token, and none was given: this holds for an empty token secret",
        )
    return replace(entry, notes=notes)


def _in_signature(known: Known, found: Explained, beside: list[Reason]) -> Iterator[Entry]:
    """Yield what is wrong in the signature; a fault beside it makes a pair with a single one."""
    single = any(len(outcome.made) < _PAIR for outcome in found.outcomes)
    together = single and (len(found.outcomes) == 1 or found.certainty == EQUALLY)
    reason = beside[0] if together and beside and beside[0].certainty == PROVED else None
    for outcome in found.outcomes:
        yield of_outcome(outcome, found, known.shapes, reason)
    yield from _in_pairs(beside[1:] if reason else beside)


def _in_pairs(reasons: Sequence[Reason]) -> Iterator[Entry]:
    """Yield what holds together, two at a time, and each that is not certain alone."""
    proved = [reason for reason in reasons if reason.certainty == PROVED]
    for start in range(0, len(proved), _PAIR):
        yield of_reasons(proved[start : start + _PAIR])
    for reason in reasons:
        if reason.certainty != PROVED:
            yield of_reasons([reason])


def _theirs(known: Known) -> Iterator[Entry]:
    """Yield what is wrong with the provider's base string."""
    if known.provider is None or known.same:
        return
    proved = known.signature is not None and known.signature.valid
    for outcome in known.provider.outcomes:
        yield of_provider(outcome, known.provider, proved)
    if not known.provider.outcomes:
        words = "The provider's base string is not that of this request, in a way that has no name."
        yield unknown(known.provider, (), words)


def _said(known: Known, first: Sequence[Entry]) -> Iterator[Entry]:
    """Yield what only the provider says."""
    seen = {name for entry in first for name in entry.names}
    for reason in known.said:
        if reason.mistake.name not in seen:
            seen.add(reason.mistake.name)
            yield of_reasons([reason])
