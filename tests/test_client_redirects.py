"""Redirects within an origin: each hop is signed afresh, and nothing is lost (C4-C6)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing

import httplib2
import pytest
from _loopback import Loopback, Recorded, redirect, serving
from _verifiers import CONSUMER, TOKEN, verify_strictly

import oauth2

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}

consumer = oauth2.Consumer(*CONSUMER)
token = oauth2.Token(*TOKEN)


@pytest.fixture
def client() -> Iterator[oauth2.Client]:
    """Return a Client that follows every redirect, also of a POST."""
    with closing(oauth2.Client(consumer, token)) as made:
        made.follow_all_redirects = True
        yield made


def nonces(requests: list[Recorded]) -> set[str]:
    """Return the nonces of requests that are right."""
    return {verify_strictly(request).protocol["oauth_nonce"] for request in requests}


placements = pytest.mark.parametrize("placement", ["header", "query", "body", "classic"])

# --- the same origin ----------------------------------------------------------------------------


@placements
@pytest.mark.parametrize(
    ("status", "method", "own", "kind"),
    [
        (301, "POST", "a=1", FORM["Content-Type"]),
        (302, "GET", "", None),
        (303, "GET", "", None),
        (307, "POST", "a=1", FORM["Content-Type"]),
        (308, "POST", "a=1", FORM["Content-Type"]),
    ],
)
def test_form_is_signed_afresh_when_redirected(
    server: Loopback,
    client: oauth2.Client,
    placement: str,
    status: int,
    method: str,
    own: str,
    kind: str | None,
) -> None:
    """Each hop has a nonce of its own, and the form once or not at all (C4)."""
    server.answers.append(redirect(status, "/there"))

    response, _ = client.request(server.url("/here"), "POST", "a=1", FORM, placement=placement)

    hop = server.requests[1]
    assert (hop.method, hop.target.partition("?")[0], response.status) == (method, "/there", 200)
    assert (verify_strictly(hop).own, hop.value("Content-Type")) == (own, kind)
    assert len(nonces(server.requests)) == 2


@placements
def test_post_without_body_is_signed_afresh_when_redirected(
    server: Loopback, client: oauth2.Client, placement: str
) -> None:
    """Nor does it matter that the protocol parameters were all there was in the body."""
    server.answers.append(redirect(308, "/there"))

    client.request(server.url("/here"), "POST", placement=placement)

    assert [each.method for each in server.requests] == ["POST", "POST"]
    assert len(nonces(server.requests)) == 2


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_get_is_signed_afresh_when_redirected(server: Loopback, status: int, method: str) -> None:
    """A Client follows every redirect of a GET and of a HEAD, which have no body (C8)."""
    server.answers.append(redirect(status, "/there?b=2"))

    with closing(oauth2.Client(consumer, token)) as client:
        response, _ = client.request(server.url("/here?a=1"), method)

    assert verify_strictly(server.requests[1]).own == "b=2"
    assert len(nonces(server.requests)) == 2
    assert response.previous is not None
    assert response.previous.status == status


@placements
def test_echoed_query_is_not_sent_twice(
    server: Loopback, client: oauth2.Client, placement: str
) -> None:
    """Protocol parameters that a Location echoes make room for fresh ones (C5)."""
    server.answers.append(lambda seen: redirect(302, "/there" + seen.target.removeprefix("/here")))

    client.request(server.url("/here?a=1"), placement=placement)

    assert verify_strictly(server.requests[1]).own == "a=1"
    assert len(nonces(server.requests)) == 2


def test_callers_own_protocol_parameters_stay_when_they_are_echoed(server: Loopback) -> None:
    """A verifier that the caller put into the URL is part of the request, not of its signature."""
    server.answers.append(lambda seen: redirect(308, "/there" + seen.target.removeprefix("/here")))

    with closing(oauth2.Client(consumer)) as client:
        client.request(server.url("/here?oauth_verifier=v1&oauth_callback=oob"), "POST")

    hop = verify_strictly(server.requests[1])
    assert (hop.place, hop.protocol["oauth_verifier"]) == ("query", "v1")
    assert len(nonces(server.requests)) == 2


def test_json_stays_when_redirected(server: Loopback, client: oauth2.Client) -> None:
    """Body, type and other fields of a 308 are the caller's (C6)."""
    server.answers.append(redirect(308, "/there"))
    headers = {**JSON, "Cookie": "c=1", "X-Path": "C:\\1"}

    client.request(server.url("/here"), "POST", '{"a": "é"}', headers)

    hop = server.requests[1]
    assert (hop.body, hop.value("Content-Type")) == (b'{"a": "\xc3\xa9"}', "application/json")
    assert (hop.value("Cookie"), hop.value("X-Path")) == ("c=1", "C:\\1")
    assert len(nonces(server.requests)) == 2


@pytest.mark.parametrize("headers", [FORM, JSON], ids=["form", "other"])
def test_file_is_sent_again_from_where_it_stood(
    server: Loopback, client: oauth2.Client, headers: dict[str, str]
) -> None:
    """A file is rewound for the next hop, to its position and not to its start (B4)."""
    server.answers.append(redirect(307, "/there"))
    file = io.BytesIO(b"x=0&a=1")
    file.seek(4)

    client.request(server.url("/here"), "PUT", file, headers)

    assert [each.body for each in server.requests] == [b"a=1", b"a=1"]
    assert len(nonces(server.requests)) == 2


def test_form_in_chunks_is_sent_again(server: Loopback, client: oauth2.Client) -> None:
    """A form was read to be signed, so it is there for the next hop."""
    server.answers.append(redirect(307, "/there"))

    client.request(server.url("/here"), "PUT", iter([b"a=", b"1"]), FORM)

    assert [each.body for each in server.requests] == [b"a=1", b"a=1"]


def test_redirect_is_refused_when_the_body_cannot_be_sent_again(
    server: Loopback, client: oauth2.Client
) -> None:
    """An empty body in place of a spent generator would be data lost without a word."""
    server.answers.append(redirect(307, "/there"))

    with pytest.raises(oauth2.InvalidBody, match="only once"):
        client.request(server.url("/here"), "PUT", iter([b"a"]))

    assert [each.body for each in server.requests] == [b"a"]


def test_options_of_the_request_hold_for_every_hop(server: Loopback, client: oauth2.Client) -> None:
    """Realm, further parameters and method are those of the first request; the URL is the new."""
    server.answers.append(redirect(308, "/there"))

    client.request(
        server.url("/here"),
        "POST",
        realm=lambda url: url,
        oauth_params=iter([("oauth_callback", "oob")]),
        signature_method=oauth2.SignatureMethod_HMAC_SHA256(),
    )

    hop = verify_strictly(server.requests[1])
    assert hop.realm == server.url("/there")
    assert hop.protocol["oauth_callback"] == "oob"
    assert hop.protocol["oauth_signature_method"] == "HMAC-SHA256"


def test_chain_ends_at_its_limit(server: Loopback, client: oauth2.Client) -> None:
    """`redirections` counts hops, as in httplib2."""
    server.answers.extend(redirect(302, "/again") for _ in range(9))

    with pytest.raises(httplib2.RedirectLimit):
        client.request(server.url(), redirections=3)

    assert len(nonces(server.requests)) == 4


def test_redirect_is_the_callers_when_none_is_followed(
    server: Loopback, client: oauth2.Client
) -> None:
    """`follow_redirects` is httplib2's, and works."""
    server.answers.append(redirect(302, "/there"))
    client.follow_redirects = False

    response, _ = client.request(server.url())

    assert (response.status, response["location"]) == (302, "/there")


@pytest.mark.parametrize(
    "location", ["ftp://127.0.0.1/", "http://[zz]/", "//[zz/", "mailto:me@127.0.0.1"]
)
def test_redirect_is_refused_when_it_leads_to_no_http_url(
    server: Loopback, client: oauth2.Client, location: str
) -> None:
    """A Location that cannot be followed is our error."""
    server.answers.append(redirect(302, location))

    with pytest.raises(oauth2.InvalidURL):
        client.request(server.url())


def test_conditions_of_the_first_request_are_not_those_of_the_next(
    server: Loopback, client: oauth2.Client
) -> None:
    """An entity tag belongs to one URL: httplib2 drops it behind a redirect, and so do we."""
    server.answers.append(redirect(302, "/there"))
    headers = {"If-None-Match": '"v1"', "if-modified-since": "Sun, 06 Nov 1994 08:49:37 GMT"}

    client.request(server.url("/here"), headers=headers)

    assert server.requests[0].value("If-None-Match") == '"v1"'
    assert server.requests[1].values("If-None-Match") == []
    assert server.requests[1].values("If-Modified-Since") == []


def test_body_may_come_of_another_request_by_the_same_client(
    server: Loopback, client: oauth2.Client
) -> None:
    """A generator that fetches what it yields is no redirect of the request that sends it."""
    with serving() as source:
        parts = (client.request(source.url(target), "PUT", "x")[1] for target in ("/1", "/2"))
        client.request(server.url("/copy"), "PUT", parts)

    assert [each.body for each in source.requests] == [b"x", b"x"]
    assert server.request.body == b"finefine"
    assert len(nonces([*source.requests, *server.requests])) == 3


def test_realm_may_come_of_another_request_by_the_same_client(
    server: Loopback, client: oauth2.Client
) -> None:
    """A function that asks a server for the realm is no redirect of the request it is asked for."""
    server.answers.append(redirect(302, "/there"))
    with serving() as source:
        source_url = source.url()
        client.request(
            server.url("/here"), realm=lambda _: client.request(source_url)[1].decode("ascii")
        )

    assert [verify_strictly(each).realm for each in server.requests] == ["fine", "fine"]
    assert len(nonces([*source.requests, *server.requests])) == 4
