"""What a mail provider knows, and its verdict on an XOAUTH string; oauthlib does the maths."""

from __future__ import annotations

from enum import Enum
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from oauthlib.oauth1.rfc5849 import signature

CONSUMER_KEY = "mail-reader"
CONSUMER_SECRET = "kd94hf93k423kf44"
TOKEN_KEY = "nnch734d00sl2jdk"
TOKEN_SECRET = "pfkkdhi9sl3r4s00"
#: What the servers explain a wrong signature with, in a challenge of its own.
EXPLANATION = b'{"status": "401"}'


class Verdict(Enum):
    """What the provider thinks of an XOAUTH string."""

    ACCEPTED = "accepted"
    UNKNOWN = "unknown consumer or token"
    WRONG = "wrong signature"


def verdict(xoauth: bytes) -> Verdict:
    """Verify an XOAUTH string: one with our token, or one of our consumer alone."""
    method, url, signed = xoauth.decode("ascii").split(" ")
    assert method == "GET"
    found = dict(
        signature.collect_parameters(
            uri_query=urlsplit(url).query,
            headers={"Authorization": f"OAuth {signed}"},
            exclude_oauth_signature=False,
        )
    )
    claimed = found.pop("oauth_signature")
    if (
        found["oauth_consumer_key"] != CONSUMER_KEY
        or found.get("oauth_token", TOKEN_KEY) != TOKEN_KEY
    ):
        return Verdict.UNKNOWN
    request: Any = SimpleNamespace(
        http_method="GET", uri=url, params=list(found.items()), signature=claimed
    )
    token_secret = TOKEN_SECRET if "oauth_token" in found else ""
    right = signature.verify_hmac_sha1(request, CONSUMER_SECRET, token_secret)
    return Verdict.ACCEPTED if right else Verdict.WRONG
