"""Reads a HAR file, or one entry of it, as browsers and HTTP libraries write it."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from ...body import is_form
from ...encoding import form_encode
from ...header import first_value
from ..failures import Misuse
from .exchange import Answer, Exchange, Fields
from .place import Place

_LEFT_OUT = (
    "browsers leave the Authorization header field out of a HAR unless they are told to export it "
    "with sensitive data"
)
_NO_SIGNATURE = (
    "none of the {} entries has a signature of OAuth: --entry N chooses one; " + _LEFT_OUT
)
_NO_PARAMETERS = f"no OAuth parameters are in it: {_LEFT_OUT}"


def is_har(text: str) -> bool:
    """Tell whether a text may be one.

    Args:
        text: any.
    """
    return text.lstrip()[:1] in {"{", "["}


def read_har(text: str, place: Place, number: int | None) -> Exchange:
    """Return an entry.

    Args:
        text: JSON.
        place: what is known of its address.
        number: which entry, from 1; None takes the last that is signed, or the only one.

    Raises:
        Misuse: it is no HAR, or has no such entry.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        said = "it begins like JSON, and is none" if is_har(text) else "it is no JSON"
        raise Misuse(said) from None
    entries = [entry for entry in _entries(found) if isinstance(entry, dict)]
    if not entries:
        raise Misuse("it is JSON, but no HAR: no entry with a request is in it")
    if number is not None:
        if number > len(entries):
            raise Misuse(f"there is no entry {number}: the HAR has {len(entries)}")
        return _exchange(entries[number - 1], place)
    exchanges = [_exchange(entry, place) for entry in entries]
    signed = [exchange for exchange in exchanges if exchange.is_signed]
    if not signed and len(exchanges) > 1:
        raise Misuse(_NO_SIGNATURE.format(len(exchanges)))
    return (signed or exchanges)[-1]


def _entries(found: Any) -> list[Any]:
    if isinstance(found, list):
        return found
    whole = _dict(found)
    if "log" in whole:
        return _list(_dict(whole["log"]).get("entries"))
    if "request" in whole:
        return [whole]
    # A request alone.
    return [{"request": whole}] if "method" in whole and "url" in whole else []


def _exchange(entry: dict[str, Any], place: Place) -> Exchange:
    request = _dict(entry.get("request"))
    fields = _fields(request)
    url, notes = place.find(_text(request.get("url")), fields)
    body = _body(request, fields)
    return Exchange(
        _text(request.get("method")),
        url,
        fields + _kind_of_form(request, fields),
        body,
        _answer(_dict(entry.get("response"))),
        notes=tuple(notes),
        missing="" if first_value(fields, "authorization") else _NO_PARAMETERS,
    )


def _kind_of_form(request: dict[str, Any], fields: Fields) -> Fields:
    """Return the header field that a form had, where the body alone says that it is one."""
    kind = _text(_dict(request.get("postData")).get("mimeType"))
    is_told = first_value(fields, "content-type")
    return [("Content-Type", kind)] if is_form(kind) and not is_told else []


def _fields(part: dict[str, Any]) -> Fields:
    pairs = [
        (_text(pair.get("name")), _text(pair.get("value"))) for pair in _pairs(part, "headers")
    ]
    # Those of HTTP/2 (RFC 9113 section 8.3) are no header fields.
    return [(name, value) for name, value in pairs if name and not name.startswith(":")]


def _body(request: dict[str, Any], fields: Fields) -> bytes | None:
    data = request.get("postData")
    if not isinstance(data, dict):
        size = request.get("bodySize")
        return None if isinstance(size, (int, float)) and size > 0 else b""
    if data.get("text"):
        return _octets(data)
    kind = _text(data.get("mimeType")) or first_value(fields, "content-type")
    if not is_form(kind):
        return None if _pairs(data, "params") else b""
    params = [
        (_text(pair.get("name")), _text(pair.get("value"))) for pair in _pairs(data, "params")
    ]
    return form_encode(params).encode("ascii")


def _answer(response: dict[str, Any]) -> Answer | None:
    status = response.get("status")
    # A browser writes 0 where no answer came.
    if not isinstance(status, int) or not status:
        return None
    content = _dict(response.get("content"))
    octets = _octets(content) if content.get("text") else None
    return Answer.of(str(status), _fields(response), octets)


def _octets(part: dict[str, Any]) -> bytes:
    text = _text(part.get("text"))
    if part.get("encoding") != "base64":
        return text.encode("utf-8")
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        raise Misuse("a body in it says that it is base64, and is not") from None


def _pairs(part: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [pair for pair in _list(part.get(name)) if isinstance(pair, dict)]


def _dict(found: Any) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def _list(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []


def _text(found: Any) -> str:
    """Return text without surrogates, which JSON may hold; "" for what is no text."""
    text = found if isinstance(found, str) else ""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
