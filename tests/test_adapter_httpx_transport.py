"""The transports for httpx and httpx2 themselves: what they wrap, close, change and give away."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

import pytest
from _httpx_clients import KINDS, Kind, Wrapped, adapter, consumer, kind_of, nonces, token
from _loopback import Loopback, redirect, serving
from _verifiers import is_right_for_oauthlib, verify_strictly

import oauth2

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> Iterator[Kind]:
    """Return a kind of client."""
    with kind_of(request.param) as made:
        yield made


# --- the transport that is wrapped --------------------------------------------------------------


def test_transport_is_one_of_both_libraries(kind: Kind) -> None:
    """Whoever asks for a `BaseTransport` gets one."""
    base = "AsyncBaseTransport" if kind.is_async else "BaseTransport"

    assert isinstance(kind.signing(), getattr(kind.library, base))


def test_default_transport_is_of_the_library_that_asks(kind: Kind, server: Loopback) -> None:
    """Nothing needs to be said of the library, and the connection is kept."""
    before = server.connections

    with kind.client(kind.signing(transport=None)) as client:
        response = kind.run(client.get(server.url()))
        kind.run(client.get(server.url()))

    assert type(response).__module__ == kind.library.__name__
    assert len(nonces(server.requests)) == 2
    assert server.connections == before + 1


def test_default_transport_of_each_library_is_made_when_both_ask(server: Loopback) -> None:
    """One transport object may serve clients of both libraries."""
    httpx, httpx2 = pytest.importorskip("httpx"), pytest.importorskip("httpx2")
    transport = adapter.OAuth1Transport(consumer, token)

    with httpx.Client(transport=transport) as one, httpx2.Client(transport=transport) as other:
        answers = [type(one.get(server.url())), type(other.get(server.url()))]

    assert answers == [httpx.Response, httpx2.Response]
    assert len(nonces(server.requests)) == 2


def test_default_transport_is_closed_with_the_client(kind: Kind) -> None:
    """No socket is left open, when the client is closed and when it is left."""
    with serving() as alone:
        with kind.client(kind.signing(transport=None)) as client:
            kind.run(client.get(alone.url()))
        alone.wait_for_ends(1)
        client = kind.named(kind.library, "Client", transport=kind.signing(transport=None))
        with kind.entered(client):
            kind.run(client.get(alone.url()))
        alone.wait_for_ends(1)

    assert len(nonces(alone.requests)) == 2


def test_wrapped_transport_is_closed_with_the_client(kind: Kind) -> None:
    """It belongs to the client by way of this one."""
    wrapped = Wrapped(kind.plain())

    with kind.client(kind.signing(transport=wrapped)):
        pass

    assert wrapped.calls == ["close"]


def test_wrapped_transport_is_entered_and_left_with_the_client(kind: Kind) -> None:
    """So that one that opens something there works."""
    wrapped = Wrapped(kind.plain())
    transport = kind.signing(transport=wrapped)

    with kind.entered(kind.named(kind.library, "Client", transport=transport)):
        assert wrapped.calls == ["enter"]

    assert wrapped.calls == ["enter", "exit"]


@pytest.mark.parametrize("body", [b"", b"octets", b"a=1"], ids=["none", "octets", "form"])
def test_wrapped_transport_can_look_at_the_body(kind: Kind, server: Loopback, body: bytes) -> None:
    """Without reading it: transports that log, or give canned answers, are used to that."""
    wrapped = Wrapped(kind.plain())
    headers = FORM if body == b"a=1" else {}

    with kind.client(kind.signing(transport=wrapped)) as client:
        kind.run(client.post(server.url(), content=body, headers=headers))

    assert wrapped.requests[0].content == body
    assert server.request.body == body


def test_transport_around_this_one_has_each_attempt_signed(kind: Kind, server: Loopback) -> None:
    """What tries a request again goes around it: the nonce is another one."""
    transport = kind.signing()
    with kind.client(transport) as client:
        request = client.build_request("GET", server.url())
        send = transport.handle_async_request if kind.is_async else transport.handle_request
        for _ in range(2):
            response = kind.run(send(request))
            kind.run(response.aread() if kind.is_async else response.read())

    assert len(nonces(server.requests)) == 2


@pytest.mark.parametrize("mounted", [True, False], ids=["mounted", "not mounted"])
def test_mounted_transport_signs_what_is_routed_to_it(
    kind: Kind, server: Loopback, mounted: bool
) -> None:
    """A client may sign for some URLs only."""
    mounts = {f"http://{'127.0.0.1' if mounted else 'localhost'}:{server.port}": kind.signing()}

    with kind.client(kind.plain(), mounts=mounts) as client:
        kind.run(client.get(server.url()))

    assert (b"oauth_signature=" in server.request.octets) is mounted


# --- hosts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "scheme", "host"),
    [
        ("http://Photos.EXAMPLE.net:80/r%20v/X?id=123", "http", "photos.example.net"),
        # Of a scheme in capitals httpx does not know the port; it is signed without, as it must be.
        ("HTTP://photos.example.net:80/x", "http", "photos.example.net:80"),
        ("http://photos.example.net:8080/x", "http", "photos.example.net:8080"),
        ("http://photos.example.net:443/x", "http", "photos.example.net:443"),
        ("https://photos.example.net:443/x", "https", "photos.example.net"),
        ("https://photos.example.net:80/x", "https", "photos.example.net:80"),
        ("https://photos.example.net?a=1", "https", "photos.example.net"),
        ("http://bücher.example/x", "http", "xn--bcher-kva.example"),
        ("http://[2001:db8::1]:80/x", "http", "[2001:db8::1]"),
        ("http://[2001:db8::1]:8080/x", "http", "[2001:db8::1]:8080"),
    ],
)
def test_host_is_signed_as_it_is_sent(
    kind: Kind, server: Loopback, url: str, scheme: str, host: str
) -> None:
    """The Host header field is what is signed: lower case, no default port."""
    transport = kind.signing(transport=Wrapped(kind.plain(), server.port))

    with kind.client(transport) as client:
        kind.run(client.get(url))

    assert server.request.value("Host") == host
    assert verify_strictly(server.request, scheme)
    assert is_right_for_oauthlib(server.request, scheme)


# --- what is left alone -------------------------------------------------------------------------


@pytest.mark.parametrize("placement", ["header", "query", "body", "classic"])
def test_request_of_the_client_is_not_signed(kind: Kind, server: Loopback, placement: str) -> None:
    """What the response says it was asked has nothing of ours, so no log of it has either."""
    response = kind.ask(server.url("/?a=1"), "POST", data={"b": "2"}, once={"placement": placement})

    assert response.request.url == server.url("/?a=1")
    assert response.request.content == b"b=2"
    assert "Authorization" not in response.request.headers
    assert b"oauth_signature" in server.request.octets


def test_arguments_of_the_caller_are_not_changed(kind: Kind, server: Loopback) -> None:
    """Header fields and extensions may be used for the next call."""
    headers, options = {"X-Mine": "1"}, {"placement": "query", "oauth_params": {}}
    extensions = {"oauth2": options}
    server.answers.append(redirect(302, "/there"))

    kind.ask(server.url(), headers=headers, extensions=extensions)

    assert headers == {"X-Mine": "1"}
    assert extensions == {"oauth2": {"placement": "query", "oauth_params": {}}}


def test_wrapped_transport_sees_the_callers_extensions_and_none_of_ours(
    kind: Kind, server: Loopback
) -> None:
    """A timeout goes on to it, the secrets do not."""
    wrapped = Wrapped(kind.plain())
    transport = kind.signing(transport=wrapped)

    with kind.client(transport, timeout=7) as client:
        kind.run(client.get(server.url(), extensions={"oauth2": {}, "mine": 1}))

    times = {"connect": 7, "read": 7, "write": 7, "pool": 7}
    assert wrapped.requests[0].extensions == {"timeout": times, "mine": 1}


def test_repeated_fields_are_sent_as_one(kind: Kind, server: Loopback) -> None:
    """Their order is kept, and octets above 127 are too."""
    fields = [(b"X-A", b"1"), (b"x-a", b"2"), (b"X-B", b"\xc3\xa9")]

    kind.ask(server.url(), headers=fields)

    assert server.request.value("X-A") == "1, 2"
    assert server.request.value("X-B") == "\xc3\xa9"


def test_nothing_shows_the_secrets(kind: Kind, server: Loopback) -> None:
    """Neither does a transport nor a request that it has signed."""
    transport = kind.signing(token=oauth2.Token("tk-1", "marker"))
    with kind.client(transport) as client:
        response = kind.run(client.get(server.url()))

    shown = f"{transport!r} {vars(transport)!r} {response.request!r} {vars(response.request)!r}"
    assert "marker" not in shown
    assert b"marker" not in pickle.dumps(response)
