"""How the requests of the exchange are sent: by `Client`, and never away from the origin."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from ..client import Client
from ..credentials import Consumer
from ..errors import TokenRequestDenied
from .leg import Leg


class _StayingClient(Client):
    """A Client that follows no redirect to another origin: what comes back is a secret."""

    def _follow(self, chain: Any, hop: Any, redirections: int) -> Any:
        if not hop.signs:
            raise TokenRequestDenied(
                f"the token endpoint redirects to another origin, {hop.url.scheme}://"
                f"{hop.url.authority}, which is not followed; use that URL if it is the provider's",
                hint="use the URL to which the provider redirects, if it is the provider's",
            )
        return super()._follow(chain, hop, redirections)


def send(leg: Leg, consumer: Consumer, options: dict[str, Any]) -> tuple[Any, bytes]:
    """Sign and send one request of the exchange.

    Args:
        leg: the request.
        consumer: who signs.
        options: of `Client`.

    Returns:
        httplib2's response and the content, bytes.

    Raises:
        TokenRequestDenied: it is redirected to another origin.
        Error: what `Client.request` raises; so do OSError and httplib2's errors.
    """
    with closing(_StayingClient(consumer, leg.token, **options)) as client:
        return client.request(
            leg.url, leg.method, leg.body, dict(leg.headers), oauth_params=leg.oauth_params
        )
