"""What the tests of httplib2's cache share: answers, a cache, a search for what must not stay."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from _loopback import Answer, Loopback, Recorded
from _verifiers import Verified, verify_strictly

import oauth2

MakeClient = Callable[..., oauth2.Client]

#: Fields of an answer that stays fresh: httplib2 counts its age from Date.
FRESH = (("Date", "Fri, 01 Jan 2100 00:00:00 GMT"), ("Cache-Control", "max-age=60"))

#: Secrets that stand in a PLAINTEXT signature: letters, which no spelling hides, and some that
#: are spelt otherwise everywhere.
CONSUMER = oauth2.Consumer("ck-1", "secretary c&é")
TOKEN = oauth2.Token("tk-1", "secretive t+/%s")

# As long as a nonce must be to be told from any other text.
_LEAST = 8
_VALUE = re.compile(r'oauth_(?:signature|nonce)="?([^"&\s]+)')
_ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[bq]\?[^?\s]*\?=")
_UNICODE_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


def fresh(body: bytes = b"fine", *fields: tuple[str, str], status: int = 200) -> Answer:
    """Return an answer that stays fresh, with some more fields."""
    return Answer(status, (*FRESH, *fields), body)


class Store:
    """A cache of the caller's: a dict, as httplib2 wants it."""

    def __init__(self) -> None:
        self.entries: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """Return what is stored, or None."""
        return self.entries.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Store a value."""
        self.entries[key] = value

    def delete(self, key: str) -> None:
        """Forget a value."""
        self.entries.pop(key, None)


@contextmanager
def opening(cache: Any) -> Iterator[MakeClient]:
    """Yield what makes Clients on one cache; their connections are closed at the end.

    Args:
        cache: the name of a folder, or an object.
    """
    with ExitStack() as stack:

        def make(
            consumer: oauth2.Consumer = CONSUMER, token: oauth2.Token | None = TOKEN, **options: Any
        ) -> oauth2.Client:
            made = oauth2.Client(consumer, token, cache=cache, timeout=60, **options)
            return stack.enter_context(closing(made))

        yield make


def verified(request: Recorded) -> Verified:
    """Verify a request that the two above signed."""
    consumer, token = (CONSUMER.key, CONSUMER.secret), (TOKEN.key, TOKEN.secret)
    return verify_strictly(request, consumer=consumer, token=token)


def kept_in(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder, by name."""
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def told_by(entries: dict[str, bytes], *servers: Loopback) -> list[str]:
    """Return what is kept, in whatever spelling, of what requests were signed with.

    Args:
        entries: files or other entries, by name.
        *servers: what got the requests.
    """
    octets = b"\n".join(name.encode() + b"\n" + value for name, value in entries.items())
    texts = [octets.decode("utf-8", "surrogateescape")]
    for _ in range(4):
        texts.append(_decoded_once(texts[-1]))
    marks = {"secretary", "secretive"}.union(*map(_signed_with, servers))
    return sorted(mark for mark in marks if any(mark in text for text in texts))


def _signed_with(server: Loopback) -> set[str]:
    octets = b"\n".join(request.octets for request in server.requests)
    values = map(unquote, _VALUE.findall(octets.decode("latin-1")))
    return {value for value in values if len(value) >= _LEAST}


def _decoded_once(text: str) -> str:
    text = _ENCODED_WORD.sub(lambda word: str(make_header(decode_header(word[0]))), text)
    text = _UNICODE_ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text)
    return unquote(html.unescape(text.replace("\\/", "/")))
