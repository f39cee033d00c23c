"""What a token endpoint answers: a token, or why there is none (RFC 5849 sections 2.1 and 2.3)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from ..credentials import Token
from ..encoding import form_decode, form_encode
from ..errors import InvalidText, InvalidToken, TokenRequestDenied
from ..problem import Problem
from .hidden import hide
from .hints import hint_for

_OK = range(200, 300)
_REDIRECTED = range(300, 400)
_FIRST_REFUSAL = 400
_STATUS = re.compile(r"\s*([1-5][0-9]{2})(?![0-9])")
_MARKUP = re.compile(r"\s*<")
_OBJECT = re.compile(r"\s*\{")
_RENEWED = re.compile(r"[^<{]*\bhas been renewed\b", re.IGNORECASE)
# How many characters are shown of what the provider says, and of an answer that names no reason.
_MOST_SAID = 1000
_MOST_SHOWN = 200
# And how many are looked through for secrets.
_MOST_READ = 65536


def read_token(
    what: str,
    response: Mapping[Any, Any],
    content: bytes | str,
    secrets: Iterable[str] = (),
) -> Token:
    """Read a token from the answer of a token endpoint: a form, or JSON where it is none.

    Args:
        what: was asked for, such as "request token", for the error.
        response: a mapping of `status` and of header fields, names in any case.
        content: the body.
        secrets: what an error must not show, should the provider repeat it.

    Returns:
        The token; what came beside it is in `extra`.

    Raises:
        TokenRequestDenied: there is no token in it.
        TypeError: the response is no mapping, or the content neither text nor bytes.
    """
    text = _text(content)
    problem = Problem.from_response(response, content)
    status = _status(response)
    if problem is None and (status is None or status in _OK):
        with suppress(InvalidToken, InvalidText):
            token = Token.from_string(form_encode(_fields(text)))
            if token.key:
                return token
    hidden = tuple(secrets)
    raise _denied(what, status, problem, text, hidden, _location(response, hidden))


def is_success(response: Mapping[Any, Any], content: bytes | str) -> bool:
    """Tell whether an answer without a token says that a token was renewed, as E*TRADE's does.

    Args:
        response: a mapping of `status` and of header fields.
        content: the body.
    """
    renewed = _status(response) in _OK and _RENEWED.match(_text(content)) is not None
    return renewed and Problem.from_response(response, content) is None


def _text(content: bytes | str) -> str:
    if isinstance(content, str):
        return content.lstrip("\ufeff")
    if not isinstance(content, (bytes, bytearray)):
        raise TypeError(f"content must be text or bytes, not {type(content).__name__}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # The one charset that stands for any octets; what is looked for is ASCII anyway.
        return content.decode("latin-1")


def _status(response: Mapping[Any, Any]) -> int | None:
    # Not by `str`, which gives the name of a member of http.HTTPStatus.
    found = _STATUS.match(f"{_field(response, 'status')}")
    return int(found[1]) if found else None


def _location(response: Mapping[Any, Any], secrets: tuple[str, ...]) -> str:
    """Return where an answer redirects to, without the query, which may repeat a signature."""
    address = f"{_field(response, 'location') or ''}".partition("?")[0].partition("#")[0]
    return "".join(ch if ch.isprintable() else "\ufffd" for ch in _beginning(address, secrets))


def _beginning(text: str, secrets: tuple[str, ...]) -> str:
    """Return so much of a text as an error shows; a secret is hidden before it could be cut."""
    hidden = hide(text[:_MOST_READ], secrets)
    return hidden if len(hidden) <= _MOST_SHOWN else hidden[:_MOST_SHOWN] + "\u2026"


def _field(response: Mapping[Any, Any], wanted: str) -> Any:
    return next((value for name, value in response.items() if f"{name}".lower() == wanted), None)


def _fields(text: str) -> list[tuple[str, str]]:
    if not _OBJECT.match(text):
        return form_decode(text.strip())
    try:
        found = json.loads(text)
        return [(name, _scalar(value)) for name, value in found.items()]
    except (ValueError, RecursionError):
        return []


def _scalar(value: Any) -> str:
    """Return a value of a JSON object as the text that a form would hold."""
    return value if isinstance(value, str) else "" if value is None else json.dumps(value)


def _denied(
    what: str,
    status: int | None,
    problem: Problem | None,
    text: str,
    secrets: tuple[str, ...],
    location: str,
) -> TokenRequestDenied:
    problem = _with_words(problem, status, text, secrets)
    hint = hint_for(status, problem, is_page=_MARKUP.match(text) is not None)
    if location and status in _REDIRECTED:
        hint += f": {location}"
    code, advice = (problem.code, problem.advice) if problem else (None, None)
    # Of the problem, its own line, which leaves out what nobody should see.
    said = hide(str(problem), secrets)[:_MOST_SAID] if problem else _without_problem(status)
    return TokenRequestDenied(
        f"There is no {what}. {said} To try: {hint}.",
        status=status,
        problem=hide(code, secrets) if code else None,
        advice=hide(advice, secrets) if advice else None,
        hint=hint,
    )


def _without_problem(status: int | None) -> str:
    return f"The answer{'' if status is None else f' ({status})'} holds none."


def _with_words(
    problem: Problem | None, status: int | None, text: str, secrets: tuple[str, ...]
) -> Problem | None:
    """Let the body speak where a refusal names no reason: many providers say it in a sentence.

    What came with a status of success is not shown: it may hold a secret of its own.
    """
    refused = status is not None and status >= _FIRST_REFUSAL
    if not refused or (problem and (problem.code or problem.advice)) or _MARKUP.match(text):
        return problem
    words = _beginning(" ".join(text.split()), secrets)
    return replace(problem or Problem(status), advice=words) if words else problem
