"""Redirects that requests does not follow, and what it shows of those that it does."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import requests
from _loopback import Answer, Loopback, redirect, serving
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


placements = pytest.mark.parametrize("placement", ["header", "query", "body"])

# --- not followed -------------------------------------------------------------------------------


@placements
def test_redirect_is_the_callers_when_none_is_followed(
    server: Loopback, session: requests.Session, placement: str
) -> None:
    """The answer reaches the caller as it came, and no second nonce is asked for."""
    server.answers.append(redirect(302, "/there?oauth_callback=1#top"))
    auth = OAuth1(consumer, token, placement=placement, nonce=iter(["n1"]).__next__)

    response = session.get(server.url("/here"), auth=auth, allow_redirects=False)

    assert (response.status_code, response.headers["Location"]) == (
        302,
        "/there?oauth_callback=1#top",
    )
    assert verify_strictly(server.request)


@pytest.mark.parametrize(
    ("location", "body"),
    [("mailto:me@127.0.0.1", None), ("/there", [b"a"]), ("http://other.example.net/", None)],
    ids=["no URL", "spent body", "elsewhere"],
)
def test_redirect_that_cannot_be_followed_is_the_callers(
    server: Loopback,
    session: requests.Session,
    caplog: pytest.LogCaptureFixture,
    location: str,
    body: Any,
) -> None:
    """What would be wrong with the next hop is no matter; nor is there a warning of it."""
    caplog.set_level(logging.WARNING, "oauth2")
    server.answers.append(redirect(307, location))
    data = None if body is None else iter(body)

    response = session.put(
        server.url(), data=data, auth=OAuth1(consumer, token), allow_redirects=False
    )

    assert (response.headers["Location"], caplog.messages) == (location, [])


def test_plaintext_in_a_location_is_the_callers_when_it_is_not_followed(
    server: Loopback, session: requests.Session
) -> None:
    """It is refused where it is followed."""
    server.answers.append(
        lambda seen: redirect(302, "http://other.example.net/?to=" + quote(seen.target, safe=""))
    )
    how = oauth2.SignatureMethod_PLAINTEXT()
    auth = OAuth1(consumer, token, placement="query", signature_method=how)

    response = session.get(server.url(), auth=auth, allow_redirects=False)

    assert "oauth_signature" in response.headers["Location"]


@placements
def test_next_request_is_signed_when_it_is_sent(
    server: Loopback, session: requests.Session, placement: str
) -> None:
    """A program may follow by itself, with `response.next` or with a copy of it."""
    server.answers.append(redirect(308, "/there"))
    auth = OAuth1(consumer, token, placement=placement)
    response = session.post(server.url(), data={"a": "1"}, auth=auth, allow_redirects=False)
    assert response.next is not None

    session.send(response.next.copy())
    session.send(response.next)

    assert [each.target.partition("?")[0] for each in server.requests] == ["/", "/there", "/there"]
    verified = [verify_strictly(each) for each in server.requests]
    assert [each.own for each in verified] == ["a=1"] * 3
    assert len({each.protocol["oauth_nonce"] for each in verified}) == 3


@placements
def test_next_request_is_not_signed_when_it_leads_elsewhere(
    server: Loopback, session: requests.Session, placement: str
) -> None:
    """Nor where a program follows by itself; what the program adds for that place is sent."""
    auth = OAuth1(consumer, token, placement=placement)
    with serving() as other:
        server.answers.append(redirect(302, other.url()))
        response = session.get(server.url(), auth=auth, allow_redirects=False)
        assert response.next is not None
        response.next.headers["Authorization"] = "Bearer b"
        session.send(response.next)

        assert other.request.values("Authorization") == ["Bearer b"]
        assert b"oauth_" not in other.request.octets


def test_chain_ends_at_its_limit(server: Loopback, session: requests.Session) -> None:
    """`max_redirects` counts hops, as without us."""
    server.answers.extend(redirect(302, "/again") for _ in range(9))
    session.max_redirects = 3

    with pytest.raises(requests.TooManyRedirects):
        session.get(server.url(), auth=OAuth1(consumer, token))

    assert len(server.requests) == 4


# --- what is shown ------------------------------------------------------------------------------


def test_warning_is_logged_when_a_chain_leaves(
    server: Loopback, session: requests.Session, caplog: pytest.LogCaptureFixture
) -> None:
    """One line says from where to where, and shows no path, no query and no secret."""
    caplog.set_level(logging.WARNING, "oauth2")
    with serving() as other:
        server.answers.append(redirect(302, other.url("/there?secret=1")))
        other.answers.append(redirect(302, "/on?secret=3"))
        session.get(server.url("/here?secret=2"), auth=OAuth1(consumer, token))

    here, there = f"127.0.0.1:{server.port}", f"127.0.0.1:{other.port}"
    assert caplog.messages == [f"redirected from {here} to {there}: sent without a signature"]


@placements
def test_answer_shows_the_url_that_was_asked_for(
    server: Loopback, session: requests.Session, placement: str
) -> None:
    """An error that quotes the URL would quote a PLAINTEXT signature too."""
    server.answers.extend([redirect(302, "/there?b=2"), Answer(401)])
    how = oauth2.SignatureMethod_PLAINTEXT()
    auth = OAuth1(consumer, token, placement=placement, signature_method=how)

    response = session.get(server.url("/here?a=1"), auth=auth)

    assert [each.url for each in [*response.history, response]] == [
        server.url("/here?a=1"),
        server.url("/there?b=2"),
    ]
    with pytest.raises(requests.HTTPError) as caught:
        response.raise_for_status()
    assert "oauth_" not in str(caught.value)


def test_url_that_something_else_has_set_stays(server: Loopback, session: requests.Session) -> None:
    """A transport may know better where an answer came from."""

    class Elsewhere(requests.adapters.HTTPAdapter):
        def build_response(self, req: Any, resp: Any) -> requests.Response:
            response = super().build_response(req, resp)
            response.url = "http://other.example.net/"
            return response

    session.mount("http://", Elsewhere())

    response = session.get(server.url(), auth=OAuth1(consumer, token))

    assert response.url == "http://other.example.net/"


def test_pickled_answer_holds_no_secret(server: Loopback, session: requests.Session) -> None:
    """Programs store answers with their requests; what these are redirected to is not signed."""
    server.answers.extend([redirect(307, "/on"), redirect(307, "/there")])
    marked = OAuth1(oauth2.Consumer("ck-1", "marker-1"), oauth2.Token("tk-1", "marker-2"))
    response = session.post(server.url(), data={"a": "1"}, auth=marked)
    server.answers.append(redirect(307, "/again"))

    pickled = pickle.dumps(response)
    loaded = pickle.loads(pickled)  # noqa: S301  our own
    session.send(loaded.history[0].request)

    assert b"marker" not in pickled
    assert (loaded.content, loaded.request.body) == (b"fine", b"a=1")
    assert (server.requests[4].target, server.requests[4].values("Authorization")) == ("/again", [])
