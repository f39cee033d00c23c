"""Verify requests in Flask: `python verify_flask.py`, or `flask --app verify_flask run`."""

import os
import secrets

from flask import Flask, Response, jsonify, request

import oauth2

# Whom this provider knows, and their secrets; a token belongs to one consumer.
CONSUMERS = {"dpf43f3p2l4k3l03": "kd94hf93k423kf44"}
TOKENS = {("dpf43f3p2l4k3l03", "nnch734d00sl2jdk"): "pfkkdhi9sl3r4s00"}
# Stands in for a secret that is not there: an unknown key is refused as a wrong secret is.
DUMMY = secrets.token_urlsafe()
# What clients see where a proxy stands in front; None takes what the request says.
SCHEME = os.environ.get("PUBLIC_SCHEME")
HOST = os.environ.get("PUBLIC_HOST")

server = oauth2.Server()
server.add_signature_method(oauth2.SignatureMethod_HMAC_SHA1())
server.add_signature_method(oauth2.SignatureMethod_HMAC_SHA256())

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 1_000_000  # octets, of any body


def verify(received: oauth2.Request) -> oauth2.Token:
    """Return the token in whose name the request was signed."""
    key = received.get_parameter("oauth_consumer_key")
    token_key = received.get_parameter("oauth_token")
    consumer = oauth2.Consumer(key, CONSUMERS.get(key, DUMMY))
    token = oauth2.Token(token_key, TOKENS.get((key, token_key), DUMMY))
    server.verify_request(received, consumer, token)
    return token


@app.errorhandler(oauth2.RequestRefused)
def refuse(error: oauth2.RequestRefused) -> Response:
    """Say why, as plain text: the message may repeat what the client sent."""
    headers = server.build_authenticate_header("photos", error=error)
    return Response(str(error), error.status, headers, mimetype="text/plain")


@app.route("/photos", methods=["GET", "POST", "PUT"])
def photos() -> Response:
    """Answer a signed request."""
    received = oauth2.Request.from_wsgi(request.environ, scheme=SCHEME, host=HOST)
    return jsonify(token=verify(received).key)


if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", "8000")))
