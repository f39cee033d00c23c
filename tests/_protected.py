"""A web application that our Server protects, and what became of the requests sent to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from _verifiers import CONSUMER, TOKEN
from _web import web_server
from werkzeug.wrappers import Response

import oauth2

_consumer = oauth2.Consumer(*CONSUMER)
_token = oauth2.Token(*TOKEN)
_SYMMETRIC = (
    oauth2.SignatureMethod_HMAC_SHA1(),
    oauth2.SignatureMethod_HMAC_SHA256(),
    oauth2.SignatureMethod_HMAC_SHA512(),
    oauth2.SignatureMethod_PLAINTEXT(),
)


@contextmanager
def protected(
    *methods: oauth2.SignatureMethod, tls: bool = False, require_body_hash: bool = False
) -> Iterator[str]:
    """Run an application that verifies every request, whatever its URL; yield its origin.

    It knows the consumer and the token of `_verifiers`.  It answers JSON: 200 with the parameters
    that are no protocol parameters and the body, or the status and the problem of the refusal.

    Args:
        methods: the signature methods to take; by default those that need no key pair.
        tls: True to speak TLS.
        require_body_hash: as of `oauth2.Server`.
    """
    server = oauth2.Server(require_body_hash=require_body_hash)
    for method in methods or _SYMMETRIC:
        server.add_signature_method(method)

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        status, answer = _verify(server, environ)
        content = json.dumps(answer)
        return Response(content, status, mimetype="application/json")(environ, start_response)

    with web_server(application, tls=tls) as origin:
        yield origin


def _verify(server: oauth2.Server, environ: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    try:
        request = oauth2.Request.from_wsgi(environ)
        token = _token if request.get("oauth_token") else None
        own = server.verify_request(request, _consumer, token)
    except oauth2.RequestRefused as error:
        return error.status, {"problem": error.problem}
    return 200, {"parameters": own, "body": request.body.decode("latin-1")}


def told(answer: dict[str, Any]) -> str:
    """Return what the application's answer says.

    Args:
        answer: its JSON.

    Returns:
        The parameters, normalised (RFC 5849 section 3.4.1.3.2), or the problem.
    """
    if "problem" in answer:
        return str(answer["problem"])
    values = [
        (name, value)
        for name, found in answer["parameters"].items()
        for value in (found if isinstance(found, list) else [found])
    ]
    encoded = sorted((_encoded(name), _encoded(value)) for name, value in values)
    return "&".join(f"{name}={value}" for name, value in encoded)


def _encoded(text: str) -> str:
    return quote(text, safe="~", errors="surrogateescape")


def outcome(send: Callable[[], Any]) -> str:
    """Send a request to the application, and return what became of it.

    Args:
        send: sends it, and returns the response of requests or of httpx.

    Returns:
        What `told` returns, or the name of the exception with which nothing was sent.
    """
    try:
        response = send()
    except Exception as error:  # noqa: BLE001  whatever a peer stumbles over
        return type(error).__name__
    return told(response.json())
