"""The programs in docs/examples that are the other side of LTI 1.1: a launch, and an outcome."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from _loopback import Answer, Loopback
from _sandbox import fetch
from _small_examples import KNOWN_TO_OAUTHLIB, last_verified, on_the_wire, run
from _verifiers import CONSUMER, is_right_for_oauthlib, verify_strictly
from _verify_examples import CONSUMER as PLATFORM
from _verify_examples import FORM, running

from oauth2.sandbox import Rehearsal, rehearse


@pytest.fixture
def sandbox() -> Iterator[Rehearsal]:
    """Run a sandbox that notes what arrives, and knows the consumer that oauthlib knows."""
    with rehearse() as playing:
        playing.provider.add_consumer(*CONSUMER)
        yield playing


class Page(HTMLParser):
    """The form of a page, and what a browser posts when it is submitted."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take up the form and its fields."""
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = values["action"]
        elif tag == "input":
            self.fields.append((values["name"], values["value"]))

    def submitted(self) -> bytes:
        """Return the body: a browser sends every line break as CR LF."""
        sent = [(name, re.sub(r"\r\n?|\n", "\r\n", value)) for name, value in self.fields]
        return urlencode(sent).encode("ascii")


def test_lti_launch(sandbox: Rehearsal) -> None:
    """What the page posts is signed, in the form alone, with its line breaks and its letters."""
    done = run("lti_launch", sandbox.url)
    page = Page(done.output)
    arrived = fetch(page.action, "POST", page.submitted(), FORM).json

    assert (done.code, done.errors) == (0, "")
    assert done.output.isascii()
    verified = last_verified(sandbox)
    assert verified.place == "body"
    assert verified.protocol["oauth_callback"] == "about:blank"
    assert dict(arrived["parameters"]).items() >= {
        ("lti_message_type", "basic-lti-launch-request"),
        ("resource_link_description", "A quiz.\r\nIt takes 10 minutes."),
        ("lis_person_name_full", "Zoë Müller"),
        ("context_title", "Design & Craft"),
        ("lis_outcome_service_url", f"{sandbox.url}/outcomes"),
    }


def test_launch_is_right_for_others(sandbox: Rehearsal) -> None:
    """With credentials of the reader's, oauthlib's server takes it, at a URL with a query too."""
    launch_url = f"{sandbox.url}/echo?tool=quiz&page=1"

    done = run("lti_launch", sandbox.url, LAUNCH_URL=launch_url, **KNOWN_TO_OAUTHLIB)
    page = Page(done.output)

    assert page.action == launch_url
    assert fetch(page.action, "POST", page.submitted(), FORM).status == 200
    request = on_the_wire(sandbox.requests[-1])
    assert verify_strictly(request).place == "body"
    assert is_right_for_oauthlib(request)


def test_launch_is_let_in_by_the_tool(sandbox: Rehearsal) -> None:
    """The two examples go together, as the text in the program says."""
    with running("verify_lti") as origin:
        done = run(
            "lti_launch",
            sandbox.url,
            LAUNCH_URL=f"{origin}/launch",
            CONSUMER_KEY=PLATFORM.key,
            CONSUMER_SECRET=PLATFORM.secret,
        )
        page = Page(done.output)
        answer = fetch(page.action, "POST", page.submitted(), FORM)

    assert answer.html == "<p>292832126 of dpf43f3p2l4k3l03 is here as Learner.</p>"


def test_lti_outcome(sandbox: Rehearsal) -> None:
    """The score is sent as XML, whose SHA-1 is signed in the header, and the answer is read."""
    done = run("lti_outcome", sandbox.url, "0.92", SOURCEDID="a&b:<1>")

    assert done == (0, "success: The score of a&b:<1> is now 0.92.\n", "")
    [request] = sandbox.requests
    assert request.headers["Content-Type"] == "application/xml"
    verified = last_verified(sandbox)
    assert verified.place == "header"
    assert len(verified.protocol["oauth_body_hash"]) == 28  # SHA-1 in base64
    assert "oauth_token" not in verified.protocol


def test_outcome_has_the_elements_of_the_guide(sandbox: Rehearsal) -> None:
    """The elements are those of the LTI 1.1 implementation guide, in its namespace."""
    run("lti_outcome", sandbox.url, "0.92")

    envelope = ET.fromstring(sandbox.requests[0].body)  # noqa: S314  # our own
    assert [each.tag.partition("}")[2] for each in envelope.iter()] == [
        "imsx_POXEnvelopeRequest",
        "imsx_POXHeader",
        "imsx_POXRequestHeaderInfo",
        "imsx_version",
        "imsx_messageIdentifier",
        "imsx_POXBody",
        "replaceResultRequest",
        "resultRecord",
        "sourcedGUID",
        "sourcedId",
        "result",
        "resultScore",
        "language",
        "textString",
    ]
    assert {each.tag.partition("}")[0] for each in envelope.iter()} == {
        "{http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0"
    }


def test_outcome_that_is_not_taken(sandbox: Rehearsal) -> None:
    """A platform says no with status 200, and the program ends with 1."""
    done = run("lti_outcome", sandbox.url, "92")

    assert done == (1, "failure: '92' is no score from 0.0 to 1.0.\n", "")


def test_outcome_when_the_platform_is_down(server: Loopback) -> None:
    """A status that says nothing of OAuth is shown as it is."""
    server.default = Answer(503, body=b"down")

    done = run("lti_outcome", server.url(""), "1", OUTCOME_URL=server.url("/elsewhere"))

    assert done == (1, "", "Canned\n")
    assert server.requests[0].target == "/elsewhere"
