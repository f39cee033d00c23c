"""The programs in docs/examples that sign as one service wants it, before other verifiers."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from _small_examples import KNOWN_TO_OAUTHLIB, Done, last_verified, on_the_wire, run
from _system import require_module
from _verifiers import CONSUMER, PUBLIC_KEY, TOKEN, is_right_for_oauthlib, verify_strictly

import oauth2
from oauth2.sandbox import Rehearsal, rehearse

PRIVATE_KEY = PUBLIC_KEY.with_name("test_private_pkcs8.pem")


@pytest.fixture
def sandbox() -> Iterator[Rehearsal]:
    """Run a sandbox that notes what arrives, and knows the credentials that oauthlib knows."""
    with rehearse() as running:
        consumer = running.provider.add_consumer(*CONSUMER)
        running.provider.add_access_token(consumer, oauth2.Token(*TOKEN))
        yield running


def test_netsuite_like(sandbox: Rehearsal) -> None:
    """The realm is the account in its spelling; HMAC-SHA256 signs the query and not the JSON."""
    done = run("netsuite_like", sandbox.url)

    assert (done.code, done.errors) == (0, "")
    assert done.output == (
        "signed for ada: {'limit': '5', 'offset': '0'}\n"
        "sent along: SELECT id FROM customer WHERE companyName LIKE 'Müller%'\n"
    )
    verified = last_verified(sandbox)
    assert (verified.place, verified.realm) == ("header", "1234567_SB1")
    assert verified.own == "limit=5&offset=0"
    assert verified.protocol["oauth_signature_method"] == "HMAC-SHA256"
    assert "oauth_body_hash" not in verified.protocol


def test_woocommerce_like(sandbox: Rehearsal) -> None:
    """All is in the query; brackets are signed as they are sent, and sorted after encoding."""
    done = run("woocommerce_like", sandbox.url)

    assert (done.code, done.errors) == (0, "")
    assert done.output == (
        "The query that arrived:\n    filter[meta] = yes\n    search = blue shirt & Söckchen\n"
        "    per_page = 2\n    oauth_consumer_key\n    oauth_signature_method\n"
        "    oauth_timestamp\n    oauth_nonce\n    oauth_version\n    oauth_signature\n"
    )
    verified = last_verified(sandbox)
    assert verified.place == "query"
    assert verified.own == (
        "filter%5Bmeta%5D=yes&per_page=2&search=blue%20shirt%20%26%20S%C3%B6ckchen"
    )
    assert verified.protocol["oauth_signature_method"] == "HMAC-SHA256"
    assert "oauth_token" not in verified.protocol


@pytest.mark.parametrize(
    "program",
    [["netsuite_like"], ["woocommerce_like"], ["lti_outcome", "1"], ["two_legged"]],
    ids=lambda program: program[0],
)
def test_request_is_right_for_others(sandbox: Rehearsal, program: list[str]) -> None:
    """With credentials of the reader's, oauthlib's server and the strict verifier take it."""
    name, *arguments = program

    done = run(name, sandbox.url, *arguments, **KNOWN_TO_OAUTHLIB)

    request = on_the_wire(sandbox.requests[-1])
    assert (done.code, done.errors) == (0, "")
    assert verify_strictly(request).protocol["oauth_consumer_key"] == "ck-1"
    assert is_right_for_oauthlib(request)


def test_mastercard_like(sandbox: Rehearsal) -> None:
    """Each request has the SHA-256 of its body, that without a body as well (Mastercard)."""
    require_module("cryptography")
    method = oauth2.SignatureMethod_RSA_SHA256(public_key=PUBLIC_KEY)
    sandbox.provider.server.add_signature_method(method)

    done = run("mastercard_like", sandbox.url, KEY_FILE=str(PRIVATE_KEY))

    # openssl dgst -sha256 -binary /dev/null | base64
    # printf '{"amount": "12.50", "payee": "Zo\\u00eb"}' | openssl dgst -sha256 -binary | base64
    assert (done.code, done.errors) == (0, "")
    assert done.output == (
        "GET 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
        "POST UluczZiQR0icKMr6HqOWLUT/2jTSycEPuTQt+ZF9MCE=\n"
    )
    assert last_verified(sandbox).protocol["oauth_signature_method"] == "RSA-SHA256"


def test_mastercard_like_makes_its_keys(
    sandbox: Rehearsal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first time it makes a pair, and the sandbox that knows the public one takes it."""
    require_module("cryptography")
    monkeypatch.chdir(tmp_path)

    first = run("mastercard_like", sandbox.url)
    public = tmp_path / "mastercard-public.pem"
    method = oauth2.SignatureMethod_RSA_SHA256(public_key=public)
    sandbox.provider.server.add_signature_method(method)
    second = run("mastercard_like", sandbox.url)

    assert first == Done(
        0, "Register mastercard-public.pem with the provider, and start this again.\n", ""
    )
    assert stat.S_IMODE((tmp_path / "mastercard-key.pem").stat().st_mode) == 0o600
    assert (second.code, second.errors) == (0, "")


def test_mastercard_like_with_a_key_that_is_not_registered(sandbox: Rehearsal) -> None:
    """A provider that knows no key says so."""
    require_module("cryptography")

    done = run("mastercard_like", sandbox.url, KEY_FILE=str(PRIVATE_KEY))

    assert (done.code, done.output) == (1, "")
    assert done.errors.startswith(
        "The provider refused the request (400): signature_method_rejected; "
    )
