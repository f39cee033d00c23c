"""A multipart form (RFC 7578), built by hand; OAuth signs none of it but its hash."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from mimetypes import guess_type
from pathlib import PurePath

from .failures import Misuse

_PART = re.compile(r"(?P<name>[^=]+)=(?P<content>.*)", re.DOTALL)
# What may follow the content; a semicolon that starts neither belongs to it.
_OPTION = re.compile(r";\s*(?P<name>type|filename)=(?P<value>\"[^\"]*\"|[^;]*)\s*\Z")
_UNNAMED = "application/octet-stream"


def multipart(parts: list[str], read: Callable[[str], bytes]) -> tuple[str, bytes]:
    """Return the content type and the body of a form.

    Args:
        parts: as curl's -F takes them: `NAME=CONTENT`, `NAME=@FILE`, `NAME=<FILE`.
        read: returns what a file holds.

    Raises:
        Misuse: a part has no name, or its type cannot be sent.
        OSError: a file cannot be read.
    """
    # Nobody can know it, so that no content holds it.
    boundary = secrets.token_hex(16)
    body = b"".join(_part(text, boundary, read) for text in parts)
    return f"multipart/form-data; boundary={boundary}", body + f"--{boundary}--\r\n".encode()


def _part(text: str, boundary: str, read: Callable[[str], bytes]) -> bytes:
    match = _PART.fullmatch(text)
    if match is None:
        raise Misuse(f"-F {text!r:.60} is no part: it must be NAME=CONTENT")
    content, options = _options(match["content"])
    fields = f'Content-Disposition: form-data; name="{_quoted(match["name"])}"'
    kind = options.get("type")
    if content.startswith("@"):
        file = options.get("filename") or PurePath(content[1:]).name
        fields += f'; filename="{_quoted(file)}"'
        kind = kind or guess_type(file)[0] or _UNNAMED
    if kind:
        if not kind.isascii() or not kind.isprintable():
            raise Misuse(f"-F {text!r:.60} names a type that cannot be sent")
        fields += f"\r\nContent-Type: {kind}"
    octets = read(content[1:]) if content[:1] in {"@", "<"} else _encoded(content)
    return _encoded(f"--{boundary}\r\n{fields}\r\n\r\n") + octets + b"\r\n"


def _options(content: str) -> tuple[str, dict[str, str]]:
    options: dict[str, str] = {}
    while match := _OPTION.search(content):
        options[match["name"]] = match["value"].strip('"')
        content = content[: match.start()]
    return content, options


def _quoted(name: str) -> str:
    # As browsers do (HTML, section "multipart/form-data").
    return name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
