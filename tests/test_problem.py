"""What counts as a provider's refusal, and what it says of the clock."""

from __future__ import annotations

from contextlib import closing
from http import HTTPStatus
from typing import Any

import httplib2
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st

from oauth2 import Client
from oauth2.problem import Problem
from oauth2.sandbox import serve

# RFC 9110 section 5.6.7 has this moment in the three forms of a date;
# `date -u -d 'Sun, 06 Nov 1994 08:49:37 GMT' +%s` gives the seconds.
DATE = "Sun, 06 Nov 1994 08:49:37 GMT"
SECONDS = 784111777


def read(response: Any, content: Any = None, now: float | None = None) -> Problem:
    """Read an answer that tells of a problem."""
    problem = Problem.from_response(response, content, now=now)
    assert problem is not None
    return problem


# --- what is a problem -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "status", [401, "401", b"401", HTTPStatus.UNAUTHORIZED, "401 Unauthorized", " 401"], ids=repr
)
def test_unauthorized_is_a_problem_that_may_have_no_name(status: Any) -> None:
    """A 401 is one whatever it says, since the clock may be at fault."""
    assert read({"Status": status}) == Problem(401)


@pytest.mark.parametrize(
    ("response", "content"),
    [
        pytest.param({"status": 200}, b"oauth_token=a&oauth_token_secret=b", id="200, a token"),
        pytest.param({"status": 200}, b"oauth_problem=", id="200, without a name"),
        pytest.param({"status": 200}, b"oauth_problem_advice=a", id="200, advice only"),
        pytest.param({"status": 200}, b'["oauth_problem"]', id="200, a list"),
        pytest.param({"status": 200}, b'{"error": {"code": "oauth"}}', id="200, another error"),
        pytest.param({"status": 302}, b"see oauth_problem=x", id="302"),
        pytest.param({"status": 404}, b"no oauth here", id="404"),
        pytest.param({"status": 403, "www-authenticate": "OAuth"}, None, id="403, bare challenge"),
        pytest.param({"status": 4010}, None, id="no status"),
        pytest.param({"status": None}, b"", id="None"),
        pytest.param({}, b"<oauth_problem=x", id="nothing"),
    ],
)
def test_other_answer_is_no_problem(response: Any, content: bytes | None) -> None:
    """Where nothing is said of a problem there is none."""
    assert Problem.from_response(response, content) is None


@pytest.mark.parametrize("response", [{"status": 200}, {"status": 500}, {}], ids=repr)
def test_challenge_with_a_name_is_a_problem_under_any_status(response: dict[str, Any]) -> None:
    """The extension lets a provider report a problem in any HTTP response."""
    challenge = {"www-authenticate": 'OAuth oauth_problem="nonce_used"'}

    assert read(response | challenge).code == "nonce_used"


def test_body_fills_in_what_the_header_leaves_out() -> None:
    """The header counts first, and what it does not say is taken from the body (H5)."""
    header = {"status": 401, "www-authenticate": 'OAuth oauth_problem="nonce_used"'}
    body = "oauth_problem=token_rejected&oauth_problem_advice=Try+again"

    assert read(header, body) == Problem(401, "nonce_used", "Try again")


def test_only_the_beginning_of_a_body_is_read() -> None:
    """A report is short; what a program downloads need not be searched."""
    assert read({"status": 401}, b" " * 65536 + b"oauth_problem=x").code is None


def test_response_must_be_a_mapping() -> None:
    """A mistake in a program is an error, other than anything in an answer."""
    with pytest.raises(TypeError, match="response must be a mapping"):
        Problem.from_response(401)  # type: ignore[arg-type]


def test_problem_of_httplib2_agrees_with_the_sandbox() -> None:
    """A clock that stands at 1 second is refused, and the skew leads into what is acceptable."""
    with serve() as sandbox, closing(Client(sandbox.consumer, clock=lambda: 1)) as client:
        problem = read(*client.request(sandbox.request_token_url, "POST"), now=1)

    assert problem.code == "timestamp_refused"
    assert problem.acceptable_timestamps is not None
    assert problem.clock_skew is not None
    first, last = problem.acceptable_timestamps
    assert (first < 1 + problem.clock_skew < last, last - first) == (True, 600)


# --- ranges ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["1", "2-1", "-1-2", "a-b", "1-2-3", "1.5-2", "1" * 19 + "-2"])
def test_range_that_is_none_is_left_out(text: str) -> None:
    """Two whole numbers make a range of timestamps, the smaller one first."""
    assert read({"status": 401}, f"oauth_acceptable_timestamps={text}") == Problem(401)


@pytest.mark.parametrize("text", ["1.0", "1.0-b", "-1.0"])
def test_versions_that_are_none_are_left_out(text: str) -> None:
    """Two version numbers make a range of versions."""
    assert read({"status": 401}, f"oauth_acceptable_versions={text}") == Problem(401)


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        pytest.param(Problem(acceptable_timestamps=(1, 2)), (1, 2), id="timestamps"),
        pytest.param(Problem(acceptable_versions=("1.0", "1.1")), ("1.0", "1.1"), id="versions"),
        pytest.param(Problem(), None, id="none"),
    ],
)
def test_acceptable_is_the_range_that_there_is(problem: Problem, expected: Any) -> None:
    """The range is that of timestamps, else that of versions."""
    assert problem.acceptable == expected


# --- the clock ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "date",
    [DATE, "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", DATE.encode()],
    ids=["IMF-fixdate", "RFC 850", "asctime", "bytes"],
)
def test_clock_skew_is_read_from_date(date: str | bytes) -> None:
    """All the forms of a date that a recipient must take (RFC 9110 section 5.6.7) are read (H5)."""
    assert read({"status": 401, "DATE": date}, now=SECONDS - 60.4).clock_skew == 60


def test_clock_skew_is_negative_where_the_provider_is_behind() -> None:
    """The skew is what has to be added to our time."""
    assert read({"status": 401, "date": DATE}, now=SECONDS + 60).clock_skew == -60


def test_clock_skew_is_taken_to_the_present_time() -> None:
    """Without another clock this machine's counts, which is past the year 2020."""
    assert (read({"status": 401, "date": DATE}).clock_skew or 0) < SECONDS - 1577836800


@pytest.mark.parametrize(
    "date",
    ["", "soon", "Sun, 99 Nov 1994 08:49:37 GMT", f"Sun, 06 Nov {'9' * 30} 08:49:37 GMT", None],
    ids=["empty", "no date", "no day", "no year", "None"],
)
def test_clock_skew_is_none_without_a_date(date: str | None) -> None:
    """What is no date says nothing."""
    assert read({"status": 401, "date": date}, now=0).clock_skew is None


@pytest.mark.parametrize(("age", "expected"), [("0", 60), ("00 ", 60), ("12", None), ("old", None)])
def test_date_of_a_cached_answer_does_not_count(age: str, expected: int | None) -> None:
    """An answer that has an age has the time of another request (RFC 9111 section 5.1)."""
    response = {"status": 401, "date": DATE, "age": age}

    assert read(response, now=SECONDS - 60).clock_skew == expected


def test_date_out_of_the_cache_of_httplib2_does_not_count() -> None:
    """The same holds of the client's own cache."""
    response = httplib2.Response({"status": "401", "date": DATE})
    response.fromcache = True

    assert read(response, now=SECONDS).clock_skew is None


@pytest.mark.parametrize(
    ("response", "span", "now", "expected"),
    [
        pytest.param({"date": DATE}, (-300, 300), -400, 400, id="Date, which is acceptable"),
        pytest.param({"date": DATE}, (0, 10), 0, 0, id="Date, the first acceptable"),
        pytest.param({"date": DATE}, (-10, 0), 0, 0, id="Date, the last acceptable"),
        # A proxy may have set it.
        pytest.param({"date": DATE}, (1000, 2000), 100, 1400, id="Date, not acceptable"),
        pytest.param({"date": DATE}, (1000, 2000), 1200, None, id="ours is acceptable"),
        # Fitbit takes ten minutes of the past and nothing of the future.
        pytest.param({}, (-600, 0), -1000, 700, id="no Date"),
        pytest.param({}, (-600, 0), 500, -800, id="no Date, behind"),
        pytest.param({}, (-600, 0), -600, None, id="no Date, ours is the first"),
        pytest.param({}, (-600, 0), 0, None, id="no Date, ours is the last"),
        pytest.param({"date": DATE, "age": "9"}, (-600, 0), 500, -800, id="old Date"),
    ],
)
def test_acceptable_timestamps_tell_the_clock_too(
    response: dict[str, str], span: tuple[int, int], now: int, expected: int | None
) -> None:
    """What the provider accepts is surer than a Date that may come from elsewhere (H5)."""
    body = f"oauth_acceptable_timestamps={SECONDS + span[0]}-{SECONDS + span[1]}"

    assert read({"status": 401, **response}, body, SECONDS + now).clock_skew == expected


# --- anything at all ---------------------------------------------------------------------------

_PIECES = st.sampled_from('&=:"<>[]{},; \n\\\ud800') | st.sampled_from(
    [
        "oauth_problem",
        "oauth_problem_advice",
        "oauth_acceptable_timestamps",
        "debug_sbs",
        "error",
        "oauth_parameters_absent",
        "x_auth_a",
        "GET&http%3A%2F%2Fh&a",
        "1-2",
        "%FF",
        "%26",
        "&amp;",
        "&#xD800;",
        "mwoauth-a",
    ]
)
_TEXTS = st.lists(_PIECES, max_size=16).map("".join) | st.text(max_size=40) | strategies.headers
_BODIES = _TEXTS | st.binary(max_size=40) | _TEXTS.map(lambda text: f'{{"oauth": "{text}"}}')
_NAMES = st.sampled_from(["Status", "WWW-Authenticate", b"www-authenticate", "Age", "Date"])
_VALUES = _BODIES | st.integers() | st.none()
_ANSWERS = st.dictionaries(_NAMES | _BODIES, _VALUES, max_size=4)


@given(answer=_ANSWERS, status=st.integers(100, 599), body=st.none() | _BODIES)
def test_nothing_in_an_answer_makes_it_raise(answer: Any, status: int, body: Any) -> None:
    """Any octets are read into a problem that can be printed and sent, or into none."""
    problem = Problem.from_response({"status": status, **answer}, body)

    assert f"{problem} {problem!r}".encode()


@pytest.mark.parametrize(
    "body", ['["oauth",' + "[" * 70000, '{"oauth":' * 9000], ids=["lists", "objects"]
)
def test_deep_nesting_is_no_error(body: str) -> None:
    """JSON that is too deep to be read is not read."""
    assert read({"status": 401}, body) == Problem(401)
