"""Servers of other projects, on loopback, whose applications verify each request they are asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from _system import require_module
from _web import running

import oauth2

CONSUMER = oauth2.Consumer("dpf43f3p2l4k3l03", "kd94hf93k423kf44")
TOKEN = oauth2.Token("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")


class Silent(WSGIRequestHandler):
    """Logs nothing."""

    def log_message(self, *arguments: Any) -> None:
        """Say nothing."""


class Verifier:
    """The application, for both kinds of servers: says what is signed, or why it is refused."""

    def __init__(self) -> None:
        self._server = oauth2.Server({"HMAC-SHA1": oauth2.SignatureMethod_HMAC_SHA1()})

    def answer(self, request: oauth2.Request) -> tuple[int, bytes]:
        """Return a status, and the parameters as JSON."""
        try:
            verified = self._server.verify_request(request, CONSUMER, TOKEN)
        except oauth2.RequestRefused as error:
            return error.status, str(error).encode()
        return 200, json.dumps(verified).encode()

    def wsgi(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        """Verify as a WSGI application."""
        status, content = self.answer(oauth2.Request.from_wsgi(environ))
        start_response(f"{status} x", [("Content-Length", str(len(content)))])
        return [content]

    async def asgi(self, scope: Any, receive: Any, send: Any) -> None:
        """Verify as an ASGI application."""
        body = b""
        more = True
        while more:
            message = await receive()
            body += message["body"]
            more = message["more_body"]
        status, content = self.answer(oauth2.Request.from_asgi(scope, body))
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": content})


@contextmanager
def by_wsgiref(application: Any) -> Iterator[str]:
    """Run an application on the standard library's server; yield its origin."""
    server = make_server("127.0.0.1", 0, application, handler_class=Silent)
    with running(server):
        yield f"http://127.0.0.1:{server.server_port}"


@contextmanager
def by_uvicorn(application: Any, **options: Any) -> Iterator[str]:
    """Run an application on uvicorn; yield its origin.

    Args:
        application: to run.
        options: of uvicorn's configuration.
    """
    uvicorn = require_module("uvicorn")
    quiet = {"log_config": None, "lifespan": "off", "http": "h11", "interface": "asgi3"}
    server = uvicorn.Server(uvicorn.Config(application, port=0, **quiet, **options))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "uvicorn does not start"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def django_module(name: str) -> Any:
    """Import a module of Django's, its settings all defaults, or skip the test."""
    conf = require_module("django.conf")
    if not conf.settings.configured:
        conf.settings.configure()
    return require_module(name)
