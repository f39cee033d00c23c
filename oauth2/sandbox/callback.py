"""Where the user is sent back to (RFC 5849 sections 2.1 and 2.2)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from ..encoding import form_encode

#: The callback of a program that no browser can call back.
OUT_OF_BAND = "oob"

# An absolute URI with an authority (RFC 3986); a program on a phone has a scheme of its own.
_CALLBACK = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]*)://[!-~]+")
# What a browser would run or show instead of calling somebody back.
_NO_CALLBACK = frozenset({"about", "blob", "data", "file", "javascript", "vbscript"})


def is_callback(text: str) -> bool:
    """Tell whether a text is "oob" or a URL to which a browser can be sent.

    Args:
        text: what a consumer has sent.
    """
    if text == OUT_OF_BAND:
        return True
    match = _CALLBACK.fullmatch(text)
    if match is None or match["scheme"].lower() in _NO_CALLBACK:
        return False
    try:
        urlsplit(text)
    except ValueError:  # such as an IPv6 address that is none
        return False
    return True


def denied_url(callback: str, token_key: str) -> str:
    """Return the URL that tells the consumer that the user said no, as large providers do.

    Args:
        callback: one that `is_callback`, and not "oob".
        token_key: of the request token.

    Returns:
        The callback with `denied` added.
    """
    parts = urlsplit(callback)
    query = "&".join(part for part in (parts.query, form_encode([("denied", token_key)])) if part)
    return urlunsplit(parts._replace(query=query))
