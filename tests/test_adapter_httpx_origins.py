"""What another origin may see of a client of httpx or httpx2: its own, and nothing of ours."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from _httpx_clients import KINDS, Kind, Wrapped, kind_of, lead, leaks, nonces
from _loopback import Answer, Loopback, redirect, serving
from _verifiers import verify_strictly

import oauth2

PLAINTEXT = oauth2.SignatureMethod_PLAINTEXT()
IN_QUERY = {"oauth2": {"placement": "query"}}


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> Iterator[Kind]:
    """Return a kind of client."""
    with kind_of(request.param) as made:
        yield made


@pytest.fixture
def home() -> Iterator[Loopback]:
    """Return the server that the caller wants to reach."""
    with serving() as running:
        yield running


def away(row: tuple[str, ...], home: Loopback, other: Loopback) -> str:
    """Prepare redirects; return the URL to begin with."""
    lead(row, 302, home, other)
    return home.url("/here")


# --- cookies and other credentials --------------------------------------------------------------


@pytest.mark.parametrize("row", [("other",), ("home", "other"), ("other", "other", "other")])
def test_cookie_for_every_host_stays_at_home(
    kind: Kind, home: Loopback, other: Loopback, row: tuple[str, ...]
) -> None:
    """A cookie that was set without a domain httpx itself sends wherever it is led."""
    with kind.client(cookies={"of": "caller"}) as client:
        kind.run(client.get(away(row, home, other)))

    assert home.requests[-1].value("Cookie") == "of=caller"
    assert leaks(*other.requests) == []


def test_cookie_that_is_set_elsewhere_goes_on(kind: Kind, home: Loopback, other: Loopback) -> None:
    """What another place has set on the way it gets back, and the caller's cookie beside it not."""
    there, on = other.url("/there", "localhost"), other.url("/on", "localhost")
    home.answers.append(redirect(302, there))
    other.answers.append(Answer(302, (("Location", on), ("Set-Cookie", "visits=7; Path=/")), b""))

    with kind.client(cookies={"of": "caller"}) as client:
        kind.run(client.get(home.url()))

    assert [each.value("Cookie") for each in other.requests] == [None, "visits=7"]
    assert home.request.value("Cookie") == "of=caller"


def test_cookie_for_a_path_stays_at_home(kind: Kind, home: Loopback, other: Loopback) -> None:
    """A server that leads elsewhere chooses the path, and so the cookies that httpx would send."""
    cookies = kind.library.Cookies()
    cookies.set("of", "caller", path="/private")
    home.answers.append(redirect(302, other.url("/private/x")))

    with kind.client(cookies=cookies) as client:
        kind.run(client.get(home.url()))

    assert other.request.values("Cookie") == []


def test_cookie_is_there_again_when_a_redirect_leads_home(
    kind: Kind, home: Loopback, other: Loopback
) -> None:
    """A login elsewhere that leads back finds the session; the request is not signed."""
    with kind.client(cookies={"of": "caller"}) as client:
        kind.run(client.get(away(("other", "home"), home, other)))

    assert home.requests[1].value("Cookie") == "of=caller"
    assert home.requests[1].values("Authorization") == []


def test_other_credentials_beside_ours_stay_at_home(
    kind: Kind, home: Loopback, other: Loopback
) -> None:
    """Basic credentials beside a signature in the query are for the first origin too."""
    with kind.client() as client:
        url = away(("home", "other"), home, other)
        kind.run(client.get(url, auth=("me", "pw"), extensions=IN_QUERY))

    assert [each.value("Authorization") for each in home.requests] == ["Basic bWU6cHc="] * 2
    assert len(nonces(home.requests)) == 2
    assert leaks(other.request) == []


def test_authorization_that_a_hook_puts_in_stays_at_home(
    kind: Kind, home: Loopback, other: Loopback
) -> None:
    """The hooks of the caller are run after httpx took the field away."""

    def put(request: Any) -> None:
        request.headers["Authorization"] = "Basic bWU6cHc="

    async def put_async(request: Any) -> None:
        put(request)

    hooks = {"request": [put_async if kind.is_async else put]}
    with kind.client(event_hooks=hooks) as client:
        kind.run(client.get(away(("other",), home, other), extensions=IN_QUERY))

    assert leaks(other.request) == []


# --- origins that may see a signature -----------------------------------------------------------


@pytest.mark.parametrize("once", [True, False], ids=["for one call", "for all"])
def test_trusted_origin_is_signed_for(
    kind: Kind, home: Loopback, other: Loopback, once: bool
) -> None:
    """The caller may name further origins; a path in them does not matter."""
    trusted = {"trusted_origins": [other.url("/x")]}
    transport = kind.signing(**({} if once else trusted))

    with kind.client(transport, cookies={"of": "caller"}) as client:
        extensions = {"oauth2": trusted if once else {}}
        kind.run(client.get(away(("other",), home, other), extensions=extensions))

    assert len(nonces([home.request, other.request])) == 2
    assert other.request.value("Cookie") == "of=caller"


def test_https_of_the_same_host_is_signed_for(kind: Kind, home: Loopback) -> None:
    """A service that only redirects http to https is no other origin; the scheme is signed."""
    home.answers.append(redirect(301, "https://photos.example.net/there"))
    transport = kind.signing(transport=Wrapped(kind.plain(), home.port))

    with kind.client(transport) as client:
        kind.run(client.get("http://photos.example.net/here"))

    assert verify_strictly(home.requests[0], "http")
    assert verify_strictly(home.requests[1], "https")


def test_host_field_of_the_caller_is_signed_and_stays_at_home(
    kind: Kind, home: Loopback, other: Loopback
) -> None:
    """A Host that the caller wrote is what the server goes by, and is not the next one's name."""
    with kind.client() as client:
        url = away(("home", "other"), home, other)
        kind.run(client.get(url, headers={"Host": "photos.example.net"}))

    assert [each.value("Host") for each in home.requests] == ["photos.example.net"] * 2
    assert len(nonces(home.requests)) == 2
    assert other.request.value("Host") == f"127.0.0.1:{other.port}"


def test_redirect_is_refused_when_it_leads_to_no_http_url(kind: Kind, home: Loopback) -> None:
    """A Location that cannot be signed for is our error."""
    home.answers.append(redirect(302, "ftp://127.0.0.1/"))

    with kind.client() as client, pytest.raises(oauth2.InvalidURL):
        kind.run(client.get(home.url()))


# --- a Location that repeats the signature ------------------------------------------------------


@pytest.mark.parametrize(
    "how", [oauth2.SignatureMethod_HMAC_SHA1(), PLAINTEXT], ids=["HMAC-SHA1", "PLAINTEXT"]
)
def test_echo_is_not_brought_back_by_a_relative_redirect(
    kind: Kind, home: Loopback, other: Loopback, how: oauth2.SignatureMethod
) -> None:
    """A `#top` httpx resolves against the URL that it was led to, which held the signature."""
    home.answers.append(lambda seen: redirect(302, other.url("/there" + seen.target[1:])))
    other.answers.append(redirect(302, "#top"))

    with kind.client() as client:
        extensions = {"oauth2": {"placement": "query", "signature_method": how}}
        response = kind.run(client.get(home.url("/?a=1"), extensions=extensions))

    assert [each.target for each in other.requests] == ["/there?a=1", "/there?a=1"]
    assert leaks(*other.requests) == []
    assert response.url == other.url("/there?a=1#top")


def test_echo_is_not_signed_twice_behind_a_relative_redirect(kind: Kind, home: Loopback) -> None:
    """Nor is the old nonce taken for one of the caller's."""
    home.answers.append(lambda seen: redirect(302, "/there" + seen.target[1:]))
    home.answers.append(redirect(302, "#top"))

    with kind.client() as client:
        response = kind.run(client.get(home.url("/"), extensions=IN_QUERY))

    assert len(nonces(home.requests)) == 3
    assert response.url == home.url("/there#top")


def test_plaintext_that_is_echoed_inside_a_value_goes_no_further(
    kind: Kind, home: Loopback, other: Loopback
) -> None:
    """A login page that is told where to return to would be told both secrets."""
    home.answers.append(
        lambda seen: redirect(302, other.url("/login?return_to=" + quote(seen.target, safe="")))
    )

    extensions = {"oauth2": {"placement": "query", "signature_method": PLAINTEXT}}
    with kind.client() as client, pytest.raises(oauth2.InsecureTransport):
        kind.run(client.get(home.url("/?a=1"), extensions=extensions))

    assert other.requests == []


# --- requests that the caller sends again -------------------------------------------------------


def test_redirect_is_the_callers_when_none_is_followed(
    kind: Kind, home: Loopback, other: Loopback
) -> None:
    """It reaches the caller unchanged, and is no other request when the caller follows it."""
    home.answers.append(lambda seen: redirect(302, other.url("/there" + seen.target[1:])))

    with kind.client(follow_redirects=False) as client:
        response = kind.run(client.get(home.url("/?a=1"), extensions=IN_QUERY))
        kind.run(client.send(response.next_request))

    assert response.status_code == 302
    assert response.headers["Location"] == other.url("/there" + home.request.target[1:])
    assert other.request.target == "/there?a=1"
    assert leaks(other.request) == []


def test_request_is_signed_afresh_when_it_is_sent_again(kind: Kind, home: Loopback) -> None:
    """A program that tries the same request object once more needs another nonce."""
    with kind.client() as client:
        request = client.build_request("PUT", home.url("/here?a=1"), content=b"{}")
        kind.run(client.send(request))
        kind.run(client.send(request))

    assert len(nonces(home.requests)) == 2
    assert [each.body for each in home.requests] == [b"{}", b"{}"]


def test_request_is_signed_by_the_client_that_sends_it(kind: Kind, home: Loopback) -> None:
    """A token that was renewed counts for a request that was sent with the old one before."""
    old = kind.signing(token=oauth2.Token("old", "old"))
    with kind.client(old) as first, kind.client() as second:
        request = first.build_request("GET", home.url())
        kind.run(first.send(request))
        kind.run(second.send(request))

    assert verify_strictly(home.requests[0], token=("old", "old"))
    assert verify_strictly(home.requests[1]).protocol["oauth_token"] == "tk-1"


def test_hop_is_not_signed_when_it_is_sent_again(
    kind: Kind, home: Loopback, other: Loopback
) -> None:
    """The request of a response is where a redirect led, and a second try changes nothing."""
    with kind.client() as client:
        response = kind.run(client.get(away(("other",), home, other)))
        kind.run(client.send(response.request))

    assert len(other.requests) == 2
    assert leaks(*other.requests) == []


def test_next_request_is_signed_again(kind: Kind, home: Loopback, other: Loopback) -> None:
    """What a redirect did is forgotten with its chain."""
    with kind.client() as client:
        kind.run(client.get(away(("other",), home, other)))
        kind.run(client.get(home.url()))

    assert len(nonces(home.requests)) == 2


def test_warning_is_logged_once_when_a_chain_leaves(
    kind: Kind, home: Loopback, other: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    """One line says from where to where."""
    caplog.set_level(logging.WARNING)

    with kind.client() as client:
        kind.run(client.get(away(("other", "other", "home"), home, other)))

    assert [(each.name, each.levelno) for each in caplog.records] == [("oauth2", logging.WARNING)]
    assert f"127.0.0.1:{other.port}" in caplog.text
