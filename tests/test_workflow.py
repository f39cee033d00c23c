"""The workflow that runs elsewhere runs the same environments, with the same parts as CI here."""

from __future__ import annotations

import re
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

CHECKOUT = Path(__file__).parents[1]
WORKFLOWS = sorted((CHECKOUT / ".github" / "workflows").glob("*.yml"))
CI = (CHECKOUT / ".ci" / "run").read_text(encoding="utf-8")


def read(path: Path) -> Any:
    """Return what is in a workflow; YAML 1.1 takes its "on" for True."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def job() -> Any:
    """Return the job that runs tox."""
    return read(CHECKOUT / ".github" / "workflows" / "tests.yml")["jobs"]["tox"]


def script() -> str:
    """Return all commands of that job."""
    return "\n".join(step.get("run", "") for step in job()["steps"])


def environments() -> list[str]:
    """Return the list of environments in tox.ini, in full."""
    tox = ConfigParser(interpolation=None)
    tox.read(CHECKOUT / "tox.ini", encoding="utf-8")
    listed = []
    lines = tox["tox"]["env_list"].splitlines()
    for line in (line.strip() for line in lines):
        before, brace, choices = line.partition("{")
        listed += (
            [f"{before}{choice}" for choice in choices.rstrip("}").split(",")] if brace else [line]
        )
    return [name for name in listed if name and not name.startswith("#")]


def test_workflow_runs_every_environment_of_tox() -> None:
    """Each environment in tox's list is a job of the workflow, and the workflow has no other."""
    named = [each["environment"] for each in job()["strategy"]["matrix"]["include"]]

    assert sorted(named) == sorted(environments())
    assert {"lint", "py310", "py313", "downstream-py311", "dist"} <= set(named)


def test_workflow_runs_an_environment_on_its_own_python() -> None:
    """What is named after a Python gets that Python, and a missing one is an error."""
    found = {each["environment"]: each["python"] for each in job()["strategy"]["matrix"]["include"]}

    named = {name: re.search(r"py3(\d+)$", name) for name in found}
    wrong = [name for name, minor in named.items() if minor and found[name][:4] != f"3.{minor[1]}"]

    assert wrong == []
    assert "--skip-missing-interpreters false" in script()


def test_workflow_installs_what_ci_installs() -> None:
    """Both install the same parts of the system, and the same package of npm, at one version."""
    parts = {"curl", "redis-server", "chromium", "chromium-driver", "nodejs", "npm"}
    [packages] = re.findall(r"apt-get install .*--no-install-recommends (.+)", script())

    assert set(packages.split()) == parts
    assert all(part in CI for part in parts)
    assert re.findall(r"oauth-1\.0a@\S+", script()) == re.findall(r"oauth-1\.0a@\S+", CI)
    assert re.findall(r"OAUTH2_REQUIRE=([\w,-]+)", script()) == re.findall(
        r"OAUTH2_REQUIRE=([\w,-]+)", CI
    )


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflow_may_only_read(path: Path) -> None:
    """It can read the source and nothing else, and leaves no credentials behind."""
    workflow = read(path)

    assert workflow["permissions"] == {"contents": "read"}
    assert all("permissions" not in each for each in workflow["jobs"].values())
    assert "secrets." not in path.read_text(encoding="utf-8")
    assert "persist-credentials: false" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflow_names_the_major_version_of_each_action(path: Path) -> None:
    """No action is taken from a branch."""
    used = re.findall(r"uses: (\S+)", path.read_text(encoding="utf-8"))

    assert used != []
    assert [action for action in used if not re.fullmatch(r"actions/\w+@v\d+", action)] == []


@pytest.mark.parametrize("name", ["CONTRIBUTING", "SECURITY"])
def test_page_that_github_looks_for_leads_to_the_documentation(name: str) -> None:
    """It is one line: the page itself is in the documentation."""
    text = (CHECKOUT / ".github" / f"{name}.md").read_text(encoding="utf-8")

    assert re.fullmatch(r"[^\n]+\(\.\./docs/\w+\.md\)\.\n", text)
