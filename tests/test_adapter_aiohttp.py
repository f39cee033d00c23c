"""`OAuth1` for aiohttp: its options, what it leaves alone, and what it keeps to itself."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from _aiohttp import AUTH, PLAINTEXT, OAuth1, aiohttp, ask, consumer, fetch, run
from _loopback import Answer, Loopback, redirect, serving
from _secrets import CONSUMER, TOKEN, found
from _verifiers import verify_strictly

import oauth2

# --- options ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "name", "value"),
    [
        ({"signature_method": PLAINTEXT}, "oauth_signature_method", "PLAINTEXT"),
        ({"version": None}, "oauth_version", None),
        ({"clock": lambda: 137131202.9}, "oauth_timestamp", "137131202"),
        ({"nonce": lambda: "chapoH"}, "oauth_nonce", "chapoH"),
        ({"token": None}, "oauth_token", None),
        ({"token": None, "empty_token": True}, "oauth_token", ""),
        ({"oauth_params": {"oauth_callback": "oob"}}, "oauth_callback", "oob"),
    ],
)
def test_option_holds_for_a_session_and_for_one_call(
    server: Loopback, options: dict[str, Any], name: str, value: str | None
) -> None:
    """The options are those of the Signer, and can be changed for one call."""
    changed = AUTH.replace(**options)

    ask(server.url(), "GET", changed)
    ask(server.url(), middlewares=(changed,))

    sent = [verify_strictly(request).protocol.get(name) for request in server.requests]
    assert sent == [value, value]


def test_realm_is_asked_for_each_url(server: Loopback) -> None:
    """It is a function of the URL that is signed, at each hop."""
    server.answers.append(redirect(307, "/there"))

    ask(server.url("/here"), "GET", AUTH.replace(realm=lambda url: url))

    realms = [verify_strictly(request).realm for request in server.requests]
    assert realms == [server.url("/here"), server.url("/there")]


def test_options_of_the_call_hold_for_every_hop(server: Loopback) -> None:
    """A redirect changes neither the method of signing nor the further parameters."""
    server.answers.append(redirect(308, "/there"))
    how = oauth2.SignatureMethod_HMAC_SHA256()

    ask(server.url(), auth=AUTH.replace(signature_method=how, oauth_params={"oauth_a": "1"}))

    protocol = verify_strictly(server.requests[1]).protocol
    assert (protocol["oauth_signature_method"], protocol["oauth_a"]) == ("HMAC-SHA256", "1")


def test_replace_leaves_the_rest_and_the_original(server: Loopback) -> None:
    """What is not named stays, origins and further parameters too."""
    with serving() as other:
        server.answers.append(redirect(307, other.url()))
        auth = AUTH.replace(trusted_origins=[other.url()], oauth_params={"oauth_a": "1"})

        ask(server.url(), auth=auth.replace(version=None))

        protocol = verify_strictly(other.request).protocol
    assert (protocol["oauth_a"], "oauth_version" in protocol) == ("1", False)
    ask(server.url())
    assert "oauth_a" not in verify_strictly(server.requests[1]).protocol


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"placement": "cookie"}, ValueError),
        ({"trusted_origins": ["ftp://h"]}, oauth2.InvalidURL),
        ({"oauth_params": {"oauth_signature": "x"}}, oauth2.InvalidRequest),
        ({"colour": "red"}, TypeError),
    ],
)
def test_option_that_is_wrong_is_refused_at_once(
    options: dict[str, Any], error: type[Exception]
) -> None:
    """Both where it is made and where it is changed."""
    with pytest.raises(error):
        OAuth1(consumer, **options)
    with pytest.raises(error):
        AUTH.replace(**options)


# --- what is left alone -------------------------------------------------------------------------


@pytest.mark.parametrize("placement", ["header", "query", "body"])
def test_nothing_that_was_passed_in_is_changed(server: Loopback, placement: str) -> None:
    """Neither the arguments nor the session's own fields."""
    headers, data, params = {"X-Mine": "1"}, {"a": "1"}, {"b": "2"}

    async def call() -> dict[str, str]:
        auth = AUTH.replace(placement=placement)
        async with aiohttp.ClientSession(headers=headers, middlewares=(auth,)) as session:
            await fetch(session, server.url(), "POST", headers=headers, data=data, params=params)
            return dict(session.headers)

    assert run(call()) == {"X-Mine": "1"}
    assert (headers, data, params) == ({"X-Mine": "1"}, {"a": "1"}, {"b": "2"})
    assert verify_strictly(server.request).own == "a=1&b=2"


def test_two_fields_of_one_name_stay_two(server: Loopback) -> None:
    """A signature is added to the fields, which are not made anew."""
    ask(server.url(), headers=[("X-Two", "1"), ("X-Two", "2")])

    assert server.request.values("X-Two") == ["1", "2"]
    assert verify_strictly(server.request)


def test_session_cookies_are_sent(server: Loopback) -> None:
    """At home, cookies are none of our business."""
    ask(server.url(), session={"cookies": {"c": "1"}}, cookies={"d": "2"})

    assert server.request.value("Cookie") == "c=1; d=2"


def test_url_of_a_session_is_signed(server: Loopback) -> None:
    """A relative URL stands behind the base URL, and `params` behind it."""
    ask("photos?a=1", session={"base_url": server.url("/v1/")}, params=[("b", "2"), ("b", "1")])

    assert server.request.target.partition("?")[0] == "/v1/photos"
    assert verify_strictly(server.request).own == "a=1&b=1&b=2"


def test_websocket_begins_with_a_request_that_is_signed(server: Loopback) -> None:
    """What is signed is the GET by http or https."""

    async def call() -> None:
        async with aiohttp.ClientSession(middlewares=(AUTH,)) as session:
            await session.ws_connect(server.url("/feed?a=1").replace("http", "ws"))

    with pytest.raises(aiohttp.WSServerHandshakeError):  # this server speaks http only
        run(call())

    assert verify_strictly(server.request).own == "a=1"
    assert server.request.value("Upgrade") == "websocket"


# --- what is refused ----------------------------------------------------------------------------


def test_plaintext_is_not_sent_in_clear() -> None:
    """Nothing leaves for a host that others can listen to."""
    with pytest.raises(oauth2.InsecureTransport):
        ask("http://photos.example.net/", auth=AUTH.replace(signature_method=PLAINTEXT))


@pytest.mark.parametrize("value", ["Basic dTpw", 'OAuth oauth_nonce="x"'])
def test_second_authorization_is_refused(server: Loopback, value: str) -> None:
    """There is room for one."""
    with pytest.raises(oauth2.InvalidRequest):
        ask(server.url(), headers={"Authorization": value})

    assert server.requests == []


def test_other_authorization_stays_beside_a_signature_elsewhere(server: Loopback) -> None:
    """A signature in the query leaves the field to the caller, who may use aiohttp's own way."""
    auth = AUTH.replace(placement="query")

    ask(server.url().replace("//", "//u:p@"), "GET", auth)

    assert server.request.values("Authorization") == ["Basic dTpw"]
    assert verify_strictly(server.request).place == "query"


# --- what is kept secret ------------------------------------------------------------------------

SECRET = OAuth1(CONSUMER, TOKEN, signature_method=PLAINTEXT)
hiding = pytest.mark.parametrize("placement", ["header", "query", "body"])


def test_repr_holds_no_secret() -> None:
    """Nor does the text of what is made of it."""
    assert found(repr(SECRET), str(SECRET), repr(SECRET.replace(placement="query"))) == []


@hiding
def test_response_shows_no_secret(server: Loopback, placement: str) -> None:
    """What aiohttp keeps of the request is what the caller asked for."""
    server.answers.append(Answer(404))

    response, _ = ask(server.url("/?a=1"), auth=SECRET.replace(placement=placement))

    assert found(response, response.url, response.real_url, response.request_info) == []
    assert str(response.request_info.url) == server.url("/?a=1")
    assert "Authorization" not in response.request_info.headers
    with pytest.raises(aiohttp.ClientResponseError) as caught:
        response.raise_for_status()
    assert found(caught.value, repr(caught.value)) == []


@hiding
def test_error_about_a_response_shows_no_secret(server: Loopback, placement: str) -> None:
    """A response that is none is an error which shows the request."""
    server.answers.append(Answer(200, (("no field", "x"),)))

    with pytest.raises(aiohttp.ClientResponseError) as caught:
        ask(server.url(), auth=SECRET.replace(placement=placement))

    assert found(caught.value, repr(caught.value), caught.value.args) == []


@hiding
def test_error_about_too_many_redirects_shows_no_secret(server: Loopback, placement: str) -> None:
    """It shows the first request."""
    server.default = redirect(302, "/again")

    with pytest.raises(aiohttp.TooManyRedirects) as caught:
        ask(server.url(), auth=SECRET.replace(placement=placement))

    assert found(caught.value, repr(caught.value)) == []


@hiding
def test_error_about_a_connection_shows_no_secret(server: Loopback, placement: str) -> None:
    """It names the URL that could not be reached."""
    server.answers.append(Answer(missing=1))

    async def call() -> None:
        connector = aiohttp.TCPConnector(limit=1)
        async with (
            aiohttp.ClientSession(
                connector=connector, middlewares=(SECRET.replace(placement=placement),)
            ) as session,
            session.get(server.url()),
        ):
            # The only connection is in use.
            await session.get(server.url("/?a=1"), timeout=aiohttp.ClientTimeout(connect=0.01))

    with pytest.raises(aiohttp.ConnectionTimeoutError) as caught:
        run(call())

    assert found(caught.value, repr(caught.value)) == []
    assert server.url("/?a=1") in str(caught.value)


# --- the library --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "before",
    [
        "sys.modules['aiohttp'] = None",
        "import aiohttp; aiohttp.__version__ = '3.12.13'",
        "import aiohttp; aiohttp.__version__ = '3.9.5'",
    ],
    ids=["missing", "too old", "much too old"],
)
def test_import_says_what_to_install(before: str) -> None:
    """Without aiohttp, or with one that cannot do it, the error names the extra."""
    program = f"import sys\n{before}\nimport oauth2.adapters.aiohttp"

    command = [sys.executable, "-c", program]
    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert "MissingExtra" in result.stderr
    assert "pip install 'oauth2[aiohttp]'" in result.stderr
