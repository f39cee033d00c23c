"""What holds for every test: no traffic leaves the machine, and a slow machine fails nothing.

And the servers on loopback that most tests of clients ask, and which rows of the tables run.
"""

from __future__ import annotations

import gc
import ipaddress
import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from _loopback import Loopback, serving
from _table import is_in_share, share
from hypothesis import HealthCheck, settings

# Coverage and a busy machine make single examples slow, which says nothing about the code.  All
# else stays as Hypothesis has it, so that under CI the examples are the same in every run.
settings.register_profile(
    "steady", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")

# What tests ask is on this machine, whatever proxy the machine has for the rest.
for _name in [name for name in os.environ if name.lower().endswith("_proxy")]:
    del os.environ[_name]

# Which argument of an audit event names the host, by event.
_HOST_ARGUMENT = {"socket.connect": 1, "socket.sendto": 1, "socket.getaddrinfo": 0}


def _is_here(host: object) -> bool:
    name = (host.decode() if isinstance(host, bytes) else str(host or "localhost")).lower()
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


def _refuse_traffic_beyond_loopback(event: str, arguments: tuple[Any, ...]) -> None:
    position = _HOST_ARGUMENT.get(event)
    if position is None:
        return
    address = arguments[position]
    if isinstance(address, tuple):  # an address of the internet families; others are local
        address = address[0]
    elif event != "socket.getaddrinfo":
        return
    if not _is_here(address):
        raise AssertionError(f"a test wants to reach {address!r}, which is not this machine")


sys.addaudithook(_refuse_traffic_beyond_loopback)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run do with a share of the rows of the tables; each runs all that is no such row."""
    parser.addoption(
        "--share",
        type=share,
        default="1/1",
        metavar="NUMBER/COUNT",
        help="run one of COUNT equal shares of the tests marked `table`, and as many times fewer "
        "examples of each property; by default all of them",
    )
    parser.addoption(
        "--share-all",
        action="store_true",
        help="let the share count for every test, marked or not",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Try fewer examples where a share is enough: under CI they would be the same everywhere."""
    steady = settings.get_profile("steady")
    examples = steady.max_examples // config.getoption("share")[1]
    settings.register_profile("share", steady, max_examples=examples)
    settings.load_profile("share")


def pytest_report_header(config: pytest.Config) -> str:
    """Say how much of the tables runs."""
    number, count = config.getoption("share")
    return "tables: every row" if count == 1 else f"tables: share {number} of {count} of the rows"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the rows of other shares."""
    number, count = config.getoption("share")
    every = config.getoption("share_all")
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        (kept if _is_run(item, number, count, every=every) else left_out).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
    items[:] = kept


def pytest_collection_finish() -> None:
    """Spare every collection of garbage a look at the thousands of tests that there are."""
    gc.collect()
    gc.freeze()


def _is_run(item: pytest.Item, number: int, count: int, *, every: bool) -> bool:
    mark = item.get_closest_marker("table")
    if mark is None:
        return not every or is_in_share(item.nodeid, number, count)
    return is_in_share(mark.kwargs.get("group", item.nodeid), number, count)


@pytest.fixture(scope="module")
def loopbacks() -> Iterator[tuple[Loopback, Loopback]]:
    """Run two servers for all tests of a module, so of two origins."""
    with serving() as first, serving() as second:
        yield first, second


@pytest.fixture
def server(loopbacks: tuple[Loopback, Loopback]) -> Loopback:
    """Return the server that the caller wants to reach; it has recorded nothing yet."""
    loopbacks[0].forget()
    return loopbacks[0]


@pytest.fixture
def other(loopbacks: tuple[Loopback, Loopback]) -> Loopback:
    """Return a server on another port, so of another origin; it has recorded nothing yet."""
    loopbacks[1].forget()
    return loopbacks[1]


@pytest.fixture(scope="module")
def authlib_port() -> Iterator[int]:
    """Return the port of a server that verifies with Authlib."""
    pytest.importorskip("authlib", reason="Authlib needs cryptography")
    # Not at the top: some environments have no Flask, and none of these tests.
    from _verifiers import authlib_server  # noqa: PLC0415

    with authlib_server() as port:
        yield port
