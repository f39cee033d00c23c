"""Compares how many requests per second this Server, oauthlib and Authlib verify, on one core.

    python tests/benchmarks/verify.py [--markdown]

All get the same requests, each one signed once and verified once by each of them, in turns of an
order that changes.  Nonces are kept in memory.  oauthlib and Authlib check no body hash, and
Authlib no timestamp of the future.
"""

from __future__ import annotations

import gc
import random
import secrets
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from authlib.oauth1 import ResourceProtector
from oauthlib import oauth1

import oauth2

ROUNDS = 150
#: Of each shape, in each round: few, so that all verifiers meet the machine in the same mood.
REQUESTS = 20
CONSUMER = oauth2.Consumer("dpf43f3p2l4k3l03dpf43f3p", "kd94hf93k423kf44kd94hf93")
TOKEN = oauth2.Token("nnch734d00sl2jdknnch734d", "pfkkdhi9sl3r4s00pfkkdhi9")
URL = "https://photos.example.net/photos?file=vacation.jpg&size=original"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


class Arrived(NamedTuple):
    """A request, as a framework hands it over."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes
    #: The body as text, which oauthlib and Authlib want, where it is a form.
    form: str | None


SHAPES: dict[str, tuple[str, dict[str, str], bytes]] = {
    "GET with a query": ("GET", {}, b""),
    "POST of a form": ("POST", FORM, b"title=A+walk+in+Z%C3%BCrich&tags=a%2Cb&public=1&comment="),
    "POST of JSON": ("POST", JSON, b'{"title": "A walk", "tags": ["a", "b"], "public": true}'),
}

# --- the verifiers ------------------------------------------------------------------------------


def by_oauth2() -> Callable[[Arrived], bool]:
    """Return what verifies with this library."""
    server = oauth2.Server({"HMAC-SHA1": oauth2.SignatureMethod_HMAC_SHA1()})

    def verify(arrived: Arrived) -> bool:
        method, url, headers, body, _ = arrived
        request = oauth2.Request.from_request(method, url, headers, body=body)
        return isinstance(server.verify_request(request, CONSUMER, TOKEN), dict)

    return verify


class Validator(oauth1.RequestValidator):
    """What oauthlib asks: one consumer, one token, a set of nonces."""

    dummy_client = dummy_access_token = "0" * 24

    def __init__(self) -> None:
        super().__init__()
        self._used: set[tuple[Any, ...]] = set()

    def validate_timestamp_and_nonce(self, *args: Any, **options: Any) -> bool:
        """Take a nonce once, and a timestamp of five minutes' distance."""
        client_key, timestamp, nonce, *_ = args
        key = (client_key, timestamp, nonce, options.get("access_token"))
        if key in self._used or abs(time.time() - int(timestamp)) > 300:
            return False
        self._used.add(key)
        return True

    def validate_client_key(self, client_key: str, request: Any) -> bool:
        """Tell whether the consumer is known."""
        return bool(client_key == CONSUMER.key)

    def get_client_secret(self, client_key: str, request: Any) -> str:
        """Return the consumer's secret."""
        return str(CONSUMER.secret)

    def validate_access_token(self, client_key: str, token: str, request: Any) -> bool:
        """Tell whether the token is known."""
        return bool(token == TOKEN.key)

    def get_access_token_secret(self, client_key: str, token: str, request: Any) -> str:
        """Return the token's secret."""
        return str(TOKEN.secret)

    def validate_realms(self, *args: Any, **options: Any) -> bool:
        """Take every realm."""
        return True


def by_oauthlib() -> Callable[[Arrived], bool]:
    """Return what verifies with oauthlib's endpoint for resources."""
    endpoint = oauth1.ResourceEndpoint(Validator())

    def verify(arrived: Arrived) -> bool:
        method, url, headers, _, form = arrived
        return bool(endpoint.validate_protected_resource_request(url, method, form, headers)[0])

    return verify


def by_oauthlib_signature_only() -> Callable[[Arrived], bool]:
    """Return what verifies with oauthlib's endpoint that checks least."""
    endpoint = oauth1.SignatureOnlyEndpoint(Validator())

    def verify(arrived: Arrived) -> bool:
        method, url, headers, _, form = arrived
        return bool(endpoint.validate_request(url, method, form, headers)[0])

    return verify


class Credential:
    """What Authlib wants to know of a consumer or a token."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def get_client_secret(self) -> str:
        """Return the secret of the consumer."""
        return self._secret

    def get_oauth_token_secret(self) -> str:
        """Return the secret of the token."""
        return self._secret


class Protector(ResourceProtector):
    """What Authlib asks: one consumer, one token, a set of nonces."""

    def __init__(self) -> None:
        self._used: set[tuple[Any, ...]] = set()
        self._consumers = {CONSUMER.key: Credential(CONSUMER.secret)}
        self._tokens = {TOKEN.key: Credential(TOKEN.secret)}

    def get_client_by_id(self, client_id: str) -> Any:
        """Return the consumer."""
        return self._consumers.get(client_id)

    def get_token_credential(self, request: Any) -> Any:
        """Return the token."""
        return self._tokens.get(request.token)

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        """Take a nonce once."""
        key = (request.client_id, request.timestamp, nonce, request.token)
        used = key in self._used
        self._used.add(key)
        return used


def by_authlib() -> Callable[[Arrived], bool]:
    """Return what verifies with Authlib."""
    protector = Protector()

    def verify(arrived: Arrived) -> bool:
        method, url, headers, _, form = arrived
        return protector.validate_request(method, url, form, headers) is not None

    return verify


VERIFIERS = {
    "oauth2": by_oauth2,
    "oauthlib": by_oauthlib,
    "oauthlib, signature only": by_oauthlib_signature_only,
    "Authlib": by_authlib,
}

# --- the measurement ----------------------------------------------------------------------------


def arrivals(method: str, headers: dict[str, str], body: bytes) -> list[Arrived]:
    """Sign new requests of a shape."""
    # oauthlib takes no nonce of more than 30 characters.
    signer = oauth2.Signer(CONSUMER, TOKEN, nonce=lambda: secrets.token_hex(12))
    signed = [signer.sign(method, URL, headers, body) for _ in range(REQUESTS)]
    form = body.decode("ascii") if headers is FORM else None
    return [Arrived(method, each.url, dict(each.headers), body, form) for each in signed]


def measure(rounds: int) -> dict[tuple[str, str], list[float]]:
    """Return how many requests per second there were in each round, by shape and verifier."""
    verifiers = {name: make() for name, make in VERIFIERS.items()}
    rates: dict[tuple[str, str], list[float]] = {}
    for shape, parts in list(SHAPES.items()) * rounds:
        requests = arrivals(*parts)
        for name in random.sample(list(verifiers), len(verifiers)):
            taken = seconds(verifiers[name], requests)
            rates.setdefault((shape, name), []).append(len(requests) / taken)
    return rates


def seconds(verify: Callable[[Arrived], bool], requests: list[Arrived]) -> float:
    """Return how long a verifier needs for all requests, each of which it must take."""
    gc.collect()
    gc.disable()
    begin = time.process_time()  # not what other programs on this machine took
    taken = [verify(request) for request in requests]
    end = time.process_time()
    gc.enable()
    if not all(taken):
        raise AssertionError("a right request was refused")
    return end - begin


def spread(rates: list[float]) -> float:
    """Return the range in which the middle half lies, as a part of the median."""
    low, middle, high = statistics.quantiles(rates, n=4)
    return (high - low) / middle


def ratios(rates: dict[tuple[str, str], list[float]], shape: str, name: str) -> float:
    """Return how many times as many this library verifies, as the median of the rounds' ratios."""
    pairs = zip(rates[shape, "oauth2"], rates[shape, name], strict=True)
    return statistics.median(ours / theirs for ours, theirs in pairs)


def report(rates: dict[tuple[str, str], list[float]]) -> Iterator[str]:
    """Yield the lines of a table for the terminal."""
    yield f"{'':18} {'':26} {'per second':>10} {'spread':>7} {'oauth2 is':>10}"
    for shape, name in sorted(rates):
        found = rates[shape, name]
        times = ratios(rates, shape, name)
        middle = statistics.median(found)
        yield f"{shape:18} {name:26} {middle:10,.0f} {spread(found):7.0%} {times:9.2f}x"


def markdown(rates: dict[tuple[str, str], list[float]]) -> Iterator[str]:
    """Yield the lines of the table in the documentation: ratios only."""
    others = [name for name in VERIFIERS if name != "oauth2"]
    yield f"| request | {' | '.join(f'against {name}' for name in others)} |"
    yield "|---" * (len(others) + 1) + "|"
    for shape in SHAPES:
        cells = (f"{ratios(rates, shape, name):.1f}" for name in others)
        yield f"| {shape} | {' | '.join(cells)} |"


def main(table: Callable[[dict[tuple[str, str], list[float]]], Iterator[str]]) -> None:
    """Measure and print."""
    measure(10)  # warm up
    sys.stdout.write("\n".join([*table(measure(ROUNDS)), ""]))


if __name__ == "__main__":
    main(markdown if "--markdown" in sys.argv else report)
