"""What the legs send, on the wire and as pure steps; each is verified by code that is not ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import pytest
from _flow import (
    ACCESS_TOKEN,
    CALLBACK,
    CONSUMER,
    REQUEST_TOKEN,
    allowed_flow_at,
    asked_flow_at,
    flow_at,
)
from _loopback import Answer, Loopback, Recorded
from _verifiers import Verified, verify_strictly

import oauth2
from oauth2 import SignedRequest, ThreeLeggedFlow

CONSUMER_PAIR = (CONSUMER.key, CONSUMER.secret)
REQUEST_PAIR = ("rt-1", "marker-of-request-secret")
ACCESS_PAIR = ("at-1", "marker-of-access-secret")
PLACES = [
    ("POST", "header", "header"),
    ("POST", "query", "query"),
    ("POST", "body", "body"),
    ("POST", "classic", "body"),
    ("GET", "header", "header"),
    ("GET", "query", "query"),
    ("GET", "body", "header"),
    ("GET", "classic", "query"),
]
each_place = pytest.mark.parametrize(("method", "placement", "place"), PLACES)


def verified(request: Recorded, token: tuple[str, str] = ("", "")) -> Verified:
    """Verify a request of a leg."""
    return verify_strictly(request, consumer=CONSUMER_PAIR, token=token)


@each_place
def test_first_leg_is_signed_by_the_consumer_alone(
    server: Loopback, method: str, placement: str, place: str
) -> None:
    """The key is the consumer secret and "&", whatever was fetched before (D13, D1, D16)."""
    server.answers.extend([REQUEST_TOKEN, REQUEST_TOKEN])
    flow = flow_at(server, method=method, placement=placement)
    flow.access_token = oauth2.Token(*ACCESS_PAIR)
    flow.fetch_request_token("myapp://cb?x=1&y=2")
    flow.fetch_request_token("myapp://cb?x=1&y=2")

    found = verified(server.requests[1])

    assert server.requests[1].method == method
    assert found.place == place
    assert found.protocol["oauth_callback"] == "myapp://cb?x=1&y=2"
    assert "oauth_token" not in found.protocol
    assert "oauth_body_hash" not in found.protocol


@each_place
def test_last_leg_holds_the_verifier_once(
    server: Loopback, method: str, placement: str, place: str
) -> None:
    """The verifier is a protocol parameter, where the others are, and the secret counts (D12)."""
    server.answers.append(ACCESS_TOKEN)
    flow = asked_flow_at(server, method=method, placement=placement)
    assert flow.request_token is not None
    flow.request_token.set_verifier("an older one")
    flow.fetch_access_token("v 1&x")

    found = verified(server.request, REQUEST_PAIR)

    assert found.place == place
    assert found.protocol["oauth_verifier"] == "v 1&x"
    assert found.protocol["oauth_token"] == "rt-1"
    assert "oauth_callback" not in found.protocol
    assert server.request.octets.count(b"oauth_verifier") == 1


def test_renewal_is_signed_by_the_old_access_token(server: Loopback) -> None:
    """The session handle is a protocol parameter, and no verifier goes along (D14)."""
    server.answers.append(ACCESS_TOKEN)
    flow = allowed_flow_at(server, "h-1")
    assert flow.access_token is not None
    flow.access_token.set_verifier("v-1")
    flow.renew_access_token()

    found = verified(server.request, ACCESS_PAIR)

    assert server.request.target == "/access"
    assert found.protocol["oauth_session_handle"] == "h-1"
    assert "oauth_verifier" not in found.protocol


def test_xauth_is_a_signed_form(server: Loopback) -> None:
    """The password stands in a form that is signed, and has no body hash (D15)."""
    server.answers.append(ACCESS_TOKEN)
    flow = flow_at(server, method="GET", headers={"content-type": "text/plain", "X-Own": "1"})
    flow.xauth("ada", "p w&é")

    found = verified(server.request)

    assert server.request.value("Content-Type") == "application/x-www-form-urlencoded"
    assert server.request.value("X-Own") == "1"
    assert server.request.method == "POST"
    assert found.own == (
        "x_auth_mode=client_auth&x_auth_password=p%20w%26%C3%A9&x_auth_username=ada"
    )
    assert "oauth_token" not in found.protocol
    assert "oauth_body_hash" not in found.protocol


def test_options_of_the_signer_count(server: Loopback) -> None:
    """Method, realm, version, empty token, clock and nonce are those that were asked for."""
    server.answers.append(REQUEST_TOKEN)
    flow = flow_at(
        server,
        signature_method=oauth2.SignatureMethod_HMAC_SHA256(),
        realm="photos",
        version=None,
        empty_token=True,
        clock=lambda: 137131200,
        nonce=lambda: "n-1",
        headers={"User-Agent": "mine"},
    )
    flow.fetch_request_token()

    found = verified(server.request)

    assert found.realm == "photos"
    assert found.protocol["oauth_signature_method"] == "HMAC-SHA256"
    assert found.protocol["oauth_token"] == ""
    assert (found.protocol["oauth_timestamp"], found.protocol["oauth_nonce"]) == (
        "137131200",
        "n-1",
    )
    assert "oauth_version" not in found.protocol
    assert server.request.value("User-Agent") == "mine"


def test_query_of_an_endpoint_is_signed(server: Loopback) -> None:
    """An endpoint may have a query, as MediaWiki's have."""
    server.answers.append(REQUEST_TOKEN)
    flow = flow_at(server)
    flow.request_token_url += "?title=Special:OAuth/initiate"
    flow.fetch_request_token()

    assert server.request.target == "/request?title=Special:OAuth/initiate"
    assert verified(server.request).own == "title=Special%3AOAuth%2Finitiate"


def test_clock_is_corrected(server: Loopback) -> None:
    """With `correct_clock`, a refused timestamp is sent again by the provider's clock."""
    refusal = Answer(
        401, body=b"oauth_problem=timestamp_refused&oauth_acceptable_timestamps=1000-1600"
    )
    server.answers.extend([refusal, REQUEST_TOKEN])

    flow_at(server, correct_clock=True).fetch_request_token()

    # Within a second of the middle.
    assert verified(server.requests[1]).protocol["oauth_timestamp"] in {"1299", "1300", "1301"}


# --- pure steps --------------------------------------------------------------------------------


def after(signed: SignedRequest) -> dict[str, str]:
    """Return the protocol parameters and the form of a signed request."""
    form = parse_qsl((signed.body or b"").decode())
    return dict(signed.parameters) | dict(form)


@pytest.mark.parametrize(
    ("make", "path", "expected"),
    [
        (lambda flow: flow.request_token_request(), "/request", {"oauth_callback": "oob"}),
        (
            lambda flow: flow.access_token_request("v"),
            "/access",
            {"oauth_verifier": "v", "oauth_token": "rt-1"},
        ),
        (
            lambda flow: flow.renewal_request(),
            "/access",
            {"oauth_session_handle": "h", "oauth_token": "at-1"},
        ),
        (lambda flow: flow.xauth_request("ada", "pw"), "/access", {"x_auth_password": "pw"}),
    ],
    ids=["request token", "access token", "renewal", "xauth"],
)
def test_step_sends_nothing(
    server: Loopback,
    make: Callable[[ThreeLeggedFlow], SignedRequest],
    path: str,
    expected: dict[str, str],
) -> None:
    """The first half of a leg is the request to send, and nothing else happens."""
    flow = allowed_flow_at(server, "h")
    flow.request_token = oauth2.Token(*REQUEST_PAIR)
    saved = flow.save()

    signed = make(flow)

    assert (signed.method, signed.url) == ("POST", server.url(path))
    assert signed.headers["Authorization"].startswith("OAuth ")
    assert expected.items() <= after(signed).items()
    assert server.requests == []
    assert flow.save() == saved


def test_answers_are_read_without_sending(server: Loopback) -> None:
    """The second half of a leg takes status, header fields and body, of whatever library."""
    flow = flow_at(server)
    fine: dict[str, Any] = {"status": 200, "Content-Type": "text/html"}

    request_token = flow.read_request_token(fine, REQUEST_TOKEN.body, callback=CALLBACK)
    access_token = flow.read_access_token(fine, ACCESS_TOKEN.body.decode())
    renewed = flow.read_renewal(fine, b"oauth_token=at-2&oauth_token_secret=s")

    assert (request_token.key, request_token.callback) == ("rt-1", CALLBACK)
    assert (access_token.key, renewed.key) == ("at-1", "at-2")
    assert flow.request_token is request_token
    assert flow.access_token is renewed


@pytest.mark.parametrize(
    ("step", "needs"),
    [
        (lambda flow: flow.authorization_url(), "request token"),
        (lambda flow: flow.parse_callback("?x"), "request token"),
        (lambda flow: flow.access_token_request("v"), "request token"),
        (lambda flow: flow.fetch_access_token("v"), "request token"),
        (lambda flow: flow.renewal_request(), "access token"),
        (lambda flow: flow.renew_access_token(), "access token"),
        (lambda flow: flow.read_renewal({"status": 200}, b""), "access token"),
    ],
)
def test_step_out_of_order_says_what_is_missing(
    server: Loopback, step: Callable[[ThreeLeggedFlow], object], needs: str
) -> None:
    """A step before its time names the token that it needs, and what gets it."""
    with pytest.raises(oauth2.MissingToken, match=f"there is no {needs}: call fetch_"):
        step(flow_at(server))

    assert server.requests == []


def test_last_leg_needs_a_verifier(server: Loopback) -> None:
    """Without a verifier nothing is sent."""
    with pytest.raises(oauth2.VerifierMissing):
        asked_flow_at(server).fetch_access_token()

    assert server.requests == []


def test_token_without_handle_cannot_be_renewed(server: Loopback) -> None:
    """Nothing is sent that could only be refused."""
    with pytest.raises(oauth2.FlowError, match="no oauth_session_handle"):
        allowed_flow_at(server).renew_access_token()

    assert server.requests == []
