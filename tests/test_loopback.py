"""The server for the callback: it takes one request, and nothing that only looks like it."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

import pytest
from _sandbox import Answer, fetch

import oauth2
from oauth2 import loopback
from oauth2.loopback import Catcher
from oauth2.signature import same as same_text

OURS = "oauth_token=t%2F1&oauth_verifier=v"


@pytest.fixture
def catcher() -> Iterator[Catcher]:
    """Listen for the callback of the token "t/1"."""
    with Catcher("127.0.0.1", 0, "/callback") as listening:
        listening.expect("t/1")
        yield listening


def connect(catcher: Catcher) -> socket.socket:
    """Open a connection."""
    parts = urlsplit(catcher.url)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=60)


def says(catcher: Catcher, target: str, method: str = "GET") -> Answer:
    """Send a request for a path and query."""
    parts = urlsplit(catcher.url)
    return fetch(f"http://{parts.netloc}{target}", method)


def is_caught(catcher: Catcher) -> bool:
    """Tell whether there was a callback."""
    try:
        catcher.wait(0)
    except oauth2.CallbackTimeout:
        return not catcher._server.caught.empty()
    return True


def test_callback_is_caught(catcher: Catcher) -> None:
    """The callback with our token ends the waiting, and the browser is told so."""
    page = says(catcher, f"/callback?{OURS}&x=1")

    assert catcher.wait(10) == f"/callback?{OURS}&x=1"
    assert page.status == 200
    assert "The authorization is complete. You may close this window." in page.html
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["content-security-policy"].startswith("default-src 'none'; ")
    assert "oauth" not in page.html.lower()


@pytest.mark.parametrize("query", ["denied=t%2F1", "oauth_token=t%2F1&oauth_problem=user_refused"])
def test_refusal_is_caught(catcher: Catcher, query: str) -> None:
    """A no about our token ends the waiting as well, and the page does not claim success."""
    page = says(catcher, f"/callback?{query}")

    assert catcher.wait(10) == f"/callback?{query}"
    assert "The access was not allowed. You may close this window." in page.html


@pytest.mark.parametrize(
    ("target", "method"),
    [
        ("/", "GET"),
        ("/favicon.ico", "GET"),
        ("/callback", "GET"),
        ("/callback?", "GET"),
        ("/callback?oauth_verifier=v", "GET"),
        ("/callback?oauth_token=t%2F1", "GET"),
        ("/callback?oauth_token=t&oauth_verifier=v", "GET"),
        ("/callback?oauth_token=%FF&oauth_verifier=v", "GET"),
        ("/callback?oauth_token=t%2F1&oauth_token=t&oauth_verifier=v", "GET"),
        ("/callback?denied=t", "GET"),
        ("/callback?oauth_problem=user_refused", "GET"),
        (f"/callback/?{OURS}", "GET"),
        (f"/?{OURS}", "GET"),
        (f"/callback?{OURS}", "HEAD"),
        (f"/callback?{OURS}", "POST"),
        (f"/callback?{OURS}", "OPTIONS"),
    ],
)
def test_anything_else_is_not_found(catcher: Catcher, target: str, method: str) -> None:
    """Whatever is not our callback is answered with 404, and the waiting goes on."""
    page = says(catcher, target, method)

    assert page.status == 404
    assert page.content == b"" if method == "HEAD" else "There is nothing here." in page.html
    assert not is_caught(catcher)
    assert says(catcher, f"/callback?{OURS}").status == 200


@pytest.mark.parametrize(
    "field", [("Sec-Purpose", "prefetch;prerender"), ("Purpose", "prefetch")], ids=lambda f: f[0]
)
def test_page_that_is_fetched_in_advance_is_no_callback(
    catcher: Catcher, field: tuple[str, str]
) -> None:
    """A browser may fetch a link before it is followed: that is not found, and done again."""
    page = fetch(f"{catcher.url}?{OURS}", headers=dict([field]))

    assert page.status == 404
    assert not is_caught(catcher)


def test_nothing_is_taken_before_the_token_is_known() -> None:
    """Until there is a request token, no callback can be about it."""
    with Catcher("127.0.0.1", 0, "/callback") as catcher:
        page = says(catcher, f"/callback?{OURS}")

        assert page.status == 404
        assert not is_caught(catcher)


def test_callback_without_verifier_is_caught_where_there_is_none() -> None:
    """Providers of OAuth 1.0 give none."""
    with Catcher("127.0.0.1", 0, "/callback") as catcher:
        catcher.expect("t/1", with_verifier=False)

        assert says(catcher, "/callback?oauth_token=t%2F1").status == 200
        assert catcher.wait(10) == "/callback?oauth_token=t%2F1"


def test_token_is_compared_in_constant_time(catcher: Catcher) -> None:
    """The token is compared by the one function that takes the same time for all (D8)."""
    with mock.patch.object(loopback, "same", wraps=same_text) as compared:
        says(catcher, "/callback?oauth_token=other")

    assert compared.call_args_list == [mock.call("other", "t/1")]


def test_reload_shows_the_page_again(catcher: Catcher) -> None:
    """Who reloads the page sees it again, and the first callback counts."""
    says(catcher, f"/callback?{OURS}")
    again = says(catcher, f"/callback?{OURS}&again=1")

    assert again.status == 200
    assert catcher.wait(10) == f"/callback?{OURS}"


def test_message_is_shown_as_text() -> None:
    """The message is the caller's, and no markup."""
    with Catcher("127.0.0.1", 0, "/c", "<b>Done & {over} \u2713 \ud800") as catcher:
        catcher.expect("t/1")
        page = says(catcher, f"/c?{OURS}")

    assert "&lt;b&gt;Done &amp; {over} \u2713 ?" in page.html


# --- others that connect -----------------------------------------------------------------------


def test_silent_and_slow_connections_keep_nobody_waiting(catcher: Catcher) -> None:
    """Browsers open connections in advance; the right one is answered at once."""
    with connect(catcher), connect(catcher) as slow, connect(catcher):
        slow.sendall(b"GET /callback?oauth_to")
        page = says(catcher, f"/callback?{OURS}")

        assert page.status == 200
        assert catcher.wait(10) == f"/callback?{OURS}"


def test_several_callbacks_at_once_are_all_answered(catcher: Catcher) -> None:
    """Connections are served side by side, and one of them is the callback."""
    pages: list[int] = []

    def visit(number: int) -> None:
        pages.append(says(catcher, f"/callback?{OURS}&n={number}").status)

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert pages == [200] * 8
    assert re.fullmatch(r"/callback\?.*&n=[0-7]", catcher.wait(10))


def test_browser_that_hangs_up_is_caught_all_the_same(
    catcher: Catcher, capfd: pytest.CaptureFixture[str]
) -> None:
    """The callback counts though nobody reads the page, and nothing is said of it."""
    gone = mock.patch.object(loopback._Handler, "_answer", side_effect=BrokenPipeError)
    with gone, connect(catcher) as connection:
        connection.sendall(f"GET /callback?{OURS} HTTP/1.1\r\nHost: h\r\n\r\n".encode())
        found = catcher.wait(10)
        # Until the server has hung up.
        ended = connection.recv(1)

    assert (found, ended) == (f"/callback?{OURS}", b"")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "octets", [b"\x16\x03\x01\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9\r\n\r\n"]
)
def test_nonsense_is_survived(
    catcher: Catcher, octets: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    """What is no HTTP is refused, nothing is logged, and the waiting goes on."""
    with connect(catcher) as connection:
        connection.sendall(octets)
        connection.shutdown(socket.SHUT_WR)
        b"".join(iter(lambda: connection.recv(4096), b""))

    assert says(catcher, f"/callback?{OURS}").status == 200
    assert capfd.readouterr() == ("", "")


def test_handler_has_no_attribute_that_it_has_not(catcher: Catcher) -> None:
    """Only methods of HTTP are made up."""
    handler: Any = loopback._Handler.__new__(loopback._Handler)

    with pytest.raises(AttributeError, match="nothing"):
        _ = handler.nothing


# --- the end -----------------------------------------------------------------------------------


def test_waiting_ends_after_its_time(catcher: Catcher) -> None:
    """After the given seconds there is an error that is a TimeoutError too."""
    begun = time.monotonic()

    with pytest.raises(TimeoutError, match=r"nobody came back from the provider within 0\.05 s"):
        catcher.wait(0.05)

    assert time.monotonic() - begun < 60


def test_waiting_for_ever_looks_up_now_and_then(
    catcher: Catcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a timeout the waiting goes on, in steps between which Ctrl-C is heard."""
    monkeypatch.setattr(loopback, "_TICK", 0.01)
    later = threading.Timer(0.1, says, (catcher, f"/callback?{OURS}"))
    later.start()

    assert catcher.wait() == f"/callback?{OURS}"
    later.join()


def test_port_is_closed_in_the_end() -> None:
    """Behind the `with` block the port is closed, and open connections are ended."""
    with Catcher("127.0.0.1", 0, "/callback") as catcher:
        silent = connect(catcher)
        # Connections are accepted in order, so that it has been by now.
        says(catcher, "/")

    with closing(silent):
        assert silent.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        connect(catcher)


def test_nothing_is_written(catcher: Catcher, capfd: pytest.CaptureFixture[str]) -> None:
    """The request line holds the verifier: it is neither logged nor printed."""
    says(catcher, f"/callback?{OURS}")
    says(catcher, "/x")

    assert capfd.readouterr() == ("", "")
