"""A finding before anything is hidden in it."""

from __future__ import annotations

from dataclasses import dataclass

from .compare import cut, difference, marks
from .finding import Difference, Evidence, Finding
from .veil import Veil


@dataclass(frozen=True)
class Entry:
    """A finding, raw."""

    names: tuple[str, ...]
    certainty: str
    who: str
    sentence: str
    mend: str
    when: str = ""
    signed: str | None = None
    right: str | None = None
    notes: tuple[str, ...] = ()

    def shown(self, veil: Veil) -> Finding:
        """Return the finding as it may be shown.

        Args:
            veil: hides what is secret.
        """
        notes = tuple(veil.text(note) for note in self.notes)
        evidence = Evidence(None, None, None, None, notes)
        if self.right is not None:
            right = veil.text(self.right)
            signed = None if self.signed is None else veil.text(self.signed)
            differs = signed is not None and self.signed != self.right
            evidence = Evidence(
                signed if differs else None,
                right,
                self._difference(veil),
                marks(signed, right) if differs and signed != right and signed else None,
                notes,
            )
        sentence = veil.text(self.sentence)
        return Finding(
            self.names, self.certainty, self.who, sentence, self.mend, self.when, evidence
        )

    def _difference(self, veil: Veil) -> Difference | None:
        if self.signed is None or self.right is None:
            return None
        found = difference(self.signed, self.right)
        if found is None:
            return None
        return Difference(
            found.part,
            None if found.parameter is None else veil.text(cut(found.parameter)),
            veil.text(found.signed),
            veil.text(found.right),
        )
