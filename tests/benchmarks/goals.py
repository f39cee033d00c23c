"""What is measured beside what, and the ratio that each should have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from . import growing, rsa_signing, sending, signing, starting, verifying
from .measuring import Gauge, Ratio, Rounds, measure, ratio

Gauges: TypeAlias = Callable[[], AbstractContextManager[Mapping[str, Gauge]]]


class Goal(NamedTuple):
    """A row of the table: the cost of one thing as a part of that of another."""

    what: str
    ours: str
    theirs: str
    #: None for a row that shows the noise, or how far the floor itself gets.
    at_most: float | None


@dataclass(frozen=True)
class Contest:
    """What is measured by turns, and the rows that come of it."""

    name: str
    gauges: Gauges
    #: How often each of them runs in a round.
    count: int
    #: How long a full run takes, without what is done between the measurements.
    seconds: float
    goals: tuple[Goal, ...]


CONTESTS = (
    Contest(
        "signing",
        signing.gauges,
        20,
        40,
        (
            Goal("`Signer.sign` / oauthlib's `Client.sign`", "Signer", "oauthlib", 0.15),
            Goal("`Signer.sign` / Authlib's `ClientAuth.sign`", "Signer", "Authlib", 0.16),
            Goal(
                "`Signer.sign` / requests-oauthlib, requests preparing included",
                "Signer",
                "requests-oauthlib",
                0.10,
            ),
            Goal("`Signer.sign` / rauth's signing", "Signer", "rauth", 0.65),
            Goal("`Signer.sign` / the floor", "Signer", "the floor", 1.4),
            Goal("`Signer.sign` / itself, which shows the noise", "Signer again", "Signer", None),
            Goal(
                "`Request` by hand / the same calls of python-oauth2 1.9",
                "Request",
                "python-oauth2 1.9",
                0.40,
            ),
        ),
    ),
    Contest(
        "sending",
        sending.clients,
        10,
        40,
        (
            Goal(
                "`Client.request` / httplib2 with a header that the floor signs",
                "Client",
                "httplib2 and the floor",
                1.12,
            ),
            Goal(
                "`Client.request` / requests with requests-oauthlib",
                "Client",
                "requests-oauthlib",
                0.20,
            ),
            Goal(
                "httplib2 with a header that the floor signs / requests with requests-oauthlib",
                "httplib2 and the floor",
                "requests-oauthlib",
                None,
            ),
            Goal("`Client.request` / httpx with Authlib", "Client", "httpx and Authlib", 0.28),
            Goal(
                "httplib2 with a header that the floor signs / httpx with Authlib",
                "httplib2 and the floor",
                "httpx and Authlib",
                None,
            ),
        ),
    ),
    Contest(
        "verifying",
        verifying.gauges,
        20,
        25,
        (
            Goal("`Server.verify_request` / oauthlib", "oauth2", "oauthlib", 0.25),
            Goal("the floor signing the same / oauthlib", "the floor", "oauthlib", None),
            Goal("`Server.verify_request` / Authlib", "oauth2", "Authlib", 0.25),
            Goal("the floor signing the same / Authlib", "the floor", "Authlib", None),
        ),
    ),
    Contest(
        "adapters",
        sending.adapters,
        10,
        50,
        (
            Goal("our adapter for requests / requests alone", "requests", "bare requests", 1.25),
            Goal(
                "requests with a header that the floor signs / requests alone",
                "requests and the floor",
                "bare requests",
                None,
            ),
            Goal("our adapter for httpx / httpx alone", "httpx", "bare httpx", 1.25),
            Goal(
                "httpx with a header that the floor signs / httpx alone",
                "httpx and the floor",
                "bare httpx",
                None,
            ),
            Goal("our adapter for aiohttp / aiohttp alone", "aiohttp", "bare aiohttp", 1.25),
            Goal(
                "aiohttp with a header that the floor signs / aiohttp alone",
                "aiohttp and the floor",
                "bare aiohttp",
                None,
            ),
        ),
    ),
    Contest(
        "starting",
        starting.gauges,
        1,
        20,
        (Goal("`import oauth2` / `import httplib2`", "oauth2", "httplib2", 1.25),),
    ),
    Contest(
        "parameters",
        growing.parameters,
        1,
        20,
        (
            Goal(
                "10,000 parameters / 100 parameters (n log n would be 200)",
                "10,000 parameters",
                "100 parameters",
                250,
            ),
        ),
    ),
    Contest(
        "large body",
        growing.body_time,
        1,
        15,
        (Goal("256 MiB with a body hash / `hashlib` alone", "Signer", "hashlib", 1.1),),
    ),
    Contest(
        "memory",
        growing.body_memory,
        1,
        0,
        (Goal("memory taken to sign 256 MiB / 256 MiB", "Signer", "the body", 0.01),),
    ),
    Contest(
        "RSA",
        rsa_signing.gauges,
        10,
        15,
        (
            Goal("`SignatureMethod_RSA_SHA256` / `cryptography`", "digest", "cryptography", 1.1),
            Goal("`Signer.sign` with it / `cryptography`", "Signer", "cryptography", 1.1),
        ),
    ),
)


def results(contest: Contest, part: float) -> Rounds:
    """Measure all of a contest whose libraries are installed.

    Args:
        contest: what to measure.
        part: of the time of a full run.
    """
    with contest.gauges() as found:
        return measure(found, contest.count, contest.seconds * part)


def outcome(goal: Goal, rounds: Rounds) -> Ratio | None:
    """Return the ratio of a row, or None where one of the two was not measured."""
    if goal.ours not in rounds or goal.theirs not in rounds:
        return None
    return ratio(rounds, goal.ours, goal.theirs)
