"""Starts the programs in docs/examples that verify requests, and asks them over real sockets."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from _sandbox import Answer, fetch
from _system import require_module

import oauth2

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
#: The credentials that all of them know.
CONSUMER = oauth2.Consumer("dpf43f3p2l4k3l03", "kd94hf93k423kf44")
TOKEN = oauth2.Token("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
#: What each needs beside this library.
MODULES = {
    "verify_flask": ["flask"],
    "verify_django": ["django"],
    "verify_fastapi": ["fastapi", "uvicorn"],
    "verify_lti": ["flask"],
    "verify_webhook": [],
}


@contextmanager
def running(name: str, **settings: str) -> Iterator[str]:
    """Start an example, as a reader does, and yield its origin.

    Args:
        name: of the program.
        settings: its environment variables.
    """
    for module in MODULES[name]:
        require_module(module)
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, EXAMPLES / f"{name}.py"],
        env=os.environ | settings | {"PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as program:
        try:
            _wait_for(port, program)
            yield f"http://127.0.0.1:{port}"
        finally:
            program.kill()


def _wait_for(port: int, program: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert program.poll() is None, "the program has ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError("the program does not listen")


def send(signed: oauth2.SignedRequest, origin: str = "", **headers: str) -> Answer:
    """Send what was signed, to the letter.

    Args:
        signed: to be sent.
        origin: where to send it, if that is not what was signed.
        headers: further header fields; `_` stands for `-`.
    """
    path = signed.url[signed.url.index("/", len("https://")) :]
    target = origin + path if origin else signed.url
    further = {name.replace("_", "-"): value for name, value in headers.items()}
    return fetch(target, signed.method, signed.body, signed.headers | further)


def problem(answer: Answer) -> tuple[int, str | None]:
    """Return status and problem of a refusal, as our Client's user reads them."""
    found = oauth2.Problem.from_response(
        {"status": str(answer.status), **answer.headers}, answer.content
    )
    return answer.status, None if found is None else found.code
