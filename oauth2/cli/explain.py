"""`oauth2 explain`: says why the other side refused a signature."""

from __future__ import annotations

import argparse
import os
import sys
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ..credentials import Consumer, Token
from ..diagnosis import Explanation, explain
from ..errors import RequestRefused
from ..signature.by_name import RSA_METHODS
from . import credentials
from .argument_types import number_from_1, profile_name
from .credentials import SOURCES, NobodyToAsk
from .explained import exit_code_of, json_of, text_of, with_key
from .failures import Misuse
from .output import complain, say
from .profile_store import ProfileStore, add_config_argument
from .reading import KINDS, Answer, Exchange, Place, read_answer, read_exchange
from .standard_input import stdin_octets

_OTHER_TOKEN_SECRET = "OAUTH2_OTHER_TOKEN_SECRET"  # noqa: S105  # where it is looked for
_STDIN_IS_TAKEN = (
    "there is no {}, and stdin is the request, so that nothing can be asked: "
    "--consumer-secret-file and --token-secret-file name files; see --help"
)

_DESCRIPTION = """\
Say why the other side refused a signature: which known mistake gives the signature that was
sent.  Nothing is sent.
The request is in a file, or comes from stdin: a command line of curl, a raw HTTP message, a
HAR file or an entry of it, or what `oauth2 request -v` shows.
"""
_EPILOG = f"""\
{SOURCES}
The keys of consumer and token are those of the request, unless another source names them.
{_OTHER_TOKEN_SECRET} may hold a secret that the token had, such as that of the request token.

examples:
  oauth2 explain request.txt --answer answer.txt
  oauth2 explain devtools.har --profile me
  oauth2 request -v https://api.example.com/photos --profile me 2>&1 | \\
      oauth2 explain --profile me --redact

exit codes: 0 explained, or the signature is right, 1 no mistake that is known explains it,
2 wrong usage.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments.

    Args:
        parser: of the command.
    """
    parser.description = _DESCRIPTION
    parser.epilog = _EPILOG
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="- is stdin")
    parser.add_argument("--profile", type=profile_name, metavar="NAME", help="whose request it is")
    add_config_argument(parser)
    _add_request_arguments(parser.add_argument_group("request"))
    _add_answer_arguments(parser.add_argument_group("what the two sides say"))
    credentials.add_consumer_arguments(parser)
    credentials.add_token_arguments(parser)
    group = parser.add_argument_group("other keys")
    group.add_argument(
        "--other-token-secret-file",
        action="append",
        default=[],
        metavar="FILE",
        help="a file with a secret that the token may have had",
    )
    group.add_argument(
        "--rsa-key", metavar="FILE", help="for RSA: private or public key, or certificate, in PEM"
    )
    group = parser.add_argument_group("what is shown")
    group.add_argument("--json", action="store_true", help="JSON, for programs")
    group.add_argument(
        "--redact", action="store_true", help="shorten tokens and consumer keys, to paste it"
    )


def _add_request_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--format", choices=KINDS, help="what the request is in; found out by default"
    )
    group.add_argument(
        "--entry",
        type=number_from_1,
        metavar="N",
        help="of a HAR, from 1; by default the last that has a signature of OAuth",
    )
    group.add_argument(
        "--scheme", choices=("http", "https"), help="by which it went, where it has a path alone"
    )
    group.add_argument(
        "--url",
        help="the URL that the client called; scheme and host alone keep the path of the request",
    )
    group.add_argument("--body", metavar="FILE", help="its body, where that is not in it")


def _add_answer_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--answer",
        metavar="FILE",
        help="the provider's answer, as `curl -i` shows it, or its body; "
        "what stands beside the request, by default",
    )
    group.add_argument(
        "--client-base-string", metavar="FILE", help="the base string that the client signed"
    )
    group.add_argument(
        "--provider-base-string", metavar="FILE", help="the one that the provider computed"
    )


def run(args: argparse.Namespace) -> int:
    """Explain a request.

    Args:
        args: of the command.

    Returns:
        0, or 1 where nothing that is known explains it.

    Raises:
        Error: something is missing, or cannot be read.
        OSError: a file cannot be read.
    """
    exchange = _exchange(args)
    for note in exchange.notes:
        complain(f"oauth2 explain: {note}")
    exchange.need_all()
    try:
        explanation = _explanation(args, exchange)
    except NobodyToAsk as error:
        if args.file != "-":
            raise
        raise Misuse(_STDIN_IS_TAKEN.format(error.what)) from None
    except RequestRefused as error:
        # It is too large to be read; nobody else has refused anything here.
        raise Misuse(str(error)) from None
    shown = explanation.redacted() if args.redact else explanation
    say(json_of(shown) if args.json else text_of(shown, sys.stdout))
    return exit_code_of(explanation)


def _exchange(args: argparse.Namespace) -> Exchange:
    named = [args.file, args.body, args.answer, args.client_base_string, args.provider_base_string]
    named += [args.consumer_secret_file, args.token_secret_file, *args.other_token_secret_file]
    if named.count("-") > 1:
        raise Misuse("stdin is the request: what else it should be needs a file")
    text = _text_in(args.file)
    exchange = read_exchange(text, Place(args.scheme, args.url), args.format, args.entry)
    if args.body is not None:
        exchange = exchange.with_body(_octets_in(args.body))
    if args.answer is not None:
        exchange = replace(exchange, answer=read_answer(_text_in(args.answer)))
    return exchange


def _explanation(args: argparse.Namespace, exchange: Exchange) -> Explanation:
    answer = exchange.answer or Answer(None, None)
    claim = None if args.client_base_string is None else _text_in(args.client_base_string)
    provider = args.provider_base_string
    consumer, token, others = _who(args, exchange)
    return explain(
        (exchange.method, exchange.url, exchange.headers, exchange.body),
        consumer,
        token,
        response=answer.head,
        content=answer.content,
        client_base_string=exchange.claim if claim is None else claim,
        provider_base_string=None if provider is None else _text_in(provider),
        other_token_secrets=others,
    )


def _text_in(file: str) -> str:
    """Return a file as text, in which octets that are no UTF-8 are surrogates."""
    octets = _octets_in(file)
    # Windows' PowerShell writes what comes out of a program so.
    encoding = "utf-16" if octets[:2] in {BOM_UTF16_LE, BOM_UTF16_BE} else "utf-8-sig"
    errors = "replace" if encoding == "utf-16" else "surrogateescape"
    return octets.decode(encoding, errors)


def _octets_in(file: str) -> bytes:
    if file != "-":
        return Path(file).read_bytes()
    octets = stdin_octets()
    if sys.stdin.isatty():
        complain("Paste the request, and end it with Ctrl-D in a line of its own.")
    return octets.read()


# --- whose request it is -------------------------------------------------------------------------


def _who(args: argparse.Namespace, exchange: Exchange) -> tuple[Consumer, Token | None, list[str]]:
    """Return consumer, token, and other secrets that the token may have had."""
    stored = ProfileStore(args.config).load(args.profile) if args.profile else {}
    known = stored or credentials.environment()
    sent = exchange.protocol()
    files = args.other_token_secret_file
    others = [credentials.read_secret(file, "token secret") for file in files]
    others.append(os.environ.get(_OTHER_TOKEN_SECRET, ""))
    in_request = {"consumer_key": sent.get("oauth_consumer_key"), "token": sent.get("oauth_token")}
    if not exchange.is_signed:
        return Consumer(in_request["consumer_key"] or "", ""), None, []
    if sent.get("oauth_signature_method") in RSA_METHODS:
        consumer = credentials.consumer_of(args, [known, in_request], secret=False)
        file = args.rsa_key or stored.get("rsa_key")
        return with_key(consumer, file), _without_secret(args, in_request), []
    consumer = credentials.consumer_of(args, [known, in_request])
    if args.token or in_request["token"]:
        token = credentials.token_of(args, [known, in_request])
    else:
        # Such as a request for a request token; it may have been signed with a secret all the same.
        token = None
        others.append(known.get("token_secret", ""))
    return consumer, token, [secret for secret in others if secret]


def _without_secret(args: argparse.Namespace, in_request: Mapping[str, str | None]) -> Token | None:
    """Return the token of a request that a key pair signs."""
    key = args.token or in_request["token"]
    return Token(key, "") if key else None
