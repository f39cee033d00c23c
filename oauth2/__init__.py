"""OAuth 1.0a (RFC 5849) for Python, in the style of python-oauth2.  This is not OAuth 2.0."""

from ._version import __version__
from .client import Client
from .client import httplib2 as httplib2  # programs written for python-oauth2 use oauth2.httplib2
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
    BodyHashInvalid,
    ConsumerKeyRejected,
    Error,
    InsecureTransport,
    InvalidBody,
    InvalidHeader,
    InvalidKey,
    InvalidRequest,
    InvalidSignature,
    InvalidText,
    InvalidToken,
    InvalidURL,
    MalformedHeader,
    MalformedRequest,
    MissingExtra,
    MissingSignature,
    ParameterAbsent,
    ParameterRejected,
    RequestRefused,
    SignatureMethodRejected,
    TimestampRefused,
    TokenRejected,
    VersionRejected,
)
from .header import build_authenticate_header
from .nonce import MonotonicClock, generate_nonce, generate_timestamp, generate_verifier
from .problem import Problem
from .request import HTTP_METHOD, OAUTH_VERSION, Request
from .server import Server
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

#: The signature method that python-oauth2's Server assumed where a request named none; ours
#: refuses such a request, and the name stays for programs that import it.
SIGNATURE_METHOD = "PLAINTEXT"

__all__ = [
    "HTTP_METHOD",
    "OAUTH_VERSION",
    "SIGNATURE_METHOD",
    "STRING_TYPES",
    "BodyHashInvalid",
    "Client",
    "Consumer",
    "ConsumerKeyRejected",
    "Error",
    "InsecureTransport",
    "InvalidBody",
    "InvalidHeader",
    "InvalidKey",
    "InvalidRequest",
    "InvalidSignature",
    "InvalidText",
    "InvalidToken",
    "InvalidURL",
    "MalformedHeader",
    "MalformedRequest",
    "MissingExtra",
    "MissingSignature",
    "MonotonicClock",
    "ParameterAbsent",
    "ParameterRejected",
    "Problem",
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
    "TimestampRefused",
    "Token",
    "TokenRejected",
    "VersionRejected",
    "__version__",
    "build_authenticate_header",
    "build_xoauth_string",
    "escape",
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
