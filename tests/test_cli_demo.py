"""`oauth2 demo`: the whole exchange in one command, shown step by step."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from oauth2.cli import demo, main
from oauth2.sandbox import Provider, Sandbox, serve


@contextmanager
def sandbox_without_methods() -> Iterator[Sandbox]:
    """Serve a provider that takes no signature method."""
    provider = Provider()
    provider.server.signature_methods.clear()
    with serve(provider=provider) as sandbox:
        yield sandbox


@contextmanager
def sandbox_without_page() -> Iterator[Sandbox]:
    """Serve a provider whose authorize page is not where it is said to be."""
    with serve() as sandbox:
        yield Astray(sandbox.provider, sandbox.url)


class Circle(Provider):
    """A provider whose profile is always somewhere else."""

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        """Send whoever asks for the profile to the profile."""
        if environ["PATH_INFO"] != "/me":
            return super().__call__(environ, start_response)
        start_response("302 Found", [("Location", "/me"), ("Content-Length", "0")])
        return [b""]


@contextmanager
def sandbox_in_a_circle() -> Iterator[Sandbox]:
    """Serve that provider."""
    with serve(provider=Circle()) as sandbox:
        yield sandbox


def interrupted() -> Any:
    """Press Ctrl-C."""
    raise KeyboardInterrupt


class Astray(Sandbox):
    """A sandbox that names a wrong authorize URL."""

    @property
    def authorize_url(self) -> str:
        """Return a URL that the provider does not know."""
        return self.url + "/nowhere"


def test_demo_ends_with_success(capsys: pytest.CaptureFixture[str]) -> None:
    """The last line says that the exchange succeeded, and the exit code is 0."""
    code = main(["demo"])

    shown = capsys.readouterr().out.splitlines()
    assert code == 0
    assert shown[-1] == ("The exchange succeeded: the access token opens the protected resource.")
    assert [line for line in shown if line[:2] in {"1.", "2.", "3.", "4."}] == [
        "1. The consumer asks for a request token.",
        "2. The user opens the provider's page, allows it, and reads a PIN.",
        "3. The consumer changes the request token and the PIN for an access token.",
        "4. The consumer calls a protected resource with the access token.",
    ]


def test_demo_shows_what_was_sent_and_signed(capsys: pytest.CaptureFixture[str]) -> None:
    """Each request is shown with its header and its signature base string, and its answer."""
    main(["demo"])

    shown = capsys.readouterr().out
    assert shown.count("Authorization: OAuth oauth_consumer_key=") == 3
    assert "base string  POST\n               &http%3A%2F%2F127.0.0.1%3A" in shown
    assert "%26oauth_signature_method%3DHMAC-SHA1\n" in shown
    assert shown.count("comes back   200 OK") == 3
    assert '"screen_name": "ada"' in shown


def test_demo_says_which_step_the_provider_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refused request names its step and the provider's reason, and the exit code is 1."""
    monkeypatch.setattr(demo, "serve", sandbox_without_methods)

    code = main(["demo"])

    last = capsys.readouterr().err.splitlines()[-1]
    assert code == 1
    assert last.startswith("Step 1 failed: the provider answers 400 Bad Request: ")
    assert "signature_method_rejected" in last


def test_demo_says_which_step_the_page_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that is not there fails the user's step."""
    monkeypatch.setattr(demo, "serve", sandbox_without_page)

    code = main(["demo"])

    assert code == 1
    assert capsys.readouterr().err == "\nStep 2 failed: the page answers 404 Not Found\n"


def test_demo_asks_no_proxy(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The provider is on this machine, so that the environment's proxy has no part in it."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    assert main(["demo"]) == 0
    assert capsys.readouterr().err == ""


def test_demo_says_which_step_httplib2_could_not_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of httplib2's is no OSError, and fails the step all the same."""
    monkeypatch.setattr(demo, "serve", sandbox_in_a_circle)

    assert main(["demo"]) == 1
    assert capsys.readouterr().err.startswith("\nStep 4 failed: Redirected more times than ")


def test_demo_ends_quietly_on_ctrl_c(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever stops it knows why it stopped."""
    monkeypatch.setattr(demo, "serve", interrupted)

    assert main(["demo"]) == 130
    assert capsys.readouterr().err == ""


def test_demo_ends_quietly_when_nobody_reads_on() -> None:
    """A pipe that is closed early is no failed step, and no traceback."""
    shell = f"{shlex.quote(sys.executable)} -m oauth2 demo | head -n 1"

    done = subprocess.run(  # noqa: S602  # a pipe is the point
        shell, shell=True, capture_output=True, text=True, timeout=150, check=True
    )

    assert done.stdout.startswith("A provider runs on http://127.0.0.1:")
    assert done.stderr == ""
