"""The exchange in a real browser: the user allows, denies, waits too long, reloads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from _browser import chromium, picture, press, shows
from _flow import sandbox_flow
from _sandbox import call

import oauth2
from oauth2.loopback import Catcher
from oauth2.sandbox import Sandbox, serve

CLOSE = "The authorization is complete. You may close this window."


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Run one browser for all tests here."""
    with chromium(tmp_path_factory.mktemp("browser")) as driver:
        yield driver


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox with a consumer of a certain name."""
    with serve() as running:
        running.provider.add_consumer("photo-printer", "printer-secret", name="Photo Printer")
        yield running


def flow_of(sandbox: Sandbox) -> oauth2.ThreeLeggedFlow:
    """Make the flow of that consumer."""
    flow = sandbox_flow(sandbox)
    flow.consumer = oauth2.Consumer("photo-printer", "printer-secret")
    return flow


@contextmanager
def person(
    monkeypatch: pytest.MonkeyPatch, browser: Any, acts: Callable[[], object]
) -> Iterator[None]:
    """Let a person open the browser, in a thread of its own, and act; wait until that is done."""
    threads: list[threading.Thread] = []

    def visit(url: str) -> None:
        browser.get(url)
        acts()

    def open_it(url: str, **_: Any) -> bool:
        threads.append(threading.Thread(target=visit, args=(url,)))
        threads[0].start()
        return True

    monkeypatch.setattr("webbrowser.open", open_it)
    yield
    threads[0].join(60)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_user_allows_it(
    sandbox: Sandbox, browser: Any, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    """The browser comes back, says that it may be closed, and the program has its token."""

    def allow() -> None:
        picture(browser, "authorize")
        press(browser, "allow")

    with person(monkeypatch, browser, allow):
        token = flow_of(sandbox).run_local_server(host, timeout_seconds=60)

    assert shows(browser, CLOSE)
    picture(browser, "callback")
    assert browser.current_url.startswith(f"http://{host}:")
    answer = call(sandbox, sandbox.echo_url, token=token, consumer=flow_of(sandbox).consumer)
    assert answer.json["user"] == "ada"


def test_user_denies_it(sandbox: Sandbox, browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program is told at once, and the page does not claim success."""
    with (
        person(monkeypatch, browser, lambda: press(browser, "deny")),
        pytest.raises(oauth2.AuthorizationDenied),
    ):
        flow_of(sandbox).run_local_server(timeout_seconds=60)

    assert shows(browser, "The access was not allowed. You may close this window.")


def test_user_waits_too_long(
    sandbox: Sandbox, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program gives up; whoever allows it afterwards finds nobody there."""
    with person(monkeypatch, browser, lambda: None), pytest.raises(oauth2.CallbackTimeout):
        flow_of(sandbox).run_local_server(timeout_seconds=0.2)

    assert shows(browser, "Allow Photo Printer?")
    press(browser, "allow")
    assert shows(browser, "ERR_CONNECTION_REFUSED")


def test_page_of_the_callback_is_reloaded(sandbox: Sandbox, browser: Any) -> None:
    """Who reloads the page, while the program is busy, reads the same."""
    flow = flow_of(sandbox)
    with Catcher("127.0.0.1", 0, "/callback") as catcher:
        catcher.expect(flow.fetch_request_token(catcher.url).key)
        browser.get(flow.authorization_url())
        press(browser, "allow")
        assert shows(browser, CLOSE)
        browser.refresh()
        assert shows(browser, CLOSE)
        flow.parse_callback(catcher.wait(10))

    assert flow.fetch_access_token().extra["screen_name"] == "ada"


def test_user_types_the_pin(
    sandbox: Sandbox, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a callback, the page shows what the person types."""
    flow = flow_of(sandbox)

    def read_and_type(_: str) -> str:
        browser.get(flow.authorization_url())
        press(browser, "allow")
        assert shows(browser, "Your PIN")
        picture(browser, "pin")
        return str(browser.find_element("id", "pin").text)

    monkeypatch.setattr("builtins.input", read_and_type)

    assert flow.run_console().extra["screen_name"] == "ada"
