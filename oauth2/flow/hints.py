"""What to try when a provider gives no token."""

from __future__ import annotations

from http import HTTPStatus

from ..problem import Problem

_CLOCK = "set this machine's clock; a program can also have correct_clock=True"
_SECRETS = (
    "compare the consumer secret, character by character; for an access token, the request token's "
    "secret is part of the key, so it must be the very token of this exchange"
)
_KEY = "compare the consumer key; it may be one for another environment"
_AGAIN = "start again: fetch a new request token"
# By the provider's word for the problem.
_BY_CODE = {
    "signature_invalid": _SECRETS,
    "signature_method_rejected": "choose another signature method",
    "timestamp_refused": _CLOCK,
    "nonce_used": "ask again: each request needs a nonce of its own",
    "consumer_key_unknown": _KEY,
    "consumer_key_rejected": _KEY,
    "consumer_key_refused": "ask again later, or ask the provider why this consumer is refused",
    "parameter_absent": "compare the parameters that it wants with the provider's documentation",
    "parameter_rejected": "compare what was sent with the provider's documentation",
    "version_rejected": "the provider may not speak OAuth 1.0a at this URL",
    "verifier_invalid": _AGAIN,
    "token_expired": _AGAIN,
    "token_used": _AGAIN,
    "token_revoked": _AGAIN,
    "token_rejected": _AGAIN,
    "permission_denied": "the user or the provider did not allow it: ask the user again",
    "permission_unknown": "the user has not decided yet: open the authorization URL first",
}
# By the HTTP status, where the provider has no word for it.
_BY_STATUS = {
    HTTPStatus.BAD_REQUEST: "compare what was sent with the provider's documentation; a callback "
    "may have to be registered there, or to be 'oob'",
    HTTPStatus.UNAUTHORIZED: "compare the consumer key and secret, then this machine's clock",
    HTTPStatus.FORBIDDEN: "the consumer may lack a permission, or its callback is not registered",
    HTTPStatus.NOT_FOUND: "compare the URL with the provider's documentation",
    HTTPStatus.METHOD_NOT_ALLOWED: "use the other HTTP method, GET or POST",
    HTTPStatus.TOO_MANY_REQUESTS: "ask again later: the provider was asked too often",
}
# By the first digit of the status.
_BY_CLASS = {
    3: "use the URL to which the provider redirects, if it is the provider's",
    5: "ask again later: the provider has a fault",
}
_PAGE = "the answer is a web page: compare the URL with the provider's documentation"
_OTHERWISE = "compare URL, method and parameters with the provider's documentation"
# Seconds by which a clock may be wrong: most providers take five minutes.
_SKEW = 300


def hint_for(status: int | None, problem: Problem | None, *, is_page: bool) -> str:
    """Return what to try.

    Args:
        status: the HTTP status, or None.
        problem: what the provider says, or None.
        is_page: whether the answer is HTML.
    """
    if problem and problem.code in _BY_CODE:
        return _BY_CODE[problem.code]
    if problem and abs(problem.clock_skew or 0) > _SKEW:
        return _CLOCK
    for known, hint in _BY_STATUS.items():
        if status == known:
            return hint
    return _BY_CLASS.get((status or 0) // 100, _PAGE if is_page else _OTHERWISE)
