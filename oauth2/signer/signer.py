"""`Signer`: the one place that decides what is signed, and how (RFC 5849 section 3).  No I/O."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from typing import Any, TypeAlias

from ..base_string import (
    base_string_of_fields,
    normalize_parameters,
    redact_base_string,
    redact_pairs,
)
from ..body import body_hash, can_hash
from ..credentials import Consumer, Token
from ..encoding import Pairs, encode_pairs, percent_encode, to_text
from ..errors import InsecureTransport, InvalidRequest
from ..header import HeadersLike
from ..request import OAUTH_VERSION, Request
from ..signature import SignatureMethod, SignatureMethod_HMAC_SHA1
from .further import OAuthParams, not_carried, with_further
from .outgoing import Outgoing, SignedRequest

_log = logging.getLogger("oauth2")

#: A realm for every request, or a function that is given the URL and returns one (or None).
RealmLike: TypeAlias = str | Callable[[str], str | None] | None

_PLACEMENTS = ("header", "query", "body", "classic")
_BODY_HASHES = ("auto", "always", "never")


@dataclass(frozen=True)
class Signer:
    """Signs requests.  It holds no state and does no I/O, so that threads may share one.

    Args:
        consumer: who signs.
        token: on whose behalf, or None; its verifier is sent along if it has one.
        signature_method: HMAC-SHA1 by default.
        placement: where the protocol parameters go, `signature_type` in oauthlib's words:
            "header"; "query"; "body" (a form body, else the header); "classic" (as python-oauth2
            1.9: a form body, else the query for GET and HEAD, else the header).  RFC 5849 section
            3.5 calls it parameter transmission.
        realm: text, or a function of the URL, for the header; None leaves it out.
        body_hash: "auto" (where there is a body that is no form, and the method is not
            PLAINTEXT), "always" (wherever the body-hash draft allows one), or "never".
        version: "1.0", or None to leave `oauth_version` out.
        empty_token: True sends an empty `oauth_token` where there is no token.
        allow_insecure: True lets PLAINTEXT send the secrets over http.
        clock: returns the time in seconds since 1970, int or float; by default
            `Request.make_timestamp` is asked.
        nonce: returns a new text each time; by default `Request.make_nonce` is asked.

    Raises:
        ValueError: an argument is of the wrong kind, or is none of the values named here.
    """

    consumer: Consumer
    token: Token | None = None
    _: KW_ONLY
    signature_method: SignatureMethod | None = None
    placement: str = "header"
    realm: RealmLike = None
    body_hash: str = "auto"
    version: str | None = OAUTH_VERSION
    empty_token: bool = False
    allow_insecure: bool = False
    clock: Callable[[], float] | None = None
    nonce: Callable[[], str] | None = None

    def __post_init__(self) -> None:
        """Check the options."""
        if not isinstance(self.consumer, Consumer):
            raise ValueError(f"consumer must be a Consumer, not {type(self.consumer).__name__}")
        if not isinstance(self.token, Token | None):
            raise ValueError(f"token must be a Token or None, not {type(self.token).__name__}")
        if not isinstance(self.signature_method, SignatureMethod | None):
            raise ValueError("signature_method must be a SignatureMethod object")
        _check_callable("clock", self.clock)
        _check_callable("nonce", self.nonce)
        _check_choice("placement", self.placement, _PLACEMENTS)
        _check_choice("body_hash", self.body_hash, _BODY_HASHES)
        # RFC 5849 section 3.1 allows no other version; some clients send "1.0a" and are refused.
        _check_choice("version", self.version, (OAUTH_VERSION, None))

    def replace(self, **options: Any) -> Signer:
        """Return a Signer with some options changed.

        Args:
            **options: those of the constructor.

        Raises:
            TypeError: there is no such option.
            ValueError: as of the constructor.
        """
        return dataclasses.replace(self, **options)

    def sign(
        self,
        method: str,
        url: str,
        headers: HeadersLike | None = None,
        body: Any = None,
        *,
        oauth_params: OAuthParams | None = None,
    ) -> SignedRequest:
        """Sign a request.  Nothing of what is passed in is changed.

        If the URL or the form body carries protocol parameters already, all of them go there, and
        a name that is present is not added again.

        Args:
            method: the HTTP method.
            url: an absolute http or https URL.
            headers: header fields: a mapping or pairs, names in any case, text or bytes.
            body: None, text (sent as UTF-8), bytes, a binary file, or an iterable of bytes.
            oauth_params: further protocol parameters, such as `oauth_callback`.

        Returns:
            What to send.

        Raises:
            InvalidURL: the URL is not an absolute http or https URL.
            InvalidRequest: the parts of the request contradict each other.
            InvalidBody: a body hash is wanted of a body that can be read only once.
            InvalidHeader: the realm cannot be sent.
            InsecureTransport: PLAINTEXT over http to another machine.
            TypeError: an argument is of the wrong type.
        """
        how = self.signature_method or SignatureMethod_HMAC_SHA1()
        request = Outgoing(method, url, headers, body)
        if how.sends_secrets and not (self.allow_insecure or request.url.keeps_secrets):
            raise InsecureTransport(
                f"{how.name} over http would send the secrets in clear: use https, "
                "or allow_insecure=True if you know what listens"
            )
        carried_in, carried = request.carried()
        place = carried_in or self._place_for(request)
        protocol = self._protocol(how, oauth_params)
        in_form = request.is_form or place == "body"
        if "oauth_body_hash" not in protocol and self._wants_hash(how, request.body, in_form):
            protocol["oauth_body_hash"] = body_hash(request.body, how.body_hash_algorithm)
        added = not_carried(protocol, carried) if carried else list(protocol.items())
        fields = encode_pairs(added)
        signature = self._signature(how, request, added, fields)
        added.append(("oauth_signature", signature))
        fields.append(f"oauth_signature {percent_encode(signature)}")
        unsigned = request.unsigned(added)
        request.place(place, fields, self.realm_for(request.url))
        done = SignedRequest(
            request.method,
            str(request.url),
            request.headers,
            request.body,
            request.base_uri,
            unsigned,
        )
        if _log.isEnabledFor(logging.DEBUG):
            _log_signed(done, how.name, place)
        return done

    def realm_for(self, url: object) -> str | None:
        """Return the realm for a request, or None.

        Args:
            url: the absolute URL of the request, as text or in parts.
        """
        return self.realm(str(url)) if callable(self.realm) else self.realm

    def _place_for(self, request: Outgoing) -> str:
        if self.placement in {"header", "query"}:
            return self.placement
        if request.takes_form_parameters():
            return "body"
        in_url = self.placement == "classic" and request.method in {"GET", "HEAD"}
        return "query" if in_url else "header"

    def _protocol(self, how: SignatureMethod, oauth_params: OAuthParams | None) -> dict[str, str]:
        """Return the protocol parameters (RFC 5849 section 3.1), and the caller's further ones."""
        protocol = {"oauth_consumer_key": to_text(self.consumer.key, "consumer.key")}
        if self.token is not None:
            protocol["oauth_token"] = to_text(self.token.key, "token.key")
        elif self.empty_token:
            protocol["oauth_token"] = ""
        protocol["oauth_signature_method"] = how.name
        protocol["oauth_timestamp"] = self._timestamp()
        protocol["oauth_nonce"] = self._fresh_nonce()
        if self.version is not None:
            protocol["oauth_version"] = self.version
        if self.token is not None and self.token.verifier:
            protocol["oauth_verifier"] = to_text(self.token.verifier, "token.verifier")
        return with_further(protocol, oauth_params) if oauth_params else protocol

    def _timestamp(self) -> str:
        if self.clock is None:
            return to_text(Request.make_timestamp(), "the timestamp")
        try:
            seconds = int(self.clock())
        except (TypeError, ValueError, OverflowError):
            raise InvalidRequest("clock() gave no number of seconds") from None
        if seconds <= 0:
            # RFC 5849 section 3.3.
            raise InvalidRequest(f"clock() gave {seconds} seconds: a timestamp must be positive")
        return str(seconds)

    def _fresh_nonce(self) -> str:
        nonce = to_text(self.nonce() if self.nonce else Request.make_nonce(), "the nonce")
        if not nonce:
            raise InvalidRequest("nonce() gave an empty text, which no server takes")
        return nonce

    def _wants_hash(self, how: SignatureMethod, body: Any, in_form: bool) -> bool:
        if in_form or self.body_hash == "never":
            return False
        if self.body_hash == "always":
            return True
        return bool(body) and not how.sends_secrets and can_hash(body)

    def _signature(
        self, how: SignatureMethod, request: Outgoing, added: Pairs, fields: list[str]
    ) -> str:
        if how._needs_request() or Request._normalizes_otherwise():
            # A full one, because what was written for python-oauth2 may look at all of it.
            whole = Request(request.method)
            whole._set_url(str(request.addressed), request.addressed)
            pairs = request.query.pairs + request.form.pairs + added
            whole._fill(pairs, request.body, request.is_form)
            return to_text(how.sign(whole, self.consumer, self.token), "the signature")
        every = request.query.encoded + request.form.encoded + fields
        text = base_string_of_fields(request.method, request.base_uri, every)
        return how._sign_text(self.consumer, self.token, text).decode("ascii")


def _log_signed(signed: SignedRequest, how: str, place: str) -> None:
    """Show what was signed, on one line whatever it holds: never a secret, never the signature."""
    _log.debug(
        "signed %s %s with %s in the %s; parameters: %s; base string: %s",
        signed.method,
        signed.base_uri,
        how,
        place,
        normalize_parameters(redact_pairs(signed.parameters)),
        redact_base_string(signed.base_string),
    )


def _check_choice(name: str, value: Any, allowed: tuple[Any, ...]) -> None:
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, allowed))}, not {value!r}")


def _check_callable(name: str, value: Any) -> None:
    if not (value is None or (callable(value) and not isinstance(value, type))):
        raise ValueError(f"{name} must be a function or None, not {value!r:.40}")
