"""Mistakes in the digest, and in how it is written into `oauth_signature`.

Here a mistake is unmade: of the text that came, what it would be without it.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import TypeAlias

from ..encoding import percent_decode
from .mistake import Mistake, known

#: Mistakes with their variants.
Made: TypeAlias = tuple[tuple[Mistake, str], ...]
_Readings = Iterator[tuple[str, str]]

#: The length of a digest in octets, by the name of its algorithm.
SIZES = {"sha1": 20, "sha256": 32, "sha512": 64}

_BYTES = re.compile(r"""b(?:'([^'"]*)'|"([^'"]*)")""", re.DOTALL)
_HEX = re.compile("(?:[0-9a-f]{2})+|(?:[0-9A-F]{2})+")
_BASE64 = re.compile("[A-Za-z0-9+/]+")
_PADDED = 4
# Never more than a pair.
_MOST = 2


@known(
    "signature_double_encoded",
    2,
    what="percent-encoded the signature twice",
    mend="protocol['oauth_signature'] = signature  # encoded once, when the header is written",
)
def signature_double_encoded(text: str) -> _Readings:
    """Decode once more."""
    if "%" in text:
        yield "", percent_decode(text)
        yield "", percent_decode(percent_decode(text))


@known(
    "signature_plus_to_space",
    2,
    what='turned the "+" of the signature into a space',
    mend="quote(signature, safe='~')  # and where it is read: unquote, not unquote_plus",
    when='only when the signature holds a "+"',
)
def signature_plus_to_space(text: str) -> _Readings:
    """Take a space for a "+"."""
    if " " in text:
        yield "", text.replace(" ", "+")


@known(
    "signature_bytes_repr",
    3,
    what="sent the signature as Python prints bytes, b'...'",
    mend="signature = base64.b64encode(digest).decode('ascii')",
)
def signature_bytes_repr(text: str) -> _Readings:
    """Take what stands in quotes."""
    match = _BYTES.fullmatch(text)
    if match:
        yield "", match[1] or match[2] or ""


@known(
    "signature_truncated",
    0,
    what="cut the signature off",
    mend="name, _, value = pair.partition('=')  # not pair.split('=')[1]",
)
def signature_truncated(text: str) -> _Readings:
    """Add the "=" again; for what was cut elsewhere see `cut_at`."""
    if _BASE64.fullmatch(text):
        padding = "=" * (-len(text) % _PADDED)
        if padding:
            yield "cut at =", text + padding


def cut_at(text: str, right: str, least: int) -> str | None:
    """Return where a signature was cut off: "cut at +", or None where it was not.

    Args:
        text: that came.
        right: that should have come.
        least: how many characters must be left, so that it is no chance if they fit.
    """
    if least <= len(text) < len(right) and right.startswith(text):
        mark = right[len(text)]
        return f"cut at {mark}" if mark in "+/" else None
    return None


@known(
    "hex_digest",
    1,
    what="wrote the digest in hexadecimal",
    mend="signature = base64.b64encode(hmac.digest(key, base_string, 'sha1'))  # no hexdigest()",
)
def hex_digest(text: str) -> _Readings:
    """Write the same octets in base64."""
    if _HEX.fullmatch(text):
        yield "hex", _base64(bytes.fromhex(text))
    octets = _octets(text)
    inner = octets.decode("latin-1") if octets else ""
    if _HEX.fullmatch(inner):
        yield "base64 of hex", _base64(bytes.fromhex(inner))


#: Is seen by the digest's length.
WRONG_DIGEST = Mistake(
    "wrong_digest",
    2,
    "made the digest with another hash than oauth_signature_method says",
    "protocol['oauth_signature_method'] = 'HMAC-SHA256'  # the one that is used",
)
#: Is seen by holding the signature against the key.
PLAINTEXT_SIGNATURE = Mistake(
    "plaintext_signature",
    1,
    "sent both secrets as the signature, as PLAINTEXT does, under another method's name",
    "Signer(consumer, token, signature_method=SignatureMethod_HMAC_SHA1())  # and new secrets",
)

#: Those that are unmade by reading the text otherwise.
SPELLING = (
    signature_bytes_repr,
    signature_double_encoded,
    signature_plus_to_space,
    signature_truncated,
    hex_digest,
)
#: All that show in the signature's text.
DIGEST = (*SPELLING, WRONG_DIGEST, PLAINTEXT_SIGNATURE)


def readings(text: str) -> list[tuple[Made, str]]:
    """Return what a signature may have been meant to be, with up to two mistakes unmade.

    Args:
        text: that came, decoded.
    """
    found: list[tuple[Made, str]] = [((), text)]
    seen = {text}
    for made, inner in found:
        for mistake in SPELLING if len(made) < _MOST else ():
            for variant, reading in mistake.makes(inner):
                if reading not in seen:
                    seen.add(reading)
                    found.append(((*made, (mistake, variant)), reading))
    return found


def digest_in(text: str) -> tuple[str, bytes] | None:
    """Return the algorithm and the octets of a digest in base64, or None where it is none.

    Args:
        text: a signature.
    """
    octets = _octets(text)
    found = [algorithm for algorithm, size in SIZES.items() if len(octets) == size]
    return (found[0], octets) if found else None


def _octets(text: str) -> bytes:
    try:
        octets = base64.b64decode(text.encode("utf-8", "surrogatepass"), validate=True)
    except (binascii.Error, ValueError):
        return b""
    # One signature has one spelling.
    return octets if _base64(octets) == text else b""


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")
