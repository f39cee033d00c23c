"""The signature, and what each side says it signed: which mistakes make of the right what came."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..base_string import redact_base_string
from .check import BaseStringCheck, SignatureCheck
from .compare import causes, claimed_pairs
from .finding import CLIENT_SAYS, EQUALLY, PROVED, PROVIDER_SAYS
from .received import Facts, Received
from .recipe import Rendered
from .search import Outcome, Search
from .table import BY_NAME


@dataclass(frozen=True)
class Explained:
    """What is known of a signature, or of a base string."""

    #: What fits; empty where nothing does.
    outcomes: tuple[Outcome, ...]
    certainty: str
    #: What RFC 5849 wants.
    right: Rendered
    #: What was signed, where that is said but no outcome tells it; or None.
    signed: str | None = None
    #: Names of the mistakes that were tried.
    tried: tuple[str, ...] = ()
    #: How many candidates were held against it.
    candidates: int = 0
    #: False where two at once were not tried.
    pairs: bool = True
    #: False where there is no key to check with.
    can_tell: bool = True

    @property
    def valid(self) -> bool:
        """Whether it is right."""
        return any(not outcome.made for outcome in self.outcomes)


def explain_signature(facts: Facts, claim: str | None) -> Explained:
    """Find what turns the right signature into the one that came.

    Args:
        facts: about a request that has a signature.
        claim: the base string that the client says it signed, or None.
    """
    method = facts.request.signature_method
    if claim is not None:
        facts = replace(facts, claimed=tuple(claimed_pairs(claim)))
    check = SignatureCheck(method, _meant(facts.request), facts.recipe.key.consumer)
    search = Search(facts, check)
    found = _explained(search, PROVED, check.can_tell)
    if found.outcomes or claim is None or claim == search.right.base_string:
        return found
    octets = claim.encode("utf-8", "surrogateescape")
    # What fits the key as well is what was signed; else it is what the client says.
    fits = check.fits(octets, search.right.key, 1)
    certainty = PROVED if fits == [()] else CLIENT_SAYS
    said = explain_base_string(facts, claim, certainty)
    if said.valid:
        # It is the right one, written a little otherwise: that is not what is wrong.
        return found
    return replace(said, can_tell=check.can_tell)


def _meant(request: Received) -> str:
    """Return the signature: of PLAINTEXT, what was not encoded is not decoded either."""
    raw = request.raw_signature or ""
    plain = request.signature_method == "PLAINTEXT"
    return raw if plain and "&" in raw else request.signature or ""


def explain_base_string(
    facts: Facts, base_string: str, certainty: str = PROVIDER_SAYS
) -> Explained:
    """Find what turns the right base string into another one.

    Args:
        facts: about the request.
        base_string: the other one.
        certainty: of what is found.
    """
    facts = replace(facts, claimed=tuple(claimed_pairs(base_string)))
    search = Search(facts, BaseStringCheck(base_string, _hides(base_string)))
    found = _explained(search, certainty, True)
    if found.outcomes:
        return found
    names = causes(base_string, search.right.base_string)
    rendered = search.right._replace(head=base_string.encode("utf-8", "surrogateescape"), tail=b"")
    outcomes = [
        Outcome(tuple((BY_NAME[name], "") for name in names[start : start + 2]), rendered)
        for start in range(0, len(names), 2)
    ]
    return replace(found, outcomes=tuple(outcomes), signed=base_string)


def _hides(base_string: str) -> bool:
    """Tell whether it went through `redact_base_string`, as our own Server's errors do."""
    return "redacted%2529" in base_string and redact_base_string(base_string) == base_string


def _explained(search: Search, certainty: str, can_tell: bool) -> Explained:
    several = certainty == PROVED and len(search.outcomes) > 1
    return Explained(
        tuple(search.outcomes),
        EQUALLY if several else certainty,
        search.right,
        tried=search.possible,
        candidates=search.tried,
        pairs=search.tried_pairs,
        can_tell=can_tell,
    )
