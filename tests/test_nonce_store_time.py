"""A Server, its nonce store and the time: when a nonce may be forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from photos import CONSUMER, TIMESTAMP, TOKEN, received, server

import oauth2

METHODS: dict[str, oauth2.SignatureMethod] = {"HMAC-SHA1": oauth2.SignatureMethod_HMAC_SHA1()}
PHOTO = {"file": "vacation.jpg", "size": "original"}


class Clock:
    """A clock that a test sets."""

    def __init__(self, now: float = TIMESTAMP) -> None:
        self.now = now

    def __call__(self) -> float:
        """Return the time, as `time.time` does."""
        return self.now


def refuse_replay(server: oauth2.Server) -> oauth2.NonceUsed:
    """Send the request once more, and return how it is refused."""
    with pytest.raises(oauth2.NonceUsed) as caught:
        server.verify_request(received(), CONSUMER, TOKEN)
    return caught.value


def at(clock: Clock, **options: Any) -> oauth2.Server:
    """Return a Server with that clock."""
    return oauth2.Server(METHODS, clock=clock, **options)


def test_request_from_the_future_is_remembered_until_it_is_too_old() -> None:
    """Stamped 300 seconds ahead, it can be replayed for 600: not threshold from now."""
    clock = Clock(TIMESTAMP - 300)
    verifier = at(clock)
    verifier.verify_request(received(), CONSUMER, TOKEN)

    clock.now = TIMESTAMP + 300.9
    refuse_replay(verifier)
    clock.now = TIMESTAMP + 301
    with pytest.raises(oauth2.TimestampRefused):
        verifier.verify_request(received(), CONSUMER, TOKEN)


def test_request_that_is_held_up_while_it_is_verified_is_refused() -> None:
    """Its timestamp was right when it was checked, and no longer when the nonce is taken."""
    clock = Clock(TIMESTAMP + 300)

    class Slow(oauth2.SignatureMethod_HMAC_SHA1):
        def check(self, *arguments: Any) -> bool:
            clock.now += 1
            return super().check(*arguments)

    verifier = oauth2.Server({"HMAC-SHA1": Slow()}, clock=clock)

    with pytest.raises(oauth2.TimestampRefused):
        verifier.verify_request(received(), CONSUMER, TOKEN)


def test_replay_that_is_held_up_on_its_way_to_the_store_is_refused() -> None:
    """It passed all checks, and meets a store that has forgotten the first one."""
    clock = Clock(TIMESTAMP + 300)
    memory = oauth2.MemoryNonceStore(clock=clock)

    class Slow:
        def use(self, key: str, expires: int) -> bool:
            clock.now += 1
            memory.use("other&&&", TIMESTAMP + 600)
            return memory.use(key, expires)

    at(clock, nonce_store=memory).verify_request(received(), CONSUMER, TOKEN)

    with pytest.raises(oauth2.TimestampRefused):
        at(clock, nonce_store=Slow()).verify_request(received(), CONSUMER, TOKEN)


def test_store_may_go_by_another_clock_than_the_server() -> None:
    """A Server that a test has set back by years shares a store without a clock of its own."""
    verifier = server(nonce_store=oauth2.MemoryNonceStore())

    assert verifier.verify_request(received(), CONSUMER, TOKEN) == PHOTO
    refuse_replay(verifier)
