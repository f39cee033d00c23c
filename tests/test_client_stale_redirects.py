"""What was sent again on another connection, and is then redirected."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from _dropped import CLOSED, RESET, keep_connection, nonces
from _loopback import Answer, Cut, Loopback, Recorded, redirect, serving
from _verifiers import CONSUMER, TOKEN, verify_strictly

import oauth2

FORM = {"Content-Type": "application/x-www-form-urlencoded"}

placements = pytest.mark.parametrize("placement", ["header", "query", "body", "classic"])
cuts = pytest.mark.parametrize("cut", [CLOSED, RESET], ids=["closed", "reset"])


@pytest.fixture
def client() -> Iterator[oauth2.Client]:
    """Return a Client that follows every redirect."""
    consumer, token = oauth2.Consumer(*CONSUMER), oauth2.Token(*TOKEN)
    with closing(oauth2.Client(consumer, token, timeout=60)) as made:
        made.follow_all_redirects = True
        yield made


@pytest.mark.parametrize("location", ["/there", "{home}/there"], ids=["relative", "absolute"])
def test_echo_of_the_second_signature_is_not_sent_twice(
    server: Loopback, client: oauth2.Client, location: str
) -> None:
    """What a Location echoes are the parameters that arrived, not those that were lost (C5)."""

    def echo(seen: Recorded) -> Answer:
        there = location.format(home=server.url(""))
        return redirect(302, there + seen.target.removeprefix("/here"))

    keep_connection(server, client)
    server.answers.extend([CLOSED, echo])

    response, _ = client.request(server.url("/here?a=1"), placement="query")

    assert verify_strictly(server.requests[-1]).own == "a=1"
    assert len(set(nonces(server.requests))) == 4
    assert response.previous is not None
    assert response["content-location"] == server.url("/there?a=1")
    assert response.previous["content-location"] == server.url("/here?a=1")


def test_second_signature_does_not_reach_another_origin(
    server: Loopback, client: oauth2.Client
) -> None:
    """Neither of the two is echoed to it (C7)."""
    with serving() as other:
        keep_connection(server, client)
        server.answers.append(CLOSED)
        server.answers.append(
            lambda seen: redirect(307, other.url("/there" + seen.target.removeprefix("/here")))
        )

        client.request(server.url("/here?a=1"), "PUT", "b=2", FORM, placement="query")

    assert len(set(nonces(server.requests))) == 3
    assert (other.request.target, other.request.body) == ("/there?a=1", b"b=2")
    assert b"oauth_" not in other.request.octets
    assert b"uthorization" not in other.request.octets


@cuts
@placements
def test_unsigned_hop_is_sent_again_unsigned(
    server: Loopback, client: oauth2.Client, placement: str, cut: Cut
) -> None:
    """Where no signature may be seen, none is seen in the second attempt either."""
    with serving() as other:
        other.answers.extend([Answer(), cut])
        server.default = redirect(307, other.url("/there"))
        client.request(server.url("/here"), "PUT", "b=2", FORM, placement=placement)

        client.request(server.url("/here"), "PUT", "b=2", FORM, placement=placement)

    first, lost, arrived = other.requests
    assert (arrived.method, arrived.body) == ("PUT", b"b=2")
    assert arrived.octets == lost.octets == first.octets
    assert b"oauth_" not in arrived.octets
    assert b"uthorization" not in arrived.octets


@cuts
def test_unsigned_post_is_not_sent_again(
    server: Loopback, client: oauth2.Client, other: Loopback, cut: Cut
) -> None:
    """It has no nonce by which it could be told from another one, so it might be done twice."""
    other.answers.extend([Answer(), cut])
    server.default = redirect(307, other.url("/there"))
    client.request(server.url("/here"), "POST", "b=2", FORM)

    with pytest.raises(ConnectionError):
        client.request(server.url("/here"), "POST", "b=2", FORM)

    assert len(other.requests) == 2
