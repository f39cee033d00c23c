"""The sandbox with a client that is not ours: requests-oauthlib, on oauthlib, all three legs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import pytest
from _sandbox import decide, pin_on
from requests_oauthlib import OAuth1Session
from requests_oauthlib.oauth1_session import TokenRequestDenied

from oauth2 import Token
from oauth2.sandbox import CONSUMER_KEY, CONSUMER_SECRET, Sandbox, serve


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox."""
    with serve() as running:
        yield running


def session(secret: str = CONSUMER_SECRET, **options: Any) -> OAuth1Session:
    """Make a session that looks at no proxy settings of the machine."""
    made = OAuth1Session(CONSUMER_KEY, client_secret=secret, **options)
    made.trust_env = False
    return made


@pytest.mark.parametrize("placement", ["AUTH_HEADER", "QUERY", "BODY"])
@pytest.mark.parametrize("method", ["HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "PLAINTEXT"])
def test_three_legs_with_a_pin(sandbox: Sandbox, method: str, placement: str) -> None:
    """The signatures of oauthlib are taken in each leg, wherever the parameters stand."""
    options = {"signature_method": method, "signature_type": placement}
    with session(callback_uri="oob", **options) as first:
        asked = first.fetch_request_token(sandbox.request_token_url)
    token = Token(asked["oauth_token"], asked["oauth_token_secret"])
    pin = pin_on(decide(sandbox, token, "allow").html)
    with session(
        resource_owner_key=token.key, resource_owner_secret=token.secret, verifier=pin, **options
    ) as second:
        second.fetch_access_token(sandbox.access_token_url)
        answer = second.post(sandbox.echo_url + "?a=b%20c", data={"é": "1", "x": "+ &"})

    assert asked["oauth_callback_confirmed"] == "true"
    assert answer.status_code == 200, answer.text
    assert answer.json()["user"] == "ada"


def test_three_legs_with_a_callback(sandbox: Sandbox) -> None:
    """The redirect is one that requests-oauthlib can parse."""
    with session(callback_uri="http://127.0.0.1:9/back?x=1") as client:
        asked = client.fetch_request_token(sandbox.request_token_url)
        token = Token(asked["oauth_token"], asked["oauth_token_secret"])
        location = decide(sandbox, token, "allow").headers["location"]
        client.parse_authorization_response(location)
        given = client.fetch_access_token(sandbox.access_token_url)

        answer = client.get(sandbox.url + "/me")

    assert given["screen_name"] == "ada"
    assert answer.json()["name"] == "Ada Sample"


def test_wrong_secret_is_refused(sandbox: Sandbox) -> None:
    """requests-oauthlib passes on what the sandbox says."""
    with (
        session("wrong", callback_uri="oob") as client,
        pytest.raises(TokenRequestDenied) as caught,
    ):
        client.fetch_request_token(sandbox.request_token_url)

    assert caught.value.status_code == 401
    assert dict(parse_qsl(caught.value.response.text))["oauth_problem"] == "signature_invalid"


def test_base_string_is_that_of_oauthlib(sandbox: Sandbox) -> None:
    """The base string in the refusal is the one that oauthlib has signed."""
    with session("wrong", nonce="n1", timestamp="1") as client:
        sandbox.provider.server.timestamp_threshold = float("inf")
        answer = client.get(sandbox.echo_url + "?b=2&a=%20&b=1")

    port = sandbox.url.rpartition(":")[2]
    # What oauthlib 3.2's signature_base_string gives for this request.
    assert dict(parse_qsl(answer.text))["debug_sbs"] == (
        f"GET&http%3A%2F%2F127.0.0.1%3A{port}%2Fecho&a%3D%2520%26b%3D1%26b%3D2%26"
        "oauth_consumer_key%3Dsandbox-key%26oauth_nonce%3Dn1%26"
        "oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1%26oauth_version%3D1.0"
    )
