"""Reads the provider's answer: as `curl -i` shows it, in the lines of `-v`, or the body alone."""

from __future__ import annotations

import re

from .exchange import Answer
from .message import body_of, octets_of, split_message
from .verbose import answer_in, is_verbose

_STATUS_LINE = re.compile(r"[ \t]*HTTP/[0-9.]+ ([0-9]{3})\b")


def read_answer(text: str) -> Answer:
    """Return an answer.

    Args:
        text: octets that are no UTF-8 are surrogates.

    Raises:
        Misuse: its head cannot be read.
    """
    if is_verbose(text):
        return answer_in(text)
    rest = text.lstrip("\r\n")
    found = _STATUS_LINE.match(rest)
    answer = Answer(None, octets_of(text))
    # Heads of 100 Continue, of proxies and of redirects stand before the one that counts.
    while found:
        message = split_message(rest)
        answer = Answer.of(found[1], message.fields, body_of(message))
        rest = message.rest
        found = _STATUS_LINE.match(rest)
    return answer
