"""`correct_clock`: a request whose timestamp is refused is signed again by the provider's clock."""

from __future__ import annotations

import copy
import io
import pickle
from collections.abc import Iterator
from contextlib import closing
from email.utils import formatdate
from typing import Any

import httplib2
import pytest
from _loopback import Answer, Loopback, redirect
from _verifiers import CONSUMER, TOKEN, verify_strictly

import oauth2

OCTETS = {"Content-Type": "application/octet-stream"}
#: Our time, and the provider's.
OURS = 1_700_000_000
THEIRS = OURS + 7200


@pytest.fixture
def client() -> Iterator[oauth2.Client]:
    """Return a Client whose clock is slow by two hours."""
    consumer, token = oauth2.Consumer(*CONSUMER), oauth2.Token(*TOKEN)
    with closing(oauth2.Client(consumer, token, correct_clock=True, clock=lambda: OURS)) as made:
        yield made


def refusal(problem: str = "timestamp_refused", date: int = THEIRS) -> Answer:
    """Return a refusal with the provider's time (OAuth Problem Reporting extension)."""
    fields = (("Date", formatdate(date, usegmt=True)), ("Content-Type", "text/plain"))
    return Answer(401, fields, f"oauth_problem={problem}".encode())


def timestamps(server: Loopback) -> list[int]:
    """Return the timestamps of all requests, each of which is right and has a nonce of its own."""
    protocols = [verify_strictly(request).protocol for request in server.requests]
    assert len({protocol["oauth_nonce"] for protocol in protocols}) == len(protocols)
    return [int(protocol["oauth_timestamp"]) for protocol in protocols]


@pytest.mark.parametrize("placement", ["header", "query", "body"])
def test_request_is_signed_again_by_the_providers_clock(
    server: Loopback, client: oauth2.Client, placement: str
) -> None:
    """The second timestamp is the provider's; the requests after it start out right (F8)."""
    server.answers.append(refusal())

    response, content = client.request(server.url("/a?b=1"), "POST", "c=2", placement=placement)
    client.request(server.url("/b"))

    assert (response.status, content) == (200, b"fine")
    assert timestamps(server) == [OURS, THEIRS, THEIRS]
    assert client.clock_skew == 7200
    assert server.requests[0].body.startswith(b"c=2")


def test_file_is_sent_whole_the_second_time(server: Loopback, client: oauth2.Client) -> None:
    """A file goes back to where the caller had it."""
    file = io.BytesIO(b"headerdata")
    file.seek(6)
    server.answers.append(refusal())

    client.request(server.url(), "PUT", file, OCTETS)

    assert [request.body for request in server.requests] == [b"data", b"data"]
    assert timestamps(server) == [OURS, THEIRS]


def test_stream_is_not_sent_again(server: Loopback, client: oauth2.Client) -> None:
    """A generator is used up: the caller sees the refusal."""
    server.answers.append(refusal())

    response, _ = client.request(server.url(), "PUT", (part for part in [b"data"]), OCTETS)

    assert response.status == 401
    assert timestamps(server) == [OURS]


def test_request_is_sent_twice_at_most(server: Loopback, client: oauth2.Client) -> None:
    """A provider that is never content is asked no third time."""
    server.answers.extend([refusal(), refusal(date=THEIRS + 100), refusal()])

    response, _ = client.request(server.url())

    assert response.status == 401
    assert timestamps(server) == [OURS, THEIRS]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(refusal("nonce_used"), id="other problem"),
        pytest.param(refusal(date=OURS + 1), id="clocks agree"),
        pytest.param(refusal(date=-OURS), id="no time at all"),
        pytest.param(Answer(401, (), b"oauth_problem=timestamp_refused"), id="time unknown"),
        pytest.param(Answer(401, (("Date", formatdate(THEIRS, usegmt=True)),)), id="no reason"),
        pytest.param(Answer(404, (("Date", formatdate(THEIRS, usegmt=True)),)), id="not found"),
    ],
)
def test_request_is_sent_once_when_the_clock_is_not_to_blame(
    server: Loopback, client: oauth2.Client, answer: Answer
) -> None:
    """Only what the provider says of the timestamp, with its own time, is acted on."""
    server.answers.append(answer)

    response, _ = client.request(server.url())

    assert response.status == answer.status
    assert timestamps(server) == [OURS]


@pytest.mark.parametrize("problem", ["oauth_problem=timestamp_refused&", ""])
def test_acceptable_timestamps_will_do_for_the_time(
    server: Loopback, client: oauth2.Client, problem: str
) -> None:
    """Without Date, the middle of what the provider takes is its time; some say nothing else."""
    said = f"{problem}oauth_acceptable_timestamps={THEIRS - 300}-{THEIRS + 300}"
    server.answers.append(Answer(401, (), said.encode()))

    client.request(server.url())

    assert timestamps(server) == [OURS, THEIRS]


def test_clock_is_left_alone_unless_asked_for(server: Loopback) -> None:
    """It is for the caller to decide whether a provider is to be believed."""
    server.answers.append(refusal())

    with closing(oauth2.Client(oauth2.Consumer(*CONSUMER), clock=lambda: OURS)) as client:
        response, _ = client.request(server.url())

    assert (response.status, client.clock_skew) == (401, 0)


def test_only_the_hop_that_was_refused_is_sent_again(
    server: Loopback, client: oauth2.Client
) -> None:
    """The POST before a redirect was done already, and is not done twice."""
    server.answers.extend([redirect(303, "/there"), refusal()])

    response, _ = client.request(server.url("/here"), "POST", "a=1")

    assert response.status == 200
    assert [(each.method, each.target) for each in server.requests] == [
        ("POST", "/here"),
        ("GET", "/there"),
        ("GET", "/there"),
    ]
    assert timestamps(server) == [OURS, OURS, THEIRS]


def test_redirect_of_the_second_request_is_followed(
    server: Loopback, client: oauth2.Client
) -> None:
    """What was signed again is followed as any request is."""
    server.answers.extend([refusal(), redirect(302, "/there")])

    response, _ = client.request(server.url("/here"))

    assert response.status == 200
    assert [each.target for each in server.requests] == ["/here", "/here", "/there"]
    assert timestamps(server) == [OURS, THEIRS, THEIRS]


def test_timestamp_that_a_program_overrides_is_corrected_too(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`Request.make_timestamp` is where programs of python-oauth2 set the clock."""
    monkeypatch.setattr(oauth2.Request, "make_timestamp", classmethod(lambda _: str(OURS)))
    server.answers.append(refusal())

    with closing(
        oauth2.Client(oauth2.Consumer(*CONSUMER), oauth2.Token(*TOKEN), correct_clock=True)
    ) as client:
        client.request(server.url())

    assert timestamps(server) == [OURS, THEIRS]


def test_patched_answer_that_is_none_of_httplib2_is_passed_on(
    client: oauth2.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Programs put what they like in the place of `httplib2.Http.request`."""

    def request(*_: Any, **__: Any) -> tuple[dict[str, str], bytes]:
        return {"status": "401"}, b"oauth_problem=timestamp_refused"

    monkeypatch.setattr(httplib2.Http, "request", request)

    assert client.request("http://h/")[0] == {"status": "401"}


def test_copy_of_a_client_has_a_clock_of_its_own(server: Loopback) -> None:
    """It signs by what it has learned itself."""
    client = oauth2.Client(
        oauth2.Consumer(*CONSUMER), correct_clock=True, clock=lambda: float(OURS)
    )
    again = copy.copy(client)
    again.clock_skew = 500
    with closing(client), closing(again):
        again.request(server.url())

    assert timestamps(server) == [OURS + 500]


def test_clock_skew_is_pickled_with_the_client() -> None:
    """What was learned is not learned again in another process."""
    client = oauth2.Client(oauth2.Consumer(*CONSUMER), correct_clock=True)
    client.clock_skew = 7200

    assert pickle.loads(pickle.dumps(client)).clock_skew == 7200  # noqa: S301  # ours
