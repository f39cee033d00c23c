"""The methods that sign with an RSA key pair (RFC 5849 section 3.4.3), on `cryptography`."""

from __future__ import annotations

import base64
import binascii
import os
from pathlib import Path
from typing import Any

from ..credentials import Consumer, Token
from ..errors import InvalidKey, MissingExtra
from .method import SignableRequest, SignatureMethod, octets_of


class SignatureMethod_RSA_SHA1(SignatureMethod):
    """RSA-SHA1 (RFC 5849 section 3.4.3): RSASSA-PKCS1-v1_5 with a key pair, not with the secrets.

    One object holds one key pair.  Where each consumer has a key of its own, make a method and a
    Server for the consumer that the request names: a Server with consumer A's key would take A's
    signature under B's name.

    Args:
        private_key: signs.  PEM as text or bytes, the path of a PEM file as a `Path`, or a private
            key object of `cryptography`.
        public_key: checks.  The same kinds, or an X.509 certificate; by default that of
            `private_key`.
        password: of an encrypted private key, text or bytes.

    Raises:
        MissingExtra: `cryptography` is not installed.
        InvalidKey: a key cannot be read, needs a password, or is no RSA key.
    """

    name = "RSA-SHA1"
    #: The `hashlib` name of the signature's own hash, which need not be that of the body hash.
    algorithm = "sha1"

    def __init__(
        self, private_key: Any = None, public_key: Any = None, password: str | bytes | None = None
    ) -> None:
        self._backend = _RSABackend(self.algorithm)
        self._private_key = self._backend.private_key(private_key, password)
        self._public_key = self._backend.public_key(public_key)
        if self._public_key is None and self._private_key is not None:
            self._public_key = self._private_key.public_key()

    def digest(self, key: bytes, text: bytes) -> bytes:
        """Return the signature of the text with the private key.

        Args:
            key: not used: the secrets take no part in it.
            text: the signature base string.

        Raises:
            InvalidKey: there is no private key.
        """
        if self._private_key is None:
            raise InvalidKey(f"signing with {self.name} needs private_key")
        signature: bytes = self._private_key.sign(text, self._padding(), self._backend.hash)
        return signature

    def check(
        self,
        request: SignableRequest,
        consumer: Consumer,
        token: Token | None,
        signature: str | bytes,
    ) -> bool:
        """Tell whether a signature is the right one, with the public key.

        Args:
            request: with method, URL and parameters.
            consumer: not used.
            token: not used.
            signature: what was received, decoded.

        Raises:
            InvalidKey: there is no public key.
            InvalidURL: the request has no URL.
        """
        if self._public_key is None:
            raise InvalidKey(f"checking {self.name} needs public_key")
        received = octets_of(signature)
        try:
            raw = base64.b64decode(received, validate=True)
        except binascii.Error:
            return False
        _, text = self.signing_base(request, consumer, token)
        # Other base64 of the same octets is refused too: one signature has one spelling.
        return base64.b64encode(raw) == received and self._backend.verifies(
            self._public_key, raw, text, self._padding()
        )

    def _padding(self) -> Any:
        return self._backend.pkcs1_v15


class SignatureMethod_RSA_SHA256(SignatureMethod_RSA_SHA1):
    """RSA-SHA256: as RSA-SHA1 with another hash."""

    name = "RSA-SHA256"
    algorithm = "sha256"
    body_hash_algorithm = "sha256"


class SignatureMethod_RSA_SHA512(SignatureMethod_RSA_SHA1):
    """RSA-SHA512: as RSA-SHA1 with another hash."""

    name = "RSA-SHA512"
    algorithm = "sha512"
    body_hash_algorithm = "sha512"


class SignatureMethod_RSA_PSS(SignatureMethod_RSA_SHA256):
    """RSA-PSS: RSASSA-PSS with SHA-256, MGF1 of SHA-256 and a salt of 32 octets, as Mastercard."""

    name = "RSA-PSS"

    def _padding(self) -> Any:
        return self._backend.pss


class _RSABackend:
    """The parts of `cryptography` that the RSA methods use, imported when one is made."""

    def __init__(self, algorithm: str) -> None:
        try:
            # Here, not at the top: it is the optional dependency of the extra "rsa".
            from cryptography import exceptions, x509  # noqa: PLC0415  # see above
            from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
            from cryptography.hazmat.primitives.asymmetric import padding, rsa  # noqa: PLC0415
        except ImportError as error:
            raise MissingExtra(
                "the RSA signature methods need the package cryptography: pip install 'oauth2[rsa]'"
            ) from error
        self._serialization, self._x509, self._rsa = serialization, x509, rsa
        self._invalid_signature = exceptions.InvalidSignature
        self._unreadable = (ValueError, TypeError, OSError, exceptions.UnsupportedAlgorithm)
        self.hash = getattr(hashes, algorithm.upper())()
        self.pkcs1_v15 = padding.PKCS1v15()
        self.pss = padding.PSS(mgf=padding.MGF1(self.hash), salt_length=self.hash.digest_size)

    def private_key(self, key: Any, password: str | bytes | None) -> Any:
        if isinstance(key, (str, bytes, os.PathLike)):
            try:
                key = self._serialization.load_pem_private_key(_pem(key), _secret(password))
            except self._unreadable as error:
                # Not chained: the message of the cause could quote the key or the password.
                raise InvalidKey(f"private_key cannot be read: {_reason(error)}") from None
        if key is not None and not isinstance(key, self._rsa.RSAPrivateKey):
            raise InvalidKey(f"private_key is no RSA private key but {type(key).__name__}")
        return key

    def public_key(self, key: Any) -> Any:
        if isinstance(key, (str, bytes, os.PathLike)):
            try:
                pem = _pem(key)
                if b"BEGIN CERTIFICATE" in pem:
                    key = self._x509.load_pem_x509_certificate(pem).public_key()
                else:
                    key = self._serialization.load_pem_public_key(pem)
            except self._unreadable as error:
                raise InvalidKey(f"public_key cannot be read: {_reason(error)}") from None
        if key is not None and not isinstance(key, self._rsa.RSAPublicKey):
            raise InvalidKey(f"public_key is no RSA public key but {type(key).__name__}")
        return key

    def verifies(self, public_key: Any, signature: bytes, text: bytes, padding: Any) -> bool:
        try:
            public_key.verify(signature, text, padding, self.hash)
        except self._invalid_signature:
            return False
        return True


def _pem(key: str | bytes | os.PathLike[str]) -> bytes:
    if isinstance(key, os.PathLike):
        return Path(key).read_bytes()
    return key.encode("utf-8") if isinstance(key, str) else key


def _secret(password: str | bytes | None) -> bytes | None:
    return password.encode("utf-8") if isinstance(password, str) else password


def _reason(error: Exception) -> str:
    """Say what is wrong with a key in words of ours: `cryptography`'s may quote parts of it."""
    if isinstance(error, OSError):
        return f"the file: {error.strerror}"
    if isinstance(error, TypeError):
        return "it is encrypted and needs a password, or it is not and a password was given"
    return (
        "it is no PEM of a supported kind, or the password is wrong "
        "(a private key cannot stand for a public one, and a file is given by its Path)"
    )
