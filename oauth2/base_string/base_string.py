"""The signature base string (RFC 5849 section 3.4.1): its parts, and what a log may show of it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..encoding import Pairs, encode_pairs, form_encode, percent_decode, percent_encode
from .fields import encode_uri, join_fields
from .url import split_url

_NORMALIZED = re.compile(r"[A-Za-z0-9\-._~%=&]*")

# Values that a log or an error message must not show, by the name of their parameter.
_SENSITIVE = re.compile(r"(?i:x_auth_.*|oauth_verifier|oauth_session_handle|.*_secret)")
_REDACTED = "(redacted)"


def base_string_uri(url: str) -> str:
    """Return the base string URI of a URL (RFC 5849 section 3.4.1.2).

    Args:
        url: an absolute http or https URL; query, fragment and user information do not count.

    Returns:
        Scheme, host, port unless it is the scheme's own, and the path exactly as it is sent.

    Raises:
        InvalidURL: as `split_url`.
    """
    return split_url(url).base_uri


def normalize_parameters(pairs: Iterable[tuple[str, str]]) -> str:
    """Encode, then sort, then join the parameters (RFC 5849 section 3.4.1.3.2).

    Args:
        pairs: every parameter on the wire, decoded; `oauth_signature` is left out here.

    Returns:
        The normalised parameters.

    Raises:
        InvalidText: text with a lone surrogate.
    """
    return join_fields(encode_pairs(pairs))


def signature_base_string(method: str, base_uri: str, normalized: str) -> str:
    """Join the three parts of the signature base string (RFC 5849 section 3.4.1.1).

    Args:
        method: the HTTP method; it is signed in upper case.
        base_uri: of `base_string_uri`.
        normalized: of `normalize_parameters`.

    Returns:
        The signature base string, ASCII.
    """
    return f"{percent_encode(method.upper())}&{encode_uri(base_uri)}&{_again(normalized)}"


def _again(normalized: str) -> str:
    """Percent-encode what is made of percent-encoded parts: few characters are left to encode."""
    if not _NORMALIZED.fullmatch(normalized):
        return percent_encode(normalized)
    return normalized.replace("%", "%25").replace("=", "%3D").replace("&", "%26")


def redact_pairs(pairs: Iterable[tuple[str, str]]) -> Pairs:
    """Replace the values that neither a log nor a message may show: passwords, verifiers.

    Args:
        pairs: parameters, decoded.

    Returns:
        New pairs.
    """
    return [(name, _REDACTED if _SENSITIVE.fullmatch(name) else value) for name, value in pairs]


def redact_base_string(base_string: str) -> str:
    """Replace the sensitive values inside a signature base string, for logs and messages.

    Args:
        base_string: of `signature_base_string`.

    Returns:
        The same text with `redact_pairs` done to its parameters.
    """
    head, separator, encoded = base_string.rpartition("&")
    pairs = [segment.partition("=")[::2] for segment in percent_decode(encoded).split("&")]
    shown = redact_pairs([(percent_decode(name), percent_decode(value)) for name, value in pairs])
    if all(value != _REDACTED for _, value in shown):
        return base_string
    return head + separator + percent_encode(form_encode(shown))
