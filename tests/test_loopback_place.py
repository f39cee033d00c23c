"""Where the server for the callback listens: on this machine, and clearly or not at all."""

from __future__ import annotations

import errno
import re
import socket
from typing import Any

import pytest
from _loopback import has_ipv6
from _sandbox import fetch

from oauth2.loopback import Catcher

OURS = "oauth_token=t%2F1&oauth_verifier=v"


@pytest.mark.parametrize(
    ("host", "begin"),
    [
        ("127.0.0.1", "http://127.0.0.1:"),
        ("localhost", "http://localhost:"),
        pytest.param(
            "::1",
            "http://[::1]:",
            marks=pytest.mark.skipif(not has_ipv6(), reason="this machine has no ::1"),
        ),
    ],
)
def test_each_name_of_this_machine_is_reached(host: str, begin: str) -> None:
    """The callback has the host as it was given, and leads here."""
    with Catcher(host, 0, "/c") as catcher:
        catcher.expect("t/1")
        page = fetch(f"{catcher.url}?{OURS}")

    assert catcher.url.startswith(begin)
    assert page.status == 200


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def test_fixed_port_is_taken_again_and_again() -> None:
    """A callback that is registered with its port can be caught at once again."""
    port = free_port()
    for _ in range(2):
        with Catcher("127.0.0.1", port, "/c") as catcher:
            catcher.expect("t/1")
            assert fetch(f"http://127.0.0.1:{port}/c?{OURS}").status == 200


def test_port_in_use_is_a_clear_error() -> None:
    """The error says which port it is, and has the system's number."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(OSError, match=rf"\(port {port} of 127\.0\.0\.1\)") as caught:
            Catcher("127.0.0.1", port, "/c")

    assert caught.value.errno == errno.EADDRINUSE


def test_no_name_service_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Listening needs no name of this machine: looking that up can take long."""
    monkeypatch.setattr(socket, "getfqdn", None)

    with Catcher("127.0.0.1", 0, "/c"):
        pass


@pytest.mark.parametrize(
    ("host", "port", "path", "message"),
    [
        ("127.0.0.2", 0, "/c", "host must be one of 127.0.0.1, localhost, ::1, not '127.0.0.2'"),
        ("app.example", 0, "/c", "host must be"),
        ("", 0, "/c", "host must be"),
        ("127.0.0.1", -1, "/c", "port must be a number from 0 to 65535, not -1"),
        ("127.0.0.1", 65536, "/c", "port must be"),
        ("127.0.0.1", "80", "/c", "port must be a number from 0 to 65535, not '80'"),
        ("127.0.0.1", True, "/c", "port must be"),
        ("127.0.0.1", 0, "c", "path must begin with one slash"),
        ("127.0.0.1", 0, "//c", "path must"),
        ("127.0.0.1", 0, "/c?x", "path must"),
        ("127.0.0.1", 0, "/c#x", "path must"),
        ("127.0.0.1", 0, "/c d", "path must"),
        ("127.0.0.1", 0, "/\u00e9", "path must"),
    ],
)
def test_place_must_be_one_on_this_machine(host: str, port: Any, path: str, message: str) -> None:
    """Nobody else can be let in, and the callback is a URL."""
    with pytest.raises(ValueError, match=re.escape(message)):
        Catcher(host, port, path)
