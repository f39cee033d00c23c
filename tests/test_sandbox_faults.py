"""What a provider gets wrong on demand, as our Client, the flow and requests-oauthlib see it."""

from __future__ import annotations

import time
from contextlib import closing
from email.utils import parsedate_to_datetime

import pytest
from _rehearsal import flow_of, get, problem_of, session
from _sandbox import exchange, fetch
from requests import ConnectionError as BrokenConnection
from requests_oauthlib.oauth1_session import TokenRequestDenied as OauthlibDenied

from oauth2 import CallbackNotConfirmed, Client, TokenRequestDenied
from oauth2.sandbox import Fault, Rehearsal

pytest_plugins = ["oauth2.testing"]

# --- what the provider's own checks refuse ------------------------------------------------------

REFUSED = [
    pytest.param("clock_skew", "timestamp_refused", id="clock"),
    pytest.param("nonce_used", "nonce_used", id="nonce"),
    pytest.param("consumer_key_unknown", "consumer_key_unknown", id="consumer"),
    pytest.param("signature_invalid", "signature_invalid", id="signature"),
]


@pytest.mark.parametrize(
    ("fault", "code"),
    [*REFUSED, pytest.param("token_expired", "token_expired", id="token")],
)
def test_resource_refuses_one_request_of_our_client(
    oauth_provider: Rehearsal, fault: str, code: str
) -> None:
    """A request is refused with the problem's name, and the next one (of another token) is not."""
    oauth_provider.fail_next(fault)

    refused, taken = get(oauth_provider), get(oauth_provider)

    assert (refused.status, problem_of(refused)) == (401, code)
    assert taken.status == 200


@pytest.mark.parametrize(("fault", "code"), REFUSED)
def test_flow_is_refused_a_request_token(oauth_provider: Rehearsal, fault: str, code: str) -> None:
    """The first leg fails, and goes well once the block has ended."""
    flow = flow_of(oauth_provider)

    with oauth_provider.failing(fault), pytest.raises(TokenRequestDenied) as caught:
        flow.fetch_request_token()

    assert (caught.value.status, caught.value.problem) == (401, code)
    assert flow.fetch_request_token().callback_confirmed == "true"


@pytest.mark.parametrize(("fault", "code"), REFUSED)
def test_requests_oauthlib_is_refused_a_request_token(
    oauth_provider: Rehearsal, fault: str, code: str
) -> None:
    """A client that is not ours meets the same."""
    oauth_provider.fail_next(fault)

    with session() as client, pytest.raises(OauthlibDenied, match=code) as caught:
        client.fetch_request_token(oauth_provider.request_token_url)

    assert caught.value.status_code == 401


@pytest.mark.parametrize("seconds", [600, -600])
def test_wrong_clock_shows_in_the_date(oauth_provider: Rehearsal, seconds: int) -> None:
    """The clock itself is wrong, so that a client that corrects its own is taken."""
    with (
        oauth_provider.failing("clock_skew", seconds=seconds),
        closing(Client(oauth_provider.consumer, correct_clock=True)) as client,
    ):
        response, _ = client.request(oauth_provider.echo_url)

    ahead = parsedate_to_datetime(response["date"]).timestamp() - time.time()
    assert response.status == 200
    assert abs(ahead - seconds) < 10
    assert len(oauth_provider.requests) == 2
    assert get(oauth_provider).status == 200


def test_clock_that_is_nearly_right_refuses_nobody(oauth_provider: Rehearsal) -> None:
    """The threshold is the Server's, five minutes."""
    oauth_provider.fail_next(Fault.CLOCK_SKEW, seconds=200)

    assert get(oauth_provider).status == 200


def test_expired_token_stays_expired_until_it_is_renewed(oauth_provider: Rehearsal) -> None:
    """A program that only tries again gains nothing; one that renews its token goes on."""
    flow = flow_of(oauth_provider)
    flow.fetch_request_token()
    token = flow.fetch_access_token(oauth_provider.approve(flow.authorization_url()))
    oauth_provider.fail_next("token_expired")

    codes = [problem_of(get(oauth_provider, token)) for _ in range(2)]
    renewed = flow.renew_access_token()

    assert codes == ["token_expired", "token_expired"]
    assert get(oauth_provider, renewed).json["user"] == "ada"


def test_token_can_expire_without_a_request(oauth_provider: Rehearsal) -> None:
    """A test may name the token."""
    token = oauth_provider.provider.add_access_token(oauth_provider.consumer)

    oauth_provider.provider.expire(token.key)

    assert problem_of(get(oauth_provider, token)) == "token_expired"


def test_permission_is_denied_when_the_token_is_exchanged(oauth_provider: Rehearsal) -> None:
    """The last leg is refused, for good, and no request before it."""
    oauth_provider.fail_next("permission_denied")
    flow = flow_of(oauth_provider)
    verifier = oauth_provider.approve(flow.fetch_request_token().key)

    for _ in range(2):
        with pytest.raises(TokenRequestDenied) as caught:
            flow.fetch_access_token(verifier)
        assert caught.value.problem == "permission_denied"


def test_permission_is_denied_to_renewal_and_xauth(oauth_provider: Rehearsal) -> None:
    """Whatever gives an access token can be denied."""
    flow = flow_of(oauth_provider)
    flow.xauth("ada", "sandbox-password")

    with oauth_provider.failing("permission_denied"):
        with pytest.raises(TokenRequestDenied, match="permission_denied"):
            flow.renew_access_token()
        with pytest.raises(TokenRequestDenied, match="permission_denied"):
            flow.xauth("ada", "sandbox-password")


# --- what answers wrongly -----------------------------------------------------------------------


def test_callback_is_not_confirmed(oauth_provider: Rehearsal) -> None:
    """A strict flow stops; one for OAuth 1.0 goes on, with a token that works."""
    flow, lenient = flow_of(oauth_provider), flow_of(oauth_provider, strict=False)

    with oauth_provider.failing("callback_not_confirmed"):
        with pytest.raises(CallbackNotConfirmed):
            flow.fetch_request_token()
        token = lenient.fetch_request_token()
        unsigned = fetch(oauth_provider.request_token_url)

    assert "oauth_callback_confirmed" not in token.extra
    assert (
        lenient.fetch_access_token(oauth_provider.approve(token.key)).extra["screen_name"] == "ada"
    )
    assert problem_of(unsigned) == "parameter_absent"


def test_page_stands_where_a_form_should_be(oauth_provider: Rehearsal) -> None:
    """The status is 200 and the type that of a page; no token was given."""
    with oauth_provider.failing("html"):
        page = get(oauth_provider)
        with pytest.raises(TokenRequestDenied, match="the answer is a web page"):
            flow_of(oauth_provider).fetch_request_token()
        with session() as client, pytest.raises(ValueError, match="Unable to decode token"):
            client.fetch_request_token(oauth_provider.request_token_url)

    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.html.startswith("<!DOCTYPE html>")


def test_server_has_a_fault(oauth_provider: Rehearsal) -> None:
    """The status is 500, with text for a person, and no OAuth problem."""
    oauth_provider.fail_next("server_error")
    answer = get(oauth_provider)
    oauth_provider.fail_next("server_error")
    with pytest.raises(TokenRequestDenied, match="the provider has a fault") as caught:
        flow_of(oauth_provider).fetch_request_token()

    assert (answer.status, problem_of(answer)) == (500, None)
    assert caught.value.status == 500


def test_redirect_leads_to_another_origin(oauth_provider: Rehearsal) -> None:
    """A client that is careful arrives there without a signature; the flow does not go at all."""
    oauth_provider.fail_next("redirect")
    refused = get(oauth_provider)
    first, second = oauth_provider.requests
    oauth_provider.fail_next("redirect")
    with pytest.raises(TokenRequestDenied, match="redirects to another origin"):
        flow_of(oauth_provider, method="GET").fetch_request_token()

    assert first.url == oauth_provider.echo_url
    assert second.url == oauth_provider.echo_url.replace("127.0.0.1", "localhost")
    assert ("Authorization" in first.headers, "Authorization" in second.headers) == (True, False)
    assert problem_of(refused) == "parameter_absent"
    assert len(oauth_provider.requests) == 3


def test_redirect_leads_where_it_is_told(oauth_provider: Rehearsal) -> None:
    """On the same origin a request is signed afresh."""
    oauth_provider.fail_next("redirect", location=f"{oauth_provider.url}/me")

    assert get(oauth_provider).json["screen_name"] == "ada"


def test_connection_is_closed_without_an_answer(oauth_provider: Rehearsal) -> None:
    """There is not one octet; the clients say so, each in its way."""
    with oauth_provider.failing("connection_closed"):
        octets = exchange(oauth_provider, b"GET /echo HTTP/1.1\r\nHost: h\r\n\r\n")
        with pytest.raises(OSError, match="closed connection"):
            flow_of(oauth_provider).fetch_request_token()
        with session() as client, pytest.raises(BrokenConnection):
            client.fetch_request_token(oauth_provider.request_token_url)

    assert octets == b""


def test_slow_answer_holds_up_nobody_else(oauth_provider: Rehearsal) -> None:
    """A client loses patience, while another one is served at once."""
    oauth_provider.fail_next("slow", seconds=30, at=oauth_provider.request_token_url)

    with pytest.raises(TimeoutError):
        flow_of(oauth_provider, timeout=0.2).fetch_request_token()

    assert get(oauth_provider).status == 200


def test_slow_answer_is_the_right_one(oauth_provider: Rehearsal) -> None:
    """It comes late, and that is all."""
    oauth_provider.fail_next("slow", seconds=0.2)
    before = time.monotonic()

    assert get(oauth_provider).status == 200
    assert time.monotonic() - before >= 0.2
