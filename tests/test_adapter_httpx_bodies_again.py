"""Bodies that httpx and httpx2 send again behind a redirect: whole, or not at all."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from _httpx_clients import KINDS, Kind, OnlyOnce, kind_of, nonces
from _loopback import Loopback, redirect, serving

import oauth2

FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> Iterator[Kind]:
    """Return a kind of client."""
    with kind_of(request.param) as made:
        yield made


@pytest.fixture(scope="module", params=[name for name in KINDS if not name.endswith("async")])
def sync_kind(request: pytest.FixtureRequest) -> Iterator[Kind]:
    """Return a kind of client that takes files: httpx has no async ones."""
    with kind_of(request.param) as made:
        yield made


@pytest.mark.parametrize("content_type", [FORM, "image/jpeg"])
def test_file_is_sent_again_from_where_it_stood(
    sync_kind: Kind, server: Loopback, content_type: str
) -> None:
    """A file is rewound for each hop, to its position and not to its start; httpx does neither."""
    server.answers.extend([redirect(307, "/there"), redirect(307, "/on")])
    file = io.BytesIO(b"x=0&a=1")
    file.seek(4)

    headers = {"Content-Type": content_type}
    sync_kind.ask(server.url("/here"), "PUT", content=file, headers=headers)

    assert [each.body for each in server.requests] == [b"a=1"] * 3
    assert len(nonces(server.requests)) == 3


def test_file_is_sent_again_elsewhere(sync_kind: Kind, server: Loopback) -> None:
    """Also where it is not signed."""
    with serving() as other:
        server.answers.append(redirect(307, other.url("/there")))
        sync_kind.ask(server.url("/here"), "PUT", content=io.BytesIO(b"\xff\xd8"))

    assert other.request.body == b"\xff\xd8"


def test_form_in_a_stream_is_sent_again(kind: Kind, server: Loopback) -> None:
    """A form was read to be signed, so it is there for the next hop."""
    server.answers.append(redirect(307, "/there"))

    headers = {"Content-Type": FORM}
    kind.ask(server.url("/here"), "PUT", content=kind.stream([b"a=", b"1"]), headers=headers)

    assert [each.body for each in server.requests] == [b"a=1", b"a=1"]


def test_multipart_is_sent_again(kind: Kind, server: Loopback) -> None:
    """Each part gives its octets anew."""
    server.answers.append(redirect(307, "/there"))

    kind.ask(server.url("/here"), "PUT", data={"a": "1"}, files={"f": io.BytesIO(b"\xff\xd8")})

    assert server.requests[0].body == server.requests[1].body
    assert len(nonces(server.requests)) == 2


def test_list_of_parts_is_sent_again(sync_kind: Kind, server: Loopback) -> None:
    """A list is no iterator."""
    server.answers.append(redirect(307, "/there"))

    sync_kind.ask(server.url("/here"), "PUT", content=[b"\xff", b"\xd8"])

    assert [each.body for each in server.requests] == [b"\xff\xd8", b"\xff\xd8"]


@pytest.mark.parametrize("where", ["/there", "http://localhost:1/"], ids=["home", "elsewhere"])
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda kind: {"content": kind.stream([b"x"])}, id="generator"),
        pytest.param(lambda _: {"files": {"f": OnlyOnce(b"x")}}, id="multipart with a pipe"),
    ],
)
def test_redirect_is_refused_when_the_body_cannot_be_sent_again(
    kind: Kind, server: Loopback, where: str, make: Any
) -> None:
    """An empty body in place of a spent one would be data lost without a word."""
    server.answers.append(redirect(307, where))

    with pytest.raises(oauth2.InvalidBody, match="only once"):
        kind.ask(server.url("/here"), "PUT", **make(kind))

    assert len(server.requests) == 1


@pytest.mark.parametrize("make", [iter, lambda parts: OnlyOnce(parts[0])], ids=["iterator", "pipe"])
def test_redirect_is_refused_when_httpx_would_send_nothing(
    sync_kind: Kind, server: Loopback, make: Any
) -> None:
    """Of anything but generators httpx does not know that it is used up."""
    server.answers.append(redirect(308, "/there"))

    with pytest.raises(oauth2.InvalidBody, match="only once"):
        sync_kind.ask(server.url("/here"), "PUT", content=make([b"x"]))

    assert len(server.requests) == 1


def test_body_that_can_be_sent_once_is_no_matter_when_it_goes(kind: Kind, server: Loopback) -> None:
    """A redirect that makes a GET of the request needs no body."""
    server.answers.append(redirect(303, "/there"))

    kind.ask(server.url("/here"), "PUT", content=kind.stream([b"x"]))

    assert [each.method for each in server.requests] == ["PUT", "GET"]
    assert len(nonces(server.requests)) == 2
