"""Redirects to another origin: nothing of ours leaves, unless the caller trusts it (C7)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import httplib2
import pytest
from _loopback import Answer, Loopback, old_tls_allowed, redirect, serving
from _verifiers import CONSUMER, TOKEN, verify_strictly

import oauth2

FORM = {"Content-Type": "application/x-www-form-urlencoded"}

consumer = oauth2.Consumer(*CONSUMER)
token = oauth2.Token(*TOKEN)

pytestmark = old_tls_allowed


@pytest.fixture
def client() -> Iterator[oauth2.Client]:
    """Return a Client that follows every redirect, also of a POST."""
    with closing(oauth2.Client(consumer, token, timeout=60)) as made:
        made.follow_all_redirects = True
        yield made


def leaks(server: Loopback) -> list[bytes]:
    """Return what a server saw and should not have seen."""
    ours = [b"oauth_", b"Authorization", b"authorization", b"ookie", b"ck-1", b"tk-1", b"c%20s"]
    return [word for word in ours for request in server.requests if word in request.octets]


placements = pytest.mark.parametrize("placement", ["header", "query", "body", "classic"])
methods = pytest.mark.parametrize(
    "how",
    [oauth2.SignatureMethod_HMAC_SHA1(), oauth2.SignatureMethod_PLAINTEXT()],
    ids=["HMAC-SHA1", "PLAINTEXT"],
)


@methods
@placements
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_other_origin_gets_nothing_of_ours(
    server: Loopback,
    other: Loopback,
    client: oauth2.Client,
    status: int,
    placement: str,
    how: oauth2.SignatureMethod,
) -> None:
    """No signature, no key, no token, no cookie; with PLAINTEXT it would be the secrets (C7)."""
    server.answers.append(redirect(status, other.url("/there")))
    headers = {**FORM, "Cookie": "session=1"}

    client.request(server.url(), "POST", "a=1", headers, placement=placement, signature_method=how)

    assert other.request.target == "/there"
    assert leaks(other) == []


@pytest.mark.parametrize(
    "headers", [FORM, {**FORM, "Content-Length": "3"}], ids=["plain", "with its length"]
)
def test_body_goes_along_when_the_status_says_so(
    server: Loopback, other: Loopback, client: oauth2.Client, headers: dict[str, str]
) -> None:
    """A 308 asks for the same request, so the form is sent as the caller wrote it."""
    server.answers.append(redirect(308, other.url("/there")))

    client.request(server.url(), "POST", "a=1", headers, placement="body")

    assert (other.request.method, other.request.body) == ("POST", b"a=1")
    assert other.request.value("Content-Type") == FORM["Content-Type"]


@placements
def test_nothing_goes_along_when_there_was_no_body(
    server: Loopback, other: Loopback, client: oauth2.Client, placement: str
) -> None:
    """A body that held nothing but protocol parameters has no successor."""
    server.answers.append(redirect(308, other.url("/there")))

    client.request(server.url(), "POST", placement=placement)

    assert (other.request.method, other.request.body) == ("POST", b"")
    assert leaks(other) == []


@methods
@pytest.mark.parametrize(
    "spell",
    [str, unquote, lambda query: query.replace("%2B", "+")],
    ids=["as sent", "decoded", "plus decoded"],
)
def test_signature_that_is_echoed_goes_no_further(
    server: Loopback,
    other: Loopback,
    client: oauth2.Client,
    how: oauth2.SignatureMethod,
    spell: Any,
) -> None:
    """A Location that repeats our query, however it spells it, does not carry the signature on."""
    client.consumer = oauth2.Consumer("ck-1", "secret")
    options: dict[str, Any] = {"clock": lambda: 137131202, "nonce": iter("abcdefgh").__next__}
    server.answers.extend(
        [lambda seen: redirect(302, other.url("/there" + spell(seen.target[1:])))] * 8
    )
    for _ in range(8):  # so that one signature at least holds a "+"
        client.request(server.url("/?a=1"), placement="query", signature_method=how, **options)

    assert {request.target for request in other.requests} == {"/there?a=1"}


def test_host_header_of_the_caller_stays_at_home(
    server: Loopback, other: Loopback, client: oauth2.Client
) -> None:
    """A Host that the caller wrote is kept for that server, and is not the next one's name."""
    server.answers.extend([redirect(302, "/on"), redirect(302, other.url())])

    client.request(server.url(), headers={"Host": "photos.example.net"})

    assert [each.value("Host") for each in server.requests] == ["photos.example.net"] * 2
    assert other.request.value("Host") == f"127.0.0.1:{other.port}"


def test_plaintext_that_is_echoed_inside_a_value_goes_no_further(
    server: Loopback, other: Loopback, client: oauth2.Client
) -> None:
    """A login page that is told where to return to would be told both secrets."""
    server.answers.append(
        lambda seen: redirect(302, other.url("/login?return_to=" + quote(seen.target, safe="")))
    )

    with pytest.raises(oauth2.InsecureTransport, match="would tell another host the secrets"):
        client.request(
            server.url("/?a=1"),
            placement="query",
            signature_method=oauth2.SignatureMethod_PLAINTEXT(),
        )

    assert other.requests == []


def test_plaintext_that_is_decoded_too_often_goes_no_further(
    server: Loopback, other: Loopback, client: oauth2.Client
) -> None:
    """A provider that decodes once too often spells the secrets in another way."""
    client.consumer = oauth2.Consumer("ck-1", "SEC RET")
    server.answers.append(
        lambda seen: redirect(
            302, other.url("/login?to=" + quote(unquote(unquote(seen.target)), safe=""))
        )
    )

    with pytest.raises(oauth2.InsecureTransport, match="would tell another host the secrets"):
        client.request(
            server.url("/?a=1"),
            placement="query",
            signature_method=oauth2.SignatureMethod_PLAINTEXT(),
        )

    assert other.requests == []


def test_login_page_is_reached_when_no_secret_goes_along(
    server: Loopback, other: Loopback, client: oauth2.Client
) -> None:
    """The same redirect is followed where the secrets are not in the URL."""
    server.answers.append(
        lambda seen: redirect(302, other.url("/login?return_to=" + quote(seen.target, safe="")))
    )

    client.request(server.url("/?a=1"), signature_method=oauth2.SignatureMethod_PLAINTEXT())

    assert other.request.target == "/login?return_to=%2F%3Fa%3D1"


def test_own_parameters_of_another_origin_are_its_own(
    server: Loopback, other: Loopback, client: oauth2.Client
) -> None:
    """What a provider adds for a callback URL reaches the callback URL."""
    callback = "/ready?oauth_token=hh5s93j4hdidpola&oauth_verifier=hfdp7dh39dks9884"
    server.answers.append(redirect(302, other.url(callback)))

    client.request(server.url("/authorize"))

    assert other.request.target == callback


def test_forwarding_by_httplib2_changes_nothing(
    server: Loopback, other: Loopback, client: oauth2.Client
) -> None:
    """httplib2's switch for its own header fields does not forward a signature."""
    server.answers.append(redirect(302, other.url()))
    client.forward_authorization_headers = True

    client.request(server.url())

    assert leaks(other) == []


def test_authorization_of_another_scheme_stays_at_home(
    server: Loopback, other: Loopback, client: oauth2.Client
) -> None:
    """A password beside a signature in the query is for one host too."""
    server.answers.append(redirect(302, other.url()))

    client.request(server.url(), headers={"Authorization": "Basic dTpw"}, placement="query")

    assert leaks(other) == []


def test_chain_that_has_left_is_not_signed_again_at_home(
    server: Loopback, other: Loopback, client: oauth2.Client
) -> None:
    """The other origin chose this hop, so it is not ours, even back home."""
    server.answers.append(redirect(302, other.url("/there")))
    other.answers.append(redirect(302, server.url("/home")))

    response, _ = client.request(server.url("/here"), headers={"Cookie": "c=1"})

    home = server.requests[1]
    assert (home.target, home.values("Authorization"), home.values("Cookie")) == ("/home", [], [])
    assert response.status == 200


def test_chain_that_has_left_is_not_signed_again_where_it_went(
    server: Loopback, other: Loopback, client: oauth2.Client
) -> None:
    """A redirect within the other origin stays within it, and still is not ours."""
    server.answers.append(redirect(302, other.url("/there")))
    other.answers.append(redirect(302, "/on"))

    client.request(server.url(), headers={"Cookie": "c=1"})

    assert [each.target for each in other.requests] == ["/there", "/on"]
    assert leaks(other) == []


def test_chain_that_has_left_is_not_signed_again_where_the_caller_trusts(
    server: Loopback, other: Loopback
) -> None:
    """Nor can the other origin make us sign for one that is trusted."""
    server.answers.append(redirect(302, other.url()))
    with serving() as third:
        other.answers.append(redirect(302, third.url()))
        with closing(oauth2.Client(consumer, token, trusted_origins=[third.url()])) as client:
            client.request(server.url(), headers={"Cookie": "c=1"})

    assert (leaks(other), leaks(third)) == ([], [])
    assert len(third.requests) == 1


def test_next_request_is_signed_again(
    server: Loopback, other: Loopback, client: oauth2.Client
) -> None:
    """What a redirect did is forgotten with its chain."""
    server.answers.append(redirect(302, other.url("/there")))

    client.request(server.url("/here"))
    client.request(server.url("/here"))

    assert verify_strictly(server.requests[1])


def test_warning_is_logged_when_a_chain_leaves(
    server: Loopback, other: Loopback, client: oauth2.Client, caplog: pytest.LogCaptureFixture
) -> None:
    """One line says from where to where, and shows no path, no query and no secret."""
    server.answers.append(redirect(302, other.url("/there?secret=1")))
    other.answers.append(redirect(302, "/on?secret=3"))

    client.request(server.url("/here?secret=2"))

    assert [(record.name, record.levelno) for record in caplog.records] == [
        ("oauth2", logging.WARNING)
    ]
    assert f"127.0.0.1:{other.port}" in caplog.text
    assert "secret" not in caplog.text


# --- origins that are trusted -------------------------------------------------------------------


def test_trusted_origin_is_signed_for(server: Loopback, other: Loopback) -> None:
    """The caller may name further origins; a path in them does not matter."""
    server.answers.append(redirect(302, other.url("/there?b=2")))

    with closing(oauth2.Client(consumer, token, trusted_origins=[other.url("/x")])) as client:
        client.request(server.url("/here"), headers={"Cookie": "c=1"})

    assert verify_strictly(other.request).own == "b=2"
    assert other.request.value("Cookie") == "c=1"


def test_trusted_origin_is_no_bridge(server: Loopback, other: Loopback) -> None:
    """From a trusted origin on, a third one gets nothing either."""
    server.answers.append(redirect(302, other.url()))
    with serving() as third:
        other.answers.append(redirect(302, third.url()))
        with closing(oauth2.Client(consumer, token, trusted_origins=[other.url()])) as client:
            client.request(server.url())

    assert verify_strictly(other.request)
    assert leaks(third) == []


# --- ways round ---------------------------------------------------------------------------------


class ClientOfMine(oauth2.Client):
    """A program's subclass that adds a header field to every request, in a dict of its own."""

    def request(  # type: ignore[override]
        self, uri: str, method: str = "GET", body: Any = None, headers: Any = None, **options: Any
    ) -> tuple[httplib2.Response, bytes]:
        """Add the field."""
        headers = {**(headers or {}), "x-app": "mine"}
        return super().request(uri, method, body, headers, **options)


@placements
def test_subclass_that_copies_headers_leaks_nothing(
    server: Loopback, other: Loopback, placement: str
) -> None:
    """What a hop may say does not hang on the dict that httplib2 hands round."""
    server.answers.append(redirect(302, other.url("/there")))

    with closing(ClientOfMine(consumer, token, placement=placement)) as client:
        client.request(server.url())

    assert server.request.value("X-App") == "mine"
    assert leaks(other) == []


def test_patch_that_copies_headers_leaks_nothing(
    server: Loopback, other: Loopback, client: oauth2.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does it for a program that patches `httplib2.Http.request`."""
    unpatched = httplib2.Http.request

    def patched(self: httplib2.Http, uri: str, **options: Any) -> Any:
        options["headers"] = {**options["headers"], "X-Trace": "1"}
        return unpatched(self, uri, **options)

    monkeypatch.setattr(httplib2.Http, "request", patched)
    server.answers.append(redirect(302, other.url("/there")))

    client.request(server.url())

    assert server.request.value("X-Trace") == "1"
    assert leaks(other) == []


def test_permanent_redirect_out_of_the_cache_leaks_nothing(
    server: Loopback, other: Loopback, tmp_path: Path
) -> None:
    """A redirect that httplib2 remembers obeys the same rules."""
    server.answers.append(redirect(301, other.url("/there")))

    with closing(oauth2.Client(consumer, token, cache=str(tmp_path))) as client:
        client.request(server.url("/here"), headers={"Cookie": "c=1"})
        client.request(server.url("/here"), headers={"Cookie": "c=1"})

    assert len(server.requests) == 1
    assert leaks(other) == []


def test_permanent_redirect_out_of_the_cache_keeps_the_body(
    server: Loopback, tmp_path: Path
) -> None:
    """httplib2 forgets the body there; a POST must not arrive empty."""
    server.answers.append(redirect(308, "/there"))

    with closing(oauth2.Client(consumer, token, cache=str(tmp_path))) as client:
        client.request(server.url("/here"), "POST", "a=1", FORM)
        client.request(server.url("/here"), "POST", "a=2", FORM)

    assert [each.body for each in server.requests if each.target == "/there"] == [b"a=1", b"a=2"]


def test_password_is_for_those_whom_the_caller_asked(
    server: Loopback, other: Loopback, client: oauth2.Client
) -> None:
    """Another origin that asks for a password does not get the one that httplib2 knows (C7)."""
    client.add_credentials("alice", "sesame")
    server.answers.append(redirect(302, other.url("/there")))
    other.default = Answer(401, (("WWW-Authenticate", 'Basic realm="r"'),))

    response, _ = client.request(server.url(), placement="query")

    assert response.status == 401
    assert [request.values("Authorization") for request in other.requests] == [[]]
