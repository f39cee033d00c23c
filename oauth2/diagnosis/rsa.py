"""Checking an RSA signature with a key that was given in the place of the consumer secret."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..credentials import Consumer, Token
from ..errors import InvalidKey, MissingExtra
from ..signature.by_name import RSA_METHODS

#: Takes a signature, and returns what tells whether it is that of a text.
Verifier = Callable[[str], Callable[[bytes], bool]]


class _Text:
    """A base string in a request's place."""

    def __init__(self, octets: bytes) -> None:
        self.octets = octets


class _OfText:
    """What `check` asks for what was signed, as it does in a program's own subclass."""

    def signing_base(
        self, request: _Text, _consumer: Consumer, _token: Token | None
    ) -> tuple[bytes, bytes]:
        """Return no key, and the base string."""
        return b"", request.octets


def verifiers(secret: str) -> dict[str, Verifier]:
    """Return what checks RSA signatures, by the name of the method.

    Args:
        secret: a private key, a public key or a certificate in PEM; there is nothing to check with
            where it is anything else, or where `cryptography` is not installed.
    """
    pem = secret.strip()
    if not pem.startswith("-----BEGIN "):
        return {}
    place = "private_key" if "PRIVATE KEY" in pem.partition("\n")[0] else "public_key"
    try:
        return {name: _verifier(kind, {place: pem}) for name, kind in RSA_METHODS.items()}
    except (InvalidKey, MissingExtra):
        return {}


def _verifier(kind: Any, keys: dict[str, str]) -> Verifier:
    method = type("_Checking", (_OfText, kind), {})(**keys)
    nobody = Consumer("", "")

    def verifier(signature: str) -> Callable[[bytes], bool]:
        return lambda text: bool(method.check(_Text(text), nobody, None, signature))

    return verifier
