"""A clock set by the provider's: what `correct_clock` does when a timestamp is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import httplib2

from ..problem import Problem
from ..request import Request

# A second more or less is what the answer took to come.
_LEAST_CORRECTION = 2


class HasSkew(Protocol):
    """The client, which knows how far its clock is off."""

    clock_skew: float


@dataclass(frozen=True, repr=False)
class CorrectedClock:
    """The time by the provider's clock, as far as the client knows it.

    Args:
        client: knows the skew.
        base: the caller's clock, or None for `Request.make_timestamp`.
    """

    client: HasSkew
    base: Callable[[], float] | None

    def __call__(self) -> float:
        """Return the seconds since 1970 by the provider's clock."""
        return self.uncorrected() + self.client.clock_skew

    def uncorrected(self) -> float:
        """Return the seconds since 1970 by the caller's clock."""
        return float(self.base() if self.base else Request.make_timestamp())

    def learn(self, response: httplib2.Response | None, answer: Any) -> bool:
        """Set the client's clock where an answer says that the timestamp was wrong, and how far.

        Args:
            response: of httplib2, or None.
            answer: the pair that it stands in.

        Returns:
            Whether the next request will have a timestamp that differs.
        """
        # What was answered after a redirect, was answered to the next hop, which came by here too.
        if response is None or response.previous is not None:
            return False
        now = self.uncorrected()
        problem = Problem.from_response(response, answer[1], now=now)
        if problem is None or problem.clock_skew is None or not _is_about_the_time(problem):
            return False
        if now + problem.clock_skew <= 0:
            # No time that could be signed.
            return False
        learned = abs(problem.clock_skew - self.client.clock_skew) >= _LEAST_CORRECTION
        self.client.clock_skew = problem.clock_skew
        return learned


def _is_about_the_time(problem: Problem) -> bool:
    # Some name no problem, but the timestamps that they take.
    unnamed = problem.code is None and problem.acceptable_timestamps is not None
    return unnamed or problem.code == "timestamp_refused"
