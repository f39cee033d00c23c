"""`ThreeLeggedFlow`: the exchange with a person at a browser or a terminal, and renewal."""

from __future__ import annotations

import re
import sys
import webbrowser
from collections.abc import Mapping
from typing import Any

from ..body import FORM_TYPE
from ..credentials import Consumer, Token
from ..encoding import form_encode, to_text
from ..errors import FlowError, MissingToken, TokenRequestDenied
from ..loopback import SUCCESS_MESSAGE, Catcher
from ..providers import preset
from ..signer import SignedRequest
from .answer import is_success, read_token
from .exchange import Exchange
from .leg import SESSION_HANDLE, Leg, bare
from .options import checked_timeout

_VISIT = "Please visit this URL to authorize this application: {url}"
_ENTER = "Enter the verifier: "
_TYPE = "content-type"
# Who is asked for a PIN may paste the whole URL to which the provider led.
_PASTED = re.compile(r"(?:^|[?&])(?:oauth_token|oauth_verifier|oauth_problem|denied)=")


class ThreeLeggedFlow(Exchange):
    """The exchange in which a user allows a consumer to act for them (RFC 5849 section 2).

    The tokens that were got are the attributes `request_token` and `access_token`; `save` and
    `resume` carry them from one web request to the next.  A flow is for one user: make one for
    each exchange.

    Each leg is one call, `fetch_request_token` and `fetch_access_token`, or two that send nothing:
    `request_token_request` gives the request to send by any HTTP library, `read_request_token`
    reads the answer, and so on.

    Args:
        consumer: who asks.
        request_token_url: where a request token is given.
        authorize_url: the page on which the user allows it.
        access_token_url: where the request token is exchanged for an access token.
        renew_token_url: where an access token is renewed; None means `access_token_url`.
        method: the HTTP method of the token requests, "POST" or "GET".
        strict: False takes providers of OAuth 1.0, which confirm no callback and give no verifier.
        token_parameter: how the authorization URL calls the request token.
        consumer_parameter: how it calls the consumer key, where the provider wants that too.
        callback_parameter: how it calls the callback, where the provider wants it there.
        headers: header fields for the token requests, such as a User-Agent.
        allow_insecure: True lets secrets travel over http to other machines.
        timeout: seconds that a token request may take to answer.
        **options: `signature_method`, `placement`, `realm`, `version`, `empty_token`, `clock` and
            `nonce` as of `Signer`; `correct_clock` as of `Client`; `ca_certs`, `proxy_info`,
            `disable_ssl_certificate_validation`, `tls_minimum_version` and `tls_maximum_version`
            as of `httplib2.Http`.

    Raises:
        ValueError: an argument is of the wrong kind.
        TypeError: the same, or there is no such option.
        InvalidURL: a URL is no absolute http or https URL.
        InsecureTransport: a token endpoint is http on another machine.
    """

    @classmethod
    def for_provider(cls, name: str, consumer: Consumer, **changes: Any) -> ThreeLeggedFlow:
        """Make the flow for a service that there is a preset for (`oauth2.providers`).

        Args:
            name: of the service, such as "discogs".
            consumer: who asks.
            **changes: arguments of this class to use in place of the preset's; `base_url`, where
                the service has many addresses; `private_key`, where it wants an RSA signature.

        Returns:
            The flow.

        Raises:
            UnknownProvider: there is no such preset.
            ValueError: an argument is missing or of the wrong kind.
        """
        return cls(consumer, **preset(name).flow_options(**changes))

    # --- what comes after -----------------------------------------------------------------------

    def renew_access_token(self) -> Token:
        """Renew the access token, with its session handle where it has one.

        Returns:
            The token, which is also `access_token`: a new one, or the same where the provider
            only prolongs it.

        Raises:
            MissingToken: there is no access token.
            FlowError: it has no session handle, and the flow no `renew_token_url`.
            TokenRequestDenied: the provider does not renew it.
            Error: what `Client.request` raises; so do OSError and httplib2's errors.
        """
        return self.read_renewal(*self._send(self._renewal()))

    def renewal_request(self) -> SignedRequest:
        """Return the request that renews the access token, to be sent by any HTTP library.

        Raises:
            MissingToken: there is no access token.
            FlowError: it has no session handle, and the flow no `renew_token_url`.
            Error: what `Signer.sign` raises.
        """
        return self._sign(self._renewal())

    def read_renewal(self, response: Mapping[Any, Any], content: bytes | str) -> Token:
        """Read the answer to `renewal_request`.

        Args:
            response: a mapping of `status` and of header fields.
            content: the body.

        Returns:
            The token, which is also `access_token`.

        Raises:
            MissingToken: there is no access token.
            TokenRequestDenied: the provider does not renew it.
        """
        held = self._need_access_token()
        try:
            token = read_token("new access token", response, content, self._secrets())
        except TokenRequestDenied:
            if self.renew_token_url and is_success(response, content):
                # Such an endpoint may prolong the token, and say so in a sentence.
                return held
            raise
        if SESSION_HANDLE in held.extra:
            # The one that was given at first goes on, unless there is a new one.
            token.extra = {SESSION_HANDLE: held.extra[SESSION_HANDLE]} | token.extra
        self.access_token = token
        return token

    def _renewal(self) -> Leg:
        held = self._need_access_token()
        handle = held.extra.get(SESSION_HANDLE)
        params = {SESSION_HANDLE: handle} if isinstance(handle, str) else {}
        if not params and self.renew_token_url is None:
            raise FlowError(
                "the access token came with no oauth_session_handle, and the flow has no "
                "renew_token_url: it cannot be renewed"
            )
        return self._leg("renew_token_url", bare(held), params)

    def _need_access_token(self) -> Token:
        if self.access_token is None:
            raise MissingToken("there is no access token: call fetch_access_token first")
        return self.access_token

    # --- without the user's page ----------------------------------------------------------------

    def xauth(self, username: str, password: str) -> Token:
        """Get an access token for a user's name and password (xAuth), where a provider has it.

        Args:
            username: the user's.
            password: the user's.

        Returns:
            The token, which is also `access_token`.

        Raises:
            TokenRequestDenied: the provider gives none.
            Error: what `Client.request` raises; so do OSError and httplib2's errors.
        """
        answer = self._send(self._xauth(username, password))
        return self.read_access_token(*answer, secrets=[password])

    def xauth_request(self, username: str, password: str) -> SignedRequest:
        """Return the request of xAuth, to be sent by any HTTP library; the answer is a token.

        Args:
            username: the user's.
            password: the user's.

        Raises:
            Error: what `Signer.sign` raises.
        """
        return self._sign(self._xauth(username, password))

    def _xauth(self, username: str, password: str) -> Leg:
        fields = [
            ("x_auth_username", to_text(username, "username")),
            ("x_auth_password", to_text(password, "password")),
            ("x_auth_mode", "client_auth"),
        ]
        headers = {name: self.headers[name] for name in self.headers if name.lower() != _TYPE}
        headers["Content-Type"] = FORM_TYPE
        body = form_encode(fields).encode("ascii")
        return Leg("POST", self._endpoint("access_token_url"), None, {}, headers, body)

    # --- with a person --------------------------------------------------------------------------

    def run_local_server(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        path: str = "/callback",
        open_browser: bool = True,
        timeout_seconds: float | None = 300,
        authorization_prompt_message: str | None = _VISIT,
        success_message: str = SUCCESS_MESSAGE,
        **extra: Any,
    ) -> Token:
        """Do the whole exchange with the browser of this machine, and catch its callback.

        Args:
            host: "127.0.0.1", "localhost" or "::1", as the callback is registered.
            port: to listen on; 0 takes a free one.
            path: of the callback.
            open_browser: False only shows the URL.
            timeout_seconds: how long to wait for the user; None waits for ever.
            authorization_prompt_message: shown first, with the URL for `{url}`; None shows nothing.
            success_message: what the browser shows when the user has come back.
            **extra: further parameters of the authorization URL.

        Returns:
            The access token, which is also `access_token`.

        Raises:
            ValueError: the host is not this machine, or the port or the path is none.
            OSError: nobody can listen there, such as when the port is in use.
            CallbackTimeout: the user did not come back in time.
            AuthorizationDenied: the user or the provider said no.
            FlowError: what else the legs raise.
        """
        checked_timeout("timeout_seconds", timeout_seconds)
        with Catcher(host, port, path, success_message) as catcher:
            # Before the browser is opened: where the user allowed it long ago, it is back at once.
            token = self.fetch_request_token(catcher.url)
            catcher.expect(token.key, with_verifier=self.strict)
            url = self.authorization_url(**extra)
            _show(authorization_prompt_message, url)
            if open_browser and not webbrowser.open(url, new=1, autoraise=True):
                # There is none: without the URL, nobody could go on.
                _show(None if authorization_prompt_message else _VISIT, url)
            self.parse_callback(catcher.wait(timeout_seconds))
        return self.fetch_access_token()

    def run_console(
        self,
        *,
        authorization_prompt_message: str | None = _VISIT,
        authorization_code_message: str = _ENTER,
        **extra: Any,
    ) -> Token:
        """Do the whole exchange at a terminal: show the URL, and ask for the verifier (PIN).

        Args:
            authorization_prompt_message: shown first, with the URL for `{url}`; None shows nothing.
            authorization_code_message: asks for the verifier; who pastes the whole URL to which
                the provider led is understood too.
            **extra: further parameters of the authorization URL.

        Returns:
            The access token, which is also `access_token`.

        Raises:
            VerifierMissing: nothing was entered.
            FlowError: what else the legs raise.
        """
        self.fetch_request_token()
        _show(authorization_prompt_message, self.authorization_url(**extra))
        try:
            # Pages show a PIN in groups of digits.
            entered = "".join(input(authorization_code_message).split())
        except EOFError:
            entered = ""
        if _PASTED.search(entered):
            entered = self.parse_callback(entered) or ""
        return self.fetch_access_token(entered)


def _show(message: str | None, url: str) -> None:
    if message is not None:
        # Not by `format`: a URL may hold braces, and so may the message.
        sys.stdout.write(message.replace("{url}", url) + "\n")
        sys.stdout.flush()
