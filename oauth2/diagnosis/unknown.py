"""What is special about a signature that nothing known gives."""

from __future__ import annotations

import re

from .finding import CLIENT_SAYS
from .received import Facts
from .signed import Explained

_NO_BASE64 = re.compile(r"[^A-Za-z0-9+/=]|^(.)\1+$")
_EMPTY = (
    "The signature is empty: oauth_signature was sent without a value, which tells nothing of how "
    "it was made."
)
_RSA_KEY_UNKNOWN = (
    "Whether an RSA signature is right only a key tells: give the public key, in PEM, as the "
    "consumer secret (on the command line, --rsa-key FILE)."
)
_KEY_UNKNOWN = (
    "The request carries a token, and none was given: the key is made of its secret too, so nobody "
    "can tell."
)
_FORM_UNKNOWN = (
    "The request carries a form, whose fields are signed too, and what it holds is not known, so "
    "nobody can tell: give the body."
)


def why_unknown(
    facts: Facts, signed: Explained, claim: str | None, provider: Explained | None
) -> str | None:
    """Say what is special about a signature that nothing gives; None where nothing is.

    Args:
        facts: about the request.
        signed: what was tried.
        claim: the base string that the client says it signed, or None.
        provider: of the provider's base string, or None.
    """
    absent = _absent(facts, signed)
    if signed.certainty == CLIENT_SAYS and signed.outcomes and absent != _EMPTY:
        return (
            "What the client says it signed does not give the signature with these secrets "
            f"either: most likely {_other_key(facts)}."
        )
    if absent and absent != _FORM_UNKNOWN:
        return absent
    compared = _compared(facts, claim == signed.right.base_string, provider)
    if compared is None and absent is None and signed.signed is not None:
        return "What was signed is not the base string of this request, in a way that has no name."
    return compared or absent


def _compared(facts: Facts, same: bool, provider: Explained | None) -> str | None:
    """Say what the signature itself tells, or that a side has the right base string."""
    method = facts.request.signature_method
    if method.startswith("HMAC-") and _NO_BASE64.search(facts.request.signature or ""):
        return f"What was sent as oauth_signature is no {method[:40]} signature in base64."
    if same:
        return (
            "The client has the right base string, so only the key or the digest can be wrong: "
            f"most likely {_other_key(facts)}."
        )
    if provider is not None and provider.valid:
        # That tells how the request arrived, and not what was signed.
        return (
            "The provider has the right base string, so the request arrived as it was sent: either "
            f"{_other_key(facts)}, or the client signed something else: compare what it signed."
        )
    return None


def _other_key(facts: Facts) -> str:
    rsa = facts.request.signature_method.startswith("RSA-")
    return f"{'the key' if rsa else 'a secret'} is not the one that it was made with"


def rules_out(facts: Facts, signed: Explained) -> bool:
    """Tell whether mistakes that do not fit are ruled out by that.

    Args:
        facts: about the request.
        signed: what was tried.
    """
    proved = bool(signed.outcomes) and signed.certainty != CLIENT_SAYS
    return not signed.valid and (proved or _absent(facts, signed) is None)


def _absent(facts: Facts, signed: Explained) -> str | None:
    """Say what is absent without which nobody can tell, or return None."""
    if not facts.request.signature:
        return _EMPTY
    if not signed.can_tell:
        return _RSA_KEY_UNKNOWN
    if facts.token_is_missing:
        return _KEY_UNKNOWN
    return _FORM_UNKNOWN if facts.form_is_unknown else None
