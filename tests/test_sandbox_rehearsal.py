"""A sandbox for the tests of a program: which request fails, what arrived, what the user said."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from _rehearsal import flow_of, get, problem_of
from _sandbox import decide, exchange, fetch

from oauth2 import AuthorizationDenied, RequestRefused, Signer, TokenRequestDenied
from oauth2.sandbox import Fault, Recorded, Rehearsal, rehearse

pytest_plugins = ["oauth2.testing"]

SLOW = b"GET /echo HTTP/1.1\r\nHost: h\r\n\r\n"

# --- which request fails ------------------------------------------------------------------------


def test_faults_come_in_the_order_in_which_they_were_asked_for(oauth_provider: Rehearsal) -> None:
    """Each is for one request, and comes before what goes wrong all the time."""
    oauth_provider.fail_next("server_error")
    oauth_provider.fail_next("consumer_key_unknown")
    with oauth_provider.failing("signature_invalid"), oauth_provider.failing("nonce_used"):
        codes = [problem_of(get(oauth_provider)) for _ in range(3)]

    assert codes == [None, "consumer_key_unknown", "nonce_used"]
    assert get(oauth_provider).status == 200


def test_fault_waits_for_its_url(oauth_provider: Rehearsal) -> None:
    """A program that does all legs in one go can fail at the last one."""
    oauth_provider.fail_next("nonce_used", at=oauth_provider.access_token_url)
    flow = flow_of(oauth_provider)
    verifier = oauth_provider.approve(flow.fetch_request_token().key)

    with pytest.raises(TokenRequestDenied, match="nonce_used"):
        flow.fetch_access_token(verifier)


def test_pages_for_people_never_fail(oauth_provider: Rehearsal) -> None:
    """What a browser asks for does not use up a fault."""
    with oauth_provider.failing("server_error"):
        statuses = [fetch(f"{oauth_provider.url}{path}").status for path in ("/", "/authorize")]

    assert statuses == [200, 404]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(
            {"fault": "used_nonce"},
            r"no fault 'used_nonce'; these are known: clock_skew, nonce_used, .*connection_closed$",
            id="name",
        ),
        pytest.param({"fault": "slow"}, "'slow' wants seconds=", id="missing"),
        pytest.param({"fault": "slow", "seconds": -1}, "must not be negative", id="negative"),
        pytest.param({"fault": "clock_skew", "seconds": "x"}, "must be a number", id="text"),
        pytest.param({"fault": "clock_skew", "seconds": True}, "must be a number", id="bool"),
        pytest.param({"fault": "html", "seconds": 1}, "'html' has no seconds", id="seconds"),
        pytest.param({"fault": "html", "location": "x"}, "'html' has no location", id="location"),
        pytest.param(
            {"fault": "callback_not_confirmed", "at": "http://h/me"},
            "'callback_not_confirmed' does not happen at '/me'",
            id="elsewhere",
        ),
        pytest.param(
            {"fault": "token_expired", "at": "/access_token"}, "does not happen at", id="endpoint"
        ),
        pytest.param({"fault": Fault.HTML, "at": "/authorize"}, "does not happen at", id="page"),
    ],
)
def test_what_cannot_happen_is_an_error(
    oauth_provider: Rehearsal, options: dict[str, Any], said: str
) -> None:
    """A test with a slip of the pen does not pass by mistake."""
    with pytest.raises(ValueError, match=said):
        oauth_provider.fail_next(**options)
    with pytest.raises(ValueError, match=said), oauth_provider.failing(**options):
        pass


# --- what the user said -------------------------------------------------------------------------

BACK = "http://127.0.0.1:9/back?x=1"


def test_user_who_allows_is_sent_back_with_the_verifier(oauth_provider: Rehearsal) -> None:
    """The key of the request token will do, and the URL of the page."""
    flow = flow_of(oauth_provider)
    flow.fetch_request_token(BACK)

    verifier = oauth_provider.approve(flow.authorization_url())
    location = oauth_provider.callback_url(flow.authorization_url(lang="en"))

    assert flow.request_token is not None
    key = flow.request_token.key
    assert location == f"{BACK}&oauth_token={key}&oauth_verifier={verifier}"
    assert location == oauth_provider.callback_url(key)
    assert flow.parse_callback(location) == verifier
    assert flow.fetch_access_token().extra["screen_name"] == "ada"


def test_user_who_denies_is_sent_back_with_the_token(oauth_provider: Rehearsal) -> None:
    """The flow knows it for a no."""
    flow = flow_of(oauth_provider)
    key = flow.fetch_request_token(BACK).key

    oauth_provider.deny(key)
    location = oauth_provider.callback_url(key)

    assert location == f"{BACK}&denied={key}"
    with pytest.raises(AuthorizationDenied):
        flow.parse_callback(location)


def test_callback_url_is_that_of_the_page(oauth_provider: Rehearsal) -> None:
    """A browser that presses the button is sent to the same place."""
    token = flow_of(oauth_provider).fetch_request_token(BACK)

    location = decide(oauth_provider, token, "deny").headers["location"]

    assert oauth_provider.callback_url(token.key) == location


def test_user_with_a_pin_is_sent_nowhere(oauth_provider: Rehearsal) -> None:
    """Whatever the answer is, there is no URL to open."""
    allowed, denied = (flow_of(oauth_provider).fetch_request_token().key for _ in range(2))

    assert oauth_provider.approve(allowed).isdigit()
    oauth_provider.deny(denied)

    assert [oauth_provider.callback_url(key) for key in (allowed, denied)] == [None, None]


def test_user_who_has_not_answered_is_sent_nowhere_yet(oauth_provider: Rehearsal) -> None:
    """The test has forgotten to answer, and is told so."""
    token = flow_of(oauth_provider).fetch_request_token(BACK)

    with pytest.raises(RequestRefused, match="is not decided yet"):
        oauth_provider.callback_url(token.key)


# --- what arrived -------------------------------------------------------------------------------


def test_requests_are_as_they_were_sent(oauth_provider: Rehearsal) -> None:
    """Method, URL, header fields and body are those on the wire."""
    url = f"{oauth_provider.echo_url}?b=%7e&a=1"
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Trace": "7"}
    signed = Signer(oauth_provider.consumer).sign("PUT", url, headers, b"c=%20&c=2")

    answer = fetch(signed.url, signed.method, b"c=%20&c=2", signed.headers)
    [arrived] = oauth_provider.requests

    assert answer.status == 200
    assert (arrived.method, arrived.url, arrived.body) == ("PUT", url, b"c=%20&c=2")
    assert arrived.headers == {
        "Accept-Encoding": "identity",
        "Authorization": signed.headers["Authorization"],
        "Content-Length": "9",
        "Content-Type": "application/x-www-form-urlencoded",
        "Host": oauth_provider.url.removeprefix("http://"),
        "X-Trace": "7",
    }
    assert arrived.parameters["oauth_consumer_key"] == "sandbox-key"
    assert [arrived.parameters[name] for name in "abc"] == ["1", "~", [" ", "2"]]


def test_unsigned_request_has_no_parameters(oauth_provider: Rehearsal) -> None:
    """What is refused has arrived too, a page for people as well."""
    fetch(oauth_provider.echo_url)
    fetch(oauth_provider.url + "/", "DELETE")

    first, second = oauth_provider.requests

    assert (first.method, first.parameters) == ("GET", {})
    assert (second.method, second.body) == ("DELETE", b"")


def test_request_shows_no_secret() -> None:
    """The `repr` of what arrived holds neither query nor body nor header fields."""
    arrived = Recorded("GET", "https://h/p?oauth_signature=s", {"Authorization": "OAuth s"}, b"s")

    assert repr(arrived) == "<Recorded GET https://h/p>"


# --- without pytest's fixture -------------------------------------------------------------------


def test_rehearsal_ends_with_its_block() -> None:
    """The same provider is there for other test runners, and gone afterwards."""
    before = set(threading.enumerate())

    with rehearse() as provider:
        provider.fail_next("server_error")
        assert get(provider).status == 500
        provider.fail_next("slow", seconds=60)
        waiting = threading.Thread(target=exchange, args=(provider, SLOW))
        waiting.start()
        while len(provider.requests) < 2:
            time.sleep(0.01)
    waiting.join(10)

    assert set(threading.enumerate()) <= before
