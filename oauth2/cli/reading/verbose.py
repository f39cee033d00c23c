"""Reads the lines of `oauth2 request -v`, and those of `curl -v`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ...header import first_value
from ..failures import Misuse
from ..revealed import BASE_STRING, BODY, HIDDEN
from .exchange import Answer, Exchange
from .message import fields_of, is_request, octets_of, request_line
from .place import Place

_SENT = re.compile(r"^> ?(?=[A-Za-z])", re.MULTILINE)
_GOT = re.compile(r"^< HTTP/", re.MULTILINE)
_TLS = re.compile(r"^\* .*(?:SSL connection|TLSv1|port 443\b)", re.MULTILINE)
_STATUS_LINE = re.compile(r"HTTP/[0-9.]+ ([0-9]{3})\b")
# How curl tells of its progress.
_PROGRESS = re.compile(r"[{}] \[[0-9]+ bytes data\]")
_MARKS = {"> ", "< ", "* ", ">", "<", "*"}
# What `oauth2 request` says behind a refusal.
_VERDICT = "oauth2 request: "
# In a base string, in place of what is secret.
_REDACTED = "redacted"


def is_verbose(text: str) -> bool:
    """Tell whether a text has such lines.

    Args:
        text: any.
    """
    found = _SENT.search(text)
    if found and is_request(text[found.end() :]):
        return True
    return _GOT.search(text) is not None


def read_verbose(text: str, place: Place) -> Exchange:
    """Return the last request that is signed, or else the last, and its answer.

    Args:
        text: octets that are no UTF-8 are surrogates.
        place: what is known of its address.

    Raises:
        Misuse: no request is in it, or one cannot be read.
    """
    seen = "https" if _TLS.search(text) else None
    exchanges = [hop.exchange(place, seen) for hop in _hops(text) if hop.sent]
    if not exchanges:
        raise Misuse("no request is in it, only an answer")
    signed = [exchange for exchange in exchanges if exchange.is_signed]
    return (signed or exchanges)[-1]


def answer_in(text: str) -> Answer:
    """Return the last answer.

    Args:
        text: as of `read_verbose`.

    Raises:
        Misuse: it cannot be read.
    """
    answers = [answer for hop in _hops(text) if (answer := hop.answer())]
    return answers[-1] if answers else Answer(None, None)


@dataclass
class _Hop:
    """The lines about one request."""

    #: What stands in front of it.
    said: list[str]
    sent: list[str] = field(default_factory=list)
    got: list[str] = field(default_factory=list)
    #: What has no mark in front.
    content: list[str] = field(default_factory=list)

    def exchange(self, place: Place, seen: str | None) -> Exchange:
        """Return the request and its answer."""
        end = self.sent.index("") if "" in self.sent else len(self.sent)
        method, target = request_line(self.sent[0])
        fields = fields_of(self.sent[1:end])
        url, notes = place.find(target, fields, seen)
        body = octets_of("\n".join(self.sent[end + 1 :]))
        claim = self._said(BASE_STRING)
        return Exchange(
            method,
            url,
            fields,
            None if not body and self._has_body(fields) else body,
            self.answer(),
            None if claim is None or _REDACTED in claim else claim,
            tuple(notes),
            stand_ins=(HIDDEN,),
        )

    def answer(self) -> Answer | None:
        """Return the answer, or None where there is none."""
        # 100 Continue and the like stand in front of it.
        starts = [(at, found[1]) for at, line in enumerate(self.got) if (found := _status(line))]
        if not starts:
            return None
        at, status = starts[-1]
        fields = fields_of([line for line in self.got[at + 1 :] if line])
        return Answer.of(status, fields, octets_of("\n".join(self.content)))

    def _has_body(self, fields: list[tuple[str, str]]) -> bool:
        length = first_value(fields, "content-length")
        coding = first_value(fields, "transfer-encoding")
        return length not in {"", "0"} or bool(coding) or self._said(BODY) is not None

    def _said(self, label: str) -> str | None:
        found = [line for line in self.said if line.startswith(label)]
        return found[-1][len(label) :] if found else None


def _status(line: str) -> re.Match[str] | None:
    return _STATUS_LINE.match(line)


def _hops(text: str) -> list[_Hop]:
    """Return the requests in order; what stands in front of one belongs to it."""
    hops = [_Hop([])]
    said: list[str] = []
    last = ""
    for whole in text.split("\n"):
        line = whole.rstrip("\r")
        if line.startswith(_VERDICT):
            break
        if _PROGRESS.fullmatch(line):
            continue
        mark, rest = (line[0], line[2:]) if line[:2] in _MARKS else ("", line)
        if mark == ">" and last != ">":
            hops.append(_Hop(said))
            said = []
        {">": hops[-1].sent, "<": hops[-1].got, "*": said, "": hops[-1].content}[mark].append(rest)
        last = mark
    return hops
