"""requests and other origins: what goes where, beside the table of redirects (C7)."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
import requests
import urllib3
from _hops import FORM
from _loopback import CERTIFICATE, Answer, Loopback, redirect, serving
from _verifiers import CONSUMER, TOKEN, verify_strictly

import oauth2
from oauth2.adapters.requests import OAuth1

consumer = oauth2.Consumer(*CONSUMER)
token = oauth2.Token(*TOKEN)
PLAIN = oauth2.SignatureMethod_PLAINTEXT()


@pytest.fixture
def session() -> Iterator[requests.Session]:
    """Return a session."""
    with requests.Session() as made:
        yield made


def leaks(server: Loopback) -> list[bytes]:
    """Return what a server saw and should not have seen."""
    ours = [b"oauth_", b"uthorization", b"ookie", b"ck-1", b"tk-1", b"c%20s"]
    return [word for word in ours for request in server.requests if word in request.octets]


placements = pytest.mark.parametrize("placement", ["header", "query", "body"])

# --- what the caller adds -----------------------------------------------------------------------


@placements
def test_trusted_origin_is_signed_for(
    server: Loopback, other: Loopback, session: requests.Session, placement: str
) -> None:
    """The caller may name further origins; the cookies and the body go there too."""
    server.answers.append(redirect(307, other.url("/there?b=2")))
    auth = OAuth1(consumer, token, placement=placement, trusted_origins=[other.url("/x")])

    session.post(server.url("/here"), data={"a": "1"}, cookies={"c": "1"}, auth=auth)

    assert verify_strictly(other.request).own == "a=1&b=2"
    assert other.request.value("Cookie") == "c=1"


def test_trusted_origin_is_no_bridge(
    server: Loopback, other: Loopback, session: requests.Session
) -> None:
    """From a trusted origin on, a third one gets nothing either."""
    server.answers.append(redirect(302, other.url()))
    with serving() as third:
        other.answers.append(redirect(302, third.url()))
        session.get(server.url(), auth=OAuth1(consumer, token, trusted_origins=[other.url()]))

    assert verify_strictly(other.request)
    assert (len(third.requests), leaks(third)) == (1, [])


def test_authorization_of_another_scheme_stays_at_home(
    server: Loopback, other: Loopback, session: requests.Session
) -> None:
    """A password beside a signature in the query is for the same origins as the signature."""
    server.answers.append(redirect(302, "/on"))
    server.answers.append(redirect(302, other.url()))
    headers = {"Authorization": "Basic dTpw"}

    session.get(server.url(), headers=headers, auth=OAuth1(consumer, token, placement="query"))

    assert [each.value("Authorization") for each in server.requests] == ["Basic dTpw"] * 2
    assert (len(other.requests), leaks(other)) == (1, [])


def test_host_header_of_the_caller_stays_at_home(
    server: Loopback, other: Loopback, session: requests.Session
) -> None:
    """A Host that the caller wrote is kept for that server, and is not the next one's name."""
    server.answers.extend([redirect(302, "/on"), redirect(302, other.url())])

    session.get(server.url(), headers={"Host": "photos.example.net"}, auth=OAuth1(consumer, token))

    assert [each.value("Host") for each in server.requests] == ["photos.example.net"] * 2
    assert [bool(verify_strictly(each)) for each in server.requests] == [True, True]
    assert other.request.value("Host") == f"127.0.0.1:{other.port}"


@placements
def test_netrc_counts_elsewhere_only(
    server: Loopback,
    other: Loopback,
    session: requests.Session,
    placement: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At home requests would put its password in place of the signature, or beside it."""
    netrc = tmp_path / "netrc"
    netrc.write_text(
        "machine 127.0.0.1 login home password x\nmachine localhost login u password p\n",
        encoding="ascii",
    )
    monkeypatch.setenv("NETRC", str(netrc))
    server.answers.append(redirect(302, "/on"))
    server.answers.append(redirect(302, other.url(host="localhost")))

    session.get(server.url(), auth=OAuth1(consumer, token, placement=placement))

    assert b"Basic" not in server.requests[1].octets
    assert verify_strictly(server.requests[1])
    assert other.request.value("Authorization") == "Basic dTpw"


def test_cookies_that_are_set_on_the_way_come_back(
    server: Loopback, other: Loopback, session: requests.Session
) -> None:
    """A place that asks for a cookie of its own gets it, and no other one."""
    server.answers.append(Answer(302, (("Location", other.url("/1")), ("Set-Cookie", "home=1"))))
    other.answers.append(Answer(302, (("Location", "/2"), ("Set-Cookie", "there=2"))))
    session.cookies.set("mine", "3")

    session.get(server.url(), auth=OAuth1(consumer, token))

    assert [each.values("Cookie") for each in other.requests] == [[], ["there=2"]]


# --- what a provider repeats --------------------------------------------------------------------


def test_plaintext_that_is_echoed_inside_a_value_goes_no_further(
    server: Loopback, other: Loopback, session: requests.Session
) -> None:
    """A login page that is told where to return to would be told both secrets."""
    server.answers.append(
        lambda seen: redirect(302, other.url("/login?return_to=" + quote(seen.target, safe="")))
    )
    auth = OAuth1(consumer, token, placement="query", signature_method=PLAIN)

    with pytest.raises(oauth2.InsecureTransport, match="would tell another host the secrets"):
        session.get(server.url("/?a=1"), auth=auth)

    assert other.requests == []


# --- host names and default ports ---------------------------------------------------------------


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Loopback]]:
    """Make every host name lead here; return what takes http and what takes https."""
    with serving() as plain, serving(tls=True) as secure:
        ports = {80: plain.port, 443: secure.port}

        def create_connection(address: tuple[str, int], *_: Any, **__: Any) -> socket.socket:
            return socket.create_connection(("127.0.0.1", ports[address[1]]))

        monkeypatch.setattr(urllib3.util.connection, "create_connection", create_connection)
        yield {"http": plain, "https": secure}


def test_hop_is_signed_when_it_leads_from_http_to_https(
    internet: dict[str, Loopback], session: requests.Session
) -> None:
    """That is the same origin, and safer."""
    internet["http"].answers.append(redirect(301, "https://photos.example.net/b"))

    session.get(
        "http://photos.example.net/a", auth=OAuth1(consumer, token), verify=str(CERTIFICATE)
    )

    assert verify_strictly(internet["https"].request, "https")


@pytest.mark.parametrize("there", ["http://photos.example.net/b", "https://other.example.net/b"])
def test_hop_is_not_signed_when_it_leads_elsewhere(
    internet: dict[str, Loopback], session: requests.Session, there: str
) -> None:
    """From https to http and to another name nothing goes along."""
    internet["https"].answers.append(redirect(307, there))
    auth = OAuth1(consumer, token, placement="body", signature_method=PLAIN)

    session.post(
        "https://photos.example.net/a", data={"a": "1"}, auth=auth, verify=str(CERTIFICATE)
    )

    last = internet[there.partition(":")[0]].requests[-1]
    assert (last.target, last.body, last.values("Authorization")) == ("/b", b"a=1", [])


# --- ways round ---------------------------------------------------------------------------------


@placements
def test_copy_that_is_sent_leaks_nothing(
    server: Loopback, other: Loopback, session: requests.Session, placement: str
) -> None:
    """A program may prepare a request once and send copies of it."""
    server.answers.append(redirect(307, other.url()))
    prepared = requests.Request(
        "POST", server.url(), data={"a": "1"}, auth=OAuth1(consumer, token, placement=placement)
    ).prepare()

    session.send(prepared.copy())

    assert verify_strictly(server.request).own == "a=1"
    assert (other.request.body, leaks(other)) == (b"a=1", [])


def test_hook_that_copies_the_request_leaks_nothing(
    server: Loopback, other: Loopback, session: requests.Session
) -> None:
    """A program's own hook may look at a copy of what was sent."""
    server.answers.append(redirect(307, other.url()))
    seen: list[Any] = []
    session.hooks["response"].append(lambda r, **_: seen.append(r.request.copy().body))

    session.post(server.url(), data={"a": "1"}, auth=OAuth1(consumer, token, placement="body"))

    assert seen == [b"a=1", b"a=1"]
    assert leaks(other) == []


class Wrapping(requests.adapters.HTTPAdapter):
    """As test libraries do, shows another object as the request of a response."""

    def build_response(self, req: Any, resp: Any) -> requests.Response:
        """Wrap the request."""
        response = super().build_response(req, resp)
        response.request = SimpleNamespace(url=req.url, headers=req.headers)  # type: ignore[assignment]
        return response


def test_request_that_is_shown_wrapped_leaks_nothing(
    server: Loopback, other: Loopback, session: requests.Session
) -> None:
    """What goes elsewhere does not hang on `response.request`."""
    server.answers.extend([redirect(307, "/on"), redirect(307, other.url())])
    session.mount("http://", Wrapping())

    session.post(
        server.url(),
        data={"a": "1"},
        headers={"Content-Type": FORM},
        auth=OAuth1(consumer, token, placement="body"),
    )

    assert verify_strictly(server.requests[1]).own == "a=1"
    assert (other.request.body, leaks(other)) == (b"a=1", [])
