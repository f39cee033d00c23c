"""The pictures of the documentation show what the library does today."""

from __future__ import annotations

import pytest
from pictures import recording, signature, terminal
from pictures.place import FOLDER

pytestmark = pytest.mark.table(group="docs/pictures")

AGAIN = "draw it again: PYTHONPATH=tests python -m pictures"


def test_picture_of_the_demo_shows_what_it_prints() -> None:
    """The picture is what `oauth2 demo` prints, but for what is another in each run."""
    shown = recording.comparable(recording.said_in(FOLDER / "demo.svg"))

    printed = ["oauth2 demo", *recording.demo()]

    assert shown == recording.comparable("".join(printed)), AGAIN
    assert shown.count("$oauth2demo") == 4


def test_picture_of_the_login_shows_what_it_prints() -> None:
    """The picture is what `oauth2 login` and a request print, but for what varies."""
    shown = recording.comparable(recording.said_in(FOLDER / "login.svg"))

    printed = ["oauth2 login", *recording.login()]

    assert shown == recording.comparable("".join(printed)), AGAIN


def test_picture_of_the_signature_is_that_of_rfc_5849() -> None:
    """It holds the request, the key and the signature that the RFC prints in section 1.2."""
    shown = recording.said_in(FOLDER / "signature.svg").splitlines()

    assert signature.draw() == (FOLDER / "signature.svg").read_text(encoding="utf-8"), AGAIN
    assert "http://photos.example.net/photos" in shown
    assert "kd94hf93k423kf44&pfkkdhi9sl3r4s00" in shown
    assert 'oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"' in shown


@pytest.mark.parametrize(
    "name", [each.stem for each in sorted(FOLDER.glob("*.svg"))], ids=lambda name: name
)
def test_drawn_picture_can_be_read_on_dark_paper(name: str) -> None:
    """It has paper of its own, colours for a dark page, and words for whoever cannot see it."""
    text = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")

    assert "prefers-color-scheme: dark" in text
    assert 'class="paper"' in text
    assert recording.said_in(FOLDER / f"{name}.svg")
    assert "<title" in text
    assert "<desc" in text


def test_terminal_breaks_a_line_that_is_too_long() -> None:
    """A line goes on below, as in a terminal, and nothing is lost."""
    drawn = terminal.draw("a window", ["$ command\nabcdefghij<k>"], columns=10)

    assert ">abcdefghij</text>" in drawn
    assert ">&lt;k&gt;</text>" in drawn
    assert "animation" not in drawn
