"""Two origins on loopback, and the redirects of the shared table between them."""

from __future__ import annotations

from collections.abc import Callable

from _hops import Redirect
from _loopback import Answer, Loopback, Recorded, redirect


class Origins:
    """The server that the caller wants to reach, and one on another port."""

    def __init__(self, home: Loopback, other: Loopback) -> None:
        self.home = home
        self.other = other

    def forget(self) -> None:
        """Start afresh."""
        self.home.forget()
        self.other.forget()

    def lead(self, row: Redirect) -> None:
        """Prepare the answers of a row, whose hops are /1, /2 and so on."""
        here = self.home
        for number, place in enumerate(row.row, 1):
            there = self.other if "other" in place else self.home
            here.answers.append(_answer(row.status, there.url(f"/{number}"), "echo" in place))
            here = there

    def asked_for(self, path: str) -> list[Recorded]:
        """Return the requests for a path, in order."""
        came = [*self.home.requests, *self.other.requests]
        return [each for each in came if each.target.partition("?")[0] == path]


def _answer(status: int, url: str, echo: bool) -> Answer | Callable[[Recorded], Answer]:
    if not echo:
        return redirect(status, url)
    return lambda seen: redirect(status, url + seen.target.removeprefix("/0"))
