"""Verify requests in Django: `python verify_django.py`, or `gunicorn verify_django`."""

import os
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any
from wsgiref.simple_server import make_server

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

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

settings.configure(ROOT_URLCONF=__name__, SECRET_KEY=secrets.token_urlsafe())


def verify(received: oauth2.Request) -> oauth2.Token:
    """Return the token in whose name the request was signed."""
    key = received.get_parameter("oauth_consumer_key")
    token_key = received.get_parameter("oauth_token")
    consumer = oauth2.Consumer(key, CONSUMERS.get(key, DUMMY))
    token = oauth2.Token(token_key, TOKENS.get((key, token_key), DUMMY))
    server.verify_request(received, consumer, token)
    return token


def signed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view that is called for signed requests only, with the token behind the request."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        body = request.body
        try:
            received = oauth2.Request.from_wsgi(request.META, body=body, scheme=SCHEME, host=HOST)
            token = verify(received)
        except oauth2.RequestRefused as error:
            # As plain text: the message may repeat what the client sent.
            headers = server.build_authenticate_header("photos", error=error)
            return HttpResponse(
                str(error), "text/plain; charset=utf-8", status=error.status, headers=headers
            )
        return view(request, token, *args, **kwargs)

    return wrapped


@signed
def photos(request: HttpRequest, token: oauth2.Token) -> HttpResponse:
    """Answer a signed request."""
    return JsonResponse({"token": token.key})


# The signature does what the CSRF token of a browser's form does.
urlpatterns = [path("photos", csrf_exempt(photos))]
application = get_wsgi_application()

if __name__ == "__main__":
    make_server("127.0.0.1", int(os.environ.get("PORT", "8000")), application).serve_forever()
