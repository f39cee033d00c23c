"""The sandbox's other ways to an access token: renewal with a session handle, and xAuth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from _sandbox import Answer, call, new_access_token

from oauth2 import Consumer, RequestRefused, Token
from oauth2.sandbox import Sandbox, serve
from oauth2.sandbox.store import Registration, Store


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox."""
    with serve() as running:
        yield running


def problem(answer: Answer) -> tuple[int, str]:
    """Return status and problem of a refusal."""
    return answer.status, answer.fields["oauth_problem"]


def renew(sandbox: Sandbox, token: Token, handle: Any) -> Answer:
    """Ask for a new access token for an old one (OAuth Session extension)."""
    handle = {"oauth_session_handle": handle}
    return call(sandbox, sandbox.access_token_url, "POST", token, oauth_params=handle)


def test_renewal_replaces_the_access_token(sandbox: Sandbox) -> None:
    """The new token works, the old one does not, and the session handle stays (D14)."""
    old = new_access_token(sandbox)
    answer = renew(sandbox, old, old.extra["oauth_session_handle"])
    new = Token.from_string(answer.content)

    stale, fresh = (call(sandbox, sandbox.echo_url, token=token) for token in (old, new))

    assert answer.status == 200
    assert new.key != old.key
    assert new.extra == old.extra
    assert problem(stale) == (401, "token_expired")
    assert fresh.json["user"] == "ada"


def test_renewal_works_again_and_again(sandbox: Sandbox) -> None:
    """A renewed token can be renewed; one that was renewed before cannot."""
    first = new_access_token(sandbox)
    handle = first.extra["oauth_session_handle"]
    second = Token.from_string(renew(sandbox, first, handle).content)

    assert problem(renew(sandbox, first, handle)) == (401, "token_expired")
    assert renew(sandbox, second, handle).status == 200


def test_renewal_refuses_another_session_handle(sandbox: Sandbox) -> None:
    """A handle belongs to one token."""
    token, other = new_access_token(sandbox), new_access_token(sandbox)

    answer = renew(sandbox, token, other.extra["oauth_session_handle"])

    assert problem(answer) == (401, "token_rejected")


def test_token_is_renewed_once_by_requests_that_come_together() -> None:
    """Two requests that both found the old token get one new token."""
    store = Store()
    store.add_consumer(Registration(Consumer("k", "s"), "name", "oob"))
    old = store.add_access_token("k", store.add_user("ada", "pw", "Ada"))
    store.renew(old, old.session_handle)

    with pytest.raises(RequestRefused, match="the access token was renewed"):
        store.renew(old, old.session_handle)


def log_in(sandbox: Sandbox, body: str, **options: Any) -> Answer:
    """Ask for an access token with a name and a password."""
    return call(sandbox, sandbox.access_token_url, "POST", body=body, **options)


def test_xauth_gives_an_access_token(sandbox: Sandbox) -> None:
    """Name and password of the ready user are enough (D15)."""
    answer = log_in(
        sandbox,
        "x_auth_mode=client_auth&x_auth_username=ada&x_auth_password=sandbox-password",
    )

    token = Token.from_string(answer.content)
    assert token.extra["screen_name"] == "ada"
    assert call(sandbox, sandbox.url + "/me", token=token).json["screen_name"] == "ada"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "x_auth_mode=client_auth&x_auth_username=ada&x_auth_password=wrong",
            (401, "permission_denied"),
            id="wrong password",
        ),
        pytest.param(
            "x_auth_mode=client_auth&x_auth_username=eve&x_auth_password=sandbox-password",
            (401, "permission_denied"),
            id="unknown user",
        ),
        pytest.param(
            "x_auth_mode=client_auth&x_auth_username=ada",
            (400, "parameter_absent"),
            id="no password",
        ),
        pytest.param(
            "x_auth_mode=client_auth&x_auth_username=ada&x_auth_password=a&x_auth_password=b",
            (400, "parameter_rejected"),
            id="two passwords",
        ),
        pytest.param(
            "x_auth_mode=other&x_auth_username=ada&x_auth_password=sandbox-password",
            (400, "parameter_rejected"),
            id="another mode",
        ),
    ],
)
def test_xauth_refuses(sandbox: Sandbox, body: str, expected: tuple[int, str]) -> None:
    """Whatever is wrong about the log-in is named, and gives no token."""
    assert problem(log_in(sandbox, body)) == expected


def test_xauth_is_signed(sandbox: Sandbox) -> None:
    """The right password does not help a consumer with the wrong secret."""
    answer = log_in(
        sandbox,
        "x_auth_mode=client_auth&x_auth_username=ada&x_auth_password=sandbox-password",
        consumer=Consumer("sandbox-key", "wrong"),
    )

    assert problem(answer) == (401, "signature_invalid")
