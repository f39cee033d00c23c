"""A tool for LTI 1.1, in Flask: `python verify_lti.py`, or `flask --app verify_lti run`."""

import os
import secrets

from flask import Flask, Response, abort, request
from markupsafe import escape

import oauth2

# The secret of each platform that may launch this tool.
CONSUMERS = {"dpf43f3p2l4k3l03": "kd94hf93k423kf44"}
# Stands in for a secret that is not there: an unknown key is refused as a wrong secret is.
DUMMY = secrets.token_urlsafe()
# What browsers see where a proxy stands in front; None takes what the request says.
SCHEME = os.environ.get("PUBLIC_SCHEME")
HOST = os.environ.get("PUBLIC_HOST")
# What makes a form a launch.
LAUNCH = {"lti_message_type": "basic-lti-launch-request", "lti_version": "LTI-1p0"}

server = oauth2.Server()
server.add_signature_method(oauth2.SignatureMethod_HMAC_SHA1())

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 1_000_000  # octets, of any body


@app.errorhandler(oauth2.RequestRefused)
def refuse(error: oauth2.RequestRefused) -> Response:
    """Say why, as plain text: the message may repeat what the client sent."""
    headers = server.build_authenticate_header("tool", error=error)
    return Response(str(error), error.status, headers, mimetype="text/plain")


@app.post("/launch")
def launch() -> str:
    """Let in whom the platform sends."""
    received = oauth2.Request.from_wsgi(request.environ, scheme=SCHEME, host=HOST)
    key = received.get_parameter("oauth_consumer_key")
    consumer = oauth2.Consumer(key, CONSUMERS.get(key, DUMMY))
    # A launch has no token: None.
    fields = server.verify_request(received, consumer, None)
    if not LAUNCH.items() <= fields.items() or "resource_link_id" not in fields:
        abort(400, "This is no launch of LTI 1.1.")
    # Users are known by both: another platform may have one with the same id.
    user = f"{fields.get('user_id')} of {key}"
    return f"<p>{escape(user)} is here as {escape(fields.get('roles'))}.</p>"


if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", "8000")))
