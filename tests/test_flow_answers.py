"""What token endpoints answer: forms and JSON, extra fields, confirmation, renewal."""

from __future__ import annotations

import threading
from http import HTTPStatus
from typing import Any

import pytest
from _flow import allowed_flow_at, asked_flow_at, flow_at
from _loopback import Answer, Loopback, Recorded

import oauth2
from oauth2 import Token

FINE = {"status": "200"}
KEYS = b"oauth_token=at&oauth_token_secret=s"


@pytest.mark.parametrize(
    ("body", "extra"),
    [
        (KEYS, {}),
        (
            b"\n" + KEYS + b"&user_id=12&screen_name=A+b\r\n",
            {"user_id": "12", "screen_name": "A b"},
        ),
        (b"\xef\xbb\xbf" + KEYS, {}),
        (KEYS + b"&name=Ad%C3%A9", {"name": "Adé"}),
        (KEYS + "&name=Adé".encode(), {"name": "Adé"}),
        (KEYS + b"&name=Ad\xe9", {"name": "Adé"}),
        (KEYS + b"&r=1&r=2", {"r": ["1", "2"]}),
        (
            KEYS + b"&oauth_session_handle=h&oauth_expires_in=3600",
            {
                "oauth_session_handle": "h",
                "oauth_expires_in": "3600",
            },
        ),
        (b'{"oauth_token": "at", "oauth_token_secret": "s"}', {}),
        (
            b' {"oauth_token": "at", "oauth_token_secret": "s", "id": 1, "new": true, "no": null}',
            {"id": "1", "new": "true", "no": ""},
        ),
        (
            b'{"oauth_token": "at", "oauth_token_secret": "s", "at": {"x": [1]}, "n": "\\u00e9"}',
            {"at": '{"x": [1]}', "n": "é"},
        ),
        (
            b'\xef\xbb\xbf{"oauth_token": "at", "oauth_token_secret": "s", "n": "\xc3\xa9"}',
            {"n": "é"},
        ),
        (b'{"oauth_token": "at", "oauth_token_secret": "s", "n": "\xe9"}', {"n": "é"}),
    ],
    ids=[
        "form",
        "form with fields",
        "form with BOM",
        "form encoded",
        "form in UTF-8",
        "form in latin-1",
        "repeated",
        "session",
        "JSON",
        "JSON with scalars",
        "JSON with fields",
        "JSON with BOM",
        "JSON in latin-1",
    ],
)
def test_token_is_read_with_its_fields(
    server: Loopback, body: bytes, extra: dict[str, Any]
) -> None:
    """A form, or JSON where it is none; whatever came beside the token is kept (D4, D11)."""
    server.answers.append(Answer(body=body))

    token = asked_flow_at(server).fetch_access_token("v")

    assert (token.key, token.secret, token.extra) == ("at", "s", extra)
    assert Token.from_string(token.to_string()).extra == extra


def test_empty_secret_is_a_secret(server: Loopback) -> None:
    """An empty token secret is a value (D3)."""
    token = asked_flow_at(server).read_access_token(FINE, b"oauth_token=a&oauth_token_secret=")

    assert token.secret == ""


@pytest.mark.parametrize(
    "response",
    [
        {"status": 200},
        {"Status": "200 OK"},
        {"status": HTTPStatus.CREATED},
        {":status": "?", "Content-Type": "text/plain"},
        {"status": "?"},
        {},
    ],
    ids=str,
)
def test_status_may_come_in_any_form(server: Loopback, response: dict[str, Any]) -> None:
    """A number, text, a member of HTTPStatus, or nothing that could be read."""
    assert flow_at(server).read_access_token(response, KEYS).key == "at"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"ok",
        b"oauth_token=at",
        b"oauth_token=&oauth_token_secret=s",
        b"oauth_token=a&oauth_token=b&oauth_token_secret=s",
        b"<html>oauth_token=a&oauth_token_secret=s</html>",
        b"[1, 2]",
        b'{"oauth_token": "a"}',
        b'{"oauth_token": "a", "oauth_token_secret": null, "x": "\\ud800"}',
        b"{oauth_token=a",
        b'{"a":' * 100_000,
        b'{"a": ' + b"9" * 5000 + b"}",
    ],
    ids=lambda body: body[:40].decode(),
)
def test_answer_without_a_token_is_one_error(server: Loopback, body: bytes) -> None:
    """Whatever comes with 200 and holds no token is the one typed error (D10)."""
    server.answers.append(Answer(body=body))
    flow = asked_flow_at(server)

    with pytest.raises(oauth2.TokenRequestDenied, match=r"The answer \(200\) holds none") as caught:
        flow.fetch_access_token("v")

    assert caught.value.status == 200
    assert caught.value.hint is not None
    assert flow.access_token is None


# --- the first leg -----------------------------------------------------------------------------


@pytest.mark.parametrize("confirmed", ["", "&oauth_callback_confirmed=", "false", "True", "1"])
def test_callback_must_be_confirmed(server: Loopback, confirmed: str) -> None:
    """Only "true" is a confirmation; the token of another answer is not kept (D2)."""
    field = confirmed if confirmed[:1] in {"", "&"} else f"&oauth_callback_confirmed={confirmed}"
    server.answers.append(Answer(body=KEYS + field.encode()))
    flow = flow_at(server)

    with pytest.raises(oauth2.CallbackNotConfirmed, match="strict=False"):
        flow.fetch_request_token()

    assert flow.request_token is None


def test_callback_is_confirmed_in_json(server: Loopback) -> None:
    """JSON's own true is one."""
    body = b'{"oauth_token": "a", "oauth_token_secret": "s", "oauth_callback_confirmed": true}'

    assert flow_at(server).read_request_token(FINE, body).callback_confirmed == "true"


def test_provider_of_oauth_1_0_needs_no_confirmation_and_no_verifier(server: Loopback) -> None:
    """`strict=False` walks the legs with a provider that knows neither (D2)."""
    server.answers.extend([Answer(body=KEYS), Answer(body=KEYS)])
    flow = flow_at(server, strict=False)

    request_token = flow.fetch_request_token("https://app.example/back")
    flow.parse_callback("https://app.example/back?oauth_token=at")
    flow.fetch_access_token()

    assert request_token.callback_confirmed is None
    assert b"oauth_verifier" not in server.requests[1].octets


def test_verifier_comes_from_the_user_alone(server: Loopback) -> None:
    """What the token endpoints say of a verifier does not count, and is not sent with a request."""
    said = KEYS + b"&oauth_callback_confirmed=true&oauth_verifier=early"
    flow = flow_at(server)

    assert flow.read_request_token(FINE, said).verifier is None
    assert flow.read_access_token(FINE, said).verifier is None


# --- renewal -----------------------------------------------------------------------------------


def test_renewal_keeps_the_session_handle(server: Loopback) -> None:
    """A provider that does not repeat the handle means the old one (D14)."""
    server.default = Answer(body=KEYS)
    flow = allowed_flow_at(server, "h-1")

    flow.renew_access_token()
    flow.renew_access_token()

    assert flow.access_token is not None
    assert flow.access_token.extra == {"oauth_session_handle": "h-1"}
    assert b'oauth_token="at"' in server.requests[1].octets
    assert b'oauth_session_handle="h-1"' in server.requests[1].octets


def test_renewal_takes_a_new_session_handle(server: Loopback) -> None:
    """A new handle replaces the old one (D14)."""
    flow = allowed_flow_at(server, "h-1")

    token = flow.read_renewal(FINE, KEYS + b"&oauth_session_handle=h-2")

    assert token.extra == {"oauth_session_handle": "h-2"}


def test_renewal_without_handle_goes_to_its_url(server: Loopback) -> None:
    """E*TRADE prolongs the token at a URL of its own, and says so in a sentence."""
    server.answers.append(Answer(body=b"Access Token has been renewed"))
    flow = allowed_flow_at(server, method="GET", renew_token_url=server.url("/renew"))
    held = flow.access_token

    assert flow.renew_access_token() is held
    assert flow.access_token is held
    assert (server.request.method, server.request.target) == ("GET", "/renew")


@pytest.mark.parametrize(
    ("answer", "own_url"),
    [
        (Answer(body=b"Access Token has been renewed"), False),
        (Answer(401, body=b"oauth_problem=token_expired"), True),
        (Answer(500, body=b"Access Token has been renewed"), True),
        (Answer(body=b"<html>Log in</html>"), True),
        (Answer(body=b'{"error": "expired"}'), True),
        (Answer(body=b"oauth_problem=token_expired"), True),
        (Answer(body=b"error: token expired"), True),
        (Answer(body=b""), True),
        (Answer(body=b"Token could not be renewed"), True),
        (Answer(body=b"<p>Your session has been renewed</p>"), True),
    ],
    ids=[
        "no URL of its own",
        "401",
        "500",
        "page",
        "JSON",
        "problem",
        "sentence",
        "nothing",
        "not renewed",
        "page of something else",
    ],
)
def test_renewal_that_failed_is_an_error(server: Loopback, answer: Answer, own_url: bool) -> None:
    """Only who says that it was renewed, at a URL made for it, has prolonged a token."""
    server.answers.append(answer)
    url = server.url("/renew") if own_url else None
    flow = allowed_flow_at(server, "h-1", renew_token_url=url)
    held = flow.access_token

    with pytest.raises(oauth2.TokenRequestDenied, match="There is no new access token"):
        flow.renew_access_token()

    assert flow.access_token is held


def test_answer_that_does_not_come_is_a_timeout(server: Loopback) -> None:
    """`timeout` is how many seconds an answer may take."""
    late = threading.Event()

    def wait(_: Recorded) -> Answer:
        late.wait(10)
        return Answer(body=KEYS)

    server.answers.append(wait)
    with pytest.raises(TimeoutError):
        asked_flow_at(server, timeout=0.05).fetch_access_token("v")
    late.set()
