"""The signature base string and its parts (RFC 5849 section 3.4.1).  Pure: text in, text out."""

from .base_string import (
    base_string_uri,
    normalize_parameters,
    redact_base_string,
    redact_pairs,
    signature_base_string,
)
from .fields import NOTHING, Fields, as_normalized, base_string_of_fields, join_fields
from .url import PATH_CHARACTERS, PRINTABLE, URL, join_query, split_url

__all__ = [
    "NOTHING",
    "PATH_CHARACTERS",
    "PRINTABLE",
    "URL",
    "Fields",
    "as_normalized",
    "base_string_of_fields",
    "base_string_uri",
    "join_fields",
    "join_query",
    "normalize_parameters",
    "redact_base_string",
    "redact_pairs",
    "signature_base_string",
    "split_url",
]
