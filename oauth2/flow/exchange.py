"""The legs: from a consumer to an access token (RFC 5849 section 2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..base_string import split_url
from ..credentials import Consumer, Token
from ..encoding import to_text
from ..errors import CallbackNotConfirmed, MissingToken, VerifierMissing
from ..signer import SignedRequest, Signer
from .answer import read_token
from .callback import read_callback, with_query
from .hidden import secrets_of
from .leg import Leg, bare
from .options import (
    OUT_OF_BAND,
    check_names,
    checked_callback,
    checked_headers,
    checked_method,
    split_options,
    with_tls,
)
from .saved import read_tokens, write_tokens
from .sending import send

# Seconds.
_TIMEOUT = 30


class Exchange:
    """The legs of the exchange; the base of `ThreeLeggedFlow`, which documents them."""

    def __init__(
        self,
        consumer: Consumer,
        request_token_url: str,
        authorize_url: str,
        access_token_url: str,
        *,
        renew_token_url: str | None = None,
        method: str = "POST",
        strict: bool = True,
        token_parameter: str = "oauth_token",  # noqa: S107  the name of a parameter
        consumer_parameter: str | None = None,
        callback_parameter: str | None = None,
        headers: Mapping[str, str] | None = None,
        allow_insecure: bool = False,
        timeout: float | None = _TIMEOUT,
        **options: Any,
    ) -> None:
        check_names(token_parameter, consumer_parameter, callback_parameter)
        split_url(authorize_url)
        self.consumer = consumer
        self.request_token_url = request_token_url
        self.authorize_url = authorize_url
        self.access_token_url = access_token_url
        self.renew_token_url = renew_token_url
        self.method = checked_method(method)
        self.strict = strict
        self.token_parameter = token_parameter
        self.consumer_parameter = consumer_parameter
        self.callback_parameter = callback_parameter
        self.headers = checked_headers(headers)
        self.allow_insecure = allow_insecure
        #: What the first leg gave, or None.
        self.request_token: Token | None = None
        #: What the last leg gave, or None.
        self.access_token: Token | None = None
        self._signer_options, self._http_options = split_options(
            options, allow_insecure=allow_insecure, timeout=timeout
        )
        Signer(consumer, **self._signer_options)
        for name in ("request_token_url", "access_token_url", "renew_token_url"):
            self._endpoint(name)

    # --- the first leg --------------------------------------------------------------------------

    def fetch_request_token(self, callback: str = OUT_OF_BAND) -> Token:
        """Ask for a request token (temporary credentials; RFC 5849 section 2.1).

        Args:
            callback: the URL to which the provider sends the user back, or "oob" for a PIN.

        Returns:
            The token, which is also `request_token`.

        Raises:
            ValueError: the callback is neither an absolute URL nor "oob".
            TokenRequestDenied: the provider gives none.
            CallbackNotConfirmed: it did not take the callback, and the flow is strict.
            Error: what `Client.request` raises; so do OSError and httplib2's errors.
        """
        return self.read_request_token(*self._send(self._first(callback)), callback=callback)

    def request_token_request(self, callback: str = OUT_OF_BAND) -> SignedRequest:
        """Return the request for a request token, to be sent by any HTTP library.

        Args:
            callback: as of `fetch_request_token`.

        Raises:
            ValueError: the callback is neither an absolute URL nor "oob".
            Error: what `Signer.sign` raises.
        """
        return self._sign(self._first(callback))

    def read_request_token(
        self, response: Mapping[Any, Any], content: bytes | str, *, callback: str | None = None
    ) -> Token:
        """Read the answer to `request_token_request`.

        Args:
            response: a mapping of `status` and of header fields.
            content: the body.
            callback: what was asked with, if the token is to remember it.

        Returns:
            The token, which is also `request_token`.

        Raises:
            TokenRequestDenied: the answer holds none.
            CallbackNotConfirmed: the provider did not take the callback, and the flow is strict.
        """
        token = read_token("request token", response, content, self._secrets())
        if self.strict and token.callback_confirmed != "true":
            raise CallbackNotConfirmed(
                "the provider did not confirm the callback (oauth_callback_confirmed is not true); "
                "strict=False takes a provider of OAuth 1.0"
            )
        token.callback = callback
        # Only the user can bring it.
        token.verifier = None
        self.request_token = token
        return token

    def _first(self, callback: str) -> Leg:
        # Without a token, whatever was fetched before: the key is the consumer secret and "&".
        return self._leg("request_token_url", None, {"oauth_callback": checked_callback(callback)})

    # --- the user -------------------------------------------------------------------------------

    def authorization_url(self, **extra: Any) -> str:
        """Return the URL of the page on which the user allows the access (section 2.2).

        Args:
            **extra: further parameters, such as `perms="read"`; None leaves one out.

        Raises:
            MissingToken: there is no request token yet.
            TypeError: the value of a parameter is no text.
        """
        token = self._need_request_token()
        known = {
            self.token_parameter: token.key,
            self.consumer_parameter: self.consumer.key,
            self.callback_parameter: None if token.callback == OUT_OF_BAND else token.callback,
        }
        named = {name: value for name, value in known.items() if name is not None}
        return with_query(str(split_url(self.authorize_url)), named | extra)

    def parse_callback(self, url: str) -> str | None:
        """Read the URL to which the provider sent the user back (section 2.2).

        Args:
            url: the whole URL, or its query alone.

        Returns:
            The verifier, which the request token then has too; None from a provider that gives
            none, if the flow is not strict.

        Raises:
            MissingToken: there is no request token.
            AuthorizationDenied: the user or the provider said no.
            TokenMismatch: it is about another request token, or about none.
            VerifierMissing: there is no verifier, and the flow is strict.
        """
        token = self._need_request_token()
        token.verifier = read_callback(url, token, strict=self.strict)
        verifier: str | None = token.verifier
        return verifier

    # --- the last leg ---------------------------------------------------------------------------

    def fetch_access_token(self, verifier: str | None = None) -> Token:
        """Exchange the request token for an access token (token credentials; section 2.3).

        Args:
            verifier: what the user was given; None takes what `parse_callback` found.

        Returns:
            The token, which is also `access_token`.

        Raises:
            MissingToken: there is no request token.
            VerifierMissing: there is no verifier, and the flow is strict.
            TokenRequestDenied: the provider gives none.
            Error: what `Client.request` raises; so do OSError and httplib2's errors.
        """
        leg = self._last(verifier)
        return self.read_access_token(*self._send(leg), secrets=leg.oauth_params.values())

    def access_token_request(self, verifier: str | None = None) -> SignedRequest:
        """Return the request for an access token, to be sent by any HTTP library.

        Args:
            verifier: as of `fetch_access_token`.

        Raises:
            MissingToken: there is no request token.
            VerifierMissing: there is no verifier, and the flow is strict.
            Error: what `Signer.sign` raises.
        """
        return self._sign(self._last(verifier))

    def read_access_token(
        self, response: Mapping[Any, Any], content: bytes | str, *, secrets: Iterable[str] = ()
    ) -> Token:
        """Read the answer to `access_token_request` or `xauth_request`.

        Args:
            response: a mapping of `status` and of header fields.
            content: the body.
            secrets: what no error may show although the provider repeats it, beside what the flow
                knows: the password of xAuth, or a verifier that was typed.

        Returns:
            The token, which is also `access_token`.

        Raises:
            TokenRequestDenied: the answer holds none.
        """
        token = read_token("access token", response, content, (*self._secrets(), *secrets))
        # A provider that repeats it does not want it with every request from now on.
        token.verifier = None
        self.access_token = token
        return token

    def _last(self, verifier: str | None) -> Leg:
        held = self._need_request_token()
        verifier = verifier or held.verifier
        if self.strict and not verifier:
            raise VerifierMissing("the verifier (PIN) that the user was given is missing")
        params = {"oauth_verifier": to_text(verifier, "verifier")} if verifier else {}
        return self._leg("access_token_url", bare(held), params)

    # --- from one web request to the next -------------------------------------------------------

    def save(self) -> str:
        """Return the tokens as text, for a session that nobody else can read: it holds secrets.

        Returns:
            Text that `resume` reads.  The consumer's secret is not in it.
        """
        return write_tokens(self.request_token, self.access_token)

    def resume(self, saved: str | bytes) -> None:
        """Take up the tokens of a flow that was saved.

        Args:
            saved: what `save` returned.

        Raises:
            InvalidToken: it is something else.
        """
        self.request_token, self.access_token = read_tokens(saved)

    # --- how a leg is signed and sent -----------------------------------------------------------

    def _endpoint(self, name: str) -> str:
        """Return the URL of an endpoint; a secret comes back from there."""
        url: str | None = getattr(self, name)
        if url is None and name == "renew_token_url":
            return self._endpoint("access_token_url")
        # Each time anew: a program may have set the attribute since.
        return with_tls(name, url, allow_insecure=self.allow_insecure)

    def _leg(self, endpoint: str, token: Token | None, oauth_params: Mapping[str, str]) -> Leg:
        return Leg(self.method, self._endpoint(endpoint), token, oauth_params, self.headers)

    def _secrets(self) -> list[str]:
        return secrets_of(self.consumer, self.request_token, self.access_token)

    def _sign(self, leg: Leg) -> SignedRequest:
        signer = Signer(self.consumer, leg.token, **self._signer_options)
        return signer.sign(
            leg.method, leg.url, leg.headers, leg.body, oauth_params=leg.oauth_params
        )

    def _send(self, leg: Leg) -> tuple[Any, bytes]:
        return send(leg, self.consumer, self._signer_options | self._http_options)

    def _need_request_token(self) -> Token:
        if self.request_token is None:
            raise MissingToken("there is no request token: call fetch_request_token first")
        return self.request_token
