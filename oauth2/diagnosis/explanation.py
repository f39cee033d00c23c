"""`Explanation`: why a request was refused, for people, for programs, and for a public tracker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .finding import CANNOT_TELL, PROVED, Evidence, Finding

#: Colours a piece of text: takes its role and the piece.
Paint = Callable[[str, str], str]

_ROLES = {PROVED: "proved", CANNOT_TELL: "unknown"}
# So much is shown of a base string on either side of a difference.
_AROUND = 24
_LONGEST_MARK = 60


@dataclass(frozen=True)
class Explanation:
    """Why a request was refused.

    It holds no secret; `redacted()` also shortens tokens and consumer keys.

    Args:
        findings: what was found, the most likely first; there is always one.
        ruled_out: names of the mistakes that this request can have, and does not.
        request: which request it is, in one line.
        base_string: the signature base string by RFC 5849.
        provider: what the provider says, in one line, or None.
        redacted_parts: the same with tokens and consumer keys shortened, or None where it is so.
    """

    findings: tuple[Finding, ...]
    ruled_out: tuple[str, ...] = ()
    request: str = ""
    base_string: str | None = None
    provider: str | None = None
    redacted_parts: Explanation | None = field(default=None, repr=False, compare=False)

    def redacted(self) -> Explanation:
        """Return the same explanation to paste into a public tracker.

        Tokens and consumer keys are shortened everywhere, and so that the same key is the same
        text: two such reports can be compared.
        """
        return self if self.redacted_parts is None else self.redacted_parts

    def to_dict(self) -> dict[str, Any]:
        """Return what JSON can hold: texts, lists and dicts."""
        return {
            "request": self.request,
            "base_string": self.base_string,
            "provider": self.provider,
            "ruled_out": list(self.ruled_out),
            "findings": [finding.to_dict() for finding in self.findings],
        }

    def __str__(self) -> str:
        """Return a text for people; differences stand in square brackets."""
        return self.render()

    def render(self, paint: Paint | None = None) -> str:
        """Return a text for people.

        Args:
            paint: colours a piece of text, by its role: "headline", "proved", "said", "unknown",
                "wrong", "right", "mend" or "dim"; None marks differences by square brackets.

        Returns:
            Lines, without a line break at the end.
        """
        painted = paint or _plain
        lines = [painted("dim", self.request)] if self.request else []
        for finding in self.findings:
            lines += ["", *_lines(finding, painted)]
        if self.ruled_out and self.findings[0].certainty == CANNOT_TELL:
            lines += ["", painted("dim", f"tried, and does not fit: {', '.join(self.ruled_out)}")]
        if self.provider:
            lines += ["", painted("dim", self.provider)]
        return "\n".join(lines).lstrip("\n")


def _plain(role: str, text: str) -> str:
    return f"[{text}]" if role in {"wrong", "right"} else text


def _lines(finding: Finding, paint: Paint) -> Iterator[str]:
    role = _ROLES.get(finding.certainty, "said")
    names = paint("headline", " + ".join(finding.names))
    yield f"{names}: {paint(role, finding.certainty)}"
    yield f"  {finding.sentence}"
    if finding.when:
        yield f"  It shows {finding.when}."
    yield from _difference(finding.evidence, paint)
    for note in finding.evidence.notes:
        yield f"  {paint('dim', f'- {note}')}"
    yield f"  mend: {paint('mend', finding.mend)}"


def _difference(evidence: Evidence, paint: Paint) -> Iterator[str]:
    found, marks = evidence.difference, evidence.marks
    if evidence.signed is None or evidence.right is None or found is None or marks is None:
        return
    yield f"    signed  {found.signed or '(nothing)'}"
    yield f"    right   {found.right or '(nothing)'}"
    ours, theirs = marks
    yield f"    signed  {_excerpt(evidence.signed, ours, 'wrong', paint)}"
    yield f"    right   {_excerpt(evidence.right, theirs, 'right', paint)}"


def _excerpt(text: str, span: tuple[int, int], role: str, paint: Paint) -> str:
    start, end = span
    marked = text[start:end]
    if len(marked) > _LONGEST_MARK:
        marked = f"{marked[:_LONGEST_MARK]}..."
    before = f"{'...' if start > _AROUND else ''}{text[max(start - _AROUND, 0) : start]}"
    behind = f"{text[end : end + _AROUND]}{'...' if len(text) - end > _AROUND else ''}"
    return f"{before}{paint(role, marked)}{behind}"
