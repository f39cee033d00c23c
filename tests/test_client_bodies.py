"""Every kind of body arrives whole, framed and hashed as it can be, and in little memory."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httplib2
import pytest
from _loopback import Loopback
from _verifiers import CONSUMER, TOKEN, verify_strictly

import oauth2

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TEXT = {"Content-Type": "text/plain; charset=utf-8"}

# printf 'caf\303\251' | openssl dgst -sha1 -binary | openssl base64
CAFE = "9CRFKpZzkYxvCbDN01sgvo5q59c="
# printf '' | openssl dgst -sha1 -binary | openssl base64
NOTHING = "2jmj7l5rSw0yVb/vlWAYkK/YBwk="

placements = pytest.mark.parametrize("placement", ["header", "query", "body", "classic"])


@pytest.fixture
def client() -> Iterator[oauth2.Client]:
    """Return the Client that sends them."""
    with closing(oauth2.Client(oauth2.Consumer(*CONSUMER), oauth2.Token(*TOKEN))) as made:
        yield made


# --- kinds of bodies ----------------------------------------------------------------------------


def buffer(octets: bytes) -> io.BytesIO:
    """Return a buffer that stands at these octets."""
    file = io.BytesIO(b"not " + octets)
    file.seek(4)
    return file


@contextmanager
def opened(octets: bytes, folder: Path) -> Iterator[io.BufferedReader]:
    """Open a file that stands at these octets."""
    (folder / "body").write_bytes(b"not " + octets)
    with (folder / "body").open("rb") as file:
        file.seek(4)
        yield file


@contextmanager
def piped(octets: bytes) -> Iterator[io.BufferedReader]:
    """Open the end of a pipe at which these octets come out."""
    reading, writing = os.pipe()
    os.write(writing, octets)
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        yield file


class Reader:
    """All that a file must have: octets can be read from it, once."""

    def __init__(self, octets: bytes) -> None:
        self._file = io.BytesIO(octets)

    def read(self, size: int = -1) -> bytes:
        """Return the next octets."""
        return self._file.read(size)


@pytest.fixture
def make(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[bytes], Any]]:
    """Return a function that makes a body of octets; files are closed in the end."""
    with ExitStack() as stack:
        makers: dict[str, Callable[[bytes], Any]] = {
            "text": lambda octets: octets.decode("utf-8"),
            "bytes": bytes,
            "bytearray": bytearray,
            "memoryview": memoryview,
            "buffer": buffer,
            "file": lambda octets: stack.enter_context(opened(octets, tmp_path)),
            "list": lambda octets: [octets[:1], octets[1:]],
            "generator": lambda octets: (bytes([octet]) for octet in octets),
            "pipe": lambda octets: stack.enter_context(piped(octets)),
            "reader": Reader,
        }
        yield makers[request.param]


KNOWN = ["text", "bytes", "bytearray", "memoryview", "buffer", "file"]
STREAMED = ["list", "generator", "pipe", "reader"]


@placements
@pytest.mark.parametrize("make", KNOWN, indirect=True)
def test_body_is_hashed_and_sent_whole(
    server: Loopback, client: oauth2.Client, make: Callable[[bytes], Any], placement: str
) -> None:
    """With its length, a file from where it stands (B2, B3, B4)."""
    client.request(server.url(), "PUT", make(b"caf\xc3\xa9"), TEXT, placement=placement)

    sent = server.request
    assert verify_strictly(sent).protocol["oauth_body_hash"] == CAFE
    assert (sent.body, sent.value("Content-Length")) == (b"caf\xc3\xa9", "5")
    assert sent.value("Content-Type") == TEXT["Content-Type"]


@placements
@pytest.mark.parametrize("make", STREAMED, indirect=True)
def test_stream_is_sent_whole_and_not_hashed(
    server: Loopback, client: oauth2.Client, make: Callable[[bytes], Any], placement: str
) -> None:
    """What can be read only once is read by whoever sends it (B4)."""
    client.request(server.url(), "PUT", make(b"caf\xc3\xa9"), TEXT, placement=placement)

    sent = server.request
    assert "oauth_body_hash" not in verify_strictly(sent).protocol
    assert (sent.body, sent.value("Transfer-Encoding")) == (b"caf\xc3\xa9", "chunked")


@pytest.mark.parametrize("make", STREAMED, indirect=True)
def test_stream_is_refused_when_a_hash_is_demanded(
    server: Loopback, client: oauth2.Client, make: Callable[[bytes], Any]
) -> None:
    """Before anything is sent, and before it is read."""
    body = make(b"abc")

    with pytest.raises(oauth2.InvalidBody, match="only once"):
        client.request(server.url(), "PUT", body, TEXT, body_hash="always")

    assert (server.connections, server.requests) == (0, [])
    client.request(server.url(), "PUT", body, TEXT)
    assert server.request.body == b"abc"


@placements
@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize("make", KNOWN + STREAMED, indirect=True)
def test_form_is_signed_and_loses_nothing(
    server: Loopback,
    client: oauth2.Client,
    make: Callable[[bytes], Any],
    method: str,
    placement: str,
) -> None:
    """Whatever it comes in, it is read; empty values, duplicates and odd octets stay (B5)."""
    form = b"b=2&a=&b=2&c=%FF&d&e=+%2B"

    client.request(server.url(), method, make(form), FORM, placement=placement)

    sent = server.request
    assert verify_strictly(sent).own == "a=&b=2&b=2&c=%FF&d=&e=%20%2B"
    assert sent.body.startswith(form)
    assert sent.value("Content-Length") == str(len(sent.body))
    assert "oauth_body_hash" not in verify_strictly(sent).protocol


@placements
@pytest.mark.parametrize("make", KNOWN, indirect=True)
@pytest.mark.parametrize(
    ("headers", "octets"),
    [
        ({"content-type": "application/json"}, b'{"a": "\xc3\xa9", "b": "%FF+"}'),
        ({"content-type": "application/JSON; charset=UTF-8"}, b"a=1&b=2"),
        ({"CONTENT-TYPE": "multipart/form-data; boundary=x"}, b"--x\r\n\r\n1\r\n--x--\r\n"),
    ],
    ids=["JSON", "JSON that looks like a form", "multipart"],
)
def test_other_body_stays_as_it_is(
    server: Loopback,
    client: oauth2.Client,
    make: Callable[[bytes], Any],
    headers: dict[str, str],
    octets: bytes,
    placement: str,
) -> None:
    """Its type is read in any case, and is sent; nothing in it is a parameter (C13, C14)."""
    client.request(server.url("/?q="), "POST", make(octets), headers, placement=placement)

    sent = server.request
    assert (verify_strictly(sent).own, sent.body) == ("q=", octets)
    assert sent.values("Content-Type") == list(headers.values())
    assert sent.value("Content-Length") == str(len(octets))


@pytest.mark.parametrize("body_hash", ["auto", "always"])
def test_file_that_was_read_to_its_end_is_an_empty_body(
    server: Loopback, client: oauth2.Client, body_hash: str
) -> None:
    """That is what the caller gave: it is not read again from its start."""
    file = io.BytesIO(b"read")
    file.seek(4)

    client.request(server.url(), "PUT", file, TEXT, body_hash=body_hash)

    assert (server.request.body, server.request.value("Content-Length")) == (b"", "0")
    assert verify_strictly(server.request).protocol["oauth_body_hash"] == NOTHING


# --- a body that does not fit into memory -------------------------------------------------------


class Receiver(BaseHTTPRequestHandler):
    """Takes a body in pieces, and keeps no more than its hash."""

    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        """Read the body and answer with its SHA-1."""
        hasher, left = hashlib.sha1(usedforsecurity=False), int(self.headers["Content-Length"])
        while block := self.rfile.read(min(left, 1 << 20)):
            hasher.update(block)
            left -= len(block)
        self.send_response(200)
        self.send_header("X-Asked", self.headers["Authorization"])
        self.send_header("Content-Length", "40")
        self.end_headers()
        self.wfile.write(hasher.hexdigest().encode("ascii"))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[str]:
    """Return the URL of a server that takes large bodies."""
    with HTTPServer(("127.0.0.1", 0), Receiver) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()
        thread.join()


# getrusage would start from the peak of the process that this one was forked off.
UPLOAD = """
import sys
import oauth2

def peak():
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))

client, idle = oauth2.Client(oauth2.Consumer("ck", "cs"), timeout=80), peak()
with open(sys.argv[2], "rb") as file:
    file.seek(4)
    response, content = client.request(sys.argv[1], "PUT", file)
client.close()
print(content.decode("ascii"), peak() - idle < 64 * 1024, response["x-asked"])
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no peak of memory to be read")
def test_gibibyte_is_hashed_and_sent_in_little_memory(receiver: str, tmp_path: Path) -> None:
    """Less than 64 MiB more than before; with its length, from where it stood."""
    (tmp_path / "body").touch()
    os.truncate(tmp_path / "body", 4 + (1 << 30))
    command = [sys.executable, "-c", UPLOAD, receiver, str(tmp_path / "body")]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    digest, small, authorization = done.stdout.split(maxsplit=2)
    # head -c 1073741824 /dev/zero | sha1sum
    assert (digest, small) == ("2a492f15396a6768bcbca016993f4b4c8b0b5307", "True")
    # head -c 1073741824 /dev/zero | openssl dgst -sha1 -binary | openssl base64
    assert 'oauth_body_hash="KkkvFTlqZ2i8vKAWmT9LTIsLUwc%3D"' in authorization


class Growing(io.BytesIO):
    """A file that somebody writes to while it is read."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Return what is next, once more has been written behind it."""
        block = super().read(size)
        place = self.tell()
        self.seek(0, io.SEEK_END)
        self.write(b"POST /smuggled HTTP/1.1\r\n\r\n")
        self.seek(place)
        return block


def test_file_ends_where_its_length_was_taken(server: Loopback, client: oauth2.Client) -> None:
    """What is written to it meanwhile would be a request of its own to the server."""
    client.request(server.url("/a"), "PUT", Growing(b"data"), body_hash="never")
    client.request(server.url("/b"))

    assert [(each.target, each.body) for each in server.requests] == [("/a", b"data"), ("/b", b"")]


class Shrinking(io.BytesIO):
    """A file that somebody cuts off while it is read."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Return what is next, and cut off the rest."""
        block = super().read(size)
        self.truncate(self.tell())
        return block


def test_file_that_becomes_shorter_is_an_error(server: Loopback, client: oauth2.Client) -> None:
    """The server would wait for the rest, and the caller for the server."""
    file = Shrinking(bytes(100_000))

    with pytest.raises(oauth2.InvalidBody, match="shorter"):
        client.request(server.url("/a"), "PUT", file, body_hash="never")

    response, _ = client.request(server.url("/b"))
    assert response.status == 200


# --- how it is sent -----------------------------------------------------------------------------


class Packets:
    """A socket that remembers what was sent, each time."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.sent: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def sendall(self, data: Any) -> None:
        """Send, and remember."""
        self.sent.append(bytes(data))
        self._inner.sendall(data)


class Counting(httplib2.HTTPConnectionWithTimeout):
    """A connection on such a socket."""

    sock: Any

    def connect(self) -> None:
        """Connect."""
        super().connect()
        self.sock = Packets(self.sock)


class Recording(httplib2.HTTPConnectionWithTimeout):
    """A connection that records for a program, as those of vcrpy do."""

    sent: list[bytes]

    def send(self, data: Any) -> None:
        """Send, and remember."""
        self.__dict__.setdefault("sent", []).append(bytes(data))
        super().send(data)


class Outer:
    """No connection of http.client's, and with no attributes but its own: it passes on."""

    __slots__ = ("inner",)

    def __init__(self, host: str, **options: Any) -> None:
        options = {name: value for name, value in options.items() if name != "proxy_info"}
        self.inner = httplib2.HTTPConnectionWithTimeout(host, **options)

    @property
    def sock(self) -> Any:
        """What httplib2 asks for."""
        return self.inner.sock

    def connect(self) -> None:
        """Connect."""
        self.inner.connect()

    def request(self, *parts: Any) -> None:
        """Send a request."""
        self.inner.request(*parts)

    def getresponse(self) -> Any:
        """Read the answer."""
        return self.inner.getresponse()

    def close(self) -> None:
        """Close it."""
        self.inner.close()

    def set_debuglevel(self, level: int) -> None:
        """Set how much is printed."""
        self.inner.set_debuglevel(level)


def test_header_and_body_are_sent_at_once(server: Loopback, client: oauth2.Client) -> None:
    """The server does not wait for a second packet, in which http.client would send the body."""
    client.request(server.url(), "POST", b"octets", TEXT, connection_type=Counting)

    (connection,) = client.connections.values()
    (sent,) = connection.sock.sent
    assert sent.endswith(b"\r\n\r\noctets")
    assert server.requests[0].body == b"octets"


def test_connection_class_that_records_sees_each_piece(
    server: Loopback, client: oauth2.Client
) -> None:
    """Nothing is put in the place of a method of its own."""
    client.request(server.url(), "POST", b"octets", TEXT, connection_type=Recording)

    (connection,) = client.connections.values()
    assert connection.sent[1:] == [b"octets"]
    assert server.requests[0].body == b"octets"


def test_connection_class_of_another_kind_is_asked_to_send(
    server: Loopback, client: oauth2.Client
) -> None:
    """It needs no `send`, and no dict."""
    client.request(server.url(), "POST", b"octets", TEXT, connection_type=Outer)

    assert server.requests[0].body == b"octets"


def test_program_that_watches_a_connection_sees_each_piece(
    server: Loopback, client: oauth2.Client
) -> None:
    """What a program has put in the place of `send` is asked, and stays there."""
    client.request(server.url())
    (connection,) = client.connections.values()
    pieces: list[bytes] = []
    send = connection.send

    def watched(data: bytes) -> None:
        pieces.append(data)
        send(data)

    connection.send = watched

    client.request(server.url(), "POST", b"octets", TEXT)

    assert pieces[-1] == b"octets"
    assert connection.send is watched
    assert server.requests[1].body == b"octets"
