"""Where the sandbox runs, with whom, over TLS, and how it ends."""

from __future__ import annotations

import http.client
import logging
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from urllib.parse import urlsplit

import pytest
from _loopback import CERTIFICATE
from _sandbox import call, connect, exchange, fetch, new_request_token

from oauth2 import Signer
from oauth2.sandbox import Sandbox, serve


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox."""
    with serve() as running:
        yield running


def test_many_clients_at_once(sandbox: Sandbox) -> None:
    """Threads do not disturb each other: every request token is another."""
    with ThreadPoolExecutor(8) as pool:
        tokens = list(pool.map(lambda _: new_request_token(sandbox), range(40)))

    assert len({token.key for token in tokens}) == 40


def test_two_sandboxes_know_nothing_of_each_other(sandbox: Sandbox) -> None:
    """The state is that of one provider."""
    token = new_request_token(sandbox)

    with serve() as other:
        answer = fetch(f"{other.authorize_url}?oauth_token={token.key}")

    assert answer.status == 404


def test_provider_survives_its_server(sandbox: Sandbox) -> None:
    """A provider may be served again, with all that it knows."""
    token = new_request_token(sandbox)

    with serve(provider=sandbox.provider) as again:
        answer = fetch(f"{again.authorize_url}?oauth_token={token.key}")

    assert answer.status == 200


@pytest.fixture
def secure() -> Iterator[Sandbox]:
    """Run a sandbox with TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with serve("localhost", ssl_context=context) as running:
        yield running


def status_over_tls(sandbox: Sandbox, signer: Signer) -> int:
    """Call the echo over TLS (not with httplib2, whose oldest release warns of its own TLS)."""
    signed = signer.sign("GET", sandbox.echo_url)
    trusting = ssl.create_default_context(cafile=CERTIFICATE)
    address = urlsplit(sandbox.url).netloc
    connection = http.client.HTTPSConnection(address, timeout=60, context=trusting)
    with closing(connection):
        connection.request("GET", "/echo", headers=signed.headers)
        return connection.getresponse().status


def test_https(secure: Sandbox) -> None:
    """With a certificate the sandbox speaks TLS, and signatures are over https."""
    assert secure.url.startswith("https://localhost:")
    assert status_over_tls(secure, Signer(secure.consumer)) == 200


def test_client_that_speaks_no_tls_breaks_nothing(
    secure: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """A connection that fails says so at DEBUG, and the next one works."""
    caplog.set_level(logging.DEBUG, "oauth2.sandbox")
    exchange(secure, b"GET / HTTP/1.1\r\n\r\n")

    status = status_over_tls(secure, Signer(secure.consumer))

    assert status == 200
    assert "a connection broke" in caplog.messages


def has_ipv6() -> bool:
    """Tell whether this machine has an IPv6 loopback address."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
def test_ipv6() -> None:
    """An IPv6 address is written in brackets, and signed so."""
    with serve("::1") as sandbox:
        answer = call(sandbox, sandbox.echo_url)

    assert sandbox.url.startswith("http://[::1]:")
    assert answer.status == 200


@pytest.mark.parametrize("host", ["0.0.0.0", ""])  # noqa: S104  # what it is about
def test_every_address_is_reached_on_loopback(host: str) -> None:
    """Where the sandbox listens on every address its URL is one that works here."""
    with serve(host) as sandbox:
        answer = call(sandbox, sandbox.echo_url)

    assert sandbox.url.startswith("http://127.0.0.1:")
    assert answer.status == 200


def test_port_in_use_is_an_error(sandbox: Sandbox) -> None:
    """Two sandboxes do not share a port without a word."""
    port = urlsplit(sandbox.url).port or 0

    with pytest.raises(OSError, match="in use"), serve(port=port):
        raise AssertionError("it must not start")


def test_end_closes_what_is_open() -> None:
    """When the block ends, kept connections are closed, and the threads are gone."""
    before = set(threading.enumerate())
    with ExitStack() as stack:
        with serve() as sandbox:
            idle = stack.enter_context(connect(sandbox))
            kept = stack.enter_context(connect(sandbox))
            kept.sendall(b"GET /nothing HTTP/1.1\r\nHost: h\r\n\r\n")
            assert kept.recv(65536).startswith(b"HTTP/1.1 404 ")
        ends = [connection.recv(1) for connection in (idle, kept)]

    assert ends == [b"", b""]
    assert set(threading.enumerate()) <= before
    with pytest.raises(ConnectionRefusedError):
        connect(sandbox)


def test_end_comes_with_an_error_too() -> None:
    """What goes wrong inside the block is passed on, and the sandbox ends."""
    before = set(threading.enumerate())

    with pytest.raises(ZeroDivisionError), serve():
        raise ZeroDivisionError

    assert set(threading.enumerate()) <= before


def test_program_that_never_closes_it_ends_all_the_same() -> None:
    """A sandbox that is still open, with a connection, does not keep its program from ending."""
    code = """
import socket
from contextlib import ExitStack
from oauth2.sandbox import serve
stack = ExitStack()
sandbox = stack.enter_context(serve())
connection = socket.create_connection(("127.0.0.1", int(sandbox.url.rpartition(":")[2])))
"""

    done = subprocess.run([sys.executable, "-c", code], timeout=60, check=False)

    assert done.returncode == 0
