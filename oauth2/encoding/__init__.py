"""Percent-encoding, form encoding (RFC 5849 section 3.6), and text and bytes at the edge."""

from .percent import (
    Pairs,
    encode_pairs,
    escape,
    flatten,
    form_decode,
    form_encode,
    form_without,
    group_pairs,
    percent_decode,
    percent_encode,
)
from .text import (
    STRING_TYPES,
    to_text,
    to_unicode,
    to_unicode_if_string,
    to_unicode_optional_iterator,
    to_utf8,
    to_utf8_if_string,
    to_utf8_optional_iterator,
)

__all__ = [
    "STRING_TYPES",
    "Pairs",
    "encode_pairs",
    "escape",
    "flatten",
    "form_decode",
    "form_encode",
    "form_without",
    "group_pairs",
    "percent_decode",
    "percent_encode",
    "to_text",
    "to_unicode",
    "to_unicode_if_string",
    "to_unicode_optional_iterator",
    "to_utf8",
    "to_utf8_if_string",
    "to_utf8_optional_iterator",
]
