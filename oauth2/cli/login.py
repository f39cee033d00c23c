"""`oauth2 login`: gets an access token from a provider, and shows or stores it."""

from __future__ import annotations

import argparse
import errno
import shlex
import sys
from contextlib import redirect_stdout
from http.client import HTTPException
from typing import Any

from ..base_string import split_url
from ..client import httplib2
from ..credentials import Consumer, Token
from ..encoding import group_pairs
from ..errors import Error
from ..flow import ThreeLeggedFlow
from ..flow.callback import with_query
from ..providers import names, preset
from . import credentials, signing
from .argument_types import parameter, port, profile_name, seconds
from .callback_choice import Callback, chosen_callback
from .failures import Misuse, one_line
from .output import complain, say, visible
from .profile_store import ProfileStore, add_config_argument

_URLS = ("request_token_url", "authorize_url", "access_token_url")
# How long the user may take, in seconds.
_TIMEOUT = 300
_CANNOT_LISTEN = frozenset({errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES})
_ENTER = "Enter the verifier (PIN), or the URL that you were led to: "

#: What this command stores in a profile.
FIELDS = frozenset(
    {"consumer_key", "consumer_secret", "token", "token_secret", "extra", "provider", *_URLS}
).union(signing.NAMES)

_DESCRIPTION = """\
Get an access token in three legs: the provider's page opens in your browser, you allow the
access there, and the token is stored as a profile, or shown where none is named.
"""


def _epilog() -> str:
    known = ", ".join(name for name in names() if preset(name).legs)
    return f"""\
providers: {known}

{credentials.SOURCES_OF_LOGIN}
examples:
  oauth2 login discogs --profile me
  oauth2 login tumblr --callback http://127.0.0.1:8080/callback --profile me
  oauth2 login x --console --profile me
  oauth2 login jira --base-url https://jira.example.com --rsa-key key.pem --profile work

the provider that `oauth2 serve` runs on this machine, whose consumer is sandbox-key with the
secret sandbox-secret:
  oauth2 login --request-token-url http://127.0.0.1:5849/request_token \\
      --authorize-url http://127.0.0.1:5849/authorize \\
      --access-token-url http://127.0.0.1:5849/access_token \\
      --consumer-key sandbox-key --profile sandbox
  oauth2 request http://127.0.0.1:5849/me --profile sandbox

exit codes: 0 there is a token, 1 refused or not reached or waited in vain, 2 wrong usage.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments.

    Args:
        parser: of the command.
    """
    parser.description = _DESCRIPTION
    parser.epilog = _epilog()
    parser.add_argument("provider", nargs="?", metavar="PROVIDER", help="one of those named below")
    parser.add_argument(
        "--profile", "--name", type=profile_name, metavar="NAME", help="store the token as this one"
    )
    add_config_argument(parser)
    _add_endpoints(parser.add_argument_group("another provider"))
    _add_user_arguments(parser.add_argument_group("the user's consent"))
    credentials.add_consumer_arguments(parser)
    signing.add_arguments(parser)


def _add_endpoints(group: argparse._ArgumentGroup) -> None:
    for name, about in (
        ("request-token", "where a request token is given"),
        ("authorize", "the page on which the user allows it"),
        ("access-token", "where an access token is given"),
    ):
        group.add_argument(f"--{name}-url", metavar="URL", help=about)
    group.add_argument(
        "--base-url", metavar="URL", help="of the installation, for a PROVIDER that has many"
    )
    group.add_argument(
        "--method", choices=("POST", "GET"), help="how tokens are asked for; POST by default"
    )
    group.add_argument(
        "--no-strict",
        action="store_true",
        help="take a provider of OAuth 1.0, which confirms no callback and gives no verifier",
    )


def _add_user_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--console", action="store_true", help="ask for the PIN here, in place of a callback"
    )
    group.add_argument(
        "--no-browser", action="store_true", help="only show the URL, and wait for the callback"
    )
    group.add_argument(
        "--callback",
        metavar="URL",
        help="the callback as it is registered; where it is not on this machine, you are asked "
        "for the URL that you were led to",
    )
    group.add_argument(
        "--host",
        choices=("127.0.0.1", "localhost", "::1"),
        help="of the callback (default: 127.0.0.1)",
    )
    group.add_argument("--port", type=port, help="of the callback (default: one that is free)")
    group.add_argument(
        "--timeout",
        type=seconds,
        default=_TIMEOUT,
        metavar="SECONDS",
        help="how long to wait for the callback (default: %(default)s)",
    )
    group.add_argument(
        "--authorize-parameter",
        action="append",
        type=parameter,
        default=[],
        metavar="NAME=VALUE",
        help="a further parameter of the provider's page, such as perms=read",
    )


def run(args: argparse.Namespace) -> int:
    """Get a token, and store or show it.

    Args:
        args: of the command.

    Returns:
        0.

    Raises:
        Error: the exchange fails, or something is missing.
        OSError: a file cannot be read or written.
    """
    store = ProfileStore(args.config)
    stored: dict[str, Any] = {}
    if args.profile:
        # Before the user is asked: a token that cannot be stored would be lost.
        store.prepare()
        stored = store.find(args.profile) or {}
    callback = chosen_callback(args)
    data = signing.said(args, _preset_data(args.provider))
    options = signing.signer_options(data, allow_insecure=args.allow_insecure)
    sources = [credentials.environment(), stored]
    consumer = credentials.consumer_of(args, sources, secret=not signing.uses_rsa(data))
    flow = _flow(args, consumer, options)
    token = _exchange(flow, callback, args)
    if args.profile:
        store.save(args.profile, _fields(args, consumer, token, data), FIELDS)
        complain(f"The token is stored as the profile {args.profile!r} in {store.path}.")
    else:
        _show(token)
    return 0


def _preset_data(provider: str | None) -> dict[str, Any]:
    if provider is None:
        return {}
    known = preset(provider)
    return {name: getattr(known, name, None) for name in signing.NAMES}


def _flow(args: argparse.Namespace, consumer: Consumer, signer: dict[str, Any]) -> ThreeLeggedFlow:
    urls = {name: getattr(args, name) for name in _URLS}
    # A token request has no body that could be hashed.
    options = {name: value for name, value in signer.items() if name != "body_hash"}
    further = {"method": args.method, "base_url": args.base_url}
    options |= {name: value for name, value in {**urls, **further}.items() if value is not None}
    if args.no_strict:
        options["strict"] = False
    try:
        if args.provider is not None:
            return ThreeLeggedFlow.for_provider(args.provider, consumer, **options)
        if None in urls.values() or args.base_url is not None:
            raise Misuse("name a PROVIDER, or give all three of its URLs; see --help")
        return ThreeLeggedFlow(consumer, **options)
    except ValueError as error:
        raise Misuse(str(error)) from None


def _exchange(flow: ThreeLeggedFlow, callback: Callback, args: argparse.Namespace) -> Token:
    # In the URL, and not as keywords, among which a provider's names might have another meaning.
    if args.authorize_parameter:
        flow.authorize_url = with_query(flow.authorize_url, group_pairs(args.authorize_parameter))
    try:
        # The URL to open is not the result: that is the token.
        with redirect_stdout(sys.stderr):
            return _walk(flow, callback, args)
    except Error:
        raise
    except (OSError, HTTPException, httplib2.HttpLib2Error) as error:
        if getattr(error, "errno", None) in _CANNOT_LISTEN:
            raise Error(f"cannot listen for the callback: {one_line(error)}") from error
        host = split_url(flow.request_token_url).authority
        raise Error(f"{host}: {one_line(error)}") from error
    except ValueError as error:
        # Of the callback, or of http.client, which cannot send everything.
        raise Misuse(str(error)) from error


def _walk(flow: ThreeLeggedFlow, callback: Callback, args: argparse.Namespace) -> Token:
    if callback.path is not None:
        return flow.run_local_server(
            callback.host,
            callback.port,
            path=callback.path,
            open_browser=not args.no_browser,
            timeout_seconds=args.timeout,
        )
    if callback.url is None:
        return flow.run_console(authorization_code_message=_ENTER)
    # The browser is led to a page of somebody else's, in whose URL the verifier stands.
    flow.fetch_request_token(callback.url)
    complain(f"Please visit this URL to authorize this application: {flow.authorization_url()}")
    entered = credentials.ask("URL that you were led to")
    flow.parse_callback(entered)
    return flow.fetch_access_token()


def _fields(
    args: argparse.Namespace, consumer: Consumer, token: Token, data: dict[str, Any]
) -> dict[str, Any]:
    fields = {
        "consumer_key": consumer.key,
        "consumer_secret": consumer.secret,
        "token": token.key,
        "token_secret": token.secret,
        "extra": token.extra or None,
        "provider": args.provider,
        **{name: getattr(args, name) for name in _URLS},
        **data,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _show(token: Token) -> None:
    """Show a token as a shell takes it into its environment, and what else came to the user."""
    say(f"export OAUTH2_TOKEN={shlex.quote(visible(token.key))}")
    say(f"export OAUTH2_TOKEN_SECRET={shlex.quote(visible(token.secret))}")
    for name, value in token.extra.items():
        complain(visible(f"{name}: {value}"))
