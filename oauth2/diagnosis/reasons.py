"""Reasons for a refusal that do not show in what was signed, by the names that findings have."""

from __future__ import annotations

from .mistake import Mistake

CLOCK_SKEW = Mistake(
    "clock_skew",
    8,
    "sent a timestamp that is too far from the provider's clock",
    "oauth2.Client(consumer, token, correct_clock=True)  # or set the clock: sudo chronyc makestep",
    "only on a machine whose clock, or time zone, is wrong",
)
TIMESTAMP_MS = Mistake(
    "timestamp_ms",
    3,
    "sent a timestamp that is not in whole seconds",
    "timestamp = str(int(time.time()))  # JavaScript: Math.floor(Date.now() / 1000)",
)
SIGNATURE_NOT_ENCODED = Mistake(
    "signature_not_encoded",
    6,
    "sent the signature without percent-encoding it",
    'f\'oauth_signature="{quote(signature, safe="~")}"\'',
    'only when the signature holds a "+", for most providers',
)
BODY_HASH_WRONG = Mistake(
    "body_hash_wrong",
    4,
    "sent an oauth_body_hash that is not that of the body",
    "body = json.dumps(data).encode()  # once: hash these octets, and send them",
)
BODY_HASH_SENT = Mistake(
    "body_hash_sent",
    0,
    "sent an oauth_body_hash where there must be none",
    "Signer(consumer, token, body_hash='never')",
    "only with a form, and with providers that do not know it",
)
BODY_HASH_MISSING = Mistake(
    "body_hash_missing",
    0,
    "sent no oauth_body_hash",
    "Signer(consumer, token, body_hash='always')",
)
WRONG_CREDENTIALS_PAIR = Mistake(
    "wrong_credentials_pair",
    0,
    "sent a key that does not belong to the secret",
    "Consumer(key, secret)  # both of the same application, and of the same environment",
)
STALE_TOKEN_USED = Mistake(
    "stale_token_used",
    0,
    "sent another token than the one that was given",
    "client.token = new_token  # everywhere, after each login",
)
REALM_WRONG = Mistake(
    "realm_wrong",
    0,
    "sent another realm than the provider asks for",
    "Signer(consumer, token, realm='123456_SB1')  # as the provider writes it",
)
NONCE_USED = Mistake(
    "nonce_used",
    0,
    "sent a nonce that was used before",
    "signer.sign(method, url)  # anew for each request, each retry and each redirect",
)
SIGNATURE_METHOD_REJECTED = Mistake(
    "signature_method_rejected",
    0,
    "sent an oauth_signature_method that is not accepted",
    "Signer(consumer, token, signature_method=oauth2.SignatureMethod_HMAC_SHA256())",
)
TOKEN_REJECTED = Mistake(
    "token_rejected",
    0,
    "sent a token that is not accepted",
    "oauth2.ThreeLeggedFlow(consumer, ...)  # get a new token",
)
PARAMETER_ABSENT = Mistake(
    "parameter_absent",
    0,
    "did not send a parameter that is needed",
    "signer.sign(method, url, oauth_params={'oauth_verifier': verifier})",
)
VERSION_REJECTED = Mistake(
    "version_rejected",
    0,
    "sent an oauth_version that is not accepted",
    "Signer(consumer, token, version='1.0')  # exactly so, or None to leave it out",
)
VALID = Mistake(
    "valid",
    0,
    "signed rightly",
    "look at the nonce, the token, its permissions, and at the keys on the provider's page",
)
UNKNOWN = Mistake(
    "wrong_secret_or_unknown",
    0,
    "used other secrets than these, or made a mistake that is not known",
    "oauth2.explain(..., client_base_string=what_the_client_signed)  # compare the two",
)

#: All of them.
REASONS = (
    CLOCK_SKEW,
    TIMESTAMP_MS,
    SIGNATURE_NOT_ENCODED,
    BODY_HASH_WRONG,
    BODY_HASH_SENT,
    BODY_HASH_MISSING,
    WRONG_CREDENTIALS_PAIR,
    STALE_TOKEN_USED,
    REALM_WRONG,
    NONCE_USED,
    SIGNATURE_METHOD_REJECTED,
    TOKEN_REJECTED,
    PARAMETER_ABSENT,
    VERSION_REJECTED,
    VALID,
    UNKNOWN,
)
