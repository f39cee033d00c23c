"""Where a preset is found by its name."""

from __future__ import annotations

import difflib

from ..errors import UnknownProvider
from .issued import ISSUED
from .model import Preset
from .three_legged import THREE_LEGGED

_PRESETS = {each.name: each for each in (*THREE_LEGGED, *ISSUED)}
_ALIASES = {"twitter": "x", "magento2": "magento"}


def preset(name: str) -> Preset:
    """Return the preset of a service.

    Args:
        name: of the service, in any case; "twitter" is "x".

    Raises:
        UnknownProvider: there is none.
    """
    wanted = str(name).lower()
    wanted = _ALIASES.get(wanted, wanted)
    if wanted in _PRESETS:
        return _PRESETS[wanted]
    close = difflib.get_close_matches(wanted[:40], [*_PRESETS, *_ALIASES], n=1)
    meant = f" (did you mean {close[0]!r}?)" if close else ""
    raise UnknownProvider(
        f"there is no preset for {name!r:.40}{meant}; there are some for {', '.join(names())}"
    )


def names() -> tuple[str, ...]:
    """Return the names of all presets, in alphabetical order."""
    return tuple(sorted(_PRESETS))
