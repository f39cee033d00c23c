"""`Request`: made to be signed, or received to be verified, as in python-oauth2."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any, TypeVar

from ..body import body_hash
from ..credentials import Consumer, Token, need_credentials, need_token
from ..encoding import form_without, to_text
from ..errors import InvalidRequest
from ..nonce import generate_nonce, generate_timestamp
from ..signature import SignatureMethod
from .parameters import HTTP_METHOD
from .receivable import Receivable

#: The protocol version that requests carry.
OAUTH_VERSION = "1.0"

_R = TypeVar("_R", bound="Request")


class Request(Receivable):
    """The parameters of an HTTP request, with its method and its URL, to be signed or verified.

    The parameters on the wire are those in the dict and those in the URL's query.

    Args:
        method: the HTTP method.
        url: an absolute http or https URL.
        parameters: names with text, UTF-8 bytes, numbers, or iterables of such; the protocol
            parameters among them start with `oauth_`.  None as a value is never sent.
        body: the body, for its hash: bytes, text, a binary file, or None.
        is_form_encoded: True where the body is a form, whose fields are in `parameters`; such a
            request gets no `oauth_body_hash`.

    Raises:
        InvalidURL: the URL is not an absolute http or https URL.
        InvalidText: a parameter is bytes that are not UTF-8.
        InvalidRequest: the method is none.
    """

    #: The value of `oauth_version` in requests that `from_consumer_and_token` makes.
    version = OAUTH_VERSION

    def sign_request(
        self, signature_method: SignatureMethod, consumer: Consumer, token: Token | None
    ) -> None:
        """Set `oauth_signature` and what it needs; what a request signed before had is replaced.

        A request that is not `is_form_encoded` gets `oauth_body_hash`.

        Args:
            signature_method: how to sign.
            consumer: who signs.
            token: on whose behalf, or None.

        Raises:
            InvalidURL: there is no URL.
            InvalidBody: the body can be read only once, so it cannot be hashed.
            InvalidRequest: the URL names another signature method.
            ValueError: consumer or token is no such object.
        """
        need_credentials(consumer)
        need_token(token)
        stale = (
            {"oauth_signature"} if self.is_form_encoded else {"oauth_signature", "oauth_body_hash"}
        )
        self._drop(stale)
        in_url = self._protocol_in_url()
        if in_url.get("oauth_signature_method", signature_method.name) != signature_method.name:
            raise InvalidRequest("the URL names another oauth_signature_method")
        if not self.is_form_encoded:
            self["oauth_body_hash"] = body_hash(self.body, signature_method.body_hash_algorithm)
        # What the URL carries already is not sent, and not signed, a second time.
        present = {**self, **in_url}
        self._add("oauth_consumer_key", consumer.key, present)
        self._add("oauth_token", token.key if token else None, present)
        if "oauth_signature_method" not in in_url:
            self["oauth_signature_method"] = to_text(signature_method.name)
        self["oauth_signature"] = to_text(signature_method.sign(self, consumer, token))

    def _add(self, name: str, value: Any, present: Container[str]) -> None:
        """Set a protocol parameter, unless it is None, or present elsewhere already."""
        if value is not None and name not in present:
            if not isinstance(value, str):
                value = to_text(value, f"the value of parameter {name!r}")
            self[name] = value

    def _drop(self, names: set[str]) -> None:
        """Remove what an earlier signing left, from the dict and from the URL."""
        for name in names:
            self.pop(name, None)
        parts = self._parts
        if parts is not None and names.intersection(self._protocol_in_url()):
            held = parts.query == self._held_query
            self.url = parts.with_query(form_without(parts.query or "", names) or None)
            if held and self._parts:
                self._held_query = self._parts.query

    @classmethod
    def make_timestamp(cls) -> str:
        """Return the seconds since 1970-01-01 00:00 UTC, as text; a subclass may override it."""
        return str(generate_timestamp())

    @classmethod
    def make_nonce(cls) -> str:
        """Return a random text of 32 characters; a subclass may override it."""
        return generate_nonce()

    @classmethod
    def from_consumer_and_token(
        cls: type[_R],
        consumer: Consumer,
        token: Token | None = None,
        http_method: str = HTTP_METHOD,
        http_url: str | bytes | None = None,
        parameters: Mapping[Any, Any] | None = None,
        body: Any = b"",
        is_form_encoded: bool = False,
    ) -> _R:
        """Make a request with the protocol parameters in place, ready to be signed.

        A protocol parameter that the URL or `parameters` carry already is not added again.

        Args:
            consumer: who signs.
            token: on whose behalf, or None; its verifier is added if it has one.
            http_method: as of the constructor, and so are the others.
            http_url: see there.
            parameters: see there.
            body: see there.
            is_form_encoded: see there.

        Raises:
            ValueError: consumer or token is no such object.
            InvalidURL: the URL is not an absolute http or https URL.
        """
        need_credentials(consumer)
        need_token(token)
        request = cls(http_method, http_url, parameters, body, is_form_encoded)
        in_url = request._protocol_in_url()
        own = dict(request)
        request.clear()
        # In the order of python-oauth2: programs keep the URLs and headers that come of it.  What
        # the token says goes before what `parameters` say, as there.
        present = {**own, **in_url}
        request._add("oauth_consumer_key", consumer.key, present)
        request._add("oauth_timestamp", cls.make_timestamp(), present)
        request._add("oauth_nonce", cls.make_nonce(), present)
        request._add("oauth_version", cls.version, present)
        request.update(own)
        if token:
            request._add("oauth_token", token.key, in_url)
            request._add("oauth_verifier", token.verifier or None, in_url)
        return request

    @classmethod
    def from_token_and_callback(
        cls: type[_R],
        token: Token,
        callback: str | None = None,
        http_method: str = HTTP_METHOD,
        http_url: str | bytes | None = None,
        parameters: Mapping[Any, Any] | None = None,
    ) -> _R:
        """Make a request with a token and a callback, such as an authorization URL of OAuth 1.0.

        Args:
            token: its key is added.
            callback: a URL, or None.
            http_method: as of the constructor, and so are the others.
            http_url: see there.
            parameters: see there; it is not changed.

        Raises:
            ValueError: the token is None, or no such object.
            InvalidURL: the URL is not an absolute http or https URL.
        """
        need_credentials(token, "token must be a Token")
        extra = {"oauth_token": token.key} | ({"oauth_callback": callback} if callback else {})
        return cls(http_method, http_url, {**(parameters or {}), **extra})
