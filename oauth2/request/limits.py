"""How much a received request may carry, counted before anything of it is decoded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..errors import LimitExceeded


class Limits(NamedTuple):
    """What is refused beyond."""

    header_length: int
    parameters: int

    def check_header(self, values: Iterable[str]) -> None:
        """Refuse header fields that are too long together.

        Args:
            values: of all Authorization header fields of the OAuth scheme.

        Raises:
            LimitExceeded: they are.
        """
        if sum(map(len, values)) > self.header_length:
            raise LimitExceeded(
                f"the Authorization header is longer than {self.header_length} characters"
            )

    def check_count(self, count: int) -> None:
        """Refuse too many parameters.

        Args:
            count: how many there are.

        Raises:
            LimitExceeded: more than there may be.
        """
        if count > self.parameters:
            raise LimitExceeded(f"there are more than {self.parameters} parameters")


def count_segments(encoded: str | bytes) -> int:
    """Return how many parameters a query or a form body holds at most, without decoding it.

    Args:
        encoded: the query without its `?`, or the form body.
    """
    separators = encoded.count(b"&") if isinstance(encoded, bytes) else encoded.count("&")
    return separators + 1 if encoded else 0
