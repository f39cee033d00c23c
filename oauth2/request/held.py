"""What a received request was made of, kept for whoever has to explain why it is refused."""

from __future__ import annotations

from typing import Any


class Held:
    """The header fields of a request as they came; a copy or a pickle of the request has none.

    Args:
        headers: as the program gave them, or the environ that has them.
    """

    __slots__ = ("headers",)

    def __init__(self, headers: Any = None) -> None:
        self.headers = headers

    def __reduce__(self) -> tuple[type[Held], tuple[()]]:
        """Leave out the header fields: an environ holds files, which cannot be copied."""
        return Held, ()
