"""Holds two base strings against each other, piece by piece, and names the first difference."""

from __future__ import annotations

import re
from collections import Counter

from ..encoding import percent_decode
from .finding import Difference

_URI = re.compile(
    r"(?P<scheme>[^:/]*)://(?P<host>[^/:?#]*)(?P<port>:[0-9]*)?(?P<path>[^?#]*)(?P<tail>.*)",
    re.DOTALL,
)
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_END = re.compile("&|%26")
# Of what stands before a difference: the last word, with the escape behind it.
_WORD = re.compile(r"(?:%[0-9A-Fa-f]{2}|^|[^A-Za-z0-9])([A-Za-z0-9]*(?:%[0-9A-Fa-f]{2})?)\Z")
_RUN = re.compile("(?:%[0-9A-Fa-f]{2}|[^A-Za-z0-9%&])+")
_HALF_ESCAPE = re.compile("%[0-9A-Fa-f]?$")
_THREE = 3
_LONGEST = 200
#: How two base strings differ that no known mistake makes of each other.
_OWN_NAMES = {"oauth_nonce": "nonce_mismatch", "oauth_timestamp": "timestamp_mismatch"}


def parts_of(base_string: str) -> tuple[str, str, str]:
    """Return method, URI and joined parameters, the last two decoded once.

    Args:
        base_string: of whoever; what is missing is empty.
    """
    method, uri, rest = [*base_string.split("&", 2), "", ""][:_THREE]
    return method, percent_decode(uri), rest if "&" in rest else percent_decode(rest)


def pairs_of(base_string: str) -> list[tuple[str, str]]:
    """Return the parameters in a base string, still encoded once.

    Args:
        base_string: of whoever.
    """
    segments = parts_of(base_string)[2].split("&")
    return [(s.partition("=")[0], s.partition("=")[2]) for s in segments if s]


def claimed_pairs(base_string: str) -> list[tuple[str, str]]:
    """Return the parameters in a base string, decoded.

    Args:
        base_string: of whoever.
    """
    return [(percent_decode(name), percent_decode(value)) for name, value in pairs_of(base_string)]


def difference(signed: str, right: str) -> Difference | None:
    """Return the first difference of two base strings, or None where they are the same.

    Args:
        signed: the one with the mistake.
        right: the other.
    """
    if signed == right:
        return None
    ours, theirs = parts_of(signed), parts_of(right)
    for place, part in enumerate(("method", "URL")):
        if ours[place] != theirs[place]:
            return Difference(part, None, cut(ours[place]), cut(theirs[place]))
    return _of_parameters(pairs_of(signed), pairs_of(right)) or Difference(
        "encoding", None, *_at_first(signed, right)
    )


def _of_parameters(
    signed: list[tuple[str, str]], right: list[tuple[str, str]]
) -> Difference | None:
    more = list((Counter(signed) - Counter(right)).elements())
    less = list((Counter(right) - Counter(signed)).elements())
    if not more and not less:
        return _of_order(signed, right)
    name = percent_decode((less or more)[0][0])
    same = [pair for pair in more if percent_decode(pair[0]) == name]
    # A name may be encoded otherwise: what takes its place is then at the same place.
    first = (same or (more if len(more) == len(less) else []) or [("", "")])[0]
    return Difference("parameters", name, _shown(first), _shown((less or [("", "")])[0]))


def _shown(pair: tuple[str, str]) -> str:
    return cut("=".join(pair)) if pair[0] else ""


def _of_order(signed: list[tuple[str, str]], right: list[tuple[str, str]]) -> Difference | None:
    for ours, theirs in zip(signed, right, strict=True):
        if ours != theirs:
            return Difference(
                "parameters", None, f"first {_shown(ours)}", f"first {_shown(theirs)}"
            )
    return None


def cut(text: str) -> str:
    """Return a text, or its beginning where it is long."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _at_first(signed: str, right: str) -> tuple[str, str]:
    """Return the first place in which two texts differ, in each, with the word before it."""
    (start, end), (_, right_end) = marks(signed, right)
    ours, theirs = _RUN.match(signed, start), _RUN.match(right, start)
    if ours and theirs:
        end, right_end = ours.end(), theirs.end()
    start -= len(_WORD.findall(signed[:start])[-1])
    return cut(signed[start:end]), cut(right[start:right_end])


def marks(signed: str, right: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return from where to where two texts differ, in each; escapes are not cut apart.

    Args:
        signed: the one.
        right: the other.
    """
    start = _shared(signed, right)
    lacking = _lacking(signed, right, start)
    if lacking is not None:
        return lacking
    half = _HALF_ESCAPE.search(signed[:start])
    start = half.start() if half else start
    whole = _spans(signed, right, start)
    ends = [
        match.start() if (match := _END.search(text, start)) else len(text)
        for text in (signed, right)
    ]
    # Where they differ in several places, the first is shown.
    first = _spans(signed[: ends[0]], right[: ends[1]], start)
    return min(whole, first, key=lambda spans: sum(end - begin for begin, end in spans))


def _lacking(signed: str, right: str, start: int) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Return what stands in one only, in front of a parameter that both have; else None."""
    begin = max((match.end() for match in _END.finditer(signed, 0, start)), default=0)
    ours, theirs = _place(right, signed, begin), _place(signed, right, begin)
    if theirs is None and ours is not None:
        return (begin, begin), (begin, ours)
    if ours is None and theirs is not None:
        return (begin, theirs), (begin, begin)
    return None


def _place(text: str, other: str, begin: int) -> int | None:
    """Return where in a text the parameter stands that the other one has at a place."""
    end = _END.search(other, begin)
    parameter = re.escape(other[begin : end.start() if end else len(other)])
    found = re.compile(rf"(?:&|%26)({parameter})(?=&|%26|\Z)").search(text, begin)
    return found.start(1) if found and parameter else None


def _spans(signed: str, right: str, start: int) -> tuple[tuple[int, int], tuple[int, int]]:
    end = _shared(signed[start:][::-1], right[start:][::-1])
    # Behind the difference an escape may have lost its sign.
    while end and any(_HALF_ESCAPE.search(text[: len(text) - end]) for text in (signed, right)):
        end -= 1
    return (start, len(signed) - end), (start, len(right) - end)


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts begin with together."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def causes(signed: str, right: str) -> list[str]:
    """Return the names of the mistakes by which two base strings differ, as far as they tell.

    Args:
        signed: the one with the mistakes.
        right: the other.

    Returns:
        An empty list where one of the differences has no name.
    """
    ours, theirs = parts_of(signed), parts_of(right)
    named: list[str | None] = []
    if ours[0] != theirs[0]:
        same = ours[0].upper() == theirs[0].upper()
        named.append("method_lower_case" if same else "method_mismatch")
    named += _causes_in_uri(ours[1], theirs[1])
    named += _causes_in_parameters(pairs_of(signed), pairs_of(right))
    return [] if None in named else list(dict.fromkeys(name for name in named if name))


def _causes_in_uri(signed: str, right: str) -> list[str | None]:
    ours, theirs = _URI.fullmatch(signed), _URI.fullmatch(right)
    if ours is None or theirs is None:
        return [None]
    named: list[str | None] = []
    if ours["scheme"] != theirs["scheme"]:
        named.append("scheme_mismatch")
    if ours["host"] != theirs["host"]:
        same = ours["host"].lower() == theirs["host"].lower()
        named.append("host_case" if same else "proxy_host")
    elif ours["port"] != theirs["port"]:
        kept = ours["port"] == _DEFAULT_PORTS.get(ours["scheme"])
        named.append("port_kept" if kept else "proxy_host" if ours["port"] else "port_dropped")
    if ours["path"] != theirs["path"]:
        same = percent_decode(ours["path"]) == percent_decode(theirs["path"])
        named.append("path_encoded_differently" if same else None)
    if ours["tail"] != theirs["tail"]:
        named.append("query_in_base_uri" if ours["tail"].startswith("?") else None)
    return named


def _causes_in_parameters(
    signed: list[tuple[str, str]], right: list[tuple[str, str]]
) -> list[str | None]:
    more, less = Counter(signed) - Counter(right), Counter(right) - Counter(signed)
    if not more and not less:
        return [] if signed == right else ["unsorted"]
    ours, theirs = {name for name, _ in more}, {name for name, _ in less}
    named: list[str | None] = ["parameter_not_signed" for _ in sorted(theirs - ours)]
    named += ["parameter_signed_not_sent" for _ in sorted(ours - theirs)]
    for name in sorted(ours & theirs):
        if name in _OWN_NAMES:
            named.append(_OWN_NAMES[name])
        else:
            named += _of_values(
                [value for other, value in more if other == name],
                [value for other, value in less if other == name],
            )
    return named


def _of_values(signed: list[str], right: list[str]) -> list[str | None]:
    """Name the difference of one parameter: another value, or one that is encoded otherwise."""
    decoded = {percent_decode(value) for value in signed} & {percent_decode(v) for v in right}
    return [None] if decoded else ["parameter_not_signed", "parameter_signed_not_sent"]
