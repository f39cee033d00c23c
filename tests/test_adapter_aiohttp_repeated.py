"""Bodies of aiohttp that are sent more than once: whole each time, or refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from _aiohttp import AUTH, aiohttp, ask, fetch, nonces, run, stream
from _loopback import Answer, Loopback, redirect

import oauth2

Handler = Callable[[Any], Awaitable[Any]]


async def repeating(req: Any, handler: Handler) -> Any:
    """Repeat a request that the server was too busy for."""
    response = await handler(req)
    return await handler(req) if response.status == 503 else response


async def repeating_afresh(req: Any, handler: Handler) -> Any:
    """Repeat a request with a stream of its own."""
    await handler(req)
    await req.update_body(stream([b"c"]))
    return await handler(req)


def put_through(middleware: Any, url: str, data: Any) -> None:
    """Put a body by way of a middleware that stands in front."""

    async def call() -> None:
        async with aiohttp.ClientSession(middlewares=(middleware, AUTH)) as session:
            await fetch(session, url, "PUT", data=data)

    run(call())


def test_stream_is_not_sent_again(server: Loopback) -> None:
    """An empty body in place of a spent generator would be data lost without a word."""
    server.answers.append(Answer(503))

    with pytest.raises(oauth2.InvalidBody, match="only once"):
        put_through(repeating, server.url(), stream([b"a", b"b"]))

    assert server.request.body == b"ab"


def test_stream_is_sent_when_it_is_another_one(server: Loopback) -> None:
    """A middleware may give the repeated request a stream of its own."""
    server.answers.append(Answer(503))

    put_through(repeating_afresh, server.url(), stream([b"a", b"b"]))

    assert [each.body for each in server.requests] == [b"ab", b"c"]
    assert len(nonces(server.requests)) == 2


def test_redirect_is_refused_when_the_body_cannot_be_sent_again(server: Loopback) -> None:
    """By aiohttp where it sees to that itself, and else by us."""
    server.answers.append(redirect(307, "/there"))

    with pytest.raises((aiohttp.ClientPayloadError, oauth2.InvalidBody)):
        ask(server.url(), "PUT", data=stream([b"a", b"b"]))

    assert server.request.body == b"ab"


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "image/jpeg"])
def test_file_is_sent_again_from_where_it_stood(
    server: Loopback, tmp_path: Path, kind: str
) -> None:
    """A file is rewound for the next hop, to its position and not to its start (B4)."""
    server.answers.extend([redirect(307, "/there"), redirect(308, "/on")])
    path = tmp_path / "file"
    path.write_bytes(b"x=0&a=1")
    file = path.open("rb")
    file.seek(4)

    ask(server.url(), "PUT", data=file, headers={"Content-Type": kind})

    assert [each.body for each in server.requests] == [b"a=1"] * 3
    assert len(nonces(server.requests)) == 3
    assert file.closed  # by aiohttp, which owns what it is given


def test_multipart_form_is_sent_again(server: Loopback, tmp_path: Path) -> None:
    """The files in it are rewound."""
    server.answers.append(redirect(307, "/there"))
    path = tmp_path / "photo.jpeg"
    path.write_bytes(b"\xff\xd8")
    form = aiohttp.FormData({"a": "1"})
    form.add_field("photo", path.open("rb"), filename="photo.jpeg")

    ask(server.url("/here"), "POST", data=form)

    first, second = server.requests
    assert first.body == second.body
    assert first.body.count(b"\xff\xd8") == 1
    assert len(nonces([first, second])) == 2


@pytest.mark.parametrize("placement", ["header", "query", "body"])
def test_form_that_is_repeated_by_a_middleware_is_the_callers(
    server: Loopback, placement: str
) -> None:
    """What signing put into a request is gone once it is sent."""
    server.answers.append(Answer(503))
    bodies: list[bytes] = []

    async def reading(req: Any, handler: Handler) -> Any:
        response = await repeating(req, handler)
        bodies.append(await req.body.as_bytes())
        return response

    async def call() -> None:
        middlewares = (reading, AUTH.replace(placement=placement))
        async with aiohttp.ClientSession(middlewares=middlewares) as session:
            await fetch(session, server.url(), "POST", data={"a": "1"})

    run(call())

    assert bodies == [b"a=1"]
    assert len(nonces(server.requests)) == 2


def test_form_that_was_a_stream_keeps_its_type(server: Loopback) -> None:
    """It was read to be signed, so it is there for the next hop, as the form that it was."""
    server.answers.append(redirect(307, "/there"))
    kind = "application/x-www-form-urlencoded"

    ask(server.url(), "PUT", data=aiohttp.AsyncIterablePayload(stream([b"a="]), content_type=kind))

    assert [each.body for each in server.requests] == [b"a=", b"a="]
    assert [each.value("Content-Type") for each in server.requests] == [kind, kind]
    assert len(nonces(server.requests)) == 2
