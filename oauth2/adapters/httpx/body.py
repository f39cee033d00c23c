"""The body of a request of httpx, as `Signer` wants it: httpx knows bodies as streams only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...body import can_rewind, is_form, remaining_length
from .library import library_of


def must_be_read(request: Any) -> bool:
    """Tell whether a body is a form that is not in memory yet, where it must be to be signed.

    Args:
        request: the client's.
    """
    in_memory = isinstance(source_of(request), bytes)
    return not in_memory and is_form(request.headers.get("content-type", ""))


def source_of(request: Any) -> Any:
    """Return what is in a request's stream: bytes, a file, or an iterable.

    Args:
        request: the client's.
    """
    stream = request.stream
    if isinstance(stream, library_of(request).ByteStream):
        return b"".join(stream)
    # httpx has no public names for these.  If it calls them something else one day, a file is
    # taken for what can be read only once: it is not hashed, and no redirect sends it again.
    kind = type(stream).__name__
    if kind == "IteratorByteStream" and hasattr(stream, "_stream"):
        content = stream._stream
        # A buffer httpx takes for an iterable, and would send it as numbers.
        return bytes(content) if isinstance(content, (bytearray, memoryview)) else content
    if kind == "MultipartStream" and hasattr(stream, "fields"):
        files = [getattr(field, "file", b"") for field in stream.fields]
        if all(isinstance(file, (str, bytes)) or can_rewind(file) for file in files):
            return _Multipart(stream)
    return iter(())


class _Multipart:
    """A multipart body as a file, to be hashed; httpx reads it from its start whenever it sends."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._parts: Iterator[bytes] = iter(stream)

    def read(self, size: int) -> bytes:
        """Return the next part, of whatever size."""
        del size
        return next((part for part in self._parts if part), b"")

    def seekable(self) -> bool:
        """Return that it can be read twice."""
        return True

    def tell(self) -> int:
        """Return where it starts."""
        return 0

    def seek(self, position: int) -> None:
        """Start afresh."""
        del position
        self._parts = iter(self._stream)


def length_of(body: Any) -> int | None:
    """Return how many bytes are going to be sent; None where httpx knows better.

    Args:
        body: bytes, a file, or an iterable.
    """
    if isinstance(body, bytes):
        return len(body) or None
    if can_rewind(body) and not isinstance(body, _Multipart):
        # httpx 0.28 counts a file from its start, and then complains that less was sent.
        return remaining_length(body)
    return None
