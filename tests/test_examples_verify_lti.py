"""The program in docs/examples that takes launches of LTI 1.1, as a platform's form sends them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from _sandbox import Answer, fetch
from _verify_examples import CONSUMER, FORM, problem, running
from oauthlib import oauth1

import oauth2

pytestmark = pytest.mark.table(group="lti")

#: What a platform sends; names and values are those of the Basic LTI implementation guide.
LAUNCH = {
    "lti_message_type": "basic-lti-launch-request",
    "lti_version": "LTI-1p0",
    "resource_link_id": "120988f929-274612",
    "user_id": "292832126",
    "roles": "Instructor,Administrator",
    "lis_person_name_full": "José Q. Público",
    "launch_presentation_return_url": "http://lms.example.edu/return?course=1&x=%20",
    "custom_empty": "",
    "oauth_callback": "about:blank",
}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Run the tool, and return its launch URL."""
    with running("verify_lti") as origin:
        yield f"{origin}/launch"


def launch(
    url: str, changes: Mapping[str, str | None] = {}, secret: str = CONSUMER.secret
) -> tuple[str, bytes]:
    """Sign a launch with oauthlib; return the URL and the form that a browser posts there.

    Args:
        url: of the tool.
        changes: to `LAUNCH`; None leaves a field out.
        secret: of the platform.
    """
    fields = {name: value for name, value in {**LAUNCH, **changes}.items() if value is not None}
    platform = oauth1.Client(CONSUMER.key, secret, signature_type=oauth1.SIGNATURE_TYPE_BODY)
    address, _, body = platform.sign(url, "POST", urlencode(fields), FORM)
    return str(address), str(body).encode("ascii")


def post(url: str, body: bytes) -> Answer:
    """Send a form, as a browser does."""
    return fetch(url, "POST", body, FORM)


@pytest.mark.parametrize("query", ["", "?tool=quiz&page=1"], ids=["plain", "with a query"])
def test_launch_is_let_in(url: str, query: str) -> None:
    """What oauthlib signs for a platform, two-legged and in the form, is taken (E22)."""
    answer = post(*launch(url + query))

    assert answer.status == 200, answer.content
    assert answer.html == (
        "<p>292832126 of dpf43f3p2l4k3l03 is here as Instructor,Administrator.</p>"
    )


@pytest.mark.parametrize("options", [{}, {"empty_token": True}], ids=["no token", "empty token"])
def test_launch_of_our_signer_is_let_in(url: str, options: dict[str, Any]) -> None:
    """With `placement="body"` our own Signer is a platform; an empty token says none (E22)."""
    signer = oauth2.Signer(CONSUMER, placement="body", **options)
    signed = signer.sign("POST", url, FORM, urlencode(LAUNCH))

    assert isinstance(signed.body, bytes)
    assert post(url, signed.body).status == 200


def test_launch_counts_once(url: str) -> None:
    """Whoever finds the form in a browser's history cannot launch again."""
    form = launch(url)

    assert post(*form).status == 200
    assert problem(post(*form)) == (401, "nonce_used")


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"roles=Instructor", b"roles=Owner"), (b"=292832126", b"=1"), (b"custom_empty", b"custom_x")],
    ids=["role", "user", "name"],
)
def test_tampered_launch_is_refused(url: str, old: bytes, new: bytes) -> None:
    """The user whose browser carries the form cannot change a field of it."""
    address, body = launch(url)

    assert problem(post(address, body.replace(old, new))) == (401, "signature_invalid")


def test_field_added_to_a_launch_is_refused(url: str) -> None:
    """Nor can they add one, in the form or in the URL."""
    address, body = launch(url)

    assert problem(post(address, body + b"&ext_role=x")) == (401, "signature_invalid")
    assert problem(post(f"{address}?ext_role=x", body)) == (401, "signature_invalid")


def test_launch_with_a_wrong_secret_is_refused(url: str) -> None:
    """A platform is known by its secret."""
    assert problem(post(*launch(url, secret="guessed"))) == (401, "signature_invalid")


def test_launch_without_a_signature_is_refused(url: str) -> None:
    """A form that nobody signed is told what is missing."""
    body = urlencode({**LAUNCH, "oauth_consumer_key": CONSUMER.key}).encode("ascii")

    assert problem(post(url, body)) == (400, "parameter_absent")


@pytest.mark.parametrize(
    "changes",
    [
        {"lti_message_type": "ContentItemSelectionRequest"},
        {"lti_message_type": None},
        {"lti_version": "1.3.0"},
        {"resource_link_id": None},
    ],
    ids=["other message", "no message", "other version", "no link"],
)
def test_what_is_no_launch_is_refused(url: str, changes: dict[str, str | None]) -> None:
    """What is signed well, but is no launch of LTI 1.1, is a bad request."""
    assert post(*launch(url, changes)).status == 400


def test_page_escapes_what_the_platform_sends(url: str) -> None:
    """What the platform calls its users is no markup in the tool's page."""
    answer = post(*launch(url, {"roles": "<script>", "user_id": "a&b"}))

    assert answer.html == "<p>a&amp;b of dpf43f3p2l4k3l03 is here as &lt;script&gt;.</p>"


def test_launch_that_is_too_large_is_refused(url: str) -> None:
    """The body is no larger than the program's setting allows, before it is verified."""
    address, body = launch(url)

    assert post(address, body + b"&x=" + b"x" * 1_000_000).status == 413
