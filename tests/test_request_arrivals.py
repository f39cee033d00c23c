"""What another project's client signs arrives whole through other projects' servers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from _arrivals import CONSUMER, TOKEN, Verifier, by_uvicorn, by_wsgiref
from _system import require_module
from _web import web_server
from requests_oauthlib import OAuth1Session
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix


def starlette_mount(**options: Any) -> AbstractContextManager[str]:
    """Run the application below `/m/n` of two Starlette applications, on uvicorn."""
    routing = require_module("starlette.routing")
    application = require_module("starlette.applications").Starlette
    inner = application(routes=[routing.Mount("/n", app=Verifier().asgi)])
    return by_uvicorn(application(routes=[routing.Mount("/m", app=inner)]), **options)


def werkzeug_mount() -> AbstractContextManager[str]:
    """Run the application below `/m/n` of werkzeug's dispatcher, on werkzeug's server."""
    lost = Verifier().wsgi
    inner = DispatcherMiddleware(lost, {"/n": Verifier().wsgi})
    return web_server(DispatcherMiddleware(lost, {"/m": inner}))


SERVERS: dict[str, Callable[[], AbstractContextManager[str]]] = {
    "uvicorn": lambda: by_uvicorn(Verifier().asgi),
    "starlette": starlette_mount,
    "werkzeug": lambda: web_server(Verifier().wsgi),
    "werkzeug-mount": werkzeug_mount,
    "wsgiref": lambda: by_wsgiref(Verifier().wsgi),
}


@pytest.fixture(scope="module", params=SERVERS)
def origin(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run each of the servers; return its origin."""
    with SERVERS[request.param]() as found:
        yield found


@pytest.fixture
def session() -> Iterator[OAuth1Session]:
    """Return a client of requests-oauthlib's."""
    with OAuth1Session(CONSUMER.key, CONSUMER.secret, TOKEN.key, TOKEN.secret) as found:
        yield found


@pytest.mark.parametrize(
    ("method", "target", "form", "expected"),
    [
        pytest.param("GET", "/m/n/a%20b/%C3%A9;v=1", None, {}, id="path"),
        pytest.param("GET", "/m/n?q=%2B+1&q=%C3%A9&r=", None, {"q": ["+ 1", "é"], "r": ""}, id="q"),
        pytest.param(
            "POST", "/m/n/?x=1", {"x": "1", "b": "&"}, {"x": ["1", "1"], "b": "&"}, id="f"
        ),
    ],
)
def test_signed_request_arrives(
    origin: str, session: OAuth1Session, method: str, target: str, form: Any, expected: Any
) -> None:
    """Path, query and form are what was signed, also below a mount."""
    answer = session.request(method, origin + target, data=form)

    assert answer.status_code == 200, answer.text
    assert json.loads(answer.content) == expected


@pytest.mark.parametrize("server", ["uvicorn", "starlette", "werkzeug", "werkzeug-mount"])
def test_escaped_slash_arrives_where_the_server_tells_the_target(
    server: str, session: OAuth1Session
) -> None:
    """The raw path counts, with escapes that a decoded one has lost."""
    with SERVERS[server]() as origin:
        answer = session.get(f"{origin}/m/n/a%2Fb%21")

    assert answer.status_code == 200, answer.text


def test_escaped_slash_is_refused_where_the_server_hides_the_target(
    session: OAuth1Session,
) -> None:
    """The path is decoded there, so that it is another one; it is not guessed at."""
    with by_wsgiref(Verifier().wsgi) as origin:
        answer = session.get(f"{origin}/a%2Fb")

    assert answer.status_code == 401


def signed_for(session: OAuth1Session, url: str, origin: str) -> int:
    """Send what was signed for one URL to another origin, as a proxy does; return the status."""
    prepared = session.prepare_request(require_module("requests").Request("GET", url))
    prepared.url = origin + "/x%2Fy"
    return session.send(prepared).status_code


def test_prefix_that_a_proxy_took_off_counts_with_uvicorn(session: OAuth1Session) -> None:
    """With uvicorn's `root_path` the raw path begins with it again."""
    with by_uvicorn(Verifier().asgi, root_path="/api") as origin:
        assert signed_for(session, f"{origin}/api/x%2Fy", origin) == 200


def test_prefix_that_a_proxy_took_off_counts_with_werkzeug(session: OAuth1Session) -> None:
    """With ProxyFix, which the program puts in to trust its proxy, SCRIPT_NAME has the prefix."""
    session.headers["X-Forwarded-Prefix"] = "/api"
    with web_server(ProxyFix(Verifier().wsgi, x_prefix=1)) as origin:
        assert signed_for(session, f"{origin}/api/x%2Fy", origin) == 200


def test_headers_of_a_proxy_do_not_count(session: OAuth1Session) -> None:
    """Anybody can send them (E15)."""
    session.headers["X-Forwarded-Prefix"] = "/api"
    with web_server(Verifier().wsgi) as origin:
        assert signed_for(session, f"{origin}/api/x%2Fy", origin) == 401
