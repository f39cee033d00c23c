"""Attaches an Explanation to the error of a Server that was asked for it; never by default."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any, Protocol, TypeVar, cast

from ..credentials import Consumer, Token
from ..encoding import Pairs
from ..errors import RequestRefused
from ..header import build_authorization, field_text, header_items
from ..request import Request
from ..signature import SignatureMethod
from ..signature.by_name import RSA_METHODS, SHARED_SECRET_METHODS
from .refusal import problem_fields

_Verify = TypeVar("_Verify", bound=Callable[..., dict[str, Any]])

_KNOWN_METHODS = {**SHARED_SECRET_METHODS, **RSA_METHODS}
# Seconds on either side, as `explain` holds a timestamp against a time.
_WINDOW = 300


class Verifier(Protocol):
    """What is needed of a Server."""

    timestamp_threshold: float
    signature_methods: dict[str, SignatureMethod]
    _explain: bool

    def _now(self) -> float:
        """Return the time in seconds since 1970."""


def explained(verify: _Verify) -> _Verify:
    """Have a method that verifies a request explain why it refuses one, where that is asked for.

    Args:
        verify: `verify_request` of a Server.
    """

    @wraps(verify)
    def verify_request(
        self: Verifier, request: Request | None, consumer: Consumer, token: Token | None
    ) -> dict[str, Any]:
        if not self._explain:
            return verify(self, request, consumer, token)
        now = int(self._now())
        try:
            return verify(self, request, consumer, token)
        except RequestRefused as error:
            # Whatever is wrong with the explanation, the request is refused as it would be.
            with contextlib.suppress(Exception):
                error.explanation = _explanation(self, error, request, consumer, token, now)
            raise

    return cast(_Verify, verify_request)


def _explanation(
    server: Verifier,
    error: RequestRefused,
    request: Request | None,
    consumer: Consumer,
    token: Token | None,
    now: int,
) -> Any:
    if request is None or not _is_ours(server, request.get("oauth_signature_method")):
        return None
    # When it is first wanted: it has the table of all mistakes, which takes long to import.
    diagnosis = import_module("..diagnosis", __package__)
    challenge = build_authorization(problem_fields(error))
    return diagnosis.explain(
        _arrived(request) or request,
        consumer,
        token,
        response={"status": error.status, "www-authenticate": challenge},
        # With a longer threshold the Server takes what `explain` would call a fault.
        now=now if server.timestamp_threshold <= _WINDOW else None,
    )


def _is_ours(server: Verifier, name: Any) -> bool:
    """Tell whether it is known how requests of a signature method are signed."""
    method = server.signature_methods.get(name)
    return method is None or type(method) is _KNOWN_METHODS.get(name)


def _arrived(request: Request) -> tuple[str, str, Pairs, bytes | None] | None:
    """Return a request as it arrived, or None where that is not, or no more, what is verified."""
    body = request.body if request._body_known else None
    url = getattr(request, "url", None)
    if url is None or not isinstance(body, (bytes, type(None))):
        return None
    fields = _fields(request._held.headers)
    same = type(request).from_request(request.method, url, fields, body=body) == request
    return (request.method, url, fields, body) if same else None


def _fields(headers: Any) -> Pairs:
    """Return header fields by their names; they may be those of a WSGI environ."""
    fields = []
    for key, value in header_items(headers):
        name = field_text(key)
        if name == "CONTENT_TYPE" or name.startswith("HTTP_"):
            name = name.removeprefix("HTTP_").replace("_", "-")
        # The URL is the one that the program says was called.
        if name.lower() != "host" and value and isinstance(value, (str, bytes)):
            fields.append((name, field_text(value)))
    return fields
