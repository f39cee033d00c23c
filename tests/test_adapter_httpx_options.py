"""The options of the transports for httpx and httpx2, once for all calls and for a single one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from _httpx_clients import KINDS, Kind, Wrapped, kind_of
from _loopback import Loopback, redirect
from _verifiers import verify_strictly

import oauth2


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> Iterator[Kind]:
    """Return a kind of client."""
    with kind_of(request.param) as made:
        yield made


# --- each option --------------------------------------------------------------------------------

# printf '' | openssl dgst -sha1 -binary | base64
EMPTY = "2jmj7l5rSw0yVb/vlWAYkK/YBwk="


@pytest.mark.table
@pytest.mark.parametrize("once", [True, False], ids=["for one call", "for all"])
@pytest.mark.parametrize(
    ("make", "name", "expected"),
    [
        pytest.param(lambda: {"version": None}, "oauth_version", None, id="version"),
        pytest.param(lambda: {"nonce": lambda: "once"}, "oauth_nonce", "once", id="nonce"),
        pytest.param(
            lambda: {"clock": lambda: 137131202.9}, "oauth_timestamp", "137131202", id="clock"
        ),
        pytest.param(lambda: {"body_hash": "always"}, "oauth_body_hash", EMPTY, id="body_hash"),
        pytest.param(lambda: {"token": None}, "oauth_token", None, id="no token"),
        pytest.param(
            lambda: {"token": None, "empty_token": True}, "oauth_token", "", id="empty_token"
        ),
        pytest.param(
            lambda: {"oauth_params": {"oauth_callback": "oob"}},
            "oauth_callback",
            "oob",
            id="oauth_params",
        ),
        pytest.param(
            lambda: {"oauth_params": iter([("oauth_callback", "oob")])},
            "oauth_callback",
            "oob",
            id="oauth_params that are there once",
        ),
        pytest.param(
            lambda: {"signature_method": oauth2.SignatureMethod_HMAC_SHA256()},
            "oauth_signature_method",
            "HMAC-SHA256",
            id="signature_method",
        ),
    ],
)
def test_option_holds_for_every_hop(
    kind: Kind, server: Loopback, once: bool, make: Any, name: str, expected: str | None
) -> None:
    """What a Signer can be told, it can be told here, once for all or for one call."""
    server.answers.append(redirect(302, "/there"))
    always, extensions = ({}, {"oauth2": make()}) if once else (make(), {})

    with kind.client(kind.signing(**always)) as client:
        kind.run(client.get(server.url(), extensions=extensions))

    protocols = [verify_strictly(each).protocol for each in server.requests]
    assert [each.get(name) for each in protocols] == [expected, expected]


@pytest.mark.parametrize("once", [True, False], ids=["for one call", "for all"])
def test_realm_may_be_a_function_of_the_url(kind: Kind, server: Loopback, once: bool) -> None:
    """It is asked for each hop."""
    server.answers.append(redirect(302, "/there"))
    options = {"realm": lambda url: url.partition("?")[0]}
    always, extensions = ({}, {"oauth2": options}) if once else (options, {})

    with kind.client(kind.signing(**always)) as client:
        kind.run(client.get(server.url("/here?a=1"), extensions=extensions))

    realms = [verify_strictly(each).realm for each in server.requests]
    assert realms == [server.url("/here"), server.url("/there")]


@pytest.mark.parametrize("once", [True, False], ids=["for one call", "for all"])
def test_secrets_travel_in_clear_only_when_allowed(
    kind: Kind, server: Loopback, once: bool
) -> None:
    """PLAINTEXT over http to another machine needs `allow_insecure`."""
    transport = kind.signing(
        transport=Wrapped(kind.plain(), server.port),
        signature_method=oauth2.SignatureMethod_PLAINTEXT(),
        allow_insecure=not once,
    )
    extensions = {"oauth2": {"allow_insecure": True}} if once else {}

    with kind.client(transport) as client:
        kind.run(client.get("http://photos.example.net/", extensions=extensions))
        with pytest.raises(oauth2.InsecureTransport):
            kind.run(
                client.get(
                    "http://photos.example.net/", extensions={"oauth2": {"allow_insecure": False}}
                )
            )

    assert verify_strictly(server.request)


@pytest.mark.table
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("once", [True, False], ids=["for one call", "for all"])
@pytest.mark.parametrize(
    ("placement", "places"),
    [
        ("header", {"GET": "header", "POST": "header"}),
        ("query", {"GET": "query", "POST": "query"}),
        ("body", {"GET": "header", "POST": "body"}),
        ("classic", {"GET": "query", "POST": "body"}),
    ],
)
def test_placement_is_where_the_parameters_stand(
    kind: Kind, server: Loopback, method: str, once: bool, placement: str, places: dict[str, str]
) -> None:
    """The default may be overruled for one call."""
    always, extensions = {"placement": placement}, {}
    if once:
        always, extensions = {"placement": "header"}, {"oauth2": always}

    with kind.client(kind.signing(**always)) as client:
        kind.run(client.request(method, server.url(), extensions=extensions))

    assert verify_strictly(server.request).place == places[method]


def test_options_of_one_call_are_forgotten(kind: Kind, server: Loopback) -> None:
    """The next call is signed as the transport was told."""
    with kind.client() as client:
        kind.run(client.get(server.url(), extensions={"oauth2": {"placement": "query"}}))
        kind.run(client.get(server.url()))

    assert [verify_strictly(each).place for each in server.requests] == ["query", "header"]


def test_each_call_may_have_a_token_of_its_own(kind: Kind, server: Loopback) -> None:
    """One client may act for many users."""
    with kind.client() as client:
        user = oauth2.Token("user", "secret")
        kind.run(client.get(server.url(), extensions={"oauth2": {"token": user}}))

    assert verify_strictly(server.request, token=("user", "secret"))


# --- what is wrong ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        pytest.param({"placment": "query"}, TypeError, "placment", id="no such option"),
        pytest.param("query", TypeError, "must be a mapping", id="no mapping"),
        pytest.param(None, TypeError, "must be a mapping", id="None"),
        pytest.param({"placement": "url"}, ValueError, "placement must be", id="no such value"),
        pytest.param({"oauth_params": 1}, TypeError, "must be a mapping", id="oauth_params"),
        pytest.param(
            {"oauth_params": {"oauth_signature": "x"}},
            oauth2.InvalidRequest,
            "the Signer makes it",
            id="signature",
        ),
        pytest.param(
            {"trusted_origins": ["example.com"]}, oauth2.InvalidURL, "http", id="trusted_origins"
        ),
    ],
)
def test_options_of_a_call_are_refused_when_they_are_wrong(
    kind: Kind, server: Loopback, options: Any, error: type[Exception], text: str
) -> None:
    """A misspelt option is not passed over, and nothing is sent."""
    with pytest.raises(error, match=text):
        kind.ask(server.url(), extensions={"oauth2": options})

    assert server.requests == []


@pytest.mark.parametrize(
    ("options", "error"),
    [
        pytest.param({"placment": "query"}, TypeError, id="no such option"),
        pytest.param({"consumer": ("key", "secret")}, ValueError, id="consumer"),
        pytest.param({"placement": "url"}, ValueError, id="placement"),
        pytest.param({"trusted_origins": ["example.com"]}, oauth2.InvalidURL, id="origins"),
        pytest.param({"oauth_params": {"realm": "x"}}, oauth2.InvalidRequest, id="params"),
    ],
)
def test_transport_is_refused_when_its_options_are_wrong(
    kind: Kind, options: dict[str, Any], error: type[Exception]
) -> None:
    """What is wrong for every request is said before the first."""
    with pytest.raises(error):
        kind.signing(**options)


@pytest.mark.parametrize(
    ("url", "options"),
    [
        pytest.param("http://127.0.0.1:1/", {"auth": ("me", "pw")}, id="auth"),
        pytest.param("http://me:pw@127.0.0.1:1/", {}, id="user information"),
        pytest.param("http://127.0.0.1:1/", {"headers": {"Authorization": "Bearer x"}}, id="field"),
    ],
)
def test_signature_in_the_header_is_refused_beside_other_credentials(
    kind: Kind, url: str, options: dict[str, Any]
) -> None:
    """One of the two would be lost; of a user in a URL httpx makes Basic credentials."""
    with pytest.raises(oauth2.InvalidRequest, match="Authorization field of another scheme"):
        kind.ask(url, **options)


def test_other_target_than_the_url_is_refused(kind: Kind, server: Loopback) -> None:
    """What httpx would send in place of the URL would not be what is signed."""
    with pytest.raises(oauth2.InvalidRequest, match="'target'"):
        kind.ask(server.url(), extensions={"target": b"/other"})

    assert server.requests == []


def test_protocol_parameters_of_the_caller_are_kept(kind: Kind, server: Loopback) -> None:
    """A verifier that the caller put into the URL draws all the others there."""
    kind.ask(server.url("/?oauth_verifier=v1"), "POST", data={"a": "1"})

    verified = verify_strictly(server.request)
    assert (verified.place, verified.own) == ("query", "a=1")
    assert verified.protocol["oauth_verifier"] == "v1"
