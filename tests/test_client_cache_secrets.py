"""What lies on disk after signed requests: nothing that they were signed with, names included."""

from __future__ import annotations

import html
import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import httplib2
import pytest
from _caching import CONSUMER, TOKEN, MakeClient, fresh, kept_in, opening, told_by
from _loopback import Answer, Loopback, Recorded

import oauth2

Spell = Callable[[str], str]

PLAINTEXT: dict[str, Any] = {
    "signature_method": oauth2.SignatureMethod_PLAINTEXT(),
    "allow_insecure": True,
}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
#: Base64 of octets, with all that is spelt otherwise elsewhere.
SIGNATURE = "ab+cd/ef+gh/ij+kl/mn+op/qrs="

placements = pytest.mark.parametrize("placement", ["header", "query", "body", "classic"])
methods = pytest.mark.parametrize("options", [{}, PLAINTEXT], ids=["HMAC-SHA1", "PLAINTEXT"])


@pytest.fixture
def make(tmp_path: Path) -> Iterator[MakeClient]:
    """Return what makes Clients on one folder."""
    with opening(str(tmp_path)) as made:
        yield made


# --- answers that are kept, and cleaned -----------------------------------------------------------


@methods
@placements
@pytest.mark.parametrize("vary", ["Authorization", "Accept, authorization", "Cookie"])
def test_nothing_of_the_signature_is_kept(
    server: Loopback,
    make: MakeClient,
    tmp_path: Path,
    options: dict[str, Any],
    placement: str,
    vary: str,
) -> None:
    """httplib2 keeps the URL that it asked for, and each field that an answer varies on (C11)."""
    server.answers.append(fresh(b"one", ("Vary", vary)))
    client = make(placement=placement, **options)

    contents = [client.request(server.url("/?a=1"))[1] for _ in range(2)]

    assert contents == [b"one", b"one"]
    assert len(server.requests) == len(kept_in(tmp_path)) == 1
    assert told_by(kept_in(tmp_path), server) == []


@methods
@placements
def test_nothing_of_the_signature_is_kept_when_it_is_validated(
    server: Loopback, make: MakeClient, tmp_path: Path, options: dict[str, Any], placement: str
) -> None:
    """Nor of a later one, when httplib2 writes the answer anew (C11)."""
    fields = (("ETag", '"1"'), ("Vary", "Authorization"))
    server.answers.extend([Answer(200, fields), Answer(304, fields, b""), Answer(304, (), b"")])
    client = make(placement=placement, **options)

    contents = [client.request(server.url())[1] for _ in range(3)]

    assert contents == [b"fine"] * 3
    assert len(kept_in(tmp_path)) == 1
    assert told_by(kept_in(tmp_path), server) == []


def test_httplib2_alone_would_keep_it(server: Loopback, tmp_path: Path) -> None:
    """The search finds what is there without a Client's care (C11)."""
    server.answers.append(fresh(b"one", ("Vary", "Authorization")))
    signed = oauth2.Signer(CONSUMER, TOKEN, **PLAINTEXT).sign("GET", server.url())

    with closing(httplib2.Http(str(tmp_path))) as http:
        http.request(signed.url, headers=signed.headers)

    nonce = dict(signed.parameters)["oauth_nonce"]
    signature = "secretary%20c%26%C3%A9&secretive%20t%2B%2F%25s"
    expected = sorted([nonce, signature, "secretary", "secretive"])
    assert told_by(kept_in(tmp_path), server) == expected


# --- answers that repeat how they were asked for --------------------------------------------------


def _escaped(form: str, text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", lambda found: form % ord(found[0]), text)


SPELLINGS: dict[str, Spell] = {
    "as it is": str,
    "percent-encoded": lambda text: quote(text, safe=""),
    "percent-encoded twice": lambda text: quote(quote(text, safe=""), safe=""),
    "percent-encoded, small": lambda text: re.sub(
        "%..", lambda escape: escape[0].lower(), quote(text, safe="")
    ),
    "HTML": html.escape,
    "HTML, careful": lambda text: _escaped("&#x%X;", text),
    "HTML, decimal": lambda text: _escaped("&#%d;", text),
    "JSON": json.dumps,
    "JSON as PHP writes it": lambda text: json.dumps(text).replace("/", "\\/"),
    "JSON, careful": lambda text: _escaped("\\u%04x", text),
}
spellings = pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)


class KnownSignature(oauth2.SignatureMethod):
    """Signs with what is hard to find again."""

    name = "KNOWN"

    def digest(self, key: bytes, text: bytes) -> bytes:
        """Return the octets of the signature above."""
        return b64decode(SIGNATURE)


@spellings
@placements
def test_answer_that_shows_its_request_is_not_kept(
    server: Loopback, make: MakeClient, tmp_path: Path, placement: str, spell: Spell
) -> None:
    """A page for those who look for an error is no page for the disk."""

    def show(seen: Recorded) -> Answer:
        return fresh(spell(f"{seen.target} {seen.value('Authorization')}").encode())

    server.answers.append(show)

    make(placement=placement, nonce=lambda: "17").request(server.url("/?a=1"))

    assert told_by(kept_in(tmp_path), server) == []


@spellings
@placements
def test_answer_that_shows_the_signature_alone_is_not_kept(
    server: Loopback, make: MakeClient, tmp_path: Path, placement: str, spell: Spell
) -> None:
    """Neither is "you sent …, and not …", however that is spelt."""
    server.answers.append(fresh(f"<p>{spell(SIGNATURE)}</p>".encode()))

    make(placement=placement, signature_method=KnownSignature()).request(server.url())

    assert told_by({"": spell(SIGNATURE).encode()}, server) == [SIGNATURE]
    assert told_by(kept_in(tmp_path), server) == []


@placements
def test_answer_that_shows_the_nonce_alone_is_not_kept(
    server: Loopback, make: MakeClient, tmp_path: Path, placement: str
) -> None:
    """It does no harm there, and does not belong there."""
    server.answers.append(fresh(b"request one-time-9 was right"))

    make(placement=placement, nonce=lambda: "one-time-9").request(server.url())

    assert told_by({"": b"one-time-9"}, server) == ["one-time-9"]
    assert told_by(kept_in(tmp_path), server) == []


@pytest.mark.table
@spellings
@pytest.mark.parametrize("decoded", ["never", "once", "twice"])
@placements
def test_answer_that_shows_the_secrets_is_not_kept(
    server: Loopback, make: MakeClient, tmp_path: Path, placement: str, decoded: str, spell: Spell
) -> None:
    """A PLAINTEXT signature is the two secrets, encoded and then encoded again."""
    once = "secretary%20c%26%C3%A9&secretive%20t%2B%2F%25s"
    shown = {"never": quote(once, safe=""), "once": once, "twice": unquote(once)}[decoded]
    server.answers.append(fresh(f"<p>{spell(shown)}</p>".encode()))

    make(placement=placement, **PLAINTEXT).request(server.url())

    assert told_by(kept_in(tmp_path), server) == []


LOCAL = "/日本語のページ" * 5
BEFORE = {"ASCII": "/a", "mostly ASCII": "/caf\xe9", "UTF-8": LOCAL.encode().decode("latin-1")}


@pytest.mark.parametrize("name", ["X-Asked", "Link", "Content-Location", "Set-Cookie"])
@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE)
def test_header_field_that_shows_its_request_is_not_kept(
    server: Loopback, make: MakeClient, tmp_path: Path, before: str, name: str
) -> None:
    """httplib2 writes a field that is not ASCII in base64 (RFC 2047)."""
    server.answers.append(lambda seen: fresh(b"one", (name, before + seen.target[1:])))

    make(placement="query").request(server.url())

    assert told_by(kept_in(tmp_path), server) == []


def test_answer_that_shows_an_earlier_request_is_not_kept(
    server: Loopback, make: MakeClient, tmp_path: Path
) -> None:
    """What shows another request than its own is no better."""
    client = make(placement="query")
    client.request(server.url("/first"))
    server.answers.append(fresh(server.request.target.encode()))

    client.request(server.url("/log"))

    assert told_by(kept_in(tmp_path), server) == []


def test_url_that_was_signed_before_is_not_kept(
    server: Loopback, make: MakeClient, tmp_path: Path
) -> None:
    """A program may sign a URL itself; its nonce and time will never be asked for again."""
    server.answers.append(fresh(b"one"))
    request = oauth2.Request.from_consumer_and_token(CONSUMER, TOKEN, "GET", server.url())
    request.sign_request(oauth2.SignatureMethod_HMAC_SHA1(), CONSUMER, TOKEN)

    make().request(request.to_url())

    assert told_by(kept_in(tmp_path), server) == []


# --- answers that hold a token --------------------------------------------------------------------

VERIFIED = oauth2.Token("tk-1", "secretive")
VERIFIED.set_verifier("17")
ASKED: dict[str, tuple[dict[str, Any], str, dict[str, Any]]] = {
    "callback": ({}, "/", {"oauth_params": {"oauth_callback": "oob"}}),
    "callback in the URL": ({}, "/?oauth_callback=oob", {}),
    "verifier": ({}, "/", {"oauth_params": {"oauth_verifier": "17"}}),
    "verifier of the token": ({"token": VERIFIED}, "/", {}),
    "session handle": ({}, "/", {"oauth_params": {"oauth_session_handle": "17"}}),
    "password": ({}, "/", {"oauth_params": {"x_auth_mode": "client_auth"}}),
    "password in the URL": ({}, "/?x_auth_password=p", {}),
    "password in the body": ({}, "/", {"body": "x_auth_password=p", "headers": FORM}),
}


@pytest.mark.parametrize(("options", "target", "how"), ASKED.values(), ids=ASKED)
@placements
def test_answer_to_who_asks_for_a_token_is_not_kept(
    server: Loopback,
    make: MakeClient,
    tmp_path: Path,
    placement: str,
    options: dict[str, Any],
    target: str,
    how: dict[str, Any],
) -> None:
    """It is a secret, whatever the provider calls it, and each asker wants one of their own."""
    server.answers.extend([fresh(b'{"secret": "s1"}'), fresh(b'{"secret": "s2"}')])
    client = make(placement=placement, **options)

    contents = [client.request(server.url(target), **how)[1] for _ in range(2)]

    assert contents == [b'{"secret": "s1"}', b'{"secret": "s2"}']
    assert kept_in(tmp_path) == {}


@pytest.mark.parametrize(
    "body",
    [b"oauth_token=t&oauth_token_secret=s", b'{"oauth_token": "t", "oauth_token_secret": "s"}'],
    ids=["form", "JSON"],
)
def test_answer_that_holds_a_token_is_not_kept(
    server: Loopback, make: MakeClient, tmp_path: Path, body: bytes
) -> None:
    """Nor is one that came unasked for."""
    server.answers.append(fresh(body))

    make().request(server.url())

    assert kept_in(tmp_path) == {}
