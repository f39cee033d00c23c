"""A Flask program that oauthlib protects, by two of its endpoints."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import flask
from _verifiers import CONSUMER, PUBLIC_KEY, TOKEN, OauthlibValidator
from _web import web_server
from oauthlib import oauth1

#: The realm that the token was given for.
REALM = "photos"


class _Validator(OauthlibValidator):
    """Knows the token and its realm too, and takes each nonce once."""

    dummy_access_token = "nothing"

    def __init__(self) -> None:
        super().__init__()
        self._used: set[tuple[Any, ...]] = set()

    def check_access_token(self, request_token: str) -> bool:
        return True

    def validate_timestamp_and_nonce(self, *args: Any, **options: Any) -> bool:
        client_key, timestamp, nonce, *_ = args
        new = (client_key, timestamp, nonce) not in self._used
        self._used.add((client_key, timestamp, nonce))
        return new

    def validate_access_token(self, client_key: str, token: str, request: Any) -> bool:
        return (client_key, token) == (CONSUMER[0], TOKEN[0])

    def validate_realms(
        self, client_key: str, token: str, request: Any, uri: Any = None, realms: Any = None
    ) -> bool:
        # Only a header field can hold a realm (RFC 5849 section 3.5.1).
        return request.realm in {None, *realms}

    def get_rsa_key(self, client_key: str, request: Any) -> str:
        return PUBLIC_KEY.read_text(encoding="ascii")


def _program() -> flask.Flask:
    signature_only = oauth1.SignatureOnlyEndpoint(_Validator())
    resource = oauth1.ResourceEndpoint(_Validator())
    app = flask.Flask(__name__)

    # Before routing, so that any method and any path gets here.
    @app.before_request
    def verify() -> dict[str, bool]:
        request = flask.request
        url = request.host_url.rstrip("/") + request.environ["REQUEST_URI"]
        parts: Any = (url, request.method, request.get_data(), dict(request.headers))
        return {
            "SignatureOnlyEndpoint": _is_taken(signature_only.validate_request, *parts),
            "ResourceEndpoint": _is_taken(
                resource.validate_protected_resource_request, *parts, [REALM]
            ),
        }

    return app


def _is_taken(validate: Callable[..., tuple[bool, Any]], *parts: Any) -> bool:
    try:
        return validate(*parts)[0]
    except ValueError:  # it cannot even read the request
        return False


@contextmanager
def oauthlib_server() -> Iterator[str]:
    """Run the program; yield its origin.

    Its answer to any request is JSON: for each endpoint, by its name, whether it takes the request.
    """
    with web_server(_program()) as origin:
        yield origin
