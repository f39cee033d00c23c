"""The timestamp: in what unit it is, and how far it lies from the provider's clock."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..problem import Problem
from .finding import PROVIDER_SAYS
from .reason import Reason
from .reasons import CLOCK_SKEW, TIMESTAMP_MS

# Seconds on either side, as a Server has it.
_WINDOW = 300
_SECONDS = re.compile(r"[0-9]{1,11}")
_FINER = re.compile(r"([0-9]{12,19})|([0-9]{9,11})[.,][0-9]+")
# By the number of their digits: milliseconds, microseconds, nanoseconds.
_UNITS = {13: "milliseconds", 16: "microseconds", 19: "nanoseconds"}


def sent_at(sent: str | None) -> float | None:
    """Return the time that a timestamp says, to find a skew with; None where it says none.

    Args:
        sent: `oauth_timestamp`, or None.
    """
    return float(sent) if sent is not None and _SECONDS.fullmatch(sent) else None


def look_at_timestamp(
    sent: str | None, problem: Problem | None, now: float | None
) -> Iterator[Reason]:
    """Yield what is wrong with a timestamp.

    Args:
        sent: `oauth_timestamp`, or None.
        problem: what the provider says; its skew is the provider's clock less this timestamp.
        now: seconds since 1970 to hold it against, or None.
    """
    refused = problem is not None and problem.code == "timestamp_refused"
    if sent is None:
        return
    finer = _FINER.fullmatch(sent)
    if finer:
        unit = _UNITS.get(len(sent), "more digits than seconds have")
        words = "with a fraction of a second" if finer[2] else f"in {unit}"
        yield Reason(TIMESTAMP_MS, f"sent the timestamp {words}", notes=(f"sent: {sent}",))
    elif not _SECONDS.fullmatch(sent):
        note = f"sent: {sent[:40]!r}"
        yield Reason(CLOCK_SKEW, "sent a timestamp that is no number of seconds", notes=(note,))
    else:
        far = _too_far(int(sent), problem, now)
        if far:
            yield Reason(CLOCK_SKEW, _words(far), notes=_notes(sent, far))
        elif refused:
            yield Reason(CLOCK_SKEW, certainty=PROVIDER_SAYS, notes=(f"sent: {sent}",))


def _too_far(sent: int, problem: Problem | None, now: float | None) -> int:
    """Return how far the provider's clock is ahead of a timestamp, or 0 where it is near."""
    if now is not None and abs(now - sent) > _WINDOW:
        return round(now - sent)
    skew = problem.clock_skew or 0 if problem else 0
    taken = problem.acceptable_timestamps if problem else None
    outside = taken is not None and not taken[0] <= sent <= taken[1]
    return skew if outside or abs(skew) > _WINDOW else 0


def _words(skew: int) -> str:
    side = "before" if skew > 0 else "after"
    return f"sent a timestamp that lies {abs(skew)} seconds {side} the provider's clock"


def _notes(sent: str, skew: int) -> tuple[str, ...]:
    hours, rest = divmod(abs(skew), 3600)
    zone = hours and min(rest, 3600 - rest) <= _WINDOW
    notes = (f"sent: {sent}", f"the provider's clock: {int(sent) + skew}")
    return (*notes, "whole hours: the time zone may be wrong") if zone else notes
