"""WSGI applications on a real server on loopback: werkzeug's, on which Flask's stands."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseServer
from typing import Any

from _loopback import CERTIFICATE
from werkzeug.serving import make_server


@contextmanager
def web_server(application: Any, *, tls: bool = False) -> Iterator[str]:
    """Run a WSGI application, each request in a thread of its own; yield its origin.

    Args:
        application: to run.
        tls: True to speak TLS, with `CERTIFICATE`.
    """
    context = _tls_context() if tls else None
    server = make_server("127.0.0.1", 0, application, threaded=True, ssl_context=context)
    with running(server):
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"


@contextmanager
def running(server: BaseServer) -> Iterator[None]:
    """Let a server of the standard library's kind serve, in a thread."""
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _tls_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context
