"""The methods whose key is the two shared secrets (RFC 5849 sections 3.4.2 and 3.4.4)."""

from __future__ import annotations

import hmac

from ..credentials import Consumer, Token
from .method import SignableRequest, SignatureMethod, key_of, needs_no_request


@needs_no_request
class SignatureMethod_PLAINTEXT(SignatureMethod):
    """PLAINTEXT: the signature is the two secrets, so use it over https only (section 3.4.4)."""

    name = "PLAINTEXT"
    sends_secrets = True

    # Text, not bytes: subclasses written for python-oauth2 encode it themselves.
    def signing_base(  # type: ignore[override]
        self, request: SignableRequest, consumer: Consumer, token: Token | None
    ) -> tuple[str, str]:
        """Return the signature, twice, as text: PLAINTEXT signs nothing.

        Args:
            request: not looked at.
            consumer: its secret is the first half.
            token: its secret is the second half, or None.
        """
        key = key_of(consumer, token)
        return key, key

    def sign(self, request: SignableRequest, consumer: Consumer, token: Token | None) -> bytes:
        """Return both secrets, percent-encoded and joined by `&`, as ASCII bytes.

        Args:
            request: not looked at.
            consumer: its secret is the first half.
            token: its secret is the second half, or None.
        """
        return self.signing_base(request, consumer, token)[1].encode("ascii")

    def _sign_text(self, consumer: Consumer, token: Token | None, text: str) -> bytes:
        return key_of(consumer, token).encode("ascii")


class SignatureMethod_HMAC_SHA1(SignatureMethod):
    """HMAC-SHA1 (RFC 5849 section 3.4.2), which nearly every provider takes."""

    name = "HMAC-SHA1"
    #: The `hashlib` name of the HMAC's own algorithm, which is not always that of the body hash.
    algorithm = "sha1"

    def digest(self, key: bytes, text: bytes) -> bytes:
        """Return the HMAC of the text.

        Args:
            key: both secrets.
            text: the signature base string.
        """
        return hmac.digest(key, text, self.algorithm)


class SignatureMethod_HMAC_SHA256(SignatureMethod_HMAC_SHA1):
    """HMAC-SHA256: as HMAC-SHA1 with another hash; no RFC defines it, many providers want it."""

    name = "HMAC-SHA256"
    algorithm = "sha256"
    body_hash_algorithm = "sha256"


class SignatureMethod_HMAC_SHA512(SignatureMethod_HMAC_SHA1):
    """HMAC-SHA512: as HMAC-SHA1 with another hash."""

    name = "HMAC-SHA512"
    algorithm = "sha512"
    body_hash_algorithm = "sha512"
