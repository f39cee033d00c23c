"""The sandbox over real HTTP/1.1: connections, bodies, targets, TLS, beginning and end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest
from _sandbox import call, connect, exchange

from oauth2 import Client, Signer
from oauth2.sandbox import Provider, Sandbox, serve


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox."""
    with serve() as running:
        yield running


def signed_header(sandbox: Sandbox, method: str, target: str, **options: Any) -> bytes:
    """Return the Authorization and Host lines of a request."""
    signed = Signer(sandbox.consumer).sign(method, sandbox.url + target, **options)
    host = urlsplit(sandbox.url).netloc
    return f"Host: {host}\r\nAuthorization: {signed.headers['Authorization']}\r\n".encode()


def test_several_requests_share_a_connection(sandbox: Sandbox) -> None:
    """HTTP/1.1 keeps a connection, for a body that nobody read too."""
    octets = (
        b"POST /nothing HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabcde"
        b"GET /nothing HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
    )

    answer = exchange(sandbox, octets)

    assert answer.count(b"HTTP/1.1 404 Not Found\r\n") == 2


def test_http_1_0_ends_the_connection(sandbox: Sandbox) -> None:
    """An old client reads to the end of the connection."""
    octets = b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" * 2

    answer = exchange(sandbox, octets)

    assert answer.count(b" 200 OK\r\n") == 1


def test_body_in_chunks_is_read(sandbox: Sandbox) -> None:
    """A body of unknown length arrives whole, and the connection goes on (A21)."""
    with closing(Client(sandbox.consumer)) as client:
        _, first = client.request(sandbox.echo_url, "POST", body=iter([b"ab", b"c" * 70000]))
        response, _ = client.request(sandbox.echo_url)

    assert b'"body": "abccc' in first
    assert b'"Transfer-Encoding": "chunked"' in first
    assert b"Content-Length" not in first
    assert response.status == 200


def test_chunks_may_have_extensions_and_trailers(sandbox: Sandbox) -> None:
    """What HTTP/1.1 allows beside the chunks is passed over (RFC 9112 section 7.1)."""
    octets = (
        b"POST /nothing HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        b'3;a="b"\r\nabc\r\n0\r\nX-Trailer: 1\r\n\r\n'
        b"GET /nothing HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
    )

    answer = exchange(sandbox, octets)

    assert answer.count(b"HTTP/1.1 404 Not Found\r\n") == 2


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        pytest.param(
            b"Content-Length: -1\r\n\r\n", b"Content-Length is no number", id="negative length"
        ),
        pytest.param(
            b"Content-Length: 999999999\r\n\r\n", b"Content-Length is no number", id="huge length"
        ),
        pytest.param(
            b"Content-Length: 5\r\n\r\nabc", b"The body is shorter than announced", id="short body"
        ),
        pytest.param(
            b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n", b"has no size", id="no chunk size"
        ),
        pytest.param(
            b"Transfer-Encoding: chunked\r\n\r\n5\r\nabc", b"shorter than", id="short chunk"
        ),
        pytest.param(
            b"Transfer-Encoding: chunked\r\n\r\nffffffff\r\n", b"too large", id="huge chunk"
        ),
    ],
)
def test_body_that_cannot_be_read_is_refused(sandbox: Sandbox, octets: bytes, words: bytes) -> None:
    """A broken body is answered in words, and ends the connection."""
    answer = exchange(sandbox, b"POST /echo HTTP/1.1\r\nHost: h\r\n" + octets)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert words in answer


def test_line_that_is_too_long_is_refused(sandbox: Sandbox) -> None:
    """Nobody can fill the memory with one line."""
    answer = exchange(sandbox, b"GET /" + b"a" * 65536)

    assert b" 414 " in answer.splitlines()[0]


def test_line_that_is_none_is_refused(sandbox: Sandbox) -> None:
    """What is no HTTP is answered as that."""
    assert b"400" in exchange(sandbox, b"\x16\x03\x01 hello there you\r\n\r\n")


def test_client_that_waits_is_told_to_go_on(sandbox: Sandbox) -> None:
    """A client may ask before it sends a large body, as curl does (RFC 9110 section 10.1.1)."""
    head = b"POST /nothing HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
    with connect(sandbox) as connection:
        connection.sendall(head)
        first = connection.recv(65536)
        connection.sendall(b"abc")
        second = connection.recv(65536)

    assert first == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert second.startswith(b"HTTP/1.1 404 ")


@pytest.mark.parametrize(
    "target",
    [
        pytest.param("/echo?a=x%2fy&b=%41&c&=d&&e=1+2", id="query as written"),
        pytest.param("/echo?x[0]=1&y={z}|", id="brackets"),
        pytest.param("/echo?a=%ff", id="octet that is no text"),
    ],
)
def test_target_is_verified_as_it_was_sent(sandbox: Sandbox, target: str) -> None:
    """Path and query are those of the wire, not what a server made of them."""
    octets = f"GET {target} HTTP/1.1\r\nConnection: close\r\n".encode()

    answer = exchange(sandbox, octets + signed_header(sandbox, "GET", target) + b"\r\n")

    assert answer.startswith(b"HTTP/1.1 200 OK\r\n"), answer


@pytest.mark.parametrize(
    ("target", "base_string"),
    [
        # printf %s '/%7eme//a%2fb' | sed 's/%/%25/g; s,/,%2F,g'
        pytest.param("/%7eme//a%2fb", "%2F%257eme%2F%2Fa%252fb", id="escapes"),
        pytest.param("//echo", "%2F%2Fecho", id="two slashes"),
    ],
)
def test_path_is_signed_as_it_was_sent(target: str, base_string: str) -> None:
    """A path keeps its escapes and slashes on the way to the base string (A15)."""

    class Everywhere(Provider):
        def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
            return super().__call__({**environ, "PATH_INFO": "/echo"}, start_response)

    with serve(provider=Everywhere()) as sandbox:
        head = f"GET {target} HTTP/1.1\r\nConnection: close\r\n".encode()
        taken = exchange(sandbox, head + signed_header(sandbox, "GET", target) + b"\r\n")
        forged = signed_header(sandbox, "PUT", target)
        refused = exchange(sandbox, head + forged + b"\r\n")

    assert taken.startswith(b"HTTP/1.1 200 OK\r\n"), taken
    assert base_string.replace("%", "%25").encode() in refused


def test_raw_octets_in_a_target_are_those_octets(sandbox: Sandbox) -> None:
    """What is not ASCII on the wire is signed as the octets that it is."""
    octets = "GET /echo?a=é HTTP/1.1\r\nConnection: close\r\n".encode()

    answer = exchange(sandbox, octets + signed_header(sandbox, "GET", "/echo?a=é") + b"\r\n")

    assert answer.startswith(b"HTTP/1.1 200 OK\r\n"), answer


def test_the_environment_is_no_header_field(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands in this process's environment is not taken for what a client sent."""
    monkeypatch.setenv("HTTP_X_SECRET", "mine")

    assert "X-Secret" not in call(sandbox, sandbox.echo_url).json["headers"]
