"""`oauth2 sign`: signs a request and sends nothing."""

from __future__ import annotations

import argparse

from ..signer import SignedRequest, Signer
from . import curl_arguments
from .credentials import SOURCES
from .curl_command import curl_command
from .output import give, say
from .request_parts import parts_of
from .revealed import signature_place, steps

_DESCRIPTION = """\
Sign a request, and send nothing.  Shown is where the signature stands: the Authorization
header, the URL with --placement query, or the body with --placement body.
The arguments are those of `oauth2 request`.
"""
_EPILOG = f"""\
{SOURCES}
examples:
  oauth2 sign https://api.example.com/photos --profile me
  oauth2 sign -d text=Hello https://api.example.com/notes --profile me --curl
  oauth2 sign https://photos.example.net/photos --consumer-key dpf43f3p2l4k3l03 \\
      --base-string --nonce chapoH --timestamp 137131202

exit codes: 0 signed, 2 wrong usage.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments.

    Args:
        parser: of the command.
    """
    parser.description = _DESCRIPTION
    parser.epilog = _EPILOG
    curl_arguments.add_arguments(parser)
    shown = parser.add_argument_group("what is shown").add_mutually_exclusive_group()
    shown.add_argument(
        "--curl", action="store_true", help="a command to paste into a POSIX shell; it works once"
    )
    shown.add_argument(
        "--base-string", action="store_true", help="each step of the signature, without the secrets"
    )


def run(args: argparse.Namespace) -> int:
    """Sign a request, and show it.

    Args:
        args: of the command.

    Returns:
        0.

    Raises:
        Error: something is missing, or cannot be signed.
        OSError: a file cannot be read.
    """
    who = curl_arguments.identity_of(args)
    with parts_of(args) as parts:
        signer = Signer(who.consumer, who.token, **who.options)
        signed = signer.sign(parts.method, parts.url, parts.headers, parts.body)
        if args.curl:
            say(curl_command(signed, parts.file))
        elif args.base_string:
            for line in steps(signed, who):
                say(line)
        else:
            _show(signed)
    return 0


def _show(signed: SignedRequest) -> None:
    place = signature_place(signed)
    if place == "header":
        say(f"Authorization: {signed.headers['Authorization']}")
    elif place == "query":
        say(signed.url)
    else:
        give(signed.body)
