"""Whether a base string and a key give what came: the signature, or the base string of a side."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable
from typing import Protocol

from ..base_string import redact_base_string
from ..signature.by_name import RSA_METHODS
from .rsa import verifiers
from .spelling import (
    PLAINTEXT_SIGNATURE,
    SIZES,
    WRONG_DIGEST,
    Made,
    cut_at,
    digest_in,
    readings,
    signature_truncated,
)

_ALGORITHMS = {"HMAC-SHA1": "sha1", "HMAC-SHA256": "sha256", "HMAC-SHA512": "sha512"}
_PLAINTEXT = "PLAINTEXT"
_PAIR = 2
# Of SHA-512, in base64.
_LONGEST_CUT = 88


class Check(Protocol):
    """Something to hold a candidate against."""

    #: Whether it looks at the method, the URL and the parameters, and whether at the key.
    reads_text: bool
    reads_key: bool

    def fits(self, text: bytes, key: bytes, most: int) -> list[Made]:
        """Return the mistakes in the signature's text with which a candidate fits.

        Args:
            text: a base string.
            key: of the HMAC methods.
            most: how many mistakes there may be.

        Returns:
            An empty list where it does not fit, `[()]` where it fits just so.
        """

    def cut(self, text: bytes, key: bytes, least: int, most: int) -> list[Made]:
        """Return that what came was cut off, if it is the beginning of what a candidate gives."""


class BaseStringCheck:
    """Holds candidates against a base string.

    Args:
        base_string: as a side has it.
        redacted: whether it went through `redact_base_string`.
    """

    reads_text = True
    reads_key = False

    def __init__(self, base_string: str, redacted: bool) -> None:
        self._wanted = base_string.encode("utf-8", "surrogateescape")
        self._redacted = redacted

    def fits(self, text: bytes, _key: bytes, _most: int) -> list[Made]:
        """Tell whether it is the base string."""
        if self._redacted:
            shown = redact_base_string(text.decode("utf-8", "surrogateescape"))
            text = shown.encode("utf-8", "surrogateescape")
        return [()] if text == self._wanted else []

    def cut(self, _text: bytes, _key: bytes, _least: int, _most: int) -> list[Made]:
        """Return nothing: a base string is compared as a whole."""
        return []


class SignatureCheck:
    """Holds candidates against a signature.

    Args:
        method: as `oauth_signature_method` says.
        signature: as it came, decoded.
        secret: the consumer secret, which may be an RSA key in PEM.
    """

    reads_text = True
    reads_key = True

    def __init__(self, method: str, signature: str, secret: str) -> None:
        self._signature = signature
        self._declared = _ALGORITHMS.get(method)
        # Of a method that nobody knows, any will do: what it is called is the fault.
        self._named = method == _PLAINTEXT or method in _ALGORITHMS or method in RSA_METHODS
        self._digests: dict[str, dict[bytes, list[Made]]] = {}
        self._keys: dict[bytes, list[Made]] = {}
        self._verifiers: list[tuple[Made, Callable[[bytes], bool]]] = []
        #: False where the method is RSA, and there is no key to check with.
        self.can_tell = not method.startswith("RSA-")
        known = verifiers(secret) if method.startswith("RSA-") else {}
        for made, reading in readings(signature):
            self._take_digest(made, reading)
            self._take_key(method, made, reading)
            for name, verify in known.items():
                more = made if name == method else (*made, (WRONG_DIGEST, name))
                self._verifiers.append((more, verify(reading)))
        self.can_tell = self.can_tell or bool(known)
        # Of a digest that was cut off at least the characters tell; in PLAINTEXT nothing is signed.
        cut = self._declared is not None and 0 < len(signature) <= _LONGEST_CUT
        self.reads_text = bool(self._digests or self._verifiers) or cut
        self.reads_key = self.reads_key and (bool(self._digests) or not known)

    def _take_digest(self, made: Made, reading: str) -> None:
        found = digest_in(reading)
        if found:
            algorithm, octets = found
            right = algorithm == self._declared or not self._named
            more = made if right else (*made, (WRONG_DIGEST, algorithm))
            self._digests.setdefault(algorithm, {}).setdefault(octets, []).append(more)

    def _take_key(self, method: str, made: Made, reading: str) -> None:
        if not reading:
            return
        right = method == _PLAINTEXT or not self._named
        more = made if right else (*made, (PLAINTEXT_SIGNATURE, ""))
        octets = reading.encode("utf-8", "surrogatepass")
        self._keys.setdefault(octets, []).append(more)

    def fits(self, text: bytes, key: bytes, most: int) -> list[Made]:
        """Return the mistakes in the signature's text with which a base string and a key fit.

        Args:
            text: the base string.
            key: the key of the HMAC methods.
            most: how many mistakes there may be.
        """
        found = list(self._keys.get(key, ()))
        for algorithm, wanted in self._digests.items():
            found += wanted.get(hmac.digest(key, text, algorithm), ())
        found += [made for made, verify in self._verifiers if len(made) <= most and verify(text)]
        return [made for made in found if len(made) <= most]

    def cut(self, text: bytes, key: bytes, least: int, most: int) -> list[Made]:
        """Return that the signature was cut off, if it is the beginning of the right one.

        Args:
            text: the base string.
            key: the key of the HMAC methods.
            least: how many characters must be left, so that it is no chance if they fit.
            most: how many mistakes there may be.
        """
        found: list[Made] = []
        for algorithm in SIZES if self._declared else ():
            other = algorithm != self._declared
            if not other or most == _PAIR:
                right = base64.b64encode(hmac.digest(key, text, algorithm)).decode("ascii")
                where = cut_at(self._signature, right, least)
                made = ((WRONG_DIGEST, algorithm),) if other else ()
                found += [(*made, (signature_truncated, where))] if where else []
        return found
