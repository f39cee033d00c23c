"""What the sandbox takes once only, and that whatever arrives is answered."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from typing import Any

import pytest
from _sandbox import Answer, call, fetch, new_access_token
from hypothesis import given
from hypothesis import strategies as st

from oauth2 import Consumer, SignedRequest, Signer
from oauth2.sandbox import Provider, Sandbox, serve


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox."""
    with serve() as running:
        yield running


def send(signed: SignedRequest) -> Answer:
    """Send what was signed, to the letter."""
    return fetch(signed.url, signed.method, signed.body, signed.headers)


def test_replayed_request_is_refused(sandbox: Sandbox) -> None:
    """A request that was taken once is not taken again (RFC 5849 section 3.3)."""
    signed = Signer(sandbox.consumer, new_access_token(sandbox)).sign("GET", sandbox.echo_url)

    first, second = send(signed), send(signed)

    assert first.status == 200
    assert (second.status, second.fields["oauth_problem"]) == (401, "nonce_used")


def test_replayed_request_for_a_token_is_refused(sandbox: Sandbox) -> None:
    """Nobody gets a second token by sending a request again."""
    signed = Signer(sandbox.consumer).sign("POST", sandbox.request_token_url)

    assert [send(signed).status for _ in range(2)] == [200, 401]


def test_nonce_of_another_token_or_time_is_another(sandbox: Sandbox) -> None:
    """A nonce is used up for one consumer, token and timestamp only (section 3.3)."""
    now = int(time.time())
    fixed: dict[str, Any] = {"nonce": lambda: "same", "clock": lambda: now}
    token = new_access_token(sandbox)

    answers = [
        call(sandbox, sandbox.echo_url, **fixed),
        call(sandbox, sandbox.echo_url, token=token, **fixed),
        call(sandbox, sandbox.echo_url, nonce=lambda: "same", clock=lambda: now + 1),
    ]

    assert [answer.status for answer in answers] == [200, 200, 200]


def test_refused_request_uses_up_no_nonce(sandbox: Sandbox) -> None:
    """Nobody without the secret can use up the nonce of another."""
    now = int(time.time())
    fixed: dict[str, Any] = {"nonce": lambda: "same", "clock": lambda: now}

    forged = call(sandbox, sandbox.echo_url, consumer=Consumer("sandbox-key", "x"), **fixed)
    honest = call(sandbox, sandbox.echo_url, **fixed)

    assert (forged.status, honest.status) == (401, 200)


def test_plaintext_without_nonce_is_taken(sandbox: Sandbox) -> None:
    """PLAINTEXT may leave out timestamp and nonce (RFC 5849 section 3.1)."""
    header = (
        'OAuth oauth_consumer_key="sandbox-key", oauth_signature_method="PLAINTEXT", '
        'oauth_signature="sandbox-secret%26"'
    )

    answers = [fetch(sandbox.echo_url, headers={"Authorization": header}) for _ in range(2)]

    assert [answer.status for answer in answers] == [200, 200]


LATIN_1 = st.text(st.characters(max_codepoint=255))
PATHS = st.sampled_from(["/", "/request_token", "/authorize", "/access_token", "/echo", "/photos/"])


@given(
    path=PATHS | LATIN_1,
    query=LATIN_1,
    header=LATIN_1 | LATIN_1.map("OAuth {}".format),
    body=st.binary(),
    form=st.booleans(),
    method=st.sampled_from(["GET", "POST", "HEAD", "PUT"]),
    host=st.sampled_from(["localhost", "a b", "h/x?#", ""]),
)
def test_whatever_arrives_is_answered(
    path: str, query: str, header: str, body: bytes, form: bool, method: str, host: str
) -> None:
    """No request breaks the provider, and none that is not signed gets a token."""
    statuses: list[str] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_AUTHORIZATION": header,
        "HTTP_HOST": host,
        "CONTENT_TYPE": "application/x-www-form-urlencoded" if form else "text/plain",
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
    }

    content = b"".join(Provider()(environ, lambda status, headers: statuses.append(status)))

    assert len(statuses) == 1
    assert statuses[0] == "200 OK" or statuses[0].startswith("4")
    assert b"oauth_token_secret" not in content
