"""Timestamp, nonce and verifier (RFC 5849 sections 2.2 and 3.3)."""

from __future__ import annotations

import pickle
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from oauth2.nonce import (
    MonotonicClock,
    generate_nonce,
    generate_timestamp,
    generate_verifier,
)


def test_timestamp_is_whole_seconds_now() -> None:
    """The timestamp is the clock's, as an int (RFC 5849 section 3.3)."""
    before = int(time.time())

    timestamp = generate_timestamp()

    assert type(timestamp) is int
    assert before <= timestamp <= time.time()


def test_nonce_is_plain_and_long_enough_for_every_provider() -> None:
    """A nonce is 22 to 64 ASCII letters and digits, which every provider takes (E19)."""
    assert re.fullmatch(r"[A-Za-z0-9]{22,64}", generate_nonce())


def test_nonces_do_not_repeat() -> None:
    """Among 100,000 nonces none occurs twice; of 8 digits about fifty would (E19)."""
    assert len({generate_nonce() for _ in range(100_000)}) == 100_000


@pytest.mark.parametrize("length", [0, 1, 7, 8, 33])
def test_nonce_is_as_long_as_asked(length: int) -> None:
    """The argument is the number of characters, odd ones too."""
    assert len(generate_nonce(length)) == length


def test_verifier_is_eight_digits() -> None:
    """A verifier is short enough for a person to type, as in python-oauth2."""
    assert re.fullmatch(r"[0-9]{8}", generate_verifier())


@pytest.mark.parametrize("length", [0, 1, 12])
def test_verifier_is_as_long_as_asked(length: int) -> None:
    """The argument is the number of digits."""
    assert re.fullmatch(f"[0-9]{{{length}}}", generate_verifier(length))


def test_verifiers_differ() -> None:
    """A verifier of 20 digits is not guessed by asking for another."""
    assert generate_verifier(20) != generate_verifier(20)


# --- a clock that never goes back ---------------------------------------------------------------


def test_monotonic_clock_stands_still_while_the_other_goes_back() -> None:
    """A clock that is set back repeats the last time until that is over (section 3.3)."""
    clock = MonotonicClock(iter([100, 250.5, 90, 250, 251]).__next__)

    assert [clock() for _ in range(5)] == [100, 250.5, 250.5, 250.5, 251]
    assert clock.last == 251


def test_monotonic_clock_gives_the_present_time() -> None:
    """Without arguments it is the machine's clock."""
    before = time.time()

    assert before <= MonotonicClock()() <= time.time()


def test_monotonic_clock_starts_where_an_earlier_run_ended() -> None:
    """What a program keeps of its last run counts."""
    assert MonotonicClock(lambda: 50, start=70)() == 70


def test_monotonic_clock_never_goes_back_over_threads() -> None:
    """Each thread sees times that do not fall, though the clock below jumps to and fro."""
    clock = MonotonicClock(iter([n ^ 37 for n in range(8000)]).__next__)

    def is_in_order(_: int) -> bool:
        times = [clock() for _ in range(1000)]
        return times == sorted(times)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(is_in_order, range(8)))


def test_monotonic_clock_can_be_pickled() -> None:
    """A Client that has one is sent to another process with what it remembers."""
    clock = pickle.loads(pickle.dumps(MonotonicClock(time.time, start=9e9)))  # noqa: S301  # ours

    assert clock() == 9e9
