"""The pytest fixture, as the tests of other people's programs get it."""

from __future__ import annotations

import sys
from importlib import import_module

import pytest
from _rehearsal import flow_of, get, problem_of
from test_examples_in_docs import CHECKOUT, blocks

from oauth2 import Error, MissingExtra
from oauth2.sandbox import Fault, Rehearsal

pytest_plugins = ["oauth2.testing", "pytester"]

PAGE = CHECKOUT / "docs" / "testing.md"
BY_NAME = "from oauth2.testing import oauth_provider"
# A user's, with a settings file that takes no warning and no name of a fixture for granted.
STRICT = """
[pytest]
addopts = --strict-config --strict-markers -p no:cacheprovider
filterwarnings = error
"""
TESTS = """
import oauth2

seen = []

def test_first(oauth_provider):
    client = oauth2.Client(oauth_provider.consumer)
    response, _ = client.request(oauth_provider.echo_url)
    client.close()
    oauth_provider.fail_next("server_error")
    seen.append(oauth_provider.url)
    assert response.status == 200
    assert len(oauth_provider.requests) == 1

def test_second(oauth_provider):
    client = oauth2.Client(oauth_provider.consumer)
    assert oauth_provider.requests == []
    response, _ = client.request(oauth_provider.echo_url)
    client.close()
    assert response.status == 200
    assert seen == [oauth_provider.url]
"""


@pytest.fixture
def user(pytester: pytest.Pytester) -> pytest.Pytester:
    """Make the folder of a user's tests."""
    pytester.makeini(STRICT)
    pytester.makepyfile(test_program=TESTS)
    return pytester


def test_conftest_gets_the_fixture_as_a_plugin(user: pytest.Pytester) -> None:
    """Each test starts anew, on one server; no warning comes, also if it was imported before."""
    user.makeconftest('import oauth2.testing\npytest_plugins = ["oauth2.testing"]\n')

    result = user.runpytest_subprocess()

    result.assert_outcomes(passed=2)


def test_conftest_gets_the_fixture_by_name(user: pytest.Pytester) -> None:
    """To import the one name is enough."""
    user.makeconftest(BY_NAME)

    result = user.runpytest_inprocess()

    result.assert_outcomes(passed=2)


def test_conftest_further_down_gets_the_fixture_by_name(user: pytest.Pytester) -> None:
    """There, pytest takes no plugins."""
    below = user.mkdir("below")
    (user.path / "test_program.py").rename(below / "test_program.py")
    (below / "conftest.py").write_text(BY_NAME, encoding="utf-8")

    result = user.runpytest_inprocess()

    result.assert_outcomes(passed=2)


def test_command_line_gets_the_fixture(user: pytest.Pytester) -> None:
    """`-p` names the plugin."""
    result = user.runpytest_inprocess("-p", "oauth2.testing")

    result.assert_outcomes(passed=2)


def test_nobody_gets_the_fixture_unasked(user: pytest.Pytester) -> None:
    """To install the library is not to ask for a plugin."""
    result = user.runpytest_inprocess()

    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(["*fixture 'oauth_provider' not found"])


def test_tests_in_the_documentation_pass(pytester: pytest.Pytester) -> None:
    """What the page shows as tests are tests."""
    pytester.makeini(STRICT)
    plugin, *tests = [source for language, source in blocks(PAGE) if language == "python"]
    pytester.makeconftest(plugin)
    pytester.makepyfile(test_page="\n\n".join(tests))

    result = pytester.runpytest_inprocess()

    result.assert_outcomes(passed=7)


def test_documentation_names_every_fault() -> None:
    """The table and the enumeration are the same."""
    rows = PAGE.read_text(encoding="utf-8").split("|---|---|---|")[1].split("\n\n")[0]

    assert [row.split("`")[1] for row in rows.split("\n")[1:]] == [each.value for each in Fault]


def test_fixture_leaves_nothing_to_the_next_test(oauth_provider: Rehearsal) -> None:
    """A fault that nothing met, and a nonce that was used, are those of one test."""
    assert oauth_provider.requests == []
    assert flow_of(oauth_provider).fetch_request_token().callback_confirmed == "true"
    oauth_provider.fail_next(Fault.TOKEN_EXPIRED)
    assert problem_of(get(oauth_provider)) == "token_expired"
    assert len(oauth_provider.requests) == 2


def test_without_pytest_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who imports the module where there is no pytest is told what is missing."""
    monkeypatch.delitem(sys.modules, "oauth2.testing")
    monkeypatch.setitem(sys.modules, "pytest", None)

    with pytest.raises(
        MissingExtra, match="needs the package pytest: pip install pytest"
    ) as caught:
        import_module("oauth2.testing")

    assert isinstance(caught.value, ImportError)
    assert isinstance(caught.value, Error)
