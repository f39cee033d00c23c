"""The aiohttp that is installed, if it is one that can be used."""

from __future__ import annotations

import re

from ...errors import MissingExtra

_NEEDED = "oauth2.adapters.aiohttp needs aiohttp 3.12.14 or newer: pip install 'oauth2[aiohttp]'"
try:
    import aiohttp as aiohttp  # noqa: PLC0414  # the other modules take it from here
except ImportError as error:
    raise MissingExtra(_NEEDED) from error
# Older ones send an empty body in place of a file behind a 307, and let requests be smuggled.
if tuple(map(int, re.findall(r"\d+", aiohttp.__version__)[:3])) < (3, 12, 14):
    raise MissingExtra(_NEEDED)
