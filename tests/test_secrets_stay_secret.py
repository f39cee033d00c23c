"""Marker secrets go through every error, repr and log line, and are found in none of them.

What serialises on purpose (`str(consumer)`, `str(token)`, `to_header`, …) is left out; so is
`InvalidSignature.base_string`, which is documented as raw.
"""

from __future__ import annotations

import logging
import pprint
import traceback
from typing import Any

import pytest
from _secrets import (
    CONSUMER,
    CONSUMER_SECRET,
    ENCRYPTED,
    FIELDS,
    FORM,
    HMAC_SHA1,
    PASSWORD,
    PEM,
    PLAIN,
    SENSITIVE,
    TOKEN,
    TOKEN_SECRET,
    found,
    rsa,
    signed,
    verify,
)

import oauth2
from oauth2.base_string import split_url
from oauth2.client.chain import Hop
from oauth2.redirect import Trail
from oauth2.request.arrival import Arrival
from oauth2.request.received import Received

SENSITIVE_PAIRS = list(SENSITIVE.items())

# --- refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize("method", [PLAIN, HMAC_SHA1], ids=["PLAINTEXT", "HMAC-SHA1"])
@pytest.mark.parametrize(
    "changes",
    [
        {"oauth_signature": f"{CONSUMER_SECRET}&{TOKEN_SECRET}x"},
        {"oauth_signature": None},
        {"oauth_signature_method": "other"},
        {"oauth_signature_method": None},
        {"oauth_consumer_key": "other"},
        {"oauth_token": "other"},
        {"oauth_timestamp": "5"},
        {"oauth_timestamp": "x"},
        {"oauth_nonce": ""},
        {"oauth_nonce": None},
        {"oauth_version": "2.0"},
        {"oauth_body_hash": "x"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_refusal_shows_no_secret(
    method: oauth2.SignatureMethod, changes: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """A Server's refusal may be sent to the client and be logged (E3)."""
    caplog.set_level(logging.DEBUG)

    with pytest.raises(oauth2.RequestRefused) as caught:
        verify(method, **changes)

    error = caught.value
    assert not found(error, repr(error), error.args, caplog.text)
    assert not found(*traceback.format_exception(error))


def test_base_string_in_a_refusal_is_redacted_as_text_only() -> None:
    """The text has the base string without what is sensitive; the attribute has it whole (H2)."""
    with pytest.raises(oauth2.InvalidSignature) as caught:
        verify(HMAC_SHA1, oauth_signature="x")

    assert "x_auth_password%3D%2528redacted%2529" in str(caught.value)
    assert "oauth_token%3Dtk" in str(caught.value)
    assert f"x_auth_password%3D{PASSWORD}" in str(caught.value.base_string)
    assert CONSUMER_SECRET not in str(caught.value.base_string)
    assert TOKEN_SECRET not in str(caught.value.base_string)


# --- objects ------------------------------------------------------------------------------------


def signer(**options: Any) -> oauth2.Signer:
    """Return a Signer with both secrets."""
    return oauth2.Signer(CONSUMER, TOKEN, **options)


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(signer(), id="Signer"),
        pytest.param(signer(signature_method=PLAIN), id="Signer-plaintext"),
        pytest.param(oauth2.Client(CONSUMER, TOKEN), id="Client"),
        pytest.param(oauth2.Server({"PLAINTEXT": PLAIN}), id="Server"),
        pytest.param(signed(PLAIN), id="Request-received"),
        pytest.param(
            oauth2.Request("GET", f"https://u:{PASSWORD}@h/?{FIELDS}", SENSITIVE), id="Request"
        ),
        pytest.param(
            signer(signature_method=PLAIN).sign("POST", f"https://u:{PASSWORD}@h/?q={PASSWORD}"),
            id="SignedRequest",
        ),
        pytest.param(
            signer(placement="query").sign("POST", f"https://h/?{FIELDS}", FORM, f"a={PASSWORD}"),
            id="SignedRequest-query",
        ),
        pytest.param({"consumer": CONSUMER, "token": TOKEN}, id="dict-of-credentials"),
    ],
)
def test_object_shows_no_secret(made: object) -> None:
    """Whatever is printed, formatted or put into a log by its repr shows none (E17)."""
    assert not found(repr(made), str(made), f"{made}", f"{made!r:>1}", pprint.pformat(made))


URL = split_url(f"https://h/?{FIELDS}")
TRAIL = Trail(signer(), SENSITIVE_PAIRS, url=URL)


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(TRAIL, id="Trail"),
        pytest.param(TRAIL.step(URL), id="Step"),
        pytest.param(Hop("GET", URL, {"Cookie": PASSWORD}, PASSWORD, True, TRAIL), id="Hop"),
        pytest.param(Arrival("GET", str(URL), [("Authorization", FIELDS)], b""), id="Arrival"),
        pytest.param(Received(SENSITIVE_PAIRS, {}, False, [PASSWORD]), id="Received"),
    ],
)
def test_what_goes_round_inside_shows_no_secret(made: object) -> None:
    """A traceback with local variables shows none either: these are tuples, but not as text."""
    assert not found(repr(made), str(made), f"{made}", pprint.pformat(made))


@pytest.mark.parametrize("credential", [CONSUMER, TOKEN], ids=["Consumer", "Token"])
def test_credential_shows_no_secret(credential: object) -> None:
    """The repr shows none; `str()` serialises, as programs that store tokens need it (E17)."""
    assert not found(repr(credential), pprint.pformat(credential), [credential])
    assert found(str(credential)) == ["marker-of"]


def test_key_shows_no_secret() -> None:
    """A method with a private key prints as any object does."""
    pytest.importorskip("cryptography", reason="RSA needs cryptography, of the extra rsa")

    assert not found(repr(rsa(PEM)), str(rsa(ENCRYPTED, password="correct horse")))


# --- logs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("placement", ["header", "query", "body"])
@pytest.mark.parametrize("method", [PLAIN, HMAC_SHA1], ids=["PLAINTEXT", "HMAC-SHA1"])
def test_log_of_what_goes_well_shows_no_secret(
    placement: str, method: oauth2.SignatureMethod, caplog: pytest.LogCaptureFixture
) -> None:
    """At DEBUG, for all loggers, signing and verifying log no secret (H4)."""
    caplog.set_level(logging.DEBUG)
    server = oauth2.Server({method.name: method})

    made = signer(signature_method=method, placement=placement).sign(
        "POST", "https://h/", FORM, f"x_auth_password={PASSWORD}"
    )
    request = oauth2.Request.from_request("POST", made.url, made.headers, body=made.body)

    assert server.verify_request(request, CONSUMER, TOKEN) == {"x_auth_password": PASSWORD}
    assert not found(caplog.text)


def test_log_of_a_failed_connection_shows_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    """Where nobody answers, neither error nor log shows what would have been sent (H4)."""
    caplog.set_level(logging.DEBUG)
    client = oauth2.Client(CONSUMER, TOKEN, signature_method=PLAIN, placement="query", timeout=60)

    with pytest.raises(ConnectionRefusedError) as caught:
        client.request("http://127.0.0.1:1/", "POST", FIELDS, FORM)
    client.close()

    assert not found(repr(caught.value), caplog.text)
