"""Every example that a reader sees works: in the README, in the documentation, in docstrings.

A block is one of these, and no block is skipped:

- `python`: run here; with `>>>`, as a doctest.  The blocks of one page share their names.  One that
  begins with `# NAME.py` is a file: it is saved, and a `console` block has to run it.
- `console`: each line that starts with `$ ` is run here, and what it prints compared.  On the pages
  of the command line and of the tutorial, beside a running sandbox, which stands at the port that
  `oauth2 serve` takes.
- `sh`: installs something, or starts the sandbox, which runs until it is stopped.  The commands of
  the README are run by CI, to the letter.
- `text`, `http`, `toml`, `ini`: no code.
"""

from __future__ import annotations

import doctest
import gc
import re
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

import pytest
from _cli import command_line
from _signin import COMMAND as SIGN_IN
from _tutorial import reader
from _visitor import visit
from sybil import Example, Sybil
from sybil.parsers import myst, rest
from sybil.parsers.markdown.lexers import FencedCodeBlockLexer
from test_packaging import RUN, TEST

import oauth2

CHECKOUT = Path(__file__).parents[1]
README = CHECKOUT / "README.md"
# But for docs/explain: test_explain_docs.py runs its many short pages at once.
DOCS = [
    page for page in sorted((CHECKOUT / "docs").glob("**/*.md")) if page.parent.name != "explain"
]
MODULES = sorted(Path(oauth2.__file__).parent.rglob("*.py"))
LANGUAGES = {"python", "console", "sh", "text", "http", "toml", "ini"}
FILE = re.compile(r"# (\w+\.py)\n")
MATCHING = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE

complete = pytest.mark.skipif(not find_spec("cryptography"), reason="shows what an extra does")


def marks(page: Path) -> list[pytest.MarkDecorator]:
    """Return the marks of a page: what it needs, and which take long, a program after the other."""
    long = [pytest.mark.table(group="docs/tutorial")] if page.parent.name == "tutorial" else []
    return [complete, *long]


def run_in_shell(example: Example) -> str | None:
    """Run the commands of a console block; say what one printed that is not what it shows."""
    run = example.namespace.get("run_command", run_program)
    for shown in re.split(r"^\$ ", example.parsed, flags=re.MULTILINE)[1:]:
        command, _, expected = shown.replace("\\\n", "").partition("\n")
        printed = run(shlex.split(command))
        if not doctest.OutputChecker().check_output(expected, printed, MATCHING):
            return f"{command}\nshows\n{expected}\nbut prints\n{printed}"
    return None


def run_program(command: list[str]) -> str:
    """Run a command, and return what it prints."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=150, check=False)
    return done.stdout


def evaluate(example: Example) -> None:
    """Do what a block says, or save it, where it is a file."""
    file = FILE.match(str(example.parsed))
    if file:
        Path(file[1]).write_text(example.parsed, encoding="utf-8")
    else:
        example.evaluate()


def blocks(page: Path) -> list[tuple[str, str]]:
    """Return language and text of the code blocks of a page, without MyST's directives."""
    document = Sybil([]).parse(page)
    found = [region.lexemes for region in FencedCodeBlockLexer(".*")(document)]
    return [
        (each["language"], each["source"].text)
        for each in found
        if not each["language"].startswith("{")
    ]


PAGES = Sybil(
    [
        myst.PythonCodeBlockParser(doctest_optionflags=MATCHING),
        myst.CodeBlockParser("console", run_in_shell),
    ]
)
DOCSTRINGS = Sybil([rest.DocTestParser(MATCHING)])


@pytest.fixture
def left_behind() -> Iterator[None]:
    """Collect what the examples leave behind while the test that ran them can still answer."""
    yield
    gc.collect()


@pytest.mark.usefixtures("left_behind")
@pytest.mark.parametrize(
    "page",
    [README, *[pytest.param(page, marks=[complete, pytest.mark.table]) for page in DOCS]],
    ids=lambda page: str(page.relative_to(CHECKOUT)),
)
def test_examples_of_a_page_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a page shows is what happens, from its top to its end."""
    monkeypatch.chdir(tmp_path)
    names = {}
    with ExitStack() as stack:
        if page.parent.name == "cli" or page.name == "command_line.md":
            names["run_command"] = stack.enter_context(command_line(monkeypatch, tmp_path))
        elif page == README:
            monkeypatch.setattr("webbrowser.open", visit)
        elif page.parent.name == "tutorial":
            page, names = stack.enter_context(reader(monkeypatch, tmp_path, page))
        document = PAGES.parse(page)
        document.namespace.update(names)
        for example in document:
            evaluate(example)


@pytest.mark.parametrize(
    "module",
    [module for module in MODULES if ">>> " in module.read_text(encoding="utf-8")],
    ids=lambda module: module.name,
)
def test_examples_of_docstrings_run(module: Path) -> None:
    """What the docstrings of a module show is what happens."""
    for example in DOCSTRINGS.parse(module):
        example.evaluate()


@pytest.mark.parametrize("page", [README, *DOCS], ids=lambda page: page.name)
def test_no_block_escapes(page: Path) -> None:
    """Each block says in which language it is, so that none is left out by mistake."""
    assert {language for language, _ in blocks(page)} <= LANGUAGES


@pytest.mark.parametrize("page", [README, *DOCS], ids=lambda page: page.name)
def test_no_file_escapes(page: Path) -> None:
    """Each file that a page has its reader save is run on that page."""
    found = [FILE.match(text) for name, text in blocks(page) if name == "python"]
    commands = [
        line for name, text in blocks(page) if name == "console" for line in text.split("\n")
    ]

    assert {f"$ python {file[1]}" for file in found if file} <= set(commands)


@pytest.mark.parametrize("page", [README, *DOCS], ids=lambda page: page.name)
def test_shell_blocks_hold_nothing_to_check(page: Path) -> None:
    """A shell block holds commands that tests or CI run, that install, or that go on running."""
    lines = [line for name, text in blocks(page) if name == "sh" for line in text.splitlines()]
    known = re.compile(
        rf"{re.escape(RUN)}|{re.escape(TEST)}|python3 -m venv \.venv|\. \.venv/bin/activate"
        r"|pip install \S+|(\.venv/bin/)?oauth2 serve\b.*"
        rf"|{SIGN_IN}"
    )

    assert [line for line in lines if not known.fullmatch(line)] == []
