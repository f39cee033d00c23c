"""What the sandbox says when it refuses: the OAuth Problem Reporting extension, and why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from urllib.parse import parse_qsl

import httplib2
import pytest
from _sandbox import Answer, call, fetch, new_request_token

from oauth2 import Client, Consumer, SignatureMethod_PLAINTEXT, SignedRequest, Signer, Token
from oauth2.header import parse_authorization
from oauth2.sandbox import Provider, Sandbox, serve
from oauth2.sandbox.answers import form


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox."""
    with serve() as running:
        yield running


def send(signed: SignedRequest) -> Answer:
    """Send what was signed, to the letter."""
    return fetch(signed.url, signed.method, signed.body, signed.headers)


def challenge_of(answer: Answer) -> dict[str, str]:
    """Return the parameters of the WWW-Authenticate header field."""
    return dict(parse_authorization(answer.headers["www-authenticate"]) or [])


def test_refusal_names_the_problem_in_header_and_body(sandbox: Sandbox) -> None:
    """Status, header field and body say the same."""
    answer = call(sandbox, sandbox.echo_url, consumer=Consumer("nobody", "s"))

    assert answer.status == 401
    assert answer.headers["content-type"] == "application/x-www-form-urlencoded"
    assert answer.headers["www-authenticate"].startswith('OAuth realm="sandbox", oauth_problem="')
    assert challenge_of(answer).items() < answer.fields.items()
    assert challenge_of(answer) == {
        "oauth_problem": "consumer_key_unknown",
        "oauth_problem_advice": "no consumer has the key 'nobody'",
    }


def test_unsigned_request_is_told_what_is_missing(sandbox: Sandbox) -> None:
    """A request without any OAuth is told so, with the challenge."""
    answer = fetch(sandbox.echo_url)

    assert answer.status == 401
    assert answer.fields["oauth_problem"] == "parameter_absent"
    assert answer.fields["oauth_parameters_absent"] == "oauth_consumer_key"
    assert challenge_of(answer).items() < answer.fields.items()


def test_wrong_secret_is_answered_with_the_base_string(sandbox: Sandbox) -> None:
    """The client can hold the base string that the sandbox computed against its own (H2)."""
    signed = Signer(Consumer("sandbox-key", "wrong")).sign("GET", sandbox.echo_url + "?b=2&a=1")

    answer = send(signed)

    assert answer.status == 401
    assert answer.fields["oauth_problem"] == "signature_invalid"
    assert answer.fields["debug_sbs"] == signed.base_string
    assert "the consumer secret or the token secret" in answer.fields["oauth_problem_advice"]
    assert "debug_sbs" not in challenge_of(answer)


def test_tampering_is_found_by_the_base_string(sandbox: Sandbox) -> None:
    """What was changed on the way stands in the base string of the answer."""
    signed = Signer(sandbox.consumer).sign("GET", sandbox.echo_url + "?amount=1")

    answer = fetch(signed.url.replace("amount=1", "amount=9"), headers=signed.headers)

    assert answer.fields["oauth_problem"] == "signature_invalid"
    assert "amount%3D9%26" in answer.fields["debug_sbs"]


def test_tampered_method_is_refused(sandbox: Sandbox) -> None:
    """A signed GET cannot be sent as a DELETE."""
    signed = Signer(sandbox.consumer).sign("GET", sandbox.echo_url)

    answer = fetch(signed.url, "DELETE", headers=signed.headers)

    assert answer.fields["debug_sbs"].startswith("DELETE&http%3A%2F%2F127.0.0.1%3A")


def test_tampered_body_is_refused(sandbox: Sandbox) -> None:
    """A body that is no form is guarded by its hash."""
    json = {"Content-Type": "application/json"}
    signed = Signer(sandbox.consumer).sign("PUT", sandbox.echo_url, json, b'{"a": 1}')

    answer = fetch(signed.url, "PUT", b'{"a": 9}', signed.headers)

    assert (answer.status, answer.fields["oauth_problem"]) == (401, "body_hash_invalid")


def test_wrong_plaintext_signature_has_no_base_string(sandbox: Sandbox) -> None:
    """PLAINTEXT signs nothing, and the answer says how it is made, without any secret."""
    answer = call(
        sandbox,
        sandbox.echo_url,
        consumer=Consumer("sandbox-key", "wrong"),
        signature_method=SignatureMethod_PLAINTEXT(),
    )

    assert list(answer.fields) == ["oauth_problem", "oauth_problem_advice", "explanation"]
    assert "each percent-encoded, joined by '&'" in answer.fields["oauth_problem_advice"]
    assert b"sandbox-secret" not in answer.content


def test_old_timestamp_is_answered_with_those_that_are_taken() -> None:
    """A client whose clock is wrong can put it right by the answer, and by the Date."""
    with serve(provider=Provider(clock=lambda: 1_000_000_000)) as sandbox:
        answer = call(sandbox, sandbox.echo_url, clock=lambda: 999_999_699)

    assert (answer.status, answer.fields["oauth_problem"]) == (401, "timestamp_refused")
    assert answer.fields["oauth_acceptable_timestamps"] == "999999700-1000000300"
    # date -u -d @1000000000
    assert answer.headers["date"] == "Sun, 09 Sep 2001 01:46:40 GMT"


def test_clock_of_the_provider_counts() -> None:
    """A program may set the provider's clock, to test what its own does."""
    with serve(provider=Provider(clock=lambda: 1_000_000_000.9)) as sandbox:
        answer = call(sandbox, sandbox.echo_url, clock=lambda: 999_999_700)

    assert answer.status == 200


def test_other_version_is_answered_with_that_which_is_taken(sandbox: Sandbox) -> None:
    """There is one version."""
    header = 'OAuth oauth_consumer_key="sandbox-key", oauth_version="2.0"'

    answer = fetch(sandbox.echo_url, headers={"Authorization": header})

    assert (answer.status, answer.fields["oauth_problem"]) == (400, "version_rejected")
    assert answer.fields["oauth_acceptable_versions"] == "1.0-1.0"


@pytest.mark.parametrize(
    "token", [pytest.param(Token("nope", "s"), id="unknown"), pytest.param(Token("é", "s"), id="é")]
)
def test_unknown_token_is_refused(sandbox: Sandbox, token: Token) -> None:
    """A token that was never given opens nothing."""
    answer = call(sandbox, sandbox.echo_url, token=token)

    assert (answer.status, answer.fields["oauth_problem"]) == (401, "token_rejected")


def test_malformed_header_is_refused(sandbox: Sandbox) -> None:
    """A header field that cannot be parsed is said to be that."""
    answer = fetch(sandbox.echo_url, headers={"Authorization": 'OAuth oauth_nonce="a'})

    assert (answer.status, answer.fields["oauth_problem"]) == (400, "parameter_rejected")


def test_base_string_of_a_password_is_told_to_the_sender_only(sandbox: Sandbox) -> None:
    """The raw base string goes back to who sent it, in the body, and nowhere else."""
    answer = call(
        sandbox,
        sandbox.access_token_url,
        "POST",
        body="x_auth_mode=client_auth&x_auth_username=ada&x_auth_password=hunter2",
        consumer=Consumer("sandbox-key", "wrong"),
    )

    assert "x_auth_password%3Dhunter2" in answer.fields["debug_sbs"]
    assert "hunter2" not in str(answer.headers)


def test_log_has_a_line_for_each_request_and_no_secret(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """The log names method, path, status and problem; no query, no parameter."""
    caplog.set_level("INFO", "oauth2.sandbox")
    new_request_token(sandbox)
    call(sandbox, sandbox.url + "/echo/%0A%C3%A9?q=1", consumer=Consumer("hidden", "s"))
    call(sandbox, sandbox.echo_url + "?q=1", consumer=Consumer("hidden", "s"))

    assert caplog.messages == [
        "POST /request_token 200 -",
        "GET /echo/%0A%C3%A9 404 -",
        "GET /echo 401 consumer_key_unknown",
    ]


def test_httplib2_reads_the_challenge(sandbox: Sandbox) -> None:
    """The header field is one that clients of the time can parse (C14)."""
    with closing(httplib2.Http()) as http:
        response, _ = http.request(sandbox.echo_url)

    assert response.status == 401


def test_refusal_is_parsed_after_a_client_was_refused(sandbox: Sandbox) -> None:
    """A Client hands the refusal to the program, and may go on."""
    with closing(Client(Consumer("sandbox-key", "wrong"))) as client:
        refused, content = client.request(sandbox.echo_url)
        client.consumer = sandbox.consumer
        taken, _ = client.request(sandbox.echo_url)

    assert dict(parse_qsl(content.decode()))["oauth_problem"] == "signature_invalid"
    assert (refused.status, taken.status) == (401, 200)


def test_answer_shows_no_body() -> None:
    """What a token endpoint answers stays out of tracebacks."""
    assert repr(form([("oauth_token_secret", "hunter2")])) == "<Answer 200>"
