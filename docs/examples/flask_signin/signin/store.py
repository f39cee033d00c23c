"""What is stored, in SQLite: the users, and the sign-ins that wait for an answer."""

import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from flask import current_app

import oauth2

from .provider import Person

# A user is known again by `provider_id`, not by a name, which can be changed, and taken by another.
# Whoever has token and secret can act for the user.  They are what the site signs with, so a hash
# will not do; a database that others read wants them encrypted.
_TABLES = """
CREATE TABLE IF NOT EXISTS user (
    id INTEGER PRIMARY KEY, provider_id TEXT UNIQUE NOT NULL,
    name TEXT NOT NULL, picture TEXT NOT NULL, token TEXT NOT NULL, secret TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS waiting (
    id TEXT PRIMARY KEY, flow TEXT NOT NULL, target TEXT NOT NULL, begun REAL NOT NULL
);
"""
# How long a user may take on the provider's page, in seconds.
_PATIENCE = 900


def wait(flow: oauth2.ThreeLeggedFlow, target: str) -> str:
    """Keep a sign-in that was begun, and the page to go to afterwards; return its id."""
    number = secrets.token_urlsafe()
    with _database() as database:
        database.execute("DELETE FROM waiting WHERE begun < ?", [time.time() - _PATIENCE])
        kept = [number, flow.save(), target, time.time()]
        database.execute("INSERT INTO waiting VALUES (?, ?, ?, ?)", kept)
    return number


def waiting(number: str | None) -> Any:
    """Return the sign-in with an id, its `flow` and its `target`, or None."""
    with _database() as database:
        since = time.time() - _PATIENCE
        found = "SELECT * FROM waiting WHERE id = ? AND begun >= ?"
        return database.execute(found, [number, since]).fetchone()


def finish(number: str | None) -> bool:
    """Forget a sign-in; tell whether it was there, which is true for one caller only."""
    with _database() as database:
        return database.execute("DELETE FROM waiting WHERE id = ?", [number]).rowcount == 1


def keep_user(person: Person, token: oauth2.Token) -> int:
    """Store what is new of a person, or the person, and return the user's id."""
    with _database() as database:
        database.execute(
            "INSERT INTO user (provider_id, name, picture, token, secret) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (provider_id) DO UPDATE SET name = excluded.name,"
            " picture = excluded.picture, token = excluded.token, secret = excluded.secret",
            [*person, token.key, token.secret],
        )
        found = "SELECT id FROM user WHERE provider_id = ?"
        return int(database.execute(found, [person.id]).fetchone()["id"])


def user(number: int | None) -> Any:
    """Return the user with an id, `name` and `picture`, or None."""
    with _database() as database:
        found = "SELECT id, name, picture FROM user WHERE id = ?"
        return database.execute(found, [number]).fetchone()


@contextmanager
def _database() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(current_app.config["DATABASE"])) as database:
        database.row_factory = sqlite3.Row
        database.executescript(_TABLES)
        with database:  # one transaction
            yield database
