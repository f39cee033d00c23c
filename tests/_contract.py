"""Signed requests and servers for the tests of the contract with python-oauth2."""

from __future__ import annotations

from typing import Any

import oauth2

URL = "http://tool.example.com/launch"
CONSUMER = oauth2.Consumer("key", "secret")
TOKEN = oauth2.Token("token", "token secret")
HMAC_SHA1 = oauth2.SignatureMethod_HMAC_SHA1()
PLAINTEXT = oauth2.SignatureMethod_PLAINTEXT()


def server_of(
    kind: type[oauth2.Server] = oauth2.Server, method: oauth2.SignatureMethod = HMAC_SHA1
) -> oauth2.Server:
    """Return a server that accepts one signature method."""
    server = kind()
    server.add_signature_method(method)
    return server


def signed(
    url: str = URL,
    parameters: dict[str, Any] | None = None,
    *,
    method: oauth2.SignatureMethod = HMAC_SHA1,
    token: oauth2.Token | None = None,
) -> oauth2.Request:
    """Return a request as a client signs it, now."""
    request = oauth2.Request.from_consumer_and_token(
        CONSUMER, token, "POST", url, parameters, is_form_encoded=True
    )
    request.sign_request(method, CONSUMER, token)
    return request
