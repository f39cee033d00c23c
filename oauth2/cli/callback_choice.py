"""Where the user comes back to, as the arguments of `oauth2 login` say."""

from __future__ import annotations

import argparse
from typing import NamedTuple
from urllib.parse import urlsplit

from ..providers import preset
from .failures import Misuse

_OUT_OF_BAND = "oob"
_HOST = "127.0.0.1"
_PATH = "/callback"
_HTTP = 80


class Callback(NamedTuple):
    """A callback: on this machine, somewhere else, or none."""

    #: Somewhere else; None on this machine, and where the user reads a PIN.
    url: str | None = None
    host: str = _HOST
    #: 0 takes one that is free.
    port: int = 0
    #: On this machine; None elsewhere.
    path: str | None = None


def chosen_callback(args: argparse.Namespace) -> Callback:
    """Return the callback that the arguments say.

    Args:
        args: of `oauth2 login`.

    Raises:
        Misuse: they contradict each other, or the URL is none.
        UnknownProvider: there is no such provider.
    """
    here = args.host is not None or args.port is not None
    if args.console or args.callback == _OUT_OF_BAND:
        if here or args.callback not in {None, _OUT_OF_BAND}:
            raise Misuse("--console has no callback: leave out --callback, --host and --port")
        return Callback()
    if args.callback is not None:
        if here:
            raise Misuse("--callback says host and port: leave out --host and --port")
        return _from_url(args.callback)
    if not here and _takes_only_pins(args.provider):
        return Callback()
    return Callback(None, args.host or _HOST, args.port or 0, _PATH)


def _takes_only_pins(provider: str | None) -> bool:
    legs = None if provider is None else preset(provider).legs
    return legs is not None and legs.callback == _OUT_OF_BAND


def _from_url(url: str) -> Callback:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
        parts = urlsplit("")
    if not parts.scheme or not host:
        raise Misuse(f"--callback {url!r:.80} is no absolute URL")
    here = parts.scheme == "http" and host in {"127.0.0.1", "localhost", "::1"}
    # What the catcher cannot serve is pasted.
    if not here or parts.query or parts.fragment or not parts.path:
        return Callback(url)
    return Callback(None, host, _HTTP if port is None else port, parts.path)
