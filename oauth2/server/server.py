"""`Server`: verifies that a request was signed by whom it says (RFC 5849 section 3.2)."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

from ..base_string import split_url
from ..credentials import Consumer, Token, need_credentials, need_token
from ..encoding import encode_pairs
from ..errors import (
    ConsumerKeyRejected,
    Error,
    MissingSignature,
    NonceUsed,
    ParameterMisplaced,
    RequestRefused,
    SignatureMethodRejected,
    TimestampRefused,
    TokenRejected,
    VersionRejected,
)
from ..header import build_authorization
from ..nonce_store import MemoryNonceStore, NonceStore
from ..request import OAUTH_VERSION, Request
from ..request.received import protocol_names, refuse_repeats
from ..signature import SignatureMethod, same
from .body_hash import check_body_hash
from .explained import explained
from .refusal import invalid_signature, problem_fields
from .values import check_nonce, last_second, seconds, shown, single

_UNSIGNED = "oauth_signature is missing"


class Server:
    """Checks requests on the provider's side.

    Looking up the consumer and the token by the keys in the request is the program's part.  One
    Server may be shared by threads.

    Args:
        signature_methods: the methods to accept, by name; none by default.
        nonce_store: remembers which nonces were used; None means a `MemoryNonceStore` of this
            Server's own.  A program with several processes, or with a Server for each request,
            passes one that they share.
        timestamp_threshold: how many seconds a timestamp may lie before or after the clock; None
            means that of the class, 300.
        clock: returns the time in seconds since 1970; by default `time.time`.
        require_body_hash: True refuses a request without `oauth_body_hash`, unless its body is a
            form.
        allow_insecure: True takes PLAINTEXT over http too.
        allow_several_places: True takes protocol parameters that stand partly in the header, partly
            in the query or the form; each may still be there only once.
        explain: True attaches an `Explanation` to the error where a request is refused.  That is
            for developers: it is work, and it tells much.
    """

    timestamp_threshold: float = 300
    version = OAUTH_VERSION
    #: How many characters a nonce may have.
    max_nonce_length: int = 128
    # On the class, because there are subclasses that never call this `__init__`.
    signature_methods: dict[str, SignatureMethod]
    _clock: Callable[[], float] | None = None
    _require_body_hash = False
    _allow_insecure = False
    _allow_several_places = False
    _explain = False

    def __init__(
        self,
        signature_methods: dict[str, SignatureMethod] | None = None,
        *,
        nonce_store: NonceStore | None = None,
        timestamp_threshold: float | None = None,
        clock: Callable[[], float] | None = None,
        require_body_hash: bool = False,
        allow_insecure: bool = False,
        allow_several_places: bool = False,
        explain: bool = False,
    ) -> None:
        self.signature_methods = dict(signature_methods or {})
        if nonce_store is not None:
            self._nonce_store = nonce_store
        if timestamp_threshold is not None:
            self.timestamp_threshold = timestamp_threshold
        self._clock = clock
        self._require_body_hash = require_body_hash
        self._allow_insecure = allow_insecure
        self._allow_several_places = allow_several_places
        self._explain = explain

    @property
    def nonce_store(self) -> NonceStore:
        """What remembers which nonces were used."""
        # Made when it is first wanted, for subclasses that never call our `__init__`; threads that
        # come first at the same time get the same one.
        found: NonceStore = self.__dict__.get("_nonce_store") or self.__dict__.setdefault(
            "_nonce_store", MemoryNonceStore(clock=self._now)
        )
        return found

    def _now(self) -> float:
        return self._clock() if self._clock else time.time()

    def add_signature_method(self, signature_method: SignatureMethod) -> dict[str, SignatureMethod]:
        """Accept a signature method.

        Args:
            signature_method: the method.

        Returns:
            All methods that are accepted, by name.
        """
        self.signature_methods[signature_method.name] = signature_method
        return self.signature_methods

    @explained
    def verify_request(
        self, request: Request | None, consumer: Consumer, token: Token | None
    ) -> dict[str, Any]:
        """Verify a request (RFC 5849 section 3.2), which counts only once.

        Args:
            request: made by `Request.from_request` or one of its kin.
            consumer: the one whose key the request carries.
            token: the one whose key the request carries; None for a request without a token.

        Returns:
            The parameters that are no protocol parameters.

        Raises:
            RequestRefused: one of its subclasses says why, with `.status` and `.problem`.
            ValueError: consumer or token is no such object.
            TypeError: the nonce store is none that waits for its answer.
        """
        need_credentials(consumer)
        need_token(token)
        if request is None:
            # What `Request.from_request` returns where it finds no parameters.
            raise MissingSignature(_UNSIGNED, parameter="oauth_signature")
        begun = int(self._now())
        self._check_places(request)
        self._check_version(request)
        if request.get("oauth_signature") is not None:
            # Not in `_check_signature`, which programs override, and which misses a signature.
            self._check_keys(request, consumer, token)
            self._check_delivery(request)
        self._check_signature(request, consumer, token)
        # Last: who cannot sign cannot use up the nonces of those who can.
        self._take_nonce(request, begun)
        return request.get_nonoauth_parameters()

    def build_authenticate_header(
        self, realm: str = "", *, error: RequestRefused | None = None
    ) -> dict[str, str]:
        """Return the header field with which to ask for OAuth, as a dict of one.

        Args:
            realm: the protection realm.
            error: why a request was refused, which the field then tells in the terms of the OAuth
                Problem Reporting extension; None tells nothing.

        Raises:
            InvalidHeader: the realm holds a character that cannot be sent.
        """
        fields = problem_fields(error) if error else []
        return {"WWW-Authenticate": build_authorization(fields, realm)}

    # --- the checks; programs written for python-oauth2 override some of them ------------------

    def _check_places(self, request: Request) -> None:
        beside = request._fields_beside_dict().pairs
        if beside or request._fields_as_received() is None:
            # Made by hand, or changed since it came, so that nobody has looked yet.
            refuse_repeats(protocol_names(request._pairs_of_dict() + beside))
        places = request._places
        if len(places) > 1 and not self._allow_several_places:
            # RFC 5849 section 3.5: in one place only.  Named is one that the header does not hold.
            name = places[max(places, key=lambda place: place != "header")][0]
            raise ParameterMisplaced(
                f"protocol parameters stand in {' and '.join(sorted(places))}", parameter=name
            )

    def _check_version(self, request: Request) -> None:
        version = self._get_version(request)
        if version is not None and version != self.version:
            raise VersionRejected(
                f"OAuth version {shown(version)} is not supported",
                parameter="oauth_version",
                acceptable=f"{self.version}-{self.version}",
            )

    def _get_version(self, request: Request) -> Any:
        return request.get("oauth_version", OAUTH_VERSION)

    def _check_keys(self, request: Request, consumer: Consumer, token: Token | None) -> None:
        if not same(single(request, "oauth_consumer_key"), consumer.key):
            raise ConsumerKeyRejected(
                "the request is of another consumer", parameter="oauth_consumer_key"
            )
        # An empty token says the same as none (RFC 5849 section 3.1).
        expected = token.key if token else ""
        carried = bool(request.get("oauth_token"))
        if (expected or carried) and not same(single(request, "oauth_token"), expected):
            raise TokenRejected("the request carries another token", parameter="oauth_token")

    def _check_signature(self, request: Request, consumer: Consumer, token: Token | None) -> None:
        if request.get("oauth_signature") is None:
            # Before all else: programs tell by it that a request is not signed.
            raise MissingSignature(_UNSIGNED, parameter="oauth_signature")
        method = self._get_signature_method(request)
        self._check_freshness(request, method)
        signature = single(request, "oauth_signature")
        if not method.check(request, consumer, token, signature):
            raise invalid_signature(request, method)

    def _get_signature_method(self, request: Request) -> SignatureMethod:
        name = single(request, "oauth_signature_method")
        try:
            return self.signature_methods[name]
        except KeyError:
            allowed = ", ".join(sorted(self.signature_methods)) or "none"
            raise SignatureMethodRejected(
                f"signature method {shown(name)} is not accepted here; these are: {allowed}",
                parameter="oauth_signature_method",
            ) from None

    def _check_freshness(self, request: Request, method: SignatureMethod) -> None:
        # RFC 5849 section 3.1 lets PLAINTEXT leave out both; what is there is checked all the same.
        if method.sends_secrets and not {"oauth_timestamp", "oauth_nonce"} & request.keys():
            return
        timestamp, _ = request._get_timestamp_nonce()
        check_nonce(single(request, "oauth_nonce"), self.max_nonce_length)
        self._check_timestamp(timestamp)

    def _check_timestamp(self, timestamp: Any) -> None:
        stamped, now = seconds(timestamp), int(self._now())
        threshold = self.timestamp_threshold
        if abs(now - stamped) > threshold:
            raise TimestampRefused(
                f"oauth_timestamp {stamped} is more than {threshold} seconds away from the "
                f"server's clock, {now}",
                parameter="oauth_timestamp",
                acceptable=f"{math.ceil(now - threshold)}-{math.floor(now + threshold)}",
            )

    def _take_nonce(self, request: Request, begun: int) -> None:
        timestamp, nonce = request.get("oauth_timestamp"), request.get("oauth_nonce")
        if timestamp is None or nonce is None:
            return  # PLAINTEXT without them, or a program that checks signatures in its own way
        who = str(request.get("oauth_consumer_key", "")), str(request.get("oauth_token") or "")
        what = str(timestamp), str(nonce)
        key = "&".join(encode_pairs([who, what])).replace(" ", "&")
        ends = last_second(seconds(timestamp), self.timestamp_threshold)
        # A program's own check may take a timestamp, however old.
        expires = ends if ends >= begun else last_second(begun, self.timestamp_threshold)
        fresh = self.nonce_store.use(key, expires)
        if not isinstance(fresh, bool):
            # Such as a coroutine, which is true, and would let every replay in.
            raise TypeError(f"use() of the nonce store returned no bool: {type(fresh).__name__}")
        if not fresh:
            raise NonceUsed(
                "this nonce was used already with this timestamp: each request needs a new one",
                parameter="oauth_nonce",
            )
        if begun <= ends < int(self._now()):
            # Once more: a replay that is held up may come when the store has forgotten the first.
            self._check_timestamp(timestamp)

    def _check_delivery(self, request: Request) -> None:
        # Which method it is, is for `_check_signature` to complain about.
        try:
            method = self._get_signature_method(request)
        except Error:
            return
        self._check_transport(request, method)
        self._check_body_hash(request, method)

    def _check_transport(self, request: Request, method: SignatureMethod) -> None:
        if not method.sends_secrets or self._allow_insecure:
            return
        url = getattr(request, "url", None)
        if url is not None and not split_url(url).keeps_secrets:
            raise SignatureMethodRejected(
                f"{method.name} is accepted over https only", parameter="oauth_signature_method"
            )

    def _check_body_hash(self, request: Request, method: SignatureMethod) -> None:
        check_body_hash(request, method, required=self._require_body_hash)
