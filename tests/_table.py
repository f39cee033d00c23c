"""Rows of tables as parameters of tests, whatever library sends them, and shares of them."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable
from typing import Any

import pytest
from _loopback import Recorded
from _shapes import Chunks, File, Shape


def share(text: str) -> tuple[int, int]:
    """Return "2/3" as the numbers of a share and of all shares."""
    number, count = (int(part) for part in text.split("/"))
    if not 1 <= number <= count:
        raise ValueError(text)
    return number, count


def is_in_share(row: str, number: int, count: int) -> bool:
    """Tell whether a row is in a share; it is in one, the same wherever the tests run."""
    return zlib.crc32(row.encode()) % count == number - 1


def refusal(shape: Shape, verifier: str) -> list[pytest.MarkDecorator]:
    """Return the marks of a shape that a verifier is known to refuse, and so must refuse."""
    reason = shape.refused.get(verifier)
    return [pytest.mark.xfail(reason=reason, strict=True)] if reason else []


def cases(shapes: Iterable[Shape], verifier: str = "") -> list[Any]:
    """Return shapes as parameters.

    Args:
        shapes: some of the table, or what a library makes of them.
        verifier: "oauthlib", "authlib", or none that refuses anything.
    """
    return [pytest.param(shape, id=shape.id, marks=refusal(shape, verifier)) for shape in shapes]


def body_of(shape: Shape) -> Any:
    """Return the body of a shape, fresh."""
    if isinstance(shape.body, File):
        file = io.BytesIO(shape.body.content)
        file.seek(shape.body.position)
        return file
    return iter(shape.body.parts) if isinstance(shape.body, Chunks) else shape.body


def parts(request: Recorded) -> tuple[Any, ...]:
    """Return what a signature is about, and the signature."""
    names = ("Authorization", "Content-Type")
    return request.method, request.target, [request.values(name) for name in names], request.body
