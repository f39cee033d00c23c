"""The program in docs/examples that takes a webhook: whose call it takes, and whose it refuses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from _peer_clients import How, What, by_requests_oauthlib
from _sandbox import fetch
from _verify_examples import FORM, JSON, problem, running, send

import oauth2

SENDER = oauth2.Consumer("sender", "kd94hf93k423kf44")
SIGNER = oauth2.Signer(SENDER)
EVENT = b'{"event": "paid", "payee": "Zo\xc3\xab"}'


@pytest.fixture(scope="module")
def hook() -> Iterator[str]:
    """Run the program, and return where it is called."""
    with running("verify_webhook") as origin:
        yield f"{origin}/hook"


@pytest.mark.parametrize(
    "method",
    [oauth2.SignatureMethod_HMAC_SHA1(), oauth2.SignatureMethod_HMAC_SHA256()],
    ids=["SHA-1", "SHA-256"],
)
def test_call_is_taken(hook: str, method: oauth2.SignatureMethod) -> None:
    """A call with the hash of its body is taken."""
    signed = SIGNER.replace(signature_method=method).sign("POST", hook, JSON, EVENT)

    assert send(signed).status == 204


def test_call_of_others_is_taken(hook: str) -> None:
    """What requests-oauthlib signs and hashes is taken."""
    how = How(consumer=(SENDER.key, SENDER.secret), token=None, body_hash=True)

    answer = by_requests_oauthlib(how, What("POST", hook, EVENT, tuple(JSON.items())))

    assert (answer.status_code, answer.content) == (204, b"")


def test_call_counts_once(hook: str) -> None:
    """Who has seen a call cannot repeat it."""
    signed = SIGNER.sign("POST", hook, JSON, EVENT)

    assert send(signed).status == 204
    assert problem(send(signed)) == (401, "nonce_used")


def test_changed_body_is_refused(hook: str) -> None:
    """The hash is held against the body."""
    signed = SIGNER.sign("POST", hook, JSON, EVENT)

    answer = fetch(signed.url, "POST", EVENT.replace(b"paid", b"sold"), signed.headers)

    assert problem(answer) == (401, "body_hash_invalid")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_body_without_a_hash_is_refused(hook: str) -> None:
    """Nothing signs a body that is no form and has no hash."""
    signed = SIGNER.replace(body_hash="never").sign("POST", hook, JSON, EVENT)

    assert problem(send(signed)) == (400, "parameter_absent")


@pytest.mark.parametrize("key", ["sender", "stranger"])
def test_wrong_or_unknown_sender_is_refused(hook: str, key: str) -> None:
    """Both are a wrong signature, so that keys cannot be tried."""
    signed = oauth2.Signer(oauth2.Consumer(key, "guess")).sign("POST", hook, JSON, EVENT)

    assert problem(send(signed)) == (401, "signature_invalid")


@pytest.mark.parametrize(
    ("headers", "body"),
    [(JSON, b'{"event'), (JSON, b"\xff"), (FORM, b"event=paid")],
    ids=["cut", "no UTF-8", "a form"],
)
def test_what_is_no_json_is_refused(hook: str, headers: dict[str, str], body: bytes) -> None:
    """What is signed well, and is no event, is a bad request."""
    answer = send(SIGNER.sign("POST", hook, headers, body))

    assert (answer.status, answer.content) == (400, b"The body is no JSON.\n")


def test_unsigned_call_is_refused(hook: str) -> None:
    """Nobody gets in without a signature."""
    assert problem(fetch(hook, "POST", EVENT, JSON)) == (400, "parameter_absent")


@pytest.mark.parametrize(
    ("length", "status"),
    [("1000000", 413), ("-1", 400), ("2x", 400)],
    ids=["long", "negative", "no number"],
)
def test_length_is_checked_first(hook: str, length: str, status: int) -> None:
    """A body is read only where its length is known and not too long."""
    signed = SIGNER.sign("POST", hook, JSON, EVENT)

    answer = fetch(hook, "POST", EVENT, {**signed.headers, "Content-Length": length})

    assert answer.status == status
