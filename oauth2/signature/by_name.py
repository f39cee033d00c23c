"""The signature methods by the names that they have on the wire."""

from __future__ import annotations

from collections.abc import Callable

from .method import SignatureMethod
from .rsa import (
    SignatureMethod_RSA_PSS,
    SignatureMethod_RSA_SHA1,
    SignatureMethod_RSA_SHA256,
    SignatureMethod_RSA_SHA512,
)
from .shared_secret import (
    SignatureMethod_HMAC_SHA1,
    SignatureMethod_HMAC_SHA256,
    SignatureMethod_HMAC_SHA512,
    SignatureMethod_PLAINTEXT,
)

#: What signs with the secrets.
SHARED_SECRET_METHODS: dict[str, Callable[[], SignatureMethod]] = {
    method.name: method
    for method in (
        SignatureMethod_HMAC_SHA1,
        SignatureMethod_HMAC_SHA256,
        SignatureMethod_HMAC_SHA512,
        SignatureMethod_PLAINTEXT,
    )
}
#: What signs with a private key, which is its first argument.
RSA_METHODS: dict[str, Callable[..., SignatureMethod]] = {
    method.name: method
    for method in (
        SignatureMethod_RSA_SHA1,
        SignatureMethod_RSA_SHA256,
        SignatureMethod_RSA_SHA512,
        SignatureMethod_RSA_PSS,
    )
}
