"""`OAuth1` for requests: its options, and what it does to the things of the caller."""

from __future__ import annotations

import importlib
import pickle
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from inspect import signature
from typing import Any

import pytest
import requests
from _loopback import Answer, Loopback, Recorded, redirect, serving
from _verifiers import CONSUMER, TOKEN, Verified, verify_strictly

import oauth2
from oauth2.adapters.requests import OAuth1

consumer = oauth2.Consumer(*CONSUMER)
token = oauth2.Token(*TOKEN)
SHA256 = oauth2.SignatureMethod_HMAC_SHA256()


def sent(server: Loopback, auth: OAuth1, **options: Any) -> Verified:
    """Send a PUT with a body; return what the strict verifier finds in it."""
    server.forget()
    requests.put(server.url(), **{"data": b"\xff\xd8", **options}, auth=auth, timeout=60)
    return verify_strictly(server.request)


def redirect_once(seen: Recorded) -> Answer:
    """Answer a request for /here with a redirect to /there."""
    return redirect(307, "/there") if seen.target == "/here" else Answer()


# --- options ------------------------------------------------------------------------------------


def test_options_are_those_of_client() -> None:
    """Whoever knows the options of Client knows these."""
    assert list(signature(OAuth1).parameters) == [
        "consumer",
        "token",
        "trusted_origins",
        "oauth_params",
        "signature_method",
        "placement",
        "realm",
        "body_hash",
        "version",
        "empty_token",
        "allow_insecure",
        "clock",
        "nonce",
    ]


@pytest.mark.parametrize(
    ("options", "name", "value"),
    [
        ({}, "oauth_token", "tk-1"),
        ({"token": None}, "oauth_token", None),
        ({"token": None, "empty_token": True}, "oauth_token", ""),
        ({"signature_method": SHA256}, "oauth_signature_method", "HMAC-SHA256"),
        ({}, "oauth_body_hash", "JutihdMtEzkwqrmmabEVWqggma4="),
        ({"body_hash": "never"}, "oauth_body_hash", None),
        ({}, "oauth_version", "1.0"),
        ({"version": None}, "oauth_version", None),
        ({"clock": lambda: 137131202.9}, "oauth_timestamp", "137131202"),
        ({"nonce": lambda: "chapoH"}, "oauth_nonce", "chapoH"),
        ({"oauth_params": {"oauth_callback": "oob"}}, "oauth_callback", "oob"),
    ],
    ids=lambda value: ", ".join(value) or "none" if isinstance(value, dict) else None,
)
def test_option_decides_what_is_sent(
    server: Loopback, options: dict[str, Any], name: str, value: str | None
) -> None:
    """Each option does what it does in `Signer`, for all requests or for one."""
    made = OAuth1(**{"consumer": consumer, "token": token, **options})
    changed = OAuth1(consumer, token).replace(**options)

    assert sent(server, made).protocol.get(name) == value
    assert sent(server, changed).protocol.get(name) == value


@pytest.mark.parametrize(
    ("realm", "expected"), [("Photos", "Photos"), (lambda url: url[:4], "http"), (None, None)]
)
def test_realm_is_a_text_or_a_function_of_the_url(
    server: Loopback, realm: Any, expected: str | None
) -> None:
    """A provider that needs a realm gets it."""
    assert sent(server, OAuth1(consumer, token, realm=realm)).realm == expected


@pytest.mark.parametrize("placement", ["header", "query"])
def test_placement_decides_where(server: Loopback, placement: str) -> None:
    """Header or query; the table of shapes has the rest."""
    assert sent(server, OAuth1(consumer, token, placement=placement)).place == placement


def test_replace_leaves_the_original_alone(server: Loopback) -> None:
    """What is changed for one request is not changed for the next."""
    auth = OAuth1(consumer, token, oauth_params=[("oauth_callback", "oob")], version=None)

    changed = auth.replace(oauth_params={"oauth_verifier": "v"}, token=None, placement="query")

    assert sent(server, changed).protocol["oauth_verifier"] == "v"
    protocol = sent(server, auth).protocol
    assert (protocol["oauth_callback"], protocol["oauth_token"]) == ("oob", "tk-1")
    assert "oauth_version" not in {*protocol, *sent(server, changed).protocol}


def test_replace_changes_trusted_origins(server: Loopback) -> None:
    """They are an option like the others, and stay as they are where they are not named."""
    with serving() as other:
        server.answers.append(redirect(302, other.url()))
        auth = OAuth1(consumer, token).replace(trusted_origins=[other.url()])
        requests.get(server.url(), auth=auth.replace(version=None), timeout=60)

        assert verify_strictly(other.request)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"placement": "form"}, ValueError),
        ({"token": "tk-1"}, ValueError),
        ({"trusted_origins": ["api.example.com"]}, oauth2.InvalidURL),
        ({"oauth_params": {"oauth_signature": "x"}}, oauth2.InvalidRequest),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_wrong_option_is_refused_at_once(options: dict[str, Any], error: type[Exception]) -> None:
    """Not when the first request is sent."""
    with pytest.raises(error):
        OAuth1(**{"consumer": consumer, **options})
    with pytest.raises(error):
        OAuth1(consumer).replace(**options)


def test_unknown_option_is_a_type_error() -> None:
    """A misspelt one is not overlooked."""
    with pytest.raises(TypeError):
        OAuth1(consumer).replace(placment="query")


# --- refusals -----------------------------------------------------------------------------------


def test_plaintext_over_http_is_refused() -> None:
    """Nothing is sent, and the error shows no secret."""
    auth = OAuth1(consumer, signature_method=oauth2.SignatureMethod_PLAINTEXT())

    with pytest.raises(oauth2.InsecureTransport):
        requests.get("http://photos.example.net/", auth=auth, timeout=60)

    request = requests.Request("GET", "http://photos.example.net/")
    assert auth.replace(allow_insecure=True)(request.prepare()).headers["Authorization"]


def test_request_that_is_signed_already_is_refused(server: Loopback) -> None:
    """Two signatures are one too many."""
    prepared = requests.Request("GET", server.url(), auth=OAuth1(consumer)).prepare()

    with pytest.raises(oauth2.InvalidRequest, match="already"):
        prepared.prepare_auth(OAuth1(consumer))


def test_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what to install."""
    for name in [name for name in sys.modules if name.startswith("oauth2.adapters.requests")]:
        monkeypatch.delitem(sys.modules, name)
    for name in ["requests", "requests.adapters", "requests.auth", "requests.models"]:
        monkeypatch.setitem(sys.modules, name, None)

    with pytest.raises(oauth2.MissingExtra, match=r"pip install 'oauth2\[requests\]'"):
        importlib.import_module("oauth2.adapters.requests")


# --- the caller's things ------------------------------------------------------------------------


def test_nothing_of_the_callers_is_changed(server: Loopback) -> None:
    """Header fields, form, parameters and options stay as they were given."""
    given: dict[str, Any] = {"headers": {"X-App": "1"}, "data": {"a": "1"}, "params": {"q": "2"}}
    params = {"oauth_callback": "oob"}

    auth = OAuth1(consumer, token, placement="body", oauth_params=params)
    assert sent(server, auth, **given).own == "a=1&q=2"

    assert given == {"headers": {"X-App": "1"}, "data": {"a": "1"}, "params": {"q": "2"}}
    assert params == {"oauth_callback": "oob"}


def test_session_signs_every_request(server: Loopback) -> None:
    """`session.auth` holds for all its requests, each with a nonce of its own."""
    with requests.Session() as session:
        session.auth = OAuth1(consumer, token)
        session.headers["X-App"] = "1"
        session.get(server.url())
        session.head(server.url())

    verified = [verify_strictly(each) for each in server.requests]
    assert len({each.protocol["oauth_nonce"] for each in verified}) == 2


def test_pickled_auth_signs(server: Loopback) -> None:
    """A program may hand it to another process."""
    auth = pickle.loads(pickle.dumps(OAuth1(consumer, token)))  # noqa: S301  our own

    assert sent(server, auth)


def test_secrets_are_not_shown() -> None:
    """Neither by the auth, nor by the hook that it leaves in a request."""
    auth = OAuth1(oauth2.Consumer("ck-1", "marker-1"), oauth2.Token("tk-1", "marker-2"))
    prepared = requests.Request("GET", "http://127.0.0.1/", auth=auth).prepare()

    assert "marker" not in repr([auth, vars(auth), prepared, vars(prepared)])


def test_threads_and_sessions_share_one(server: Loopback) -> None:
    """With a redirect in each call nothing is mixed up, and no nonce comes twice."""
    server.answers.extend([redirect_once] * 200)
    auth = OAuth1(consumer, token, placement="body")

    def work(first: int) -> list[str]:
        with requests.Session() as session:
            return [
                session.put(server.url("/here"), data={"number": number}, auth=auth).text
                for number in range(first, first + 25)
            ]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(0, 100, 25))) == [["fine"] * 25] * 4

    verified = [verify_strictly(each) for each in server.requests]
    assert Counter(each.own for each in verified) == {f"number={n}": 2 for n in range(100)}
    assert len({each.protocol["oauth_nonce"] for each in verified}) == 200
