"""How tests ask a rehearsal: with our Client, with the flow, and with requests-oauthlib."""

from __future__ import annotations

from typing import Any

from _sandbox import Answer, call
from requests_oauthlib import OAuth1Session

from oauth2 import Problem, ThreeLeggedFlow, Token
from oauth2.sandbox import CONSUMER_KEY, CONSUMER_SECRET, Rehearsal


def get(provider: Rehearsal, token: Token | None = None) -> Answer:
    """Ask a protected resource, by default with a token."""
    return call(
        provider,
        provider.echo_url,
        token=token or provider.provider.add_access_token(provider.consumer),
    )


def problem_of(answer: Answer) -> str | None:
    """Return what our Problem reads."""
    found = Problem.from_response({"status": answer.status, **answer.headers}, answer.content)
    return found.code if found else None


def flow_of(provider: Rehearsal, **options: Any) -> ThreeLeggedFlow:
    """Make a flow."""
    urls = provider.request_token_url, provider.authorize_url, provider.access_token_url
    return ThreeLeggedFlow(provider.consumer, *urls, **options)


def session(**options: Any) -> OAuth1Session:
    """Make a session of requests-oauthlib that looks at no proxy settings of the machine."""
    made = OAuth1Session(CONSUMER_KEY, client_secret=CONSUMER_SECRET, callback_uri="oob", **options)
    made.trust_env = False
    return made
