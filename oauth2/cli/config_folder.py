"""Where the profiles are: in the folder that each platform has for a program's settings.

These are the rules of the library platformdirs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from .failures import Misuse

#: The environment variable that names another file.
VARIABLE = "OAUTH2_CONFIG"


def profiles_path(
    chosen: str | None = None,
    environ: Mapping[str, str] = os.environ,
    platform: str = sys.platform,
) -> Path:
    """Return the file of the profiles.

    Args:
        chosen: the file that the user names, or None.
        environ: the environment.
        platform: as `sys.platform`.

    Raises:
        Misuse: nobody knows where home is.
    """
    named = chosen or environ.get(VARIABLE)
    if named:
        return Path(named)
    try:
        return _folder(environ, platform) / "oauth2" / "profiles.json"
    except RuntimeError:
        raise Misuse(f"there is no home folder: name a file for profiles in {VARIABLE}") from None


def _folder(environ: Mapping[str, str], platform: str) -> Path:
    if platform == "win32":
        local = environ.get("LOCALAPPDATA") or environ.get("APPDATA")
        return Path(local) if local else Path.home() / "AppData" / "Local"
    if platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    configured = environ.get("XDG_CONFIG_HOME", "").strip()
    return Path(configured) if configured else Path.home() / ".config"
