"""evernote3 gets its tokens from the sandbox.

It asks one URL for both of them, https://<host>/oauth, so the sandbox answers there too, with TLS.
tox.ini tells httplib2 to trust the certificate of the tests (`HTTPLIB2_CA_CERTS`): nothing of
evernote3 is patched.
"""

from __future__ import annotations

import importlib
import ssl
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import oauth2
from oauth2.sandbox import CONSUMER_KEY, CONSUMER_SECRET, Provider, Sandbox, serve

CERTIFICATE = Path(__file__).parents[1] / "loopback.pem"
EvernoteClient: Any = importlib.import_module("evernote.api.client").EvernoteClient


class Evernote(Provider):
    """The sandbox with Evernote's one endpoint: GET gives a request token, POST an access token."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        """Answer a request; what is verified is the URL that the client called."""
        paths = {"GET": "/request_token", "POST": "/access_token"}
        if environ["PATH_INFO"] == "/oauth":
            environ = environ | {"PATH_INFO": paths[environ["REQUEST_METHOD"]]}
        return super().__call__(environ, start_response)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Return the provider, over https."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with serve(provider=Evernote(), ssl_context=context) as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox) -> Any:
    """Return Evernote's client, which speaks to the sandbox."""
    return EvernoteClient(
        consumer_key=CONSUMER_KEY,
        consumer_secret=CONSUMER_SECRET,
        service_host=urlsplit(sandbox.url).netloc,
    )


def test_tokens_are_got(sandbox: Sandbox, client: Any) -> None:
    """`get_request_token` and `get_access_token` run unchanged."""
    request_token = client.get_request_token("http://127.0.0.1:8000/ready?next=/notes&tab=1")
    assert request_token["oauth_callback_confirmed"] == "true"

    verifier = sandbox.provider.approve(request_token["oauth_token"])
    access_token = client.get_access_token_dict(
        request_token["oauth_token"], request_token["oauth_token_secret"], verifier
    )

    assert client.token == access_token["oauth_token"]
    token = oauth2.Token(access_token["oauth_token"], access_token["oauth_token_secret"])
    with closing(oauth2.Client(sandbox.consumer, token)) as reader:
        response, _ = reader.request(f"{sandbox.url}/me")
    assert response.status == 200


def test_wrong_verifier_gets_nothing(client: Any) -> None:
    """The request for the access token is really verified."""
    request_token = client.get_request_token("http://127.0.0.1:8000/ready")

    with pytest.raises(KeyError, match="oauth_token"):
        client.get_access_token(
            request_token["oauth_token"], request_token["oauth_token_secret"], "wrong"
        )


def test_authorize_url_carries_the_token(sandbox: Sandbox, client: Any) -> None:
    """`get_authorize_url` makes the link out of what was answered."""
    request_token = client.get_request_token("http://127.0.0.1:8000/ready")

    assert client.get_authorize_url(request_token) == (
        f"{sandbox.url}/OAuth.action?oauth_token={request_token['oauth_token']}"
    )
