"""A real browser, which reaches nothing but this machine: Chromium, driven by Selenium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from _system import require, require_module

#: The environment variable that names the folder for pictures of the pages, if they are wanted.
PICTURES = "OAUTH2_PICTURES"

_ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",  # it also runs as root, in containers
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--force-device-scale-factor=1",
    "--hide-scrollbars",
    "--window-size=720,640",
)


@contextmanager
def chromium(folder: Path) -> Iterator[Any]:
    """Run the browser; yield Selenium's driver.  The test is skipped where there is none.

    Args:
        folder: a fresh one, for the browser's profile.
    """
    programs = [shutil.which(name) for name in ("chromium", "chromedriver")]
    require("chromium", all(programs), "chromium or chromedriver is not installed")
    webdriver = require_module("selenium.webdriver")
    service = require_module("selenium.webdriver.chrome.service")
    options = webdriver.ChromeOptions()
    options.binary_location = programs[0]
    for argument in (*_ARGUMENTS, f"--user-data-dir={folder}"):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=service.Service(programs[1]))
    try:
        driver.set_page_load_timeout(30)
        yield driver
    finally:
        driver.quit()


def press(driver: Any, button: str) -> None:
    """Press a button of the sandbox's page: "allow" or "deny"."""
    driver.find_element("css selector", f"button[value={button}]").click()


def shows(driver: Any, text: str) -> bool:
    """Wait until a person reads a text; an error if nobody does."""
    errors = require_module("selenium.common.exceptions")
    waiting = require_module("selenium.webdriver.support.wait").WebDriverWait(
        # A page may give way to the next one while it is read.
        driver,
        30,
        0.05,
        (errors.WebDriverException,),
    )
    return bool(waiting.until(lambda page: text in page.find_element("tag name", "body").text))


def picture(driver: Any, name: str) -> None:
    """Keep a picture of the page, where that is wanted."""
    folder = os.environ.get(PICTURES)
    if folder:
        assert driver.save_screenshot(str(Path(folder) / f"{name}.png"))
