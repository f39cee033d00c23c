"""To the provider's page and back: the authorization URL and the callback (section 2.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..base_string import join_query
from ..credentials import Token
from ..encoding import flatten, form_decode, form_encode, group_pairs, to_text
from ..errors import AuthorizationDenied, TokenMismatch, VerifierMissing
from ..signature import same

# What a provider says where the user said no.
_REFUSALS = frozenset({"user_refused", "permission_denied"})
_MOST_SHOWN = 80
# What stands before the query of a URL, or of a path: in a query alone, a "?" is part of a value.
_ADDRESS = re.compile(r"(?:(?:[A-Za-z][A-Za-z0-9+.\-]*:|/)[^?]*|[^?&=]*)(?:\?|$)")


def with_query(url: str, parameters: Mapping[str, Any]) -> str:
    """Return a URL with parameters added to its query, each encoded once.

    Args:
        url: what it has of a query stays as it is.
        parameters: names with values; None leaves one out.

    Raises:
        InvalidText: a value is no text.
        TypeError: the same.
    """
    return join_query(url, form_encode(flatten((name, parameters[name]) for name in parameters)))


def read_callback(url: str, token: Token, *, strict: bool = True) -> str | None:
    """Return the verifier out of the URL to which the provider sent the user back.

    Args:
        url: the whole URL, or its query alone; a fragment such as `#_=_` does not count.
        token: the request token that was asked for.
        strict: True demands a verifier.

    Returns:
        The verifier; None where there is none and none is demanded.

    Raises:
        AuthorizationDenied: the user or the provider said no.
        TokenMismatch: it is no answer about this request token.
        VerifierMissing: it holds no verifier.
        InvalidText: the URL is bytes that are not UTF-8.
        TypeError: it is neither text nor bytes.
    """
    fields = _fields(to_text(url, "the callback URL"))
    returned = _single(fields, "oauth_token")
    if returned is not None and not same(returned, token.key):
        raise TokenMismatch("the callback belongs to another request token")
    problem = _single(fields, "oauth_problem")
    # Some say no without naming the token.
    if "denied" in fields or problem:
        raise AuthorizationDenied(_denied(problem), problem=problem or None)
    if returned is None:
        raise TokenMismatch("the callback holds no oauth_token")
    verifier = _single(fields, "oauth_verifier")
    if strict and not verifier:
        raise VerifierMissing("the callback holds no oauth_verifier")
    return verifier or None


def _fields(url: str) -> dict[str, str | list[str]]:
    text = url.strip().partition("#")[0]
    address = _ADDRESS.match(text)
    return group_pairs(form_decode(text[address.end() :] if address else text))


def _single(fields: dict[str, str | list[str]], name: str) -> str | None:
    value = fields.get(name)
    if isinstance(value, list):
        raise TokenMismatch(f"the callback holds {name} more than once")
    return value


def _denied(problem: str | None) -> str:
    if not problem or problem in _REFUSALS:
        return "the user did not allow the access"
    shown = "".join(ch if ch.isprintable() else "\ufffd" for ch in problem[:_MOST_SHOWN])
    return f"the provider did not allow the access: {shown}"
