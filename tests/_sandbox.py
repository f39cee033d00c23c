"""What a consumer's program and a user's browser do with the sandbox, over real HTTP."""

from __future__ import annotations

import http.client
import json
import re
import socket
from contextlib import closing, suppress
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from oauth2 import Client, Consumer, Token
from oauth2.sandbox import Sandbox


class Answer(NamedTuple):
    """What came back, in the parts that tests look at."""

    status: int
    #: By name in lower case.
    headers: dict[str, str]
    content: bytes

    @property
    def fields(self) -> dict[str, str]:
        """The form-encoded fields of the body."""
        return dict(parse_qsl(self.content.decode("ascii"), strict_parsing=True))

    @property
    def json(self) -> Any:
        """The JSON in the body."""
        return json.loads(self.content)

    @property
    def html(self) -> str:
        """The page in the body."""
        return self.content.decode("utf-8")


def call(
    sandbox: Sandbox,
    url: str,
    method: str = "GET",
    token: Token | None = None,
    consumer: Consumer | None = None,
    **options: Any,
) -> Answer:
    """Send a signed request with our Client."""
    with closing(Client(consumer or sandbox.consumer, token)) as client:
        response, content = client.request(url, method, **options)
    return Answer(response.status, dict(response), content)


def new_request_token(sandbox: Sandbox, callback: str = "oob", **options: Any) -> Token:
    """Take the first leg."""
    asked = {"oauth_callback": callback}
    answer = call(sandbox, sandbox.request_token_url, "POST", oauth_params=asked, **options)
    assert answer.status == 200, answer
    return Token.from_string(answer.content)


def new_access_token(sandbox: Sandbox) -> Token:
    """Take all three legs."""
    token = new_request_token(sandbox)
    token.set_verifier(sandbox.provider.approve(token.key))
    answer = call(sandbox, sandbox.access_token_url, "POST", token)
    assert answer.status == 200, answer
    return Token.from_string(answer.content)


def fetch(
    url: str,
    method: str = "GET",
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """Send a request as it is; redirects are not followed."""
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    with closing(http.client.HTTPConnection(parts.netloc, timeout=60)) as connection:
        connection.request(method, target, body, headers or {})
        response = connection.getresponse()
        fields = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, fields, response.read())


def connect(sandbox: Sandbox) -> socket.socket:
    """Open a connection of one's own."""
    parts = urlsplit(sandbox.url)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=60)


def exchange(sandbox: Sandbox, octets: bytes) -> bytes:
    """Send octets and return all that comes back until the sandbox ends the connection."""
    with connect(sandbox) as connection:
        connection.sendall(octets)
        with suppress(OSError):  # the sandbox may have hung up already
            connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


class Form(HTMLParser):
    """The form on the authorize page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.hidden: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take up what a browser would send back."""
        fields = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = fields["action"]
        elif fields.get("type") == "hidden":
            self.hidden[fields["name"]] = fields["value"]


def open_page(sandbox: Sandbox, token: Token) -> Answer:
    """Open the authorize page for a request token."""
    return fetch(f"{sandbox.authorize_url}?{urlencode({'oauth_token': token.key})}")


def post_form(sandbox: Sandbox, fields: dict[str, str]) -> Answer:
    """Send the form of the authorize page, as a browser does."""
    form_type = {"Content-Type": "application/x-www-form-urlencoded"}
    return fetch(sandbox.authorize_url, "POST", urlencode(fields).encode("ascii"), form_type)


def decide(sandbox: Sandbox, token: Token, decision: str, **others: str) -> Answer:
    """Open the authorize page and press a button."""
    hidden = Form(open_page(sandbox, token).html).hidden
    return post_form(sandbox, {**hidden, "decision": decision, **others})


def pin_on(page: str) -> str:
    """Read the PIN on a page."""
    found = re.search(r'<strong id="pin">([0-9]{8})</strong>', page)
    assert found is not None, page
    return found[1]
