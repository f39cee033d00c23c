"""What aiohttp says of a request in responses and errors: never the URL that carries a signature.

With PLAINTEXT, the secrets would stand there.  An error is changed and not replaced, since
aiohttp goes by its class.
"""

from __future__ import annotations

from typing import Any

from .library import aiohttp


def hide_in_response(response: aiohttp.ClientResponse, sent: Any, url: Any) -> None:
    """Make a response name the program's own URL.

    Args:
        response: it is changed.
        sent: the URL that was sent.
        url: the program's.
    """
    if sent == url:
        return
    # aiohttp has no other way; a program sees it as `request_info`.
    _mend(response, ("_request_info",), sent, url)


def hide_in_error(error: aiohttp.ClientError, sent: Any, url: Any) -> None:
    """Make an error name the program's own URL.

    Args:
        error: it is changed.
        sent: the URL that was sent.
        url: the program's.
    """
    if sent == url:
        return
    _mend(error, ("args", "strerror", "request_info"), sent, url)


def _mend(shown: Any, names: tuple[str, ...], sent: Any, url: Any) -> None:
    for name in names:
        value = getattr(shown, name, None)
        mended = _mended(value, str(sent), url)
        if mended is not value:
            setattr(shown, name, mended)


def _mended(value: Any, sent: str, url: Any) -> Any:
    if isinstance(value, aiohttp.RequestInfo):
        return value._replace(url=url)
    if isinstance(value, tuple):
        return tuple(_mended(part, sent, url) for part in value)
    return value.replace(sent, str(url)) if isinstance(value, str) else value
