"""The fuzzer's corpus and a short run of it; fuzz/verify_request.py says how to run it for long."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from _hostile import CORPUS, check_octets
from _system import require_module

TESTS = Path(__file__).parent


@pytest.mark.parametrize("file", sorted(CORPUS.iterdir()), ids=lambda file: file.name)
def test_request_that_a_fuzzer_found_is_verified_or_refused(file: Path) -> None:
    """What was interesting once, or broke something, does no harm on any Python."""
    check_octets(file.read_bytes())


def test_corpus_is_small() -> None:
    """It is there to start from, and is read by people."""
    assert sum(file.stat().st_size for file in CORPUS.iterdir()) < 100_000


def test_fuzzer_finds_nothing_in_a_short_run(tmp_path: Path) -> None:
    """Inputs that reach new code are tried further; none of them leads to an error from inside."""
    require_module("atheris")
    corpus = tmp_path / "corpus"
    shutil.copytree(CORPUS, corpus)
    options = ["-max_total_time=20", "-dict=fuzz/oauth.dict", "-timeout=10", "-max_len=2048"]

    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "fuzz.verify_request",
            *options,
            f"-artifact_prefix={tmp_path}/",
            corpus,
        ],
        cwd=TESTS,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        errors="replace",
        timeout=150,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-3000:]
    assert "Done" in done.stderr
    assert list(tmp_path.iterdir()) == [corpus]
