"""Where an answer says why the request is refused: in `WWW-Authenticate`, or in its body.

The OAuth Problem Reporting extension wants the header field or a form.  Providers also write its
parameters into JSON, XML, pages, or a sentence.  All of it is input from outside: nothing here
raises because of what an answer holds, and what cannot be read is left out.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from ..encoding import Pairs, percent_decode

# The parameters of the extension, and the two names by which providers send their base string:
# Flickr and Magento the first, Jira and others that stand on the same Java library the second.
_FIELDS = {
    "oauth_problem": "code",
    "oauth_problem_advice": "advice",
    "oauth_acceptable_timestamps": "acceptable_timestamps",
    "oauth_acceptable_versions": "acceptable_versions",
    "oauth_parameters_absent": "parameters_absent",
    "oauth_parameters_rejected": "parameters_rejected",
    "debug_sbs": "base_string",
    "oauth_signature_base_string": "base_string",
}
# NetSuite's challenge.  With the scheme Bearer these names are not for us.
_CHALLENGE = {**_FIELDS, "error": "code", "error_description": "advice"}
_NAME = "|".join(sorted(_FIELDS, key=len, reverse=True))

# The name of a scheme, or an auth-param of RFC 7235, with its value or with a form in its place.
_WORD = re.compile(
    r"""(?<![^\s,"])(?P<name>[^\s=,"]+)"""
    r"""(?:\s*(?P<equals>=)\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"?|(?P<plain>[^\s,"]*)))?""",
    re.DOTALL,
)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_FORM = re.compile(rf"\s*(?:{_NAME})=")
# Some providers do not encode a base string, or a list of names, once more when they put it in a
# form.  What stands between two "&" without any "=" goes on with the value before it.  E*TRADE has
# a comma where others have "&".
_NEXT_PAIR = re.compile(r"&(?=[^&=]*=)|,(?=oauth_\w*=)")
# Anywhere in a text: only advice may have blanks in it.
_MENTION = re.compile(
    rf"""(?<![\w%])(?:(?P<advice>oauth_problem_advice)|(?P<name>{_NAME}))["']?\s*[=:>]\s*"""
    r"""(?:"(?P<quoted>[^"]*)"|(?(advice)(?P<text>[^<>"&\r\n]+)"""
    r"""|(?P<plain>(?:[^\s<>"'&,;]|&(?![^\s<>"'&=]*=))+)))"""
)
_BASE_STRING = re.compile(
    r"""[a-z]{3,16}&https?(?:%3A%2F%2F|://)[^&\s"'<>]*&[^&\s"'<>]*""", re.IGNORECASE
)
_ENTITY = re.compile(r"&#?\w{1,8};")
_SURROGATE = re.compile("[\ud800-\udfff]")


def is_base_string(text: str) -> bool:
    """Tell whether a text has the form of a signature base string (RFC 5849 section 3.4.1.1)."""
    return _BASE_STRING.fullmatch(text) is not None


def without_surrogates(text: str) -> str:
    """Return text that can be printed and sent: octets that are no UTF-8 come as surrogates."""
    return _SURROGATE.sub("\ufffd", text)


def read_challenge(value: str) -> dict[str, str]:
    """Return what a WWW-Authenticate header field says about the problem.

    Args:
        value: the field's value, which may hold challenges of several schemes.

    Returns:
        The attributes of a Problem that are said there, as text, decoded.
    """
    pairs: Pairs = []
    known = _FIELDS
    for word in _WORD.finditer(value):
        name = word["name"].lower()
        if word["equals"] is None:
            known = _CHALLENGE if name == "oauth" else _FIELDS
        elif name in known and word["quoted"] is None:
            pairs += _form_pairs(f"{name}={word['plain']}")
        elif name in known:
            pairs.append((name, _decode(_QUOTED_PAIR.sub(r"\1", word["quoted"]))))
    return _known(pairs, _CHALLENGE)


def read_report(text: str) -> dict[str, str]:
    """Return what a body says about the problem if the body is a report as a whole.

    Args:
        text: the body.

    Returns:
        The attributes of a Problem that are said there, as text, decoded.
    """
    data = _parse(text)
    if isinstance(data, dict):
        # MediaWiki has its code in the object, or in another one below `error`.
        return _read_object(data) or _read_object(data.get("error"))
    return _read_form(data) if isinstance(data, str) else {}


def search_body(text: str) -> dict[str, str]:
    """Return what a body says about the problem, wherever it says it.

    Args:
        text: the body.

    Returns:
        The attributes of a Problem that are said there, as text, decoded.
    """
    found: dict[str, str] = {}
    for part in _parts(_parse(text)):
        more = (_read_form(part) or _search(part)) if isinstance(part, str) else _read_object(part)
        found = more | found
    return found


def _parse(text: str) -> Any:
    """Return what JSON stands for, and any other text as it is."""
    try:
        return json.loads(text) if "oauth" in text and text.lstrip()[:1] in {"{", "["} else text
    except (ValueError, RecursionError):
        return text


def _parts(data: Any) -> Iterator[Any]:
    """Yield the objects and the texts in JSON, the outer ones first."""
    waiting = [data]
    for part in waiting:
        if isinstance(part, dict):
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
        if isinstance(part, (dict, str)):
            yield part


def _read_object(data: Any) -> dict[str, str]:
    """Read an object of JSON, in which nothing is percent-encoded."""
    if not isinstance(data, dict):
        return {}
    pairs = [
        (name, "&".join(map(str, value)) if isinstance(value, list) else value)
        for name, value in data.items()
    ]
    for name in ("error", "code"):
        # MediaWiki's own names, in answers with the status 200.
        if str(data.get(name)).startswith("mwoauth-"):
            advice = data.get("message", data.get("info"))
            pairs += [("oauth_problem", data[name]), ("oauth_problem_advice", advice)]
    return _known(pairs)


def _read_form(text: str) -> dict[str, str]:
    return _known(_form_pairs(text)) if _FORM.match(text) else {}


def _search(text: str) -> dict[str, str]:
    """Read the parameters that are mentioned anywhere in a page or in a sentence."""
    text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    pairs = []
    for match in _MENTION.finditer(text):
        value = match["quoted"] or match["text"] or match["plain"] or ""
        pairs.append((match["advice"] or match["name"], _decode_form(value)))
    # Mastercard, and the Server of python-oauth2, send theirs under no name.
    pairs += [("debug_sbs", match[0]) for match in _BASE_STRING.finditer(text)]
    return _known(pairs)


def _form_pairs(text: str) -> Pairs:
    segments = [segment.partition("=") for segment in _NEXT_PAIR.split(text.strip())]
    return [(name, _decode_form(value.rstrip("&"))) for name, _, value in segments]


def _decode_form(value: str) -> str:
    return _decode(value if "&" in value else value.replace("+", " "))


def _decode(value: str) -> str:
    return value if is_base_string(value) else percent_decode(value)


def _known(pairs: Iterable[tuple[str, Any]], names: dict[str, str] = _FIELDS) -> dict[str, str]:
    """Keep the first text of each known name."""
    found: dict[str, str] = {}
    for name, value in pairs:
        text = without_surrogates(value).strip() if isinstance(value, str) else ""
        if text and name in names:
            found.setdefault(names[name], text)
    return found
