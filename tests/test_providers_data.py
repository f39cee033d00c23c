"""The data of the presets, and the page of the documentation that shows it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from _provider_demands import DEMANDS

from oauth2 import providers

PAGE = Path(__file__).parents[1] / "docs" / "providers.md"


@pytest.mark.parametrize("name", providers.names())
def test_preset_names_its_sources(name: str) -> None:
    """No preset without a source that anybody can open, and the day it was looked up."""
    preset = providers.preset(name)

    assert preset.name == name
    assert preset.sources
    assert all(re.fullmatch(r"https?://[^\s]+", source) for source in preset.sources)
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", preset.checked)


@pytest.mark.parametrize("name", DEMANDS)
def test_urls_of_a_preset_are_https(name: str) -> None:
    """No secret of a preset's exchange travels in clear."""
    legs = providers.preset(name).legs
    assert legs is not None
    urls = [url for url in legs.urls().values() if url and not url.startswith("{base_url}")]

    assert all(url.startswith("https://") for url in [*urls, legs.base_url or "https://"])


@pytest.mark.parametrize("name", DEMANDS)
def test_rules_of_a_preset_are_known_words(name: str) -> None:
    """What programs branch on is one of the words that are documented."""
    legs = providers.preset(name).legs
    assert legs is not None

    assert legs.callback in {"any", "registered", "prefix", "oob", "authorize"}
    assert legs.method in {"GET", "POST"}
    assert legs.pin or legs.callback != "oob"


def test_presets_are_frozen() -> None:
    """Nobody changes a preset for everybody else."""
    with pytest.raises(AttributeError):
        providers.preset("x").realm = "mine"  # type: ignore[misc]  # what is tested


def test_import_reads_no_file_and_opens_no_socket() -> None:
    """The presets are data: importing them does nothing."""
    program = (
        "import sys, httplib2, oauth2.signature\n"
        "found = []\n"
        "names = ('socket.connect', 'subprocess.Popen', 'socket.getaddrinfo')\n"
        "sys.addaudithook(lambda name, args: found.append(name) if name in names else None)\n"
        "import oauth2.providers\n"
        "assert not found, found\n"
        "assert 'cryptography' not in sys.modules\n"
    )

    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


# --- the page ----------------------------------------------------------------------------------


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _rows() -> dict[str, list[str]]:
    """Return the rows of the tables of the page, by the preset's name."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = [_cells(line) for line in lines if line.startswith("| `")]
    return {row[0].strip("`"): row[1:] for row in rows}


def _words(*values: str | None) -> str:
    return ", ".join(f"`{value}`" for value in values if value) or "none"


def _realm(preset: providers.Preset) -> str:
    rules = {"account": "the account", "url": "the URL without its query"}
    text = {None: "none", "": "empty"}.get(preset.realm, f"`{preset.realm}`")
    return rules[preset.realm_of] if preset.realm_of else text


def _row(preset: providers.Preset) -> list[str]:
    """Return what the page must say of a preset."""
    links = ", ".join(f"[{number}]({url})" for number, url in enumerate(preset.sources, 1))
    signing = [
        preset.title,
        _words(preset.signature_method, *preset.other_methods),
        f"`{preset.placement}`",
        _realm(preset),
    ]
    if preset.legs is None:
        return [*signing, f"`{preset.body_hash}`", links, preset.checked]
    legs = preset.legs
    callback = f"`{legs.callback}`" + (", PIN" if legs.pin else "")
    named = [each for each in (legs.token_parameter,) if each != "oauth_token"]
    asked = _words(*named, legs.consumer_parameter, *legs.authorize_fields)
    return [
        *signing,
        legs.method,
        callback,
        asked,
        _words(*legs.answer_fields),
        links,
        preset.checked,
    ]


@pytest.mark.parametrize("name", providers.names())
def test_page_says_what_the_data_says(name: str) -> None:
    """The table of the documentation is the data, and so are the demands below it."""
    preset = providers.preset(name)

    assert _rows()[name] == _row(preset)
    assert "; ".join(preset.demands) in PAGE.read_text(encoding="utf-8")


def test_page_knows_no_other_presets() -> None:
    """Nothing is promised that is not there."""
    assert _rows().keys() == set(providers.names())


def test_page_says_that_nothing_was_tried_live() -> None:
    """The reader is told what the presets are worth."""
    assert "No preset was run against the live service" in PAGE.read_text(encoding="utf-8")
