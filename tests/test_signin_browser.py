"""Signing in with Django and with Flask, in a real browser: the examples in docs/examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from _browser import chromium, picture, press, shows
from _signin import (
    Site,
    address_after_allowing,
    allow,
    begin,
    click,
    new_person,
    running,
    width_of_picture,
)


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Run one browser for all tests here."""
    with chromium(tmp_path_factory.mktemp("browser")) as driver:
        yield driver


@pytest.fixture
def browser(window: Any) -> Any:
    """Return the browser, without the cookies of the test before."""
    new_person(window)
    return window


# The browser first: where there is none, nothing is started.
@pytest.fixture(scope="module", params=["django", "flask"])
def site(
    request: pytest.FixtureRequest, window: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Run a site and its sandbox, by the command of its README."""
    with running(f"{request.param}_signin", tmp_path_factory.mktemp("site")) as example:
        yield example


@pytest.fixture
def keep(site: Site, browser: Any, request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Return what keeps a picture of the page, or holds the page against the one that is kept."""
    framework = request.node.callspec.params["site"]
    return lambda name: picture(browser, f"signin_{framework}_{name}")


def test_user_signs_in_and_out(site: Site, browser: Any, keep: Callable[[str], None]) -> None:
    """A click, Allow, and the user is there with name and picture; another click, and is not."""
    browser.get(site.origin)
    assert shows(browser, "Sign in with the provider")
    keep("button")
    begin(browser, site)
    keep("allow")
    allow(browser)
    assert shows(browser, "Hello, Ada Sample")
    keep("home")

    assert browser.current_url == f"{site.origin}/"
    assert width_of_picture(browser) == 96
    click(browser, "sign-out")
    assert shows(browser, "Sign in with the provider")
    browser.get(site.origin)
    assert shows(browser, "Sign in with the provider")


def test_user_denies_it(site: Site, browser: Any, keep: Callable[[str], None]) -> None:
    """Who says no reads that, and is not signed in."""
    begin(browser, site)
    press(browser, "deny")

    assert shows(browser, "You did not allow it.")
    keep("denied")
    browser.get(site.origin)
    assert shows(browser, "Sign in with the provider")


def test_answer_is_somebody_elses(site: Site, browser: Any) -> None:
    """Who is sent there with the answer of another's sign-in does not become that user."""
    others = address_after_allowing(begin(browser, site))
    new_person(browser)
    own = begin(browser, site)
    browser.get(others)

    assert shows(browser, "This answer belongs to another sign-in.")
    browser.get(site.origin)
    assert shows(browser, "Sign in with the provider")
    browser.get(own)
    allow(browser, "grace")
    assert shows(browser, "Hello, Grace Example")


def test_callback_is_reloaded(site: Site, browser: Any) -> None:
    """The same answer again changes nothing for who is signed in, and signs nobody else in."""
    answer = address_after_allowing(begin(browser, site))
    browser.get(answer)
    assert shows(browser, "Hello, Ada Sample")
    browser.get(answer)

    assert shows(browser, "Hello, Ada Sample")
    assert browser.current_url == f"{site.origin}/"
    click(browser, "sign-out")
    assert shows(browser, "Sign in with the provider")
    browser.get(answer)
    assert shows(browser, "Please sign in again.")


def test_two_people_sign_in_at_once(site: Site, browser: Any, tmp_path: Path) -> None:
    """Each is who they are, in their own browser."""
    with chromium(tmp_path) as other:
        begin(browser, site)
        begin(other, site)
        allow(other, "grace")
        allow(browser, "ada")

        assert shows(other, "Hello, Grace Example")
        assert shows(browser, "Hello, Ada Sample")
        other.refresh()
        assert shows(other, "Hello, Grace Example")
