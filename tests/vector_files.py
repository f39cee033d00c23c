"""Reads tests/vectors: the vectors as pytest parameters, and the requests that they describe."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from oauth2.body import FORM_TYPE
from oauth2.encoding import form_decode

Vector = dict[str, Any]

#: Where the vectors are; their commands run here.
FOLDER = Path(__file__).parent / "vectors"
#: How many vectors each file holds.
COUNTS = {
    "rfc5849.json": 15,
    "core10a.json": 11,
    "wiki.json": 23,
    "x.json": 9,
    "body_hash.json": 9,
    "derived.json": 92,
}


def load(name: str) -> list[Vector]:
    """Return the vectors of a file."""
    vectors: list[Vector] = json.loads((FOLDER / name).read_text(encoding="utf-8"))["vectors"]
    return vectors


VECTORS = [vector for name in COUNTS for vector in load(name)]


def having(*paths: str) -> list[Any]:
    """Return the vectors that have all these fields, such as "expect.signature", with their ids."""
    return [
        pytest.param(vector, id=vector["id"])
        for vector in VECTORS
        if all(name in vector.get(part, ()) for part, name in (path.split(".") for path in paths))
    ]


def complete(params: list[Any]) -> list[Any]:
    """Keep those whose request a Signer can make anew: it has timestamp and nonce, and a key."""
    wanted = {"oauth_consumer_key", "oauth_timestamp", "oauth_nonce"}
    return [
        param
        for param in params
        if "public_key" not in param.values[0]["given"]
        and wanted <= dict(pairs_of(param.values[0])).keys()
    ]


def commands() -> list[Any]:
    """Return the commands and the values that they must print."""
    return [
        pytest.param(
            command, (vector["given"] | vector["expect"])[stage], id=f"{vector['id']}:{stage}"
        )
        for vector in VECTORS
        for stage, command in vector.get("commands", {}).items()
    ]


def pairs_of(vector: Vector) -> list[tuple[str, str]]:
    """Return every pair on the wire: of the query, of the form, and of the header."""
    request = vector["given"]["request"]
    query = request.get("url", "").partition("?")[2]
    header = [(name, value) for name, value in request.get("parameters", [])]
    return form_decode(query) + form_decode(request.get("form", "")) + header


def headers_of(vector: Vector) -> dict[str, str]:
    """Return the header fields of a request, but for Authorization."""
    request = vector["given"]["request"]
    return {"Content-Type": FORM_TYPE if "form" in request else "text/plain"}


def body_of(vector: Vector) -> bytes:
    """Return the body of a request, empty where there is none."""
    request = vector["given"]["request"]
    text: str = request.get("form", request.get("body", ""))
    return text.encode()


def key_files_of(vector: Vector) -> dict[str, str]:
    """Return the PEM text of the keys that a vector names."""
    given = vector["given"]
    return {
        kind: (FOLDER / given[kind]).read_text(encoding="ascii")
        for kind in ("private_key", "public_key")
        if kind in given
    }
