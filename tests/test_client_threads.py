"""One Client and many threads, and what is left of connections when a thread or a Client ends."""

from __future__ import annotations

import copy
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from _dropped import nonces
from _loopback import Answer, Loopback, Recorded, redirect, serving
from _verifiers import CONSUMER, TOKEN

import oauth2
from oauth2.client.connections import Connections

FORM = {"Content-Type": "application/x-www-form-urlencoded"}

consumer = oauth2.Consumer(*CONSUMER)
token = oauth2.Token(*TOKEN)


@pytest.fixture
def server() -> Iterator[Loopback]:
    """Return a server that no other test has connections to."""
    with serving() as running:
        yield running


@pytest.fixture
def client() -> Iterator[oauth2.Client]:
    """Return the Client that all threads share."""
    with closing(oauth2.Client(consumer, token, timeout=60)) as made:
        yield made


# --- at the same time ---------------------------------------------------------------------------


def echo(seen: Recorded) -> Answer:
    """Answer with what was asked for; whoever asks for "/from/…" is sent to "/to/…" first."""
    if seen.target.startswith("/from/"):
        return redirect(302, seen.target.replace("/from/", "/to/"))
    return Answer(body=f"{seen.method} {seen.target} ".encode("ascii") + seen.body)


def test_threads_share_a_client(server: Loopback, client: oauth2.Client) -> None:
    """No error, no answer to another's question, no nonce twice, no needless connection (C19)."""
    server.default = echo
    together = threading.Barrier(16)

    def ask(thread: int) -> list[bytes]:
        together.wait(60)
        answers = []
        for number in range(48):
            asked = f"{thread}-{number}"
            answers.append(client.request(server.url("/get/" + asked))[1])
            answers.append(client.request(server.url("/post"), "POST", "a=" + asked, FORM)[1])
            answers.append(client.request(server.url("/from/" + asked))[1])
        return answers

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(ask, range(16)))

    assert answers == [
        [
            text % (thread, number)
            for number in range(48)
            for text in (b"GET /get/%d-%d ", b"POST /post a=%d-%d", b"GET /to/%d-%d ")
        ]
        for thread in range(16)
    ]
    assert len(set(nonces(server.requests))) == len(server.requests) == 16 * 48 * 4
    assert server.connections <= 16


def test_all_connections_are_closed_with_the_client(
    server: Loopback, client: oauth2.Client
) -> None:
    """Those of other threads too, which can go on asking afterwards."""
    together = threading.Barrier(4)

    def ask(_: int) -> int:
        together.wait(60)
        return client.request(server.url())[0].status

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(4))) == [200] * 4
        assert server.connections == 4
        client.close()
        server.wait_for_ends(4)
        assert list(pool.map(ask, range(4))) == [200] * 4

    server.wait_for_ends(4)
    assert server.connections == 8


def test_connection_in_use_is_closed_when_it_is_answered(
    server: Loopback, client: oauth2.Client
) -> None:
    """The thread that waits for an answer gets it, whoever closes the Client meanwhile."""
    client.request(server.url())

    def close_meanwhile(_: Recorded) -> Answer:
        client.close()
        return Answer(body=b"answered")

    server.answers.append(close_meanwhile)

    assert client.request(server.url())[1] == b"answered"
    server.wait_for_ends(1)
    assert client.request(server.url())[1] == b"fine"
    assert server.connections == 2


class Closing:
    """A cache that closes the Client in which it is, and holds nothing."""

    client: oauth2.Client

    def get(self, _: str) -> None:
        """Close the Client."""
        self.client.close()

    def set(self, *_: str | bytes) -> None:
        """Store nothing."""


def test_connection_is_closed_when_the_client_was_before(server: Loopback) -> None:
    """As it may be by another thread at any time."""
    cache = Closing()
    cache.client = client = oauth2.Client(consumer, token, cache=cache)

    assert client.request(server.url())[1] == b"fine"

    server.wait_for_ends(1)


# --- in the end ---------------------------------------------------------------------------------


def run(program: str, server: Loopback) -> subprocess.CompletedProcess[str]:
    """Run a program in a process of its own, in which a socket left open is an error.

    Args:
        program: Python, in which `client` is a Client, `url` that of the server, and `ask` a
            function that asks it.
        server: the server.
    """
    head = """
import gc, os, sys, threading, oauth2
def ask():
    client.request(url)

client, url = oauth2.Client(oauth2.Consumer("ck", "cs"), timeout=60), sys.argv[1]
"""
    command = [sys.executable, "-W", "error::ResourceWarning", "-c", head + program, server.url()]
    # To measure coverage there as well would take longer than all else.
    env = {name: text for name, text in os.environ.items() if not name.startswith("COVERAGE_")}
    return subprocess.run(
        command, env=env, capture_output=True, text=True, check=False, timeout=150
    )


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="open files cannot be counted here")
def test_connection_is_closed_when_its_thread_ends(server: Loopback) -> None:
    """Without a warning, and though the Client lives on."""
    done = run(
        """
ask()
before = os.listdir("/dev/fd")
for _ in range(5):
    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
gc.collect()
print(len(os.listdir("/dev/fd")) - len(before))
ask()
""",
        server,
    )

    assert (done.stdout, done.stderr) == ("0\n", "")
    assert (server.connections, len(server.requests)) == (6, 7)
    server.wait_for_ends(6)


@pytest.mark.parametrize(
    "end",
    ["del client", "client.itself = client; del client", "", "client.close()", "os._exit(0)"],
    ids=["deleted", "in a circle", "exit", "closed", "hard exit"],
)
def test_connection_is_closed_when_the_client_is_dropped(server: Loopback, end: str) -> None:
    """Programs written for python-oauth2 do not close it; that was, and is, no warning."""
    done = run(f"ask()\n{end}\ngc.collect()\n", server)

    assert (done.stdout, done.stderr) == ("", "")
    server.wait_for_ends(1)
    assert len(server.requests) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")
@pytest.mark.parametrize(
    ("does", "connections", "requests"),
    [("ask()", 2, 3), ("client.close()", 1, 2), ("pass", 1, 2), ("client.close(); ask()", 2, 3)],
)
def test_connection_stays_with_its_process_when_forked(
    server: Loopback, does: str, connections: int, requests: int
) -> None:
    """A child neither writes to its parent's sockets nor ends their connections."""
    done = run(
        f"""
ask()
if os.fork() == 0:
    {does}
    sys.exit()
assert os.wait()[1] == 0
ask()
""",
        server,
    )

    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
    assert (server.connections, len(server.requests)) == (connections, requests)
    server.wait_for_ends(connections)


# --- copies -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "duplicate",
    [copy.copy, copy.deepcopy, lambda client: pickle.loads(pickle.dumps(client))],  # noqa: S301
    ids=["copy", "deepcopy", "pickle"],
)
def test_copy_has_connections_of_its_own(
    server: Loopback, client: oauth2.Client, duplicate: Callable[[oauth2.Client], oauth2.Client]
) -> None:
    """To close it does not close those of the original."""
    client.request(server.url())
    with closing(duplicate(client)) as other:
        other.request(server.url())
    server.wait_for_ends(1)
    client.request(server.url())

    assert server.connections == 2
    assert len(set(nonces(server.requests))) == 3


# --- as a mapping -------------------------------------------------------------------------------


class Connection:
    """What can be closed."""

    open = True

    def close(self) -> None:
        """Close it."""
        self.open = False


def test_connections_can_be_looked_at(server: Loopback, client: oauth2.Client) -> None:
    """They are a mapping, as httplib2's are; programs go through it and take them out."""
    client.request(server.url())
    key = f"http:127.0.0.1:{server.port}"

    assert (list(client.connections), len(client.connections)) == ([key], 1)
    assert client.connections.get("http:127.0.0.1:1") is None
    client.connections[key].close()
    del client.connections[key]
    assert dict(client.connections) == {}
    assert client.request(server.url())[0].status == 200
    assert server.connections == 2


def test_connections_are_those_of_the_thread() -> None:
    """Another sees none of them, and may have its own of the same name."""
    connections = Connections()
    mine, others = Connection(), Connection()
    connections["http:a"] = mine

    def look() -> tuple[int, bool]:
        before = len(connections)
        connections["http:a"] = others
        return before, connections["http:a"] is others

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(look).result() == (0, True)
        assert connections["http:a"] is mine
        assert (mine.open, others.open) == (True, True)

    assert (mine.open, others.open) == (True, False)
    connections.close()
    assert (mine.open, len(connections)) == (False, 0)
