"""A provider's refusal as a value, and what people and logs may see of it."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError

import pytest
from _secrets import PASSWORD, SESSION_HANDLE, TOKEN_SECRET, VERIFIER, found

from oauth2.problem import Problem

FULL = Problem(
    401,
    "timestamp_refused",
    "Set your\n clock.",
    (1420057391, 1420057991),
    ("1.0", "1.0"),
    ("oauth_token", "oauth_nonce"),
    ("realm",),
    "GET&http%3A%2F%2Fh%2F&a%3D1",
    -300,
)


def test_problem_is_frozen_and_can_be_compared_and_pickled() -> None:
    """A problem is a value."""
    with pytest.raises(FrozenInstanceError):
        FULL.code = None  # type: ignore[misc]
    assert {pickle.loads(pickle.dumps(FULL))} == {FULL}  # noqa: S301 - our own


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        pytest.param(
            FULL,
            "The provider refused the request (401): timestamp_refused; Set your clock; absent: "
            "oauth_token, oauth_nonce; rejected: realm; acceptable: 1420057391 to 1420057991; it "
            "sent the base string that it computed; its clock is 300 s behind ours.",
            id="all",
        ),
        pytest.param(
            Problem(clock_skew=5),
            "The provider refused the request: it names no reason; its clock is 5 s ahead of ours.",
            id="clock",
        ),
        pytest.param(
            Problem(clock_skew=-4),
            "The provider refused the request: it names no reason.",
            id="clock, next to nothing",
        ),
        pytest.param(
            Problem(400, "a\x1b[31m\u202e", clock_skew=0),
            "The provider refused the request (400): a\ufffd[31m\ufffd.",
            id="control characters",
        ),
    ],
)
def test_problem_is_told_in_one_line(problem: Problem, expected: str) -> None:
    """A person reads one line, in which the provider cannot forge another."""
    assert str(problem) == expected


def test_repr_has_what_is_said() -> None:
    """The repr leaves out what the provider left out."""
    assert repr(Problem(401, clock_skew=0)) == "Problem(status=401, clock_skew=0)"
    assert repr(FULL) == (
        "Problem(status=401, code='timestamp_refused', advice='Set your\\n clock.', "
        "acceptable_timestamps=(1420057391, 1420057991), acceptable_versions=('1.0', '1.0'), "
        "parameters_absent=('oauth_token', 'oauth_nonce'), parameters_rejected=('realm',), "
        "base_string='GET&http%3A%2F%2Fh%2F&a%3D1', clock_skew=-300)"
    )


BASE_STRING = (
    f"POST&https%3A%2F%2Fh%2F&a%3D1%26oauth_verifier%3D{VERIFIER}%2526x%26x_auth_password%3D"
    f"b%252526{PASSWORD}%26z%3D2"
)


@pytest.mark.parametrize(
    ("advice", "expected"),
    [
        pytest.param(f"a=1&oauth_verifier={VERIFIER}&b=2", "a=1&oauth_verifier=…&b=2", id="form"),
        pytest.param(
            BASE_STRING,
            "POST&https%3A%2F%2Fh%2F&a%3D1%26oauth_verifier%3D…%26x_auth_password%3D…%26z%3D2",
            id="base string",
        ),
        pytest.param(
            f"at http%3A%2F%2Fh%3Fx_auth_password%3D{PASSWORD}",
            "at http%3A%2F%2Fh%3Fx_auth_password%3D…",
            id="URL",
        ),
        pytest.param(
            f'"oauth_token_secret": "{TOKEN_SECRET}"', '"oauth_token_secret":…', id="JSON"
        ),
        pytest.param(
            f"%22x_auth_password%22%3A%22{PASSWORD}",
            "%22x_auth_password%22%3A…",
            id="JSON, encoded",
        ),
        pytest.param(f"<oauth_verifier>{VERIFIER}</o>", "<oauth_verifier>…", id="XML"),
        pytest.param(
            f'OAuth oauth_signature="c%26{TOKEN_SECRET}"', "OAuth oauth_signature=…", id="header"
        ),
        pytest.param("The oauth_verifier is wrong", "The oauth_verifier is wrong", id="no value"),
        pytest.param(
            "oauth_signature_method=PLAINTEXT", "oauth_signature_method=PLAINTEXT", id="no secret"
        ),
    ],
)
def test_advice_that_echoes_a_secret_is_shown_without_it(advice: str, expected: str) -> None:
    """What a provider echoes in a sentence stays out of logs, and in the attribute."""
    problem = Problem(400, "x", advice)

    assert repr(problem) == f"Problem(status=400, code='x', advice={expected!r})".replace(
        "…", "(redacted)"
    )
    assert (found(str(problem)), problem.advice) == ([], advice)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            BASE_STRING,
            "POST&https%3A%2F%2Fh%2F&a%3D1%26oauth_verifier%3D(redacted)%26x_auth_password%3D"
            "(redacted)%26z%3D2",
            id="form of the RFC",
        ),
        pytest.param(f"cs&{TOKEN_SECRET}", "(redacted)", id="the secrets, of PLAINTEXT"),
        pytest.param(f"POST&h&a=1&oauth_session_handle={SESSION_HANDLE}", "(redacted)", id="other"),
    ],
)
def test_base_string_is_shown_without_secrets(text: str, expected: str) -> None:
    """A base string is shown if it is one, and without what is sensitive in it."""
    problem = Problem(base_string=text, parameters_rejected=(f"oauth_verifier={VERIFIER}",))

    assert f"base_string={expected!r}" in repr(problem).replace("%28redacted%29", "(redacted)")
    assert (found(repr(problem), str(problem)), problem.base_string) == ([], text)
