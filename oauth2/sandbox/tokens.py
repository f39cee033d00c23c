"""The two endpoints that give tokens (RFC 5849 sections 2.1 and 2.3), renewal and xAuth."""

from __future__ import annotations

from typing import Any

from ..errors import ParameterAbsent, ParameterRejected
from ..request import Request
from .answers import Answer, Environ, form
from .callback import is_callback
from .gate import Gate
from .store import AccessToken, Registration


def request_token(gate: Gate, environ: Environ) -> Answer:
    """Give a request token (RFC 5849 section 2.1)."""
    request, registration = gate.receive(environ)
    gate.verify(request, registration, None)
    callback = _callback(gate, request, registration)
    token = gate.store.add_request_token(registration, callback).token
    return form(
        [
            ("oauth_token", token.key),
            ("oauth_token_secret", token.secret),
            ("oauth_callback_confirmed", "true"),
        ]
    )


def _callback(gate: Gate, request: Request, registration: Registration) -> str:
    # RFC 5849 requires it; programs from before, and many that use a PIN, send none.
    if "oauth_callback" not in request and not gate.require_callback:
        return registration.callback
    callback: str = request.get_parameter("oauth_callback")
    if not is_callback(callback):
        raise ParameterRejected(
            "oauth_callback must be 'oob' or an absolute URL, percent-encoded where it is not "
            "ASCII",
            parameter="oauth_callback",
        )
    return callback


def access_token(gate: Gate, environ: Environ) -> Answer:
    """Give an access token: for a request token, for an older one, or for a password."""
    request, registration = gate.receive(environ)
    if "x_auth_mode" in request:
        access = _log_in(gate, request, registration)
    elif "oauth_session_handle" in request:
        access = _renew(gate, request, registration)
    else:
        access = _exchange(gate, request, registration)
    return form(
        [
            ("oauth_token", access.token.key),
            ("oauth_token_secret", access.token.secret),
            ("oauth_session_handle", access.session_handle),
            ("user_id", access.user.user_id),
            ("screen_name", access.user.name),
        ]
    )


def _exchange(gate: Gate, request: Request, registration: Registration) -> AccessToken:
    """Take a request token and its verifier (RFC 5849 section 2.3)."""
    key = request.get_parameter("oauth_token")
    record = gate.store.request_token(key, registration.consumer.key)
    gate.verify_request_token(request, registration, record.token)
    return gate.store.exchange(record, request.get_parameter("oauth_verifier"))


def _renew(gate: Gate, request: Request, registration: Registration) -> AccessToken:
    """Take an access token and its session handle (OAuth Session extension)."""
    key = request.get_parameter("oauth_token")
    record = gate.store.renewable_token(key, registration.consumer.key)
    gate.verify(request, registration, record.token)
    return gate.store.renew(record, request["oauth_session_handle"])


def _log_in(gate: Gate, request: Request, registration: Registration) -> AccessToken:
    """Take a user's name and password (xAuth); no token is needed."""
    parameters = gate.verify(request, registration, None)
    if _single(parameters, "x_auth_mode") != "client_auth":
        raise ParameterRejected("x_auth_mode must be 'client_auth'", parameter="x_auth_mode")
    name, password = (_single(parameters, f"x_auth_{part}") for part in ("username", "password"))
    user = gate.store.log_in(name, password)
    return gate.store.add_access_token(registration.consumer.key, user)


def _single(parameters: dict[str, Any], name: str) -> str:
    value = parameters.get(name)
    if value is None:
        raise ParameterAbsent(f"{name} is missing", parameter=name)
    if not isinstance(value, str):
        raise ParameterRejected(f"{name} is there more than once", parameter=name)
    return value
