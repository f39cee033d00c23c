"""The arguments that `oauth2 request` and `oauth2 sign` have from curl."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, NamedTuple

from ..credentials import Consumer, Token
from ..signature import SignatureMethod
from . import credentials, signing
from .argument_types import nonce, profile_name, timestamp
from .profile_store import ProfileStore, add_config_argument


class Data(NamedTuple):
    """One piece of a body, as it was named on the command line."""

    #: "text" (`-d`), "urlencode" or "binary".
    kind: str
    value: str


class Identity(NamedTuple):
    """Who signs, and how."""

    consumer: Consumer
    token: Token | None
    #: Options of `Signer`, the signature method among them.
    options: dict[str, Any]
    #: The file with the RSA key, or None.
    rsa_key: str | None = None

    @property
    def method(self) -> SignatureMethod:
        """The signature method."""
        method: SignatureMethod = self.options["signature_method"]
        return method


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add all that the two commands share.

    Args:
        parser: of the command.
    """
    parser.add_argument("url", metavar="URL", help="an absolute http or https URL")
    parser.add_argument("--profile", type=profile_name, metavar="NAME", help="sign with this one")
    add_config_argument(parser)
    _add_request_arguments(parser.add_argument_group("request, as of curl"))
    credentials.add_consumer_arguments(parser)
    credentials.add_token_arguments(parser)
    signing.add_arguments(parser)
    group = parser.add_argument_group("to make a signature once more")
    group.add_argument("--nonce", type=nonce, metavar="TEXT", help="the nonce; random by default")
    group.add_argument(
        "--timestamp", type=timestamp, metavar="SECONDS", help="since 1970; now by default"
    )


def _add_request_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "-X", "--request", metavar="METHOD", help="GET by default, POST where there is a body"
    )
    group.add_argument(
        "-H",
        "--header",
        action="append",
        default=[],
        metavar="'NAME: VALUE'",
        help="a header field; 'NAME:' leaves one out, 'NAME;' sends it empty",
    )
    group.add_argument(
        "-d",
        "--data",
        action="append",
        type=_piece("text"),
        metavar="DATA",
        help="a form, such as a=1; @FILE reads it, without line breaks; several are joined by &",
    )
    for option, kind, help_text in (
        ("--data-urlencode", "urlencode", "TEXT, =TEXT, NAME=TEXT, @FILE or NAME@FILE, encoded"),
        ("--data-raw", "raw", "as -d, and an @ means nothing"),
        ("--data-binary", "binary", "TEXT or @FILE as it is; application/octet-stream, unless -H"),
    ):
        group.add_argument(
            option,
            dest="data",
            action="append",
            type=_piece(kind),
            metavar="DATA",
            help=help_text,
        )
    group.add_argument("--json", action="append", metavar="DATA", help="JSON; @FILE reads it")
    group.add_argument(
        "-F",
        "--form",
        action="append",
        metavar="NAME=CONTENT",
        help="a part of a multipart form; NAME=@FILE sends a file, NAME=<FILE its text; "
        ";type= and ;filename= may follow",
    )
    group.add_argument(
        "-G", "--get", action="store_true", help="put the data of -d into the URL's query"
    )


def identity_of(args: argparse.Namespace) -> Identity:
    """Return who signs, and how: as the arguments say, then a profile or the environment.

    Args:
        args: of the command.

    Raises:
        Misuse: something is missing, or does not fit.
        Error: what the signature method raises.
        OSError: a file cannot be read.
    """
    # Never both: the token of one consumer does not go with another.
    stored = ProfileStore(args.config).load(args.profile) if args.profile else {}
    sources = [stored or credentials.environment()]
    data = signing.said(args, stored)
    consumer = credentials.consumer_of(args, sources, secret=not signing.uses_rsa(data))
    token = credentials.token_of(args, sources)
    options = signing.signer_options(data, allow_insecure=args.allow_insecure)
    if args.nonce is not None:
        options["nonce"] = lambda: args.nonce
    if args.timestamp is not None:
        options["clock"] = lambda: args.timestamp
    return Identity(consumer, token, options, data.get("rsa_key"))


def _piece(kind: str) -> Callable[[str], Data]:
    return lambda text: Data(kind, text)
