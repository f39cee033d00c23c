"""What the commands print, when they are run against a sandbox."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from _cli import command_line

_LOGIN = r"""oauth2 login --profile me --consumer-key sandbox-key \
      --request-token-url http://127.0.0.1:5849/request_token \
      --authorize-url http://127.0.0.1:5849/authorize \
      --access-token-url http://127.0.0.1:5849/access_token"""
_REQUEST = "oauth2 request http://127.0.0.1:5849/me --profile me"
_TEXT = "{http://www.w3.org/2000/svg}text"
# What is another one each time, and what stands for it in a comparison.
_VARYING = {
    r"(127\.0\.0\.1)(:|%3A)\d+": r"\1\2(port)",
    r"(oauth_(timestamp|verifier)(=\"|%3D))\d+": r"\1(digits)",
    r"[0-9a-f]{32}": "(random)",
    r'(oauth_signature=")[^"]*': r"\1(signature)",
    r"(PIN)\d{8}": r"\1(digits)",
}


def demo() -> list[str]:
    """Return what `oauth2 demo` prints, a step each."""
    done = subprocess.run(
        [sys.executable, "-m", "oauth2", "demo"],
        capture_output=True,
        text=True,
        timeout=50,
        check=True,
    )
    about, *steps = re.split(r"\n(?=\d\. )", done.stdout)
    return [f"$ oauth2 demo\n{about}\n{step}" for step in steps]


def login() -> list[str]:
    """Return what a terminal shows of `oauth2 login`, and of a request after it."""
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        tempfile.TemporaryDirectory() as folder,
        command_line(monkeypatch, Path(folder)) as run,
    ):
        shown = ""
        for command in (_LOGIN, _REQUEST):
            printed = run(shlex.split(command.replace("\\\n", "")))
            shown += f"$ {command}\n{printed.rstrip()}\n"
        profiles = str(Path(folder) / "home" / "profiles.json")
        return [shown.replace(profiles, "~/.config/oauth2/profiles.json")]


def comparable(text: str) -> str:
    """Return what is the same in every run: without white space, and without what varies."""
    found = "".join(text.split())
    for varying, constant in _VARYING.items():
        found = re.sub(varying, constant, found)
    return found


def said_in(picture: Path) -> str:
    """Return the text in a picture."""
    drawn = ET.fromstring(picture.read_text(encoding="utf-8"))  # noqa: S314  # ours
    return "\n".join(str(element.text) for element in drawn.iter(_TEXT))
