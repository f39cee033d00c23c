"""`oauth2 profiles`: lists, shows and removes what `oauth2 login` has stored."""

from __future__ import annotations

import argparse
import json
import re
from typing import Any

from .output import complain, say, visible
from .profile_store import ProfileStore, add_config_argument

_HIDDEN = "(hidden)"
# Names of what proves something; those of a provider's own fields cannot all be known.
_SECRET = re.compile(r"(?i:secret|password|handle|verifier|refresh|session|key\Z)")
# Which identify, and prove nothing.
_PUBLIC = frozenset({"consumer_key", "rsa_key"})

_DESCRIPTION = """\
List the profiles that `oauth2 login` has stored, show one, or remove one.
"""
_EPILOG = """\
The profiles are one file, profiles.json in the folder oauth2 of the platform's config folder
(~/.config, ~/Library/Application Support, %LOCALAPPDATA%), which only you can read.

examples:
  oauth2 profiles
  oauth2 profiles show me
  oauth2 profiles show me --show-secrets
  oauth2 profiles remove me

exit codes: 0 done, 2 wrong usage: there is no such profile, or the file is damaged, or others
can read it.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments.

    Args:
        parser: of the command.
    """
    parser.description = _DESCRIPTION
    parser.epilog = _EPILOG
    add_config_argument(parser)
    parser.set_defaults(act=_list)
    actions = parser.add_subparsers(title="actions", metavar="ACTION")
    listing = actions.add_parser("list", help="show the names (the default)")
    listing.set_defaults(act=_list)
    show = actions.add_parser("show", help="show a profile")
    show.add_argument("name", metavar="NAME")
    show.add_argument("--show-secrets", action="store_true", help="show what proves something too")
    show.set_defaults(act=_show)
    remove = actions.add_parser("remove", help="remove a profile; the provider is not told")
    remove.add_argument("name", metavar="NAME")
    remove.set_defaults(act=_remove)
    for action in (listing, show, remove):
        # Before the action or behind it.
        add_config_argument(action, argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Do what is asked.

    Args:
        args: of the command.

    Returns:
        0.

    Raises:
        Misuse: there is no such profile, or the file cannot be used.
        OSError: it cannot be read or written.
    """
    args.act(args, ProfileStore(args.config))
    return 0


def _list(args: argparse.Namespace, store: ProfileStore) -> None:
    names = store.names()
    for name in names:
        say(visible(name))
    if not names:
        complain(f"There are no profiles in {store.path}.")


def _show(args: argparse.Namespace, store: ProfileStore) -> None:
    for name, value in store.load(args.name).items():
        shown = value if args.show_secrets else _concealed(name, value)
        text = shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False)
        say(visible(f"{name}: {text}"))


def _remove(args: argparse.Namespace, store: ProfileStore) -> None:
    store.remove(args.name)


def _concealed(name: str, value: Any) -> Any:
    """Return a value of a profile without its secrets, however deep they are."""
    if isinstance(value, dict):
        return {inner: _concealed(inner, value[inner]) for inner in value}
    return _HIDDEN if name not in _PUBLIC and _SECRET.search(name) else value
