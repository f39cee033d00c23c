"""Every link of the README, of the documentation and of the examples' READMEs leads somewhere.

Only links within the project are followed: the tests send nothing beyond this machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

CHECKOUT = Path(__file__).parents[1]
DOCS = CHECKOUT / "docs"
PAGES = [
    CHECKOUT / "README.md",
    *sorted((CHECKOUT / ".github").glob("*.md")),
    *sorted(path for path in DOCS.glob("**/*.md") if "_build" not in path.parts),
]

_FENCE = re.compile(r"^(`{3,}).*?^\1$", re.MULTILINE | re.DOTALL)
_ROLE = re.compile(r"\{\w+\}`[^`]*`")
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_LINK = re.compile(r"\]\(<?([^()\s<>]+)>?(?:\s+\"[^\"]*\")?\)")
_DOC = re.compile(r"\{doc\}`(?:[^`<]*<)?([^`<>]+)>?`")
_HEADING = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)


def prose(page: Path) -> str:
    """Return a page without its blocks of code."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def headings(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub and MyST make them."""
    words = (re.sub(r"[`*_\\]|\{\w+\}", "", title) for title in _HEADING.findall(prose(page)))
    return {re.sub(r"[^\w\- ]", "", word.lower()).replace(" ", "-") for word in words}


def broken(page: Path) -> Iterator[str]:
    """Yield the links of a page that lead nowhere."""
    text = prose(page)
    for link in _LINK.findall(_CODE.sub("", _ROLE.sub("", text))):
        if re.match(r"https?:|mailto:", link):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in headings(target)):
            yield link
    for name in _DOC.findall(text):
        folder = DOCS if name.startswith("/") else page.parent
        if not (folder / f"{name.lstrip('/')}.md").exists():
            yield name


@pytest.mark.parametrize(
    "page", PAGES, ids=lambda page: page.relative_to(CHECKOUT).as_posix().removesuffix(".md")
)
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    """Each file is there, each page, and each heading that a link names."""
    assert list(broken(page)) == []


def test_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    """A file, a page and a heading that are not there are told from those that are."""
    page = tmp_path / "page.md"
    page.write_text(
        "# A `code` heading, *here*\n[a](page.md) [b](#a-code-heading-here) [c](nowhere.md)"
        " [d](page.md#nowhere) ![e](nowhere.svg) {doc}`page` {doc}`text <nowhere>`"
        " [f](https://example.com/) `[g](nowhere.md)`\n```text\n[h](nowhere.md)\n```\n",
        encoding="utf-8",
    )

    assert list(broken(page)) == ["nowhere.md", "page.md#nowhere", "nowhere.svg", "nowhere"]


def test_index_of_the_how_to_guides_names_each() -> None:
    """No guide stands in the side bar alone."""
    folder = DOCS / "how_to"
    named = set(_DOC.findall(prose(folder / "index.md")))

    assert {page.stem for page in folder.glob("*.md")} - {"index"} <= named
