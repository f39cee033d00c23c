"""Findings in words: who did what, and where."""

from __future__ import annotations

from collections.abc import Sequence

from .compare import difference
from .entry import Entry
from .finding import CANNOT_TELL, PROVED
from .mistake import Mistake
from .reason import Reason
from .reasons import UNKNOWN, VALID
from .search import Outcome
from .signed import Explained
from .table import IN_KEY

CLIENT, PROVIDER, UNKNOWN_SIDE = "client", "provider", "unknown"
_INNER_URL = ("proxy_host", "X-Forwarded-*")
_OF_A_PROXY = frozenset(
    {"scheme_mismatch", "proxy_host", "port_dropped", "port_kept", "path_decoded"}
)
# Two URLs of so many characters stand in a sentence.
_SHORT = 100
_OF_THE_KEY = frozenset(mistake.name for mistake in IN_KEY)


def of_outcome(
    outcome: Outcome, found: Explained, shapes: Sequence[str], reason: Reason | None = None
) -> Entry:
    """Return what is found in the signature.

    Args:
        outcome: one or two mistakes.
        found: where it was found.
        shapes: of the secrets.
        reason: a fault beside the signature, which holds together with one mistake in it; or None.
    """
    mistakes = [mistake for mistake, _ in outcome.made]
    right = found.right.base_string
    signed = outcome.rendered.base_string
    whats = [f"{m.what}{_variant(m, variant)}" for m, variant in outcome.made]
    sentence = " and ".join(whats) + _where(signed, right)
    notes = tuple(shapes) if _OF_THE_KEY.intersection(outcome.names) else ()
    if _OF_A_PROXY.intersection(outcome.names):
        notes = ("or the URL here is not the one that the client called: proxies change it",)
    if reason is not None:
        sentence += f"; and it {reason.words}"
        mistakes.append(reason.mistake)
        notes += reason.notes
    who, says = CLIENT, f"The client {sentence}."
    names = [(mistake.name, variant) for mistake, variant in outcome.made]
    if names == [_INNER_URL] and reason is None:
        # The client called what the proxy's header fields say, and signed that.
        who, says = (
            PROVIDER,
            f"The provider took the URL behind a proxy{_where(signed, right, 'taken')}.",
        )
    return Entry(
        tuple(mistake.name for mistake in mistakes),
        found.certainty,
        who,
        says,
        _mends(mistakes),
        _whens(mistakes),
        signed,
        right,
        notes,
    )


def of_provider(outcome: Outcome, found: Explained, proved: bool) -> Entry:
    """Return what is found in the base string of the provider.

    Args:
        outcome: one or two mistakes.
        found: where it was found.
        proved: whether the signature is right, so that the mistake is the provider's.
    """
    mistakes = [mistake for mistake, _ in outcome.made]
    signed = outcome.rendered.base_string
    whats = [f"{m.what}{_variant(m, variant)}" for m, variant in outcome.made]
    where = _where(signed, found.right.base_string)
    return Entry(
        outcome.names,
        PROVED if proved else found.certainty,
        PROVIDER,
        f"The provider's own base string is not that of this request: it {' and '.join(whats)}"
        f"{where}.",
        f"at the provider, or at the proxy before it: {_mends(mistakes)}",
        _whens(mistakes),
        signed,
        found.right.base_string,
    )


def of_reasons(reasons: Sequence[Reason]) -> Entry:
    """Return one or two faults beside the signature.

    Args:
        reasons: the faults, of the same certainty.
    """
    mistakes = [reason.mistake for reason in reasons]
    return Entry(
        tuple(mistake.name for mistake in mistakes),
        reasons[0].certainty,
        CLIENT,
        f"The client {'; and it '.join(reason.words for reason in reasons)}.",
        _mends(mistakes),
        _whens(mistakes),
        notes=tuple(note for reason in reasons for note in reason.notes),
    )


def valid(found: Explained, refused: bool, same: bool) -> Entry:
    """Return that the signature is right.

    Args:
        found: with the base string.
        refused: whether the provider refused the request.
        same: whether the provider has the same base string.
    """
    sentence = "The signature is right: these secrets give it by RFC 5849."
    if same:
        sentence += " The provider has the same base string, so it has other secrets."
    elif refused:
        sentence += " The provider refuses the request for another reason, or has other secrets."
    right = found.right.base_string
    return Entry((VALID.name,), PROVED, UNKNOWN_SIDE, sentence, VALID.mend, right=right)


def unknown(found: Explained, shapes: Sequence[str], sentence: str | None = None) -> Entry:
    """Return that nothing known fits.

    Args:
        found: what was tried.
        shapes: of the secrets.
        sentence: in place of the usual one.
    """
    pairs = ", alone or with another one," if found.pairs else ""
    usual = (
        f"Neither these secrets nor any known mistake{pairs} gives the signature that was sent: "
        "most likely a secret is not the one that it was made with."
    )
    right = found.right.base_string
    notes = (*shapes, f"{found.candidates} candidates were tried") if found.candidates else ()
    if not found.pairs:
        notes += ("the request is too long to try two mistakes at once",)
    return Entry(
        (UNKNOWN.name,),
        CANNOT_TELL,
        UNKNOWN_SIDE,
        sentence or usual,
        UNKNOWN.mend,
        signed=found.signed,
        right=right,
        notes=notes,
    )


def _variant(mistake: Mistake, variant: str) -> str:
    # Which method was signed stands in the difference.
    return f" ({variant})" if variant and mistake.name != "method_mismatch" else ""


def _where(signed: str, right: str, done: str = "sent") -> str:
    found = difference(signed, right)
    if found is None:
        return ""
    if found.part == "method":
        return f": {found.signed} was signed, {found.right} was {done}"
    if found.parameter is not None:
        return f", in the parameter {found.parameter[:60]!r}"
    if found.part != "URL":
        return ""
    short = len(found.signed) + len(found.right) <= _SHORT
    return f": {found.signed} was signed, {found.right} was {done}" if short else ", in the URL"


def _mends(mistakes: Sequence[Mistake]) -> str:
    return "; ".join(dict.fromkeys(mistake.mend for mistake in mistakes))


def _whens(mistakes: Sequence[Mistake]) -> str:
    return "; ".join(dict.fromkeys(mistake.when for mistake in mistakes if mistake.when))
