"""The sandbox as a platform of LTI 1.1: which scores it takes, and how it says no."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from _sandbox import Answer, call

from oauth2.sandbox import Sandbox, serve

NAMESPACE = "http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0"
XML = {"Content-Type": "application/xml"}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox."""
    with serve() as running:
        yield running


def envelope(body: str) -> bytes:
    """Return the XML that a tool sends.

    Args:
        body: what is asked for.
    """
    xml = (
        f'<imsx_POXEnvelopeRequest xmlns="{NAMESPACE}"><imsx_POXHeader>'
        "<imsx_messageIdentifier>999&lt;1</imsx_messageIdentifier></imsx_POXHeader>"
        f"<imsx_POXBody>{body}</imsx_POXBody></imsx_POXEnvelopeRequest>"
    )
    return xml.encode("utf-8")


def replacing(score: str) -> bytes:
    """Return what sets a score."""
    return envelope(
        "<replaceResultRequest><resultRecord>"
        "<sourcedGUID><sourcedId>é&amp;1</sourcedId></sourcedGUID><result><resultScore>"
        f"<textString>{score}</textString>"
        "</resultScore></result></resultRecord></replaceResultRequest>"
    )


def send(sandbox: Sandbox, body: bytes, **options: Any) -> Answer:
    """Send what a tool sends."""
    return call(sandbox, f"{sandbox.url}/outcomes", "POST", body=body, headers=XML, **options)


@pytest.mark.parametrize("score", ["0", "0.92", "1.0", " 1 "])
def test_score_is_taken(sandbox: Sandbox, score: str) -> None:
    """A number from 0 to 1 is a score, and the answer says whose."""
    answer = send(sandbox, replacing(score))

    assert (answer.status, answer.headers["content-type"]) == (200, "application/xml")
    assert "<imsx_codeMajor>success</imsx_codeMajor>" in answer.html
    assert f"The score of é&amp;1 is now {score.strip()}." in answer.html
    assert "<imsx_messageRefIdentifier>999&lt;1</imsx_messageRefIdentifier>" in answer.html
    assert "<imsx_POXBody><replaceResultResponse/></imsx_POXBody>" in answer.html


@pytest.mark.parametrize("score", ["", "1.01", "-0.1", "nan", "ten", "&lt;"])
def test_what_is_no_score_is_not_taken(sandbox: Sandbox, score: str) -> None:
    """Anything else is none, which a platform says with status 200."""
    answer = send(sandbox, replacing(score))

    assert answer.status == 200
    assert "<imsx_codeMajor>failure</imsx_codeMajor>" in answer.html
    assert f"{score!r} is no score from 0.0 to 1.0." in answer.html
    assert "<imsx_POXBody></imsx_POXBody>" in answer.html


@pytest.mark.parametrize(
    "body",
    [envelope("<readResultRequest/>"), b"<a/>"],
    ids=["another operation", "another document"],
)
def test_what_is_not_known_is_unsupported(sandbox: Sandbox, body: bytes) -> None:
    """Nothing but replaceResult is known."""
    answer = send(sandbox, body)

    assert "<imsx_codeMajor>unsupported</imsx_codeMajor>" in answer.html


@pytest.mark.parametrize(
    "body",
    [b"<a", b"\xff", b'<?xml version="1.0" encoding="no"?><a/>', b"<!DOCTYPE a []><a>&x;</a>"],
    ids=["cut", "octets", "encoding", "entity"],
)
def test_what_is_no_xml_is_not_taken(sandbox: Sandbox, body: bytes) -> None:
    """What cannot be read is a failure, and no error of the sandbox's own."""
    answer = send(sandbox, body)

    assert answer.status == 200
    assert "The body is no XML." in answer.html


def test_outcome_without_a_hash_is_refused(sandbox: Sandbox) -> None:
    """LTI 1.1 wants oauth_body_hash, since nothing else signs the score."""
    answer = send(sandbox, replacing("1"), body_hash="never")

    assert (answer.status, answer.fields["oauth_problem"]) == (400, "parameter_absent")
    assert answer.fields["oauth_parameters_absent"] == "oauth_body_hash"
