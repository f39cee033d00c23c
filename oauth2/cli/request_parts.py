"""What is to be signed: method, URL, header fields and body, from the arguments of curl."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..base_string import join_query
from ..body import FORM_TYPE
from ..encoding import percent_encode
from .curl_arguments import Data
from .curl_data import split_urlencoded, without_breaks
from .failures import Misuse
from .multipart import multipart
from .standard_input import stdin_octets

_JSON = "application/json"
_OCTETS = "application/octet-stream"
# A token of RFC 9110 section 5.6.2.
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


@dataclass(frozen=True)
class Parts:
    """A request before it is signed."""

    method: str
    url: str
    headers: list[tuple[str, str]]
    #: None, bytes, or an open file.
    body: Any
    #: The file that is open, or None.
    file: str | None = None


@contextmanager
def parts_of(args: argparse.Namespace) -> Iterator[Parts]:
    """Build the request that the arguments stand for, as a context manager that closes its file.

    Args:
        args: with what `curl_arguments` adds.

    Yields:
        The request.

    Raises:
        Misuse: arguments contradict each other, or cannot be read.
        OSError: a file cannot be read.
    """
    file = _streamed(args)
    if file is not None:
        with Path(file).open("rb") as opened:
            yield _request(args, _OCTETS, opened, file)
        return
    kind, body = _body(args)
    yield _request(args, kind, body)


def _request(
    args: argparse.Namespace, content_type: str | None, body: Any, file: str | None = None
) -> Parts:
    url = args.url
    if args.get and body is not None:
        url = join_query(url, body.decode("utf-8", "surrogateescape"))
        body = content_type = None
    defaults = [("Content-Type", content_type)] if content_type else []
    if args.json:
        defaults.append(("Accept", _JSON))
    method = args.request or ("GET" if body is None else "POST")
    return Parts(method, url, _headers(args.header, defaults), body, file)


def _headers(given: list[str], defaults: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the header fields; a default counts unless its name is given, if only to drop it."""
    fields, names = [], set()
    for text in given:
        name, colon, value = text.partition(":")
        if not colon and text.endswith(";"):
            name, colon, value = text[:-1], ";", ""
        if not colon or not _NAME.fullmatch(name.strip()):
            raise Misuse(f"-H {text!r:.60} is no header field: it must be 'NAME: VALUE'")
        names.add(name.strip().lower())
        if value.strip() or colon == ";":
            fields.append((name.strip(), value.strip()))
    return [*fields, *(field for field in defaults if field[0].lower() not in names)]


# --- the body ----------------------------------------------------------------------------------


def _body(args: argparse.Namespace) -> tuple[str | None, bytes | None]:
    kinds = [name for name in ("data", "json", "form") if getattr(args, name)]
    if len(kinds) > 1:
        raise Misuse("-d, --json and -F are different bodies: give one of them")
    if args.get and kinds != ["data"]:
        raise Misuse("-G needs the data of -d")
    if args.json:
        return _JSON, b"".join(_content(text) for text in args.json)
    if args.form:
        return multipart(args.form, _octets_of)
    if args.data:
        return _type_of(args.data), b"&".join(_data(piece) for piece in args.data)
    return None, None


def _type_of(pieces: list[Data]) -> str:
    # curl calls any of them a form, which would be signed as one.
    return _OCTETS if all(piece.kind == "binary" for piece in pieces) else FORM_TYPE


def _data(piece: Data) -> bytes:
    if piece.kind == "urlencode":
        return _urlencoded(piece.value)
    if piece.kind == "raw":
        return _encoded(piece.value)
    octets = _content(piece.value)
    if piece.kind == "text" and piece.value.startswith("@"):
        return without_breaks(octets)
    return octets


def _urlencoded(text: str) -> bytes:
    """Encode content, of which a part in front may name it, as curl does."""
    name, sign, content = split_urlencoded(text)
    if sign == "@":
        content = _text_of(content)
    return _encoded(f"{name}={percent_encode(content)}" if name else percent_encode(content))


def _text_of(file: str) -> str:
    try:
        return _octets_of(file).decode("utf-8")
    except UnicodeDecodeError:
        raise Misuse(f"{file} is no text in UTF-8") from None


def _content(text: str) -> bytes:
    return _octets_of(text[1:]) if text.startswith("@") else _encoded(text)


def _encoded(text: str) -> bytes:
    # An argument that is no UTF-8 comes with surrogates, and goes as it came.
    return text.encode("utf-8", "surrogateescape")


def _octets_of(file: str) -> bytes:
    return stdin_octets().read() if file == "-" else Path(file).read_bytes()


def _streamed(args: argparse.Namespace) -> str | None:
    """Return the file that is sent without being read as a whole, or None."""
    alone = not (args.json or args.form or args.get) and args.data and len(args.data) == 1
    if not alone or args.data[0].kind != "binary":
        return None
    value: str = args.data[0].value
    return value[1:] if value.startswith("@") and value != "@-" else None
