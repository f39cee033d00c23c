"""Which redirects the Client does not follow, measured on real sockets and told in cells."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httplib2
from _loopback import Answer, Recorded, redirect
from _wire_hops import HOME, OTHER, SECURE_HOME, Internet, internet, make_client
from _wire_shapes import Table, code

import oauth2

PLAINTEXT = oauth2.SignatureMethod_PLAINTEXT()


@dataclass(frozen=True)
class Refusal:
    """A redirect that ends in an error, and how it comes about."""

    label: str
    answer: Answer | Callable[[Recorded], Answer]
    home: str = HOME
    method: str = "GET"
    body: tuple[bytes, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)


def _login(seen: Recorded) -> Answer:
    """Send a client to a page that shall send it back."""
    return redirect(302, f"https://other.example.net/?back={quote(seen.target, safe='')}")


REFUSALS = (
    Refusal("a generator as the body, and 308", redirect(308, "/there"), HOME, "PUT", (b"a",)),
    Refusal("a `Location` that is no http or https URL", redirect(302, "ftp://photos.example.net")),
    Refusal(
        "PLAINTEXT, and another origin's `Location` with the signature inside a value",
        _login,
        SECURE_HOME,
        options={"signature_method": PLAINTEXT, "placement": "query"},
    ),
    Refusal(
        "PLAINTEXT, and a trusted origin over http",
        redirect(302, OTHER),
        SECURE_HOME,
        options={"signature_method": PLAINTEXT},
    ),
    Refusal("no `Location`", Answer(302)),
    Refusal("more redirects than `redirections`", redirect(302, "/"), options={"redirections": 0}),
)


def refusal_tables() -> dict[str, Table]:
    """Try every redirect that is refused, and return the table by name."""
    with internet() as net:
        rows = [[each.label, code(_error(net, each))] for each in REFUSALS]
    return {"refused": [["The redirect", "Raises"], *rows]}


def _error(net: Internet, refusal: Refusal) -> str:
    """Return the name of what is raised, where nothing was sent on."""
    net.forget()
    net.by_scheme[refusal.home.partition(":")[0]].answers.append(refusal.answer)
    body = iter(refusal.body) if refusal.body else None
    with closing(make_client((OTHER,))) as client:
        try:
            client.request(refusal.home + "/here", refusal.method, body, **refusal.options)
        except (oauth2.Error, httplib2.HttpLib2Error) as error:
            came = [request for server in net.by_scheme.values() for request in server.requests]
            if len(came) == 1:
                return f"{type(error).__module__.partition('.')[0]}.{type(error).__name__}"
    raise AssertionError(f"followed: {refusal}")
