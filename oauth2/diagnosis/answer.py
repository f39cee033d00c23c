"""What the provider's answer says, in the names that findings have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..header import field_values, header_fields
from ..problem import Problem
from .finding import CANNOT_TELL, PROVIDER_SAYS
from .mistake import Mistake
from .reason import Reason
from .reasons import (
    BODY_HASH_MISSING,
    BODY_HASH_SENT,
    BODY_HASH_WRONG,
    CLOCK_SKEW,
    NONCE_USED,
    PARAMETER_ABSENT,
    REALM_WRONG,
    SIGNATURE_METHOD_REJECTED,
    TOKEN_REJECTED,
    VERSION_REJECTED,
    WRONG_CREDENTIALS_PAIR,
)

_UNAUTHORIZED = 401
# Of the OAuth Problem Reporting extension, and the words by which others say the same.
_CODES: tuple[tuple[str, Mistake], ...] = (
    (r"nonce_used|\bnonce\b.*\bused\b|\b(?:used|duplicate)\b.*\bnonce\b", NONCE_USED),
    (r"\btimestamp\b.{0,20}\b(?:out of bounds|expired|too (?:old|far))\b", CLOCK_SKEW),
    (r"signature_method_rejected", SIGNATURE_METHOD_REJECTED),
    (
        r"token_(?:rejected|revoked|expired|used|not_found)|\b(?:invalid|expired|revoked) token\b",
        TOKEN_REJECTED,
    ),
    (r"consumer_key_(?:unknown|rejected|refused)", WRONG_CREDENTIALS_PAIR),
    (r"version_rejected", VERSION_REJECTED),
    (r"body_hash_invalid", BODY_HASH_WRONG),
    (r"\boauth_body_hash is (?:required|missing)\b", BODY_HASH_MISSING),
)
_REJECTED = {
    "oauth_body_hash": BODY_HASH_SENT,
    "oauth_version": VERSION_REJECTED,
    "oauth_signature_method": SIGNATURE_METHOD_REJECTED,
    "oauth_token": TOKEN_REJECTED,
    "oauth_consumer_key": WRONG_CREDENTIALS_PAIR,
    "realm": REALM_WRONG,
}
_REALM = re.compile(r'\bOAuth\b[^"]*?\brealm="((?:[^"\\]|\\.)*)"', re.IGNORECASE)
# A refusal's words are short; what is longer is a page.
_MOST_CHARACTERS = 1000
# So much of a body is quoted.
_MOST_SHOWN = 200
_LAST_WORD = re.compile(r"[\w.~%+/=&-]*$")


def read_answer(
    response: Mapping[Any, Any] | None, content: str | bytes | None, sent_at: float | None
) -> Problem | None:
    """Return what an answer says of a problem.

    Args:
        response: a mapping of `status` and of header fields, or None.
        content: the body, or None.
        sent_at: what `oauth_timestamp` says, for the skew; None where it says no time.

    Raises:
        TypeError: the response is no mapping.
    """
    if response is None and content is None:
        return None
    answer = {"status": _UNAUTHORIZED} if response is None else response
    problem = Problem.from_response(answer, content, now=sent_at)
    if problem and sent_at is None:
        # It would be that of the clock here, at which nothing was sent.
        problem = replace(problem, clock_skew=None)
    if problem is None or problem.code or problem.advice or problem.base_string:
        return problem
    words = _words(content)
    return replace(problem, advice=words) if words else problem


def in_words(problem: Problem) -> str:
    """Return what the provider says, in a line.

    Args:
        problem: of `read_answer`.
    """
    if problem.advice and not problem.code:
        problem = replace(problem, code=f"it says: {problem.advice}", advice=None)
    return str(problem)


def _words(content: str | bytes | None) -> str:
    """Return the beginning of a body that speaks in words of its own; a page does not."""
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else content or ""
    text = " ".join(text[: 2 * _MOST_SHOWN].split())
    if text.startswith("<"):
        return ""
    if len(text) <= _MOST_SHOWN:
        return text
    # Not within a word: a key that is cut in two would not be known for one.
    return _LAST_WORD.sub("", text[:_MOST_SHOWN]) + "..."


def said(problem: Problem) -> Iterator[Reason]:
    """Yield what a provider says is wrong, but for the timestamp and the signature.

    Args:
        problem: of its answer.
    """
    text = f"{problem.code or ''} {problem.advice or ''}"[:_MOST_CHARACTERS]
    for pattern, mistake in _CODES:
        if re.search(pattern, text, re.IGNORECASE):
            yield Reason(mistake, certainty=PROVIDER_SAYS)
    absent = [name for name in problem.parameters_absent if name != "oauth_body_hash"]
    if len(absent) < len(problem.parameters_absent):
        yield Reason(BODY_HASH_MISSING, certainty=PROVIDER_SAYS)
    if absent or (problem.code == "parameter_absent" and not problem.parameters_absent):
        what = f"did not send {' and '.join(absent)}" if absent else ""
        yield Reason(PARAMETER_ABSENT, what, PROVIDER_SAYS)
    for name in problem.parameters_rejected:
        if name in _REJECTED:
            yield Reason(_REJECTED[name], certainty=PROVIDER_SAYS)


def look_at_realm(response: Mapping[Any, Any] | None, sent: str | None) -> Iterator[Reason]:
    """Yield that another realm was sent than the provider names in its challenge.

    Args:
        response: as of `read_answer`.
        sent: the realm in the request, or None.
    """
    fields = header_fields(None if response is None else _texts(response))
    wanted = _REALM.search(", ".join(field_values(fields, "www-authenticate")))
    if sent is not None and wanted and wanted[1] != sent:
        notes = (f"sent: {sent!r}", f"in the provider's challenge: {wanted[1]!r}")
        yield Reason(REALM_WRONG, certainty=CANNOT_TELL, notes=notes)


def _texts(response: Mapping[Any, Any]) -> list[tuple[Any, Any]]:
    return [
        (name, value)
        for name, value in response.items()
        if isinstance(name, (str, bytes)) and isinstance(value, (str, bytes))
    ]
