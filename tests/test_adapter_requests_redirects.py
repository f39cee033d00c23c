"""Redirects in requests, to the same origin: each hop is signed afresh, and nothing is lost."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
import requests
from _hops import FORM, JSON, REDIRECTS, Redirect
from _loopback import Answer, Loopback, Recorded, redirect, serving
from _verifiers import CONSUMER, TOKEN, verify_strictly

import oauth2
from oauth2.adapters.requests import OAuth1

consumer = oauth2.Consumer(*CONSUMER)
token = oauth2.Token(*TOKEN)


@pytest.fixture
def session() -> Iterator[requests.Session]:
    """Return a session."""
    with requests.Session() as made:
        yield made


def nonces(found: list[Recorded]) -> set[str]:
    """Return the nonces of requests that are right."""
    return {verify_strictly(request).protocol["oauth_nonce"] for request in found}


def answer(status: int, url: str, *, echo: bool) -> Callable[[Recorded], Answer]:
    """Return the answer that redirects to a URL, and repeats the query if it is told to."""
    return lambda seen: redirect(status, url + ("?" + seen.target.partition("?")[2]) * echo)


def follow(
    session: requests.Session, home: Loopback, other: Loopback, row: Redirect, auth: OAuth1
) -> requests.Response:
    """Send the first request of a row of redirects; return the last answer."""
    here = home
    for number, place in enumerate(row.row):
        there = other if place.startswith("other") else home
        url = there.url(f"/hop{number}")
        here.answers.append(answer(row.status, url, echo=place.endswith("echo")))
        here = there
    fields = {"Content-Type": row.content_type} if row.content_type else {}
    url = home.url("/first" + ("?" + row.query) * bool(row.query))
    return session.request(row.method, url, data=row.body, headers=fields, auth=auth)


placements = pytest.mark.parametrize("placement", ["header", "query", "body"])
signatures = pytest.mark.parametrize(
    "how",
    [oauth2.SignatureMethod_HMAC_SHA1(), oauth2.SignatureMethod_PLAINTEXT()],
    ids=["HMAC-SHA1", "PLAINTEXT"],
)


def rows(*, signed: bool) -> pytest.MarkDecorator:
    """Return those of the table whose last hop is signed, or is not."""
    return pytest.mark.parametrize(
        "row", [pytest.param(row, id=row.id) for row in REDIRECTS if row.signed is signed]
    )


def check_last(sent: Recorded, row: Redirect) -> None:
    """Check method, body and type of the last request of a row."""
    # requests makes a GET of a POST behind a 301 and a 302.
    method = row.sent_method or "GET"
    kept = method == row.method
    assert sent.method == method
    assert sent.value("Content-Type") == (row.content_type if kept else None)
    assert sent.body.startswith(row.body or b"" if kept else b"")


@pytest.mark.table
@placements
@rows(signed=True)
def test_every_hop_is_signed_afresh(
    server: Loopback, session: requests.Session, row: Redirect, placement: str
) -> None:
    """Each hop has a nonce of its own; the body stays where the method does (C4-C6)."""
    response = follow(session, server, server, row, OAuth1(consumer, token, placement=placement))

    assert response.status_code == 200
    assert len(nonces(server.requests)) == len(row.row) + 1
    assert verify_strictly(server.requests[-1]).own == row.own
    check_last(server.requests[-1], row)


@pytest.mark.table
@signatures
@placements
@rows(signed=False)
def test_nothing_of_ours_goes_elsewhere(
    server: Loopback,
    session: requests.Session,
    row: Redirect,
    placement: str,
    how: oauth2.SignatureMethod,
) -> None:
    """No key, no token, no signature, no cookie; nor is a chain that has left signed again (C7)."""
    session.cookies.set("cookie-of-mine", "1")
    auth = OAuth1(consumer, token, placement=placement, signature_method=how)

    with serving() as other:
        response = follow(session, server, other, row, auth)
        away = [*other.requests, *server.requests[1:]]

    assert response.status_code == 200
    assert verify_strictly(server.requests[0])
    assert len(away) == len(row.row)
    ours = [b"oauth_", b"uthorization", b"ookie", b"ck-1", b"tk-1", b"c%20s", b"%2F%25s"]
    assert [word for word in ours for sent in away if word in sent.octets] == []
    check_last(away[-1], row)


# --- bodies -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [FORM, JSON], ids=["form", "other"])
@pytest.mark.parametrize("status", [301, 307, 308])
def test_file_is_sent_again_from_where_it_stood(
    server: Loopback, session: requests.Session, status: int, kind: str
) -> None:
    """A file is rewound for the next hop, to its position and not to its start (B4)."""
    server.answers.append(redirect(status, "/there"))
    file = io.BytesIO(b"x=0&a=1")
    file.seek(4)

    session.put(
        server.url(), data=file, headers={"Content-Type": kind}, auth=OAuth1(consumer, token)
    )

    assert [each.body for each in server.requests] == [b"a=1", b"a=1"]
    assert [each.value("Content-Length") for each in server.requests] == ["3", "3"]
    assert len(nonces(server.requests)) == 2


@placements
def test_put_keeps_its_body_behind_a_301(
    server: Loopback, session: requests.Session, placement: str
) -> None:
    """By itself requests sends the PUT once more, but empty."""
    server.answers.extend([redirect(301, "/there"), redirect(301, "/on")])
    auth = OAuth1(consumer, token, placement=placement)

    session.put(server.url(), data={"a": "1"}, auth=auth)

    assert [verify_strictly(each).own for each in server.requests] == ["a=1"] * 3
    assert [each.value("Content-Type") for each in server.requests] == [FORM] * 3
    assert len(nonces(server.requests)) == 3


@placements
def test_protocol_parameters_may_be_the_whole_body(
    server: Loopback, session: requests.Session, placement: str
) -> None:
    """A POST without a body is none again on its next hop, but for our parameters."""
    server.answers.append(redirect(308, "/there"))

    session.post(server.url(), auth=OAuth1(consumer, token, placement=placement))

    assert [each.method for each in server.requests] == ["POST", "POST"]
    assert [verify_strictly(each).own for each in server.requests] == ["", ""]
    assert len(nonces(server.requests)) == 2


def test_form_in_chunks_is_sent_again(server: Loopback, session: requests.Session) -> None:
    """A form was read to be signed, so it is there for the next hop."""
    server.answers.append(redirect(307, "/there"))
    fields = {"Content-Type": FORM}

    session.put(
        server.url(), data=iter([b"a=", b"1"]), headers=fields, auth=OAuth1(consumer, token)
    )

    assert [each.body for each in server.requests] == [b"a=1", b"a=1"]


def test_redirect_is_refused_when_the_body_cannot_be_sent_again(
    server: Loopback, session: requests.Session
) -> None:
    """An empty body in place of a spent generator would be data lost without a word."""
    server.answers.append(redirect(307, "/there"))

    with pytest.raises(oauth2.InvalidBody, match="only once"):
        session.put(server.url(), data=iter([b"a"]), auth=OAuth1(consumer, token))

    assert [each.body for each in server.requests] == [b"a"]


def test_spent_generator_is_no_matter_when_the_next_hop_has_no_body(
    server: Loopback, session: requests.Session
) -> None:
    """A 303 asks for something else."""
    server.answers.append(redirect(303, "/there"))

    session.post(server.url(), data=iter([b"a"]), auth=OAuth1(consumer, token))

    assert [each.method for each in server.requests] == ["POST", "GET"]
    assert len(nonces(server.requests)) == 2


def test_file_is_let_go_when_a_hop_has_no_body(server: Loopback, session: requests.Session) -> None:
    """Nor does it come back on the hop after it."""
    server.answers.extend([redirect(303, "/there"), redirect(307, "/on")])

    session.put(server.url(), data=io.BytesIO(b"a"), auth=OAuth1(consumer, token))

    assert [(each.method, each.body) for each in server.requests] == [
        ("PUT", b"a"),
        ("GET", b""),
        ("GET", b""),
    ]
    assert len(nonces(server.requests)) == 3


# --- URLs ---------------------------------------------------------------------------------------


@placements
@pytest.mark.parametrize(
    "location",
    [
        "?b=2",
        "#top",
        "/caf%c3%a9/[x]?q=[1]&w=100%",
        "/100%/x",
        "/a/../b/./c",
        "/Ã©?u=â\x98\x83",  # UTF-8, as the server sends it
        '/"<>^`{|}?q=a b',
        "http://127.0.0.1:{port}//a/b",
        "HTTP://127.0.0.1:{port}?a=1",
    ],
)
def test_hop_is_signed_as_it_is_sent(
    server: Loopback, session: requests.Session, placement: str, location: str
) -> None:
    """However a Location is spelt: urllib3 spells it anew just before it goes out."""
    server.answers.append(redirect(302, location.replace("{port}", str(server.port))))

    session.get(server.url("/here?a=1"), auth=OAuth1(consumer, token, placement=placement))

    assert len(nonces(server.requests)) == 2


@pytest.mark.parametrize("location", ["ftp://127.0.0.1/", "mailto:me@127.0.0.1", "http://*.x/"])
def test_redirect_is_refused_when_it_leads_to_no_http_url(
    server: Loopback, session: requests.Session, location: str
) -> None:
    """A Location that cannot be followed is our error."""
    server.answers.append(redirect(302, location))

    with pytest.raises(oauth2.InvalidURL):
        session.get(server.url(), auth=OAuth1(consumer, token))
