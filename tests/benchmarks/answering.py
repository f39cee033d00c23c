"""A web server on loopback that does next to nothing, in a process of its own."""

from __future__ import annotations

import re
import socket
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nfine"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@contextmanager
def answering() -> Iterator[str]:
    """Run the server; yield its origin."""
    with subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.stdin.close()  # which is how it is told to end


class _Connection(socketserver.BaseRequestHandler):
    request: socket.socket

    def handle(self) -> None:
        """Answer each request, once all of it has come, until the client has gone."""
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        received = b""
        while octets := self.request.recv(65536):
            received += octets
            head, end, body = received.partition(b"\r\n\r\n")
            length = _LENGTH.search(head)
            if end and len(body) >= int(length[1] if length else 0):
                self.request.sendall(ANSWER)
                received = b""


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


def main() -> None:
    """Say the port, and serve until the other end of the standard input is closed."""
    with _Server(("127.0.0.1", 0), _Connection) as server:
        sys.stdout.write(f"{server.server_address[1]}\n")
        sys.stdout.flush()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stdin.read()
        server.shutdown()


if __name__ == "__main__":
    main()
