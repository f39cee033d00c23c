"""Draws every picture anew, into the documentation."""

from __future__ import annotations

from . import recording, signature, terminal
from .place import FOLDER

if __name__ == "__main__":
    drawn = {
        "signature": signature.draw(),
        "demo": terminal.draw("oauth2 demo", recording.demo(), 112),
        "login": terminal.draw("oauth2 login", recording.login(), 84),
    }
    for name, picture in drawn.items():
        (FOLDER / f"{name}.svg").write_text(picture, encoding="utf-8")
