"""What a signature method is, and what it needs of a request (RFC 5849 section 3.4).

A method is a name and a `digest` of key and text; all else stands once, in the base class.  To
add a method of your own, subclass `SignatureMethod` and give it those two:

>>> import hmac
>>> from oauth2 import SignatureMethod
>>> class SignatureMethod_HMAC_SHA384(SignatureMethod):
...     name = "HMAC-SHA384"
...     body_hash_algorithm = "sha384"
...
...     def digest(self, key: bytes, text: bytes) -> bytes:
...         return hmac.digest(key, text, "sha384")
"""

from __future__ import annotations

import base64
import hmac
from typing import Any, Protocol, TypeVar

from ..base_string import signature_base_string
from ..credentials import Consumer, Token, need_credentials
from ..encoding import escape
from ..errors import InvalidURL

# The `sign` and `signing_base` of this package, by what `id` says of them: what traces calls stands
# in their place and says that it is equal to them, and of their module.
_OURS: dict[int, object] = {}

_SIGNS = ("sign", "signing_base")

_M = TypeVar("_M", bound="type[SignatureMethod]")


class SignableRequest(Protocol):
    """What a signature method needs of a request; `Request` has it."""

    @property
    def method(self) -> str:
        """The HTTP method, in upper case."""

    @property
    def normalized_url(self) -> str | None:
        """The base string URI (RFC 5849 section 3.4.1.2)."""

    def get_normalized_parameters(self) -> str:
        """Return the normalised parameters (RFC 5849 section 3.4.1.3.2)."""


def base_string_of(request: SignableRequest) -> str:
    """Return the signature base string of a request (RFC 5849 section 3.4.1.1).

    Args:
        request: with method, URL and parameters.

    Raises:
        InvalidURL: the request has no URL.
    """
    uri = getattr(request, "normalized_url", None)
    if uri is None:
        raise InvalidURL("the URL of the request is not set")
    return signature_base_string(request.method, uri, request.get_normalized_parameters())


def key_of(consumer: Consumer, token: Token | None) -> str:
    """Return the key of the HMAC methods, which is PLAINTEXT's signature (section 3.4.2).

    Args:
        consumer: its secret is the first half.
        token: its secret is the second half, which is empty without a token.

    Raises:
        ValueError: there is no consumer.
    """
    need_credentials(consumer)
    return f"{escape(consumer.secret)}&{escape(token.secret) if token else ''}"


def needs_no_request(method: _M) -> _M:
    """Say of a class of this package that it needs nothing of a request but its base string.

    Args:
        method: the class.
    """
    for name in _SIGNS:
        function = getattr(method, name)
        _OURS[id(function)] = function
    return method


@needs_no_request
class SignatureMethod:
    """A way of signing requests; a subclass gives it `name` and `digest`.

    A subclass written for python-oauth2, which has `signing_base` and `sign` of its own, works too.
    """

    #: The method's name on the wire, as in `oauth_signature_method`.
    name: str
    #: The `hashlib` name of the algorithm that hashes a body for this method.
    body_hash_algorithm: str = "sha1"
    #: True where the signature is the secrets themselves, so that it needs TLS and its timestamp
    #: and nonce mean nothing (RFC 5849 sections 3.1 and 3.4.4).
    sends_secrets: bool = False

    def digest(self, key: bytes, text: bytes) -> bytes:
        """Return the raw signature of a text.

        Args:
            key: both secrets, percent-encoded and joined by `&`.
            text: the signature base string, ASCII.

        Returns:
            The octets, not yet base64.

        Raises:
            NotImplementedError: in the base class.
        """
        raise NotImplementedError(f"{type(self).__name__} has no digest() of its own")

    def signing_base(
        self, request: SignableRequest, consumer: Consumer, token: Token | None
    ) -> tuple[bytes, bytes]:
        """Return the key and the signature base string (RFC 5849 section 3.4.1).

        Args:
            request: with method, URL and parameters.
            consumer: its secret is the first half of the key.
            token: its secret is the second half, or None.

        Returns:
            Two ASCII byte strings; the first one is secret.

        Raises:
            InvalidURL: the request has no URL.
        """
        text = base_string_of(request)
        return key_of(consumer, token).encode("ascii"), text.encode("ascii")

    def sign(self, request: SignableRequest, consumer: Consumer, token: Token | None) -> bytes:
        """Return the signature of a request, base64.

        Args:
            request: with method, URL and parameters.
            consumer: who signs.
            token: on whose behalf, or None.

        Returns:
            ASCII bytes.

        Raises:
            InvalidURL: the request has no URL.
        """
        key, text = self.signing_base(request, consumer, token)
        return base64.b64encode(self.digest(key, text))

    def _sign_text(self, consumer: Consumer, token: Token | None, text: str) -> bytes:
        """Return what `sign` does, of the signature base string alone."""
        key = key_of(consumer, token).encode("ascii")
        return base64.b64encode(self.digest(key, text.encode("ascii")))

    def _needs_request(self) -> bool:
        """Tell whether it signs in a way of its own, for which it may look at all of it."""
        own = type(self)
        return (
            id(own.sign) not in _OURS
            or id(own.signing_base) not in _OURS
            or not self.__dict__.keys().isdisjoint(_SIGNS)
        )

    def check(
        self,
        request: SignableRequest,
        consumer: Consumer,
        token: Token | None,
        signature: str | bytes,
    ) -> bool:
        """Tell whether a signature is the right one, in constant time (section 3.2).

        Args:
            request: with method, URL and parameters.
            consumer: who should have signed.
            token: on whose behalf, or None.
            signature: what was received, decoded.

        Raises:
            InvalidURL: the request has no URL.
        """
        built = self.sign(request, consumer, token)
        return same(built, signature)


def same(received: Any, expected: Any) -> bool:
    """Tell whether two values are the same, in constant time.

    Args:
        received: bytes or text, of whatever sort it may be.
        expected: the same.
    """
    return hmac.compare_digest(octets_of(received), octets_of(expected))


def octets_of(value: Any) -> bytes:
    """Return a value as bytes that can be compared in constant time.

    Args:
        value: a signature, a key or a hash: bytes, or text as it was decoded from the wire, whose
            surrogates stand for octets and so must not make this fail.
    """
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
