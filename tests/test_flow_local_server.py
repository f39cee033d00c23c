"""`run_local_server`: the exchange with a browser, which here is a function."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from _flow import sandbox_flow
from _sandbox import call, fetch

import oauth2
from oauth2.sandbox import Provider, Sandbox, serve


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox."""
    with serve() as running:
        yield running


def token_in(url: str) -> str:
    """Return the request token of an authorization URL."""
    return parse_qs(urlsplit(url).query)["oauth_token"][0]


def callback_of(provider: Provider, url: str) -> str:
    """Allow what a page asks for, and return where it leads."""
    key = token_in(url)
    provider.approve(key)
    return str(provider._store.request_token(key).token.get_callback_url())


def browse(
    monkeypatch: pytest.MonkeyPatch, visit: Callable[[str], object], opens: bool = True
) -> list[str]:
    """Let a function be the browser, before the call that opens it returns."""
    opened: list[str] = []

    def open_it(url: str, **options: Any) -> bool:
        opened.append(url)
        visit(url)
        return opens

    monkeypatch.setattr("webbrowser.open", open_it)
    return opened


def test_browser_brings_the_token(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A browser that is back at once, because the user allowed it long ago, is not missed."""
    pages: list[str] = []

    def visit(url: str) -> None:
        fetch("http://" + urlsplit(callback_of(sandbox.provider, url)).netloc + "/favicon.ico")
        back = callback_url(url)
        pages.append(fetch(back).html)

    def callback_url(url: str) -> str:
        record = sandbox.provider._store.request_token(token_in(url))
        return str(record.token.get_callback_url())

    opened = browse(monkeypatch, visit)
    token = sandbox_flow(sandbox).run_local_server(success_message="Well done.", lang="de")

    assert opened[0].endswith("&lang=de")
    assert "Well done." in pages[0]
    assert capsys.readouterr().out == (
        f"Please visit this URL to authorize this application: {opened[0]}\n"
    )
    assert call(sandbox, sandbox.echo_url, token=token).json["user"] == "ada"


def test_browser_may_take_its_time(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The callback comes while it is waited for, on the fixed port and path that are registered."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    def visit_later(url: str) -> None:
        back = callback_of(sandbox.provider, url)
        assert back.startswith(f"http://localhost:{port}/my/back?oauth_token=")
        threading.Timer(0.1, fetch, [back.replace("localhost", "127.0.0.1")]).start()

    browse(monkeypatch, visit_later)
    flow = sandbox_flow(sandbox)
    token = flow.run_local_server(
        "localhost", port, path="/my/back", authorization_prompt_message=None
    )

    assert token.extra["screen_name"] == "ada"


def test_url_is_shown_where_there_is_no_browser(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a browser the URL is the only way on, so that it is shown, and once."""

    def visit(url: str) -> None:
        fetch(callback_of(sandbox.provider, url))

    opened = browse(monkeypatch, visit, opens=False)
    sandbox_flow(sandbox).run_local_server(authorization_prompt_message=None)
    sandbox_flow(sandbox).run_local_server(authorization_prompt_message="{url}")

    out = capsys.readouterr().out
    assert [out.count(url) for url in opened] == [1, 1]


def test_browser_is_not_opened_where_that_is_not_wanted(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`open_browser=False` only shows the URL, and the waiting ends after its time."""
    opened = browse(monkeypatch, lambda url: None)

    with pytest.raises(oauth2.CallbackTimeout):
        sandbox_flow(sandbox).run_local_server(open_browser=False, timeout_seconds=0.05)

    assert opened == []


def test_denied_is_an_error(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's no ends the waiting at once."""

    def visit(url: str) -> None:
        key = token_in(url)
        sandbox.provider.deny(key)
        back = sandbox.provider._store.request_token(key).token.callback
        fetch(f"{back}?denied={key}")

    browse(monkeypatch, visit)

    with pytest.raises(oauth2.AuthorizationDenied):
        sandbox_flow(sandbox).run_local_server()


def test_port_is_closed_whatever_happens(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while the browser is opened leaves nobody listening."""
    backs: list[str] = []

    def interrupt(url: str) -> None:
        backs.append(callback_of(sandbox.provider, url))
        raise KeyboardInterrupt

    browse(monkeypatch, interrupt)

    with pytest.raises(KeyboardInterrupt):
        sandbox_flow(sandbox).run_local_server()
    with pytest.raises(ConnectionRefusedError):
        fetch(backs[0])


def test_nobody_is_asked_where_nobody_can_listen(sandbox: Sandbox) -> None:
    """A port in use, or an argument of the wrong kind, is an error before the first leg."""
    flow = sandbox_flow(sandbox)
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        pytest.raises(OSError, match="of 127"),
    ):
        flow.run_local_server(port=server.getsockname()[1])
    with pytest.raises(ValueError, match="timeout_seconds must be a number"):
        flow.run_local_server(timeout_seconds="5")  # type: ignore[arg-type]  # on purpose

    assert flow.request_token is None
