"""`RedisNonceStore` with a real Redis, which each test starts on loopback.

Without `redis-server` and the client library they are skipped, or fail, as `_system.require` says.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import photos
import pytest
from _redis import CONSUMER, RedisServer, arrived, crowd, redis_server, signed, verifier
from _system import require_module
from photos import TIMESTAMP, TOKEN, received

import oauth2

pytestmark = pytest.mark.table(group="redis")

NAME = "oauth2:dpf43f3p2l4k3l03&nnch734d00sl2jdk&1191242096&kllo9940pd9333jh"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """Run a Redis for all tests of the module that do not kill it."""
    with redis_server(tmp_path_factory.mktemp("redis")) as running:
        yield running


@pytest.fixture
def client(server: RedisServer) -> Iterator[Any]:
    """Return a client of that Redis, which is empty."""
    with server.client() as made:
        made.flushall()
        yield made


def photo_server(client: Any, now: float = TIMESTAMP, **options: Any) -> oauth2.Server:
    """Return a Server at the time of the photos request, with a Redis."""
    store = oauth2.RedisNonceStore(client, clock=lambda: now, **options)
    return photos.server(now, nonce_store=store)


# --- one client ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, id="plain"),
        pytest.param({"decode_responses": True, "protocol": 3}, id="text-and-resp3"),
        pytest.param({"protocol": 2, "single_connection_client": True}, id="one-connection"),
    ],
)
@pytest.mark.usefixtures("client")
def test_replay_is_refused_however_the_client_is_set_up(
    server: RedisServer, options: dict[str, Any]
) -> None:
    """The first is accepted, and no other, also where another Server asks (F9)."""
    with server.client(**options) as client:
        photo_server(client).verify_request(received(), photos.CONSUMER, TOKEN)

        with pytest.raises(oauth2.NonceUsed) as caught:
            photo_server(client).verify_request(received(), photos.CONSUMER, TOKEN)

    assert caught.value.status == 401


@pytest.mark.parametrize(
    ("now", "seconds"),
    [
        pytest.param(TIMESTAMP, 600, id="now"),
        pytest.param(TIMESTAMP - 300, 900, id="from-the-future"),
        pytest.param(TIMESTAMP + 300, 300, id="nearly-too-old"),
    ],
)
def test_nonce_lives_until_its_timestamp_is_too_old(client: Any, now: float, seconds: int) -> None:
    """Redis is told timestamp + threshold + margin, as seconds from now."""
    photo_server(client, now).verify_request(received(), photos.CONSUMER, TOKEN)

    assert client.keys() == [NAME.encode("ascii")]
    assert seconds - 5 <= client.ttl(NAME) <= seconds


def test_prefix_keeps_programs_apart(client: Any) -> None:
    """Two that share a Redis, and no more than that, do not refuse each other's requests."""
    photo_server(client).verify_request(received(), photos.CONSUMER, TOKEN)

    photo_server(client, prefix="b:").verify_request(received(), photos.CONSUMER, TOKEN)


def test_request_is_refused_if_redis_is_full(client: Any) -> None:
    """With `noeviction` it says so: 503; once it has room the request is accepted."""
    client.config_set("maxmemory-policy", "noeviction")
    client.config_set("maxmemory", 1)

    with pytest.raises(oauth2.NonceStoreUnavailable) as caught:
        photo_server(client).verify_request(received(), photos.CONSUMER, TOKEN)

    client.config_set("maxmemory", 0)
    assert caught.value.status == 503
    photo_server(client).verify_request(received(), photos.CONSUMER, TOKEN)


def test_request_is_refused_if_redis_is_down(tmp_path: Path) -> None:
    """Nobody can tell whether it is a replay: 503, and not 200."""
    with redis_server(tmp_path) as server, server.client() as client:
        server.kill()

        with pytest.raises(oauth2.NonceStoreUnavailable) as caught:
            photo_server(client).verify_request(received(), photos.CONSUMER, TOKEN)

    assert caught.value.status == 503


def test_client_that_must_be_awaited_is_a_mistake() -> None:
    """One of `redis.asyncio` answers with a coroutine, which is true."""
    client = require_module("redis.asyncio").Redis(port=9)

    with pytest.raises(TypeError, match="client that waits for its answers"):
        photo_server(client).verify_request(received(), photos.CONSUMER, TOKEN)


def test_pipeline_is_a_mistake(client: Any) -> None:
    """It answers with itself, which is true, and sends nothing yet."""
    with (
        client.pipeline() as pipeline,
        pytest.raises(TypeError, match="client that waits for its answers"),
    ):
        photo_server(pipeline).verify_request(received(), photos.CONSUMER, TOKEN)


# --- many processes -----------------------------------------------------------------------------


def test_nonce_is_accepted_once_by_many_processes(server: RedisServer) -> None:
    """Eight processes get the same two thousand requests at the same time (F9)."""
    with crowd(8, 2_000, server.port) as processes:
        results = processes.results()

    accepted = Counter(number for result in results for number in result["accepted"])
    assert accepted == dict.fromkeys(range(2_000), 1)
    assert sum(result["refused"] for result in results) == 14_000
    assert sum(result["unavailable"] + result["others"] for result in results) == 0


def test_nonce_is_accepted_once_although_redis_crashes(tmp_path: Path) -> None:
    """Killed in mid-run and started again: what was accepted before is refused after it.

    In between requests are refused with 503, with no other error, and then all goes on.  Whoever
    asked when it was killed may have used a nonce up without being accepted.
    """
    lasting = ["--appendonly", "yes", "--appendfsync", "always"]
    lasting += ["--maxmemory-policy", "noeviction"]
    with redis_server(tmp_path, *lasting) as server, server.client() as client:
        first = [signed() for _ in range(100)]
        for each in first:
            verifier(client).verify_request(arrived(each), CONSUMER, None)
        with crowd(4, 1_000, server.port) as processes:
            wait_for(client, 400)
            server.kill()
            time.sleep(0.3)
            server.start()
            results = processes.results()
        again = [refusal(client, each) for each in first]

    accepted = Counter(number for result in results for number in result["accepted"])
    assert again == [oauth2.NonceUsed] * 100
    assert set(accepted.values()) == {1}
    assert len(accepted) >= 996
    assert min(result["unavailable"] for result in results) > 0
    assert sum(result["others"] for result in results) == 0


def wait_for(client: Any, count: int) -> None:
    """Wait until the Redis holds so many nonces."""
    while client.dbsize() < count:
        time.sleep(0.002)


def refusal(client: Any, authorization: str) -> type[oauth2.Error]:
    """Return how a request is refused."""
    with pytest.raises(oauth2.RequestRefused) as caught:
        verifier(client).verify_request(arrived(authorization), CONSUMER, None)
    return caught.type
