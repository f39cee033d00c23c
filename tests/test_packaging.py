"""What is installed, what is in the archives, and that the README's commands are CI's."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from importlib.metadata import metadata, version
from pathlib import Path

import pytest

import oauth2

CHECKOUT = Path(__file__).parents[1]
RUN = "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/oauth2 demo"
TEST = "python3 -m venv .venv && .venv/bin/pip install tox && .venv/bin/tox"

installed = pytest.mark.skipif(
    "OAUTH2_INSTALLED" not in os.environ, reason="set where the tests run on the built wheel"
)


@pytest.fixture
def archives() -> Path:
    """Return the folder with the wheel and the source archive."""
    if "OAUTH2_DIST" not in os.environ:
        pytest.skip("OAUTH2_DIST names the archives only where tox builds them")
    return Path(os.environ["OAUTH2_DIST"])


@installed
def test_the_installed_package_is_tested_and_not_the_checkout() -> None:
    """What the tests import lies in site-packages."""
    assert Path(oauth2.__file__).parent.parent.name == "site-packages"


@installed
def test_version_is_text_and_that_of_the_distribution() -> None:
    """`oauth2.__version__` is plain text, and what pip shows."""
    assert type(oauth2.__version__) is str
    assert version("oauth2") == oauth2.__version__


def test_version_is_the_newest_one_in_the_changes() -> None:
    """The top entry of the changes is about this version."""
    changes = (CHECKOUT / "docs" / "changes.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## (\S+)", changes, re.MULTILINE)

    assert versions[0] == oauth2.__version__


@installed
def test_only_httplib2_is_required() -> None:
    """One run-time dependency, and the extras that are promised."""
    about = metadata("oauth2")

    assert about["Requires-Python"] == ">=3.10"
    assert about["License-Expression"] == "MIT"
    assert about.get_all("Requires-Dist") == [
        "httplib2>=0.19.0",
        'cryptography; extra == "rsa"',
        'requests>=2.28; extra == "requests"',
        'httpx>=0.23; extra == "httpx"',
        'aiohttp>=3.12.14; extra == "aiohttp"',
        'redis; extra == "redis"',
    ]


@installed
def test_type_checkers_see_the_annotations() -> None:
    """The marker of PEP 561 is installed."""
    assert Path(oauth2.__file__).with_name("py.typed").read_bytes() == b""


def test_wheel_holds_the_package_alone(archives: Path) -> None:
    """Nothing but `oauth2/` and its metadata gets into site-packages."""
    [wheel] = archives.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()

    assert wheel.name == "oauth2-1.10.0-py3-none-any.whl"
    assert {name.split("/")[0] for name in names} == {"oauth2", "oauth2-1.10.0.dist-info"}
    assert {Path(name).suffix for name in names if name.startswith("oauth2/")} == {".py", ".typed"}
    assert {"oauth2/py.typed", "oauth2-1.10.0.dist-info/licenses/LICENSE"} <= set(names)


def test_source_archive_holds_what_its_tests_and_docs_need(archives: Path) -> None:
    """Tests, vectors, docs and gates are in the archive, each file of them."""
    [archive] = archives.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    wanted = {
        path.relative_to(CHECKOUT).as_posix()
        for folder in ("oauth2", "tests", "docs")
        for path in (CHECKOUT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and "_build" not in path.parts
    }

    assert wanted <= names
    assert {"LICENSE", "README.md", "pyproject.toml", "setup.py", "tox.ini", ".ci/run"} <= names


@pytest.mark.parametrize("command", [RUN, TEST], ids=["run", "test"])
@pytest.mark.parametrize("file", ["README.md", ".ci/run"])
def test_commands_of_the_readme_are_those_of_ci(file: str, command: str) -> None:
    """CI runs to the letter what the README tells a reader to run."""
    lines = (CHECKOUT / file).read_text(encoding="utf-8").splitlines()

    assert command in [line.strip() for line in lines]


def test_import_loads_neither_extras_nor_what_stands_apart() -> None:
    """`import oauth2` stays light: no command line, sandbox, adapters, extras, nor httplib2."""
    code = "import oauth2, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    later = ["client", "diagnosis", "flow", "nonce_store", "problem", "server"]
    apart = ["cli", "sandbox", "adapters", "clients", "testing", "__main__", *later]
    others = ["cryptography", "requests", "httpx", "aiohttp", "redis", "httplib2"]

    loaded = set(done.stdout.split())

    assert "oauth2" in loaded
    assert loaded.isdisjoint([f"oauth2.{name}" for name in apart] + others)


@pytest.mark.parametrize(
    "module", ["client", "diagnosis", "flow", "nonce_store", "problem", "redirect", "server"]
)
def test_module_is_there_for_who_names_it(module: str) -> None:
    """Programs name modules that they do not import, such as `oauth2.client.Client`."""
    code = f"import oauth2; print(oauth2.{module}.__name__, hasattr(oauth2, 'nothing'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == f"oauth2.{module} False\n"
