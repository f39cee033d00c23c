"""`RedisNonceStore` with a client made by hand, which stands in for the client library.

What a real Redis does is in `test_nonce_store_redis.py`; these run where there is none.
"""

from __future__ import annotations

from typing import Any

import pytest

import oauth2

NOW = 1191242096
KEY = "dpf43f3p2l4k3l03&nnch734d00sl2jdk&1191242096&kllo9940pd9333jh"


class Client:
    """Records what it is told to set, and answers, or fails; it stands in for `redis.Redis`."""

    def __init__(self, answer: Any = True) -> None:
        self.answer = answer
        self.calls: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    def set(self, *arguments: Any, **options: Any) -> Any:
        """Do as the method of the client library does."""
        self.calls.append((arguments, options))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def store_with(client: Any, **options: Any) -> oauth2.RedisNonceStore:
    """Return a store at the time `NOW`."""
    return oauth2.RedisNonceStore(client, clock=lambda: NOW, **options)


def test_one_command_stores_and_tells() -> None:
    """Nothing lies between looking and storing in which another could come."""
    client = Client()

    assert store_with(client).use(KEY, NOW + 300) is True
    assert client.calls == [
        (
            (
                b"oauth2:dpf43f3p2l4k3l03&nnch734d00sl2jdk&1191242096&kllo9940pd9333jh",
                b"1",
            ),
            {"nx": True, "ex": 600},
        )
    ]


@pytest.mark.parametrize(
    ("options", "expires", "lives"),
    [
        pytest.param({}, NOW + 600, 900, id="from-the-future"),
        pytest.param({}, NOW, 300, id="last-second"),
        pytest.param({}, NOW - 1, 300, id="expired"),
        pytest.param({"margin": 1}, NOW + 300, 301, id="margin"),
        pytest.param({"margin": 1}, NOW, 1, id="never-zero"),
    ],
)
def test_nonce_lives_until_timestamp_is_too_old_and_the_margin(
    options: dict[str, Any], expires: int, lives: int
) -> None:
    """Counted from now, so that the Redis need not know what time it is."""
    client = Client()

    store_with(client, **options).use(KEY, expires)

    assert client.calls[0][1]["ex"] == lives


def test_nonce_lives_whole_seconds() -> None:
    """A part of a second counts as one."""
    client = Client()

    oauth2.RedisNonceStore(client, clock=lambda: NOW + 0.25).use(KEY, NOW + 300)

    assert client.calls[0][1]["ex"] == 600


@pytest.mark.parametrize(
    ("prefix", "key", "name"),
    [
        pytest.param("app:nonce:", "a&b", b"app:nonce:a&b", id="prefix"),
        pytest.param("", "a&b", b"a&b", id="none"),
        pytest.param("\u00e9", "\ud800", b"\xc3\xa9\xed\xa0\x80", id="unusual"),
    ],
)
def test_prefix_stands_before_the_key(prefix: str, key: str, name: bytes) -> None:
    """Programs may share a Redis."""
    client = Client()

    oauth2.RedisNonceStore(client, prefix, clock=lambda: NOW).use(key, NOW)

    assert client.calls[0][0][0] == name


def test_nonce_that_is_there_already_is_refused() -> None:
    """Redis answers nil where `NX` stored nothing, and the client None."""
    assert store_with(Client(None)).use(KEY, NOW + 300) is False


@pytest.mark.parametrize("error", [OSError("redis://:password@host"), RuntimeError("LOADING")])
def test_client_that_fails_is_a_store_that_cannot_tell(error: Exception) -> None:
    """Every error of it means 503, and the client of the provider reads nothing of it."""
    with pytest.raises(oauth2.NonceStoreUnavailable) as caught:
        store_with(Client(error)).use(KEY, NOW + 300)

    assert (caught.value.status, str(caught.value)) == (503, "the nonce store does not answer")
    assert caught.value.__cause__ is error


@pytest.mark.parametrize("answer", [object(), "OK", 1, False], ids=["pipeline", "text", "1", "no"])
def test_client_with_another_answer_is_a_mistake(answer: object) -> None:
    """What only looks true would let everything in."""
    with pytest.raises(TypeError, match="client that waits for its answers"):
        store_with(Client(answer)).use(KEY, NOW + 300)


def test_client_that_must_be_awaited_is_a_mistake() -> None:
    """Nothing of it stays behind, for Python to warn of."""

    class Awaited(Client):
        async def set(self, *arguments: Any, **options: Any) -> bool:
            return True

    with pytest.raises(TypeError, match="client that waits for its answers"):
        store_with(Awaited()).use(KEY, NOW + 300)


@pytest.mark.parametrize("margin", [0, -300])
def test_margin_of_nothing_is_a_mistake(margin: int) -> None:
    """The Redis would forget a nonce in the second in which it can still be used."""
    with pytest.raises(ValueError, match=r"^margin must be at least 1 second$"):
        oauth2.RedisNonceStore(Client(), margin=margin)
