"""A reason for a refusal that is seen beside the signature."""

from __future__ import annotations

from dataclasses import dataclass

from .finding import PROVED
from .mistake import Mistake


@dataclass(frozen=True)
class Reason:
    """What is wrong, how that is known, and a few facts."""

    mistake: Mistake
    #: In place of the mistake's own words, behind "The client ".
    what: str = ""
    certainty: str = PROVED
    notes: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What was done, behind "The client "."""
        return self.what or self.mistake.what
