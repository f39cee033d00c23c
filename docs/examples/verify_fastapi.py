"""Verify requests in FastAPI: `python verify_fastapi.py`.

Or `uvicorn --no-proxy-headers verify_fastapi:app`: else uvicorn believes the X-Forwarded-Proto of
whatever runs on this machine.
"""

import os
import secrets
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI, Request
from fastapi.responses import PlainTextResponse

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

app = FastAPI()


async def receive(request: Request) -> oauth2.Request:
    """Return the request as it arrived."""
    body = await request.body()
    return oauth2.Request.from_asgi(request.scope, body, scheme=SCHEME, host=HOST)


# No coroutine, so that it runs in a thread: a lookup or a nonce store may have to wait.
def verify(received: Annotated[oauth2.Request, Depends(receive)]) -> oauth2.Token:
    """Return the token in whose name the request was signed."""
    key = received.get_parameter("oauth_consumer_key")
    token_key = received.get_parameter("oauth_token")
    consumer = oauth2.Consumer(key, CONSUMERS.get(key, DUMMY))
    token = oauth2.Token(token_key, TOKENS.get((key, token_key), DUMMY))
    server.verify_request(received, consumer, token)
    return token


@app.exception_handler(oauth2.RequestRefused)
async def refuse(request: Request, error: oauth2.RequestRefused) -> PlainTextResponse:
    """Say why, as plain text: the message may repeat what the client sent."""
    headers = server.build_authenticate_header("photos", error=error)
    return PlainTextResponse(str(error), error.status, headers)


@app.api_route("/photos", methods=["GET", "POST", "PUT"])
async def photos(token: Annotated[oauth2.Token, Depends(verify)]) -> dict[str, str]:
    """Answer a signed request."""
    return {"token": token.key}


if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ.get("PORT", "8000")), proxy_headers=False)
