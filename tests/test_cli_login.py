"""`oauth2 login`: the whole exchange, with a browser, a PIN, a pasted URL; what goes wrong."""

from __future__ import annotations

import json
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _cli import as_consumer, at_browser, at_home, login_arguments, piped, token_in, typed
from _loopback import Answer, Loopback

from oauth2 import Token
from oauth2.cli import main
from oauth2.cli.profile_store import ProfileStore
from oauth2.flow import ThreeLeggedFlow
from oauth2.sandbox import Sandbox, serve


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    """Run a sandbox for all tests of this module."""
    with serve() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """Return the sandbox; its consumer is in the environment."""
    at_home(monkeypatch, tmp_path)
    piped(monkeypatch)
    as_consumer(monkeypatch)
    return running


def approving(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, shown: str = "{pin}") -> None:
    """Have the user allow whatever is asked, and enter what the provider shows then."""
    opened: list[str] = []
    page_of = ThreeLeggedFlow.authorization_url

    def show(flow: ThreeLeggedFlow, **extra: Any) -> str:
        opened.append(page_of(flow, **extra))
        return opened[-1]

    def enter(prompt: str) -> str:
        key = token_in(opened[-1])
        return shown.format(pin=sandbox.provider.approve(key), key=key)

    monkeypatch.setattr(ThreeLeggedFlow, "authorization_url", show)
    monkeypatch.setattr("builtins.input", enter)


# --- with a browser ------------------------------------------------------------------------------


def test_token_is_stored_and_signs(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From nothing to a signed request: login, then request, by the profile alone."""
    user = at_browser(monkeypatch, sandbox)
    assert main(login_arguments(sandbox, "--profile", "me", "--placement", "query")) == 0

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == (
        f"Please visit this URL to authorize this application: {user.opened[0]}\n"
        f"The token is stored as the profile 'me' in {ProfileStore().path}.\n"
    )
    monkeypatch.delenv("OAUTH2_CONSUMER_KEY")
    assert main(["request", f"{sandbox.url}/me", "--profile", "me"]) == 0
    assert json.loads(capsys.readouterr().out)["screen_name"] == "ada"
    stored = ProfileStore().load("me")
    assert stored["placement"] == "query"
    assert stored["access_token_url"] == sandbox.access_token_url


def test_token_is_shown_for_the_environment(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a profile, stdout has two lines for a shell; the rest is on stderr."""
    at_browser(monkeypatch, sandbox)

    assert main(login_arguments(sandbox)) == 0
    captured = capsys.readouterr()
    key, secret = (line.partition("=") for line in captured.out.splitlines())
    assert (key[0], secret[0]) == ("export OAUTH2_TOKEN", "export OAUTH2_TOKEN_SECRET")
    assert "screen_name: ada\n" in captured.err
    monkeypatch.setenv("OAUTH2_TOKEN", key[2])
    monkeypatch.setenv("OAUTH2_TOKEN_SECRET", secret[2])
    assert main(["request", f"{sandbox.url}/me"]) == 0


@pytest.mark.parametrize(
    ("arguments", "callback"),
    [
        (["--host", "localhost"], "http://localhost:"),
        (["--callback", "http://127.0.0.1:0/back"], "http://127.0.0.1:"),
        (["--method", "GET", "--signature-method", "PLAINTEXT"], "http://127.0.0.1:"),
    ],
)
def test_exchange_is_run_as_asked(
    arguments: list[str], callback: str, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Callback, method and signature are the provider's wish."""
    at_browser(monkeypatch, sandbox)
    asked: list[str] = []
    ask = ThreeLeggedFlow.fetch_request_token

    def record(flow: ThreeLeggedFlow, url: str) -> Token:
        asked.append(url)
        return ask(flow, url)

    monkeypatch.setattr(ThreeLeggedFlow, "fetch_request_token", record)

    assert main(login_arguments(sandbox, *arguments)) == 0
    assert asked[0].startswith(callback)


def test_page_is_asked_for_with_parameters(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even ones that are called like an argument of ours."""
    user = at_browser(monkeypatch, sandbox)
    further = [f"--authorize-parameter={each}" for each in ("port=a b", "perms=read", "perms=w")]

    assert main(login_arguments(sandbox, *further)) == 0
    assert "/authorize?port=a%20b&perms=read&perms=w&oauth_token=" in user.opened[0]


def test_nobody_is_asked_where_the_token_cannot_be_stored(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A token that was allowed and then lost would be worse than none."""
    user = at_browser(monkeypatch, sandbox)
    (tmp_path / "file").touch()

    arguments = ["--profile", "me", "--config", str(tmp_path / "file" / "profiles.json")]
    assert main(login_arguments(sandbox, *arguments)) == 2
    assert user.opened == []


def test_second_login_keeps_the_consumer(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """A profile knows its consumer; unknown fields of it stay."""
    at_browser(monkeypatch, sandbox)
    assert main(login_arguments(sandbox, "--name", "me")) == 0
    first = ProfileStore().load("me")
    ProfileStore().save("me", {**first, "later": 1}, frozenset())
    monkeypatch.delenv("OAUTH2_CONSUMER_KEY")
    monkeypatch.delenv("OAUTH2_CONSUMER_SECRET")

    assert main(login_arguments(sandbox, "--name", "me")) == 0
    second = ProfileStore().load("me")
    assert second["consumer_secret"] == "sandbox-secret"
    assert second["later"] == 1
    assert second["token"] != first["token"]


def test_denial_is_one_line(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The user said no; that is exit code 1."""
    at_browser(monkeypatch, sandbox, "deny")

    assert main(login_arguments(sandbox)) == 1
    assert capsys.readouterr().err.endswith("\noauth2 login: the user did not allow the access\n")


def test_nobody_comes_back(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--no-browser` opens none, and `--timeout` ends the wait."""
    monkeypatch.setattr(webbrowser, "open", None)

    assert main(login_arguments(sandbox, "--no-browser", "--timeout", "0.05")) == 1
    assert capsys.readouterr().err.endswith(
        "\noauth2 login: nobody came back from the provider within 0.05 s\n"
    )


def test_ctrl_c_is_quiet(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 130, and no traceback."""

    def interrupt(*_: object, **__: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(webbrowser, "open", interrupt)

    assert main(login_arguments(sandbox)) == 130
    assert len(capsys.readouterr().err.splitlines()) == 1


# --- at the console ------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["--console"], ["--callback", "oob"]])
def test_pin_is_asked_for(
    arguments: list[str], sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no browser is on this machine."""
    approving(sandbox, monkeypatch)

    assert main(login_arguments(sandbox, *arguments, "--profile", "pin")) == 0
    assert ProfileStore().load("pin")["consumer_key"] == "sandbox-key"


def test_url_is_asked_for_where_the_callback_is_elsewhere(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The registered callback is a page of somebody else's, in whose URL the verifier stands."""
    typed(monkeypatch, "")
    url = "https://example.com/done?oauth_token={key}&oauth_verifier={pin}"
    approving(sandbox, monkeypatch, url)

    arguments = ["--callback", "https://example.com/done", "--profile", "far"]
    assert main(login_arguments(sandbox, *arguments)) == 0
    assert "Please visit this URL to authorize this application: " in capsys.readouterr().err


# --- what goes wrong -----------------------------------------------------------------------------


def test_refusal_says_what_to_try(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The provider's words, on one line."""
    monkeypatch.setenv("OAUTH2_CONSUMER_SECRET", "wrong")

    assert main(login_arguments(sandbox)) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("oauth2 login: ")
    assert "(401): signature_invalid; " in line
    assert " To try: compare the consumer secret" in line


def test_nobody_there_is_one_line(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    """Who cannot be reached is named."""
    arguments = ["login", "--request-token-url=http://127.0.0.1:1/", "--authorize-url=http://h/"]

    assert main([*arguments, "--access-token-url=http://127.0.0.1:1/"]) == 1
    assert capsys.readouterr().err == "oauth2 login: 127.0.0.1:1: Connection refused\n"


def test_port_in_use_is_said(
    sandbox: Sandbox, server: Loopback, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is this machine's, and not the provider's, fault."""
    assert main(login_arguments(sandbox, "--port", str(server.port))) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("oauth2 login: cannot listen for the callback: Address already in use")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nobody"], "there is no preset for 'nobody'"),
        (["netsuite"], "netsuite has no three-legged exchange"),
        (["schoology", "--base-url", "nowhere", "--no-strict"], "unsupported URL"),
        (["discogs", "--base-url", "https://h"], "discogs has one address only"),
        (["jira"], "RSA-SHA1 needs --rsa-key FILE"),
        ([], "name a PROVIDER, or give all three of its URLs"),
        (["--request-token-url", "https://h/"], "name a PROVIDER, or give all three"),
        (["discogs", "--console", "--port", "1"], "--console has no callback"),
        (["discogs", "--console", "--callback", "http://h/"], "--console has no callback"),
        (["discogs", "--callback", "http://h/", "--port", "1"], "--callback says host and port"),
        (["discogs", "--callback", "nowhere"], "--callback 'nowhere' is no absolute URL"),
        (["discogs", "--callback", "http://["], "--callback 'http://[' is no absolute URL"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(
    arguments: list[str], message: str, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is sent."""
    assert main(["login", *arguments]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"oauth2 login: {message}")


def test_callback_that_cannot_be_served_is_said(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    """The path is in the error of the one that listens."""
    assert main(login_arguments(sandbox, "--callback", "http://127.0.0.1/a b")) == 2
    assert capsys.readouterr().err.startswith("oauth2 login: ")


def test_file_of_others_is_refused_before_anybody_is_asked(
    sandbox: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A token that could not be stored would be lost."""
    file = tmp_path / "open.json"
    file.touch(mode=0o644)

    assert main(login_arguments(sandbox, "--config", str(file), "--profile", "me")) == 2
    assert f"run chmod 600 {file}" in capsys.readouterr().err


def test_what_a_provider_sends_moves_no_cursor(
    sandbox: Sandbox,
    server: Loopback,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Token and extra fields are shown with control characters escaped, and quoted for a shell."""
    monkeypatch.setattr("builtins.input", lambda prompt="": "1")
    form = "oauth_token={}&oauth_token_secret=s&oauth_callback_confirmed=true"
    server.answers += [
        Answer(body=form.format("r").encode()),
        Answer(body=form.format("a%1B%5B2J%24(x)").encode() + b"&name=%1B%5B2J"),
    ]
    urls = [f"--{name}-url={server.url('/')}" for name in ("request-token", "access-token")]

    assert main(["login", *urls, "--authorize-url=http://h/", "--console"]) == 0
    captured = capsys.readouterr()
    assert captured.out.startswith("export OAUTH2_TOKEN='a\\x1b[2J$(x)'\n")
    assert "name: \\x1b[2J\n" in captured.err


# --- presets -------------------------------------------------------------------------------------


def test_preset_says_what_the_service_wants(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The endpoints may be others; where a service takes PINs only, one is asked for."""
    approving(sandbox, monkeypatch)
    urls = login_arguments(sandbox)[1:]

    monkeypatch.setattr(ThreeLeggedFlow, "for_provider", at(sandbox))
    assert main(["login", "etrade", *urls, "--profile", "e"]) == 0
    stored = ProfileStore().load("e")
    assert (stored["provider"], stored["realm"], stored["body_hash"]) == ("etrade", "", "never")


def at(sandbox: Sandbox) -> Any:
    """Return how a flow for a service is made, with that service's parameter names given up."""
    made = ThreeLeggedFlow.for_provider

    def make(name: str, consumer: Any, **changes: Any) -> ThreeLeggedFlow:
        return made(name, consumer, token_parameter="oauth_token", **changes)

    return make
