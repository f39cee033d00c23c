"""The programs in docs/examples run: as a user starts them, against a running sandbox."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from _verify_examples import MODULES

import oauth2
from oauth2.sandbox import Provider, Sandbox, serve

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Return a provider that takes a request for an access token without the token secret too."""
    with serve(provider=Provider(access_token_without_secret=True)) as running:
        yield running


def start(name: str, sandbox: Sandbox) -> subprocess.Popen[str]:
    """Start an example; what it asks for is answered by `communicate`."""
    return subprocess.Popen(
        [sys.executable, EXAMPLES / name],
        env=os.environ | {"SANDBOX_URL": sandbox.url},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def request_token_in_link(program: subprocess.Popen[str]) -> str:
    """Return the request token of the link that a program prints for its user to open."""
    assert program.stdout is not None
    link = next(line.strip() for line in program.stdout if line.startswith("http"))
    [key] = parse_qs(urlsplit(link).query)["oauth_token"]
    return key


def test_sign_by_hand(sandbox: Sandbox) -> None:
    """A Request put together by hand, with an int as its timestamp, is accepted (A32, G5)."""
    with start("sign_by_hand.py", sandbox) as program:
        output, errors = program.communicate(timeout=60)

    status, _, content = output.partition("\n")
    assert (status, errors) == ("200", "")
    assert json.loads(content)["page"] == 2


def test_request_token(sandbox: Sandbox) -> None:
    """A POST without a body and without a callback gets a request token."""
    with start("request_token.py", sandbox) as program:
        output, errors = program.communicate(timeout=60)

    status, _, fields = output.partition("\n")
    assert (status, errors) == ("200", "")
    assert sorted(ast.literal_eval(fields)) == [
        "oauth_callback_confirmed",
        "oauth_token",
        "oauth_token_secret",
    ]


def test_three_legged_cli(sandbox: Sandbox) -> None:
    """The user opens the link, allows, and types the PIN; the access token is good."""
    with start("three_legged_cli.py", sandbox) as program:
        pin = sandbox.provider.approve(request_token_in_link(program))
        output, errors = program.communicate(f"n\ny\n{pin}\n", timeout=60)

    lines = output.splitlines()
    given = dict(line.split(" = ") for line in lines if line.startswith("    oauth_token"))
    token = oauth2.Token(*map(str.strip, given.values()))
    assert errors == ""
    assert lines[-1] == "Keep it: with it you may now ask for what is protected."
    assert is_accepted(sandbox, token)


def test_web_app_variant(sandbox: Sandbox) -> None:
    """The access token is asked for with everything in the URL, and without a token secret."""
    with start("web_app_variant.py", sandbox) as program:
        key = request_token_in_link(program)
        verifier = sandbox.provider.approve(key)
        back = f"http://127.0.0.1:8000/ready?oauth_token={key}&oauth_verifier={verifier}"
        output, errors = program.communicate(f"{back}\n", timeout=60)

    assert errors == ""
    assert json.loads(output[output.index("{") :])["page"] == 2


def test_every_example_is_run() -> None:
    """No example is without a test that has its name, here or in `test_examples_*`."""
    files = Path(__file__).parent.glob("test_examples*.py")
    tests = "".join(path.read_text(encoding="utf-8") for path in files)
    tested = {*re.findall(r"^def test_(\w+)", tests, re.MULTILINE), *MODULES}

    assert {path.stem for path in EXAMPLES.glob("*.py")} <= tested | {"nonce_store_sqlite"}


def test_every_example_is_listed() -> None:
    """The page of the examples has all of them, and no other."""
    page = EXAMPLES.with_suffix(".md").read_text(encoding="utf-8")
    listed = re.findall(r"\| \[(\w+)(?:\.py)?\]\(", page)

    found = [path for path in EXAMPLES.iterdir() if path.name != "__pycache__"]
    assert sorted(listed) == sorted(path.stem for path in found)


def is_accepted(sandbox: Sandbox, token: oauth2.Token) -> bool:
    """Tell whether the sandbox gives what is protected for an access token."""
    client = oauth2.Client(sandbox.consumer, token)
    response, _ = client.request(f"{sandbox.url}/me")
    client.close()
    return response.status == 200
