"""Every redirect of the shared table, by a Client: live, and out of httplib2's cache (C4-C8)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import httplib2
import pytest
from _hops import REDIRECTS, Redirect
from _loopback import serving
from _origins import Origins
from _verifiers import CONSUMER, TOKEN, verify_strictly

import oauth2

# --- the rows -----------------------------------------------------------------------------------

#: Where a library may choose, httplib2 keeps a POST at 301 and makes a GET of it at 302.
CHOSEN = {301: "POST", 302: "GET"}

HEADS = [
    replace(row, id=f"HEAD for {row.id}", method="HEAD", sent_method="HEAD")
    for row in REDIRECTS
    if row.method == "GET"
]
ROWS = [
    *(replace(row, sent_method=row.sent_method or CHOSEN[row.status]) for row in REDIRECTS),
    *HEADS,
]
#: What httplib2 follows as it comes, and what it hands to the caller.
FOLLOWED = [row for row in ROWS if row.method in {"GET", "HEAD"} or row.status in {303, 308}]
RETURNED = [row for row in ROWS if row not in FOLLOWED]
#: What httplib2's cache remembers.
REMEMBERED = [row for row in FOLLOWED if row.status in {301, 308}]

#: What another origin must not see: names, fields, keys, and the secrets however encoded.
OURS = [
    *(b"oauth_", b"uthorization", b"ookie", b"ck-1", b"tk-1", b"HMAC-SHA1", b"PLAINTEXT"),
    *(b"c s&", b"c%20s", b"c+s", b"c%2520s", b"t+/", b"t%2B%2F", b"t%252B%252F"),
]


def rows(chosen: list[Redirect], *, signed: bool) -> pytest.MarkDecorator:
    """Parametrize with the rows whose last hop is signed, or with those whose is not."""
    found = [pytest.param(row, id=row.id) for row in chosen if row.signed is signed]
    return pytest.mark.parametrize("row", found)


METHODS = {
    "HMAC-SHA1": oauth2.SignatureMethod_HMAC_SHA1(),
    "PLAINTEXT": oauth2.SignatureMethod_PLAINTEXT(),
}
placements = pytest.mark.parametrize("placement", ["header", "query", "body"])
methods = pytest.mark.parametrize("how", METHODS)

# --- the origins --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def servers() -> Iterator[Origins]:
    """Run two servers for all tests here."""
    with serving() as home, serving() as other:
        yield Origins(home, other)


@pytest.fixture
def origins(servers: Origins) -> Origins:
    """Return two servers that have recorded nothing yet."""
    servers.forget()
    return servers


@pytest.fixture
def client() -> Iterator[oauth2.Client]:
    """Return a Client that follows what httplib2 follows as it comes."""
    made = oauth2.Client(oauth2.Consumer(*CONSUMER), oauth2.Token(*TOKEN), timeout=60)
    with closing(made):
        yield made


@pytest.fixture
def follower(client: oauth2.Client) -> oauth2.Client:
    """Return a Client that follows every redirect."""
    client.follow_all_redirects = True
    return client


@pytest.fixture
def rememberer(client: oauth2.Client, tmp_path: Path) -> oauth2.Client:
    """Return a Client with a cache."""
    client.cache = httplib2.FileCache(str(tmp_path))
    return client


def send(
    client: oauth2.Client, origins: Origins, row: Redirect, placement: str, how: str = "HMAC-SHA1"
) -> httplib2.Response:
    """Send what a row sends."""
    url = origins.home.url("/0" + ("?" + row.query if row.query else ""))
    fields = {"Cookie": "session=1", "X-Kept": "1"}
    if row.content_type:
        fields["Content-Type"] = row.content_type
    options: dict[str, Any] = {"placement": placement, "signature_method": METHODS[how]}
    response, _ = client.request(url, row.method, row.body, fields, **options)
    return response


# --- what is right ------------------------------------------------------------------------------


def check_request(origins: Origins, row: Redirect) -> None:
    """Check what is the caller's in the last request, as far as the method lets it go along."""
    last = origins.asked_for(f"/{len(row.row)}")[-1]
    kept = row.sent_method == row.method
    assert last.method == row.sent_method
    assert last.value("Content-Type") == (row.content_type if kept else None)
    assert re.sub(rb"&oauth_[^&]*", b"", last.body) == (row.body if kept and row.body else b"")
    assert last.value("X-Kept") == "1"


def check_signatures(origins: Origins, row: Redirect) -> None:
    """Check that each request is right, and signed with a nonce of its own."""
    verified = [verify_strictly(each) for each in origins.home.requests]
    assert verified[-1].own == row.own
    assert len({each.protocol["oauth_nonce"] for each in verified}) == len(verified)
    assert {each.value("Cookie") for each in origins.home.requests} == {"session=1"}


def leaks(origins: Origins) -> list[tuple[bytes, bytes]]:
    """Return what another origin saw and should not have seen, and what came back from there."""
    away = [*origins.other.requests, *origins.asked_for("/2")]
    return [(each.line, ours) for each in away for ours in OURS if ours in each.octets]


# --- with follow_all_redirects ------------------------------------------------------------------


@pytest.mark.table
@placements
@rows(ROWS, signed=True)
def test_hop_is_signed_afresh_when_it_stays_at_home(
    origins: Origins, follower: oauth2.Client, row: Redirect, placement: str
) -> None:
    """Each request is right, each protocol parameter once, each nonce new (C4, C5, C6)."""
    origins.lead(row)

    response = send(follower, origins, row, placement)

    assert (response.status, len(origins.home.requests)) == (200, 1 + len(row.row))
    check_request(origins, row)
    check_signatures(origins, row)


@pytest.mark.table
@methods
@placements
@rows(ROWS, signed=False)
def test_hop_carries_nothing_of_ours_when_it_has_left_home(
    origins: Origins, follower: oauth2.Client, row: Redirect, placement: str, how: str
) -> None:
    """The caller's request goes on, and no key, no cookie and no secret with it (C7)."""
    origins.lead(row)

    response = send(follower, origins, row, placement, how)

    assert verify_strictly(origins.home.requests[0])
    assert (response.status, len(origins.other.requests)) == (200, 1)
    check_request(origins, row)
    assert leaks(origins) == []


@pytest.mark.parametrize(
    "make_body", [lambda: iter([b"a"]), lambda: io.BytesIO(b"a")], ids=["generator", "file"]
)
def test_body_is_let_go_when_a_redirect_makes_a_get_of_it(
    origins: Origins, follower: oauth2.Client, make_body: Any
) -> None:
    """A spent generator is not asked for again, nor a file that was left behind a hop ago."""
    origins.lead(Redirect("", 302, ("other", "home")))

    follower.request(origins.home.url("/0"), "PUT", make_body())

    [last] = origins.asked_for("/2")
    assert (last.method, last.body) == ("GET", b"")


# --- without ------------------------------------------------------------------------------------


@pytest.mark.table
@placements
@rows(FOLLOWED, signed=True)
def test_hop_is_signed_afresh_when_httplib2_follows_it_as_it_comes(
    origins: Origins, client: oauth2.Client, row: Redirect, placement: str
) -> None:
    """GET and HEAD, 303 and 308 are followed as ever, and obey the same rules (C4, C5, C6)."""
    origins.lead(row)

    response = send(client, origins, row, placement)

    assert (response.status, len(origins.home.requests)) == (200, 1 + len(row.row))
    check_request(origins, row)
    check_signatures(origins, row)


@pytest.mark.table
@methods
@placements
@rows(FOLLOWED, signed=False)
def test_hop_carries_nothing_of_ours_when_httplib2_follows_it_elsewhere(
    origins: Origins, client: oauth2.Client, row: Redirect, placement: str, how: str
) -> None:
    """Nor does what another origin sees hang on that switch (C7)."""
    origins.lead(row)

    send(client, origins, row, placement, how)

    assert len(origins.other.requests) == 1
    check_request(origins, row)
    assert leaks(origins) == []


@pytest.mark.table
@placements
@pytest.mark.parametrize("row", RETURNED, ids=[row.id for row in RETURNED])
def test_redirect_is_the_callers_when_httplib2_does_not_follow_it(
    origins: Origins, client: oauth2.Client, row: Redirect, placement: str
) -> None:
    """A 301, 302 or 307 to anything but GET and HEAD is handed over, and nothing is sent on."""
    there = origins.other if "other" in row.row[0] else origins.home
    origins.lead(row)

    response = send(client, origins, row, placement)

    assert (response.status, response["location"]) == (row.status, there.url("/1"))
    assert verify_strictly(origins.home.request)
    assert origins.other.requests == []


# --- out of the cache ---------------------------------------------------------------------------


@pytest.mark.table
@placements
@rows(REMEMBERED, signed=True)
def test_remembered_hop_is_signed_afresh_when_it_stays_at_home(
    origins: Origins, rememberer: oauth2.Client, row: Redirect, placement: str
) -> None:
    """The second time the first URL is not asked; body, type and signature are right (C6)."""
    origins.lead(row)

    send(rememberer, origins, row, placement)
    response = send(rememberer, origins, row, placement)

    assert (response.status, len(origins.asked_for("/0"))) == (200, 1)
    assert len(origins.asked_for(f"/{len(row.row)}")) == 2
    check_request(origins, row)
    check_signatures(origins, row)


@pytest.mark.table
@methods
@placements
@rows(REMEMBERED, signed=False)
def test_remembered_hop_carries_nothing_of_ours_when_it_has_left_home(
    origins: Origins, rememberer: oauth2.Client, row: Redirect, placement: str, how: str
) -> None:
    """httplib2 comes back with the fields of the request that it did not send (C7)."""
    # An answer that could hold the secrets is not stored, and short ones could be in any.
    rememberer.consumer = oauth2.Consumer("ck-1", "consumer c s&é")
    rememberer.token = oauth2.Token("tk-1", "access t+/%s")
    origins.lead(row)

    send(rememberer, origins, row, placement, how)
    response = send(rememberer, origins, row, placement, how)

    assert (response.status, len(origins.asked_for("/0"))) == (200, 1)
    assert len(origins.asked_for(f"/{len(row.row)}")) == 2
    check_request(origins, row)
    assert leaks(origins) == []
