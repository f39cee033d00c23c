"""Catches the callback on this machine: a web server for the one request that comes back."""

from __future__ import annotations

import html
import os
import queue
import re
import socket
import threading
import time
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any, cast

from .encoding import form_decode
from .errors import CallbackTimeout
from .signature import same

#: What the browser shows when the user has come back.
SUCCESS_MESSAGE = "The authorization is complete. You may close this window."

_DENIED_MESSAGE = "The access was not allowed. You may close this window."
_NOTHING = "There is nothing here."
_HIGHEST_PORT = 65535
# A server sees two slashes at the beginning as one.
_PATH = re.compile(r"/(?!/)[!-~]*")
_HOSTS = {
    "127.0.0.1": ("127.0.0.1", socket.AF_INET),
    "localhost": ("127.0.0.1", socket.AF_INET),
    "::1": ("::1", socket.AF_INET6),
}
# Seconds after which a connection that says nothing is closed.
_PATIENCE = 10
# Seconds between two looks whether Ctrl-C was pressed, which not every system tells a waiting lock.
_TICK = 0.5
_PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{text}</title>
<link rel="icon" href="data:,">
<style>
:root {{ color-scheme: light dark; --ink: #1d2430; --paper: #f4f5f7; --card: #fff;
--line: #c9ced6 }}
@media (prefers-color-scheme: dark) {{
:root {{ --ink: #e7eaef; --paper: #14181e; --card: #1e242d; --line: #414b59 }} }}
body {{ margin: 0; padding: 0 1rem; background: var(--paper); color: var(--ink);
font: 1.125rem/1.55 system-ui, sans-serif }}
p {{ max-width: 32rem; margin: 12vh auto; padding: 2.5rem 2rem; background: var(--card);
border: 1px solid var(--line); border-radius: .75rem; text-align: center;
overflow-wrap: anywhere; text-wrap: balance }}
</style>
<p>{text}</p>
</html>
"""
_FIELDS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    # The URL of the page holds the verifier.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Connection": "close",
}


class Catcher:
    """Listens on a loopback address for the callback of one exchange, as a context manager.

    Args:
        host: "127.0.0.1", "localhost" or "::1".
        port: to listen on; 0 takes a free one.
        path: of the callback, from its slash on.
        success_message: what the browser shows.

    Raises:
        ValueError: the host is another, the port is none, or the path has no slash, or holds a
            query or what cannot stand in a URL.
        OSError: nobody can listen there.
    """

    def __init__(
        self, host: str, port: int, path: str, success_message: str = SUCCESS_MESSAGE
    ) -> None:
        if host not in _HOSTS:
            raise ValueError(f"host must be one of {', '.join(_HOSTS)}, not {host!r:.80}")
        if type(port) is not int or not 0 <= port <= _HIGHEST_PORT:
            raise ValueError(f"port must be a number from 0 to {_HIGHEST_PORT}, not {port!r:.80}")
        if not _PATH.fullmatch(path) or "?" in path or "#" in path:
            raise ValueError(f"path must begin with one slash and hold no query, not {path!r:.80}")
        try:
            self._server = _Server(host, port, path, success_message)
        except OSError as error:
            why = error.strerror or str(error)
            raise OSError(error.errno, f"{why} (port {port} of {host})") from error
        number = self._server.server_address[1]
        authority = f"[{host}]:{number}" if ":" in host else f"{host}:{number}"
        #: What to give the provider as the callback.
        self.url = f"http://{authority}{path}"

    def __enter__(self) -> Catcher:  # noqa: PYI034  typing.Self came with Python 3.11
        """Begin to listen."""
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening, and hang up on whoever is still connected."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server.hang_up()

    def expect(self, token_key: str, *, with_verifier: bool = True) -> None:
        """Take the callback of a request token from now on.

        Until then, and whatever else comes, the answer is 404.

        Args:
            token_key: of the request token.
            with_verifier: False takes a callback without a verifier too.
        """
        self._server.with_verifier = with_verifier
        self._server.awaited = token_key

    def wait(self, timeout_seconds: float | None = None) -> str:
        """Wait for the callback.

        Args:
            timeout_seconds: how long to wait; None waits for ever.

        Returns:
            The path and the query with which it came.

        Raises:
            CallbackTimeout: it did not come in time.
        """
        ends = None if timeout_seconds is None else time.monotonic() + timeout_seconds
        while ends is None or time.monotonic() < ends:
            left = _TICK if ends is None else min(_TICK, max(ends - time.monotonic(), 0))
            with suppress(queue.Empty):
                return self._server.caught.get(timeout=left)
        raise CallbackTimeout(f"nobody came back from the provider within {timeout_seconds:g} s")


class _Server(ThreadingHTTPServer):
    """Hands on the first callback with the right token."""

    daemon_threads = True
    # Nobody waits for a browser that keeps its connection open.
    block_on_close = False
    request_queue_size = 64
    # The callback is for nobody else: on Windows, the one option lets another program listen
    # here too, and elsewhere the other, which Python 3.14 turns on.
    allow_reuse_address = os.name != "nt"
    allow_reuse_port = False

    def __init__(self, host: str, port: int, path: str, success_message: str) -> None:
        self.path = path
        self.success_message = success_message
        self.awaited: str | None = None
        self.with_verifier = True
        self.caught: queue.Queue[str] = queue.Queue(1)
        self._lock = threading.Lock()
        # The callback, once it has come.
        self._first = ""
        self._connections: set[Any] = set()
        address, self.address_family = _HOSTS[host]
        super().__init__((address, port), _Handler)

    def server_bind(self) -> None:
        # Not that of HTTPServer, which asks the name service for a name of the address.
        TCPServer.server_bind(self)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End the connections that are open."""
        with self._lock:
            for connection in self._connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def page(self, target: str) -> str | None:
        """Return what to show for a request, or None where it is not the callback.

        Args:
            target: path and query.
        """
        path, _, query = target.partition("?")
        fields = form_decode(query)
        keys = [value for name, value in fields if name in {"oauth_token", "denied"}]
        awaited = self.awaited
        if path != self.path or awaited is None or not keys:
            return None
        if not all(same(key, awaited) for key in keys):
            return None
        names = {name for name, _ in fields}
        if names & {"denied", "oauth_problem"}:
            return _DENIED_MESSAGE
        # The request token is no secret: who has seen the provider's page can send it.
        complete = "oauth_verifier" in names or not self.with_verifier
        return self.success_message if complete else None

    def claim(self, target: str) -> None:
        """Remember the callback; a reload of its page is no other one."""
        with self._lock:
            self._first = self._first or target

    def hand_on(self) -> None:
        """Let whoever waits have the callback."""
        with suppress(queue.Full):
            self.caught.put_nowait(self._first)

    def handle_error(self, *_: Any) -> None:
        """Say nothing of a browser that hangs up."""


class _Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    timeout = _PATIENCE

    def do_GET(self) -> None:
        """Take the callback."""
        server = cast(_Server, self.server)
        # A browser that fetches a link in advance has not come back yet, and asks again.
        ahead = "prefetch" in self.headers.get("Sec-Purpose", self.headers.get("Purpose", ""))
        shown = None if ahead else server.page(self.path)
        if shown is None:
            self._answer(HTTPStatus.NOT_FOUND, _NOTHING)
            return
        # Before it is answered, so that a reload that comes at once does not overtake it.
        server.claim(self.path)
        try:
            self._answer(HTTPStatus.OK, shown)
        finally:
            # Afterwards, because the program may end at once.
            server.hand_on()

    def __getattr__(self, name: str) -> Any:
        """Answer every other method, as no browser that comes back would send it."""
        if name.startswith("do_"):
            return partial(self._answer, HTTPStatus.NOT_FOUND, _NOTHING)
        raise AttributeError(name)

    def _answer(self, status: HTTPStatus, text: str) -> None:
        page = _PAGE.format(text=html.escape(text)).encode("utf-8", "replace")
        self.send_response(status)
        for name, value in {**_FIELDS, "Content-Length": str(len(page))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page)

    def log_message(self, *_: Any) -> None:
        """Log nothing: the request line holds the verifier."""
