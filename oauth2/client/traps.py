"""What httplib2 would get wrong of a request on its way out, or of an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httplib2

from ..body import can_rewind, remaining_length
from ..errors import InvalidBody
from ..header import header_fields
from .chain import Chain


def set_content_length(fields: dict[str, str], body: Any) -> None:
    """Say how long a file is; else http.client sends it in chunks, which many servers cannot take.

    Args:
        fields: the header fields; changed.
        body: what is going to be sent.
    """
    if body is None or isinstance(body, bytes) or not can_rewind(body):
        return
    if not {name.lower() for name in fields} & {"content-length", "transfer-encoding"}:
        fields["Content-Length"] = str(remaining_length(body))


class UpTo:
    """A file that ends where its length was taken, however much is written to it meanwhile.

    What goes beyond the Content-Length is another request to whoever reads it.

    Args:
        file: a binary file, where it is to be read from.
        length: how many bytes of it.
    """

    def __init__(self, file: Any, length: int) -> None:
        self._file = file
        self._left = length

    def read(self, size: int) -> bytes:
        """Return the next bytes.

        Args:
            size: how many at most.

        Raises:
            InvalidBody: the file ends before; the server would wait for the rest.
        """
        block: bytes = self._file.read(min(size, self._left))
        self._left -= len(block)
        if self._left and not block:
            raise InvalidBody("the file became shorter while it was sent")
        return block


def normalized(normalize: Callable[[dict[str, str]], dict[str, str]], headers: Any) -> Any:
    """Return header fields as httplib2 makes them, with their backslashes as they were.

    httplib2 takes a value for a template of `re.sub`.

    Args:
        normalize: of httplib2, or what a program has put there.
        headers: header fields in any form.
    """
    if type(headers) is dict and all(
        type(value) is str and "\\" not in value for value in headers.values()
    ):
        return normalize(headers)
    fields = dict(header_fields(headers))
    delicate = {name.lower(): value for name, value in fields.items() if "\\" in value}
    made = normalize({name: "" if "\\" in value else value for name, value in fields.items()})
    for name in made:
        if name.lower() in delicate:
            made[name] = " ".join(delicate[name.lower()].split())
    return made


def response_of(answer: Any) -> httplib2.Response | None:
    """Return the response in what `httplib2.Http.request` gave, or None: programs patch that.

    Args:
        answer: a pair of response and content, or anything.
    """
    response = answer[0] if isinstance(answer, tuple) and answer else None
    return response if isinstance(response, httplib2.Response) else None


def hide_signature(response: httplib2.Response | None, chain: Chain) -> None:
    """Let a response name the URL that was asked for; httplib2 names the signed one.

    Args:
        response: of httplib2, changed; or None.
        chain: of the request.
    """
    for each in (response, response.previous if response else None):
        named = None if each is None else each.get("content-location")
        # Most often there is nothing in it to hide.
        if each is not None and named is not None and named != str(chain.unsigned.url):
            each["content-location"] = chain.trail.without_echo(named)
