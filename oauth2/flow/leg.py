"""One request of the exchange, before it is signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..credentials import Token

#: The field beside an access token with which it is renewed.
SESSION_HANDLE = "oauth_session_handle"


@dataclass(frozen=True, repr=False)
class Leg:
    """A request to a token endpoint.

    Args:
        method: the HTTP method.
        url: of the endpoint.
        token: signs beside the consumer, or None.
        oauth_params: the protocol parameters that this leg has more than others.
        headers: header fields.
        body: a form, or None.
    """

    method: str
    url: str
    token: Token | None = None
    oauth_params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


def bare(token: Token) -> Token:
    """Return a token without its verifier, which a Signer would send along.

    Args:
        token: a request token or an access token.
    """
    return Token(token.key, token.secret)
