"""The command line from inside: a home of its own, a terminal, a user at a browser."""

from __future__ import annotations

import getpass
import io
import sys
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from _sandbox import decide, fetch

from oauth2 import Token
from oauth2.cli import main, output
from oauth2.sandbox import Sandbox, serve

#: Where `oauth2 serve` is, unless another port is named.
SERVED_AT = "http://127.0.0.1:5849"

#: Signed by openssl, with each space written as "+" before it was signed:
#: dgst -sha1 -hmac 'sandbox-secret&' -binary | base64
REQUEST = """\
GET /photos?q=harbour%20at%20dawn HTTP/1.1
Host: api.example.com
Authorization: OAuth oauth_consumer_key="sandbox-key", oauth_nonce="chapoH",
    oauth_signature="j5iaIWVteC4v3JcELbOn0Kv7CRI%3D", oauth_signature_method="HMAC-SHA1",
    oauth_timestamp="137131202", oauth_version="1.0"
"""

VARIABLES = (
    "OAUTH2_CONFIG",
    "OAUTH2_CONSUMER_KEY",
    "OAUTH2_CONSUMER_SECRET",
    "OAUTH2_TOKEN",
    "OAUTH2_TOKEN_SECRET",
    "OAUTH2_OTHER_TOKEN_SECRET",
    "OAUTH2_RSA_KEY_PASSWORD",
)


def at_home(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    """Forget the environment's credentials; return the file that the profiles are in."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OAUTH2_CONFIG", str(folder / "home" / "profiles.json"))
    return folder / "home" / "profiles.json"


def as_consumer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the sandbox's consumer into the environment."""
    monkeypatch.setenv("OAUTH2_CONSUMER_KEY", "sandbox-key")
    monkeypatch.setenv("OAUTH2_CONSUMER_SECRET", "sandbox-secret")


def as_user(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> Token:
    """Put the sandbox's consumer and an access token into the environment."""
    as_consumer(monkeypatch)
    token = sandbox.provider.add_access_token(sandbox.consumer)
    monkeypatch.setenv("OAUTH2_TOKEN", token.key)
    monkeypatch.setenv("OAUTH2_TOKEN_SECRET", token.secret)
    return token


class _Terminal(io.TextIOWrapper):
    """What somebody types, or sees."""

    def isatty(self) -> bool:
        """Return True."""
        return True


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Sit at a terminal, and type."""
    octets = io.BytesIO(text.encode("utf-8"))
    monkeypatch.setattr(sys, "stdin", _Terminal(octets, encoding="utf-8"))


def piped(monkeypatch: pytest.MonkeyPatch, octets: bytes = b"") -> None:
    """Come through a pipe."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(octets), encoding="utf-8"))


def login_arguments(sandbox: Sandbox, *others: str) -> list[str]:
    """Return the arguments that log in to the sandbox."""
    return [
        "login",
        f"--request-token-url={sandbox.request_token_url}",
        f"--authorize-url={sandbox.authorize_url}",
        f"--access-token-url={sandbox.access_token_url}",
        *others,
    ]


def token_in(url: str) -> str:
    """Return the key of the request token that the provider's page is opened for."""
    return dict(parse_qsl(urlsplit(url).query))["oauth_token"]


class User:
    """Somebody at a browser, who allows or denies what they are asked."""

    def __init__(self, sandbox: Sandbox, decision: str) -> None:
        self.sandbox = sandbox
        self.decision = decision
        #: The URLs that were opened.
        self.opened: list[str] = []

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        """Do what a browser does."""
        self.opened.append(url)
        answer = decide(self.sandbox, Token(token_in(url), ""), self.decision)
        return fetch(answer.headers["location"]).status == 200


def at_browser(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox, decision: str = "allow") -> User:
    """Sit at a browser."""
    user = User(sandbox, decision)
    monkeypatch.setattr(webbrowser, "open", user.open)
    return user


@contextmanager
def command_line(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[Callable[..., str]]:
    """Sit at a terminal and a browser, beside a running `oauth2 serve`.

    Gives a function that runs a command, and returns what a terminal would show.
    """
    at_home(monkeypatch, folder)
    (folder / "cat.png").write_bytes(b"\x89PNG\r\n")
    (folder / "request.txt").write_text(REQUEST, encoding="utf-8")
    monkeypatch.setenv("NO_COLOR", "1")
    with serve() as sandbox:
        at_browser(monkeypatch, sandbox)

        def ask(prompt: str) -> str:
            output.complain(prompt)
            return "sandbox-secret"

        def run(words: list[str]) -> str:
            typed(monkeypatch, "")
            octets = io.BytesIO()
            shown = _Terminal(octets, encoding="utf-8")
            here = [word.replace(SERVED_AT, sandbox.url) for word in words[1:]]
            with redirect_stdout(shown), redirect_stderr(shown):
                main(here)
            text = octets.getvalue().decode("utf-8")
            return text.replace(sandbox.url, SERVED_AT)

        monkeypatch.setattr(getpass, "getpass", ask)
        yield run
