"""Kept-alive connections that a server drops, and what arrived of the requests all the same."""

from __future__ import annotations

import io
import select

from _loopback import Answer, Cut, Loopback, Recorded
from _verifiers import verify_strictly

import oauth2

#: The two ways in which a connection ends.
CLOSED, RESET = Cut(), Cut(reset=True)
#: More than the buffers of a socket hold, so that the connection breaks half way.
LARGE = bytes(range(256)) * (1 << 14)


def keep_connection(server: Loopback, client: oauth2.Client) -> None:
    """Have a client keep a connection, on which it was answered."""
    server.answers.appendleft(Answer())
    client.request(server.url("/first"))


def keep_dropped_connection(server: Loopback, client: oauth2.Client, cut: Cut) -> None:
    """Have a client keep a connection that the server has dropped since."""
    server.answers.appendleft(Answer(then=cut))
    client.request(server.url("/first"))
    for connection in client.connections.values():
        # The end of a connection can be read from it.
        assert select.select([connection.sock], [], [], 20)[0]


def nonces(requests: list[Recorded], scheme: str = "http") -> list[str]:
    """Return the nonces of requests that are right.

    Args:
        requests: as recorded.
        scheme: of the server that recorded them.
    """
    return [verify_strictly(each, scheme).protocol["oauth_nonce"] for each in requests]


class Cutting(io.BytesIO):
    """A file, `LARGE`; a server drops all connections when it is read for the first time."""

    def __init__(self, server: Loopback) -> None:
        super().__init__(LARGE)
        self._server: Loopback | None = server

    def read(self, size: int | None = -1) -> bytes:
        """Return the next octets."""
        if self._server is not None:
            self._server.cut()
            self._server.wait_for_ends(1)
            self._server = None
        return super().read(size)
