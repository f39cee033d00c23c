"""`oauth2 demo`: a whole three-legged exchange on this machine, each step shown."""

from __future__ import annotations

import argparse
import html.parser
import re
import sys
import textwrap
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from http import HTTPStatus
from typing import Any

from ..body import FORM_TYPE
from ..client import Client
from ..credentials import Token
from ..errors import Error
from ..sandbox import Sandbox, serve
from ..signer import SignedRequest
from .failures import EXPECTED
from .output import say

# Of a line, in characters.
_WIDTH = 96
# How long the provider's page may take, in seconds.
_TIMEOUT = 10

_EPILOG = """\
example:
  oauth2 demo

exit codes: 0 it succeeded, 1 a step failed.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what the command does.

    Args:
        parser: of the command; it takes no arguments.
    """
    parser.description = (
        "Start a provider on a free port of this machine, get an access token from it\n"
        "in three legs, and call a protected resource, showing each step."
    )
    parser.epilog = _EPILOG


def run(args: argparse.Namespace) -> int:
    """Run the exchange.

    Args:
        args: not used.

    Returns:
        0 where it succeeded, 1 where a step failed; what it shows says which, and why.
    """
    with serve() as sandbox:
        demo = _Demo(sandbox)
        try:
            demo.run()
        except EXPECTED as error:
            sys.stderr.write(f"\nStep {demo.step} failed: {error}\n")
            return 1
    say("\nThe exchange succeeded: the access token opens the protected resource.")
    return 0


class _Demo:
    """The steps of the exchange, each shown as it is done."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.step = 0

    def run(self) -> None:
        name = self.sandbox.consumer.key
        say(f"A provider runs on {self.sandbox.url}; this program is its consumer {name!r}.")
        say("A signature base string is one line; here it is broken before each & and %26.")
        request_token = self._request_token()
        request_token.set_verifier(self._pin(request_token))
        self._use(self._access_token(request_token))

    def _request_token(self) -> Token:
        self._begin("The consumer asks for a request token.")
        asked = {"oauth_callback": "oob"}
        return _token(self._call(self.sandbox.request_token_url, "POST", oauth_params=asked))

    def _pin(self, request_token: Token) -> str:
        self._begin("The user opens the provider's page, allows it, and reads a PIN.")
        query = urllib.parse.urlencode({"oauth_token": request_token.key})
        url = f"{self.sandbox.authorize_url}?{query}"
        _show("opens", url)
        page = _Page(_browse(url))
        say("  presses      Allow")
        done = _Page(_browse(urllib.parse.urljoin(url, page.action), {**page.hidden, **page.allow}))
        _show("reads", f"PIN {done.pin}")
        return done.pin

    def _access_token(self, request_token: Token) -> Token:
        self._begin("The consumer changes the request token and the PIN for an access token.")
        return _token(self._call(self.sandbox.access_token_url, "POST", request_token))

    def _use(self, access_token: Token) -> None:
        self._begin("The consumer calls a protected resource with the access token.")
        _succeeded(self._call(self.sandbox.url + "/me", "GET", access_token))

    def _call(self, url: str, method: str, token: Token | None = None, **options: Any) -> Any:
        # Without the proxies of the environment: the provider is on this machine.
        connection = _ShowingClient(self.sandbox.consumer, token, proxy_info=None)
        with closing(connection) as client:
            return client.request(url, method, **options)

    def _begin(self, what: str) -> None:
        self.step += 1
        say(f"\n{self.step}. {what}")


class _ShowingClient(Client):
    """A Client that shows what it sends and what comes back."""

    def _send(self, request: SignedRequest, *args: Any) -> Any:
        _show("sends", f"{request.method} {request.url}")
        for name, value in request.headers.items():
            _show("", f"{name}: {value}")
        _show("base string", re.sub("(?=&|%26)", "\n", request.base_string))
        response, content = super()._send(request, *args)
        _show("comes back", f"{response.status} {response.reason}")
        _show("", content.decode("utf-8", "replace"))
        return response, content


class _Page(html.parser.HTMLParser):
    """What a person finds on a page of the provider: the form and the PIN."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.action = ""
        self.hidden: dict[str, str] = {}
        self.allow: dict[str, str] = {}
        self.pin = ""
        self._in_pin = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take up the form, its hidden fields and the button that allows."""
        fields = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = fields.get("action", "")
        elif fields.get("type") == "hidden":
            self.hidden[fields["name"]] = fields["value"]
        elif tag == "button" and fields.get("value") == "allow":
            self.allow = {fields["name"]: fields["value"]}
        self._in_pin = fields.get("id") == "pin"

    def handle_data(self, data: str) -> None:
        """Take up the PIN."""
        if self._in_pin:
            self.pin += data.strip()

    def handle_endtag(self, tag: str) -> None:
        """Leave the element of the PIN."""
        self._in_pin = False


def _browse(url: str, form: dict[str, str] | None = None) -> str:
    """Do what a browser does: get a page, or send a form."""
    data = None if form is None else urllib.parse.urlencode(form).encode("ascii")
    request = urllib.request.Request(url, data, {} if data is None else {"Content-Type": FORM_TYPE})  # noqa: S310  # http, to the sandbox
    # Without the proxies of the environment: the provider is on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=_TIMEOUT) as answer:
            page: bytes = answer.read()
    except urllib.error.HTTPError as refusal:
        with refusal:
            raise Error(f"the page answers {refusal.code} {refusal.reason}") from None
    return page.decode("utf-8")


def _token(answer: tuple[Any, bytes]) -> Token:
    return Token.from_string(_succeeded(answer))


def _succeeded(answer: tuple[Any, bytes]) -> bytes:
    response, content = answer
    if response.status != HTTPStatus.OK:
        answered = f"{response.status} {response.reason}: {content.decode('utf-8', 'replace')}"
        raise Error(f"the provider answers {answered}")
    return content


def _show(label: str, text: str) -> None:
    indent = " " * 15
    lines = [
        piece
        for line in text.splitlines() or [""]
        for piece in textwrap.wrap(line, _WIDTH, break_on_hyphens=False) or [""]
    ]
    say(textwrap.indent("\n".join(lines), indent).replace(indent, f"  {label:<13}", 1))
