"""What a refusal says to the client, in the terms of the OAuth Problem Reporting extension."""

from __future__ import annotations

from ..encoding import Pairs, percent_encode
from ..errors import ParameterAbsent, RequestRefused, TimestampRefused, VersionRejected


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
