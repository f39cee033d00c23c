"""Services whose tokens come without the three legs: there is only how requests are signed."""

from __future__ import annotations

from .model import Preset

_ORACLE = "https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/"
_MASTERCARD = "https://developer.mastercard.com/platform/documentation/authentication/"
_ADOBE = "https://developer.adobe.com/commerce/webapi/get-started/authentication/"
_CHECKED = "2026-11-22"

ISSUED = (
    Preset(
        "netsuite",
        "NetSuite",
        (
            # The header with its realm; the only method, the order of timestamps and the nonce;
            # the end of HMAC-SHA1.
            _ORACLE + "section_1534941295.html",
            _ORACLE + "section_156338994830.html",
            _ORACLE + "section_157652390285.html",
        ),
        _CHECKED,
        signature_method="HMAC-SHA256",
        realm_of="account",
        monotonic=True,
        nonce_length=(6, 64),
        demands=(
            "the realm is the account, as in 1234567_SB1",
            "no new integrations with tokens as of 2027.1",
        ),
    ),
    Preset(
        "mastercard",
        "Mastercard",
        (
            _MASTERCARD + "using-oauth-1a-to-access-mastercard-apis/",
            "https://github.com/Mastercard/oauth1-signer-python",
        ),
        _CHECKED,
        signature_method="RSA-SHA256",
        other_methods=("RSA-PSS",),
        body_hash="always",
        demands=("requests are signed without a token",),
    ),
    Preset(
        "woocommerce",
        "WooCommerce",
        ("https://woocommerce.github.io/woocommerce-rest-api-docs/",),
        _CHECKED,
        signature_method="HMAC-SHA256",
        other_methods=("HMAC-SHA1",),
        placement="query",
        demands=(
            "requests are signed without a token, and only over http: over https it wants Basic",
            "a nonce is remembered for 15 minutes",
        ),
    ),
    Preset(
        "magento",
        "Adobe Commerce (Magento 2)",
        (_ADOBE + "gs-authentication-oauth",),
        _CHECKED,
        signature_method="HMAC-SHA256",
        demands=(
            "the store sends consumer key, secret and verifier to the program",
            "the tokens are at /oauth/token/request and /oauth/token/access of the store",
        ),
    ),
    Preset(
        "bricklink",
        "BrickLink",
        ("http://apidev.bricklink.com/redmine/projects/bricklink-api/wiki/Authorization",),
        _CHECKED,
        realm="",
        demands=("tokens are bound to an IP address",),
    ),
    Preset(
        "cardmarket",
        "Cardmarket",
        ("https://api.cardmarket.com/ws/documentation/API:Auth_OAuthHeader",),
        _CHECKED,
        realm_of="url",
        empty_token=True,
        demands=("widget apps have an empty token",),
    ),
)
