"""What the Client does with each redirect, measured on real sockets and told in cells."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import Any

import httplib2
import pytest
from _loopback import CERTIFICATE, Answer, Loopback, Recorded, catch_every_host, redirect, serving
from _shapes import FORM, File, Shape
from _table import body_of
from _verifiers import CONSUMER, TOKEN, verify_strictly
from _wire_shapes import Table, merged, only

import oauth2

HOME, SECURE_HOME = "http://photos.example.net", "https://photos.example.net"
OTHER = "http://other.example.net"
STATUSES = (301, 302, 303, 307, 308)
#: What must not be in a request that is not signed.
OURS = [
    *(b"oauth_", b"uthorization", b"ookie", b"ck-1", b"tk-1", b"HMAC-SHA1"),
    *(b"c s&", b"c%20s", b"t+/", b"t%2B%2F"),
]


def _sent(name: str, method: str, content_type: str, body: bytes) -> Shape:
    headers = (("Content-Type", content_type),)
    return Shape(name, "", method, headers, body, sent_body=body, sent_type=content_type)


#: What is sent in the first place; the file was read up to a position already.
REQUESTS = (
    Shape("GET"),
    Shape("HEAD", method="HEAD"),
    _sent("POST, a form", "POST", FORM, b"a=1&b="),
    _sent("PUT, JSON", "PUT", "application/json", b'{"a": "\xc3\xa9"}'),
    replace(_sent("PUT, a file", "PUT", "image/jpeg", b"\xff\xd8"), body=File(b"read\xff\xd8", 4)),
    Shape("DELETE", method="DELETE"),
)


@dataclass(frozen=True)
class Way:
    """Where a redirect leads."""

    label: str
    #: The Location of each hop; the last path is /there.
    locations: tuple[str, ...]
    home: str = HOME
    #: Whether the Location repeats the query as it came.
    echoes: bool = False
    trusted: tuple[str, ...] = ()


WAYS = (
    Way("the same origin", ("/there",)),
    Way("the same origin, repeating the query", ("/there",), echoes=True),
    Way("http to https, default ports", (SECURE_HOME + "/there",)),
    Way("an origin in `trusted_origins`", (OTHER + "/there",), trusted=(OTHER,)),
    Way("another port", (HOME + ":8080/there",)),
    Way("another host", (OTHER + "/there",)),
    Way("another host, repeating the query", (OTHER + "/there",), echoes=True),
    Way("https to http", (HOME + "/there",), SECURE_HOME),
    Way("another host, and home again", (OTHER + "/away", HOME + "/there")),
)


@dataclass(frozen=True)
class Case:
    """One call of the Client, or two where the cache is asked."""

    way: Way
    request: Shape
    status: int
    placement: str
    #: `follow_all_redirects`.
    follows_all: bool
    remembered: bool = False

    @property
    def sends_authorization(self) -> bool:
        """Whether the caller has an Authorization field; what it asks for is not cached."""
        return self.placement == "query" and not self.remembered


@dataclass(frozen=True)
class Outcome:
    """What became of a case."""

    case: Case
    #: The method that arrived, and whether the body did; or that nothing was followed.
    hop: str
    #: How it was signed, and what became of the caller's fields; empty where nothing was followed.
    carries: tuple[str, ...] = ()


class Memory:
    """A cache as httplib2 takes it."""

    def __init__(self) -> None:
        self._stored: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """Return what is stored, or None."""
        return self._stored.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Store a value."""
        self._stored[key] = value

    def delete(self, key: str) -> None:
        """Forget a value."""
        self._stored.pop(key, None)


class Internet:
    """All hosts: what takes http, and what takes https."""

    def __init__(self, plain: Loopback, secure: Loopback) -> None:
        self.by_scheme = {"http": plain, "https": secure}

    def forget(self) -> None:
        """Start afresh."""
        for server in self.by_scheme.values():
            server.forget()

    def asked_for(self, path: str) -> list[tuple[str, Recorded]]:
        """Return scheme and request of all that came for a path."""
        return [
            (scheme, request)
            for scheme, server in self.by_scheme.items()
            for request in server.requests
            if request.target.partition("?")[0] == path
        ]

    def lead(self, way: Way, status: int) -> None:
        """Prepare the answers that lead along a way."""
        here = way.home
        for location in way.locations:
            answer = partial(_answer, way, status, location)
            self.by_scheme[here.partition(":")[0]].answers.append(answer)
            here = location


def _answer(way: Way, status: int, location: str, seen: Recorded) -> Answer:
    query = seen.target.removeprefix("/here") if way.echoes else ""
    return redirect(status, location + query)


@contextmanager
def internet() -> Iterator[Internet]:
    """Make every host name lead to two servers here."""
    with ExitStack() as stack:
        plain, secure = stack.enter_context(serving()), stack.enter_context(serving(tls=True))
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        catch_every_host(patch, plain, secure)
        # Each redirect to another origin is logged.
        patch.setattr(logging.getLogger("oauth2"), "disabled", True)
        yield Internet(plain, secure)


def make_client(trusted: tuple[str, ...]) -> oauth2.Client:
    """Return a Client that trusts further origins."""
    options: dict[str, Any] = {"ca_certs": str(CERTIFICATE), "timeout": 30}
    consumer, token = oauth2.Consumer(*CONSUMER), oauth2.Token(*TOKEN)
    return oauth2.Client(consumer, token, trusted_origins=trusted, **options)


# --- one case -----------------------------------------------------------------------------------


def measure(net: Internet, client: oauth2.Client, case: Case) -> Outcome:
    """Send what is redirected, twice where it may be remembered, and look at what arrived."""
    net.forget()
    net.lead(case.way, case.status)
    client.follow_all_redirects = case.follows_all
    client.cache = Memory() if case.remembered else None
    response = _send(client, case)
    arrived = net.asked_for("/there")
    if case.remembered:
        response = _send(client, case)
        if len(net.asked_for("/here")) > 1:
            return Outcome(case, "asked again")
        arrived = net.asked_for("/there")[1:]
    if not arrived:
        _need(response.status == case.status, case)
        return Outcome(case, "handed to you")
    [(scheme, hop)] = arrived
    _need(response.status == 200, case)
    return Outcome(case, _what(case, hop), _carried(net, case, scheme, hop))


def _send(client: oauth2.Client, case: Case) -> httplib2.Response:
    fields = {"Cookie": "session=1", **dict(case.request.headers)}
    if case.sends_authorization:
        fields["Authorization"] = "Basic dTpw"
    url, method, body = case.way.home + "/here?z=1", case.request.method, body_of(case.request)
    response, _ = client.request(url, method, body, fields, placement=case.placement)
    return response


def _need(condition: bool, case: Case) -> None:
    if not condition:
        raise AssertionError(f"not right: {case}")


def _what(case: Case, hop: Recorded) -> str:
    sent = re.sub(rb"&oauth_[^&]*", b"", hop.body), hop.value("Content-Type")
    if hop.method != case.request.method:
        _need(sent == (b"", None), case)
        return hop.method
    _need(sent == (case.request.sent_body, case.request.sent_type), case)
    return "the same"


def _carried(net: Internet, case: Case, scheme: str, hop: Recorded) -> tuple[str, ...]:
    query = re.sub("&?oauth_[^&]*", "", hop.target.partition("?")[2])
    _need(query == ("z=1" if case.way.echoes else ""), case)
    unsigned = [request for _, request in net.asked_for("/away")]
    if b"oauth_" in hop.octets:
        [nonce, *earlier] = [
            verify_strictly(request, scheme).protocol["oauth_nonce"]
            for scheme, request in [(scheme, hop), *net.asked_for("/here")]
        ]
        _need(nonce not in earlier, case)
        signed = "signed afresh"
    else:
        signed = "not signed"
        unsigned.append(hop)
    _need(not [ours for each in unsigned for ours in OURS if ours in each.octets], case)
    cookie, authorization = hop.value("Cookie"), hop.value("Authorization")
    kept = "kept" if authorization == "Basic dTpw" else "gone"
    return signed, "kept" if cookie else "gone", kept if case.sends_authorization else ""


# --- the tables ---------------------------------------------------------------------------------


def hop_tables() -> dict[str, Table]:
    """Follow every redirect, and return the tables by name."""
    with internet() as net:
        live = [each for way in WAYS for each in _measure_way(net, way, remembered=False)]
        remembered = [each for way in WAYS for each in _measure_way(net, way, remembered=True)]
        return {
            "hops": _by_status(live),
            "origins": _by_way([*live, *remembered]),
            "remembered": _by_status(remembered),
        }


def _measure_way(net: Internet, way: Way, *, remembered: bool) -> Iterator[Outcome]:
    settings = [("header", True), ("query", True), ("body", True), ("classic", False)]
    # What is not remembered does not hang on where it leads to.
    statuses = STATUSES if way is WAYS[0] or not remembered else (301, 308)
    if remembered:
        settings = [("header", False), ("query", True)]
    with closing(make_client(way.trusted)) as client:
        for request, status, setting in product(REQUESTS, statuses, settings):
            yield measure(net, client, Case(way, request, status, *setting, remembered))


def _by_status(outcomes: list[Outcome]) -> Table:
    rows = []
    for request in REQUESTS:
        cells = {
            follows_all: [_hop(outcomes, request, status, follows_all) for status in STATUSES]
            for follows_all in (False, True)
        }
        if cells[False] == cells[True]:
            rows.append([request.id, "either", *cells[True]])
        else:
            rows += [[request.id, "no", *cells[False]], [request.id, "yes", *cells[True]]]
    return merged(["You send", "`follow_all_redirects`", *map(str, STATUSES)], rows)


def _hop(outcomes: list[Outcome], request: Shape, status: int, follows_all: bool) -> str:
    found = [
        each.hop
        for each in outcomes
        if (each.case.request, each.case.status, each.case.follows_all)
        == (request, status, follows_all)
    ]
    return only(found, f"{request.id}, {status}")


def _by_way(outcomes: list[Outcome]) -> Table:
    rows: Table = [["The redirect leads to", "The hop is", "Your `Cookie`", "Your `Authorization`"]]
    for way in WAYS:
        carried = [each.carries for each in outcomes if each.case.way is way and each.carries]
        columns = [filter(None, column) for column in zip(*carried, strict=True)]
        rows.append([way.label, *(only(column, way.label) for column in columns)])
    return rows
