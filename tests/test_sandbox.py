"""The sandbox as a program meets it: three legs, what it can be told, what it remembers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import parse_qsl

import pytest
from _sandbox import (
    Answer,
    call,
    decide,
    fetch,
    new_access_token,
    new_request_token,
    open_page,
    pin_on,
)

import oauth2
from oauth2.sandbox import Provider, Sandbox, serve


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox."""
    with serve() as running:
        yield running


@pytest.fixture
def lenient() -> Iterator[Sandbox]:
    """Run a sandbox that takes the access-token request without the token secret."""
    with serve(provider=Provider(access_token_without_secret=True)) as running:
        yield running


def test_import_of_the_library_does_not_load_the_sandbox() -> None:
    """A program that only signs pays nothing for the sandbox."""
    code = (
        "import sys, oauth2; sys.exit('oauth2.sandbox' in sys.modules or 'wsgiref' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], check=False)

    assert done.returncode == 0


def test_three_legs_with_a_pin(sandbox: Sandbox) -> None:
    """A request token, the user's PIN and an access token open a protected resource."""
    token = new_request_token(sandbox)
    token.set_verifier(pin_on(decide(sandbox, token, "allow").html))
    answer = call(sandbox, sandbox.access_token_url, "POST", token)
    access_token = oauth2.Token.from_string(answer.content)

    profile = call(sandbox, sandbox.url + "/me", token=access_token)

    assert token.callback_confirmed == "true"
    assert access_token.extra["screen_name"] == "ada"
    assert access_token.extra["user_id"] == "1"
    assert profile.json["name"] == "Ada Sample"


def test_three_legs_with_a_callback(sandbox: Sandbox) -> None:
    """The redirect to the callback carries what the access token is asked for with."""
    token = new_request_token(sandbox, "http://127.0.0.1:9/back?session=a%20b#top")
    location = decide(sandbox, token, "allow").headers["location"]
    address, _, query = location.removesuffix("#top").partition("?")
    sent = dict(parse_qsl(query))
    token.set_verifier(sent["oauth_verifier"])

    answer = call(sandbox, sandbox.access_token_url, "POST", token)

    assert address == "http://127.0.0.1:9/back"
    assert query.startswith(f"session=a%20b&oauth_token={token.key}&oauth_verifier=")
    assert answer.status == 200


def test_request_token_without_callback_is_shown_a_pin(sandbox: Sandbox) -> None:
    """Programs written for python-oauth2 ask for a request token without a callback."""
    answer = call(sandbox, sandbox.request_token_url, "POST")

    token = oauth2.Token.from_string(answer.content)
    assert len(pin_on(decide(sandbox, token, "allow").html)) == 8


def test_request_token_without_callback_uses_that_of_the_consumer(sandbox: Sandbox) -> None:
    """A consumer may have told its callback beforehand."""
    consumer = sandbox.provider.add_consumer("k", "s", callback="http://127.0.0.1:9/known")
    answer = call(sandbox, sandbox.request_token_url, "POST", consumer=consumer)
    token = oauth2.Token.from_string(answer.content)

    location = decide(sandbox, token, "allow").headers["location"]

    assert location.startswith(f"http://127.0.0.1:9/known?oauth_token={token.key}&oauth_verifier=")


def access_token_by_url(sandbox: Sandbox) -> Answer:
    """Ask for an access token as old web apps do: all in the URL, no token secret."""
    token = new_request_token(sandbox)
    verifier = sandbox.provider.approve(token.key)
    url = f"{sandbox.access_token_url}?oauth_verifier={verifier}&oauth_token={token.key}"
    return call(sandbox, url, "POST")


def test_access_token_without_secret_is_given_where_it_is_set(lenient: Sandbox) -> None:
    """The setting takes the request signed with the consumer secret alone."""
    answer = access_token_by_url(lenient)

    token = oauth2.Token.from_string(answer.content)
    assert call(lenient, lenient.echo_url + "?a=b", token=token).json["user"] == "ada"


def test_access_token_without_secret_is_refused_by_default(sandbox: Sandbox) -> None:
    """Without the setting the token secret must be in the key (RFC 5849 section 2.3)."""
    answer = access_token_by_url(sandbox)

    assert (answer.status, answer.fields["oauth_problem"]) == (401, "signature_invalid")


def test_access_token_with_secret_is_given_where_none_is_needed(lenient: Sandbox) -> None:
    """The setting takes the right key as well."""
    assert new_access_token(lenient).extra["screen_name"] == "ada"


def test_wrong_secret_is_refused_where_none_is_needed(lenient: Sandbox) -> None:
    """The setting does not take any key."""
    token = new_request_token(lenient)
    forged = oauth2.Token(token.key, "wrong")
    forged.set_verifier(lenient.provider.approve(token.key))

    answer = call(lenient, lenient.access_token_url, "POST", forged)

    assert answer.fields["oauth_problem"] == "signature_invalid"


def test_approve_stands_for_the_user(sandbox: Sandbox) -> None:
    """A program may allow as a user of its choice, and gets the verifier."""
    sandbox.provider.add_user("bob", "pw", title="Bob")
    token = new_request_token(sandbox)

    token.set_verifier(sandbox.provider.approve(token.key, user="bob"))

    answer = call(sandbox, sandbox.access_token_url, "POST", token)
    assert answer.fields["screen_name"] == "bob"
    assert answer.fields["user_id"] == "2"


def test_approve_refuses_an_unknown_user(sandbox: Sandbox) -> None:
    """A typing mistake in a test is found at once."""
    token = new_request_token(sandbox)

    with pytest.raises(oauth2.RequestRefused, match="no user has the name 'bobb'"):
        sandbox.provider.approve(token.key, user="bobb")


def test_approve_refuses_an_unknown_token(sandbox: Sandbox) -> None:
    """A token of another sandbox cannot be allowed."""
    with pytest.raises(oauth2.RequestRefused, match="the request token is unknown here"):
        sandbox.provider.approve("nope")


def test_deny_stands_for_the_user(sandbox: Sandbox) -> None:
    """A program may deny, once."""
    token = new_request_token(sandbox)

    sandbox.provider.deny(token.key)

    with pytest.raises(oauth2.RequestRefused, match="the request token was denied already"):
        sandbox.provider.approve(token.key)


def test_consumer_may_be_added(sandbox: Sandbox) -> None:
    """A consumer of the program's own has its key, its secret and its name on the page."""
    consumer = sandbox.provider.add_consumer("my key", "my&secret", name="Photo printing")

    token = new_request_token(sandbox, consumer=consumer)

    assert "Allow Photo printing?" in open_page(sandbox, token).html


@pytest.mark.parametrize(
    "callback",
    [
        pytest.param("", id="empty"),
        pytest.param("/back", id="relative"),
        pytest.param("http://h/é", id="not ASCII"),
    ],
)
def test_consumer_with_a_bad_callback_is_a_mistake(callback: str) -> None:
    """What no browser could follow is refused when it is set up."""
    with pytest.raises(ValueError, match="is neither 'oob' nor an absolute URL"):
        Provider().add_consumer("k", "s", callback=callback)


def test_access_token_may_be_added(sandbox: Sandbox) -> None:
    """A program that tests one request needs no three legs."""
    token = sandbox.provider.add_access_token(sandbox.consumer)

    assert call(sandbox, sandbox.echo_url, token=token).json["token"] == token.key


def test_access_token_may_be_chosen(sandbox: Sandbox) -> None:
    """A program may choose key and secret, and whose token it is."""
    sandbox.provider.add_user("bob", "pw")
    token = oauth2.Token("my token", "")

    sandbox.provider.add_access_token(sandbox.consumer, token, user="bob")

    echo = call(sandbox, sandbox.echo_url, token=token).json
    assert (echo["token"], echo["user"]) == ("my token", "bob")


def test_signature_method_may_be_added(sandbox: Sandbox) -> None:
    """A provider takes further methods through its Server."""

    class Backwards(oauth2.SignatureMethod):
        name = "BACKWARDS"

        def digest(self, key: bytes, text: bytes) -> bytes:
            return (key + text)[::-1]

    sandbox.provider.server.add_signature_method(Backwards())

    answer = call(sandbox, sandbox.echo_url, signature_method=Backwards())

    assert answer.status == 200


@pytest.mark.parametrize(
    "method",
    [
        pytest.param(oauth2.SignatureMethod_PLAINTEXT(), id="PLAINTEXT"),
        pytest.param(oauth2.SignatureMethod_HMAC_SHA1(), id="HMAC-SHA1"),
        pytest.param(oauth2.SignatureMethod_HMAC_SHA256(), id="HMAC-SHA256"),
        pytest.param(oauth2.SignatureMethod_HMAC_SHA512(), id="HMAC-SHA512"),
    ],
)
@pytest.mark.parametrize("placement", ["header", "query", "body"])
def test_methods_and_placements(
    sandbox: Sandbox, method: oauth2.SignatureMethod, placement: str
) -> None:
    """Each shared-secret method is taken, wherever the parameters stand."""
    answer = call(
        sandbox,
        sandbox.echo_url + "?a=1",
        "POST",
        body="b=2",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        signature_method=method,
        placement=placement,
    )

    assert answer.status == 200


def test_the_front_page_lists_the_endpoints(sandbox: Sandbox) -> None:
    """Who opens the sandbox in a browser sees what there is."""
    answer = fetch(sandbox.url + "/")

    assert answer.status == 200
    assert "<code>/request_token</code>: gives a request token" in answer.html


def test_urls_of_a_sandbox(sandbox: Sandbox) -> None:
    """The attributes are the URLs of the running provider."""
    assert sandbox.url.startswith("http://127.0.0.1:")
    assert sandbox.request_token_url == sandbox.url + "/request_token"
    assert sandbox.authorize_url == sandbox.url + "/authorize"
    assert sandbox.access_token_url == sandbox.url + "/access_token"
    assert sandbox.echo_url == sandbox.url + "/echo"
    assert (sandbox.consumer.key, sandbox.consumer.secret) == ("sandbox-key", "sandbox-secret")


def test_one_client_may_do_it_all(sandbox: Sandbox) -> None:
    """The token of a Client may be changed from leg to leg, on one connection."""
    with closing(oauth2.Client(sandbox.consumer)) as client:
        _, content = client.request(sandbox.request_token_url, "POST")
        client.token = oauth2.Token.from_string(content)
        client.token.set_verifier(sandbox.provider.approve(client.token.key))
        _, content = client.request(sandbox.access_token_url, "POST")
        client.token = oauth2.Token.from_string(content)

        response, _ = client.request(sandbox.url + "/photos?page=2")

    assert response.status == 200
