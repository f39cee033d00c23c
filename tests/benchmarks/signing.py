"""Signs the sample with this library, with others, and with the floor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any, TypeAlias

import oauth2

from . import old_python_oauth2, sample
from .measuring import Gauge, installed, timed

#: Signs the sample afresh, and returns the Authorization header.
Sign: TypeAlias = Callable[[], str]

KEYS = (sample.CONSUMER.key, sample.CONSUMER.secret, sample.TOKEN.key, sample.TOKEN.secret)


def by_signer() -> Sign:
    """Return what signs with `Signer.sign`."""
    signer = oauth2.Signer(sample.CONSUMER, sample.TOKEN)

    def sign() -> str:
        signed = signer.sign(sample.METHOD, sample.URL, sample.FORM_TYPE, sample.FORM)
        return signed.headers["Authorization"]

    return sign


def by_floor() -> Sign:
    """Return what signs with the floor."""
    return lambda: sample.signed_by_the_floor(sample.URL)


def by_oauthlib() -> Sign:
    """Return what signs with oauthlib's `Client.sign`."""
    key, secret, token, token_secret = KEYS
    client = import_module("oauthlib.oauth1").Client(key, secret, token, token_secret)

    def sign() -> str:
        _, headers, _ = client.sign(sample.URL, sample.METHOD, sample.FORM, sample.FORM_TYPE)
        return str(headers["Authorization"])

    return sign


def by_authlib() -> Sign:
    """Return what signs with Authlib's `ClientAuth.sign`."""
    auth = import_module("authlib.oauth1").ClientAuth(*KEYS)

    def sign() -> str:
        _, headers, _ = auth.sign(sample.METHOD, sample.URL, dict(sample.FORM_TYPE), sample.FORM)
        return str(headers["Authorization"])

    return sign


def by_requests_oauthlib() -> Sign:
    """Return what has requests prepare the sample, which requests-oauthlib signs."""
    auth = import_module("requests_oauthlib").OAuth1(*KEYS)
    make = import_module("requests").Request

    def sign() -> str:
        request = make(
            sample.METHOD, sample.URL, data=sample.FORM, headers=sample.FORM_TYPE, auth=auth
        )
        value: bytes = request.prepare().headers["Authorization"]
        return value.decode("ascii")

    return sign


def by_rauth() -> Sign:
    """Return what signs with the parts of rauth's session that sign.

    They are given query and form decoded: rauth parses neither.
    """
    session = import_module("rauth").OAuth1Session(*KEYS)
    header = import_module("rauth.utils").OAuth1Auth
    _, secret, _, token_secret = KEYS

    def sign() -> str:
        parts = {
            "params": sample.QUERY_FIELDS,
            "data": sample.FORM_FIELDS,
            "headers": sample.FORM_TYPE,
        }
        protocol = session._get_oauth_params(parts)
        protocol["oauth_signature"] = session.signature.sign(
            secret, token_secret, sample.METHOD, sample.URL, protocol, parts
        )
        return str(header(protocol)._get_auth_header())

    return sign


def by_request(library: Any = oauth2) -> Sign:
    """Return what signs as programs for python-oauth2 do, with that or with this library."""
    consumer = library.Consumer(sample.CONSUMER.key, sample.CONSUMER.secret)
    token = library.Token(sample.TOKEN.key, sample.TOKEN.secret)
    method = library.SignatureMethod_HMAC_SHA1()

    def sign() -> str:
        request = library.Request.from_consumer_and_token(
            consumer, token, sample.METHOD, sample.URL, sample.FORM_FIELDS, is_form_encoded=True
        )
        request.sign_request(method, consumer, token)
        return str(request.to_header()["Authorization"])

    return sign


def by_old_request() -> Sign:
    """Return what signs with python-oauth2 1.9."""
    return by_request(old_python_oauth2.load())


#: Each of them raises ImportError where its library is not installed.
SIGNERS: Mapping[str, Callable[[], Sign]] = {
    "Signer": by_signer,
    "Signer again": by_signer,
    "the floor": by_floor,
    "oauthlib": by_oauthlib,
    "Authlib": by_authlib,
    "requests-oauthlib": by_requests_oauthlib,
    "rauth": by_rauth,
    "Request": by_request,
    "python-oauth2 1.9": by_old_request,
}


@contextmanager
def gauges() -> Iterator[dict[str, Gauge]]:
    """Yield what times each of them that is installed."""
    yield installed({name: _timing(make) for name, make in SIGNERS.items()})


def _timing(make: Callable[[], Sign]) -> Callable[[], Gauge]:
    return lambda: timed(make())
