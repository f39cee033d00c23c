"""Somebody who follows the tutorial: a terminal, a browser, and a running sandbox."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from _cli import SERVED_AT, as_consumer, at_home

from oauth2.sandbox import serve

# What the reader's programs are started with.
_STARTED = {"python": [sys.executable, "-u"], "oauth2": [sys.executable, "-u", "-m", "oauth2"]}


@contextmanager
def reader(
    monkeypatch: pytest.MonkeyPatch, folder: Path, page: Path
) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Give somebody a page to follow, who answers the provider's page with "Allow".

    Yields the page, on which the sandbox is where it is here, and what the page's examples use: a
    function that runs a command, and one that has the user answer otherwise from then on.
    """
    at_home(monkeypatch, folder)
    as_consumer(monkeypatch)
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")

    def answer_on_the_page(decision: str) -> None:
        browser = f"{sys.executable} {Path(__file__).with_name('_visitor.py')} %s {decision}"
        monkeypatch.setenv("BROWSER", browser)

    answer_on_the_page("allow")
    with serve() as sandbox:
        here = folder / page.name
        text = page.read_text(encoding="utf-8").replace(SERVED_AT, sandbox.url)
        here.write_text(text, encoding="utf-8")
        yield here, {"run_command": run, "answer_on_the_page": answer_on_the_page}


def run(words: list[str]) -> str:
    """Run a command, and return what a terminal would show."""
    done = subprocess.run(
        [*_STARTED[words[0]], *words[1:]],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=150,
        check=False,
        env=os.environ,
    )
    return done.stdout.decode("utf-8")
