"""The sandbox's token endpoints: request token, access token, renewal, xAuth."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from _sandbox import Answer, call, new_access_token, new_request_token

from oauth2.sandbox import Provider, Sandbox, serve


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox."""
    with serve() as running:
        yield running


def problem(answer: Answer) -> tuple[int, str]:
    """Return status and problem of a refusal."""
    return answer.status, answer.fields["oauth_problem"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_request_token_answers_a_form(sandbox: Sandbox, method: str) -> None:
    """The answer is a form with token, secret and the confirmation (RFC 5849 section 2.1)."""
    answer = call(
        sandbox, sandbox.request_token_url, method, oauth_params={"oauth_callback": "oob"}
    )

    assert answer.status == 200
    assert answer.headers["content-type"] == "application/x-www-form-urlencoded"
    assert answer.headers["cache-control"] == "no-store"
    assert list(answer.fields) == ["oauth_token", "oauth_token_secret", "oauth_callback_confirmed"]
    assert answer.fields["oauth_callback_confirmed"] == "true"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD"])
@pytest.mark.parametrize("path", ["/request_token", "/access_token"])
def test_token_endpoints_take_get_and_post(sandbox: Sandbox, method: str, path: str) -> None:
    """Another method is refused, with those that are taken."""
    answer = call(sandbox, sandbox.url + path, method)

    assert (answer.status, answer.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize(
    "callback",
    [
        pytest.param("", id="empty"),
        pytest.param("OOB", id="another word"),
        pytest.param("/back", id="relative"),
        pytest.param("//h/back", id="without scheme"),
        pytest.param("http://", id="without host"),
        pytest.param("http://[::1/back", id="no IPv6 address"),
        pytest.param("http://h/ü", id="not ASCII"),
        pytest.param("http://h/a b", id="blank"),
        pytest.param("http://h/\r\nSet-Cookie: a=b", id="line break"),
        pytest.param("JavaScript://h/%0aalert(1)", id="javascript"),
        pytest.param("data://text/html,x", id="data"),
    ],
)
def test_request_token_refuses_a_callback_that_is_none(sandbox: Sandbox, callback: str) -> None:
    """A browser is sent nowhere but to an absolute URL."""
    answer = call(
        sandbox, sandbox.request_token_url, "POST", oauth_params={"oauth_callback": callback}
    )

    assert problem(answer) == (400, "parameter_rejected")
    assert "oauth_callback must be 'oob' or" in answer.fields["oauth_problem_advice"]


def test_request_token_wants_a_callback_where_it_is_set() -> None:
    """A strict provider, as RFC 5849 section 2.1 has it, refuses a request without one."""
    with serve(provider=Provider(require_callback=True)) as strict:
        answer = call(strict, strict.request_token_url, "POST")

    assert problem(answer) == (400, "parameter_absent")
    assert answer.fields["oauth_parameters_absent"] == "oauth_callback"


def test_request_token_refuses_a_token(sandbox: Sandbox) -> None:
    """There is no token yet when one is asked for."""
    token = new_request_token(sandbox)

    answer = call(sandbox, sandbox.request_token_url, "POST", token)

    assert problem(answer) == (401, "token_rejected")


def test_access_token_has_what_providers_add(sandbox: Sandbox) -> None:
    """Beside token and secret there are a user id, a name and a session handle (D4)."""
    token = new_access_token(sandbox)

    assert list(token.extra) == ["oauth_session_handle", "user_id", "screen_name"]


def test_access_token_refuses_an_undecided_token(sandbox: Sandbox) -> None:
    """Nothing is given before the user has said yes."""
    token = new_request_token(sandbox)
    token.set_verifier("12345678")

    answer = call(sandbox, sandbox.access_token_url, "POST", token)

    assert problem(answer) == (401, "permission_unknown")


@pytest.mark.parametrize(
    "verifier",
    [
        pytest.param("1234567", id="short"),
        pytest.param("123456789", id="long"),
        pytest.param("é", id="not ASCII"),
    ],
)
def test_access_token_refuses_a_wrong_verifier(sandbox: Sandbox, verifier: str) -> None:
    """Only the verifier that the user was given counts, and a mistake may be corrected."""
    token = new_request_token(sandbox)
    right = sandbox.provider.approve(token.key)
    token.set_verifier(verifier)

    refused = call(sandbox, sandbox.access_token_url, "POST", token)
    token.set_verifier(right)
    given = call(sandbox, sandbox.access_token_url, "POST", token)

    assert problem(refused) == (401, "verifier_invalid")
    assert given.status == 200


def test_access_token_refuses_a_missing_verifier(sandbox: Sandbox) -> None:
    """Without a verifier there is no access token (RFC 5849 section 2.3)."""
    token = new_request_token(sandbox)
    sandbox.provider.approve(token.key)

    answer = call(sandbox, sandbox.access_token_url, "POST", token)

    assert problem(answer) == (400, "parameter_absent")
    assert answer.fields["oauth_parameters_absent"] == "oauth_verifier"


def test_access_token_is_given_once(sandbox: Sandbox) -> None:
    """However many ask at once with one request token, one is given an access token."""
    token = new_request_token(sandbox)
    token.set_verifier(sandbox.provider.approve(token.key))

    with ThreadPoolExecutor(8) as pool:
        calls = (
            pool.submit(call, sandbox, sandbox.access_token_url, "POST", token) for _ in "1234567"
        )
        answers = [each.result() for each in list(calls)]

    assert sorted(answer.status for answer in answers) == [200] + [401] * 6


def test_access_token_needs_a_token(sandbox: Sandbox) -> None:
    """A request with the consumer alone is told what is missing."""
    answer = call(sandbox, sandbox.access_token_url, "POST")

    assert problem(answer) == (400, "parameter_absent")
    assert answer.fields["oauth_parameters_absent"] == "oauth_token"


def test_request_token_of_another_consumer_is_unknown(sandbox: Sandbox) -> None:
    """A token belongs to the consumer that asked for it."""
    token = new_request_token(sandbox)
    token.set_verifier(sandbox.provider.approve(token.key))
    other = sandbox.provider.add_consumer("other", "secret")

    answer = call(sandbox, sandbox.access_token_url, "POST", token, other)

    assert problem(answer) == (401, "token_rejected")


def test_access_token_of_another_consumer_is_unknown(sandbox: Sandbox) -> None:
    """An access token opens nothing for another consumer."""
    token = new_access_token(sandbox)
    other = sandbox.provider.add_consumer("other", "secret")

    answer = call(sandbox, sandbox.echo_url, token=token, consumer=other)

    assert problem(answer) == (401, "token_rejected")


def test_request_token_opens_no_resource(sandbox: Sandbox) -> None:
    """A request token is no access token, even when it was allowed."""
    token = new_request_token(sandbox)
    sandbox.provider.approve(token.key)

    answer = call(sandbox, sandbox.echo_url, token=token)

    assert problem(answer) == (401, "token_rejected")
