"""Which kind of thing somebody hands over, and which reader reads it."""

from __future__ import annotations

import re
from dataclasses import replace

from ..failures import Misuse
from .answer import read_answer
from .curl import is_curl, read_curl
from .exchange import Exchange
from .har import is_har, read_har
from .message import is_request, read_request
from .place import Place
from .verbose import is_verbose, read_verbose

#: What can be read.
KINDS = ("curl", "http", "har", "verbose")

_EMPTY_LINES = re.compile(r"\A(?:[ \t]*\r?\n)+")


def read_exchange(text: str, place: Place, kind: str | None, entry: int | None) -> Exchange:
    """Return the request in a text, and its answer if that is there too.

    Args:
        text: octets that are no UTF-8 are surrogates.
        place: what is known of its address.
        kind: of `KINDS`, or None to find out.
        entry: which entry of a HAR, from 1; None for the last that is signed.

    Raises:
        Misuse: it is of no kind, or cannot be read.
    """
    if not text.strip():
        raise Misuse("nothing was read: a command line of curl, or a request, is to be there")
    text = _EMPTY_LINES.sub("", text)
    exchange = _read(text, place, kind or _kind_of(text), entry)
    # A proxy that changed the URL has written its own into the header field.
    return exchange if place.url is None else exchange.without_host()


def _read(text: str, place: Place, kind: str, entry: int | None) -> Exchange:
    if kind == "har":
        return read_har(text, place, entry)
    if entry is not None:
        raise Misuse("--entry is for a HAR")
    if kind == "verbose":
        return read_verbose(text, place)
    return _of_curl(text, place) if kind == "curl" else _of_message(text, place)


def _kind_of(text: str) -> str:
    tests = {"har": is_har, "verbose": is_verbose, "http": is_request, "curl": is_curl}
    found = next((kind for kind, test in tests.items() if test(text)), None)
    if found is None:
        raise Misuse(
            "it is none of what can be read: a command line of curl, an HTTP message, a HAR, "
            "the lines of `oauth2 request -v`; --format says which of them it is"
        )
    return found


def _of_curl(text: str, place: Place) -> Exchange:
    exchange = read_curl(text)
    url, notes = place.find(exchange.url, exchange.headers)
    return replace(exchange, url=url, notes=(*exchange.notes, *notes))


def _of_message(text: str, place: Place) -> Exchange:
    exchange, answer = read_request(text, place)
    return replace(exchange, answer=read_answer(answer)) if answer else exchange
