"""Redirects in aiohttp: signed afresh at home, and without anything of ours elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from _aiohttp import (
    AUTH,
    PLAINTEXT,
    OAuth1,
    aiohttp,
    ask,
    leaks,
    nonces,
    placements,
    run,
    signatures,
)
from _hops import REDIRECTS, Redirect
from _loopback import Answer, Loopback, Recorded, redirect, serving
from _verifiers import verify_strictly

import oauth2


def answer(status: int, url: str, *, echo: bool) -> Callable[[Recorded], Answer]:
    """Return the answer that redirects to a URL, and repeats the query if it is told to."""
    return lambda seen: redirect(status, url + ("?" + seen.target.partition("?")[2]) * echo)


def follow(
    home: Loopback, other: Loopback, row: Redirect, auth: OAuth1, **session: Any
) -> aiohttp.ClientResponse:
    """Send the first request of a row of redirects; return the last response."""
    here = home
    for number, place in enumerate(row.row):
        there = other if place.startswith("other") else home
        url = there.url(f"/hop{number}")
        here.answers.append(answer(row.status, url, echo=place.endswith("echo")))
        here = there
    fields = {"Content-Type": row.content_type} if row.content_type else {}
    url = home.url("/first" + ("?" + row.query) * bool(row.query))
    response, _ = ask(url, row.method, auth, session, data=row.body, headers=fields)
    return response


def rows(*, signed: bool) -> pytest.MarkDecorator:
    """Return those of the table whose last hop is signed, or is not."""
    return pytest.mark.parametrize(
        "row", [pytest.param(row, id=row.id) for row in REDIRECTS if row.signed is signed]
    )


def check_last(sent: Recorded, row: Redirect) -> None:
    """Check method, body and type of the last request of a row."""
    # aiohttp makes a GET of a POST behind a 301 and a 302.
    method = row.sent_method or "GET"
    kept = method == row.method
    assert sent.method == method
    assert sent.value("Content-Type") == (row.content_type if kept else None)
    assert sent.body.startswith(row.body or b"" if kept else b"")


# --- the table ----------------------------------------------------------------------------------


@pytest.mark.table
@signatures
@placements
@rows(signed=True)
def test_every_hop_is_signed_afresh(
    server: Loopback, row: Redirect, placement: str, how: oauth2.SignatureMethod
) -> None:
    """Each hop has a nonce of its own; the body stays where the method does (C4-C6)."""
    response = follow(server, server, row, AUTH.replace(placement=placement, signature_method=how))

    assert response.status == 200
    assert len(nonces(server.requests)) == len(row.row) + 1
    assert verify_strictly(server.requests[-1]).own == row.own
    check_last(server.requests[-1], row)


@pytest.mark.table
@signatures
@placements
@rows(signed=False)
def test_nothing_of_ours_goes_elsewhere(
    server: Loopback,
    other: Loopback,
    row: Redirect,
    placement: str,
    how: oauth2.SignatureMethod,
) -> None:
    """No key, no token, no signature, no cookie; nor is a chain that has left signed again (C7)."""
    auth = AUTH.replace(placement=placement, signature_method=how)

    response = follow(
        server, other, row, auth, cookies={"c": "1"}, headers={"Cookie": "b=1", "X-Mine": "1"}
    )

    away = [*other.requests, *server.requests[1:]]
    assert response.status == 200
    assert verify_strictly(server.requests[0])
    assert len(away) == len(row.row)
    assert leaks(away) == []
    assert [request.value("X-Mine") for request in away] == ["1"] * len(away)
    check_last(away[-1], row)


# --- one by one ---------------------------------------------------------------------------------


@placements
def test_fields_of_a_redirect_are_the_callers(server: Loopback, placement: str) -> None:
    """A redirect within the origin keeps what the caller sends, each field once."""
    server.answers.append(redirect(307, "/there"))
    fields = [("Cookie", "b=1"), ("X-Two", "1"), ("X-Two", "2"), ("Host", "photos.example")]

    ask(server.url("/here"), "PUT", AUTH.replace(placement=placement), data=b"{}", headers=fields)

    hop = server.requests[1]
    assert (hop.values("Cookie"), hop.values("X-Two")) == (["b=1"], ["1", "2"])
    assert hop.values("Host") == ["photos.example"]
    assert len(nonces(server.requests)) == 2


def test_host_of_the_caller_stays_at_home(server: Loopback, other: Loopback) -> None:
    """It would not be the other host's name, nor that of what comes after it."""
    server.answers.append(redirect(302, other.url()))
    other.answers.extend([redirect(302, "/on"), redirect(302, server.url("/home"))])

    ask(server.url(), headers={"Host": "photos.example"})

    assert [each.value("Host") for each in other.requests] == [f"127.0.0.1:{other.port}"] * 2
    assert server.requests[1].value("Host") == f"127.0.0.1:{server.port}"


def test_trusted_origin_is_signed_for(server: Loopback, other: Loopback) -> None:
    """The caller may name further origins; what is behind them is another matter."""
    server.answers.append(redirect(302, other.url("/there?b=2")))
    auth = AUTH.replace(trusted_origins=[other.url("/x")])

    with serving() as third:
        other.answers.extend([redirect(302, "/on?c=3"), redirect(302, third.url())])
        ask(server.url("/here"), "GET", auth, headers={"Host": "photos.example"})

        assert [verify_strictly(each).own for each in other.requests] == ["b=2", "c=3"]
        assert leaks(third.requests) == []


def test_cookies_of_another_host_are_its_own(server: Loopback, other: Loopback) -> None:
    """What a host has set goes back there; what the caller gives to all does not."""
    there = other.url(host="localhost")
    other.answers.append(Answer(200, (("Set-Cookie", "theirs=1"), ("Set-Cookie", "both=1"))))
    server.answers.append(redirect(302, there))

    async def call() -> None:
        jar = aiohttp.CookieJar()
        jar.update_cookies({"mine": "1", "both": "2"})
        async with aiohttp.ClientSession(cookie_jar=jar, middlewares=(AUTH,)) as session:
            await session.get(there)
            await session.get(server.url(), headers={"Cookie": "header=1"})

    run(call())

    assert other.requests[1].value("Cookie") == "theirs=1"


@pytest.mark.parametrize(
    "options",
    [{"headers": {"Authorization": "Basic dTpw"}}, {"cookies": {"c": "1"}}],
    ids=["Authorization", "cookies"],
)
def test_other_credentials_stay_at_home(
    server: Loopback, other: Loopback, options: dict[str, Any]
) -> None:
    """A password or a cookie beside a signature in the query is for one host too."""
    server.answers.append(redirect(302, other.url()))

    ask(server.url(), "GET", AUTH.replace(placement="query"), **options)

    assert leaks(other.requests) == []


def test_plaintext_that_is_echoed_inside_a_value_goes_no_further(
    server: Loopback, other: Loopback
) -> None:
    """A login page that is told where to return to would be told both secrets."""
    server.answers.append(
        lambda seen: redirect(302, f"{other.url()}?to={seen.target.replace('&', '%26')}")
    )
    auth = AUTH.replace(placement="query", signature_method=PLAINTEXT)

    with pytest.raises(oauth2.InsecureTransport, match="would tell another host the secrets"):
        ask(server.url(), "GET", auth)

    assert other.requests == []


@pytest.mark.parametrize("placement", ["header", "query"])
def test_redirect_is_the_callers_when_it_is_not_followed(
    server: Loopback, other: Loopback, placement: str
) -> None:
    """It arrives as it came, and what the caller asks for next is signed as asked."""
    server.answers.append(redirect(302, other.url("/there")))

    async def call() -> aiohttp.ClientResponse:
        auth = AUTH.replace(placement=placement)
        async with aiohttp.ClientSession(middlewares=(auth,)) as session:
            response = await session.get(server.url("/here"), allow_redirects=False)
            await session.get(response.headers["Location"])
            return response

    response = run(call())

    assert (response.status, response.headers["Location"]) == (302, other.url("/there"))
    assert str(response.url) == server.url("/here")
    assert len(nonces([server.request, other.request])) == 2


def test_too_many_redirects_are_the_callers_matter(server: Loopback) -> None:
    """The limit is that of aiohttp."""
    server.default = redirect(302, "/again")

    with pytest.raises(aiohttp.TooManyRedirects):
        ask(server.url(), max_redirects=3)

    assert len(nonces(server.requests)) == 3


def test_warning_is_logged_when_a_chain_leaves(
    server: Loopback, other: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    """One line says from where to where, and shows no path, no query and no secret."""
    server.answers.append(redirect(302, other.url("/there?secret=1")))

    ask(server.url("/here?secret=2"))

    assert [record.name for record in caplog.records] == ["oauth2"]
    assert f"127.0.0.1:{other.port}" in caplog.text
    assert "secret" not in caplog.text
