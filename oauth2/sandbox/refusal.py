"""Why the sandbox refuses a request, in the terms of the OAuth Problem Reporting extension."""

from __future__ import annotations

from ..encoding import Pairs
from ..errors import InvalidSignature, RequestRefused
from ..server import problem_fields

_SAME_STRING = (
    "The signature is not the one that the sandbox computes.  Compare your signature base string "
    "with debug_sbs: where they differ is the mistake; if they are the same, the consumer secret "
    "or the token secret is not the right one."
)
_NO_STRING = (
    "The signature is not the right one.  With PLAINTEXT it is the consumer secret and the token "
    "secret, each percent-encoded, joined by '&'; the '&' is there without a token too."
)


class Refused(RequestRefused):
    """A request that is right in itself and yet cannot be granted.

    Args:
        problem: the term of the OAuth Problem Reporting extension.
        message: text for a person.
        parameter: the name of the parameter at fault, or None.
        status: the HTTP status to answer with.
    """

    def __init__(
        self, problem: str, message: str, *, parameter: str | None = None, status: int = 401
    ) -> None:
        super().__init__(message, parameter=parameter)
        self.problem = problem
        self.status = status


def report(error: RequestRefused, explanation: str | None = None) -> Pairs:
    """Return what to tell the client about a refusal.

    Args:
        error: why the request is refused.
        explanation: of the mistake, in words, or None.

    Returns:
        `oauth_problem`, `oauth_problem_advice`, and what else the extension has for the problem;
        for a wrong signature `debug_sbs`, the base string that the sandbox computed.  That one is
        raw: the client is told nothing but what it sent itself.  Last comes `explanation`: the
        known mistake that was made, in words.
    """
    fields = problem_fields(error)
    if isinstance(error, InvalidSignature):
        fields = [*fields[:1], ("oauth_problem_advice", _advice(error))]
    if error.base_string is not None:
        fields.append(("debug_sbs", error.base_string))
    if explanation is not None:
        fields.append(("explanation", explanation))
    return fields


def _advice(error: InvalidSignature) -> str:
    return _NO_STRING if error.base_string is None else _SAME_STRING
