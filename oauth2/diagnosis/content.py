"""Bodies that are no forms, read as a client or a server does that signs them wrongly."""

from __future__ import annotations

import json
import re
from typing import Any

from ..encoding import Pairs
from .received import Received

_MULTIPART = re.compile(r"""multipart/.*?;\s*boundary="?([^";,]+)""", re.IGNORECASE | re.DOTALL)
_BOUNDARY = re.compile(rb"--([!-~]{1,70})\r\n")
_NAME = re.compile(r'[;\s]name="((?:[^"\\]|\\.)*)"')
_FILE_NAME = re.compile(r'[;\s]filename="((?:[^"\\]|\\.)*)"')
#: Longer bodies are not looked into: what is signed by mistake is short.
MOST_OCTETS = 1 << 18
_MOST_PAIRS = 1000


def multipart_pairs(request: Received) -> tuple[Pairs, Pairs, Pairs]:
    """Return the text fields of a multipart body, its files, and its files' names.

    Args:
        request: as received; what cannot be read is left out.
    """
    said = _MULTIPART.match(request.header("content-type"))
    # Where the header fields are not known, the body begins with its boundary.
    begins = _BOUNDARY.match(request.body or b"") if not request.headers else None
    boundary = said[1].strip() if said else begins[1].decode("latin-1") if begins else None
    body = (request.body or b"").decode("utf-8", "surrogateescape")
    texts: Pairs = []
    files: Pairs = []
    names: Pairs = []
    if boundary is None or len(body) > MOST_OCTETS:
        return texts, files, names
    for part in body.split(f"--{boundary}")[1:_MOST_PAIRS]:
        head, blank, content = part.replace("\r\n", "\n").partition("\n\n")
        name, file_name = _NAME.search(head), _FILE_NAME.search(head)
        if not (name and blank):
            continue
        if file_name:
            # Of a file no line break is another's.
            content = part.partition("\r\n\r\n")[2].removesuffix("\r\n") or content
            files.append((name[1], content.removesuffix("\n")))
            names.append((name[1], file_name[1]))
        else:
            texts.append((name[1], content.removesuffix("\n")))
    return texts, files, names


def json_pairs(body: bytes) -> list[Pairs]:
    """Return the members of an object of JSON, as texts, in each of the ways in which that is done.

    Args:
        body: of whatever kind.
    """
    try:
        found = json.loads(body) if len(body) <= MOST_OCTETS else None
    except (ValueError, RecursionError):
        return []
    if not isinstance(found, dict) or len(found) > _MOST_PAIRS:
        return []
    ways = (_as_json, str, _scalar)
    return [[(name, way(value)) for name, value in found.items()] for way in ways] + [
        [(name, _as_json(value)) for name, value in found.items() if not _is_nested(value)]
    ]


def _is_nested(value: Any) -> bool:
    return isinstance(value, (dict, list))


def _as_json(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _scalar(value: Any) -> str:
    """Return what PHP and JavaScript make of a value that they put into a query."""
    if value is None or value is False:
        return ""
    return "1" if value is True else _as_json(value)
