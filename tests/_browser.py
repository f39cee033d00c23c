"""A real browser, which reaches nothing but this machine: Chromium, driven by Selenium."""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from _system import require, require_module

#: The environment variable that names the folder for pictures of the pages, if they are wanted.
PICTURES = "OAUTH2_PICTURES"

_KEPT = Path(__file__).parents[1] / "docs" / "pictures"
# Another font is some tenths of a percent, another page some percent.
_MOST_DIFFERENT = 2.0
_COMPARE = """
const [one, other, done] = arguments;
const pixels = async (png) => {
  const image = new Image();
  image.src = "data:image/png;base64," + png;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: 36, height: 32 });
  const seen = canvas.getContext("2d");
  seen.imageSmoothingQuality = "high";
  seen.drawImage(image, 0, 0, 36, 32);
  return seen.getImageData(0, 0, 36, 32).data;
};
Promise.all([pixels(one), pixels(other)]).then(([these, those]) =>
  done(these.reduce((sum, value, i) => sum + Math.abs(value - those[i]), 0) / these.length / 2.55));
"""

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
    """Keep a picture of the page, where that is wanted; else hold the page against the one kept."""
    folder = os.environ.get(PICTURES)
    if folder:
        assert driver.save_screenshot(str(Path(folder) / f"{name}.png"))
    else:
        kept = base64.b64encode((_KEPT / f"{name}.png").read_bytes()).decode("ascii")
        far = _difference(driver, driver.get_screenshot_as_base64(), kept)
        assert far < _MOST_DIFFERENT, f"{name}.png: {far:.1f} %; make it again: {PICTURES}"


def _difference(driver: Any, one: str, other: str) -> float:
    """Return by how many percent two pictures differ, seen from afar, where letters are grey."""
    page = driver.current_window_handle
    driver.switch_to.new_window("tab")
    try:
        return float(driver.execute_async_script(_COMPARE, one, other))
    finally:
        driver.close()
        driver.switch_to.window(page)
