"""What a refusal says to the client, in the terms of the OAuth Problem Reporting extension."""

from __future__ import annotations

from ..base_string import redact_base_string
from ..encoding import Pairs, percent_encode
from ..errors import (
    InvalidSignature,
    ParameterAbsent,
    RequestRefused,
    TimestampRefused,
    VersionRejected,
)
from ..request import Request
from ..signature import SignatureMethod, base_string_of


def invalid_signature(request: Request, method: SignatureMethod) -> InvalidSignature:
    """Say what was expected to be signed; with PLAINTEXT nothing is, but the secrets.

    Args:
        request: whose signature is wrong.
        method: of the signature.
    """
    if method.sends_secrets:
        return InvalidSignature("invalid signature", parameter="oauth_signature")
    # Not from `signing_base`: a method of the program's own may put secrets into that.
    base_string = base_string_of(request)
    return InvalidSignature(
        f"invalid signature. Expected signature base string: {redact_base_string(base_string)}",
        parameter="oauth_signature",
        base_string=base_string,
    )


def problem_fields(error: RequestRefused) -> Pairs:
    """Return what to tell a client whose request is refused.

    Args:
        error: why it is refused.

    Returns:
        `oauth_problem`, and what else the extension has for it.  The advice is left out where it
        would hold the signature base string.
    """
    fields = [("oauth_problem", error.problem)]
    if error.base_string is None:
        fields.append(("oauth_problem_advice", error.message))
    if error.parameter and error.problem == ParameterAbsent.problem:
        # A list of names, each encoded, joined by "&"; here always of one.
        fields.append(("oauth_parameters_absent", percent_encode(error.parameter)))
    if error.acceptable and isinstance(error, VersionRejected):
        fields.append(("oauth_acceptable_versions", error.acceptable))
    if error.acceptable and isinstance(error, TimestampRefused):
        fields.append(("oauth_acceptable_timestamps", error.acceptable))
    return fields
