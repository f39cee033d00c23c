"""A whole provider that shares no code with ours: oauthlib's endpoints in a Flask program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import flask
from _verifiers import OauthlibValidator
from _web import web_server
from oauthlib import oauth1


class _Validator(OauthlibValidator):
    """Keeps the tokens in memory; the user always agrees."""

    dummy_request_token = "nothing"
    # Its default is 30 at most, and many providers raise it.
    nonce_length = (20, 40)

    def __init__(self) -> None:
        super().__init__()
        self.tokens: dict[str, dict[str, Any]] = {}
        self.verifiers: dict[str, str] = {}
        self.access_tokens: list[dict[str, Any]] = []

    # The first leg.

    def get_default_realms(self, client_key: str, request: Any) -> list[str]:
        return []

    def validate_requested_realms(self, client_key: str, realms: Any, request: Any) -> bool:
        return True

    def validate_redirect_uri(self, client_key: str, redirect_uri: str, request: Any) -> bool:
        return True

    def save_request_token(self, token: Any, request: Any) -> None:
        self.tokens[token["oauth_token"]] = {**token, "callback": request.redirect_uri}

    # The user.

    def verify_request_token(self, token: str, request: Any) -> bool:
        return token in self.tokens

    def verify_realms(self, token: str, realms: Any, request: Any) -> bool:
        return True

    def save_verifier(self, token: str, verifier: dict[str, Any], request: Any) -> None:
        self.verifiers[token] = verifier["oauth_verifier"]

    def get_redirect_uri(self, token: str, request: Any) -> str:
        callback: str = self.tokens[token]["callback"]
        return callback

    # The last leg.

    def check_request_token(self, request_token: str) -> bool:
        return True

    def check_verifier(self, verifier: str) -> bool:
        return True

    def get_request_token_secret(self, client_key: str, token: str, request: Any) -> str:
        secret: str = self.tokens[token]["oauth_token_secret"]
        return secret

    def validate_request_token(self, client_key: str, token: str, request: Any) -> bool:
        return token in self.tokens

    def validate_verifier(self, client_key: str, token: str, verifier: str, request: Any) -> bool:
        return self.verifiers.get(token) == verifier

    def get_realms(self, token: str, request: Any) -> list[str]:
        return []

    def save_access_token(self, token: Any, request: Any) -> None:
        self.access_tokens.append(token)

    def invalidate_request_token(self, client_key: str, request_token: str, request: Any) -> None:
        del self.tokens[request_token]


def _program(validator: _Validator) -> flask.Flask:
    server: Any = oauth1.WebApplicationServer(validator)  # typed for another release
    app = flask.Flask(__name__)

    def parts() -> Any:
        request = flask.request
        url = request.host_url.rstrip("/") + request.environ["REQUEST_URI"]
        return url, request.method, request.get_data(), dict(request.headers)

    def answer(headers: dict[str, str], body: str | None, status: int) -> Any:
        return flask.Response(body or "", status, headers)

    @app.route("/request", methods=["GET", "POST"])
    def request_token() -> Any:
        return answer(*server.create_request_token_response(*parts()))

    @app.route("/authorize")
    def authorize() -> Any:
        return answer(*server.create_authorization_response(*parts(), [], {}))

    @app.route("/access", methods=["GET", "POST"])
    def access_token() -> Any:
        extra = {"screen_name": "Ad\u00e9la"}
        return answer(*server.create_access_token_response(*parts(), extra))

    return app


@contextmanager
def oauthlib_provider() -> Iterator[str]:
    """Run the provider; yield its origin.  It knows the consumer of `_verifiers`."""
    with web_server(_program(_Validator())) as origin:
        yield origin
