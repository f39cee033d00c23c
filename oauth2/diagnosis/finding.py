"""What is found: one reason for a refusal, and what proves it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: How sure a finding is.
PROVED = "proved"
EQUALLY = "fits equally"
CLIENT_SAYS = "the client says"
PROVIDER_SAYS = "the provider says"
CANNOT_TELL = "cannot tell"


@dataclass(frozen=True)
class Difference:
    """The shortest difference of two base strings, in terms of the request.

    Args:
        part: "method", "URL", "parameters", or "encoding" of the base string itself.
        parameter: the name of the parameter, or None where it is none, or is about their order.
        signed: what stands there with the mistake, decoded once; "" where nothing does.
        right: what should stand there.
    """

    part: str
    parameter: str | None
    signed: str
    right: str


@dataclass(frozen=True)
class Evidence:
    """What proves a finding.  Values that are secret are hidden in it.

    Args:
        signed: the base string with the mistake, or None where it makes none.
        right: the base string by RFC 5849, or None where there is none.
        difference: where they differ first, or None.
        marks: from where to where they differ, in `signed` and in `right`, or None.
        notes: facts in a few words each.
    """

    signed: str | None = None
    right: str | None = None
    difference: Difference | None = None
    marks: tuple[tuple[int, int], tuple[int, int]] | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One reason for a refusal: a known mistake, or two at once.

    Args:
        names: the stable names of one mistake, or of the two that hold together.
        certainty: "proved"; "fits equally", where several explanations fit the same signature;
            "the client says"; "the provider says"; or "cannot tell".
        who: "client", "provider" or "unknown".
        sentence: what was done, by whom, and where.
        mend: how it is mended, in a line of code.
        when: when it shows, or "" for always.
        evidence: what proves it.
    """

    names: tuple[str, ...]
    certainty: str
    who: str
    sentence: str
    mend: str
    when: str = ""
    evidence: Evidence = field(default_factory=Evidence)

    def to_dict(self) -> dict[str, Any]:
        """Return what JSON can hold."""
        evidence = self.evidence
        difference = evidence.difference
        return {
            "names": list(self.names),
            "certainty": self.certainty,
            "who": self.who,
            "sentence": self.sentence,
            "mend": self.mend,
            "when": self.when,
            "evidence": {
                "signed": evidence.signed,
                "right": evidence.right,
                "difference": difference and dict(vars(difference)),
                "notes": list(evidence.notes),
            },
        }
