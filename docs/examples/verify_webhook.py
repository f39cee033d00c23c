"""Take a webhook that is signed, with a hash of its body: `python verify_webhook.py`.

It needs nothing but this library.  To send it one:

    oauth2 request http://127.0.0.1:8000/hook --json '{"event": "paid"}' --consumer-key sender

which asks for the secret: kd94hf93k423kf44, as in CONSUMERS.
"""

import json
import os
import secrets
from collections.abc import Iterable
from typing import Any
from wsgiref.simple_server import make_server

import oauth2

# Who may call, and their secrets.
CONSUMERS = {"sender": "kd94hf93k423kf44"}
# Stands in for a secret that is not there: an unknown key is refused as a wrong secret is.
DUMMY = secrets.token_urlsafe()
# What the sender calls where a proxy stands in front; None takes what the request says.
SCHEME = os.environ.get("PUBLIC_SCHEME")
HOST = os.environ.get("PUBLIC_HOST")
LONGEST = 6  # digits of Content-Length: a body is below 1,000,000 octets

# JSON is no form, so it counts only if its hash is signed.
server = oauth2.Server(require_body_hash=True)
server.add_signature_method(oauth2.SignatureMethod_HMAC_SHA1())
server.add_signature_method(oauth2.SignatureMethod_HMAC_SHA256())


def receive(environ: dict[str, Any]) -> Any:
    """Verify a call, and return the event in it."""
    received = oauth2.Request.from_wsgi(environ, scheme=SCHEME, host=HOST)
    key = received.get_parameter("oauth_consumer_key")
    # No token: None.  A call counts once; a sender that tries again has to sign again.
    server.verify_request(received, oauth2.Consumer(key, CONSUMERS.get(key, DUMMY)), None)
    return json.loads(received.body)


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer a call (PEP 3333)."""
    plain = [("Content-Type", "text/plain; charset=utf-8")]
    if len(environ.get("CONTENT_LENGTH", "")) > LONGEST:
        start_response("413 Content Too Large", plain)
        return [b"The body is too large.\n"]
    try:
        event = receive(environ)
    except oauth2.RequestRefused as error:
        challenge = server.build_authenticate_header("hook", error=error)
        start_response(f"{error.status} Refused", [*plain, *challenge.items()])
        return [f"{error}\n".encode()]
    except ValueError:
        start_response("400 Bad Request", plain)
        return [b"The body is no JSON.\n"]
    # Answer first and work later: most senders wait for some seconds only.
    print(event, flush=True)
    start_response("204 No Content", [])
    return []


if __name__ == "__main__":
    make_server("127.0.0.1", int(os.environ.get("PORT", "8000")), application).serve_forever()
