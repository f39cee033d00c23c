"""Runs a provider on a port of this machine: real HTTP/1.1, in threads, until it is closed."""

from __future__ import annotations

import atexit
import contextlib
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from socketserver import TCPServer, ThreadingMixIn
from typing import Any, cast
from wsgiref.simple_server import WSGIServer

from ..credentials import Consumer, Token
from .connection import Connection
from .provider import Provider

_log = logging.getLogger("oauth2.sandbox")

# Where a server listens on every address, this machine reaches it on this one.
_REACHED_AT = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104  # only looked up


@dataclass(frozen=True)
class Sandbox:
    """A provider that is running."""

    #: The WSGI app, with which a program adds consumers, users and tokens.
    provider: Provider
    #: Where it is, without a slash at the end.
    url: str

    @property
    def consumer(self) -> Consumer:
        """The ready consumer."""
        return self.provider.consumer

    @property
    def token(self) -> Token:
        """The ready access token."""
        return self.provider.token

    @property
    def request_token_url(self) -> str:
        """Where to ask for a request token."""
        return f"{self.url}/request_token"

    @property
    def authorize_url(self) -> str:
        """Where to send the user."""
        return f"{self.url}/authorize"

    @property
    def access_token_url(self) -> str:
        """Where to ask for an access token."""
        return f"{self.url}/access_token"

    @property
    def echo_url(self) -> str:
        """A protected resource that says what it got."""
        return f"{self.url}/echo"


@contextlib.contextmanager
def serve(
    host: str = "127.0.0.1",
    port: int = 0,
    provider: Provider | None = None,
    *,
    ssl_context: ssl.SSLContext | None = None,
) -> Iterator[Sandbox]:
    """Run a provider over real HTTP, as a context manager.

    Args:
        host: the address to listen on; anything but a loopback address lets others in.
        port: the port; 0 takes a free one.
        provider: the WSGI app; None makes one.
        ssl_context: with a certificate, for https; None for http.

    Yields:
        The running sandbox.  It is closed, with its connections, when the `with` block ends.

    Raises:
        OSError: nobody can listen there, since the port is in use or the host is unknown.
    """
    provider = provider or Provider()
    with running(provider, host, port, ssl_context) as url:
        yield Sandbox(provider, url)


@contextlib.contextmanager
def running(
    app: Callable[..., Iterable[bytes]],
    host: str = "127.0.0.1",
    port: int = 0,
    ssl_context: ssl.SSLContext | None = None,
) -> Iterator[str]:
    """Run a WSGI app over real HTTP, as a context manager.

    Args:
        app: what answers; one that raises ConnectionAbortedError has its connection closed.
        host: as of `serve`.
        port: the same.
        ssl_context: the same.

    Yields:
        Where it is, without a slash at the end.

    Raises:
        OSError: nobody can listen there.
    """
    server = _Server(host, port, ssl_context)
    server.set_app(cast(Any, app))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()

    def end() -> None:
        server.shutdown()
        thread.join()
        server.server_close()
        server.close_connections()

    # Where a program forgets to close it, a generator is closed after the last thread has stopped,
    # when waiting for one would never end; this comes before, and may be done twice.
    atexit.register(end)
    try:
        yield server.url
    finally:
        end()
        atexit.unregister(end)


class _Server(ThreadingMixIn, WSGIServer):
    """A WSGI server that knows its connections, so that it can end them."""

    # A program that forgets to close it can end all the same.
    daemon_threads = True
    request_queue_size = 64
    # Where it is True, as in Python 3.14, a port that is in use is shared without a word.
    allow_reuse_port = False

    def __init__(self, host: str, port: int, ssl_context: ssl.SSLContext | None) -> None:
        self._ssl_context = ssl_context
        self._lock = threading.Lock()
        self._connections: dict[threading.Thread, socket.socket] = {}
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), Connection)

    @property
    def url(self) -> str:
        scheme = "http" if self._ssl_context is None else "https"
        host = _REACHED_AT.get(self.server_name, self.server_name)
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{self.server_port}"

    def server_bind(self) -> None:
        # Not that of HTTPServer, which asks the name service for a name of the address.
        self.server_name = str(self.server_address[0])
        TCPServer.server_bind(self)
        self.server_port = self.server_address[1]
        self.setup_environ()
        if self._ssl_context is not None:
            self.base_environ["HTTPS"] = "on"

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        if self._ssl_context is not None:
            # The handshake happens on the connection's own thread, when it first reads.
            connection = self._ssl_context.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        return connection, address

    def process_request(self, request: Any, client_address: Any) -> None:
        thread = threading.Thread(
            target=self.process_request_thread, args=(request, client_address), daemon=True
        )
        with self._lock:
            self._connections[thread] = request
        thread.start()

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        super().process_request_thread(request, client_address)
        with self._lock:
            self._connections.pop(threading.current_thread(), None)

    def handle_error(self, request: Any, client_address: Any) -> None:
        # Errors of the app are answered and shown elsewhere; here somebody has only hung up.
        _log.debug("a connection broke", exc_info=True)

    def close_connections(self) -> None:
        with self._lock:
            connections = list(self._connections.items())
        for thread, connection in connections:
            with contextlib.suppress(OSError):
                # Below TLS, whose state belongs to the other thread.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
            thread.join()
