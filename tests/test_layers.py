"""The order of the modules: each imports only from those above it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest

#: Each line imports only from lines above it, for types too.  A package is one line.
LAYERS = (
    "_version",
    "errors",
    "encoding",
    "nonce",
    "base_string",
    "header",
    "body",
    "credentials",
    "signature",
    "request",
    "signer",
    "redirect",
    "problem",
    "diagnosis",
    "nonce_store",
    "server",
    "client",
    "xoauth",
    "providers",
    "loopback",
    "flow",
    "sandbox",
    "adapters",
    "clients",
    "testing",
    "cli",
    "__main__",
    "__init__",
)
#: What `import oauth2` must not load.
APART = {"sandbox", "adapters", "clients", "testing", "cli", "__main__"}
#: What an extra installs: imported where it is used, or at the top of what is made for it.
OPTIONAL = {"aiohttp", "cryptography", "httpx", "httpx2", "redis", "requests"}
#: What a line may import from outside the standard library.  All that touches httplib2 is client.
OUTSIDE = {
    "client": {"httplib2"},
    "adapters": {"aiohttp", "httpx", "httpx2", "requests"},
    "testing": {"pytest"},
}
MOST_LINES = 300


class Import(NamedTuple):
    """One name that a module imports."""

    #: Of the module: `errors`, `signature.rsa`; in front of it the package's own name if absolute.
    name: str
    relative: bool
    inside_function: bool


def files_of(root: Path) -> list[Path]:
    """Return the modules of a package, in one order everywhere."""
    return sorted(root.rglob("*.py"))


def module_name(file: Path, root: Path) -> str:
    """Return the dotted name of a file below the package, `cli.demo`; `cli` for its __init__."""
    parts = file.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[1:] and parts[-1] == "__init__" else parts)


def layer_of(name: str) -> str:
    """Return the line of LAYERS that a module belongs to."""
    return name.partition(".")[0]


def _targets(node: ast.Import | ast.ImportFrom, file: Path, root: Path) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif not node.level:
        yield node.module or ""
    else:
        folder = file.parents[node.level - 1].joinpath(*(node.module or "").split("."))
        for alias in node.names:
            inner = [folder / alias.name / "__init__.py", folder / f"{alias.name}.py"]
            whole = [folder / "__init__.py", folder.with_suffix(".py")]
            yield module_name(next(path for path in inner + whole if path.exists()), root)


def imports_of(file: Path, root: Path) -> list[Import]:
    """Return all that a file imports, wherever in it the import stands."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    inside = {id(node) for function in functions for node in ast.walk(function)}
    return [
        Import(name, bool(getattr(node, "level", 0)), id(node) in inside)
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in _targets(node, file, root)
    ]


def own_offences(name: str, found: Import) -> Iterator[str]:
    """Say what is wrong with an import of a module of the same package."""
    layer, other = layer_of(name), layer_of(found.name)
    if found.inside_function:
        yield f"{name} imports {found.name} inside a function"
    if other == "__init__":
        yield f"{name} imports the package root"
    elif other != layer and LAYERS.index(other) > LAYERS.index(layer):
        yield f"{name} imports {found.name}, which is below it"
    if name == "__init__" and other in APART:
        yield f"the package root imports {found.name}"


def outside_offences(name: str, found: Import) -> Iterator[str]:
    """Say what is wrong with an absolute import."""
    top = layer_of(found.name)
    allowed = OPTIONAL if found.inside_function else OUTSIDE.get(layer_of(name), set())
    if top == "oauth2":
        yield f"{name} imports {found.name} absolutely"
    elif found.inside_function and top not in OPTIONAL:
        yield f"{name} imports {found.name} inside a function"
    elif top not in sys.stdlib_module_names | allowed:
        yield f"{name} imports {found.name} at its top"


def circles(modules: dict[str, list[Import]]) -> Iterator[str]:
    """Say which modules import each other."""
    graph = {
        name: {found.name for found in imports if found.relative}
        for name, imports in modules.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        yield f"a circle: {' -> '.join(error.args[1])}"


def offences(root: Path) -> list[str]:
    """Return what in a package breaks the rules above, in words."""
    modules = {module_name(file, root): imports_of(file, root) for file in files_of(root)}
    found = [f"{name} is in no layer" for name in modules if layer_of(name) not in LAYERS]
    if found:
        return found
    for name, imports in modules.items():
        for each in imports:
            rule = own_offences if each.relative else outside_offences
            found += rule(name, each)
    return found + list(circles(modules))


def package() -> Path:
    """Return the folder of the installed package."""
    spec = find_spec("oauth2")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def test_the_package_keeps_its_layers() -> None:
    """Every module imports only from the lines above its own."""
    assert offences(package()) == []


def test_no_module_is_over_its_budget() -> None:
    """A module holds one idea, in 300 lines at most."""
    lengths = {
        module_name(file, package()): len(file.read_text(encoding="utf-8").splitlines())
        for file in files_of(package())
    }

    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({"utils.py": ""}, ["utils is in no layer"], id="unlisted module"),
        pytest.param({"utils/a.py": ""}, ["utils.a is in no layer"], id="unlisted package"),
        pytest.param(
            {"errors.py": "from .client import Client", "client.py": ""},
            ["errors imports client, which is below it"],
            id="upwards",
        ),
        pytest.param(
            {
                "errors.py": "if TYPE_CHECKING:\n  from .client.http import Http",
                "client/http.py": "",
            },
            ["errors imports client.http, which is below it"],
            id="upwards, a type",
        ),
        pytest.param(
            {
                "cli/demo.py": "from .. import testing, __main__",
                "testing.py": "",
                "__main__.py": "",
            },
            ["cli.demo imports __main__, which is below it"],
            id="upwards, from a package",
        ),
        pytest.param(
            {"server.py": "from . import Consumer", "__init__.py": ""},
            ["server imports the package root"],
            id="root",
        ),
        pytest.param(
            {"cli/demo.py": "from .. import Client", "cli/__init__.py": "", "__init__.py": ""},
            ["cli.demo imports the package root"],
            id="root, from a package",
        ),
        pytest.param(
            {"__init__.py": "from .sandbox import Provider", "sandbox.py": ""},
            ["the package root imports sandbox"],
            id="root loads what stands apart",
        ),
        pytest.param(
            {"server.py": "import oauth2.errors"},
            ["server imports oauth2.errors absolutely"],
            id="absolute",
        ),
        pytest.param(
            {"server.py": "def f():\n  from .errors import Error", "errors.py": ""},
            ["server imports errors inside a function"],
            id="own, in a function",
        ),
        pytest.param(
            {"server.py": "async def f():\n  import json"},
            ["server imports json inside a function"],
            id="standard library, in a function",
        ),
        pytest.param(
            {"signature.py": "import cryptography.x509"},
            ["signature imports cryptography.x509 at its top"],
            id="extra, at the top",
        ),
        pytest.param(
            {"server.py": "from httplib2 import Http"},
            ["server imports httplib2 at its top"],
            id="httplib2 outside the client",
        ),
        pytest.param(
            {"cli/a.py": "from .b import x", "cli/b.py": "from . import a", "cli/__init__.py": ""},
            ["a circle: cli.a -> cli.b -> cli.a"],
            id="circle",
        ),
    ],
)
def test_an_offence_is_named(tmp_path: Path, files: dict[str, str], expected: list[str]) -> None:
    """Whatever breaks the rules is found and said."""
    for name, source in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(source, encoding="utf-8")

    assert offences(tmp_path) == expected


def test_what_is_allowed_is_no_offence(tmp_path: Path) -> None:
    """Imports from above, of the standard library and of an extra in a function pass."""
    (tmp_path / "cli").mkdir()
    (tmp_path / "cli" / "__init__.py").write_text("from .demo import main", encoding="utf-8")
    (tmp_path / "cli" / "demo.py").write_text("from ..client import Client\n", encoding="utf-8")
    (tmp_path / "client.py").write_text("import httplib2, os.path\n", encoding="utf-8")
    (tmp_path / "signature.py").write_text("def f():\n  import cryptography\n", encoding="utf-8")

    assert offences(tmp_path) == []
