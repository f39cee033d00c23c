"""What a provider's refusal becomes: one error, with a hint and without a secret."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from _flow import CONSUMER, REQUEST_TOKEN, allowed_flow_at, asked_flow_at, flow_at
from _loopback import (
    CERTIFICATE,
    Answer,
    Loopback,
    catch_every_host,
    old_tls_allowed,
    redirect,
    serving,
)

from oauth2 import ThreeLeggedFlow, TokenRequestDenied

PAGE = Answer(body=b"<!DOCTYPE html><title>Log in</title>")


def denied(server: Loopback, answer: Answer) -> TokenRequestDenied:
    """Return the error that an answer to the last leg makes."""
    server.answers.append(answer)
    with pytest.raises(TokenRequestDenied) as caught:
        asked_flow_at(server).fetch_access_token("marker-of-verifier")
    return caught.value


def test_refusal_says_everything(server: Loopback) -> None:
    """Status, problem, advice and what to try are attributes, and one text for a person (D10)."""
    body = b"oauth_problem=signature_invalid&oauth_problem_advice=See%20our%20page"

    error = denied(server, Answer(401, body=body))

    assert (error.status, error.problem, error.advice) == (
        401,
        "signature_invalid",
        "See our page",
    )
    assert error.hint is not None
    assert error.hint.startswith("compare the consumer secret, character by character")
    assert str(error).startswith(
        "There is no access token. The provider refused the request (401): signature_invalid; "
        "See our page. To try: compare the consumer secret"
    )


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (Answer(401, body=b"oauth_problem=timestamp_refused"), "set this machine's clock"),
        (Answer(401, body=b"oauth_problem=nonce_used"), "ask again: each request"),
        (Answer(401, body=b"oauth_problem=consumer_key_unknown"), "compare the consumer key"),
        (Answer(401, body=b"oauth_problem=token_expired"), "start again: fetch a new"),
        (Answer(401, body=b"oauth_problem=what_else"), "compare the consumer key and secret"),
        (
            Answer(401, (("Date", "Sun, 06 Nov 1994 08:49:37 GMT"),), b"no"),
            "set this machine's clock",
        ),
        (Answer(401), "compare the consumer key and secret"),
        (Answer(400, body=b"bad callback"), "a callback may have to be registered"),
        (Answer(403, body=b"no"), "its callback is not registered"),
        (Answer(404, body=b"<html>"), "compare the URL"),
        (Answer(405, body=b""), "use the other HTTP method"),
        (Answer(429, body=b""), "ask again later"),
        (Answer(500, body=b"<html>"), "the provider has a fault"),
        (Answer(503, body=b""), "the provider has a fault"),
        (
            Answer(302, (("Location", "https://q.example/t?oauth_signature=x"),), b""),
            "if it is the provider's: https://q.example/t",
        ),
        (PAGE, "the answer is a web page"),
        (Answer(body=b"hello"), "compare URL, method and parameters"),
    ],
    ids=lambda value: value if isinstance(value, str) else str(value.status),
)
def test_refusal_says_what_to_try(server: Loopback, answer: Answer, hint: str) -> None:
    """Each kind of refusal has a hint of its own."""
    error = denied(server, answer)

    assert error.status == answer.status
    assert hint in str(error.hint)
    assert f"To try: {error.hint}." in str(error)


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        (Answer(401, body=b"Failed to validate\noauth signature"), "Failed to validate oauth sig"),
        (Answer(403, body=b'{"errors":[{"code":32,"message":"No."}]}'), '"message":"No."'),
        (Answer(400, body=b"x" * 500), "x" * 200 + "\u2026"),
        (Answer(401, body=b"<html>Failed</html>"), None),
        (Answer(401, body=b"  "), None),
        (Answer(400, body=b"oauth_problem=nonce_used"), None),
        (Answer(body=b"oauth_token_secret=marker"), None),
    ],
    ids=["words", "JSON", "long", "page", "blank", "problem", "success"],
)
def test_refusal_without_a_word_shows_the_answer(
    server: Loopback, answer: Answer, advice: str | None
) -> None:
    """Where no reason is named, a short answer is shown; a page, or a success, never (D10)."""
    error = denied(server, answer)

    assert (error.advice is None) is (advice is None)
    assert (advice or "") in (error.advice or "")
    assert "marker" not in str(error)


def test_refusal_is_short_however_much_is_said(server: Loopback) -> None:
    """Nobody's terminal is flooded; the attribute has all of it."""
    body = b"oauth_problem=nonce_used&oauth_problem_advice=" + b"x" * 5000

    error = denied(server, Answer(401, body=body))

    assert len(str(error)) < 1200
    assert len(error.advice or "") == 5000


def test_refusal_before_any_status_says_so(server: Loopback) -> None:
    """An answer without a status is one without a token."""
    with pytest.raises(TokenRequestDenied, match=r"The answer holds none\."):
        flow_at(server).read_access_token({}, b"hello")


# --- no secret in it ---------------------------------------------------------------------------

ECHOES = [
    "the key was marker-of-consumer-secret&marker-of-request-secret",
    "the key was marker-of-consumer-secret%26marker-of-request-secret, not marker-of-verifier",
    "oauth_problem=verifier_invalid&oauth_problem_advice=not%20marker-of-verifier",
    "oauth_problem=marker-of-verifier",
    json.dumps({"oauth_token_secret": "marker-of-another", "error": "no"}),
    "POST&https%3A%2F%2Fp%2F&oauth_verifier%3Dmarker-of-verifier",
    "x_auth_password=marker-of-password",
    "oauth_parameters_rejected=marker-of-verifier",
]


@pytest.mark.parametrize("echo", ECHOES)
@pytest.mark.parametrize("status", [200, 401])
def test_refusal_shows_no_secret_that_is_repeated(server: Loopback, status: int, echo: str) -> None:
    """What the provider repeats of our secrets is in no text of the error."""
    error = denied(server, Answer(status, body=echo.encode()))

    assert "marker" not in f"{error} {error!r} {error.args} {vars(error)}"


@pytest.mark.parametrize(
    ("password", "body", "shown"),
    [
        ("pw", "wrong: pw, pwned", "wrong: (hidden), pwned"),
        ("p w&\u00e9", "p w&\u00e9 p%20w%26%C3%A9 p+w%26%C3%A9", "(hidden) (hidden) (hidden)"),
        ("a/b+c \u00e9", r"a%2fb%2bc%20%c3%a9 a\/b+c \u00e9", "(hidden) (hidden)"),
        ("a/b&c<", "a&#47;b&amp;c&lt; a&#x2F;b&amp;c&lt;", "(hidden) (hidden)"),
        ("hunter", "xhunter2", "x(hidden)2"),
        ("", "empty", "empty"),
    ],
    ids=["short", "encoded", "other-spellings", "HTML", "inside", "empty"],
)
def test_refusal_of_xauth_shows_no_password(
    server: Loopback, password: str, body: str, shown: str
) -> None:
    """The password is hidden however it is spelt, and words that only hold a short one stay."""
    server.answers.append(Answer(403, body=body.encode()))

    with pytest.raises(TokenRequestDenied) as caught:
        flow_at(server).xauth("ada", password)

    assert caught.value.advice == shown


def test_secret_is_hidden_before_the_text_is_cut(server: Loopback) -> None:
    """Half a secret tells a lot."""
    server.answers.append(Answer(403, body=b"x" * 180 + b" marker-of-a-long-password"))

    with pytest.raises(TokenRequestDenied) as caught:
        flow_at(server).xauth("ada", "marker-of-a-long-password")

    assert caught.value.advice == "x" * 180 + " (hidden)"


def test_pure_step_hides_what_it_is_told(server: Loopback) -> None:
    """A program that sends by itself says what must not be shown."""
    with pytest.raises(TokenRequestDenied) as caught:
        flow_at(server).read_access_token(
            {"status": 403}, b"not marker-of-password", secrets=["marker-of-password"]
        )

    assert caught.value.advice == "not (hidden)"


def test_renewal_hides_the_session_handle(server: Loopback) -> None:
    """The handle is a secret as well."""
    server.answers.append(Answer(401, body=b"unknown: marker-of-handle marker-of-access-secret"))

    with pytest.raises(TokenRequestDenied) as caught:
        allowed_flow_at(server, "marker-of-handle").renew_access_token()

    assert caught.value.advice == "unknown: (hidden) (hidden)"


def test_nothing_secret_is_logged(server: Loopback, caplog: pytest.LogCaptureFixture) -> None:
    """The log shows what was signed, without verifier, password and secrets."""
    server.default = REQUEST_TOKEN
    flow = allowed_flow_at(server, "marker-of-handle")

    with caplog.at_level(logging.DEBUG):
        flow.fetch_request_token()
        flow.fetch_access_token("marker-of-verifier")
        flow.access_token = allowed_flow_at(server, "marker-of-handle").access_token
        flow.renew_access_token()
        flow.xauth("ada", "marker-of-password")

    assert len(caplog.records) == 4
    assert "marker" not in caplog.text


# --- redirects ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("method", "status"), [("GET", 302), ("GET", 307), ("POST", 308)])
def test_redirect_elsewhere_is_not_followed(
    server: Loopback, other: Loopback, method: str, status: int
) -> None:
    """Another port is another origin, which is not asked: a secret would come back from there."""
    server.answers.append(redirect(status, other.url("/request?oauth_token=x")))

    with pytest.raises(TokenRequestDenied, match="redirects to another origin") as caught:
        flow_at(server, method=method).fetch_request_token()

    assert other.requests == []
    assert other.url("").rstrip("/") in str(caught.value)
    assert "use the URL" in str(caught.value.hint)


@pytest.mark.parametrize(("method", "status"), [("GET", 301), ("POST", 308)])
def test_redirect_within_the_origin_is_signed_afresh(
    server: Loopback, method: str, status: int
) -> None:
    """A path that has moved is followed, with a nonce of its own."""
    server.answers.extend([redirect(status, "/request/"), REQUEST_TOKEN])

    assert flow_at(server, method=method).fetch_request_token().key == "rt-1"
    assert [request.target for request in server.requests] == ["/request", "/request/"]
    assert server.requests[0].value("Authorization") != server.requests[1].value("Authorization")


def test_redirected_post_that_is_not_followed_is_a_refusal(server: Loopback) -> None:
    """Where a POST would turn into something else, the answer is the error."""
    server.answers.append(redirect(302, "/request/"))

    with pytest.raises(TokenRequestDenied) as caught:
        flow_at(server).fetch_request_token()

    assert caught.value.status == 302


@old_tls_allowed
def test_redirect_to_https_on_the_same_host_is_followed(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The default ports of one host are one origin on the way up, as everywhere in this library."""
    with serving(tls=True) as https:
        catch_every_host(monkeypatch, server, https)
        server.answers.append(redirect(301, "https://localhost/r"))
        https.answers.append(REQUEST_TOKEN)
        urls = [f"http://localhost/{name}" for name in ("request", "authorize", "access")]
        flow = ThreeLeggedFlow(CONSUMER, *urls, method="GET", ca_certs=str(CERTIFICATE))

        flow.fetch_request_token()

    assert https.request.target == "/r"
    assert https.request.value("Authorization") is not None


@old_tls_allowed
def test_redirect_from_https_to_http_is_not_followed(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the way down, the secret would come back in clear, `allow_insecure` or not."""
    with serving(tls=True) as https:
        catch_every_host(monkeypatch, server, https)
        https.answers.append(redirect(301, "http://localhost/r"))
        urls = [f"https://localhost/{name}" for name in ("request", "authorize", "access")]
        options: dict[str, Any] = {"ca_certs": str(CERTIFICATE), "allow_insecure": True}
        flow = ThreeLeggedFlow(CONSUMER, *urls, method="GET", **options)

        with pytest.raises(TokenRequestDenied, match="another origin, http://localhost,"):
            flow.fetch_request_token()

    assert server.requests == []
