"""`oauth2 request`: sends a signed request, as curl would send it."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from http.client import HTTPException
from pathlib import Path
from typing import Any

from .._version import __version__
from ..base_string import split_url
from ..client import Client, httplib2
from ..diagnosis import explain
from ..errors import Error
from ..problem import Problem
from ..signer import SignedRequest
from . import curl_arguments
from .argument_types import seconds
from .credentials import SOURCES
from .explained import text_of, with_key
from .failures import REFUSED, Misuse, one_line
from .output import complain, give, visible
from .request_parts import Parts, parts_of
from .revealed import sent_lines

_FIRST_REFUSAL = 400
# Else a refusal has to say that it is about OAuth.
_REFUSALS_OF_A_SIGNATURE = frozenset({401, 403})
# Seconds.
_TIMEOUT = 30
_DEFAULTS = (
    ("User-Agent", f"oauth2/{__version__}"),
    # What is shown is what came.
    ("Accept-Encoding", "identity"),
)
# What httplib2 puts among the header fields by itself.
_NO_FIELDS = frozenset({"status"})

_DESCRIPTION = """\
Send a signed request, and write the body of the answer to stdout, byte for byte.  A
terminal is shown it with its control characters escaped.
Redirects are not followed, unless -L is given: then each hop on the same origin is signed
afresh, and nobody else sees a signature.
"""
_EPILOG = f"""\
{SOURCES}
examples:
  oauth2 request https://api.example.com/photos --profile me
  oauth2 request -d text=Hello -d draft=1 https://api.example.com/notes --profile me
  oauth2 request --json '{{"text": "Hello"}}' https://api.example.com/notes --profile me
  oauth2 request -F title=Cat -F photo=@cat.jpg https://api.example.com/photos --profile me
  oauth2 request -X DELETE -v https://api.example.com/notes/1 --profile me
  oauth2 request --explain https://api.example.com/photos --profile me

exit codes: 0 answered, 1 refused (HTTP status 400 and up) or not reached, 2 wrong usage.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments.

    Args:
        parser: of the command.
    """
    parser.description = _DESCRIPTION
    parser.epilog = _EPILOG
    curl_arguments.add_arguments(parser)
    group = parser.add_argument_group("sending")
    group.add_argument("-L", "--location", action="store_true", help="follow redirects")
    group.add_argument(
        "--timeout",
        type=seconds,
        default=_TIMEOUT,
        metavar="SECONDS",
        help="how long to wait for the other side (default: %(default)s)",
    )
    group = parser.add_argument_group("what is shown")
    group.add_argument("-o", "--output", metavar="FILE", help="write the body to a file")
    group.add_argument(
        "-i", "--include", action="store_true", help="write status and header fields before it"
    )
    group.add_argument(
        "-v", "--verbose", action="store_true", help="show on stderr what is signed and sent"
    )
    group.add_argument(
        "--explain", action="store_true", help="say on stderr why the signature was refused"
    )


def run(args: argparse.Namespace) -> int:
    """Send a request, and show the answer.

    Args:
        args: of the command.

    Returns:
        0, or 1 where the status is 400 or more.

    Raises:
        Error: something is missing, or cannot be signed, or the other side cannot be reached.
        OSError: a file cannot be read or written.
    """
    who = curl_arguments.identity_of(args)
    with parts_of(args) as parts, closing(_client(args, who)) as client:
        response, content = _send(client, parts)
    if args.verbose:
        for line in _head(response, parts.url):
            complain(visible(f"< {line}"))
    shown = content
    if args.include:
        head = "".join(f"{line}\r\n" for line in _head(response, parts.url))
        shown = head.encode("latin-1", "replace") + b"\r\n" + content
    if args.output in {None, "-"}:
        give(shown)
    else:
        Path(args.output).write_bytes(shown)
    if response.status < _FIRST_REFUSAL:
        return 0
    problem = Problem.from_response(response, content)
    said = str(problem) if problem else f"the answer is {response.status} {response.reason}"
    complain(f"oauth2 request: {visible(said)}")
    if args.explain and (problem or response.status in _REFUSALS_OF_A_SIGNATURE):
        complain(_explanation(who, client.sent, response, content))
    return REFUSED


def _client(args: argparse.Namespace, who: curl_arguments.Identity) -> _TellingClient:
    client = _TellingClient(who.consumer, who.token, timeout=args.timeout, **who.options)
    client.verbose = args.verbose
    client.follow_redirects = client.follow_all_redirects = args.location
    return client


class _TellingClient(Client):
    """A Client that remembers what it sends, and shows it if it is to."""

    verbose = False
    #: The last request.
    sent: SignedRequest

    def _send(self, request: SignedRequest, *args: Any) -> Any:
        self.sent = request
        if self.verbose:
            for line in sent_lines(request, self.method):
                complain(visible(line))
        return super()._send(request, *args)


def _send(client: Client, parts: Parts) -> tuple[Any, bytes]:
    given = {name.lower() for name, _ in parts.headers}
    headers = parts.headers + [field for field in _DEFAULTS if field[0].lower() not in given]
    try:
        return client.request(parts.url, parts.method, parts.body, headers)
    except Error:
        raise
    except (OSError, HTTPException, httplib2.HttpLib2Error) as error:
        raise Error(f"{split_url(parts.url).authority}: {one_line(error)}") from error
    except ValueError as error:
        # http.client's, such as for a header field that cannot be sent.
        raise Misuse(f"the request cannot be sent: {one_line(error)}") from error


def _head(response: Any, url: str) -> list[str]:
    version = "1.0" if response.version == 10 else "1.1"  # noqa: PLR2004  # http.client's number
    fields = [
        f"{name}: {value}"
        for name, value in response.items()
        # httplib2 puts in some of its own, such as the URL that answered.
        if name not in _NO_FIELDS and not name.startswith("-") and (name, value) != _own(url)
    ]
    return [f"HTTP/{version} {response.status} {response.reason}", *fields]


def _own(url: str) -> tuple[str, str]:
    return "content-location", url


def _explanation(
    who: curl_arguments.Identity, sent: SignedRequest, response: Any, content: bytes
) -> str:
    if not sent.parameters:
        return "Nothing to explain: what was refused went unsigned, to another origin."
    consumer = with_key(who.consumer, who.rsa_key)
    found = explain(sent, consumer, who.token, response=response, content=content)
    return text_of(found, sys.stderr)
