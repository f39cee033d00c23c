"""Other OAuth 1.0a clients for Python, each asked to sign and send one request."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, replace
from typing import Any

import requests
from _loopback import CERTIFICATE
from _system import require_module
from _verifiers import CONSUMER, TOKEN
from requests_oauthlib import OAuth1Session

_TIMEOUT = 60  # seconds


@dataclass(frozen=True)
class How:
    """How to sign."""

    placement: str = "header"
    method: str = "HMAC-SHA1"
    consumer: tuple[str, str] = CONSUMER
    #: None for a request without a token.
    token: tuple[str, str] | None = TOKEN
    #: A private key, as PEM.
    rsa_key: str | None = None
    #: True makes the body count in the signature whatever it is, by its hash.
    body_hash: bool = False


@dataclass(frozen=True)
class What:
    """What to send."""

    method: str
    url: str
    #: Text or bytes, sent as they are.
    body: str | bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()
    #: Further arguments of the library's `request`, such as `params`.
    given: Any = None

    def at(self, origin: str) -> What:
        """Return the same with an origin before its URL."""
        return replace(self, url=origin + self.url)

    def arguments(self, body_name: str) -> dict[str, Any]:
        """Return the arguments of the library's `request`.

        Args:
            body_name: what it calls the body.
        """
        fixed = {"method": self.method, "url": self.url, "headers": dict(self.headers)}
        return {**fixed, body_name: self.body, **(self.given or {})}


def by_requests_oauthlib(how: How, what: What) -> Any:
    """Send by requests-oauthlib, which signs with oauthlib; return the response."""
    token, token_secret = how.token or (None, None)
    session = OAuth1Session(
        *how.consumer,
        resource_owner_key=token,
        resource_owner_secret=token_secret,
        signature_type="AUTH_HEADER" if how.placement == "header" else how.placement.upper(),
        signature_method=how.method,
        rsa_key=how.rsa_key,
        force_include_body=how.body_hash,
    )
    return _by_requests(session, what)


def by_authlib(how: How, what: What) -> Any:
    """Send by Authlib's client for requests; return the response."""
    client = require_module("authlib.integrations.requests_client")
    return _by_requests(client.OAuth1Session(**_authlib_options(how)), what)


def by_authlib_httpx2(how: How, what: What) -> Any:
    """Send by Authlib's client for httpx2; return the response."""
    # With httpx in its place Authlib warns that it is about to give that up.
    require_module("httpx2")
    client = require_module("authlib.integrations.httpx_client")
    options = {
        "trust_env": False,
        "verify": ssl.create_default_context(cafile=CERTIFICATE),
        "timeout": _TIMEOUT,
    }
    with client.OAuth1Client(**_authlib_options(how), **options) as session:
        return session.request(**what.arguments("content"))


def by_tweepy(how: How, what: What) -> Any:
    """Send by requests, as tweepy does, with what tweepy signs by; return the response.

    Tweepy itself asks no other URLs than those of X; it signs with HMAC-SHA1, in the header.
    """
    tweepy = require_module("tweepy")
    handler = tweepy.OAuth1UserHandler(*how.consumer, *(how.token or ()))
    session = requests.Session()
    session.auth = handler.apply_auth()
    return _by_requests(session, what)


def _by_requests(session: requests.Session, what: What) -> requests.Response:
    with session:
        session.trust_env = False
        session.verify = str(CERTIFICATE)
        return session.request(**what.arguments("data"), timeout=_TIMEOUT)


def _authlib_options(how: How) -> dict[str, Any]:
    token, secret = how.token or (None, None)
    return {
        "client_id": how.consumer[0],
        "client_secret": how.consumer[1],
        "token": token,
        "token_secret": secret,
        "signature_type": how.placement.upper(),
        "signature_method": how.method,
        "rsa_key": how.rsa_key,
        "force_include_body": how.body_hash,
    }
