"""Nonce stores: remember which nonces were used, so that no request counts twice (section 3.3).

A store is one method, `use`; any object that has it will do.  Who makes a `Server` for each
request, or runs many processes, passes one store to all of them.
"""

from __future__ import annotations

import heapq
import inspect
import math
import threading
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any, NamedTuple, Protocol

from .errors import NonceStoreFull, NonceStoreUnavailable

# Of a digest, so many octets are kept: 120 bits, in which no two keys meet by chance.  One more
# would take sixteen bytes more of memory.
_KEPT = 15
# For so many seconds a nonce is kept that has expired when it comes: whoever asks has another clock
# than the store.
_BY_ANOTHER_CLOCK = 300
# So many expired nonces are forgotten at most when one is taken, lest that one waits for a million.
_AT_ONCE = 250


class NonceStore(Protocol):
    """What a Server needs of a nonce store."""

    def use(self, key: str, expires: int) -> bool:
        """Take a nonce: of all that ask with the same key, exactly one is told True.

        Args:
            key: the keys of consumer and token, the timestamp and the nonce, each
                percent-encoded, joined by `&`.
            expires: until when it must be remembered, in seconds since 1970, that second included.

        Returns:
            True the first time, False every other time.

        Raises:
            NonceStoreUnavailable: the store cannot tell.
        """


class _Consumer:
    """How many nonces of one consumer are remembered."""

    __slots__ = ("key", "live")

    def __init__(self, key: str) -> None:
        self.key = key
        self.live = 0


class _Second(NamedTuple):
    """The nonces that expire with one second, and whose each is; two lists take least room."""

    digests: list[bytes]
    consumers: list[_Consumer]


class MemoryNonceStore:
    """Remembers nonces in this process; may be shared by threads.

    Servers that share it must have the same threshold, or one takes again what another has done
    with.
    It forgets a nonce when the timestamp is too old to be taken.  A consumer that has
    `max_per_consumer` live nonces is refused until some expire; other consumers go on.

    Args:
        max_per_consumer: how many live nonces one consumer may have.  With the threshold of 300
            seconds and honest clocks, 100,000 are 333 requests a second; each takes about 100
            bytes.
        clock: returns the time in seconds since 1970; it should be the Server's.

    Raises:
        ValueError: `max_per_consumer` is less than 1.
    """

    def __init__(
        self, max_per_consumer: int = 100_000, *, clock: Callable[[], float] = time.time
    ) -> None:
        if max_per_consumer < 1:
            raise ValueError("max_per_consumer must be at least 1")
        self._max_per_consumer = max_per_consumer
        self._clock = clock
        self._lock = threading.Lock()
        # A digest takes less room than a key, and the same room for each.
        self._used: set[bytes] = set()
        self._most = 0
        self._consumers: dict[str, _Consumer] = {}
        # What expires when; the heap tells which second is next.
        self._expiring: dict[int, _Second] = {}
        self._seconds: list[int] = []
        # Of what expired before this second, some may be forgotten.  It is no reading of the
        # clock: one that is set wrong, and right again, must not shut everybody out in between.
        self._horizon: float = -math.inf

    def use(self, key: str, expires: int) -> bool:
        """Take a nonce (RFC 5849 section 3.3), as `NonceStore.use` says.

        Args:
            key: what makes it unique; up to the first `&` it is the key of the consumer.
            expires: until when it must be remembered, in seconds since 1970.

        Returns:
            True the first time; False every other time, and for what may be forgotten already.

        Raises:
            NonceStoreFull: the consumer has too many live nonces.
        """
        name = key.partition("&")[0]
        digest = sha256(key.encode("utf-8", "surrogatepass")).digest()[:_KEPT]
        with self._lock:
            now = int(self._clock())
            self._forget(now, _AT_ONCE)
            # Where the clock went back, it may be among those forgotten: nobody can tell.
            if digest in self._used or now <= expires < self._horizon:
                return False
            if self._is_full(name):
                # Some of those that count may have expired.
                self._forget(now, len(self._used))
            if self._is_full(name):
                raise NonceStoreFull(
                    f"the consumer has {self._max_per_consumer} live nonces, which is all that "
                    "the nonce store takes of one",
                    parameter="oauth_consumer_key",
                )
            self._remember(name, digest, expires if expires >= now else now + _BY_ANOTHER_CLOCK)
            return True

    def _is_full(self, name: str) -> bool:
        consumer = self._consumers.get(name)
        return consumer is not None and consumer.live >= self._max_per_consumer

    def _forget(self, now: int, most: int) -> None:
        while most > 0 and self._seconds and self._seconds[0] < now:
            second = self._seconds[0]
            digests, consumers = self._expiring[second]
            gone = digests[-most:]
            self._horizon = second + 1
            self._used.difference_update(gone)
            for consumer in consumers[-most:]:
                consumer.live -= 1
                if not consumer.live:
                    del self._consumers[consumer.key]
            del digests[-most:], consumers[-most:]
            most -= len(gone)
            if not digests:
                heapq.heappop(self._seconds)
                del self._expiring[second]
            if len(self._used) * 8 < self._most:
                # A set gives no room back by itself.
                self._used = set(self._used)
                self._most = len(self._used)

    def _remember(self, name: str, digest: bytes, expires: int) -> None:
        if expires not in self._expiring:
            self._expiring[expires] = _Second([], [])
            heapq.heappush(self._seconds, expires)
        consumer = self._consumers.get(name)
        if consumer is None:
            consumer = self._consumers[name] = _Consumer(name)
        consumer.live += 1
        self._used.add(digest)
        self._most = max(self._most, len(self._used))
        second = self._expiring[expires]
        second.digests.append(digest)
        second.consumers.append(consumer)


class RedisNonceStore:
    """Remembers nonces in a Redis, for many processes and machines.

    Each nonce is one atomic `SET … NX` with an expiry.  Where the Redis does not answer, a
    request is refused with status 503.

    Args:
        redis_client: a `redis.Redis`, or another blocking client whose `set` takes `nx` and `ex`.
            Its timeouts and retries say how long a request waits for a Redis that is down.
        prefix: stands before each key in the Redis.
        margin: how many seconds longer than needed a nonce is kept: at least one more than the
            clocks of the machines may differ by.
        clock: returns the time in seconds since 1970; it should be the Server's.

    Raises:
        ValueError: the margin is less than 1.
    """

    def __init__(
        self,
        redis_client: Any,
        prefix: str = "oauth2:",
        *,
        margin: int = 300,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if margin < 1:
            raise ValueError("margin must be at least 1 second")
        self._redis = redis_client
        self._prefix = prefix
        self._margin = margin
        self._clock = clock

    def use(self, key: str, expires: int) -> bool:
        """Take a nonce (RFC 5849 section 3.3), as `NonceStore.use` says.

        Args:
            key: what makes it unique.
            expires: until when it must be remembered, in seconds since 1970; the margin is added.

        Returns:
            True the first time, False every other time.

        Raises:
            NonceStoreUnavailable: the Redis does not answer, or refuses to store.
            TypeError: the client is none that waits for its answers, such as a pipeline or one of
                `redis.asyncio`.
        """
        # Counted from here, not given as a point in time: the clock of the Redis, which may be
        # wrong, then only measures how long.  Its own expiry of a second ago would be a replay.
        lives = max(math.ceil(expires - self._clock()), 0) + self._margin
        name = (self._prefix + key).encode("utf-8", "surrogatepass")
        try:
            stored = self._redis.set(name, b"1", nx=True, ex=lives)
        except Exception as error:  # of any client, whose errors have no common base
            raise NonceStoreUnavailable("the nonce store does not answer") from error
        if stored is not True and stored is not None:
            if inspect.iscoroutine(stored):
                stored.close()  # else Python warns that nobody awaits it
            # A coroutine or a pipeline is true, and would let everything in.
            raise TypeError("redis_client must be a client that waits for its answers")
        return stored is True
