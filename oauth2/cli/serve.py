"""`oauth2 serve`: runs the sandbox until it is told to stop."""

from __future__ import annotations

import argparse
import ipaddress
import logging
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ..sandbox import (
    CONSUMER_KEY,
    CONSUMER_SECRET,
    TOKEN_KEY,
    TOKEN_SECRET,
    USER_NAME,
    USER_PASSWORD,
    Provider,
    Sandbox,
)
from ..sandbox import serve as serve_sandbox
from ..signature.by_name import RSA_METHODS
from .argument_types import port
from .output import say

# RFC 5849, so that it is easy to keep in mind.
_PORT = 5849

_EPILOG = """\
examples:
  oauth2 serve
  oauth2 serve --port 0

Then, in another terminal, `oauth2 login --help` has the command that logs in to it.

exit codes: 0 stopped by Ctrl-C or SIGTERM, 1 nobody can listen there, 2 wrong usage.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments.

    Args:
        parser: of the command.
    """
    parser.description = (
        "Run a local OAuth 1.0a provider to develop and test against, until Ctrl-C."
    )
    parser.epilog = _EPILOG
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)"
    )
    parser.add_argument(
        "--port",
        type=port,
        default=_PORT,
        help="the port to listen on, 0 for any that is free (default: %(default)s)",
    )
    parser.add_argument(
        "--access-token-without-secret",
        action="store_true",
        help="accept the request for an access token signed without the token secret too",
    )
    parser.add_argument(
        "--public-key",
        metavar="FILE",
        help="the consumer's RSA key in PEM, public or a certificate: "
        f"takes {', '.join(RSA_METHODS)} too",
    )


def run(args: argparse.Namespace) -> int:
    """Run the sandbox until SIGINT or SIGTERM.

    Args:
        args: with `host`, `port`, `access_token_without_secret` and `public_key`.

    Returns:
        The exit code: 1 where nobody can listen there.

    Raises:
        OSError: the file of the key cannot be opened.
        InvalidKey: the key cannot be read.
        MissingExtra: `cryptography` is not installed.
    """
    provider = Provider(access_token_without_secret=args.access_token_without_secret)
    if args.public_key is not None:
        pem = Path(args.public_key).read_bytes()
        for method in RSA_METHODS.values():
            provider.server.add_signature_method(method(public_key=pem))
    with ExitStack() as stack:
        stop = stack.enter_context(_stopping())
        try:
            sandbox = stack.enter_context(serve_sandbox(args.host, args.port, provider))
        except (OSError, UnicodeError) as error:  # the latter: a host name that cannot be one
            reason = getattr(error, "strerror", None) or error
            sys.stderr.write(
                f"oauth2 serve: cannot listen on {args.host} port {args.port}: {reason}\n"
            )
            return 1
        if not _is_loopback(args.host):
            _warn(args.host)
        stack.enter_context(_request_log())
        say(_introduction(sandbox))
        # With a timeout, because without one Windows does not let Ctrl-C through.
        while not stop.is_set():
            stop.wait(1)
    say("Stopped.")
    return 0


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _warn(host: str) -> None:
    sys.stderr.write(
        f"oauth2 serve: warning: others may reach it on {host or 'every address'}.  Its consumer "
        "and its user are the same everywhere: whoever reaches it can use it.\n"
    )


def _introduction(sandbox: Sandbox) -> str:
    return f"""\
OAuth 1.0a sandbox: a local provider to develop and test against.  Ctrl-C stops it.

  consumer key       {CONSUMER_KEY}
  consumer secret    {CONSUMER_SECRET}
  access token       {TOKEN_KEY}
  token secret       {TOKEN_SECRET}
  request token URL  {sandbox.request_token_url}
  authorize URL      {sandbox.authorize_url}
  access token URL   {sandbox.access_token_url}
  echo URL           {sandbox.echo_url}
  other resources    {sandbox.url}/me  /photos  /photos/1  /avatar.svg
                     /upload  /outcomes
  user, for xAuth    {USER_NAME}, password {USER_PASSWORD}
"""


@contextmanager
def _request_log() -> Iterator[None]:
    """Show what the provider logs: a line for each request."""
    logger = logging.getLogger("oauth2.sandbox")
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter("%(asctime)s  %(message)s", "%H:%M:%S"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(logging.NOTSET)


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """Have SIGINT and SIGTERM set an event, in place of ending the program where it stands."""
    stop = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: stop.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
