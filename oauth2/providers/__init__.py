"""Endpoints and demands of known services, as data: `preset("discogs")`.

Each preset says where its facts come from.  None was run against the live service.
"""

from .model import Preset, ThreeLegs
from .registry import names, preset

__all__ = ["Preset", "ThreeLegs", "names", "preset"]
