"""docs/explain has a page for each name, and shows what `explain` really says."""

from __future__ import annotations

import re

from _explain_examples import EXAMPLES, FOLDER, REPORT
from test_examples_in_docs import LANGUAGES, PAGES, blocks

from oauth2.diagnosis import MISTAKES

NAMES = {mistake.name for mistake in MISTAKES}
FILES = {page.stem: page for page in sorted(FOLDER.glob("*.md"))}
INDEX = FILES.pop("index").read_text(encoding="utf-8")
ROW = re.compile(r"^\| .+ \| \[`(\w+)`\]\((\w+)\.md\) \| ([0-9]*) ?\|$", re.MULTILINE)
HEADINGS = ["## How it looks", "## Why it happens", "## How to mend it"]


def text_of(name: str) -> str:
    """Return the page of a name."""
    return FILES[name].read_text(encoding="utf-8")


def test_every_name_has_its_page() -> None:
    """No finding leads nowhere, and no page is about a name that is gone."""
    assert set(FILES) == NAMES
    assert set(EXAMPLES) == NAMES


def test_index_has_every_name_once_and_how_often_it_was_seen() -> None:
    """The tables are complete; what was never counted has no number."""
    rows = ROW.findall(INDEX)

    assert sorted(row[0] for row in rows) == sorted(NAMES)
    assert [row for row in rows if row[0] != row[1]] == []
    assert {row[0]: int(row[2] or 0) for row in rows} == {each.name: each.seen for each in MISTAKES}


def test_index_leads_to_every_page() -> None:
    """Each page stands in the table of contents."""
    listed = re.findall(r"^.+ <(\w+)>$", INDEX.partition("```{toctree}\n")[2], re.MULTILINE)

    assert sorted(listed) == sorted(NAMES)


def test_every_page_has_the_same_parts() -> None:
    """How it looks, why it happens, how to mend it."""
    found = {name: re.findall("^## .*$", text_of(name), re.MULTILINE) for name in FILES}

    assert {name: parts for name, parts in found.items() if parts != HEADINGS} == {}


def test_every_page_says_how_often_it_was_seen() -> None:
    """The number is that of the table, where there is one."""
    found = {name: re.findall(r"the cause in (\d+) of 240", text_of(name)) for name in FILES}

    assert found == {each.name: [str(each.seen)] if each.seen else [] for each in MISTAKES}


def test_every_report_is_what_explain_prints() -> None:
    """`python tests/_explain_examples.py` writes them again."""
    shown = {name: REPORT.findall(text_of(name)) for name in EXAMPLES}

    assert shown == {name: [f"{example.report(name)}\n"] for name, example in EXAMPLES.items()}


def test_every_example_runs() -> None:
    """What a page has in Python works; all pages in one test, since they are many and short."""
    for page in [FOLDER / "index.md", *FILES.values()]:
        for example in PAGES.parse(page):
            example.evaluate()


def test_no_block_escapes() -> None:
    """Each block says in which language it is; what is no Python is text."""
    found = {language for page in FILES.values() for language, _ in blocks(page)}

    assert found <= LANGUAGES & {"python", "text"}
