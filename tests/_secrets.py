"""Marker secrets, to be sent through everything and found nowhere."""

from __future__ import annotations

from typing import Any

from vector_files import FOLDER

import oauth2

# Unreserved characters only, so that they are found encoded too.
CONSUMER_SECRET = "marker-of-consumer-secret"
TOKEN_SECRET = "marker-of-token-secret"
PASSWORD = "marker-of-password"
VERIFIER = "marker-of-verifier"
SESSION_HANDLE = "marker-of-session-handle"
KEY_PASSWORD = "marker-of-key-password"
PEM = (FOLDER / "keys" / "test_private_pkcs8.pem").read_text(encoding="ascii")
ENCRYPTED = (FOLDER / "keys" / "test_private_pkcs8_encrypted.pem").read_text(encoding="ascii")
# The lines of the keys, and all the rest.
_MARKERS = ["marker-of", *PEM.splitlines()[1:-1], *ENCRYPTED.splitlines()[1:-1]]

CONSUMER = oauth2.Consumer("ck", CONSUMER_SECRET)
TOKEN = oauth2.Token("tk", TOKEN_SECRET)
TOKEN.set_verifier(VERIFIER)
TOKEN.extra["oauth_session_handle"] = SESSION_HANDLE
PLAIN = oauth2.SignatureMethod_PLAINTEXT()
HMAC_SHA1 = oauth2.SignatureMethod_HMAC_SHA1()
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
#: Parameters whose values are secret.
SENSITIVE = {
    "x_auth_password": PASSWORD,
    "oauth_verifier": VERIFIER,
    "oauth_session_handle": SESSION_HANDLE,
}
#: The same, encoded.
FIELDS = "&".join(f"{name}={value}" for name, value in SENSITIVE.items())


def found(*shown: object) -> list[str]:
    """Return the markers that are in any of these texts."""
    text = "\n".join(map(str, shown))
    return [marker for marker in _MARKERS if marker in text]


def signed(method: oauth2.SignatureMethod, **changes: Any) -> oauth2.Request:
    """Return a request with all that is sensitive in it, as received; some of it changed."""
    request = oauth2.Request.from_consumer_and_token(
        CONSUMER, TOKEN, "POST", "https://h/", SENSITIVE, is_form_encoded=True
    )
    request.sign_request(method, CONSUMER, TOKEN)
    request.update(changes)
    received = oauth2.Request.from_request("POST", "https://h/", FORM, body=request.to_postdata())
    assert received is not None
    return received


def verify(method: oauth2.SignatureMethod, **changes: Any) -> object:
    """Verify such a request."""
    server = oauth2.Server({method.name: method})
    return server.verify_request(signed(method, **changes), CONSUMER, TOKEN)


def rsa(private_key: Any = None, public_key: Any = None, password: Any = None) -> object:
    """Make an RSA method."""
    return oauth2.SignatureMethod_RSA_SHA1(private_key, public_key, password)
