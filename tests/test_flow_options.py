"""What a flow is made of: wrong arguments are refused before anybody is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from _flow import CONSUMER, REQUEST_TOKEN, flow_at
from _loopback import Loopback

import oauth2
from oauth2 import ThreeLeggedFlow

URLS = {
    "request_token_url": "https://p.example/request",
    "authorize_url": "https://p.example/authorize",
    "access_token_url": "https://p.example/access",
}


def made(consumer: Any = CONSUMER, **changes: Any) -> ThreeLeggedFlow:
    """Make a flow with arguments changed."""
    return ThreeLeggedFlow(consumer, **{**URLS, **changes})


@pytest.mark.parametrize(
    ("changes", "kind", "message"),
    [
        ({"consumer": None}, ValueError, "consumer must be a Consumer, not NoneType"),
        ({"consumer": ("ck", "cs")}, ValueError, "consumer must be a Consumer, not tuple"),
        ({"request_token_url": None}, TypeError, "request_token_url must be text"),
        ({"request_token_url": "/request"}, oauth2.InvalidURL, "URL"),
        ({"access_token_url": "ftp://p/access"}, oauth2.InvalidURL, "URL"),
        ({"authorize_url": "authorize"}, oauth2.InvalidURL, "URL"),
        ({"authorize_url": "--help"}, oauth2.InvalidURL, "URL"),
        ({"renew_token_url": ""}, oauth2.InvalidURL, "URL"),
        ({"method": "PUT"}, ValueError, "method must be 'GET' or 'POST', not 'PUT'"),
        ({"method": None}, ValueError, "method must be 'GET' or 'POST', not None"),
        ({"token_parameter": ""}, ValueError, "token_parameter must be the name"),
        ({"token_parameter": None}, ValueError, "token_parameter must be the name"),
        ({"consumer_parameter": 5}, ValueError, "consumer_parameter must be the name"),
        ({"callback_parameter": ""}, ValueError, "callback_parameter must be the name"),
        ({"headers": "User-Agent: x"}, ValueError, "headers must be a mapping, not str"),
        ({"timeout": "30"}, ValueError, "timeout must be a number of seconds or None, not '30'"),
        ({"timeout": True}, ValueError, "timeout must be a number"),
        ({"timeout": -1}, ValueError, "timeout must be a number"),
        ({"placement": "uri"}, ValueError, "placement must be one of"),
        ({"signature_method": "HMAC-SHA1"}, ValueError, "signature_method must be"),
        ({"body_hash": "always"}, TypeError, "ThreeLeggedFlow has no option 'body_hash'"),
        ({"trusted_origins": ["https://q"]}, TypeError, "has no option 'trusted_origins'"),
        ({"cache": ".cache"}, TypeError, "has no option 'cache'"),
        ({"scope": "read", "callback": "oob"}, TypeError, "has no option 'callback'"),
    ],
    ids=str,
)
def test_flow_refuses_a_wrong_argument(
    changes: dict[str, Any], kind: type[Exception], message: str
) -> None:
    """A wrong argument is an error that names it, when the flow is made."""
    with pytest.raises(kind, match=message):
        made(**changes)


@pytest.mark.parametrize("name", ["request_token_url", "access_token_url", "renew_token_url"])
def test_token_endpoints_must_be_https(name: str) -> None:
    """The secret comes back in clear: only https, or this machine (RFC 5849 2.1 and 2.3)."""
    with pytest.raises(oauth2.InsecureTransport, match=f"{name} must be https"):
        made(**{name: "http://p.example/"})

    made(**{name: "http://p.example/", "allow_insecure": True})
    made(**{name: "http://[::1]:8000/"})
    made(**{name: "http://localhost/"})


def test_page_of_the_user_may_be_http() -> None:
    """No secret goes to the authorization page."""
    flow = made(authorize_url="http://p.example/authorize")
    flow.request_token = oauth2.Token("rt", "rs")

    assert flow.authorization_url() == "http://p.example/authorize?oauth_token=rt"


def test_endpoint_that_was_changed_must_be_https_too() -> None:
    """Whoever sets the attribute afterwards does not get round the rule."""
    flow = made()
    flow.access_token_url = "http://p.example/access"

    with pytest.raises(oauth2.InsecureTransport, match="access_token_url must be https"):
        flow.xauth("ada", "pw")


@pytest.mark.parametrize(
    ("callback", "kind"),
    [
        (None, TypeError),
        (["oob"], TypeError),
        (5, TypeError),
        ("https://app.example/ back", ValueError),
        ("https://app.example/\n", ValueError),
        ("", ValueError),
        ("OOB", ValueError),
        ("/back", ValueError),
        ("app.example/back", ValueError),
        (b"\xff", oauth2.InvalidText),
    ],
)
def test_callback_must_be_absolute(server: Loopback, callback: Any, kind: type[Exception]) -> None:
    """A callback is an absolute URI or "oob" (RFC 5849 section 2.1); nothing else is sent."""
    with pytest.raises(kind, match="callback must be"):
        flow_at(server).fetch_request_token(callback)

    assert server.requests == []


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda flow: flow.xauth(None, "pw"), "username must be text"),
        (lambda flow: flow.xauth("ada", ["pw"]), "password must be text"),
        (lambda flow: flow.read_access_token({"status": 200}, None), "content must be text"),
        (lambda flow: flow.read_access_token(("200",), b""), "response must be a mapping"),
    ],
)
def test_steps_name_a_wrong_argument(
    server: Loopback, call: Callable[[ThreeLeggedFlow], object], message: str
) -> None:
    """An argument of the wrong kind is a TypeError that names it."""
    with pytest.raises(TypeError, match=message):
        call(flow_at(server))


def test_method_may_be_in_lower_case(server: Loopback) -> None:
    """The method goes out in upper case."""
    server.answers.append(REQUEST_TOKEN)

    flow_at(server, method="get", timeout=None).fetch_request_token()

    assert server.request.method == "GET"


def test_repr_holds_no_secret() -> None:
    """A flow in a log shows nothing."""
    flow = made()
    flow.request_token = oauth2.Token("rt", "marker-of-request-secret")

    assert "marker" not in repr(flow)
    assert "marker" not in repr(flow._xauth("ada", "marker-of-password"))
