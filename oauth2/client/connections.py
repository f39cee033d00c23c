"""Connections that belong to a thread, so that one Client can serve many."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterator, MutableMapping
from typing import Any


class Connections(MutableMapping[str, Any]):
    """What httplib2 keeps its connections in: a dict for each thread, closed when the thread ends.

    Two requests at a time on one connection would get each other's answers.
    """

    def __init__(self) -> None:
        self._local = threading.local()
        self._everyones: weakref.WeakSet[_OfOneThread] = weakref.WeakSet()
        self._lock = threading.Lock()

    def _mine(self) -> dict[str, Any]:
        return self._of_this_thread().by_key

    def _of_this_thread(self) -> _OfOneThread:
        mine: _OfOneThread | None = getattr(self._local, "mine", None)
        # A process that was forked off must not write to the sockets of the one it came from.
        if mine is None or mine.process != os.getpid():
            mine = self._local.mine = _OfOneThread()
            with self._lock:
                self._everyones.add(mine)
        return mine

    def __getitem__(self, key: str) -> Any:
        """Return a connection of this thread."""
        return self._mine()[key]

    def __setitem__(self, key: str, connection: Any) -> None:
        """Keep a connection for this thread."""
        self._mine()[key] = connection

    def __delitem__(self, key: str) -> None:
        """Forget a connection of this thread."""
        del self._mine()[key]

    def __iter__(self) -> Iterator[str]:
        """Return the keys of this thread's connections."""
        return iter(self._mine())

    def __len__(self) -> int:
        """Return how many connections this thread has."""
        return len(self._mine())

    def in_use(self, connection: Any) -> _InUse:
        """Return a context in which a connection is kept to itself, to send a request on it.

        The body may be the caller's code, which asks the same server for something else.

        Args:
            connection: one of this thread's.
        """
        return _InUse(self._of_this_thread(), connection)

    def close(self) -> None:
        """Close the connections of all threads that are not in use."""
        with self._lock:
            everyones = list(self._everyones)
        for each in everyones:
            each.close()


class _InUse:
    """See `Connections.in_use`; no generator of `contextlib`, which takes three times as long."""

    __slots__ = ("_connection", "_keys", "_mine")

    def __init__(self, mine: _OfOneThread, connection: Any) -> None:
        self._mine = mine
        self._connection = connection

    def __enter__(self) -> None:
        """Take it out of what the thread can use."""
        mine, connection = self._mine, self._connection
        self._keys = [key for key, each in mine.by_key.items() if each is connection]
        for key in self._keys:
            mine.in_use.append(mine.by_key.pop(key))

    def __exit__(self, *_: object) -> None:
        """Put it back."""
        for key in self._keys:
            self._mine.put_back(key, self._connection)
        if not self._keys:
            # It was closed and forgotten before it got here, and is kept by nobody.
            self._connection.close()


class _OfOneThread:
    """The connections of one thread; only its thread holds it, so it is gone with it."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self.by_key: dict[str, Any] = {}
        self.in_use: list[Any] = []
        # Not `__del__`, before which the sockets may go where the client is part of a circle.
        weakref.finalize(self, _close_all, self.by_key, self.in_use)

    def put_back(self, key: str, connection: Any) -> None:
        self.in_use.remove(connection)
        # One is enough, once what needed another in between is done.
        other = self.by_key.pop(key, None)
        if other is not None:
            other.close()
        self.by_key[key] = connection

    def close(self) -> None:
        """Close what is idle."""
        _close_all(self.by_key, [])


def _close_all(by_key: dict[str, Any], in_use: list[Any]) -> None:
    for connection in [*by_key.values(), *in_use]:
        connection.close()
    by_key.clear()
