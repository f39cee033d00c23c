"""Whose request it is: consumer and token, from arguments, environment, profile or prompt.

No argument takes a secret: other users of the machine see the arguments of a running program, and
the shell remembers them.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

from ..credentials import Consumer, Token
from .failures import Misuse
from .standard_input import stdin_octets

_ENVIRONMENT = {
    "consumer_key": "OAUTH2_CONSUMER_KEY",
    "consumer_secret": "OAUTH2_CONSUMER_SECRET",
    "token": "OAUTH2_TOKEN",
    "token_secret": "OAUTH2_TOKEN_SECRET",
}

#: Where the credentials come from, for the help of a command.
SOURCES = """\
Secrets are never arguments.  They are looked for in a file that you name, in the
profile, in the environment (OAUTH2_CONSUMER_KEY, OAUTH2_CONSUMER_SECRET, OAUTH2_TOKEN,
OAUTH2_TOKEN_SECRET), and asked for at a terminal.
"""
#: The same for `oauth2 login`, which renews a profile.
SOURCES_OF_LOGIN = """\
The consumer's secret is never an argument.  It is looked for in a file that you name, in
the environment (OAUTH2_CONSUMER_KEY, OAUTH2_CONSUMER_SECRET), in the profile if there is
one, and asked for at a terminal.
"""


class NobodyToAsk(Misuse):
    """Something is missing, and stdin is no terminal to ask for it at.

    Args:
        what: is missing.
    """

    def __init__(self, what: str) -> None:
        super().__init__(f"there is no {what}, and no terminal to ask for it; see --help")
        #: Is missing.
        self.what = what


class _Pair(NamedTuple):
    """A key and its secret, by the names that they have in a profile."""

    key: str
    secret: str
    title: str


_CONSUMER = _Pair("consumer_key", "consumer_secret", "consumer")
_TOKEN = _Pair("token", "token_secret", "token")


def add_consumer_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what says which consumer signs.

    Args:
        parser: of a command.
    """
    group = parser.add_argument_group("consumer")
    group.add_argument("--consumer-key", metavar="KEY", help="what the provider calls the consumer")
    group.add_argument(
        "--consumer-secret-file", metavar="FILE", help="a file with its secret; - is stdin"
    )


def add_token_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what says on whose behalf it signs.

    Args:
        parser: of a command.
    """
    group = parser.add_argument_group("token")
    group.add_argument("--token", metavar="KEY", help="the key of the access token")
    group.add_argument(
        "--token-secret-file", metavar="FILE", help="a file with its secret; - is stdin"
    )


def environment() -> dict[str, str]:
    """Return the credentials in the environment, by the names that they have in a profile."""
    found = {name: os.environ.get(variable) for name, variable in _ENVIRONMENT.items()}
    return {name: value for name, value in found.items() if value is not None}


def consumer_of(
    args: argparse.Namespace, sources: Sequence[Mapping[str, Any]], *, secret: bool = True
) -> Consumer:
    """Return the consumer.

    Args:
        args: with `consumer_key` and `consumer_secret_file`.
        sources: where to look, the first one first.
        secret: False takes a consumer without one, where a key pair signs.

    Raises:
        Misuse: there is none, and nobody to ask.
        OSError: a file cannot be read.
    """
    key = args.consumer_key or _first(sources, _CONSUMER.key) or ask("consumer key")
    found = _secret_of(_CONSUMER, key, args.consumer_secret_file, sources)
    if found is None:
        found = ask_hidden("consumer secret") if secret else ""
    return Consumer(key, found)


def token_of(args: argparse.Namespace, sources: Sequence[Mapping[str, Any]]) -> Token | None:
    """Return the access token, or None where none is named.

    Args:
        args: with `token` and `token_secret_file`.
        sources: where to look, the first one first.

    Raises:
        Misuse: it has no secret, and nobody is there to ask.
        OSError: a file cannot be read.
    """
    key = args.token or _first(sources, _TOKEN.key)
    if not key:
        return None
    found = _secret_of(_TOKEN, key, args.token_secret_file, sources)
    return Token(key, ask_hidden("token secret") if found is None else found)


def ask_hidden(what: str) -> str:
    """Ask for a secret at the terminal, without showing what is typed.

    Args:
        what: to ask for.

    Raises:
        Misuse: there is no terminal, or nothing was entered.
    """
    return _entered(what, getpass.getpass)


def ask(what: str) -> str:
    """Ask for something that is no secret, at the terminal.

    Args:
        what: to ask for.

    Raises:
        Misuse: there is no terminal, or nothing was entered.
    """
    # The prompt is not the result.
    with redirect_stdout(sys.stderr):
        return _entered(what, input)


def _entered(what: str, read: Any) -> str:
    if sys.stdin is None or not sys.stdin.isatty():
        raise NobodyToAsk(what)
    try:
        text: str = read(f"{what}: ").strip()
    except EOFError:
        text = ""
    if not text:
        raise Misuse(f"there is no {what}: nothing was entered")
    return text


def _first(sources: Sequence[Mapping[str, Any]], name: str) -> str | None:
    return next((source[name] for source in sources if source.get(name)), None)


def _secret_of(
    pair: _Pair, key: str, file: str | None, sources: Sequence[Mapping[str, Any]]
) -> str | None:
    """Return the secret that belongs to a key; that of another key is none."""
    if file is not None:
        return read_secret(file, f"{pair.title} secret")
    fitting = [source for source in sources if source.get(pair.key) in {None, key}]
    return next((source[pair.secret] for source in fitting if pair.secret in source), None)


def read_secret(file: str, what: str) -> str:
    """Return the secret in a file, without white space around it.

    Args:
        file: its name; "-" is a line of stdin.
        what: it is, for a complaint.

    Raises:
        Misuse: it is no text.
        OSError: it cannot be read.
    """
    # By the line, so that stdin can have both secrets and a body behind them.
    octets = stdin_octets().readline() if file == "-" else Path(file).read_bytes()
    try:
        # Editors of Windows put a byte order mark in front.
        return octets.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise Misuse(f"the {what} in {file} is no text") from None
