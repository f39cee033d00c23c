"""The sandbox says which known mistake was made: to programs, in a browser, and in its log."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from _sandbox import Answer, call, fetch, new_request_token

from oauth2 import Consumer, Problem, Signer, Token
from oauth2.header import parse_authorization
from oauth2.sandbox import Sandbox, serve

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
WITH_SPACE = Consumer("sandbox-key", "sandbox-secret ")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox."""
    with serve() as running:
        yield running


def wrong(sandbox: Sandbox, headers: dict[str, str] | None = None) -> Answer:
    """Send a request that was signed as a GET, as a DELETE."""
    signed = Signer(sandbox.consumer).sign("GET", sandbox.echo_url + "?a=%3Cb%3E")
    return fetch(signed.url, "DELETE", headers={**signed.headers, **(headers or {})})


def test_program_is_told_the_mistake(sandbox: Sandbox) -> None:
    """The form of the answer has one more field, which people read."""
    answer = wrong(sandbox)

    assert list(answer.fields) == [
        "oauth_problem",
        "oauth_problem_advice",
        "debug_sbs",
        "explanation",
    ]
    assert "method_mismatch: proved" in answer.fields["explanation"]
    assert "GET was signed, DELETE was sent" in answer.fields["explanation"]


def test_header_field_stays_short(sandbox: Sandbox) -> None:
    """An explanation is longer than what clients take for a header field."""
    challenge = dict(parse_authorization(wrong(sandbox).headers["www-authenticate"]) or [])

    assert list(challenge) == ["oauth_problem", "oauth_problem_advice"]


def test_problem_reads_the_answer_as_before(sandbox: Sandbox) -> None:
    """What a client makes of the refusal is the same with the explanation in it."""
    answer = wrong(sandbox)

    problem = Problem.from_response({"status": "401", **answer.headers}, answer.content)

    assert problem is not None
    assert problem.code == "signature_invalid"
    assert problem.base_string == answer.fields["debug_sbs"]


@pytest.mark.parametrize(
    ("consumer", "clock", "expected"),
    [
        pytest.param(WITH_SPACE, None, "secret_whitespace: proved", id="secret"),
        pytest.param(
            Consumer("sandbox-key", "another"),
            None,
            "wrong_secret_or_unknown: cannot tell",
            id="wrong secret",
        ),
        pytest.param(None, lambda: 1_000_000_000, "clock_skew: proved", id="clock"),
    ],
)
def test_refusal_is_explained(
    sandbox: Sandbox, consumer: Consumer | None, clock: object, expected: str
) -> None:
    """Whatever the Server refuses has an explanation, and the secret is not in it."""
    answer = call(sandbox, sandbox.echo_url, consumer=consumer, clock=clock)

    assert answer.status == 401
    assert expected in answer.fields["explanation"]
    assert b"sandbox-secret" not in answer.content


def test_browser_gets_a_page(sandbox: Sandbox) -> None:
    """Who looks at a refusal in a browser can read it."""
    answer = wrong(sandbox, BROWSER)

    assert answer.status == 401
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["www-authenticate"].startswith('OAuth realm="sandbox"')
    assert "<h1>This request is refused</h1>" in answer.html
    assert "<p><code>signature_invalid</code></p>" in answer.html
    assert '<pre id="why">DELETE http://127.0.0.1' in answer.html
    assert "<h2>debug_sbs</h2>" in answer.html


def test_page_cannot_be_made_to_hold_html(sandbox: Sandbox) -> None:
    """What a request carries stands in the page as text."""
    answer = call(sandbox, sandbox.echo_url, consumer=Consumer("<b>", "s"), headers=BROWSER)

    assert "no consumer has the key &#x27;&lt;b&gt;&#x27;" in answer.html
    assert "<b>" not in answer.html


@pytest.mark.parametrize(
    ("consumer", "token", "expected"),
    [
        pytest.param(Consumer("nobody", "s"), None, "wrong_credentials_pair", id="consumer"),
        pytest.param(None, Token("nobody's", "s"), "token_rejected", id="token"),
    ],
)
def test_key_that_nobody_has_is_explained(
    sandbox: Sandbox, consumer: Consumer | None, token: Token | None, expected: str
) -> None:
    """What the sandbox refuses before it looks at the signature says nothing of that."""
    answer = call(sandbox, sandbox.echo_url, token=token, consumer=consumer)

    assert f"{expected}: the provider says" in answer.fields["explanation"]
    assert answer.fields["explanation"].count("mend: ") == 1


def test_unsigned_request_is_explained(sandbox: Sandbox) -> None:
    """Who sends no OAuth at all is told what is missing."""
    answer = fetch(sandbox.echo_url)

    assert "did not send oauth_consumer_key and " in answer.fields["explanation"]


def test_refusal_that_has_no_other_name_is_not_explained(sandbox: Sandbox) -> None:
    """Of a wrong verifier the sandbox says all in its advice."""
    token = new_request_token(sandbox)
    sandbox.provider.approve(token.key)
    token.set_verifier("wrong")

    answer = call(sandbox, sandbox.access_token_url, "POST", token)

    assert answer.fields["oauth_problem"] == "verifier_invalid"
    assert "explanation" not in answer.fields


def test_page_of_what_cannot_be_read_says_so(sandbox: Sandbox) -> None:
    """A header that cannot be read cannot be explained, and is refused all the same."""
    answer = fetch(sandbox.echo_url, headers={**BROWSER, "Authorization": 'OAuth oauth_nonce="'})

    assert answer.status == 400
    assert "<h1>This request is refused</h1>" in answer.html
    assert "<h2>Why</h2>" not in answer.html


def test_log_has_the_mistake(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    """What `oauth2 serve` prints names it, says it in a sentence, and how it is mended."""
    caplog.set_level("INFO", "oauth2.sandbox")

    wrong(sandbox)

    assert caplog.messages[0] == "DELETE /echo 401 signature_invalid"
    name, sentence, mend = caplog.messages[3:]
    assert name == "    method_mismatch: proved"
    assert sentence.endswith(": GET was signed, DELETE was sent.")
    assert mend == "    mend: signer.sign(method, url)  # the very method that is sent"
