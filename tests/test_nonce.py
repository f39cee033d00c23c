"""Timestamp, nonce and verifier (RFC 5849 sections 2.2 and 3.3)."""

from __future__ import annotations

import re
import time

import pytest

from oauth2.nonce import generate_nonce, generate_timestamp, generate_verifier


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
