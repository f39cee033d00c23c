"""OAuth 1.0a (RFC 5849) for Python, in the style of python-oauth2.  This is not OAuth 2.0."""

import typing
from importlib import import_module as _import_module

from ._version import __version__
from .credentials import Consumer, Token
from .encoding import (
    STRING_TYPES,
    escape,
    to_unicode,
    to_unicode_if_string,
    to_unicode_optional_iterator,
    to_utf8,
    to_utf8_if_string,
    to_utf8_optional_iterator,
)
from .errors import (
    AuthorizationDenied,
    BodyHashInvalid,
    CallbackNotConfirmed,
    CallbackTimeout,
    ConsumerKeyRejected,
    Error,
    FlowError,
    InsecureTransport,
    InvalidBody,
    InvalidHeader,
    InvalidKey,
    InvalidNonce,
    InvalidRequest,
    InvalidSignature,
    InvalidText,
    InvalidTimestamp,
    InvalidToken,
    InvalidURL,
    LimitExceeded,
    MalformedHeader,
    MalformedRequest,
    MissingExtra,
    MissingSignature,
    MissingToken,
    NonceStoreFull,
    NonceStoreUnavailable,
    NonceUsed,
    ParameterAbsent,
    ParameterMisplaced,
    ParameterRejected,
    ParameterRepeated,
    RequestRefused,
    SignatureMethodRejected,
    TimestampRefused,
    TokenMismatch,
    TokenRejected,
    TokenRequestDenied,
    UnknownProvider,
    VerifierMissing,
    VersionRejected,
)
from .header import build_authenticate_header
from .nonce import MonotonicClock, generate_nonce, generate_timestamp, generate_verifier
from .request import HTTP_METHOD, OAUTH_VERSION, Request
from .signature import (
    SignatureMethod,
    SignatureMethod_HMAC_SHA1,
    SignatureMethod_HMAC_SHA256,
    SignatureMethod_HMAC_SHA512,
    SignatureMethod_PLAINTEXT,
    SignatureMethod_RSA_PSS,
    SignatureMethod_RSA_SHA1,
    SignatureMethod_RSA_SHA256,
    SignatureMethod_RSA_SHA512,
)
from .signer import SignedRequest, Signer
from .xoauth import build_xoauth_string

if typing.TYPE_CHECKING:
    from .client import Client
    from .client import httplib2 as httplib2
    from .diagnosis import Explanation, explain
    from .flow import ThreeLeggedFlow
    from .nonce_store import MemoryNonceStore, NonceStore, RedisNonceStore
    from .problem import Problem
    from .server import Server

#: The signature method that python-oauth2's Server assumed where a request named none; ours
#: refuses such a request, and the name stays for programs that import it.
SIGNATURE_METHOD = "PLAINTEXT"

__all__ = [
    "HTTP_METHOD",
    "OAUTH_VERSION",
    "SIGNATURE_METHOD",
    "STRING_TYPES",
    "AuthorizationDenied",
    "BodyHashInvalid",
    "CallbackNotConfirmed",
    "CallbackTimeout",
    "Client",
    "Consumer",
    "ConsumerKeyRejected",
    "Error",
    "Explanation",
    "FlowError",
    "InsecureTransport",
    "InvalidBody",
    "InvalidHeader",
    "InvalidKey",
    "InvalidNonce",
    "InvalidRequest",
    "InvalidSignature",
    "InvalidText",
    "InvalidTimestamp",
    "InvalidToken",
    "InvalidURL",
    "LimitExceeded",
    "MalformedHeader",
    "MalformedRequest",
    "MemoryNonceStore",
    "MissingExtra",
    "MissingSignature",
    "MissingToken",
    "MonotonicClock",
    "NonceStore",
    "NonceStoreFull",
    "NonceStoreUnavailable",
    "NonceUsed",
    "ParameterAbsent",
    "ParameterMisplaced",
    "ParameterRejected",
    "ParameterRepeated",
    "Problem",
    "RedisNonceStore",
    "Request",
    "RequestRefused",
    "Server",
    "SignatureMethod",
    "SignatureMethodRejected",
    "SignatureMethod_HMAC_SHA1",
    "SignatureMethod_HMAC_SHA256",
    "SignatureMethod_HMAC_SHA512",
    "SignatureMethod_PLAINTEXT",
    "SignatureMethod_RSA_PSS",
    "SignatureMethod_RSA_SHA1",
    "SignatureMethod_RSA_SHA256",
    "SignatureMethod_RSA_SHA512",
    "SignedRequest",
    "Signer",
    "ThreeLeggedFlow",
    "TimestampRefused",
    "Token",
    "TokenMismatch",
    "TokenRejected",
    "TokenRequestDenied",
    "UnknownProvider",
    "VerifierMissing",
    "VersionRejected",
    "__version__",
    "build_authenticate_header",
    "build_xoauth_string",
    "escape",
    "explain",
    "generate_nonce",
    "generate_timestamp",
    "generate_verifier",
    "to_unicode",
    "to_unicode_if_string",
    "to_unicode_optional_iterator",
    "to_utf8",
    "to_utf8_if_string",
    "to_utf8_optional_iterator",
]


# What a program that signs requests may never ask for; together, and with httplib2, it would take
# several times as long to import as all the rest.
_ASKED_FOR_LATER = {
    "Client": ".client",
    "Explanation": ".diagnosis",
    "MemoryNonceStore": ".nonce_store",
    "NonceStore": ".nonce_store",
    "Problem": ".problem",
    "RedisNonceStore": ".nonce_store",
    "Server": ".server",
    "ThreeLeggedFlow": ".flow",
    "explain": ".diagnosis",
    # Programs written for python-oauth2 use oauth2.httplib2.
    "httplib2": ".client",
}
# Modules that programs may name without importing them.
_MODULES = {".redirect", *_ASKED_FOR_LATER.values()}


def __getattr__(name: str) -> typing.Any:
    """Import what is used by some programs only when it is first asked for."""
    if f".{name}" in _MODULES:
        return _import_module(f".{name}", __name__)
    if name not in _ASKED_FOR_LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(_import_module(_ASKED_FOR_LATER[name], __name__), name)
    return found


def __dir__() -> list[str]:
    """Name what is asked for later too."""
    return sorted({*globals(), *_ASKED_FOR_LATER})
