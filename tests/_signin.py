"""The examples in which people sign in: started as their README says, and used in a browser."""

from __future__ import annotations

import os
import re
import shlex
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from _browser import press, shows
from _sandbox import Form, fetch
from _system import require_module

from oauth2.sandbox import Rehearsal

CHECKOUT = Path(__file__).parents[1]
_EXAMPLES = CHECKOUT / "docs" / "examples"
#: The one command of a README, with what it installs and what it starts.
COMMAND = (
    r"python3 -m venv \.venv && \.venv/bin/pip install \. (?P<module>\w+)"
    r" && \.venv/bin/(?P<start>python docs/examples/\w+/start\.py)"
)
# A person.
Browser = Any


class Site(NamedTuple):
    """An example that runs."""

    #: Where it is, without a slash at the end.
    origin: str
    #: What it has printed and logged.
    log: Path


class Running(NamedTuple):
    """An example that runs, beside a provider that can fail."""

    name: str
    site: Site
    provider: Rehearsal
    database: Path

    def stored(self, query: str) -> list[tuple[object, ...]]:
        """Look into the site's database."""
        with closing(sqlite3.connect(self.database)) as database:
            return database.execute(query).fetchall()

    def change(self, statement: str) -> None:
        """Change something in the site's database."""
        with closing(sqlite3.connect(self.database)) as database, database:
            database.execute(statement)


def command_of(name: str) -> re.Match[str]:
    """Return the one command of an example's README, as `COMMAND` reads it."""
    text = (_EXAMPLES / name / "README.md").read_text(encoding="utf-8")
    [command] = re.findall(r"^```sh\n(.*?)\n```$", text, re.MULTILINE | re.DOTALL)
    found = re.fullmatch(COMMAND, command)
    assert found is not None, command
    return found


@contextmanager
def running(name: str, folder: Path, **settings: str) -> Iterator[Site]:
    """Start an example by what the README starts, from where it is started; wait until it is there.

    Args:
        name: of the example.
        folder: for its log.
        settings: its environment variables.
    """
    command = command_of(name)
    require_module(command["module"])
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    log = folder / f"{name}.log"
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [sys.executable, *shlex.split(command["start"])[1:]],
            cwd=CHECKOUT,
            env=os.environ | settings | {"PORT": str(port), "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as program,
    ):
        try:
            _wait_for(port, program, log)
            yield Site(f"http://127.0.0.1:{port}", log)
        finally:
            program.kill()


def _wait_for(port: int, program: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert program.poll() is None, log.read_text(encoding="utf-8")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError("the program does not listen")


# --- a person at a browser ------------------------------------------------------------------------


def begin(browser: Browser, site: Site) -> str:
    """Press "sign in"; return the address of the provider's page."""
    browser.get(f"{site.origin}/")
    click(browser, "sign-in")
    assert shows(browser, "Allow Sandbox consumer?")
    return str(browser.current_url)


def allow(browser: Browser, user: str = "ada") -> None:
    """Allow it on the provider's page, as one of its users."""
    browser.find_element("css selector", f"#user option[value={user}]").click()
    press(browser, "allow")


def click(browser: Browser, button: str) -> None:
    """Press a button of the site: "sign-in" or "sign-out"."""
    browser.find_element("id", button).click()


def new_person(browser: Browser) -> None:
    """Forget all cookies, as if somebody else sat there now."""
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})


def width_of_picture(browser: Browser) -> int:
    """Return how wide the picture on the page is, in its own pixels; 0 where it did not load."""
    return int(browser.execute_script("return document.querySelector('img').naturalWidth"))


def address_after_allowing(page: str) -> str:
    """Allow it on the provider's page at an address; return where the browser would be sent."""
    form = {**Form(fetch(page).html).hidden, "user": "ada", "decision": "allow"}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = fetch(page.partition("?")[0], "POST", urlencode(form).encode("ascii"), headers)
    return answer.headers["location"]
