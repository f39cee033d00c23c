"""Redirects followed by httpx and httpx2: signed afresh at home, nothing of ours elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from _hops import FORM, REDIRECTS, Redirect
from _httpx_clients import PAIR, Kind, kind_of, lead, leaks, nonces
from _loopback import Loopback, serving
from _verifiers import verify_strictly

import oauth2

PLAINTEXT = oauth2.SignatureMethod_PLAINTEXT()


@pytest.fixture(scope="module", params=PAIR)
def kind(request: pytest.FixtureRequest) -> Iterator[Kind]:
    """Return a kind of client."""
    with kind_of(request.param) as made:
        yield made


@pytest.fixture(scope="module")
def client(kind: Kind) -> Iterator[Any]:
    """Return one client for all tests of a kind that need nothing special of it."""
    with kind.client() as made:
        yield made


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[Loopback, Loopback]]:
    """Run two servers for all tests here."""
    with serving() as home, serving() as other:
        yield home, other


@pytest.fixture
def home(servers: tuple[Loopback, Loopback]) -> Loopback:
    """Return the server that the caller wants to reach."""
    servers[0].forget()
    return servers[0]


@pytest.fixture
def other(servers: tuple[Loopback, Loopback]) -> Loopback:
    """Return a server on another port, so of another origin."""
    servers[1].forget()
    return servers[1]


placements = pytest.mark.parametrize("placement", ["header", "query", "body"])
methods = pytest.mark.parametrize(
    "how", [oauth2.SignatureMethod_HMAC_SHA1(), PLAINTEXT], ids=["HMAC-SHA1", "PLAINTEXT"]
)


def hops(*, signed: bool) -> pytest.MarkDecorator:
    """Return the redirects whose last request is signed, or those where it must not be."""
    rows = [pytest.param(row, id=row.id) for row in REDIRECTS if row.signed is signed]
    return pytest.mark.parametrize("row", rows)


def follow(kind: Kind, client: Any, home: Loopback, row: Redirect, **options: Any) -> Any:
    """Send the first request of a redirect; return the last response."""
    headers = {"Cookie": "caller=1"} | (
        {"Content-Type": row.content_type or ""} if row.body else {}
    )
    return kind.run(
        client.request(
            row.method,
            home.url(f"/here?{row.query}" if row.query else "/here"),
            headers=headers,
            content=row.body,
            extensions={"oauth2": options},
        )
    )


@pytest.mark.table
@placements
@hops(signed=True)
def test_each_hop_at_home_is_signed_afresh(
    kind: Kind, client: Any, home: Loopback, other: Loopback, row: Redirect, placement: str
) -> None:
    """Every request is right, with a nonce of its own; each oauth_* is there once."""
    lead(row.row, row.status, home, other)

    response = follow(kind, client, home, row, placement=placement)

    assert response.status_code == 200
    assert len(home.requests) == len(row.row) + 1
    assert len(nonces(home.requests)) == len(row.row) + 1
    last = home.requests[-1]
    assert last.method == (row.sent_method or "GET")
    assert last.target.startswith("/there")
    assert verify_strictly(last).own == row.own


@pytest.mark.table
@placements
@hops(signed=False)
def test_hop_away_from_home_carries_nothing_of_ours(
    kind: Kind, client: Any, home: Loopback, other: Loopback, row: Redirect, placement: str
) -> None:
    """Neither there nor, after that, at home is anything signed."""
    end = lead(row.row, row.status, home, other)

    response = follow(kind, client, home, row, placement=placement)

    assert response.status_code == 200
    assert verify_strictly(home.requests[0])
    assert leaks(*other.requests) == []
    last = end.requests[-1]
    assert b"oauth_" not in last.octets
    assert last.method == (row.sent_method or "GET")
    assert last.target == ("/there?z=1" if row.query else "/there")


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, id=row.id)
        for row in REDIRECTS
        if row.body and row.sent_method == row.method
    ],
)
def test_body_and_type_stay_where_the_method_stays(
    kind: Kind, client: Any, home: Loopback, other: Loopback, row: Redirect
) -> None:
    """A 307 or 308 asks for the same request once more, at home and elsewhere."""
    last = lead(row.row, row.status, home, other)

    follow(kind, client, home, row, placement="header")

    assert last.requests[-1].body == row.body
    assert last.requests[-1].value("Content-Type") == row.content_type


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, id=row.id)
        for row in REDIRECTS
        if row.body and row.sent_method != row.method
    ],
)
def test_body_and_type_go_where_the_request_becomes_a_get(
    kind: Kind, client: Any, home: Loopback, other: Loopback, row: Redirect
) -> None:
    """The Content-Type too, which httpx leaves: it would make an empty form of a GET."""
    last = lead(row.row, row.status, home, other)

    follow(kind, client, home, row, placement="header")

    assert (last.requests[-1].method, last.requests[-1].body) == ("GET", b"")
    assert last.requests[-1].values("Content-Type") == []
    assert last.requests[-1].values("Content-Length") == []


@pytest.mark.table
@methods
@placements
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_other_origin_gets_nothing_of_ours(
    kind: Kind,
    client: Any,
    home: Loopback,
    other: Loopback,
    status: int,
    placement: str,
    how: oauth2.SignatureMethod,
) -> None:
    """No signature, no key, no token, no cookie; with PLAINTEXT it would be the secrets."""
    lead(["other"], status, home, other)
    row = Redirect("", status, method="POST", content_type=FORM, body=b"a=1")

    follow(kind, client, home, row, placement=placement, signature_method=how)

    assert other.request.target == "/there"
    assert leaks(other.request) == []


@placements
def test_post_without_body_is_signed_afresh(
    kind: Kind, client: Any, home: Loopback, other: Loopback, placement: str
) -> None:
    """Nor does it matter that the protocol parameters were all there was in the body."""
    lead(["home", "home"], 308, home, other)

    follow(kind, client, home, Redirect("", 308, method="POST"), placement=placement)

    assert [each.method for each in home.requests] == ["POST"] * 3
    assert len(nonces(home.requests)) == 3


@placements
def test_form_that_was_guessed_stays_one(
    kind: Kind, client: Any, home: Loopback, other: Loopback, placement: str
) -> None:
    """Elsewhere a POST has the type with which it was sent at home."""
    lead(["other"], 307, home, other)

    kind.run(
        client.post(home.url(), content=b"a=1", extensions={"oauth2": {"placement": placement}})
    )

    assert other.request.value("Content-Type") == FORM
    assert other.request.body == b"a=1"
