"""Shows that a Server takes as long for an unknown consumer as for a wrong signature.

    python tests/benchmarks/timing.py [times]

Four refused requests, and a fifth that is refused without the dummy secret, to see that a
difference would show, are timed by turns, 10,000 times each.  It ends with status 1 where two
medians that should be the same differ by more than the spread of either.
"""

from __future__ import annotations

import gc
import random
import secrets
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import oauth2

TIMES = 10_000
URL = "https://photos.example.net/photos?file=vacation.jpg&size=original"
SERVER = oauth2.Server({"HMAC-SHA1": oauth2.SignatureMethod_HMAC_SHA1()})
# As many as a provider may have, so that a look-up is one in a table of some size.
CONSUMERS = {secrets.token_hex(8): secrets.token_hex(16) for _ in range(10_000)}
TOKENS = {(key, secrets.token_hex(16)): secrets.token_hex(16) for key in CONSUMERS}
#: The secret of whatever is unknown: like the others, and known to nobody.
DUMMY = secrets.token_hex(16)


def verify(header: str) -> None:
    """Verify a request in the documented way."""
    request = oauth2.Request.from_request("GET", URL, {"Authorization": header})
    assert request is not None
    key, token_key = (request.get_parameter(f"oauth_{name}") for name in ("consumer_key", "token"))
    consumer = oauth2.Consumer(key, CONSUMERS.get(key, DUMMY))
    token = oauth2.Token(token_key, TOKENS.get((key, token_key), DUMMY))
    SERVER.verify_request(request, consumer, token)


def verify_known(header: str) -> None:
    """Verify a request in the way that tells who is known: the look-up itself refuses."""
    request = oauth2.Request.from_request("GET", URL, {"Authorization": header})
    assert request is not None
    if request["oauth_consumer_key"] not in CONSUMERS:
        raise oauth2.ConsumerKeyRejected("unknown", parameter="oauth_consumer_key")


@dataclass
class Case:
    """A kind of refused request, and how long each of them took."""

    name: str
    #: The keys of consumer and token in its requests.
    keys: list[tuple[str, str]]
    refused_by: type[oauth2.RequestRefused] = oauth2.InvalidSignature
    verify: Callable[[str], None] = verify
    #: In nanoseconds.
    taken: list[int] = field(default_factory=list)

    def header(self) -> str:
        """Return a new header, signed with secrets that are not the right ones."""
        key, token_key = random.choice(self.keys)  # noqa: S311  not for security
        consumer = oauth2.Consumer(key, secrets.token_hex(16))
        token = oauth2.Token(token_key, secrets.token_hex(16))
        return oauth2.Signer(consumer, token).sign("GET", URL).headers["Authorization"]

    def run(self, header: str) -> None:
        """Time one request."""
        begin = time.perf_counter_ns()
        with suppress(self.refused_by):
            self.verify(header)
        self.taken.append(time.perf_counter_ns() - begin)

    @property
    def median(self) -> float:
        """The median, in microseconds."""
        return statistics.median(self.taken) / 1000

    @property
    def spread(self) -> float:
        """The range in which the middle half lies, in microseconds."""
        low, _, high = statistics.quantiles(self.taken, n=4)
        return (high - low) / 1000


def cases() -> list[Case]:
    """Return what is compared; the last one is the control."""
    known = list(TOKENS)
    nobody = [(secrets.token_hex(8), token) for _, token in known]
    nothing = [(key, secrets.token_hex(16)) for key, _ in known]
    neither = [(secrets.token_hex(8), secrets.token_hex(16)) for _ in known]
    return [
        Case("wrong signature", known),
        Case("unknown consumer", nobody),
        Case("unknown token", nothing),
        Case("unknown consumer and token", neither),
        Case("control: no dummy", nobody, oauth2.ConsumerKeyRejected, verify_known),
    ]


def measure(all_cases: list[Case], times: int) -> None:
    """Time the cases by turns, in an order that changes with each turn."""
    for done in range(0, times, 500):
        # Made before they are timed, in parts, so that the timestamps stay fresh.
        turns = [(case, case.header()) for _ in range(min(500, times - done)) for case in all_cases]
        random.shuffle(turns)
        gc.collect()
        gc.disable()
        for case, header in turns:
            case.run(header)
        gc.enable()


def report(all_cases: list[Case]) -> Iterator[str]:
    """Yield the lines of a table."""
    yield f"{'microseconds':28} {'median':>8} {'spread':>8}  difference"
    first = all_cases[0].median
    for case in all_cases:
        median, apart = case.median, case.median - first
        yield f"{case.name:28} {median:8.2f} {case.spread:8.2f} {apart:+8.2f} {apart / first:+8.2%}"


def are_alike(one: Case, other: Case) -> bool:
    """Tell whether two medians differ by less than the smaller spread."""
    return abs(one.median - other.median) < min(one.spread, other.spread)


def main(times: int) -> int:
    """Measure, print, and return the exit status."""
    all_cases = cases()
    measure([Case(case.name, case.keys) for case in all_cases], 200)  # warm up
    measure(all_cases, times)
    wrong, *unknown, control = all_cases
    alike = all(are_alike(wrong, case) for case in unknown)
    verdict = "alike" if alike else "NOT ALIKE"
    if are_alike(wrong, control):
        alike, verdict = False, "nothing can be told: the control does not stand out"
    sys.stdout.write("\n".join([*report(all_cases), verdict, ""]))
    return 0 if alike else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else TIMES))
