"""How requests are signed for known services, by the options of their presets."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
from _loopback import Loopback
from _verifiers import CONSUMER, TOKEN, verify_strictly
from vector_files import FOLDER

import oauth2
from oauth2 import providers

KEY = FOLDER / "keys" / "test_private_pkcs8.pem"
rsa = pytest.mark.skipif(not find_spec("cryptography"), reason="RSA needs an extra")


@pytest.mark.parametrize(
    ("name", "arguments", "method", "place", "realm"),
    [
        ("netsuite", {"account": "1234567-sb1"}, "HMAC-SHA256", "header", "1234567_SB1"),
        ("woocommerce", {}, "HMAC-SHA256", "query", None),
        ("magento2", {}, "HMAC-SHA256", "header", None),
        ("bricklink", {}, "HMAC-SHA1", "header", ""),
        ("cardmarket", {}, "HMAC-SHA1", "header", "{url}/ws/v2.0/articles"),
        ("schoology", {}, "HMAC-SHA1", "header", "Schoology API"),
        ("fatsecret", {}, "HMAC-SHA1", "query", None),
    ],
)
def test_signer_options_meet_the_demands_of_a_service(
    server: Loopback, name: str, arguments: dict[str, str], method: str, place: str, realm: str
) -> None:
    """A Client with a preset's options sends what the service wants."""
    options = providers.preset(name).signer_options(**arguments)
    client = oauth2.Client(oauth2.Consumer(*CONSUMER), oauth2.Token(*TOKEN), **options)
    client.request(server.url("/ws/v2.0/articles?start=0&filter[x]=1"))
    client.close()

    verified = verify_strictly(server.request)

    assert verified.protocol["oauth_signature_method"] == method
    assert verified.place == place
    assert verified.realm == (realm and realm.format(url=server.url("")))


@rsa
def test_signer_options_of_mastercard_sign_with_the_callers_key(server: Loopback) -> None:
    """Mastercard wants RSA-SHA256 and a body hash, for no body too."""
    options = providers.preset("mastercard").signer_options(private_key=KEY)
    client = oauth2.Client(oauth2.Consumer(*CONSUMER), **options)
    client.request(server.url("/locations"))
    client.close()

    protocol = verify_strictly(server.request).protocol

    assert protocol["oauth_signature_method"] == "RSA-SHA256"
    # printf '' | openssl dgst -sha256 -binary | openssl base64
    assert protocol["oauth_body_hash"] == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


@pytest.mark.parametrize(
    ("name", "sent"), [("schoology", ""), ("cardmarket", ""), ("magento", None)]
)
def test_empty_token_is_sent_where_it_is_wanted(
    server: Loopback, name: str, sent: str | None
) -> None:
    """Where there is no token, some services want an empty one."""
    options = providers.preset(name).signer_options()
    client = oauth2.Client(oauth2.Consumer(*CONSUMER), **options)
    client.request(server.url())
    client.close()

    assert verify_strictly(server.request).protocol.get("oauth_token") == sent


def test_timestamps_of_netsuite_do_not_go_back() -> None:
    """NetSuite wants timestamps that are never less than one before."""
    options = providers.preset("netsuite").signer_options(account="1234567")

    assert isinstance(options["clock"], oauth2.MonotonicClock)


def test_signer_options_of_the_caller_go_before_the_preset() -> None:
    """Every option can be changed, so nothing is asked for that the caller has given."""
    method = oauth2.SignatureMethod_HMAC_SHA512()
    options = providers.preset("netsuite").signer_options(realm="mine", signature_method=method)

    assert (options["realm"], options["signature_method"]) == ("mine", method)


def test_account_is_asked_for() -> None:
    """Without the account there is no realm, and NetSuite takes nothing without one."""
    with pytest.raises(ValueError, match="account must be given"):
        providers.preset("netsuite").signer_options()


def test_default_nonce_fits_where_its_length_matters() -> None:
    """Our nonce needs no option for any service."""
    lengths = [providers.preset(name).nonce_length for name in providers.names()]

    assert [each for each in lengths if each] == [(6, 64)]
    assert len(oauth2.generate_nonce()) == 32


def test_flow_of_a_preset_takes_no_option_that_flows_have_not() -> None:
    """What would be of no use is said, and not left out."""
    with pytest.raises(TypeError, match="ThreeLeggedFlow has no option 'body_hash'"):
        oauth2.ThreeLeggedFlow.for_provider("x", oauth2.Consumer("k", "s"), body_hash="always")
