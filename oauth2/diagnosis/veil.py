"""What of a value or a base string a report may show."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable

from ..encoding import percent_encode

_HIDDEN = "(hidden)"
# Shorter texts stand everywhere by chance.
_LEAST_SECRET = 4
_LEVELS = 3
_SHOWN = 4


def _assigned(names: str) -> re.Pattern[str]:
    """Return what finds the values of parameters, however often they are encoded."""
    # A value ends at an "&" that is encoded as often as the sign before it; others belong to it.
    return re.compile(
        rf"(?P<sign>(?:{names})(?:=|%(?P<level>(?:25)*)3D))(?P<value>.*?)(?=&|%(?P=level)26|$)",
        re.IGNORECASE | re.DOTALL,
    )


_NAMES = (
    r"x_auth_\w{1,40}|oauth_verifier|oauth_session_handle|oauth_signature"
    r"|secret\w{0,40}|password\w{0,40}|passwd"
)
_SENSITIVE = _assigned(_NAMES)
_SENSITIVE_NAME = re.compile(rf".{{0,100}}(?:{_NAMES})", re.IGNORECASE | re.DOTALL)
_KEYS = _assigned("oauth_token|oauth_consumer_key|xoauth_requestor_id")


def is_sensitive(name: str) -> bool:
    """Tell whether the value of a parameter must not be shown.

    Args:
        name: of the parameter, decoded.
    """
    return _SENSITIVE_NAME.fullmatch(name) is not None


class Veil:
    """Hides what is secret, and on demand shortens what is a key.

    Args:
        secrets: texts that must not be shown, however they are encoded.
        keys: tokens and consumer keys to shorten, too; None shows them.
    """

    def __init__(self, secrets: Iterable[str], keys: Iterable[str] | None = None) -> None:
        self._secrets = [form for secret in secrets for form in _forms(secret)]
        # The longest first: one may be a part of another.
        self._secrets.sort(key=len, reverse=True)
        self._shortens = keys is not None
        self._keys = {form: shortened(key) for key in keys or () for form in _forms(key)}

    def text(self, text: str) -> str:
        """Return what may be shown of a text or a base string, so that it can be printed.

        Args:
            text: of whatever kind.
        """
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        text = _SENSITIVE.sub(_hidden, text)
        if self._shortens:
            text = _KEYS.sub(_short, text)
            for key in sorted(self._keys, key=len, reverse=True):
                text = text.replace(key, self._keys[key])
        return "".join(ch if ch.isprintable() else "\ufffd" for ch in text)


def _hidden(match: re.Match[str]) -> str:
    return match["sign"] + (_HIDDEN if match["value"] else "")


def _short(match: re.Match[str]) -> str:
    return match["sign"] + shortened(match["value"])


def shortened(key: str) -> str:
    """Return so much of a key that it can be told from others, but not used.

    Args:
        key: a token or a consumer key; an empty one stays.
    """
    if not key:
        return key
    digest = hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()
    return f"{key[: min(_SHOWN, len(key) // 3)]}..{digest[:_SHOWN]}"


def _forms(text: str) -> list[str]:
    """Return a text as it is, percent-encoded up to three times, and each of these in base64."""
    forms = [text] if len(text) >= _LEAST_SECRET else []
    for _ in range(_LEVELS if forms else 0):
        forms.append(percent_encode(forms[-1]))
    octets = [form.encode("utf-8", "surrogateescape") for form in forms]
    return list(dict.fromkeys([*forms, *(b64encode(each).decode("ascii") for each in octets)]))
