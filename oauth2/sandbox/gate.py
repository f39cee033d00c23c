"""Who may pass: looks up consumer and token, and has `Server` verify."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..credentials import Token
from ..errors import InvalidSignature
from ..request import Request
from ..server import Server
from .answers import Environ
from .refusal import Refused
from .store import AccessToken, Registration, Store


class Admitted(NamedTuple):
    """A request for a protected resource that may pass."""

    request: Request
    registration: Registration
    #: None where the consumer asks for itself.
    access: AccessToken | None


class Gate:
    """Verifies the requests to one sandbox.

    Args:
        store: who is known.
        server: what verifies.
        without_secret: True accepts the request for an access token without the token secret too.
        require_callback: True refuses a request for a request token that names no callback.
    """

    def __init__(
        self, store: Store, server: Server, *, without_secret: bool, require_callback: bool
    ) -> None:
        self.store = store
        self.require_callback = require_callback
        self._server = server
        self._without_secret = without_secret

    def receive(self, environ: Environ) -> tuple[Request, Registration]:
        """Read a request and look up its consumer; nothing is verified yet."""
        request = Request.from_wsgi(environ)
        if not any(name.startswith("oauth_") for name in request):
            # With 401, not 400: a request without credentials is told which are wanted.
            raise Refused(
                "parameter_absent",
                "the request carries no OAuth parameters",
                parameter="oauth_consumer_key",
            )
        return request, self.store.registration(request.get_parameter("oauth_consumer_key"))

    def verify(
        self, request: Request, registration: Registration, token: Token | None
    ) -> dict[str, Any]:
        """Verify a request that may be made once only, and return its other parameters."""
        return self._server.verify_request(request, registration.consumer, token)

    def verify_request_token(
        self, request: Request, registration: Registration, token: Token
    ) -> None:
        """Verify a request for an access token, by the setting without the token secret too."""
        try:
            self._server.verify_request(request, registration.consumer, token)
        except InvalidSignature:
            if not self._without_secret:
                raise
            half = Token(token.key, "")
            self._server.verify_request(request, registration.consumer, half)

    def admit(self, environ: Environ) -> Admitted:
        """Verify a request for a protected resource, of a consumer with or without a token."""
        request, registration = self.receive(environ)
        # An empty token says the same as none (RFC 5849 section 3.1).
        key = request.get("oauth_token") or None
        access = key and self.store.access_token(key, registration.consumer.key)
        self.verify(request, registration, access.token if access else None)
        return Admitted(request, registration, access or None)
