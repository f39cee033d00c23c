"""What the sandbox has ready for programs that are tried with it: a token, pages, an upload."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from _sandbox import call, fetch

import oauth2
from oauth2.sandbox import TOKEN_KEY, TOKEN_SECRET, Sandbox, serve


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox."""
    with serve() as running:
        yield running


def test_ready_token(sandbox: Sandbox) -> None:
    """An access token is there from the start, the ready user's, the same everywhere."""
    echo = call(sandbox, sandbox.echo_url, token=oauth2.Token(TOKEN_KEY, TOKEN_SECRET)).json

    assert (echo["consumer"], echo["token"], echo["user"]) == (
        "sandbox-key",
        "sandbox-token",
        "ada",
    )
    assert (sandbox.token.key, sandbox.token.secret) == ("sandbox-token", "sandbox-token-secret")


def test_ready_token_with_a_wrong_secret(sandbox: Sandbox) -> None:
    """Its name alone is no use."""
    answer = call(sandbox, sandbox.echo_url, token=oauth2.Token("sandbox-token", "guess"))

    assert (answer.status, answer.fields["oauth_problem"]) == (401, "signature_invalid")


def test_ready_token_is_the_ready_consumers(sandbox: Sandbox) -> None:
    """Another consumer cannot use it."""
    other = sandbox.provider.add_consumer("other", "secret")

    answer = call(sandbox, sandbox.echo_url, token=sandbox.token, consumer=other)

    assert (answer.status, answer.fields["oauth_problem"]) == (401, "token_rejected")


@pytest.mark.parametrize(
    ("query", "following"),
    [("", "?page=2"), ("?page=2", "?page=3"), ("?page=3", None)],
    ids=["first", "second", "last"],
)
def test_photos_name_the_next_page(sandbox: Sandbox, query: str, following: str | None) -> None:
    """Each page but the last says where the next one is."""
    listed = call(sandbox, f"{sandbox.url}/photos{query}", token=sandbox.token).json

    assert listed["next"] == (following and f"{sandbox.url}/photos{following}")


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_upload(sandbox: Sandbox, method: str) -> None:
    """What arrived is said, by its length and its hash."""
    answer = call(
        sandbox,
        f"{sandbox.url}/upload",
        method,
        sandbox.token,
        body=b"\xff\x00",
        headers={"Content-Type": "image/png"},
    )

    # printf '\377\000' | sha256sum; printf '\377\000' | openssl dgst -sha1 -binary | base64
    assert answer.json == {
        "type": "image/png",
        "length": 2,
        "sha256": "ea5dbf9596d187e9500f23e9a680109475341cf4e81f7e043f7d97152c10772f",
        "oauth_body_hash": "2jPkGVSZfCStMfbBhF4YUQs4T2c=",
    }


def test_upload_of_a_form(sandbox: Sandbox) -> None:
    """A form is signed field by field, so that it has no hash."""
    answer = call(sandbox, f"{sandbox.url}/upload", "POST", sandbox.token, body="a=1")

    assert (answer.json["length"], answer.json["oauth_body_hash"]) == (3, None)


def test_upload_is_a_users(sandbox: Sandbox) -> None:
    """It needs a token, and a body."""
    assert call(sandbox, f"{sandbox.url}/upload", "POST").status == 401
    assert fetch(f"{sandbox.url}/upload").headers["allow"] == "POST, PUT"
