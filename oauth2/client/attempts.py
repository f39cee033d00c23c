"""Sending a request more than once: what httplib2 repeats by itself is made fit to be repeated.

httplib2 sends the same octets again where a kept connection turns out to be closed, and where a
server asks for Basic or Digest.  A provider would refuse a nonce that it has seen, and a file that
was read to its end would be sent empty.
"""

from __future__ import annotations

import select
import socket
import ssl
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any, TypeAlias

from ..base_string import split_url
from ..errors import InvalidBody
from ..header import is_oauth
from .chain import Chain
from .traps import UpTo

# RFC 9110 section 9.2.2: to do it twice is to do it once.
_IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"})

_Parts: TypeAlias = tuple[str, Any, dict[str, str]]


class _NotAgain(Exception):
    """The request must not be sent a second time."""


def send_as_often_as_safe(
    conn_request: Callable[..., Any], connection: Any, chain: Chain, *args: Any
) -> Any:
    """Have httplib2 send a request, as often as it takes and as is safe.

    Args:
        conn_request: `_conn_request` of httplib2, which sends on a connection.
        connection: of httplib2.
        chain: the request; it learns what it was signed with last.
        *args: the further arguments of `conn_request`.

    Raises:
        InvalidBody: the server asks for other credentials, and the body can be sent only once.
    """
    kept = connection.sock is not None
    if kept and _has_ended(connection.sock):
        # Before anything is sent, so that this is safe for a POST and for a stream too.
        connection.close()
        kept = False
    attempts = _Attempts(connection, chain)
    try:
        try:
            return conn_request(attempts, *args)
        except (ConnectionError, ssl.SSLEOFError):
            # httplib2 knows a connection that was closed meanwhile, not one that was reset.
            if not kept or attempts.count > 1 or chain.method not in _IDEMPOTENT:
                raise
            connection.close()
            return conn_request(attempts, *args)
    except _NotAgain:
        if attempts.broken is not None:
            raise attempts.broken from None
        raise InvalidBody(
            "the server asks for other credentials, and the body can be sent only once"
        ) from None
    except BaseException:
        # Half a request may have been written, or half an answer read: the next one would get it.
        connection.close()
        raise


def _has_ended(sock: socket.socket) -> bool:
    """Tell whether the server has closed a connection, or said what nobody asked for."""
    try:
        return bool(_readable(sock))
    except (ValueError, TypeError, AttributeError):
        # It was closed here, by whoever got hold of it, or it is no socket at all.
        return True


def _readable(sock: socket.socket) -> object:
    if not hasattr(select, "poll"):  # Windows
        return select.select([sock], [], [], 0)[0]
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return poll.poll(0)


def _sends_plainly(connection: Any) -> bool:
    """Tell whether a connection sends as http.client does: none of a program's, which records."""
    kind, own = type(connection), getattr(connection, "__dict__", {})
    return (
        getattr(kind, "request", None) is HTTPConnection.request
        and getattr(kind, "send", None) is HTTPConnection.send
        and own.keys().isdisjoint(("request", "send"))
    )


def _in_pieces(connection: Any, *parts: Any) -> None:
    connection.request(*parts)


def _in_one_piece(connection: Any, *parts: Any) -> None:
    """Send the header and a body of bytes at once, where http.client makes two packets of them."""
    pieces: list[bytes] = []
    connection.send = pieces.append
    try:
        _in_pieces(connection, *parts)
    finally:
        del connection.send
    connection.send(b"".join(pieces))


class _Attempts:
    """A connection as httplib2 sees it while it sends one request."""

    def __init__(self, connection: Any, chain: Chain) -> None:
        self._connection = connection
        self._chain = chain
        #: How often the request was sent on it.
        self.count = 0
        #: What broke the last attempt, or None.
        self.broken: Exception | None = None
        self._last: _Parts | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def request(self, method: str, uri: str, body: Any, headers: dict[str, str]) -> None:
        """Send the request; from the second time on, so that it can be taken for a new one."""
        # httplib2 knows nothing of what was signed afresh meanwhile.
        parts = self._last or (uri, body, headers)
        self._last = self._repeated(*parts) if self._chain.sent else parts
        self._chain.sent, self._chain.answered = True, False
        self.count += 1
        uri, body, headers = self._last
        length = headers.get("content-length", "")
        if self._chain.position is not None and length.isdigit():
            body = UpTo(body, int(length))
        at_once = isinstance(body, bytes) and _sends_plainly(self._connection)
        send = _in_one_piece if at_once else _in_pieces
        self._watched(send, self._connection, method, uri, body, headers)

    def getresponse(self) -> Any:
        """Return what the server answers."""
        answer = self._watched(self._connection.getresponse)
        self._chain.answered = True
        return answer

    def _watched(self, call: Callable[..., Any], *args: Any) -> Any:
        try:
            return call(*args)
        except Exception as error:
            self.broken = error
            raise

    def _repeated(self, uri: str, body: Any, headers: dict[str, str]) -> _Parts:
        chain = self._chain
        if not chain.can_repeat():
            raise _NotAgain
        # Nobody knows whether a POST that was not answered has been done.  A provider that did it
        # knows the nonce, and will not do it twice; without a nonce, it would.
        safe = chain.answered or chain.method in _IDEMPOTENT
        if not safe and not chain.trail.added:
            raise _NotAgain
        # httplib2's answer to a Digest challenge holds for the URL as it was.
        digest = headers.get("authorization", "").lower().startswith("digest ")
        if not chain.trail.added or not safe or digest:
            chain.body_again()
            return uri, body, headers
        signed = chain.signed_again()
        chain.signed_as(signed)
        if signed.url != str(chain.unsigned.url):
            url = split_url(signed.url)
            uri = f"{url.path}?{url.query}"
        return uri, signed.body, _renewed(headers, signed.headers)


def _renewed(headers: dict[str, str], signed: dict[str, str]) -> dict[str, str]:
    """Return the fields that httplib2 made of a request, for the same request signed afresh."""
    lengths = [value for name, value in signed.items() if name.lower() == "content-length"]
    renewed = dict(headers)
    for name, value in headers.items():
        # In its place may stand what answers a challenge of the server's.
        if name.lower() == "authorization" and is_oauth(value):
            renewed[name] = signed["Authorization"]
        elif name.lower() == "content-length" and lengths:
            # Not every signature is of the same length in a form.
            renewed[name] = lengths[0]
    return renewed
