"""`ThreeLeggedFlow`: the whole exchange, against our sandbox and against oauthlib's provider."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

import pytest
from _flow import sandbox_flow
from _oauthlib_provider import oauthlib_provider
from _sandbox import call, fetch
from _verifiers import CONSUMER

import oauth2
from oauth2.sandbox import Sandbox, serve

BACK = "http://127.0.0.1/back?my=1"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox for all tests here."""
    with serve() as running:
        yield running


@pytest.fixture(scope="module")
def oauthlibs() -> Iterator[str]:
    """Return the origin of a provider that stands on oauthlib."""
    with oauthlib_provider() as origin:
        yield origin


def approved(sandbox: Sandbox, flow: oauth2.ThreeLeggedFlow) -> str:
    """Allow what a flow asks for; return the verifier."""
    assert flow.request_token is not None
    return sandbox.provider.approve(flow.request_token.key)


def test_pin_gives_access_token(sandbox: Sandbox) -> None:
    """Three calls and a PIN make an access token that works (D1)."""
    flow = sandbox_flow(sandbox)

    flow.fetch_request_token()
    token = flow.fetch_access_token(approved(sandbox, flow))

    assert flow.access_token is token
    assert token.extra["screen_name"] == "ada"
    assert call(sandbox, sandbox.echo_url, token=token).json["user"] == "ada"


def test_callback_and_access_token(sandbox: Sandbox) -> None:
    """What the provider's redirect says is enough for the last leg."""
    flow = sandbox_flow(sandbox)
    request_token = flow.fetch_request_token(BACK)
    verifier = approved(sandbox, flow)
    back = f"{BACK}&oauth_token={request_token.key}&oauth_verifier={verifier}"

    assert flow.parse_callback(back) == verifier
    assert flow.fetch_access_token().extra["user_id"] == "1"


@pytest.mark.parametrize("placement", ["header", "query", "body", "classic"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_oauthlib_gives_access_token(oauthlibs: str, method: str, placement: str) -> None:
    """A provider that is not ours takes every leg, wherever the parameters stand (D12, D16)."""
    urls = [oauthlibs + path for path in ("/request", "/authorize", "/access")]
    flow = oauth2.ThreeLeggedFlow(
        oauth2.Consumer(*CONSUMER), *urls, method=method, placement=placement
    )

    flow.fetch_request_token("myapp://cb?x=1&y=2")
    page = fetch(flow.authorization_url(lang="de"))
    flow.parse_callback(page.headers["location"])
    token = flow.fetch_access_token()

    assert page.headers["location"].startswith("myapp://cb?x=1&y=2&oauth_")
    assert token.extra["screen_name"] == "Ad\u00e9la"


def test_oauthlib_refuses_another_verifier(oauthlibs: str) -> None:
    """Its refusal is our error."""
    urls = [oauthlibs + path for path in ("/request", "/authorize", "/access")]
    flow = oauth2.ThreeLeggedFlow(oauth2.Consumer(*CONSUMER), *urls)
    flow.fetch_request_token()

    with pytest.raises(oauth2.TokenRequestDenied) as caught:
        flow.fetch_access_token("not the verifier that it was")

    assert (caught.value.status, caught.value.problem) == (401, None)


# --- from one web request to the next ----------------------------------------------------------


def test_flow_is_saved_between_two_web_requests(sandbox: Sandbox) -> None:
    """What was saved at the first leg is enough, in another process, for the last one (D9)."""
    first = sandbox_flow(sandbox)
    first.fetch_request_token(BACK)
    verifier = approved(sandbox, first)
    saved = first.save()

    second = sandbox_flow(sandbox)
    second.resume(saved)

    assert second.request_token is not None
    assert second.request_token.callback == BACK
    assert sandbox.consumer.secret not in saved
    assert second.fetch_access_token(verifier).extra["screen_name"] == "ada"


def test_flow_is_pickled_between_two_web_requests(sandbox: Sandbox) -> None:
    """A flow can be pickled at any time (D9)."""
    first = sandbox_flow(sandbox, signature_method=oauth2.SignatureMethod_HMAC_SHA256())
    first.fetch_request_token()

    second = pickle.loads(pickle.dumps(first))  # noqa: S301  what we pickled ourselves

    assert second.fetch_access_token(approved(sandbox, first)).extra["screen_name"] == "ada"


def test_request_token_is_stored_as_text(sandbox: Sandbox) -> None:
    """The token's own text is enough as well, its verifier included (D9)."""
    first = sandbox_flow(sandbox)
    first.fetch_request_token()
    assert first.request_token is not None
    first.request_token.set_verifier(approved(sandbox, first))

    second = sandbox_flow(sandbox)
    second.request_token = oauth2.Token.from_string(first.request_token.to_string())

    assert second.fetch_access_token().extra["screen_name"] == "ada"


def test_access_token_is_saved_with_its_fields(sandbox: Sandbox) -> None:
    """What came beside the access token is saved with it (D4)."""
    first = sandbox_flow(sandbox)
    first.xauth("ada", "sandbox-password")

    second = sandbox_flow(sandbox)
    second.resume(first.save().encode())

    assert second.request_token is None
    assert second.access_token is not None
    assert second.access_token.extra["screen_name"] == "ada"


@pytest.mark.parametrize(
    "saved",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"request_token": 5, "access_token": null}',
        '{"request_token": "oauth_token=a", "access_token": null}',
        b"\xff",
        "[" * 100_000,
        None,
    ],
    ids=["empty", "null", "list", "object", "number", "no secret", "octets", "deep", "None"],
)
def test_resume_refuses_what_was_not_saved(sandbox: Sandbox, saved: str) -> None:
    """A damaged session is a clear error, and the flow stays as it was."""
    flow = sandbox_flow(sandbox)
    flow.request_token = oauth2.Token("rt", "rs")

    with pytest.raises(oauth2.InvalidToken, match=r"not what save\(\) returned"):
        flow.resume(saved)

    assert flow.request_token.key == "rt"


# --- what comes after --------------------------------------------------------------------------


def test_renewal_gives_a_token_that_works(sandbox: Sandbox) -> None:
    """The session handle renews, its token is used next, and renews again (D14)."""
    flow = sandbox_flow(sandbox)
    old = flow.xauth("ada", "sandbox-password")

    new = flow.renew_access_token()
    newest = flow.renew_access_token()

    assert len({old.key, new.key, newest.key}) == 3
    assert flow.access_token is newest
    assert newest.extra["oauth_session_handle"] == old.extra["oauth_session_handle"]
    assert call(sandbox, sandbox.echo_url, token=newest).json["user"] == "ada"


def test_xauth_refuses_a_wrong_password(sandbox: Sandbox) -> None:
    """The provider's word and what to try come along, the password does not (D15)."""
    with pytest.raises(oauth2.TokenRequestDenied) as caught:
        sandbox_flow(sandbox).xauth("ada", "marker-of-password")

    assert caught.value.problem == "permission_denied"
    assert caught.value.hint is not None
    assert "marker" not in str(caught.value)


def test_denied_page_leads_to_no_token(sandbox: Sandbox) -> None:
    """Who goes on although the user said no is refused, with the provider's reason."""
    flow = sandbox_flow(sandbox)
    sandbox.provider.deny(flow.fetch_request_token().key)

    with pytest.raises(oauth2.TokenRequestDenied) as caught:
        flow.fetch_access_token("12345678")

    assert caught.value.problem == "permission_denied"
    assert "There is no access token." in str(caught.value)
    assert "To try: the user or the provider did not allow it: ask the user again." in str(
        caught.value
    )
