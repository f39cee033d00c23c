"""Marker secrets sent through the client and the adapters, and looked for wherever text comes out.

Only what is ours is looked at: urllib3 shows the URL that it sends in its errors and in its log,
which is one more reason not to put PLAINTEXT into the query.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from _loopback import Answer, Loopback, redirect, serving
from _secrets import CONSUMER, FIELDS, FORM, HMAC_SHA1, PLAIN, SESSION_HANDLE, TOKEN, found
from _system import require_module

import oauth2

PARAMS = {"oauth_session_handle": SESSION_HANDLE}
NOBODY = "http://127.0.0.1:1/"

Shown = list[object]
Send = Callable[[str, dict[str, Any]], Any]


def by_client(url: str, options: dict[str, Any]) -> Any:
    """Send with the Client."""
    with closing(oauth2.Client(CONSUMER, TOKEN, timeout=60)) as client:
        client.follow_all_redirects = True
        # Without the content, which is the provider's own.
        return client.request(url, "POST", FIELDS, FORM, oauth_params=PARAMS, **options)[0]


def by_requests(url: str, options: dict[str, Any]) -> Any:
    """Send with requests."""
    requests = require_module("requests")
    adapter = require_module("oauth2.adapters.requests")
    auth = adapter.OAuth1(CONSUMER, TOKEN, oauth_params=PARAMS, **options)
    with requests.Session() as session:
        return session.post(url, FIELDS, headers=FORM, auth=auth, timeout=60), auth


def by_httpx(url: str, options: dict[str, Any]) -> Any:
    """Send with httpx."""
    httpx = require_module("httpx")
    adapter = require_module("oauth2.adapters.httpx")
    transport = adapter.OAuth1Transport(CONSUMER, TOKEN, oauth_params=PARAMS, **options)
    with httpx.Client(transport=transport, follow_redirects=True, timeout=60) as client:
        response = client.post(url, content=FIELDS, headers=FORM)
        return response, response.request, response.request.extensions, transport


def by_aiohttp(url: str, options: dict[str, Any]) -> Any:
    """Send with aiohttp."""
    aiohttp = require_module("aiohttp")
    adapter = require_module("oauth2.adapters.aiohttp")
    signing = adapter.OAuth1(CONSUMER, TOKEN, oauth_params=PARAMS, **options)

    async def send() -> Any:
        async with (
            aiohttp.ClientSession(middlewares=(signing,)) as session,
            session.post(url, data=FIELDS, headers=FORM) as response,
        ):
            return response, signing

    return asyncio.run(send())


libraries = pytest.mark.parametrize(
    "send",
    [
        pytest.param(by_client, id="Client"),
        pytest.param(by_requests, id="requests"),
        pytest.param(by_httpx, id="httpx"),
        pytest.param(by_aiohttp, id="aiohttp"),
    ],
)
methods = pytest.mark.parametrize("how", [PLAIN, HMAC_SHA1], ids=["PLAINTEXT", "HMAC-SHA1"])
placements = pytest.mark.parametrize("placement", ["header", "query", "body"])


def shown_by(send: Send, url: str, options: dict[str, Any]) -> Shown:
    """Send, and return what can be seen of the outcome, of an error with its whole traceback."""
    try:
        outcome = send(url, options)
    except Exception as error:  # noqa: BLE001  # whatever it is, it must not tell
        return [repr(error), "".join(traceback.format_exception(error))]
    return [repr(outcome), str(outcome)]


def ours(caplog: pytest.LogCaptureFixture) -> str:
    """Return what is in our log."""
    lines = [record.getMessage() for record in caplog.records if record.name == "oauth2"]
    return "\n".join(lines)


@libraries
@placements
@methods
def test_request_that_goes_well_shows_no_secret(
    server: Loopback,
    caplog: pytest.LogCaptureFixture,
    send: Send,
    placement: str,
    how: oauth2.SignatureMethod,
) -> None:
    """Neither the log nor a repr does, and the log has the base string (H1, H4)."""
    caplog.set_level(logging.DEBUG)

    shown = shown_by(send, server.url("/?a=1"), {"placement": placement, "signature_method": how})

    assert found(*shown, ours(caplog)) == []
    assert f"base string: POST&http%3A%2F%2F127.0.0.1%3A{server.port}%2F&a%3D1" in ours(caplog)
    assert found(server.request.octets) != []


@libraries
@placements
@methods
def test_redirects_show_no_secret(
    server: Loopback,
    caplog: pytest.LogCaptureFixture,
    send: Send,
    placement: str,
    how: oauth2.SignatureMethod,
) -> None:
    """Not the log of a request that leaves home, nor the error where it must not."""
    caplog.set_level(logging.DEBUG)
    with serving() as other:
        server.answers.append(lambda seen: redirect(302, other.url("/?to=" + seen.target)))
        options = {"placement": placement, "signature_method": how}

        shown = shown_by(send, server.url("/home"), options)

        assert found(*shown, ours(caplog)) == []
        assert found(*[request.octets for request in other.requests]) == []


@libraries
@placements
def test_refusal_shows_no_secret(server: Loopback, send: Send, placement: str) -> None:
    """A provider that repeats all that it got is read, and its report shown, without it (H5)."""
    seen: list[str] = []

    def refuse(request: Any) -> Answer:
        echo = request.octets.decode("latin-1").replace("\r\n", " ")
        said = f"oauth_problem=signature_invalid&oauth_problem_advice={echo}"
        seen.append(said)
        return Answer(401, (), said.encode("latin-1"))

    server.answers.append(refuse)

    shown = shown_by(send, server.url(), {"placement": placement, "signature_method": PLAIN})
    problem = oauth2.Problem.from_response({"status": "401"}, seen[0])

    assert found(*shown, repr(problem), str(problem)) == []


@pytest.mark.parametrize(
    "send",
    [
        pytest.param(by_client, id="Client"),
        pytest.param(by_httpx, id="httpx"),
        pytest.param(by_aiohttp, id="aiohttp"),
    ],
)
@placements
@methods
def test_connection_that_fails_shows_no_secret(
    caplog: pytest.LogCaptureFixture, send: Send, placement: str, how: oauth2.SignatureMethod
) -> None:
    """Where nobody answers, the error and its traceback name the host at most (H4)."""
    caplog.set_level(logging.DEBUG)

    shown = shown_by(send, NOBODY, {"placement": placement, "signature_method": how})

    assert found(*shown, ours(caplog)) == []
    assert "Error" in str(shown)


@pytest.mark.parametrize("placement", ["header", "body"])
@methods
def test_connection_that_fails_in_requests_shows_no_secret(
    caplog: pytest.LogCaptureFixture, placement: str, how: oauth2.SignatureMethod
) -> None:
    """Its error shows the URL, so this holds where the signature is not in it."""
    caplog.set_level(logging.DEBUG)

    shown = shown_by(by_requests, NOBODY, {"placement": placement, "signature_method": how})

    assert found(*shown, ours(caplog)) == []
    assert "ConnectionError" in str(shown)


@placements
def test_what_is_sent_twice_shows_no_secret(
    server: Loopback, caplog: pytest.LogCaptureFixture, placement: str
) -> None:
    """The second signature is as secret as the first."""
    caplog.set_level(logging.DEBUG)
    skewed = Answer(
        401, (("Date", "Sun, 06 Nov 2044 08:49:37 GMT"),), b"oauth_problem=timestamp_refused"
    )
    server.answers.append(skewed)
    client = oauth2.Client(
        CONSUMER, TOKEN, correct_clock=True, signature_method=PLAIN, placement=placement
    )

    with closing(client):
        outcome = client.request(server.url(), "POST", FIELDS, FORM)

    assert len(server.requests) == 2
    assert found(repr(outcome), repr(client), ours(caplog)) == []


@placements
def test_body_that_cannot_be_sent_again_shows_no_secret(server: Loopback, placement: str) -> None:
    """The refusal to repeat a stream names neither the URL nor what was in it."""
    server.answers.append(redirect(308, "/there"))
    options: dict[str, Any] = {"placement": placement, "signature_method": PLAIN}
    stream = (part for part in [FIELDS.encode()])
    octets = {"Content-Type": "application/octet-stream"}

    with closing(oauth2.Client(CONSUMER, TOKEN)) as client, pytest.raises(oauth2.Error) as caught:
        client.request(server.url(), "PUT", stream, octets, **options)

    assert found("".join(traceback.format_exception(caught.value))) == []
