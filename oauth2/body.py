"""What a request body is: a form or not, its octets, its hash, where it can be read twice.

The hash is that of the OAuth Request Body Hash draft (draft-eaton-oauth-bodyhash-00).
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from typing import Any

from .errors import InvalidBody

#: The media type whose parameters are signed (RFC 5849 section 3.4.1.3.1).
FORM_TYPE = "application/x-www-form-urlencoded"

# What `urllib.parse.urlencode` can give, and little else: letters, digits, "-._~*", escapes, "+".
_URLENCODED = re.compile(rb"[A-Za-z0-9\-._~*%+&]+=[A-Za-z0-9\-._~*%+&=]*")
_BLOCK = 1 << 20
_TEXT_MODE = "body is a file opened in text mode: open it in binary mode"


def is_form(content_type: str) -> bool:
    """Tell whether a Content-Type is the form type, whatever its case and its parameters.

    Args:
        content_type: the header field's value.
    """
    return content_type == FORM_TYPE or content_type.partition(";")[0].strip().lower() == FORM_TYPE


def looks_like_form(body: Any) -> bool:
    """Tell whether a body that came without a Content-Type is to be taken for a form.

    Text is, as in python-oauth2; bytes only where they are what `urlencode(…).encode()` gives,
    since a program may as well post a picture.

    Args:
        body: what the caller gave.
    """
    if isinstance(body, str):
        return True
    return isinstance(body, (bytes, bytearray)) and _URLENCODED.fullmatch(body) is not None


def to_octets(body: Any) -> Any:
    """Return the body as it goes on the wire: text as UTF-8, other buffers as bytes, else as is.

    Args:
        body: None, text, bytes, bytearray, memoryview, a binary file, or an iterable of bytes.

    Returns:
        None, bytes, the file, or the iterable.

    Raises:
        InvalidBody: text that holds a lone surrogate.
        TypeError: a dict, a file opened in text mode, or anything else that is no body.
    """
    if body is None or isinstance(body, bytes):
        return body
    if isinstance(body, str):
        try:
            return body.encode("utf-8")
        except UnicodeEncodeError:
            raise InvalidBody("body holds a lone surrogate, which is no text") from None
    if isinstance(body, (bytearray, memoryview)):
        return bytes(body)
    return _checked_stream(body)


def _checked_stream(body: Any) -> Any:
    if isinstance(body, Mapping):
        raise TypeError("body must not be a dict: encode it first, as a form or as JSON")
    if isinstance(body, io.TextIOBase):
        raise TypeError(_TEXT_MODE)
    if isinstance(body, (list, tuple)) and any(isinstance(part, str) for part in body):
        raise TypeError("body must be an iterable of bytes, and a part of it is text")
    if not hasattr(body, "read") and not isinstance(body, Iterable):
        raise TypeError(
            f"body must be text, bytes, a binary file or an iterable of bytes, "
            f"not {type(body).__name__}"
        )
    return body


def read_all(body: Any) -> bytes:
    """Return all octets of a body, reading a file or an iterable to its end.

    Args:
        body: what `to_octets` returned.
    """
    if body is None or isinstance(body, bytes):
        return body or b""
    if hasattr(body, "read"):
        return _octets_read(body.read())
    return b"".join(body)


def _octets_read(block: Any) -> bytes:
    if isinstance(block, str):
        raise TypeError(_TEXT_MODE)
    return bytes(block)


def can_rewind(body: Any) -> bool:
    """Tell whether a body is a file that can be read twice.

    Args:
        body: what `to_octets` returned.
    """
    return hasattr(body, "read") and hasattr(body, "seekable") and bool(body.seekable())


def can_repeat(body: Any) -> bool:
    """Tell whether a body can be sent twice just so; a file has to be rewound in between.

    Args:
        body: what `to_octets` returned.
    """
    if body is None or isinstance(body, bytes):
        return True
    # A list gives its parts anew each time, a generator is its own iterator.
    return not hasattr(body, "read") and iter(body) is not body


def position_of(body: Any) -> int | None:
    """Return where a file stands, or None where the body cannot be rewound.

    Args:
        body: what `to_octets` returned.
    """
    return int(body.tell()) if can_rewind(body) else None


def put_back(body: Any, position: int | None) -> None:
    """See to it that a body can be sent once more.

    Args:
        body: what `to_octets` returned.
        position: of `position_of`, before it was sent.

    Raises:
        InvalidBody: it can be sent only once.
    """
    if position is not None and can_rewind(body):
        body.seek(position)
    elif not can_repeat(body):
        raise InvalidBody("the request cannot be repeated: the body can be sent only once")


def remaining_length(body: Any) -> int:
    """Return how many bytes a file has from its position to its end; the position stays.

    Args:
        body: a file that can be rewound.
    """
    position: int = body.tell()
    end: int = body.seek(0, io.SEEK_END)
    body.seek(position)
    return max(end - position, 0)


def can_hash(body: Any) -> bool:
    """Tell whether a body can be hashed and still be sent.

    Args:
        body: what `to_octets` returned.
    """
    return body is None or isinstance(body, bytes) or can_rewind(body)


def body_hash(body: Any, algorithm: str = "sha1") -> str:
    """Return the value of `oauth_body_hash` for a body (body-hash draft, section 3.2).

    Args:
        body: None (hashed as empty), text (hashed as UTF-8), bytes, or a binary file, which is
            read in blocks from its position on and put back there.
        algorithm: a name that `hashlib` knows: that of the signature method.

    Returns:
        The digest, base64.

    Raises:
        InvalidBody: the body cannot be read twice, so it could not be sent after hashing.
    """
    octets = to_octets(body)
    if not can_hash(octets):
        raise InvalidBody("the body cannot be hashed: it is a stream that can be read only once")
    if can_rewind(octets):
        digest = _digest_of_file(octets, algorithm)
    else:
        digest = hashlib.new(algorithm, octets or b"", usedforsecurity=False).digest()
    return base64.b64encode(digest).decode("ascii")


def _digest_of_file(file: Any, algorithm: str) -> bytes:
    position = file.tell()
    hasher = hashlib.new(algorithm, usedforsecurity=False)
    while block := _octets_read(file.read(_BLOCK)):
        hasher.update(block)
    file.seek(position)
    return hasher.digest()
