"""Which of httpx and httpx2 there is, and which of them an object is from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ...errors import MissingExtra

# Older ones do not tell a redirect from a new request.
_OLDEST = (0, 23)


def _installed() -> Iterator[Any]:
    for name in ("httpx", "httpx2"):
        with suppress(ImportError):
            library = import_module(name)
            if tuple(map(int, re.findall(r"\d+", library.__version__)[:2])) >= _OLDEST:
                yield library


# Each once: httpx2 can make itself known as httpx too.
_LIBRARIES: tuple[Any, ...] = tuple(dict.fromkeys(_installed()))
if not _LIBRARIES:
    raise MissingExtra(
        "oauth2.adapters.httpx needs the package httpx, 0.23 or newer: pip install 'oauth2[httpx]'"
    )

if TYPE_CHECKING:
    import httpx
    import httpx2

    class BaseTransport(httpx.BaseTransport, httpx2.BaseTransport):  # type: ignore[misc]  # twins
        """A transport of both libraries."""

    class AsyncBaseTransport(httpx.AsyncBaseTransport, httpx2.AsyncBaseTransport):  # type: ignore[misc]
        """The same for coroutines."""

else:
    BaseTransport = type("BaseTransport", tuple(each.BaseTransport for each in _LIBRARIES), {})
    AsyncBaseTransport = type(
        "AsyncBaseTransport", tuple(each.AsyncBaseTransport for each in _LIBRARIES), {}
    )


def library_of(request: Any) -> Any:
    """Return the module, httpx or httpx2, that a request is from.

    Args:
        request: the client's.
    """
    return next(each for each in _LIBRARIES if isinstance(request, each.Request))
