"""`MemoryNonceStore`: takes each nonce once, within bounds of time and room."""

from __future__ import annotations

import gc
import threading
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import pytest

import oauth2

NOW = 1191242096
KEY = "dpf43f3p2l4k3l03&nnch734d00sl2jdk&1191242096&kllo9940pd9333jh"


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now: float = NOW

    def __call__(self) -> float:
        """Return the time, as `time.time` does."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return a clock at `NOW`."""
    return Clock()


@pytest.fixture
def store(clock: Clock) -> oauth2.MemoryNonceStore:
    """Return an empty store with that clock."""
    return oauth2.MemoryNonceStore(clock=clock)


def take(store: oauth2.NonceStore, consumer: str, count: int, expires: int) -> list[bool]:
    """Use so many nonces of a consumer, which differ."""
    return [store.use(f"{consumer}&&{expires}&{number}", expires) for number in range(count)]


# --- once ---------------------------------------------------------------------------------------


def test_nonce_is_taken_once(store: oauth2.MemoryNonceStore) -> None:
    """The first who asks is told True, all others False (F9)."""
    assert [store.use(KEY, NOW + 300) for _ in range(3)] == [True, False, False]


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("other&nnch734d00sl2jdk&1191242096&kllo9940pd9333jh", id="consumer"),
        pytest.param("dpf43f3p2l4k3l03&&1191242096&kllo9940pd9333jh", id="token"),
        pytest.param("dpf43f3p2l4k3l03&nnch734d00sl2jdk&1191242097&kllo9940pd9333jh", id="stamp"),
        pytest.param("dpf43f3p2l4k3l03&nnch734d00sl2jdk&1191242096&Kllo9940pd9333jh", id="nonce"),
        pytest.param("", id="empty"),
        pytest.param("\N{SNOWMAN}\ud800", id="unusual"),
    ],
)
def test_nonce_is_another_if_one_part_differs(store: oauth2.MemoryNonceStore, key: str) -> None:
    """The key counts as a whole (RFC 5849 section 3.3)."""
    store.use(KEY, NOW + 300)

    assert [store.use(key, NOW + 300), store.use(key, NOW + 300)] == [True, False]


def test_nonce_is_the_same_whenever_it_expires(store: oauth2.MemoryNonceStore) -> None:
    """Servers with other thresholds may share a store."""
    store.use(KEY, NOW + 300)

    assert [store.use(KEY, NOW), store.use(KEY, NOW + 600)] == [False, False]


class GivesWay(int):
    """A number that lets other threads run when it is looked up."""

    def __hash__(self) -> int:
        time.sleep(0)
        return super().__hash__()


def test_nonce_is_taken_once_by_racing_threads(store: oauth2.MemoryNonceStore) -> None:
    """Of eight threads that come with equal keys at the same time, one gets each."""
    together = threading.Barrier(8)

    def race(_: int) -> list[bool]:
        together.wait(timeout=60)
        return take(store, "consumer", 100, GivesWay(NOW + 300))

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(race, range(8)))

    assert [sum(each) for each in zip(*told, strict=True)] == [1] * 100


# --- time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("passed", [0, 300, 300.999], ids=["at-once", "last-second", "its-end"])
def test_nonce_is_remembered_until_it_expires(
    store: oauth2.MemoryNonceStore, clock: Clock, passed: float
) -> None:
    """Its last second is one of those in which the timestamp is still taken."""
    store.use(KEY, NOW + 300)
    clock.now += passed

    assert store.use(KEY, NOW + 300) is False


def test_nonce_of_another_clock_is_taken_once_for_a_while(
    store: oauth2.MemoryNonceStore, clock: Clock
) -> None:
    """Whoever asks has set its own clock back by years, as a test does with a published request."""
    assert [store.use(KEY, 300) for _ in range(2)] == [True, False]
    clock.now += 300
    assert [store.use("another&&&", 300) for _ in range(2)] == [True, False]
    assert store.use(KEY, 300) is False
    clock.now += 1
    assert store.use(KEY, 300) is True


def test_nonce_stays_refused_when_the_clock_goes_back(
    store: oauth2.MemoryNonceStore, clock: Clock
) -> None:
    """What was forgotten may have been used: it is not taken again."""
    store.use(KEY, NOW + 300)
    clock.now += 301
    store.use("another&&&", NOW + 900)
    clock.now -= 301

    assert store.use(KEY, NOW + 300) is False


def test_nonce_is_remembered_when_the_clock_goes_back(
    store: oauth2.MemoryNonceStore, clock: Clock
) -> None:
    """Until its timestamp is too old, however long that takes."""
    store.use(KEY, NOW + 300)
    clock.now -= 86_400

    assert store.use(KEY, NOW + 300) is False


def test_clock_that_was_wrong_for_a_while_shuts_nobody_out(
    store: oauth2.MemoryNonceStore, clock: Clock
) -> None:
    """A year ahead and back again: only what may have been forgotten stays refused."""
    take(store, "consumer", 1, NOW + 300)
    clock.now += 31_536_000
    take(store, "consumer", 1, NOW + 300)
    clock.now -= 31_536_000

    assert take(store, "consumer", 2, NOW + 301) == [True, True]


# --- room ---------------------------------------------------------------------------------------


def test_consumer_at_its_limit_is_refused_and_others_go_on(clock: Clock) -> None:
    """Nothing is forgotten early, and one consumer takes no other's room."""
    store = oauth2.MemoryNonceStore(3, clock=clock)
    take(store, "busy", 3, NOW + 300)

    with pytest.raises(oauth2.NonceStoreFull) as caught:
        store.use("busy&&&more", NOW + 301)

    assert (caught.value.status, caught.value.parameter) == (503, "oauth_consumer_key")
    assert str(caught.value) == (
        "the consumer has 3 live nonces, which is all that the nonce store takes of one"
    )
    assert take(store, "busier", 3, NOW + 300) == [True, True, True]


def test_replay_is_told_as_one_at_the_limit(clock: Clock) -> None:
    """What was used is known still."""
    store = oauth2.MemoryNonceStore(3, clock=clock)
    take(store, "busy", 3, NOW + 300)

    assert take(store, "busy", 3, NOW + 300) == [False, False, False]


def test_consumer_at_its_limit_recovers_with_each_that_expires(clock: Clock) -> None:
    """One second later there is room again for as many as expired; what was refused is unused."""
    store = oauth2.MemoryNonceStore(3, clock=clock)
    take(store, "busy", 2, NOW)
    take(store, "busy", 1, NOW + 1)
    clock.now += 1

    assert take(store, "busy", 3, NOW + 1) == [False, True, True]
    with pytest.raises(oauth2.NonceStoreFull):
        store.use(KEY.replace("dpf43f3p2l4k3l03", "busy"), NOW + 300)
    clock.now += 1
    assert store.use(KEY.replace("dpf43f3p2l4k3l03", "busy"), NOW + 300) is True


def test_consumer_has_all_its_room_again_however_many_expired(clock: Clock) -> None:
    """Expired nonces are forgotten some at a time, and count none the less as gone."""
    store = oauth2.MemoryNonceStore(2_000, clock=clock)
    take(store, "busy", 2_000, NOW)
    take(store, "other", 2_000, NOW)
    clock.now += 1

    assert sum(take(store, "busy", 2_000, NOW + 300)) == 2_000
    with pytest.raises(oauth2.NonceStoreFull):
        store.use("busy&&&", NOW + 300)


def test_memory_is_free_again_when_nonces_expired(
    store: oauth2.MemoryNonceStore, clock: Clock
) -> None:
    """Of three thousand nonces of six hundred consumers little stays, also where others come."""
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for number in range(3_000):
        store.use(f"{number % 600}&&&{number}", NOW + number % 300)
    full = tracemalloc.get_traced_memory()[0] - before
    clock.now += 300
    take(store, "busy", 30, NOW + 600)
    gc.collect()
    left = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()

    assert full > 300_000
    assert left < 50_000


def test_expired_nonces_are_forgotten_some_at_a_time(
    store: oauth2.MemoryNonceStore, clock: Clock
) -> None:
    """No request waits until all those are forgotten that expired in one second."""
    tracemalloc.start()
    take(store, "consumer", 2_000, NOW)
    full = tracemalloc.get_traced_memory()[0]
    clock.now += 1
    take(store, "other", 1, NOW + 300)
    next_one = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()

    assert full * 0.75 < next_one < full


@pytest.mark.parametrize("most", [0, -1])
def test_store_without_room_is_a_mistake(most: int) -> None:
    """A limit of none would refuse everything."""
    with pytest.raises(ValueError, match=r"^max_per_consumer must be at least 1$"):
        oauth2.MemoryNonceStore(most)
