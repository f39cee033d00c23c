"""Reads HTTP messages as they stand on the wire (RFC 9112), or in a document."""

from __future__ import annotations

import re
from typing import NamedTuple

from ...header import field_values, first_value
from ..failures import Misuse
from .exchange import Exchange, Fields
from .place import Place

_REQUEST = re.compile(
    r"[ \t]*(?!curl(?:\.exe)?[ ])(?P<method>[A-Za-z0-9!#$%&'*+\-.^_`|~]+) (?P<target>(?:/|https?://).*?)"
    r"(?: HTTP/[0-9.]+)?[ \t]*",
    re.IGNORECASE,
)
_BREAK = re.compile(r"\r?\n")
_END_OF_HEAD = re.compile(r"\r?\n[ \t]*(?:\r?\n|$)")
_ANSWER = re.compile(r"^HTTP/[0-9.]+ [0-9]{3}\b", re.MULTILINE)
_FOLD = re.compile(r"\r?\n[ \t]+")
_FIELD = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t]*:(.*)", re.DOTALL)
_CHUNK = re.compile(rb"(?:\r?\n)?([0-9A-Fa-f]{1,8})(?:;[^\r\n]*)?\r?\n")


class Message(NamedTuple):
    """A request or a response, in its parts."""

    start: str
    fields: Fields
    #: Behind the empty line.
    rest: str


def is_request(text: str) -> bool:
    """Tell whether a text begins with a request line.

    Args:
        text: without empty lines in front.
    """
    return _REQUEST.fullmatch(_BREAK.split(text, maxsplit=1)[0]) is not None


def read_request(text: str, place: Place) -> tuple[Exchange, str]:
    """Return a request, and the response that stands behind it, or "".

    Args:
        text: the message; octets that are no UTF-8 are surrogates.
        place: what is known of its address.

    Raises:
        Misuse: it cannot be read.
    """
    message = split_message(text.lstrip("\r\n"))
    method, target = request_line(message.start)
    url, notes = place.find(target, message.fields)
    body, answer = _body_and_answer(message)
    return Exchange(method, url, message.fields, body, notes=tuple(notes)), answer


def request_line(line: str) -> tuple[str, str]:
    """Return method and target (RFC 9112 section 3).

    Args:
        line: with or without the version.

    Raises:
        Misuse: it is none.
    """
    found = _REQUEST.fullmatch(line)
    if found is None:
        raise Misuse("it does not begin with a request line, such as GET /photos HTTP/1.1")
    return found["method"], found["target"]


def split_message(text: str) -> Message:
    """Split a message at the end of its head.

    Args:
        text: from its first line on, which may be indented as a whole.

    Raises:
        Misuse: a line of its head is no header field.
    """
    indent = re.match(r"[ \t]*", text)
    if indent and indent[0]:
        text = re.sub(rf"^{indent[0]}", "", text, flags=re.MULTILINE)
    end = _END_OF_HEAD.search(text)
    head, rest = (text[: end.start()], text[end.end() :]) if end else (text.rstrip("\r\n"), "")
    # A value may go on in the next line, as in the examples of RFC 5849.
    start, *lines = _BREAK.split(_FOLD.sub(" ", head))
    return Message(start, fields_of(lines), rest)


def fields_of(lines: list[str]) -> Fields:
    """Return header fields.

    Args:
        lines: one each.

    Raises:
        Misuse: a line is none.
    """
    fields = []
    for number, line in enumerate(lines, 2):
        found = _FIELD.fullmatch(line)
        if found is None:
            raise Misuse(f"line {number} of the message is no header field, such as Host: h")
        fields.append((found[1], found[2].strip()))
    return fields


def octets_of(text: str) -> bytes:
    """Return text as the octets that it was read from.

    Args:
        text: as the readers are given it.
    """
    return text.encode("utf-8", "surrogateescape")


def body_of(message: Message) -> bytes:
    """Return the body of a message that nothing stands behind.

    Args:
        message: a response, or a request.
    """
    octets = octets_of(message.rest)
    # What shows an answer, such as curl, has put the chunks together, and left the header field.
    whole = _out_of_chunks(octets) if _is_chunked(message.fields) else None
    return octets if whole is None else whole


def _body_and_answer(message: Message) -> tuple[bytes, str]:
    length = _length(message.fields)
    if length is not None and length <= len(octets_of(message.rest)):
        octets = octets_of(message.rest)
        rest = octets[length:].decode("utf-8", "surrogateescape").lstrip("\r\n")
        return octets[:length], rest if _ANSWER.match(rest) else ""
    found = _ANSWER.search(message.rest)
    own = message.rest[: found.start()] if found else message.rest
    answer = message.rest[found.start() :] if found else ""
    if _is_chunked(message.fields):
        return body_of(message._replace(rest=own)), answer
    # Line breaks at the end are those of the file.
    return octets_of(own.rstrip("\r\n")), answer


def _is_chunked(fields: Fields) -> bool:
    return any("chunked" in value.lower() for value in field_values(fields, "transfer-encoding"))


def _length(fields: Fields) -> int | None:
    said = first_value(fields, "content-length")
    return int(said) if re.fullmatch(r"[0-9]{1,12}", said) else None


def _out_of_chunks(octets: bytes) -> bytes | None:
    """Return a body out of its chunks (RFC 9112 section 7.1), or None where it is in none."""
    body = b""
    found = _CHUNK.match(octets)
    while found and int(found[1], 16):
        end = found.end() + int(found[1], 16)
        body += octets[found.end() : end]
        found = _CHUNK.match(octets, end)
    return body if found else None
