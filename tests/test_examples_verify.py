"""The programs in docs/examples that verify requests: what they take, and what they refuse."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from _peer_clients import How, What, by_requests_oauthlib
from _sandbox import fetch
from _verify_examples import CONSUMER, FORM, JSON, TOKEN, problem, running, send

import oauth2

pytestmark = pytest.mark.table(group="verify")

PEER = How(consumer=(CONSUMER.key, CONSUMER.secret), token=(TOKEN.key, TOKEN.secret))
SIGNER = oauth2.Signer(CONSUMER, TOKEN)
FORM_FIELDS = tuple(FORM.items())
EXAMPLES = ["verify_flask", "verify_django", "verify_fastapi"]


@pytest.fixture(scope="module", params=EXAMPLES)
def origin(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run an example, and return its origin."""
    with running(request.param) as found:
        yield found


@pytest.mark.parametrize(
    ("target", "method", "body", "headers"),
    [
        ("/photos?size=original&name=caf%C3%A9%20x&name=", "GET", None, {}),
        ("/photos", "POST", "b=2+2&a=%26&a=", FORM),
        ("/photos?page=2", "PUT", b'{"\xc3\xa9": 1}', JSON),
    ],
    ids=["GET", "form", "JSON"],
)
@pytest.mark.parametrize("placement", ["header", "query", "body"])
def test_our_client_is_let_in(
    origin: str,
    target: str,
    method: str,
    body: str | bytes | None,
    headers: dict[str, str],
    placement: str,
) -> None:
    """Each framework hands over what was signed: query, form, and the body behind its hash."""
    with closing(oauth2.Client(CONSUMER, TOKEN, placement=placement)) as client:
        response, content = client.request(origin + target, method, body, headers)

    assert response.status == 200, content
    assert json.loads(content) == {"token": "nnch734d00sl2jdk"}


@pytest.mark.parametrize(
    ("placement", "what"),
    [
        ("header", What("GET", "/photos?name=caf%C3%A9&size=original")),
        ("header", What("POST", "/photos", "b=2+2&a=%26", FORM_FIELDS)),
        ("body", What("POST", "/photos", "b=2+2&a=%26", FORM_FIELDS)),
        ("query", What("GET", "/photos?size=original")),
    ],
    ids=["GET", "form", "in the form", "in the query"],
)
def test_client_of_others_is_let_in(origin: str, placement: str, what: What) -> None:
    """What requests-oauthlib signs is taken, wherever it puts the parameters."""
    answer = by_requests_oauthlib(replace(PEER, placement=placement), what.at(origin))

    assert answer.status_code == 200, answer.text


def test_client_of_others_with_a_body_hash_is_let_in(origin: str) -> None:
    """What requests-oauthlib hashes, with SHA-1, fits the body."""
    how = replace(PEER, body_hash=True)
    what = What("POST", f"{origin}/photos", b'{"a": 1}', tuple(JSON.items()))

    assert by_requests_oauthlib(how, what).status_code == 200


@pytest.mark.parametrize(
    ("consumer", "token"),
    [
        (("dpf43f3p2l4k3l03", "no secret of theirs"), PEER.token),
        (PEER.consumer, ("nnch734d00sl2jdk", "no secret of theirs")),
        (("dpf43f3p2l4k3l99", "kd94hf93k423kf44"), PEER.token),
        (PEER.consumer, ("nnch734d00sl2j99", "pfkkdhi9sl3r4s00")),
    ],
    ids=["consumer secret", "token secret", "consumer", "token"],
)
def test_wrong_or_unknown_credentials(
    origin: str, consumer: tuple[str, str], token: tuple[str, str]
) -> None:
    """Each of them is a wrong signature, with status 401 and a WWW-Authenticate that says so."""
    how = replace(PEER, consumer=consumer, token=token)
    answer = by_requests_oauthlib(how, What("GET", f"{origin}/photos"))

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == (
        'OAuth realm="photos", oauth_problem="signature_invalid"'
    )
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_unknown_consumer_looks_like_a_wrong_secret(origin: str) -> None:
    """But for the key that the client itself sent, the two answers are the same (E23)."""
    now = int(time.time())
    wrong, unknown = (
        oauth2.Signer(consumer, TOKEN, clock=lambda: now, nonce=lambda: "n").sign(
            "GET", f"{origin}/photos"
        )
        for consumer in (
            oauth2.Consumer("dpf43f3p2l4k3l03", "no secret of theirs"),
            oauth2.Consumer("dpf43f3p2l4k3l99", "no secret of theirs"),
        )
    )

    of_wrong, of_unknown = send(wrong), send(unknown)

    assert of_unknown.content.replace(b"3l99", b"3l03") == of_wrong.content
    assert of_unknown.headers | {"date": ""} == of_wrong.headers | {"date": ""}
    assert of_unknown.status == of_wrong.status == 401


def test_token_of_another_consumer_is_refused(origin: str) -> None:
    """A token counts for the consumer that it was given to, whoever knows its secret."""
    other = oauth2.Signer(oauth2.Consumer("another", "secret"), TOKEN).sign(
        "GET", f"{origin}/photos"
    )

    assert problem(send(other)) == (401, "signature_invalid")


def test_replay_is_refused(origin: str) -> None:
    """A request counts once (E1)."""
    signed = SIGNER.sign("POST", f"{origin}/photos", FORM, "a=1")

    first, second = send(signed), send(signed)

    assert first.status == 200
    assert problem(second) == (401, "nonce_used")


@pytest.mark.parametrize(
    ("headers", "body", "code"),
    [(FORM, b"amount=10", "signature_invalid"), (JSON, b'{"n": 10}', "body_hash_invalid")],
    ids=["form", "JSON"],
)
def test_tampered_body_is_refused(
    origin: str, headers: dict[str, str], body: bytes, code: str
) -> None:
    """A digit more in the body is found, in a form and in any other body that is hashed."""
    signed = SIGNER.sign("POST", f"{origin}/photos", headers, body)
    answer = fetch(signed.url, "POST", body.replace(b"10", b"99"), signed.headers)

    assert problem(answer) == (401, code)


@pytest.mark.parametrize(
    ("target", "absent"),
    [
        ("/photos", "oauth_consumer_key"),
        ("/photos?oauth_consumer_key=k", "oauth_token"),
        ("/photos?oauth_consumer_key=k&oauth_token=t", "oauth_signature"),
    ],
    ids=["all", "token", "signature"],
)
def test_missing_parameter_is_named(origin: str, target: str, absent: str) -> None:
    """Status 400, and the header says what is not there."""
    answer = fetch(origin + target)

    assert answer.status == 400
    assert f'oauth_parameters_absent="{absent}"' in answer.headers["www-authenticate"]


def test_nothing_of_a_client_becomes_html(origin: str) -> None:
    """A message that repeats what was sent is plain text, and no script in a browser."""
    keys = "oauth_consumer_key=k&oauth_token=t&oauth_signature=s"
    answer = fetch(f"{origin}/photos?{keys}&oauth_signature_method=%3Cscript%3E")

    assert answer.status == 400
    assert "<script>" in answer.html
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_forwarded_scheme_is_not_trusted(origin: str) -> None:
    """X-Forwarded-Proto, which any client can send, does not make http https (E15)."""
    signed = SIGNER.sign("GET", origin.replace("http:", "https:") + "/photos")
    answer = send(signed, origin, X_Forwarded_Proto="https", X_Forwarded_Ssl="on")

    assert problem(answer) == (401, "signature_invalid")


@pytest.mark.parametrize("name", EXAMPLES)
def test_proxy_in_front(name: str) -> None:
    """With scheme and host as a setting, what clients sign for the proxy is taken (E15)."""
    signed = SIGNER.sign("GET", "https://api.example.com/photos?size=original")

    with running(name, PUBLIC_SCHEME="https", PUBLIC_HOST="api.example.com") as origin:
        answer = send(signed, origin)

    assert answer.status == 200
