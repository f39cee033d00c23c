"""A provider's refusal as one object, and how far the two clocks are apart."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timezone
from email.utils import parsedate_to_datetime
from typing import Any

from ..base_string import redact_base_string, redact_pairs
from ..encoding import percent_decode
from ..header import header_items
from .report import (
    is_base_string,
    read_challenge,
    read_report,
    search_body,
    without_surrogates,
)

_UNAUTHORIZED = 401
_FIRST_REFUSAL = 400
# What is said about a refusal is short; what a program downloads may be long.
_MOST_CHARACTERS = 65536
_REDACTED = "(redacted)"
# Seconds.
_LEAST_SKEW = 5

_STATUS = re.compile(r"\s*([1-5][0-9]{2})(?![0-9])")
_TIMESTAMPS = re.compile(r"([0-9]{1,18})\s*-\s*([0-9]{1,18})")
_VERSIONS = re.compile(r"([0-9.]+)\s*-\s*([0-9.]+)")
_BETWEEN_NAMES = re.compile(r"[&,\s]+")
# A name with an equals sign or a colon behind it, or an escape, none of which is part of a name.
_ASSIGNMENT = re.compile(
    r"""%(?:25)*[0-9A-F]{2}|(?P<name>\w+)"""
    r"""(?P<sign>(?:[\\"'\])\s]|%(?:25)*22)*(?:[=:>]|(?P<level>%(?:25)*)3[AD]))?""",
    re.IGNORECASE,
)


@dataclass(frozen=True, repr=False)
class Problem:
    """What a provider's refusal says, in the terms of the OAuth Problem Reporting extension.

    The attributes are raw, as the provider sent them.  `str` and `repr` are for people and logs:
    they leave out signatures, passwords, verifiers and the like that a provider may have echoed.

    Args:
        status: the HTTP status, or None.
        code: the value of `oauth_problem`, such as `timestamp_refused`, or None: a provider may
            refuse a request without naming a reason.  Some send a whole sentence here.
        advice: the provider's text for a person, or None.
        acceptable_timestamps: the first and the last `oauth_timestamp` that it takes, or None.
        acceptable_versions: the lowest and the highest `oauth_version` that it takes, or None.
        parameters_absent: the names of the parameters that it misses.
        parameters_rejected: the names of the parameters that it does not want.
        base_string: the signature base string that the provider computed, or None.  It holds
            tokens and the values of parameters, and whatever else the provider put there.
        clock_skew: by how many seconds the provider's clock is ahead of ours, negative where it
            is behind; None where the answer does not tell.
    """

    status: int | None = None
    code: str | None = None
    advice: str | None = None
    acceptable_timestamps: tuple[int, int] | None = None
    acceptable_versions: tuple[str, str] | None = None
    parameters_absent: tuple[str, ...] = ()
    parameters_rejected: tuple[str, ...] = ()
    base_string: str | None = None
    clock_skew: int | None = None

    @property
    def acceptable(self) -> tuple[int, int] | tuple[str, str] | None:
        """The first and the last value that the provider takes: of timestamps, else of versions."""
        return self.acceptable_timestamps or self.acceptable_versions

    @classmethod
    def from_response(
        cls,
        response: Mapping[Any, Any],
        content: str | bytes | None = None,
        *,
        now: float | None = None,
    ) -> Problem | None:
        """Read what an answer says about a refusal.

        `WWW-Authenticate` counts first; the body fills in what is not said there.  A 401 is always
        a problem.  Another status from 400 up is one if the answer says something of the kind
        anywhere.  Below 400 the body must be a report as a whole, since a page may quote one.

        `clock_skew` comes from `Date`, unless the answer is out of a cache, or `Date` lies outside
        the timestamps that the provider says it takes: then something between us set it.  Without
        `Date`, the middle of these timestamps counts, unless our own time is among them already.

        Args:
            response: a mapping of `status` and of header fields by their names in any case, such
                as httplib2 returns; values are text, bytes or numbers.
            content: the body as text or bytes, or None.
            now: when the answer came in, in seconds since 1970 by the clock that is to be
                compared with the provider's; this machine's present time if it is None.

        Returns:
            The problem, or None where the answer says nothing of one.

        Raises:
            TypeError: the response is no mapping.
        """
        if not isinstance(response, Mapping):
            raise TypeError(
                f"response must be a mapping of 'status' and of header fields, not "
                f"{type(response).__name__}: pass {{'status': r.status_code, **r.headers}}"
            )
        headers = _header_fields(response)
        found = _STATUS.match(headers.get("status", ""))
        status = int(found[1]) if found else None
        refused = status is not None and status >= _FIRST_REFUSAL
        read = search_body if refused else read_report
        challenge = read_challenge(headers.get("www-authenticate", ""))
        said = read(_text(content, "utf-8")) | challenge
        if status != _UNAUTHORIZED and not (said if refused else "code" in said):
            return None
        timestamps = _timestamps(said.get("acceptable_timestamps", ""))
        cached = getattr(response, "fromcache", False) or headers.get("age", "").strip(" 0")
        date = None if cached else _seconds(headers.get("date", ""))
        return cls(
            status,
            said.get("code"),
            said.get("advice"),
            timestamps,
            _versions(said.get("acceptable_versions", "")),
            _names(said.get("parameters_absent", "")),
            _names(said.get("parameters_rejected", "")),
            said.get("base_string"),
            _clock_skew(date, timestamps, time.time() if now is None else now),
        )

    def __str__(self) -> str:
        """Return one line for a person, without secrets."""
        status = "" if self.status is None else f" ({self.status})"
        skew = self.clock_skew or 0
        # `Date` has whole seconds, and the answer was on its way: so little says nothing.
        skew = skew if abs(skew) >= _LEAST_SKEW else 0
        parts = [
            f"The provider refused the request{status}: {self.code or 'it names no reason'}",
            self.advice,
            self.parameters_absent and f"absent: {', '.join(self.parameters_absent)}",
            self.parameters_rejected and f"rejected: {', '.join(self.parameters_rejected)}",
            self.acceptable and "acceptable: {} to {}".format(*self.acceptable),
            self.base_string and "it sent the base string that it computed",
            skew and f"its clock is {abs(skew)} s {'ahead of' if skew > 0 else 'behind'} ours",
        ]
        shown = [" ".join(_redact(str(part)).split()).rstrip(".") for part in parts if part]
        line = "; ".join(shown) + "."
        return "".join(ch if ch.isprintable() else "\ufffd" for ch in line)

    def __repr__(self) -> str:
        """Return the attributes that say something, without secrets."""
        values = [(field.name, getattr(self, field.name)) for field in fields(self)]
        shown = [
            f"{name}={_shown(name, value)!r}" for name, value in values if value not in {None, ()}
        ]
        return f"{type(self).__name__}({', '.join(shown)})"


def _header_fields(response: Mapping[Any, Any]) -> dict[str, str]:
    return {
        _text(name, "latin-1").lower(): _text(value, "latin-1")
        for name, value in header_items(response)
    }


def _text(part: Any, charset: str) -> str:
    if isinstance(part, (bytes, bytearray)):
        part = part[:_MOST_CHARACTERS].decode(charset, "replace")
    return "" if part is None else f"{part}"[:_MOST_CHARACTERS].lstrip("\ufeff")


def _timestamps(text: str) -> tuple[int, int] | None:
    match = _TIMESTAMPS.fullmatch(text)
    first, last = (int(match[1]), int(match[2])) if match else (1, 0)
    return (first, last) if first <= last else None


def _versions(text: str) -> tuple[str, str] | None:
    match = _VERSIONS.fullmatch(text)
    return (match[1], match[2]) if match else None


def _names(text: str) -> tuple[str, ...]:
    names = [name for name in _BETWEEN_NAMES.split(text) if name]
    return tuple(without_surrogates(percent_decode(name)) for name in names)


# --- the clock ---------------------------------------------------------------------------------


def _seconds(date: str) -> float | None:
    """Return a Date header field in seconds since 1970, or None if it is no date."""
    try:
        when = parsedate_to_datetime(date)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (when if when.tzinfo else when.replace(tzinfo=timezone.utc)).timestamp()


def _clock_skew(date: float | None, acceptable: tuple[int, int] | None, now: float) -> int | None:
    if acceptable is None:
        return None if date is None else round(date - now)
    first, last = acceptable
    if date is not None and first <= date <= last:
        return round(date - now)
    return None if first <= now <= last else round((first + last) / 2 - now)


# --- what people and logs may see --------------------------------------------------------------


def _shown(name: str, value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_shown(name, part) for part in value)
    if not isinstance(value, str):
        return value
    if name != "base_string":
        return _redact(value)
    # Of PLAINTEXT some take the two secrets for the base string.
    return _redact(redact_base_string(value)) if is_base_string(value) else _REDACTED


def _redact(text: str) -> str:
    """Hide what stands behind the name of a sensitive parameter, however often it is encoded."""
    shown, position = "", 0
    for match in _ASSIGNMENT.finditer(text):
        if match.start() >= position and match["sign"] and _is_sensitive(match["name"]):
            shown += text[position : match.end()] + _REDACTED
            # The value ends at an "&" that is encoded as often as the sign; others belong to it.
            marks = ["&", f"{match['level']}26"] if match["level"] else ["&"]
            ends = [text.find(mark, match.end()) for mark in marks]
            position = min((end for end in ends if end >= 0), default=len(text))
    return shown + text[position:]


def _is_sensitive(name: str) -> bool:
    return name == "oauth_signature" or redact_pairs([(name, "")]) != [(name, "")]
