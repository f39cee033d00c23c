"""The body of aiohttp's requests: what of it the Signer sees, and whether it can be sent again."""

from __future__ import annotations

import io
from typing import Any, TypeGuard

from ...body import can_rewind, is_form
from .library import aiohttp


def may_be_spent(body: Any) -> TypeGuard[aiohttp.Payload]:
    """Tell whether a body is a file, a stream or made of such, so that sending it uses it up.

    Args:
        body: of a `ClientRequest`.
    """
    return isinstance(body, aiohttp.Payload) and not isinstance(body, aiohttp.BytesPayload)


def is_repeatable(body: aiohttp.Payload) -> bool:
    """Tell whether aiohttp can read a body twice; of a stream it does not know the size.

    Args:
        body: of a `ClientRequest`.
    """
    if isinstance(body, aiohttp.MultipartWriter):
        return body.size is not None and all(is_repeatable(part) for part, *_ in body)
    known = isinstance(body, (aiohttp.BytesPayload, aiohttp.IOBasePayload))
    return known and body.size is not None


def have_one_source(body: Any, other: Any) -> bool:
    """Tell whether two bodies are, or may be, read from the same file or stream.

    Args:
        body: of a `ClientRequest`.
        other: the same.
    """
    source = getattr(body, "_value", None)
    return body is other or source is None or source is getattr(other, "_value", None)


def file_in(body: Any) -> Any:
    """Return the binary file that a body is read from, if it can be rewound, or None.

    Args:
        body: of a `ClientRequest`.
    """
    # aiohttp does not give it out; without it, the file would be read into memory to be hashed.
    file = getattr(body, "_value", None) if isinstance(body, aiohttp.IOBasePayload) else None
    return file if can_rewind(file) and not isinstance(file, io.TextIOBase) else None


async def read_form(req: aiohttp.ClientRequest) -> None:
    """Read a form out of a file or a stream, since it must be signed, and send what was read.

    Args:
        req: the request; its body is changed.
    """
    body = req.body
    if _is_form(req) and may_be_spent(body):
        octets = io.BytesIO(await body.as_bytes())
        # With its type, since aiohttp makes the next hop of it.
        kind = req.headers["Content-Type"]
        await req.update_body(aiohttp.BytesIOPayload(octets, content_type=kind))


def _is_form(req: aiohttp.ClientRequest) -> bool:
    return is_form(req.headers.get("Content-Type", ""))


async def signable(req: aiohttp.ClientRequest) -> Any:
    """Return what the Signer is to see of a body; a file stays where it stands.

    Args:
        req: the request.
    """
    body = req.body
    if not isinstance(body, aiohttp.Payload):
        return None
    if _is_form(req):
        return bytes(await body.as_bytes())
    if req.compress or not is_repeatable(body):
        # What goes on the wire cannot be read beforehand: to the Signer, this is such a body.
        return iter(())
    file = file_in(body)
    return bytes(await body.as_bytes()) if file is None else file
