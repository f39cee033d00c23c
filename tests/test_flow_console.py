"""`run_console`: the exchange with a person at a terminal."""

from __future__ import annotations

import io
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from _flow import ACCESS_TOKEN, REQUEST_TOKEN, flow_at, sandbox_flow
from _loopback import Answer, Loopback
from _sandbox import call

import oauth2
from oauth2.sandbox import Sandbox, serve


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox."""
    with serve() as running:
        yield running


def type_in(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Be the person at the terminal."""
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_console_asks_for_the_pin(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The URL is shown, the PIN is asked for, and the token works."""
    monkeypatch.setattr("oauth2.sandbox.store.generate_nonce", iter("abcdefgh").__next__)
    flow = sandbox_flow(sandbox)

    def approve(prompt: str) -> str:
        return f" {sandbox.provider.approve('a')} \n"

    monkeypatch.setattr("builtins.input", approve)
    token = flow.run_console(perms="read")

    assert capsys.readouterr().out == (
        "Please visit this URL to authorize this application: "
        f"{sandbox.authorize_url}?oauth_token=a&perms=read\n"
    )
    assert flow.access_token is token
    assert call(sandbox, sandbox.echo_url, token=token).json["user"] == "ada"


@pytest.mark.parametrize(
    ("typed", "verifier"),
    [
        ("12345678\n", "12345678"),
        ("  1234 5678 \r\n", "12345678"),
        ("123-456\n", "123-456"),
        ("12345678", "12345678"),
        ("https://app/back?oauth_token=rt-1&oauth_verifier=v%201#_=_\n", "v 1"),
        ("oauth_token=rt-1&oauth_verifier=v\n", "v"),
    ],
    ids=["PIN", "blanks", "hyphen", "no line break", "URL", "query"],
)
def test_console_understands_what_people_type(
    server: Loopback, monkeypatch: pytest.MonkeyPatch, typed: str, verifier: str
) -> None:
    """A PIN with blanks is one, and so is the URL to which the provider led."""
    server.answers.extend([REQUEST_TOKEN, ACCESS_TOKEN])
    type_in(monkeypatch, typed)

    flow_at(server, placement="query").run_console(authorization_prompt_message=None)

    sent = parse_qs(urlsplit(server.requests[1].target).query)
    assert sent["oauth_verifier"] == [verifier]


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("", oauth2.VerifierMissing),
        ("\n", oauth2.VerifierMissing),
        ("https://app/back?denied=rt-1\n", oauth2.AuthorizationDenied),
        ("https://app/back?oauth_problem=user_refused\n", oauth2.AuthorizationDenied),
        ("https://app/back?oauth_token=another&oauth_verifier=v\n", oauth2.TokenMismatch),
        ("https://p/authorize?oauth_token=rt-1\n", oauth2.VerifierMissing),
    ],
    ids=["end of input", "nothing", "denied", "refused", "another token", "wrong URL"],
)
def test_console_sends_nothing_without_a_verifier(
    server: Loopback, monkeypatch: pytest.MonkeyPatch, typed: str, kind: type[Exception]
) -> None:
    """What is no verifier is a clear error."""
    server.answers.append(REQUEST_TOKEN)
    type_in(monkeypatch, typed)

    with pytest.raises(kind):
        flow_at(server).run_console()

    assert len(server.requests) == 1


def test_console_needs_no_verifier_from_an_old_provider(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the provider gives none, Enter is enough."""
    server.answers.extend([Answer(body=REQUEST_TOKEN.body), ACCESS_TOKEN])
    type_in(monkeypatch, "\n")

    assert flow_at(server, strict=False).run_console().key == "at-1"


def test_console_has_its_own_words(
    server: Loopback, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both messages can be changed, and braces in them and in the URL are no templates."""
    server.answers.extend([REQUEST_TOKEN, ACCESS_TOKEN])
    type_in(monkeypatch, "v\n")

    flow_at(server).run_console(
        authorization_prompt_message="{0} Open {url}!", authorization_code_message="PIN? "
    )

    url = server.url("/authorize?oauth_token=rt-1")
    assert capsys.readouterr().out == f"{{0}} Open {url}!\nPIN? "


def test_console_passes_ctrl_c_on(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who presses Ctrl-C wants out."""
    server.answers.append(REQUEST_TOKEN)

    def interrupt(_: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupt)

    with pytest.raises(KeyboardInterrupt):
        flow_at(server).run_console()
