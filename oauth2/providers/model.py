"""What a preset holds, and the options that it stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any

from .._version import __version__
from ..base_string import split_url
from ..errors import UnknownProvider
from ..nonce import MonotonicClock
from ..signature import SignatureMethod
from ..signature.by_name import RSA_METHODS, SHARED_SECRET_METHODS

# What differs from one installation of a service to the next, in the URLs of its preset.
_BASE = "{base_url}"


@dataclass(frozen=True)
class ThreeLegs:
    """How a service runs the exchange (RFC 5849 section 2).

    Args:
        request_token_url: where a request token is given; `{base_url}` in it, and in the other
            URLs, stands for what differs from one installation to the next.
        authorize_url: the page on which the user allows it.
        access_token_url: where the request token is exchanged for an access token.
        renew_token_url: where an access token is renewed, if that is another URL.
        base_url: what `{base_url}` is by default; None where only the caller knows.
        method: the HTTP method of the token requests; POST, as RFC 5849 has it, where no source
            says another.
        strict: False where the service confirms no callback, or gives no verifier.
        callback: what it takes: "any" URL, a "registered" one, one under a registered "prefix",
            no URL but only "oob", or one that is named on the authorization URL ("authorize").
        pin: whether it shows the user a verifier to type, for the callback "oob".
        token_parameter: how the authorization URL calls the request token.
        consumer_parameter: how it calls the consumer key, where it wants that too.
        callback_parameter: how it calls the callback, where it wants it there.
        authorize_fields: what else the authorization URL takes.
        answer_fields: what the access token comes with.
    """

    request_token_url: str
    authorize_url: str
    access_token_url: str
    _: KW_ONLY
    renew_token_url: str | None = None
    base_url: str | None = None
    method: str = "POST"
    strict: bool = True
    callback: str = "any"
    pin: bool = False
    token_parameter: str = "oauth_token"  # noqa: S105  the name of a parameter
    consumer_parameter: str | None = None
    callback_parameter: str | None = None
    authorize_fields: tuple[str, ...] = ()
    answer_fields: tuple[str, ...] = ()

    def urls(self) -> dict[str, str | None]:
        """Return the URLs by the names that `ThreeLeggedFlow` has for them."""
        return {
            "request_token_url": self.request_token_url,
            "authorize_url": self.authorize_url,
            "access_token_url": self.access_token_url,
            "renew_token_url": self.renew_token_url,
        }

    def takes_base_url(self) -> bool:
        """Tell whether the URLs differ from one installation to the next."""
        return any(_BASE in (url or "") for url in self.urls().values())


@dataclass(frozen=True)
class Preset:
    """What a service demands, where that is written, and when it was looked up.

    Args:
        name: lower case.
        title: as the service writes itself.
        sources: the URLs that the facts are from.
        checked: the day on which they were looked up, as in "2026-11-22".
        signature_method: its name on the wire.
        other_methods: the names of others that the service takes too.
        placement: as of `Signer`.
        realm: a text that is the same for everybody, or None.
        realm_of: "account" or "url", where the realm is made of that.
        body_hash: as of `Signer`.
        empty_token: as of `Signer`.
        monotonic: whether timestamps must never go back.
        user_agent: whether requests must carry a User-Agent of the program's own.
        nonce_length: the least and the most characters that a nonce may have, or None.
        demands: what else a program must know.
        legs: how it runs the three legs, or None.
    """

    name: str
    title: str
    sources: tuple[str, ...]
    checked: str
    _: KW_ONLY
    signature_method: str = "HMAC-SHA1"
    other_methods: tuple[str, ...] = ()
    placement: str = "header"
    realm: str | None = None
    realm_of: str | None = None
    body_hash: str = "never"
    empty_token: bool = False
    monotonic: bool = False
    user_agent: bool = False
    nonce_length: tuple[int, int] | None = None
    demands: tuple[str, ...] = ()
    legs: ThreeLegs | None = None

    def signer_options(
        self, *, account: str | None = None, private_key: Any = None, **changes: Any
    ) -> dict[str, Any]:
        """Return the options that `Signer`, `Client` and the adapters need for this service.

        Args:
            account: whose realm it is, where the realm is an account's (NetSuite).
            private_key: signs, for the RSA methods; as of `SignatureMethod_RSA_SHA1`.
            **changes: options to use in place of the preset's; `signature_method` may be a name.

        Raises:
            ValueError: the service needs an account or a private key, or knows no accounts, or
                there is no such signature method.
            MissingExtra: `cryptography` is not installed.
            InvalidKey: the private key cannot be read.
        """
        method = changes.pop("signature_method", None) or self.signature_method
        options: dict[str, Any] = {
            "signature_method": self._method(method, private_key),
            "placement": self.placement,
            "realm": changes["realm"] if "realm" in changes else self._realm(account),
            "body_hash": self.body_hash,
            "empty_token": self.empty_token,
        }
        if self.monotonic:
            options["clock"] = MonotonicClock()
        return options | changes

    def flow_options(
        self, *, base_url: str | None = None, private_key: Any = None, **changes: Any
    ) -> dict[str, Any]:
        """Return the arguments of `ThreeLeggedFlow` for this service, without the consumer.

        Args:
            base_url: of the installation, where there are many (Jira, MediaWiki, Schoology).
            private_key: signs, for the RSA methods; as of `SignatureMethod_RSA_SHA1`.
            **changes: arguments to use in place of the preset's; `signature_method` may be a name.

        Raises:
            UnknownProvider: the service has no exchange with a user's consent.
            ValueError: the service needs a base URL or a private key, or has one address only, or
                there is no such signature method.
            MissingExtra: `cryptography` is not installed.
            InvalidKey: the private key cannot be read.
        """
        if self.legs is None:
            raise UnknownProvider(
                f"{self.name} has no three-legged exchange: it gives its tokens by itself; "
                f"providers.preset({self.name!r}).signer_options() is how its requests are signed"
            )
        signing = self.signer_options(private_key=private_key, **changes)
        if "body_hash" not in changes:
            # A flow hashes no body; who asks for it is told so.
            del signing["body_hash"]
        options: dict[str, Any] = {
            "method": self.legs.method,
            "strict": self.legs.strict,
            "token_parameter": self.legs.token_parameter,
            "consumer_parameter": self.legs.consumer_parameter,
            "callback_parameter": self.legs.callback_parameter,
        }
        urls = self._urls(self.legs, base_url)
        return urls | options | signing | {"headers": self._headers(changes.get("headers"))}

    def _method(self, method: str | SignatureMethod, private_key: Any) -> SignatureMethod:
        if not isinstance(method, str):
            return method
        if method in SHARED_SECRET_METHODS:
            return SHARED_SECRET_METHODS[method]()
        if method not in RSA_METHODS:
            raise ValueError(f"no signature method is called {method!r:.40}")
        if private_key is None:
            raise ValueError(f"{self.name} signs with {method}: private_key must be given")
        return RSA_METHODS[method](private_key)

    def _realm(self, account: str | None) -> str | Callable[[str], str] | None:
        wanted = self.realm_of == "account"
        if wanted and account is None:
            raise ValueError(f"{self.name} wants the account as the realm: account must be given")
        if account is not None:
            if not wanted:
                raise ValueError(f"{self.name} has no realm for each account")
            # The spelling of the realm; in host names it is 1234567-sb1.
            return account.upper().replace("-", "_")
        return url_without_query if self.realm_of == "url" else self.realm

    def _urls(self, legs: ThreeLegs, base_url: str | None) -> dict[str, str | None]:
        if base_url is not None and not legs.takes_base_url():
            raise ValueError(f"{self.name} has one address only: base_url must not be given")
        base = legs.base_url if base_url is None else base_url.rstrip("/")
        if base is None and legs.takes_base_url():
            raise ValueError(f"{self.name} is where you say: base_url must be given")
        # Not by `format`: the base may hold braces.
        return {
            name: url.replace(_BASE, base) if url and base else url
            for name, url in legs.urls().items()
        }

    def _headers(self, headers: Mapping[str, str] | None) -> dict[str, str]:
        fields = dict(headers or {})
        if self.user_agent and "user-agent" not in {name.lower() for name in fields}:
            fields["User-Agent"] = f"oauth2/{__version__}"
        return fields


def url_without_query(url: str) -> str:
    """Return a URL without its query: the realm that Cardmarket wants.

    Args:
        url: of a request.
    """
    return split_url(url).base_uri
