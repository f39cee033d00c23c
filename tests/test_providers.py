"""The presets of known services: each against a stand-in that makes that provider's demands."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import pytest
from _loopback import Loopback
from _provider_demands import ACCESS_TOKEN, BACK, DEMANDS, REQUEST_TOKEN, VERIFIER
from _provider_stand_ins import StandIn, flow_at, visit, walk
from vector_files import FOLDER

import oauth2
from oauth2 import providers

KEY = FOLDER / "keys" / "test_private_pkcs8.pem"

#: What the caller has to say.
ARGUMENTS: dict[str, dict[str, Any]] = {
    "jira": {"base_url": "https://jira.example.com/jira/", "private_key": KEY},
}
#: Where the user goes back to; a PIN elsewhere.
CALLBACKS = {"etrade": "oob", "fatsecret": "oob", "smugmug": "oob"}
EXTRA: dict[str, dict[str, Any]] = {
    "x": {"force_login": "true"},
    "flickr": {"perms": "write"},
    "trello": {"name": "My App", "scope": "read,write", "expiration": "30days"},
    "smugmug": {"Access": "Full", "Permissions": "Modify"},
    "zotero": {"name": "My App", "library_access": 1, "all_groups": "read"},
}
rsa = pytest.mark.skipif(not find_spec("cryptography"), reason="RSA needs an extra")
NAMES = [pytest.param(name, marks=rsa if name == "jira" else ()) for name in DEMANDS]


def stand_in_flow(loopback: Loopback, name: str, **changes: Any) -> oauth2.ThreeLeggedFlow:
    """Run a stand-in, and return the preset's flow to it."""
    StandIn(DEMANDS[name], loopback)
    return flow_at(loopback, name, **{**ARGUMENTS.get(name, {}), **changes})


# --- the three legs ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_preset_meets_the_demands_of_its_provider(server: Loopback, name: str) -> None:
    """The preset alone gets an access token from a provider that takes nothing else."""
    flow = stand_in_flow(server, name)

    walk(flow, CALLBACKS.get(name, BACK), **EXTRA.get(name, {}))

    assert flow.access_token is not None
    assert flow.access_token.key == ACCESS_TOKEN[0]
    assert flow.access_token.secret == DEMANDS[name].access_secret
    assert flow.access_token.extra == DEMANDS[name].answer


@pytest.mark.parametrize("name", ["x", "flickr", "discogs", "trello", "mediawiki"])
def test_preset_takes_a_pin_where_the_provider_gives_one(server: Loopback, name: str) -> None:
    """Where a callback URL works and a PIN too, both do."""
    flow = stand_in_flow(server, name)

    walk(flow, "oob", **EXTRA.get(name, {}))

    assert flow.access_token is not None


@pytest.mark.parametrize(
    ("name", "callback", "changes", "reason"),
    [
        ("x", "https://other.example/", {}, "callback"),
        ("tumblr", "oob", {}, "callback"),
        ("tumblr", BACK, {"signature_method": "HMAC-SHA256"}, "method"),
        ("flickr", BACK, {"signature_method": "PLAINTEXT"}, "method"),
        ("flickr", BACK, {"method": "POST"}, "HTTP method"),
        ("discogs", BACK, {"headers": {"user-agent": "Python-httplib2/1"}}, "User-Agent"),
        ("trello", BACK, {"placement": "body"}, "place"),
        ("etrade", BACK, {}, "callback"),
        ("etrade", "oob", {"method": "POST"}, "HTTP method"),
        ("mediawiki", BACK, {"headers": {"User-Agent": "Python-httplib2"}}, "User-Agent"),
        ("smugmug", "myapp:back", {}, "callback"),
        ("zotero", BACK, {"signature_method": "HMAC-SHA512"}, "method"),
        ("fatsecret", BACK, {"placement": "header"}, "place"),
        ("schoology", "oob", {"realm": None}, "realm"),
        ("schoology", "oob", {"empty_token": False}, "token"),
        pytest.param("jira", BACK, {"signature_method": "HMAC-SHA1"}, "method", marks=rsa),
    ],
)
def test_stand_in_refuses_what_its_provider_would(
    server: Loopback, name: str, callback: str, changes: dict[str, Any], reason: str
) -> None:
    """A caller who changes what the provider demands is refused, so the stand-ins do look."""
    stand_in = StandIn(DEMANDS[name], server)
    flow = flow_at(server, name, **{**ARGUMENTS.get(name, {}), **changes})

    with pytest.raises(oauth2.TokenRequestDenied):
        flow.fetch_request_token(callback)

    assert stand_in.refused == [reason]


@pytest.mark.parametrize("name", ["fatsecret", "schoology"])
def test_timestamps_do_not_go_back(server: Loopback, name: str) -> None:
    """The preset's clock is one that never goes back, which the stand-in would refuse."""
    times = iter([1_800_000_100, 1_800_000_000])
    stand_in = StandIn(DEMANDS[name], server)
    flow = flow_at(server, name, clock=lambda: next(times))
    flow.fetch_request_token()
    visit(flow.authorization_url(**EXTRA.get(name, {})))

    with pytest.raises(oauth2.TokenRequestDenied):
        flow.fetch_access_token(VERIFIER)

    assert stand_in.refused == ["timestamp"]
    assert isinstance(providers.preset(name).flow_options()["clock"], oauth2.MonotonicClock)


def test_etrade_renews_with_a_sentence(server: Loopback) -> None:
    """E*TRADE's renewal is a URL of its own, which answers a sentence and no token."""
    flow = stand_in_flow(server, "etrade")
    walk(flow, "oob")

    assert flow.renew_access_token() is flow.access_token
    assert server.requests[-1].target == "/oauth/renew_access_token"


@rsa
def test_jira_renews_with_its_session_handle(server: Loopback) -> None:
    """Jira's access token is renewed where it was given, with the session handle it came with."""
    flow = stand_in_flow(server, "jira")
    walk(flow, BACK)

    assert flow.renew_access_token().key == "renewed-key"


@rsa
def test_jira_problem_is_told(server: Loopback) -> None:
    """Jira's oauth_problem reaches the caller as such."""
    flow = stand_in_flow(server, "jira", signature_method=oauth2.SignatureMethod_HMAC_SHA1())

    with pytest.raises(oauth2.TokenRequestDenied) as caught:
        flow.fetch_request_token(BACK)

    assert (caught.value.status, caught.value.problem) == (401, "signature_method_rejected")


def test_mediawiki_error_with_status_200_is_an_error(server: Loopback) -> None:
    """MediaWiki's errors come as JSON with the status 200, and are errors all the same."""
    flow = stand_in_flow(server, "mediawiki", signature_method="PLAINTEXT")

    with pytest.raises(oauth2.TokenRequestDenied, match="mwoauth-oauth-exception"):
        flow.fetch_request_token()


@rsa
@pytest.mark.parametrize(
    ("name", "method"),
    [("discogs", "PLAINTEXT"), ("smugmug", "PLAINTEXT"), ("mediawiki", "RSA-SHA1")],
)
def test_other_methods_of_a_provider_work(server: Loopback, name: str, method: str) -> None:
    """The caller may choose another method that the provider takes, by its name."""
    assert method in providers.preset(name).other_methods
    flow = stand_in_flow(server, name, signature_method=method, private_key=KEY)

    walk(flow, BACK, **EXTRA.get(name, {}))

    assert flow.access_token is not None


def test_user_agent_is_ours_where_one_is_mandatory(server: Loopback) -> None:
    """Who must say who they are, and does not, is this library."""
    stand_in_flow(server, "discogs").fetch_request_token()

    assert server.request.value("User-Agent") == f"oauth2/{oauth2.__version__}"


def test_user_agent_of_the_caller_goes_before_ours(server: Loopback) -> None:
    """The caller's User-Agent is sent, however it is written."""
    flow = stand_in_flow(server, "discogs", headers={"user-agent": "Crates/1.0 +https://c.example"})
    flow.fetch_request_token()

    assert server.request.values("User-Agent") == ["Crates/1.0 +https://c.example"]


def test_verifier_is_bound_to_the_request_token(server: Loopback) -> None:
    """The stand-ins take an access token request only from the request token they gave."""
    flow = stand_in_flow(server, "x")
    flow.fetch_request_token()
    flow.request_token = oauth2.Token("another", REQUEST_TOKEN[1])

    with pytest.raises(oauth2.TokenRequestDenied):
        flow.fetch_access_token(VERIFIER)


# --- the flow of a preset ----------------------------------------------------------------------


def test_every_three_legged_preset_has_a_stand_in() -> None:
    """No preset of three legs goes without a test."""
    named = [providers.preset(name) for name in providers.names()]

    assert {each.name for each in named if each.legs} == DEMANDS.keys()


def test_flow_of_a_preset_has_its_real_urls() -> None:
    """What `for_provider` makes asks the provider itself."""
    flow = oauth2.ThreeLeggedFlow.for_provider("twitter", oauth2.Consumer("k", "s"))

    assert type(flow) is oauth2.ThreeLeggedFlow
    assert flow.request_token_url == "https://api.x.com/oauth/request_token"
    assert flow.authorize_url == "https://api.x.com/oauth/authorize"
    assert flow.access_token_url == "https://api.x.com/oauth/access_token"
    assert flow.renew_token_url is None


@pytest.mark.parametrize(
    ("name", "changes", "expected"),
    [
        pytest.param(
            "mediawiki",
            {},
            "https://meta.wikimedia.org/w/index.php?title=Special:OAuth/authorize",
            id="mediawiki by default",
        ),
        pytest.param(
            "mediawiki",
            {"base_url": "https://wiki.example.com/index.php"},
            "https://wiki.example.com/index.php?title=Special:OAuth/authorize",
            id="mediawiki elsewhere",
        ),
        pytest.param(
            "schoology", {}, "https://www.schoology.com/oauth/authorize", id="schoology by default"
        ),
        pytest.param(
            "schoology",
            {"base_url": "https://lms.example.org"},
            "https://lms.example.org/oauth/authorize",
            id="schoology, a school's own",
        ),
    ],
)
def test_base_url_is_where_the_installation_is(
    name: str, changes: dict[str, str], expected: str
) -> None:
    """Services with many addresses take one."""
    flow = oauth2.ThreeLeggedFlow.for_provider(name, oauth2.Consumer("k", "s"), **changes)

    assert flow.authorize_url == expected


def test_arguments_of_the_caller_go_before_the_preset() -> None:
    """Every argument of a flow can be changed."""
    flow = oauth2.ThreeLeggedFlow.for_provider(
        "X",
        oauth2.Consumer("k", "s"),
        authorize_url="https://api.x.com/oauth/authenticate",
        method="GET",
        strict=False,
    )

    assert flow.authorize_url == "https://api.x.com/oauth/authenticate"
    assert (flow.method, flow.strict) == ("GET", False)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("disocgs", r"did you mean 'discogs'\?.*, zotero$", id="a slip"),
        pytest.param(
            "Facebook Graph", r"no preset for 'Facebook Graph'; .*, x, zotero$", id="none"
        ),
        pytest.param("netsuite", "no three-legged exchange", id="tokens without three legs"),
    ],
)
def test_unknown_provider_is_told_with_the_known_ones(name: str, expected: str) -> None:
    """Who asks for a preset that is none learns which there are."""
    with pytest.raises(oauth2.UnknownProvider, match=expected):
        oauth2.ThreeLeggedFlow.for_provider(name, oauth2.Consumer("k", "s"))


@pytest.mark.parametrize(
    ("name", "changes", "expected"),
    [
        ("jira", {"private_key": KEY}, "base_url must be given"),
        ("jira", {"base_url": "https://jira.example.com"}, "private_key must be given"),
        ("discogs", {"base_url": "https://discogs.example.com"}, "base_url must not be given"),
        ("discogs", {"signature_method": "HMAC-MD5"}, "no signature method is called 'HMAC-MD5'"),
        ("discogs", {"account": "me"}, "no realm for each account"),
    ],
)
@rsa
def test_what_does_not_fit_a_preset_is_refused(
    name: str, changes: dict[str, Any], expected: str
) -> None:
    """A mistake in the arguments is told before anything is sent."""
    with pytest.raises(ValueError, match=expected):
        oauth2.ThreeLeggedFlow.for_provider(name, oauth2.Consumer("k", "s"), **changes)
