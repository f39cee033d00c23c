"""The nonce store in docs/examples: a store of one's own is one method that is atomic."""

from __future__ import annotations

import importlib.util
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import photos
import pytest
from _verify_examples import EXAMPLES

import oauth2

PROGRAM = EXAMPLES / "nonce_store_sqlite.py"


def make_store(path: Path) -> oauth2.NonceStore:
    """Make the store of the example, as a program that imports it."""
    spec = importlib.util.spec_from_file_location("nonce_store_sqlite", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    store: oauth2.NonceStore = module.SQLiteNonceStore(str(path))
    return store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the nonces are."""
    return tmp_path / "nonces.db"


@pytest.fixture
def store(path: Path) -> oauth2.NonceStore:
    """Return a store with nothing in it."""
    return make_store(path)


def test_program_takes_a_nonce_once(path: Path) -> None:
    """As a program it shows the first use and the second."""
    done = subprocess.run(
        [sys.executable, PROGRAM, path], capture_output=True, text=True, timeout=150, check=False
    )

    assert (done.stdout, done.stderr) == ("[True, False]\n", "")


def test_server_with_this_store_refuses_a_replay(path: Path) -> None:
    """Two Servers that have the same file take a request once between them."""
    first, second = (
        photos.server(nonce_store=make_store(path), timestamp_threshold=10**9) for _ in range(2)
    )

    first.verify_request(photos.received(), photos.CONSUMER, photos.TOKEN)
    with pytest.raises(oauth2.NonceUsed):
        second.verify_request(photos.received(), photos.CONSUMER, photos.TOKEN)


def test_one_of_many_threads_is_told_true(store: oauth2.NonceStore) -> None:
    """Of all that ask at the same time, exactly one was the first."""
    expires = int(time.time()) + 300
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: store.use("key", expires), range(40)))

    assert sorted(answers) == [False] * 39 + [True]


def test_expired_nonces_are_forgotten_after_the_margin(
    store: oauth2.NonceStore, path: Path
) -> None:
    """The file does not grow for ever, and what was just now good is kept."""
    now = int(time.time())
    for name, expires in (("old", now - 310), ("late", now - 290), ("new", now + 300)):
        assert store.use(name, expires)

    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT key FROM nonces ORDER BY expires").fetchall()
    assert rows == [("late",), ("new",)]


def test_store_that_cannot_tell_refuses(store: oauth2.NonceStore, path: Path) -> None:
    """A file that is no database is status 503, and lets nobody in."""
    path.write_bytes(b"no database" * 100)

    with pytest.raises(oauth2.NonceStoreUnavailable) as refused:
        store.use("key", int(time.time()) + 300)
    assert refused.value.status == 503
