"""`Server`: verifies that a request was signed by whom it says (RFC 5849 section 3.2)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from .base_string import redact_base_string, split_url
from .body import body_hash
from .credentials import Consumer, Token, need_credentials, need_token
from .errors import (
    BodyHashInvalid,
    ConsumerKeyRejected,
    InvalidSignature,
    MissingSignature,
    ParameterAbsent,
    ParameterRejected,
    SignatureMethodRejected,
    TimestampRefused,
    TokenRejected,
    VersionRejected,
)
from .header import build_authenticate_header
from .request import OAUTH_VERSION, Request
from .signature import SignatureMethod, base_string_of, same

_UNSIGNED = "oauth_signature is missing"
# More digits than any clock has; a longer number is refused, not parsed.
_TIMESTAMP = re.compile(r"[0-9]{1,15}")


class Server:
    """Checks requests on the provider's side.

    Looking up the consumer and the token by the keys in the request is the program's part.

    Args:
        signature_methods: the methods to accept, by name; none by default.
        timestamp_threshold: how many seconds a timestamp may lie before or after the clock; None
            means that of the class, 300.
        clock: returns the time in seconds since 1970; by default `time.time`.
        require_body_hash: True refuses a request without `oauth_body_hash`, unless its body is a
            form.
        allow_insecure: True takes PLAINTEXT over http too.
    """

    timestamp_threshold: float = 300
    version = OAUTH_VERSION
    # On the class, because there are subclasses that never call this `__init__`.
    signature_methods: dict[str, SignatureMethod]
    _clock: Callable[[], float] | None = None
    _require_body_hash = False
    _allow_insecure = False

    def __init__(
        self,
        signature_methods: dict[str, SignatureMethod] | None = None,
        *,
        timestamp_threshold: float | None = None,
        clock: Callable[[], float] | None = None,
        require_body_hash: bool = False,
        allow_insecure: bool = False,
    ) -> None:
        self.signature_methods = dict(signature_methods or {})
        if timestamp_threshold is not None:
            self.timestamp_threshold = timestamp_threshold
        self._clock = clock
        self._require_body_hash = require_body_hash
        self._allow_insecure = allow_insecure

    def add_signature_method(self, signature_method: SignatureMethod) -> dict[str, SignatureMethod]:
        """Accept a signature method.

        Args:
            signature_method: the method.

        Returns:
            All methods that are accepted, by name.
        """
        self.signature_methods[signature_method.name] = signature_method
        return self.signature_methods

    def verify_request(
        self, request: Request | None, consumer: Consumer, token: Token | None
    ) -> dict[str, Any]:
        """Verify a request (RFC 5849 section 3.2).

        Args:
            request: made by `Request.from_request` or one of its kin.
            consumer: the one whose key the request carries.
            token: the one whose key the request carries; None for a request without a token.

        Returns:
            The parameters that are no protocol parameters.

        Raises:
            RequestRefused: one of its subclasses says why, with `.status` and `.problem`.
            ValueError: consumer or token is no such object.
        """
        need_credentials(consumer)
        need_token(token)
        if request is None:
            # What `Request.from_request` returns where it finds no parameters.
            raise MissingSignature(_UNSIGNED, parameter="oauth_signature")
        self._check_places(request)
        self._check_version(request)
        if request.get("oauth_signature") is not None:
            # Not in `_check_signature`, which programs override, and which misses a signature.
            self._check_keys(request, consumer, token)
        self._check_signature(request, consumer, token)
        return request.get_nonoauth_parameters()

    def build_authenticate_header(self, realm: str = "") -> dict[str, str]:
        """Return the header field with which to ask for OAuth, as a dict of one.

        Args:
            realm: the protection realm.

        Raises:
            InvalidHeader: the realm holds a character that cannot be sent.
        """
        return build_authenticate_header(realm)

    # --- the checks; programs written for python-oauth2 override some of them ------------------

    def _check_places(self, request: Request) -> None:
        if len(request._places) > 1:
            # RFC 5849 section 3.5: in one place only.
            raise ParameterRejected(
                f"protocol parameters stand in {' and '.join(sorted(request._places))}"
            )

    def _check_version(self, request: Request) -> None:
        version = self._get_version(request)
        if version is not None and version != self.version:
            raise VersionRejected(
                f"OAuth version {_shown(version)} is not supported", parameter="oauth_version"
            )

    def _get_version(self, request: Request) -> Any:
        return request.get("oauth_version", OAUTH_VERSION)

    def _check_keys(self, request: Request, consumer: Consumer, token: Token | None) -> None:
        if not same(_single(request, "oauth_consumer_key"), consumer.key):
            raise ConsumerKeyRejected(
                "the request is of another consumer", parameter="oauth_consumer_key"
            )
        # An empty token says the same as none (RFC 5849 section 3.1).
        expected = token.key if token else ""
        carried = bool(request.get("oauth_token"))
        if (expected or carried) and not same(_single(request, "oauth_token"), expected):
            raise TokenRejected("the request carries another token", parameter="oauth_token")

    def _check_signature(self, request: Request, consumer: Consumer, token: Token | None) -> None:
        if request.get("oauth_signature") is None:
            # Before all else: programs tell by it that a request is not signed.
            raise MissingSignature(_UNSIGNED, parameter="oauth_signature")
        method = self._get_signature_method(request)
        self._check_freshness(request, method)
        self._check_transport(request, method)
        self._check_body_hash(request, method)
        signature = _single(request, "oauth_signature")
        if not method.check(request, consumer, token, signature):
            raise _invalid_signature(request, method)

    def _get_signature_method(self, request: Request) -> SignatureMethod:
        name = _single(request, "oauth_signature_method")
        try:
            return self.signature_methods[name]
        except KeyError:
            allowed = ", ".join(sorted(self.signature_methods)) or "none"
            raise SignatureMethodRejected(
                f"signature method {_shown(name)} is not accepted here; these are: {allowed}",
                parameter="oauth_signature_method",
            ) from None

    def _check_freshness(self, request: Request, method: SignatureMethod) -> None:
        # RFC 5849 section 3.1 lets PLAINTEXT leave out both; what is there is checked all the same.
        if method.sends_secrets and not {"oauth_timestamp", "oauth_nonce"} & request.keys():
            return
        timestamp, _ = request._get_timestamp_nonce()
        if not str(_single(request, "oauth_nonce")):
            raise ParameterRejected("oauth_nonce must not be empty", parameter="oauth_nonce")
        self._check_timestamp(timestamp)

    def _check_timestamp(self, timestamp: Any) -> None:
        text = str(timestamp)
        if not _TIMESTAMP.fullmatch(text) or int(text) == 0:
            raise ParameterRejected(
                f"oauth_timestamp must be a positive whole number, not {_shown(text)}",
                parameter="oauth_timestamp",
            )
        now = int(self._clock() if self._clock else time.time())
        if abs(now - int(text)) > self.timestamp_threshold:
            raise TimestampRefused(
                f"oauth_timestamp {text} is more than {self.timestamp_threshold} seconds away "
                f"from the server's clock, {now}",
                parameter="oauth_timestamp",
            )

    def _check_transport(self, request: Request, method: SignatureMethod) -> None:
        if not method.sends_secrets or self._allow_insecure:
            return
        url = getattr(request, "url", None)
        if url is not None and not split_url(url).keeps_secrets:
            raise SignatureMethodRejected(
                f"{method.name} is accepted over https only", parameter="oauth_signature_method"
            )

    def _check_body_hash(self, request: Request, method: SignatureMethod) -> None:
        given = request.get("oauth_body_hash")
        name = "oauth_body_hash"
        if given is None:
            if self._require_body_hash and not request.is_form_encoded:
                raise ParameterAbsent(f"{name} is missing", parameter=name)
            return
        if request.is_form_encoded:
            # Body-hash draft, section 4.1.1: a form is signed itself.
            raise BodyHashInvalid(f"{name} must not be sent with a form", parameter=name)
        checkable = request._body_known or self._require_body_hash
        if checkable and not same(given, body_hash(request.body, method.body_hash_algorithm)):
            raise BodyHashInvalid(f"{name} does not fit the body", parameter=name)


def _single(request: Request, name: str) -> Any:
    value = request.get_parameter(name)
    if isinstance(value, (list, tuple)):
        raise ParameterRejected(f"{name} is there more than once", parameter=name)
    return value


def _shown(value: Any) -> str:
    return repr(str(value)[:40])


def _invalid_signature(request: Request, method: SignatureMethod) -> InvalidSignature:
    """Say what was expected to be signed; with PLAINTEXT nothing is, but the secrets."""
    if method.sends_secrets:
        return InvalidSignature("invalid signature", parameter="oauth_signature")
    # Not from `signing_base`: a method of the program's own may put secrets into that.
    base_string = base_string_of(request)
    return InvalidSignature(
        f"invalid signature. Expected signature base string: {redact_base_string(base_string)}",
        parameter="oauth_signature",
        base_string=base_string,
    )
