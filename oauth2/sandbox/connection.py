"""One connection of the sandbox's server: requests of HTTP/1.1 in, calls of a WSGI app out.

What `wsgiref` lacks of HTTP/1.1 is here: several requests on a connection, bodies in chunks, and
the path as it was on the wire, which is what a client has signed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import IO, Any, cast
from urllib.parse import quote
from wsgiref.simple_server import ServerHandler, WSGIRequestHandler

from ..base_string import PRINTABLE

_LONGEST_LINE = 65536
_LARGEST_BODY = 64 << 20
_LENGTH = re.compile(r"[0-9]{1,8}")
_CHUNK_SIZE = re.compile(rb"[0-9A-Fa-f]{1,8}")


class _ServerHandler(ServerHandler):
    """Calls the app for one request."""

    http_version = "1.1"
    server_software = ""
    # The environment of this process is nothing that a client sent.
    os_environ: dict[str, str] = {}  # noqa: RUF012  # wsgiref only copies it
    answered = False

    def close(self) -> None:
        super().close()
        self.answered = True


class _BadBody(Exception):
    """The body of a request cannot be read."""


class Connection(WSGIRequestHandler):
    """One connection: its requests, each handed to the app."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet an answer

    def handle(self) -> None:
        """Serve requests until one side ends the connection."""
        # Not that of WSGIRequestHandler, which ends after the first request.
        BaseHTTPRequestHandler.handle(self)

    def handle_one_request(self) -> None:
        """Read a request, have the app answer it, and note whether another may follow."""
        self.close_connection = True
        self.raw_requestline = self.rfile.readline(_LONGEST_LINE + 1)
        if len(self.raw_requestline) > _LONGEST_LINE:
            self.requestline = self.request_version = self.command = ""
            self.send_error(HTTPStatus.REQUEST_URI_TOO_LONG)
            return
        if not self.raw_requestline or not self.parse_request():
            return
        # Only HTTP/1.1 keeps a connection without being told that it is kept.
        self.close_connection = self.close_connection or self.request_version != "HTTP/1.1"
        try:
            body = self._read_body()
        except _BadBody as error:
            self.close_connection = True
            self.send_error(HTTPStatus.BAD_REQUEST, str(error))
            return
        handler = _ServerHandler(
            io.BytesIO(body),
            cast(IO[bytes], self.wfile),
            self.get_stderr(),
            {**self.get_environ(), "CONTENT_LENGTH": self._length_of(body)},
        )
        handler.request_handler = self  # type: ignore[attr-defined]  # not in the stubs
        handler.run(cast(Any, self.server).get_app())
        # wsgiref lets an app go without a word that raises ConnectionAbortedError.
        self.close_connection = self.close_connection or not handler.answered

    def handle_expect_100(self) -> bool:
        """Tell a client that waits for it to go on and send the body."""
        super().handle_expect_100()
        self.wfile.flush()
        return True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # http.server's name
        """Say nothing: the provider logs what it answers."""

    def get_environ(self) -> dict[str, Any]:
        """Return the WSGI environ, with the target as it was on the wire in `REQUEST_URI`."""
        environ = super().get_environ()
        # `path` has lost a slash where there were two at its start, and what is not ASCII would
        # be taken for text in place of the octets that were sent.
        target = self.requestline.split()[1]
        environ["REQUEST_URI"] = quote(target, safe=PRINTABLE, encoding="latin-1")
        environ["CONTENT_TYPE"] = self.headers.get("Content-Type", "")
        return environ

    def _read_body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return b"".join(self._read_chunks())
        length = self.headers.get("Content-Length", "0")
        if not _LENGTH.fullmatch(length):
            raise _BadBody("Content-Length is no number that can be served")
        return self._read_exactly(int(length))

    def _length_of(self, body: bytes) -> str:
        """Return the length for the environ; none where the client has sent no body at all."""
        return str(len(body)) if body or "Content-Length" in self.headers else ""

    def _read_chunks(self) -> Iterator[bytes]:
        total = 0
        while size := self._read_chunk_size():
            total += size
            if total > _LARGEST_BODY:
                raise _BadBody("The body is too large")
            yield self._read_exactly(size)
            self.rfile.readline(_LONGEST_LINE)
        while self.rfile.readline(_LONGEST_LINE).strip():
            pass  # a trailer, which says nothing here

    def _read_chunk_size(self) -> int:
        size = self.rfile.readline(_LONGEST_LINE).partition(b";")[0].strip()
        if not _CHUNK_SIZE.fullmatch(size):
            raise _BadBody("A chunk of the body has no size")
        return int(size, 16)

    def _read_exactly(self, length: int) -> bytes:
        octets = self.rfile.read(length)
        if len(octets) < length:
            raise _BadBody("The body is shorter than announced")
        return octets
