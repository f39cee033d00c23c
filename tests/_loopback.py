"""A web server on loopback that records the octets of each request and gives canned answers."""

from __future__ import annotations

import socket
import socketserver
import ssl
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import httplib2
import pytest

#: A certificate, valid until 2120, that signs itself for the names used in the tests, and its key.
CERTIFICATE = Path(__file__).parent / "loopback.pem"
#: For tests that use TLS: httplib2 0.19 asks for it by a name that Python 3.10 deprecates.
old_tls_allowed = pytest.mark.filterwarnings(
    "ignore:ssl.PROTOCOL_TLS is deprecated:DeprecationWarning"
)


@dataclass(frozen=True)
class Recorded:
    """One request as it came out of the socket."""

    #: The request line, without its line break.
    line: bytes
    #: The header lines, in order, without line breaks.
    lines: tuple[bytes, ...]
    #: The body, out of its chunks if it was sent in chunks.
    body: bytes

    @property
    def method(self) -> str:
        """The first word of the request line."""
        return self.line.split(b" ")[0].decode("ascii")

    @property
    def target(self) -> str:
        """The second word of the request line."""
        return self.line.split(b" ")[1].decode("ascii")

    @property
    def octets(self) -> bytes:
        """All that was sent, to look for what must not be there."""
        return b"\r\n".join([self.line, *self.lines, b"", self.body])

    def values(self, name: str) -> list[str]:
        """Return the values of all header fields of a name, in whatever case."""
        fields = [line.decode("latin-1").partition(":") for line in self.lines]
        return [value.strip() for field, _, value in fields if field.lower() == name.lower()]

    def value(self, name: str) -> str | None:
        """Return the value of a header field that is there once, or None where there is none."""
        values = self.values(name)
        assert len(values) < 2, values
        return values[0] if values else None


@dataclass(frozen=True)
class Cut:
    """The end of a connection: behind an answer, or in place of one."""

    #: Whether it is cut off (TCP's RST), or ends in peace (FIN).
    reset: bool = False


@dataclass(frozen=True)
class Answer:
    """What the server says."""

    status: int = 200
    #: Header fields but for Content-Length.
    fields: tuple[tuple[str, str], ...] = ()
    body: bytes = b"fine"
    #: What becomes of the connection behind it; it is kept by default.
    then: Cut | None = None
    #: How many octets are announced for the body and never sent.
    missing: int = 0

    def to_octets(self, method: str) -> bytes:
        """Return the whole response, without the body where the method is HEAD."""
        fields = [*self.fields, ("Content-Length", str(len(self.body) + self.missing))]
        head = [f"HTTP/1.1 {self.status} Canned", *(f"{name}: {value}" for name, value in fields)]
        body = b"" if method == "HEAD" else self.body
        return "\r\n".join([*head, "", ""]).encode("latin-1") + body


def redirect(status: int, location: str) -> Answer:
    """Return the answer that sends a client elsewhere."""
    return Answer(status, (("Location", location),), b"")


Reaction: TypeAlias = Answer | Cut | Callable[[Recorded], Answer | Cut]


class Loopback:
    """The server; it answers `default` once its own answers are used up.

    Args:
        host: an address of this machine.
        tls: True to speak TLS, with `CERTIFICATE`.
    """

    def __init__(self, host: str = "127.0.0.1", *, tls: bool = False) -> None:
        #: What came in, in order.
        self.requests: list[Recorded] = []
        #: What to answer next: answers, cuts, or functions of the request that return them.
        self.answers: deque[Reaction] = deque()
        #: What to answer else.
        self.default: Reaction = Answer()
        self._scheme = "https" if tls else "http"
        self._server = _Server(self, host, _tls_context() if tls else None)
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def start(self) -> None:
        """Start to serve."""
        self._thread.start()

    def stop(self) -> None:
        """Cut every connection, and wait until all threads have ended."""
        self._server.shutdown()
        self._server.cut()
        self._server.server_close()
        self._thread.join()

    def url(self, target: str = "/", host: str = "127.0.0.1") -> str:
        """Return the URL of a path and query here."""
        return f"{self._scheme}://{host}:{self.port}{target}"

    def forget(self) -> None:
        """Start afresh: no connection, no request recorded, no answer prepared."""
        with self._server.recording:
            self.cut()
            self._server.opened.clear()
            self.requests.clear()
            self.answers.clear()
            self.default = Answer()

    @property
    def connections(self) -> int:
        """How many connections were opened."""
        return len(self._server.opened)

    def cut(self) -> None:
        """End every connection, whatever is on its way."""
        self._server.cut()

    def wait_for_ends(self, count: int) -> None:
        """Wait until so many connections more have ended than were waited for before."""
        for _ in range(count):
            assert self._server.ended.acquire(timeout=60), "a connection is still open"

    @property
    def request(self) -> Recorded:
        """The only request that came in."""
        assert len(self.requests) == 1, self.requests
        return self.requests[0]


@contextmanager
def serving(host: str = "127.0.0.1", *, tls: bool = False) -> Iterator[Loopback]:
    """Run a server; the arguments are those of `Loopback`."""
    loopback = Loopback(host, tls=tls)
    loopback.start()
    try:
        yield loopback
    finally:
        loopback.stop()


def has_ipv6() -> bool:
    """Tell whether this machine has the address ::1."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


def _tls_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = False  # so that closing the server waits for them

    def __init__(self, loopback: Loopback, host: str, tls: ssl.SSLContext | None) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, 0), _Connection)
        self.loopback = loopback
        self.tls = tls
        self.opened: list[socket.socket] = []
        self.recording = threading.Lock()
        self.ended = threading.Semaphore(0)

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept a connection, and remember it; its handshake is done by its own thread."""
        connection, address = super().get_request()
        if self.tls is not None:
            connection = self.tls.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        self.opened.append(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        """End a connection, and count it."""
        super().shutdown_request(request)
        self.ended.release()

    def cut(self) -> None:
        """End every connection, so that no thread waits for another request."""
        for connection in self.opened:
            with suppress(OSError):
                # The plain socket's: TLS would want to say goodbye.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)


class _Connection(socketserver.StreamRequestHandler):
    server: _Server
    timeout = 60

    def handle(self) -> None:
        """Read requests and answer them until the client has no more."""
        try:
            while request := self._read():
                reaction = self._take(request)
                if reaction is None:
                    return
                answer = reaction if isinstance(reaction, (Answer, Cut)) else reaction(request)
                if isinstance(answer, Answer):
                    self.wfile.write(answer.to_octets(request.method))
                cut = answer.then if isinstance(answer, Answer) else answer
                if cut is not None:
                    self._end(cut)
                    return
        except OSError:
            # The client has gone, or does not trust the certificate.
            return

    def _take(self, request: Recorded) -> Reaction | None:
        """Record a request, and return what to do; None if an earlier test has sent it."""
        loopback = self.server.loopback
        with self.server.recording:
            if self.connection not in self.server.opened:
                return None
            loopback.requests.append(request)
            return loopback.answers.popleft() if loopback.answers else loopback.default

    def _end(self, cut: Cut) -> None:
        if cut.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            # It is closed for good with the files that were made of it; a shutdown would say FIN.
            self.connection.close()

    def _read(self) -> Recorded | None:
        line = self.rfile.readline()
        if not line.endswith(b"\r\n"):
            return None
        lines = tuple(iter(self._read_line, b""))
        head = Recorded(line[:-2], lines, b"")
        if head.value("Transfer-Encoding") == "chunked":
            return Recorded(head.line, lines, b"".join(iter(self._read_chunk, b"")))
        length = int(head.value("Content-Length") or 0)
        return Recorded(head.line, lines, self._read_exactly(length))

    def _read_line(self) -> bytes:
        return self.rfile.readline().removesuffix(b"\r\n")

    def _read_chunk(self) -> bytes:
        chunk = self._read_exactly(int(self._read_line() or b"1", 16))
        self._read_line()
        return chunk

    def _read_exactly(self, length: int) -> bytes:
        octets = self.rfile.read(length)
        if len(octets) < length:
            raise ConnectionError("the client has gone in the middle of a body")
        return octets


def catch_every_host(monkeypatch: pytest.MonkeyPatch, http: Loopback, https: Loopback) -> None:
    """Make every host name and port lead to two servers here, so that default ports can be tried.

    Args:
        monkeypatch: undoes it.
        http: takes what is meant for http.
        https: takes what is meant for https.
    """

    class Plain(httplib2.HTTPConnectionWithTimeout):
        def connect(self) -> None:
            self.sock = _connected(http)

    class Secure(httplib2.HTTPSConnectionWithTimeout):
        def connect(self) -> None:
            context: ssl.SSLContext = vars(self)["_context"]
            self.sock = context.wrap_socket(_connected(https), server_hostname=self.host)

    monkeypatch.setattr(httplib2, "SCHEME_TO_CONNECTION", {"http": Plain, "https": Secure})


def _connected(server: Loopback) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.port))
    # As httplib2 does: a body behind its head would wait for the server.
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection
