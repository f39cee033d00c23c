"""Kept-alive connections that turn out to be dropped: what is sent again, and how it is signed."""

from __future__ import annotations

import select
from collections.abc import Iterator
from contextlib import closing
from types import SimpleNamespace
from typing import Any

import pytest
from _dropped import CLOSED, RESET, keep_connection, keep_dropped_connection, nonces
from _loopback import Cut, Loopback, serving
from _verifiers import CONSUMER, TOKEN, verify_strictly

import oauth2

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
OCTETS = {"Content-Type": "application/octet-stream"}

consumer = oauth2.Consumer(*CONSUMER)
token = oauth2.Token(*TOKEN)


@pytest.fixture
def server() -> Iterator[Loopback]:
    """Return a server that no other test has connections to."""
    with serving() as running:
        yield running


@pytest.fixture
def client() -> Iterator[oauth2.Client]:
    """Return a Client that does not wait for ever, and follows every redirect."""
    with closing(oauth2.Client(consumer, token, timeout=60)) as made:
        made.follow_all_redirects = True
        yield made


placements = pytest.mark.parametrize("placement", ["header", "query", "body", "classic"])
cuts = pytest.mark.parametrize("cut", [CLOSED, RESET], ids=["closed", "reset"])
idempotent = pytest.mark.parametrize(
    ("method", "body", "headers"),
    [
        ("GET", None, {}),
        ("HEAD", None, {}),
        ("PUT", "a=1&b=", FORM),
        ("PUT", b"{}", JSON),
        ("PUT", [b"{", b"}"], JSON),
        ("DELETE", None, {}),
        ("OPTIONS", None, {}),
    ],
    ids=["GET", "HEAD", "PUT form", "PUT JSON", "PUT list", "DELETE", "OPTIONS"],
)

# --- what may be done twice ---------------------------------------------------------------------


@pytest.mark.table
@placements
@cuts
@idempotent
def test_idempotent_request_arrives_when_the_connection_was_dropped(
    server: Loopback,
    client: oauth2.Client,
    placement: str,
    cut: Cut,
    method: str,
    body: Any,
    headers: dict[str, str],
) -> None:
    """What the server does not see on the old connection, it sees on a new one, once."""
    keep_dropped_connection(server, client, cut)

    response, _ = client.request(
        server.url("/then?c=2"), method, body, headers, placement=placement
    )

    assert (response.status, [each.method for each in server.requests]) == (200, ["GET", method])
    assert len(set(nonces(server.requests))) == 2


@pytest.mark.table
@placements
@cuts
@idempotent
def test_idempotent_request_is_signed_afresh_when_it_was_not_answered(
    server: Loopback,
    client: oauth2.Client,
    placement: str,
    cut: Cut,
    method: str,
    body: Any,
    headers: dict[str, str],
) -> None:
    """A server that has seen the nonce would refuse it."""
    keep_connection(server, client)
    server.answers.append(cut)

    response, _ = client.request(
        server.url("/then?c=2"), method, body, headers, placement=placement
    )

    _, lost, arrived = server.requests
    assert (response.status, arrived.method) == (200, method)
    assert verify_strictly(arrived).own == verify_strictly(lost).own
    assert len(set(nonces(server.requests))) == 3


@pytest.mark.parametrize(
    ("cuts", "sent"),
    [([CLOSED, CLOSED], 2), ([CLOSED, RESET], 2), ([RESET, RESET], 2), ([RESET, CLOSED] * 2, 3)],
    ids=["closed", "closed and reset", "reset", "reset and closed"],
)
def test_request_is_given_up_when_it_is_dropped_again(
    server: Loopback, client: oauth2.Client, cuts: list[Cut], sent: int
) -> None:
    """The caller sees the error, and the next request has a connection of its own."""
    keep_connection(server, client)
    server.answers.extend(cuts)

    with pytest.raises(ConnectionError):
        client.request(server.url("/then"), "PUT", b"{}", JSON)

    assert len(set(nonces(server.requests))) == 1 + sent
    server.answers.clear()
    assert client.request(server.url("/next"), "PUT", b"{}", JSON)[0].status == 200


def test_fresh_connection_is_not_tried_again_when_it_is_reset(
    server: Loopback, client: oauth2.Client
) -> None:
    """A server that resets what it has just accepted, does not want it."""
    server.answers.append(RESET)

    with pytest.raises(ConnectionResetError):
        client.request(server.url("/then"))

    assert len(server.requests) == 1
    assert client.request(server.url("/next"))[0].status == 200


def test_fresh_connection_is_tried_again_by_httplib2_when_it_is_closed(
    server: Loopback, client: oauth2.Client
) -> None:
    """It takes that for a stale one, so the second request is signed afresh all the same."""
    server.answers.append(CLOSED)

    client.request(server.url("/then"))

    assert len(set(nonces(server.requests))) == 2


def test_request_arrives_when_its_socket_was_closed_here(
    server: Loopback, client: oauth2.Client
) -> None:
    """A program may have gone through the connections, which are a mapping, and closed them."""
    keep_connection(server, client)
    for connection in client.connections.values():
        connection.sock.close()

    assert client.request(server.url("/then"), "POST", b"{}", JSON)[0].status == 200
    assert len(set(nonces(server.requests))) == 2


def test_request_arrives_when_its_socket_is_none(server: Loopback, client: oauth2.Client) -> None:
    """What cannot be asked whether it has ended is opened anew."""
    keep_connection(server, client)
    for connection in client.connections.values():
        connection.sock.close()
        connection.sock = SimpleNamespace(close=lambda: None)

    assert client.request(server.url("/then"), "POST", b"{}", JSON)[0].status == 200


def test_request_arrives_when_there_is_no_poll(
    server: Loopback, client: oauth2.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows has `select` only, by which a connection that was dropped is known too."""
    monkeypatch.delattr(select, "poll")
    keep_dropped_connection(server, client, CLOSED)

    assert client.request(server.url("/then"), "POST", b"{}", JSON)[0].status == 200
    assert [each.method for each in server.requests] == ["GET", "POST"]


# --- what must not be done twice ------------------------------------------------------------------

once = pytest.mark.parametrize("method", ["POST", "PATCH"])
anything = pytest.mark.parametrize(
    ("body", "headers"),
    [(None, {}), ("a=1&b=", FORM), (b"{}", JSON), ([b"{", b"}"], JSON)],
    ids=["nothing", "form", "JSON", "list"],
)


@pytest.mark.table
@placements
@once
@anything
def test_nonce_is_kept_when_httplib2_sends_a_post_again(
    server: Loopback,
    client: oauth2.Client,
    placement: str,
    method: str,
    body: Any,
    headers: dict[str, str],
) -> None:
    """Nobody knows whether the first was done; a server that did it refuses the second."""
    keep_connection(server, client)
    server.answers.append(CLOSED)

    client.request(server.url("/then?c=2"), method, body, headers, placement=placement)

    _, lost, arrived = server.requests
    assert (arrived.method, arrived.octets) == (method, lost.octets)
    assert len(set(nonces(server.requests))) == 2


@pytest.mark.table
@placements
@cuts
@once
@anything
def test_post_arrives_once_when_the_connection_was_dropped(
    server: Loopback,
    client: oauth2.Client,
    placement: str,
    cut: Cut,
    method: str,
    body: Any,
    headers: dict[str, str],
) -> None:
    """That the old connection has ended is seen before anything is sent on it."""
    keep_dropped_connection(server, client, cut)

    client.request(server.url("/then?c=2"), method, body, headers, placement=placement)

    assert [each.method for each in server.requests] == ["GET", method]
    assert len(set(nonces(server.requests))) == 2


@once
@anything
def test_post_is_not_sent_again_when_it_is_reset(
    server: Loopback, client: oauth2.Client, method: str, body: Any, headers: dict[str, str]
) -> None:
    """The caller sees the error; the next request has a connection of its own."""
    keep_connection(server, client)
    server.answers.append(RESET)

    with pytest.raises(ConnectionResetError):
        client.request(server.url("/then"), method, body, headers)

    assert [each.method for each in server.requests] == ["GET", method]
    assert client.request(server.url("/next"), method, body, headers)[0].status == 200
    assert len(set(nonces(server.requests))) == 3
