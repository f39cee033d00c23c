"""The page on signing for anything else, with the real curl."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from _system import require

import oauth2
from oauth2.sandbox import serve

PAGE = Path(__file__).parents[1] / "docs" / "anything_else.md"


def block_after(heading: str) -> str:
    """Return the first Python block under a heading of the page."""
    _, _, section = PAGE.read_text(encoding="utf-8").partition(f"\n## {heading}\n")
    match = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    assert match is not None
    return match[1]


def test_curl_sends_what_the_page_makes_of_a_signed_request() -> None:
    """The sandbox, which verifies, answers the command of the page."""
    require("curl", shutil.which("curl"), "curl is not installed (Debian's package curl)")
    with serve() as sandbox:
        token = sandbox.provider.add_access_token(sandbox.consumer)
        signer = oauth2.Signer(sandbox.consumer, token)
        names: dict[str, Any] = {"signer": signer, "url": sandbox.echo_url}
        exec(block_after("curl"), names)  # noqa: S102  # what a reader would run

        assert json.loads(names["run_curl"]())["query"] == [["page", "2"], ["q", "café"]]


def test_page_has_a_block_for_curl() -> None:
    """The block is found by its heading on machines without curl as well."""
    assert "run_curl" in block_after("curl")
