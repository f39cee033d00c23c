"""Permanent redirects out of httplib2's cache obey the rules of redirects (C4-C8)."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from _caching import MakeClient, Store, fresh, kept_in, opening, told_by, verified
from _loopback import Answer, Loopback, Recorded, redirect

import oauth2

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
OTHER_TOKEN = oauth2.Token("tk-2", "secretive t+/%s")
PLAINTEXT = oauth2.SignatureMethod_PLAINTEXT()

placements = pytest.mark.parametrize("placement", ["header", "query", "body", "classic"])
methods = pytest.mark.parametrize(
    "how", [oauth2.SignatureMethod_HMAC_SHA1(), PLAINTEXT], ids=["HMAC-SHA1", "PLAINTEXT"]
)
permanent = pytest.mark.parametrize("status", [301, 308])


@pytest.fixture
def make(tmp_path: Path) -> Iterator[MakeClient]:
    """Return what makes Clients on one folder, each as if it were another run."""
    with opening(str(tmp_path)) as made:
        yield made


def targets(server: Loopback) -> list[str]:
    """Return the method and path of what came in."""
    return [f"{each.method} {each.target.partition('?')[0]}" for each in server.requests]


def leaks(server: Loopback) -> list[bytes]:
    """Return what a server saw and should not have seen."""
    ours = [b"oauth_", b"uthorization", b"ookie", b"ck-1", b"tk-1", b"secret"]
    return [word for word in ours for request in server.requests if word in request.octets]


# --- within one origin --------------------------------------------------------------------------


@permanent
@methods
@placements
@pytest.mark.parametrize("echo", ["", "?%s"], ids=["plain", "echo"])
def test_redirect_is_followed_without_asking_again(
    server: Loopback,
    make: MakeClient,
    tmp_path: Path,
    echo: str,
    placement: str,
    how: oauth2.SignatureMethod,
    status: int,
) -> None:
    """The next request goes straight there, signed afresh, each parameter once (C5)."""

    def send_on(seen: Recorded) -> Answer:
        query = seen.target.partition("?")[2]
        return redirect(status, "/new" + (echo % query if echo else "?a=1"))

    server.answers.append(send_on)
    client = make(placement=placement, signature_method=how)

    contents = [client.request(server.url("/old?a=1"))[1] for _ in range(3)]
    again = make(placement=placement, signature_method=how).request(server.url("/old?a=1"))[1]

    assert [*contents, again] == [b"fine"] * 4
    assert targets(server) == ["GET /old", *["GET /new"] * 4]
    assert [verified(each).own for each in server.requests] == ["a=1"] * 5
    assert len({verified(each).protocol["oauth_nonce"] for each in server.requests}) == 5
    assert told_by(kept_in(tmp_path), server) == []


def test_redirect_is_kept_in_an_object_of_the_callers(server: Loopback) -> None:
    """There is no difference between that and a folder."""
    store = Store()
    server.answers.append(lambda seen: redirect(301, f"/new?{seen.target.partition('?')[2]}"))

    with opening(store) as make:
        for _ in range(2):
            make(placement="query").request(server.url("/old"))

    assert targets(server) == ["GET /old", "GET /new", "GET /new"]
    assert told_by(store.entries, server) == []


BODIES: dict[str, tuple[str, Callable[[], Any], dict[str, str], bytes]] = {
    "form": ("POST", lambda: "a=1&b=", FORM, b"a=1&b="),
    "JSON": ("POST", lambda: b'{"a": "\xc3\xa9"}', JSON, b'{"a": "\xc3\xa9"}'),
    "file": ("PUT", lambda: io.BytesIO(b"one two"), JSON, b"one two"),
    "form in a file": ("PUT", lambda: io.BytesIO(b"a=1"), FORM, b"a=1"),
    "no body": ("DELETE", lambda: None, {}, b""),
}


@pytest.mark.parametrize(("method", "body", "headers", "arrives"), BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("placement", ["header", "query"])
def test_body_arrives_whole(
    server: Loopback,
    make: MakeClient,
    placement: str,
    method: str,
    body: Callable[[], Any],
    headers: dict[str, str],
    arrives: bytes,
) -> None:
    """httplib2 forgets it when it remembers a 308 (C6)."""
    server.answers.append(redirect(308, "/new"))

    for _ in range(2):
        make(placement=placement).request(server.url("/old"), method, body(), headers)

    assert targets(server) == [f"{method} /old", *[f"{method} /new"] * 2]
    assert [each.body for each in server.requests] == [arrives] * 3
    assert {each.value("Content-Type") for each in server.requests} == {headers.get("Content-Type")}
    assert len({verified(each).protocol["oauth_nonce"] for each in server.requests}) == 3


def test_form_with_the_signature_in_it_arrives_whole(server: Loopback, make: MakeClient) -> None:
    """Each hop's form holds its own signature, and no other (C6)."""
    server.answers.append(redirect(308, "/new"))

    for _ in range(2):
        make(placement="body").request(server.url("/old"), "POST", "a=1&b=", FORM)

    assert targets(server) == ["POST /old", "POST /new", "POST /new"]
    assert [verified(each).own for each in server.requests] == ["a=1&b="] * 3


def test_body_that_can_be_read_only_once_is_sent_once(server: Loopback, make: MakeClient) -> None:
    """Where the redirect is known beforehand, nothing was read yet."""
    server.answers.append(redirect(308, "/new"))
    make().request(server.url("/old"), "PUT", b"one", JSON)

    make().request(server.url("/old"), "PUT", iter([b"one ", b"two"]), JSON)

    assert targets(server) == ["PUT /old", "PUT /new", "PUT /new"]
    assert server.requests[2].body == b"one two"
    assert verified(server.requests[2])


def test_redirect_of_one_user_is_not_anothers(server: Loopback, make: MakeClient) -> None:
    """Each may have a place of their own (C11)."""
    server.answers.extend([redirect(301, "/one"), Answer(), redirect(301, "/two"), Answer()])

    for token in (None, OTHER_TOKEN) * 2:
        make(token=token).request(server.url("/me"))

    assert targets(server) == ["GET /me", "GET /one", "GET /me", "GET /two", "GET /one", "GET /two"]


@pytest.mark.parametrize("path", ["/caf\xe9", "/日本語のページ" * 5], ids=["short", "long"])
def test_redirect_to_a_path_beyond_ascii_is_right(
    server: Loopback, make: MakeClient, tmp_path: Path, path: str
) -> None:
    """httplib2 keeps such a URL in base64; the echo in it is not sent again (C5)."""
    raw = path.encode().decode("latin-1")
    server.answers.extend([lambda seen: redirect(301, f"{raw}?{seen.target[5:]}")] * 2)
    client = make(placement="query")

    for _ in range(2):
        client.request(server.url("/old"))

    assert len({verified(each).protocol["oauth_nonce"] for each in server.requests}) == len(
        server.requests
    )
    assert told_by(kept_in(tmp_path), server) == []


# --- to another origin --------------------------------------------------------------------------


@permanent
@methods
@placements
@pytest.mark.parametrize("echo", ["", "?%s"], ids=["plain", "echo"])
def test_other_origin_gets_nothing_of_ours(
    server: Loopback,
    other: Loopback,
    make: MakeClient,
    tmp_path: Path,
    echo: str,
    placement: str,
    how: oauth2.SignatureMethod,
    status: int,
) -> None:
    """Not either when the redirect was stored by a run before (C7)."""

    def send_on(seen: Recorded) -> Answer:
        return redirect(status, other.url("/there" + (seen.target[1:] if echo else "")))

    server.answers.append(send_on)

    for _ in range(3):
        client = make(placement=placement, signature_method=how)
        client.request(server.url("/"), headers={"Cookie": "c=1"})

    assert targets(server) == ["GET /"]
    assert targets(other) == ["GET /there"] * 3
    assert leaks(other) == []
    assert told_by(kept_in(tmp_path), server) == []


@pytest.mark.parametrize("placement", ["header", "query", "body"])
def test_other_origin_gets_the_body_as_the_caller_wrote_it(
    server: Loopback, other: Loopback, make: MakeClient, placement: str
) -> None:
    """A 308 asks for the same request, without what we put into it (C7)."""
    server.answers.append(redirect(308, other.url("/there")))

    for _ in range(2):
        make(placement=placement).request(server.url("/"), "POST", "a=1&b=", FORM)

    assert targets(server) == ["POST /"]
    assert [each.body for each in other.requests] == [b"a=1&b="] * 2
    assert leaks(other) == []


def test_trusted_origin_gets_a_signature(
    server: Loopback, other: Loopback, make: MakeClient
) -> None:
    """As it does when the redirect is not out of the cache."""
    server.answers.append(redirect(301, other.url("/there")))

    for _ in range(2):
        make(trusted_origins=[other.url()]).request(server.url("/"))

    assert targets(server) == ["GET /"]
    assert len({verified(each).protocol["oauth_nonce"] for each in other.requests}) == 2


def test_unsigned_hop_and_signed_request_have_an_answer_each(
    server: Loopback, other: Loopback, make: MakeClient
) -> None:
    """What everyone may see is not what a user sees, though it has the same URL (C11)."""
    server.answers.append(redirect(301, other.url("/")))
    other.answers.extend([fresh(b"for everyone"), fresh(b"for one")])
    client = make()

    contents = [client.request(each.url("/"))[1] for each in (server, other, server, other)]

    assert contents == [b"for everyone", b"for one"] * 2
    assert len(other.requests) == 2
