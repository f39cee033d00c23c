"""Which requests of aiohttp belong to one call, whatever runs around and beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from _aiohttp import AUTH, aiohttp, fetch, leaks, nonces, run, stream
from _loopback import Answer, Cut, Loopback, redirect
from _verifiers import verify_strictly

import oauth2

Handler = Callable[[Any], Awaitable[Any]]


def ask_through(*middlewares: Any, url: str, method: str = "GET", **options: Any) -> int:
    """Send a request by way of some middlewares; return the status."""

    async def call() -> int:
        async with aiohttp.ClientSession(middlewares=middlewares) as session:
            response, _ = await fetch(session, url, method, **options)
            return response.status

    return run(call())


# --- middlewares of others ----------------------------------------------------------------------


async def in_a_task(req: Any, handler: Handler) -> Any:
    """Run what comes behind in a task of its own, as some time limits do."""
    return await asyncio.create_task(handler(req))  # type: ignore[arg-type]  # a coroutine


async def with_a_request_before(req: Any, handler: Handler) -> Any:
    """Ask for something else with the same session, signed as well, before each request."""
    if req.url.path != "/clock":
        await req.session.get(req.url.origin() / "clock")
    return await handler(req)


async def with_a_request_behind(req: Any, handler: Handler) -> Any:
    """Ask for something else with the same session, signed as well, behind each request."""
    response = await handler(req)
    if req.url.path != "/report":
        await req.session.get(req.url.origin() / "report")
    return response


around = pytest.mark.parametrize(
    "middleware", [in_a_task, with_a_request_before, with_a_request_behind]
)


@around
def test_hop_elsewhere_is_not_signed_whatever_runs_around_it(
    server: Loopback, other: Loopback, middleware: Any
) -> None:
    """A hop is told by the call that it belongs to, and not by task, context or order."""
    answers = iter([redirect(307, other.url("/there"))])
    server.default = lambda seen: next(answers) if seen.target == "/here" else Answer()

    assert ask_through(middleware, AUTH, url=server.url("/here")) == 200

    assert leaks(each for each in other.requests if each.target == "/there") == []
    assert len(nonces(server.requests)) == len(server.requests)


@around
def test_hop_at_home_is_signed_whatever_runs_around_it(server: Loopback, middleware: Any) -> None:
    """So it is on the way to the same origin."""
    answers = iter([redirect(307, "/there")])
    server.default = lambda seen: next(answers) if seen.target == "/here" else Answer()

    assert ask_through(middleware, AUTH, url=server.url("/here")) == 200

    assert {"/here", "/there"} <= {each.target for each in server.requests}
    assert len(nonces(server.requests)) == len(server.requests)


async def repeating(req: Any, handler: Handler) -> Any:
    """Repeat a request that the server was too busy for."""
    response = await handler(req)
    return await handler(req) if response.status == 503 else response


@pytest.mark.parametrize("placement", ["header", "query", "body"])
def test_repeated_request_has_a_nonce_of_its_own(server: Loopback, placement: str) -> None:
    """A middleware in front repeats the program's request, not the signed one."""
    server.answers.append(Answer(503))
    options: dict[str, Any] = {"url": server.url("/?a=1"), "method": "POST", "data": {"b": "2"}}

    ask_through(repeating, AUTH.replace(placement=placement), **options)

    assert [verify_strictly(each).own for each in server.requests] == ["a=1&b=2"] * 2
    assert len(nonces(server.requests)) == 2


def test_request_is_signed_when_a_middleware_turns_to_another_host(
    server: Loopback, other: Loopback
) -> None:
    """That is the program's own doing, and no redirect."""
    server.answers.append(Answer(503))

    async def elsewhere(req: Any, handler: Handler) -> Any:
        await handler(req)
        req.url = req.url.with_port(other.port)
        req.headers["Host"] = f"127.0.0.1:{other.port}"
        return await handler(req)

    ask_through(elsewhere, AUTH, url=server.url())

    assert len(nonces([server.request, other.request])) == 2


def test_hop_is_not_signed_by_the_next_one_who_could(server: Loopback, other: Loopback) -> None:
    """A program that has credentials for each host is not led to use those of another."""
    server.answers.append(redirect(302, other.url()))

    async def by_port(req: Any, handler: Handler) -> Any:
        auth = {server.port: AUTH, other.port: AUTH.replace(version=None)}[req.url.port]
        return await auth(req, handler)

    ask_through(by_port, url=server.url())

    assert leaks(other.requests) == []


def test_nothing_is_signed_when_aiohttp_does_not_tell_calls_apart(server: Loopback) -> None:
    """A request that could be a hop to another host is not sent."""

    async def without_traces(req: Any, handler: Handler) -> Any:
        del req._traces
        return await handler(req)

    with pytest.raises(oauth2.MissingExtra, match="which requests are of one call"):
        ask_through(without_traces, AUTH, url=server.url())

    assert server.requests == []


def test_hop_is_told_beside_traces_of_the_programs(server: Loopback, other: Loopback) -> None:
    """A program that traces its requests sees its own redirects, and they are as safe."""
    server.answers.append(redirect(302, other.url()))
    seen: list[str] = []

    async def on_redirect(session: Any, context: Any, params: Any) -> None:
        seen.append(params.response.headers["Location"])

    async def call() -> None:
        traces = aiohttp.TraceConfig()
        traces.on_request_redirect.append(on_redirect)
        async with aiohttp.ClientSession(trace_configs=[traces], middlewares=(AUTH,)) as session:
            await fetch(session, server.url())

    run(call())

    assert seen == [other.url()]
    assert leaks(other.requests) == []


# --- many at once -------------------------------------------------------------------------------


def test_calls_at_the_same_time_do_not_mix(server: Loopback, other: Loopback) -> None:
    """A hundred calls, redirected home, elsewhere and not at all, each get what is theirs."""
    rules = {"/home": redirect(307, "/end"), "/away": redirect(307, other.url("/there"))}
    server.default = lambda seen: rules.get(seen.target, Answer())

    async def call() -> list[Any]:
        async with aiohttp.ClientSession(middlewares=(AUTH,)) as session:
            targets = ["/home", "/away", "/end", "/away", "/home"] * 20
            return await asyncio.gather(
                *(fetch(session, server.url(each), "PUT", data={"a": each}) for each in targets)
            )

    answers = run(call())

    assert [response.status for response, _ in answers] == [200] * 100
    assert len(nonces(server.requests)) == len(server.requests) == 140
    assert {each.body for each in other.requests} == {b"a=%2Faway"}
    assert (len(other.requests), leaks(other.requests)) == (40, [])


# --- connections that are dead ------------------------------------------------------------------


def ask_twice(url: str, method: str, **options: Any) -> None:
    """Send two requests one after the other, on one connection if it lives."""

    async def call() -> None:
        async with aiohttp.ClientSession(middlewares=(AUTH,)) as session:
            await fetch(session, url)
            await fetch(session, url, method, **options)

    run(call())


@pytest.mark.parametrize(
    ("method", "data"), [("GET", None), ("DELETE", None), ("PUT", b"{}"), ("PUT", {"a": "1"})]
)
def test_request_on_a_dead_connection_is_repeated_with_another_nonce(
    server: Loopback, method: str, data: Any
) -> None:
    """What aiohttp repeats by itself may have been seen, so the nonce is a new one."""
    server.answers.extend([Answer(), Cut()])

    ask_twice(server.url(), method, data=data)

    assert [each.method for each in server.requests] == ["GET", method, method]
    assert server.requests[1].body == server.requests[2].body
    assert len(nonces(server.requests)) == 3


def test_hop_on_a_dead_connection_is_signed_anew(server: Loopback) -> None:
    """A hop that aiohttp repeats has a nonce of its own as well."""
    server.answers.extend([redirect(307, "/there"), Cut()])

    ask_through(AUTH, url=server.url("/here"), method="PUT", data={"a": "1"})

    assert [each.target for each in server.requests] == ["/here", "/there", "/there"]
    assert [each.body for each in server.requests] == [b"a=1"] * 3
    assert len(nonces(server.requests)) == 3


def test_hop_elsewhere_on_a_dead_connection_is_not_signed(
    server: Loopback, other: Loopback
) -> None:
    """A hop that aiohttp repeats is still a hop."""
    server.answers.append(redirect(307, other.url()))
    other.answers.append(Cut())

    ask_through(AUTH, url=server.url(), method="PUT", data={"a": "1"})

    assert [each.body for each in other.requests] == [b"a=1", b"a=1"]
    assert leaks(other.requests) == []


def test_post_on_a_dead_connection_is_not_repeated(server: Loopback) -> None:
    """Whether it was done is not known: aiohttp leaves that to the caller."""
    server.answers.extend([Answer(), Cut()])

    with pytest.raises(aiohttp.ServerDisconnectedError):
        ask_twice(server.url(), "POST", data=b"{}")

    assert [each.method for each in server.requests] == ["GET", "POST"]


def test_file_on_a_dead_connection_arrives_whole_or_not_at_all(
    server: Loopback, tmp_path: Path
) -> None:
    """Where aiohttp, before 3.14, would send what is left of it, the repetition is refused."""
    server.answers.extend([Answer(), Cut()])
    path = tmp_path / "file"
    path.write_bytes(b"\xff\xd8" * 9)

    with path.open("rb") as file, suppress(oauth2.InvalidBody):
        ask_twice(server.url(), "PUT", data=file)

    assert {each.body for each in server.requests[1:]} == {b"\xff\xd8" * 9}
    assert len(nonces(server.requests)) == len(server.requests)


def test_form_on_a_dead_connection_arrives_whole_or_not_at_all(server: Loopback) -> None:
    """The same holds for one that came as a stream."""
    server.answers.extend([Answer(), Cut()])
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    with suppress(oauth2.InvalidBody):
        ask_twice(server.url(), "PUT", data=stream([b"a=", b"1"]), headers=headers)

    assert {each.body for each in server.requests[1:]} == {b"a=1"}
    assert len(nonces(server.requests)) == len(server.requests)
