"""Flows to try: against a recording server with canned answers, or a sandbox."""

from __future__ import annotations

from typing import Any

from _loopback import Answer, Loopback

from oauth2 import Consumer, ThreeLeggedFlow, Token
from oauth2.sandbox import Sandbox

CONSUMER = Consumer("ck-1", "marker-of-consumer-secret")
CALLBACK = "https://app.example/back"
#: What gives a request token, and an access token.
REQUEST_TOKEN = Answer(
    body=b"oauth_token=rt-1&oauth_token_secret=marker-of-request-secret"
    b"&oauth_callback_confirmed=true"
)
ACCESS_TOKEN = Answer(body=b"oauth_token=at-1&oauth_token_secret=marker-of-access-secret")


def flow_at(server: Loopback, **options: Any) -> ThreeLeggedFlow:
    """Make a flow whose endpoints are a server's."""
    urls = [server.url(path) for path in ("/request", "/authorize", "/access")]
    return ThreeLeggedFlow(CONSUMER, *urls, **options)


def asked_flow_at(server: Loopback, **options: Any) -> ThreeLeggedFlow:
    """Make such a flow that has a request token already."""
    flow = flow_at(server, **options)
    flow.request_token = Token("rt-1", "marker-of-request-secret")
    return flow


def allowed_flow_at(server: Loopback, handle: str | None = None, **options: Any) -> ThreeLeggedFlow:
    """Make such a flow that has an access token already, with a session handle or without."""
    flow = flow_at(server, **options)
    flow.access_token = Token("at-1", "marker-of-access-secret")
    if handle is not None:
        flow.access_token.extra["oauth_session_handle"] = handle
    return flow


def sandbox_flow(sandbox: Sandbox, **options: Any) -> ThreeLeggedFlow:
    """Make a flow whose endpoints are a sandbox's."""
    return ThreeLeggedFlow(
        sandbox.consumer,
        sandbox.request_token_url,
        sandbox.authorize_url,
        sandbox.access_token_url,
        **options,
    )
