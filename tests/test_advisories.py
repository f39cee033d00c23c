"""One test for each security advisory of OAuth 1.0 and of its libraries, named by its number."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib import import_module

import photos
import pytest
from _loopback import Answer, Loopback, old_tls_allowed, redirect, serving
from _sandbox import Answer as Said
from _sandbox import Form, call, decide, fetch, new_request_token, open_page, pin_on, post_form
from _system import require_module
from _verifiers import CONSUMER, TOKEN, verify_strictly
from photos import received
from vector_files import FOLDER

import oauth2
from oauth2.sandbox import Sandbox, serve

PLAIN = oauth2.SignatureMethod_PLAINTEXT()
consumer = oauth2.Consumer(*CONSUMER)
token = oauth2.Token(*TOKEN)

# --- replay and nonces --------------------------------------------------------------------------


@pytest.mark.parametrize("realm", ["http://photos.example.net/", "another"])
def test_cve_2013_4346_replay(realm: str) -> None:
    """What was accepted once is not accepted again, whatever is changed that is not signed (E1)."""
    taker = photos.server()
    taker.verify_request(received(), photos.CONSUMER, photos.TOKEN)
    again = photos.authorization()["Authorization"].replace("http://photos.example.net/", realm)
    request = oauth2.Request.from_request("get", photos.URL, {"authorization": again})

    with pytest.raises(oauth2.NonceUsed) as caught:
        taker.verify_request(request, photos.CONSUMER, photos.TOKEN)

    assert (caught.value.status, caught.value.problem) == (401, "nonce_used")


def test_cve_2013_4347_nonces_cannot_be_guessed() -> None:
    """Nonces have 128 bits from the system's generator, not 8 digits, and no order (E19).

    The same was GHSA-237r-r8m4-4q88 of another library; a third one counts.
    """
    nonces = [oauth2.Request.make_nonce() for _ in range(10_000)]

    assert len(set(nonces)) == 10_000
    assert {len(nonce) for nonce in nonces} == {32}
    assert set("".join(nonces)) == set("0123456789abcdef")
    assert nonces != sorted(nonces)


# --- redirects to another origin ----------------------------------------------------------------


def by_client(url: str, method: str) -> None:
    """Send a request that is signed with both secrets, by our Client."""
    with closing(oauth2.Client(consumer, token, signature_method=PLAIN)) as client:
        client.request(url, method)


def by_requests(url: str, method: str) -> None:
    """Send it by requests."""
    requests = require_module("requests")
    auth = import_module("oauth2.adapters.requests").OAuth1(consumer, token, signature_method=PLAIN)
    requests.request(method, url, auth=auth)


def by_httpx(url: str, method: str) -> None:
    """Send it by httpx."""
    httpx = require_module("httpx")
    transport = import_module("oauth2.adapters.httpx").OAuth1Transport(
        consumer, token, signature_method=PLAIN, transport=httpx.HTTPTransport(verify=False)
    )
    with httpx.Client(transport=transport, follow_redirects=True) as client:
        client.request(method, url)


def by_aiohttp(url: str, method: str) -> None:
    """Send it by aiohttp."""
    helper = import_module("_aiohttp")
    helper.ask(url, method, helper.OAuth1(consumer, token, signature_method=PLAIN))


Sender = Callable[[str, str], None]
senders = pytest.mark.parametrize("send", [by_client, by_requests, by_httpx, by_aiohttp])


def leaks(server: Loopback) -> list[bytes]:
    """Return what of ours the only request to a server holds."""
    ours = [b"oauth_", b"uthorization", b"ck-1", b"tk-1", b"c%20s", b"c s"]
    return [word for word in ours if word in server.request.octets]


@senders
def test_ghsa_pp92_crg2_gfv9_location_without_scheme(
    server: Loopback, other: Loopback, send: Sender
) -> None:
    """A Location of `//host/path` leads to another origin, where nothing of ours goes (C7).

    With PLAINTEXT it would be both secrets.  The advisory is on a bearer token.
    """
    server.answers.append(redirect(302, f"//127.0.0.1:{other.port}/leak"))

    send(server.url("/userinfo"), "GET")

    protocol = verify_strictly(server.request).protocol
    assert protocol["oauth_signature"] == "c%20s%26%C3%A9&t%2B%2F%25s"
    assert leaks(other) == []


@senders
def test_ghsa_prq8_7wvh_44qh_request_for_a_token_is_not_signed_for_another_origin(
    server: Loopback, other: Loopback, send: Sender
) -> None:
    """A request for a token that is sent on, with its path, is not signed afresh (C7)."""
    server.answers.append(redirect(308, other.url("/request_token")))

    send(server.url("/request_token"), "POST")

    assert verify_strictly(server.request)
    assert (other.request.line, leaks(other)) == (b"POST /request_token HTTP/1.1", [])


def test_ghsa_prq8_7wvh_44qh_client_stays_with_its_origin(
    server: Loopback, other: Loopback
) -> None:
    """After it was sent elsewhere, a Client asks and signs for the first origin again (C7)."""
    server.answers.append(redirect(303, other.url("/request_token")))

    with closing(oauth2.Client(consumer)) as client:
        for _ in range(2):
            client.request(server.url("/request_token"), "POST")

    assert [bool(verify_strictly(request)) for request in server.requests] == [True, True]
    assert leaks(other) == []


# --- OAuth Security Advisory 2009.1: session fixation -------------------------------------------

CALLBACK = "http://127.0.0.1:9/back"
EVIL = "http://127.0.0.1:6/evil"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox."""
    with serve() as running:
        yield running


def exchange(sandbox: Sandbox, request_token: oauth2.Token, verifier: str | None) -> Said:
    """Ask for an access token."""
    asked = None if verifier is None else {"oauth_verifier": verifier}
    return call(sandbox, sandbox.access_token_url, "POST", request_token, oauth_params=asked)


@pytest.mark.parametrize(
    ("verifier", "problem"),
    [
        pytest.param(None, (400, "parameter_absent"), id="none"),
        pytest.param("", (401, "verifier_invalid"), id="empty"),
        pytest.param("12345678", (401, "verifier_invalid"), id="guessed"),
    ],
)
def test_oauth_2009_1_token_without_verifier(
    sandbox: Sandbox, verifier: str | None, problem: tuple[int, str]
) -> None:
    """Who made a victim allow a token, and did not see the answer, gets nothing for it."""
    fixed = new_request_token(sandbox, CALLBACK)
    decide(sandbox, fixed, "allow")

    answer = exchange(sandbox, fixed, verifier)

    assert (answer.status, answer.fields["oauth_problem"]) == problem


def test_oauth_2009_1_verifier_of_another_token(sandbox: Sandbox) -> None:
    """The verifier that the attacker got for a token of his own is good for that one only."""
    fixed, own = new_request_token(sandbox), new_request_token(sandbox)
    decide(sandbox, fixed, "allow")
    verifier = pin_on(decide(sandbox, own, "allow").html)

    answer = exchange(sandbox, fixed, verifier)

    assert (answer.status, answer.fields["oauth_problem"]) == (401, "verifier_invalid")


def test_oauth_2009_1_callback_in_the_link(sandbox: Sandbox) -> None:
    """The link to the page cannot say where the verifier goes: the signed request did."""
    fixed = new_request_token(sandbox, CALLBACK)
    link = f"{sandbox.authorize_url}?oauth_token={fixed.key}&oauth_callback={EVIL}"
    hidden = Form(fetch(link).html).hidden

    answer = post_form(sandbox, {**hidden, "decision": "allow", "oauth_callback": EVIL})

    assert answer.headers["location"].startswith(f"{CALLBACK}?oauth_token={fixed.key}&")


def test_oauth_2009_1_callback_in_the_link_of_a_pin(sandbox: Sandbox) -> None:
    """Where the consumer asked for a PIN, no link makes a redirect of it."""
    fixed = new_request_token(sandbox, "oob")

    answer = decide(sandbox, fixed, "allow", oauth_callback=EVIL)

    assert (answer.status, answer.headers.get("location")) == (200, None)


def test_oauth_2009_1_callback_in_the_exchange(sandbox: Sandbox) -> None:
    """What is said too late does not count: the page leads where the first request said."""
    fixed = new_request_token(sandbox, CALLBACK)
    call(sandbox, sandbox.access_token_url, "POST", fixed, oauth_params={"oauth_callback": EVIL})

    assert EVIL not in open_page(sandbox, fixed).html


def test_oauth_2009_1_verifier_cannot_be_tried_out(sandbox: Sandbox) -> None:
    """A PIN has 8 digits; after twenty wrong ones the right one is worth nothing."""
    fixed = new_request_token(sandbox)
    right = sandbox.provider.approve(fixed.key)

    statuses = [exchange(sandbox, fixed, f"{number:08}x").status for number in range(20)]

    assert set(statuses) == {401}
    assert exchange(sandbox, fixed, right).status == 401


# --- keys, and what is below us -----------------------------------------------------------------


@pytest.mark.parametrize(
    "signature", ["UIWnp458j5RNs+pfJI5urlDDmhs=", "ownhNG/Lk7WrcuW+2mJIZSBAh6k="]
)
def test_cve_2017_11424_public_key_as_shared_secret(signature: str) -> None:
    """The public key of an RSA method, encoded or not, is no secret of an HMAC method."""
    require_module("cryptography")
    # printf '%s' "$BASE_STRING" | sed 's/oauth_token%3Dnnch734d00sl2jdk%26//' |
    # openssl dgst -sha1 -hmac "$(percent-encoded or plain public key)&" -binary | base64
    taker = photos.server()
    public_key = FOLDER / "keys" / "test_public.pem"
    taker.add_signature_method(oauth2.SignatureMethod_RSA_SHA1(public_key=public_key))
    forged = received(oauth_token=None, oauth_signature=signature)

    with pytest.raises(oauth2.InvalidSignature):
        taker.verify_request(forged, photos.CONSUMER, None)


@old_tls_allowed
def test_cve_2013_2037_certificate_that_nobody_vouches_for() -> None:
    """Who has no certificate for a name is sent nothing: httplib2, and CVE-2016-11086 of a peer."""
    with serving(tls=True) as forged, closing(oauth2.Client(consumer, token)) as client:
        for _ in range(2):
            with pytest.raises(ssl.SSLCertVerificationError):
                client.request(forged.url("/"))

    assert forged.requests == []


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r"], ids=["CRLF", "LF", "CR"])
def test_cve_2020_11078_line_break_in_url(line_break: str) -> None:
    """A URL cannot add header fields to a request: httplib2, and http.client (CVE-2019-9740)."""
    with serving() as loopback, closing(oauth2.Client(consumer, token)) as client:
        client.request(loopback.url(f"/a{line_break}X-Evil:1?q={line_break}X-Evil:2"))

    assert loopback.request.value("X-Evil") is None
    assert "X-Evil" in loopback.request.target


@pytest.mark.parametrize("slash", ["\uff0f", "\u2100", "\uff1f", "\uff03", "\uff20"])
def test_cve_2019_9636_host_that_becomes_another(slash: str) -> None:
    """A character that IDNA turns into `/`, `?`, `#` or `@` does not change the host."""
    with pytest.raises(oauth2.InvalidURL):
        oauth2.Signer(consumer).sign("GET", f"https://good.example{slash}evil.example/")


def test_cve_2021_23336_semicolon_separates_nothing() -> None:
    """A `;` cannot smuggle a parameter past a cache or a verifier, on any Python (A34)."""
    request = oauth2.Request.from_request("GET", "http://h/?a=1;oauth_token=evil")

    assert request == {"a": "1;oauth_token=evil"}


def test_cve_2021_21240_challenge_takes_no_longer_than_it_should() -> None:
    """A server cannot keep a client busy with a `WWW-Authenticate` of many blanks."""
    blanks = (("WWW-Authenticate", "OAuth" + "\xa0" * 20_000),)
    with serving() as loopback, closing(oauth2.Client(consumer, token)) as client:
        loopback.answers.append(Answer(401, blanks))
        response, _ = client.request(loopback.url("/"))

    assert response.status == 401
