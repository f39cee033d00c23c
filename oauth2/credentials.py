"""The two credentials: the consumer (client credentials) and the token (RFC 5849 section 1.1)."""

from __future__ import annotations

from typing import Any

from .base_string import join_query
from .encoding import STRING_TYPES, flatten, form_decode, form_encode, group_pairs, to_text
from .errors import InvalidToken
from .nonce import generate_verifier

_OUT_OF_BAND = "oob"


class Consumer:
    """The program that asks, as the provider knows it: client credentials in RFC 5849's words.

    Args:
        key: identifies the consumer, and is sent with each request.
        secret: proves it, and is never sent (but by PLAINTEXT).

    Raises:
        ValueError: key or secret is None.
    """

    key: Any = None
    secret: Any = None

    def __init__(self, key: Any, secret: Any) -> None:
        _check_both(key, secret)
        self.key = key
        self.secret = secret

    def __str__(self) -> str:
        """Return key and secret form-encoded, for storage: it holds the secret."""
        return _storable([("oauth_consumer_key", self.key), ("oauth_consumer_secret", self.secret)])

    def __repr__(self) -> str:
        """Return a text without the secret."""
        return f"<{type(self).__name__} key={self.key!r} secret=(hidden)>"


class Token:
    """A request token or an access token (temporary and token credentials in RFC 5849).

    Args:
        key: identifies the token, and is sent with each request.
        secret: proves it, and is never sent (but by PLAINTEXT); may be empty.

    Raises:
        ValueError: key or secret is None.
    """

    key: Any = None
    secret: Any = None
    #: Where the provider sends the user back to, or "oob", or None.
    callback: Any = None
    #: "true" once the provider has accepted the callback.
    callback_confirmed: Any = None
    #: What the provider gave when the user agreed, or None.
    verifier: Any = None

    def __init__(self, key: Any, secret: Any) -> None:
        _check_both(key, secret)
        self.key = key
        self.secret = secret
        #: What else the provider sent beside the token, by name; a list where one is repeated.
        self.extra: dict[str, str | list[str]] = {}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take up a pickled token; one that python-oauth2 pickled has no extra fields."""
        self.__dict__.update({"extra": {}}, **state)

    def set_callback(self, callback: Any) -> None:
        """Set the callback and mark it as confirmed.

        Args:
            callback: a URL, or "oob".
        """
        self.callback = callback
        self.callback_confirmed = "true"

    def set_verifier(self, verifier: Any = None) -> None:
        """Set the verifier.

        Args:
            verifier: what the provider gave; None makes one of 8 digits, as a provider does.
        """
        self.verifier = generate_verifier() if verifier is None else verifier

    def get_callback_url(self) -> str | None:
        """Return the URL that tells the consumer of the user's consent (RFC 5849 section 2.2).

        Returns:
            The callback with `oauth_token` and `oauth_verifier` added; the bare callback while
            there is no verifier; None without a callback, and for "oob".
        """
        if not self.callback or self.callback == _OUT_OF_BAND:
            return None
        callback = to_text(self.callback, "the callback")
        if not self.verifier:
            return callback
        answer = flatten([("oauth_token", self.key), ("oauth_verifier", self.verifier)])
        return join_query(callback, form_encode(answer))

    def to_string(self) -> str:
        """Return the whole token form-encoded, for storage: it holds the secret.

        Returns:
            Text that `from_string` reads, verifier, callback and extra fields included.
        """
        return _storable(
            [
                ("oauth_token", self.key),
                ("oauth_token_secret", self.secret),
                ("oauth_callback_confirmed", self.callback_confirmed),
                ("oauth_callback", self.callback),
                ("oauth_verifier", self.verifier),
                *(item for item in self._further().items() if item[0] not in _OWN_FIELDS),
            ]
        )

    @classmethod
    def from_string(cls, s: str | bytes) -> Token:
        """Read a token: what `to_string` wrote, or a provider's form-encoded answer.

        Args:
            s: the form-encoded text, or its bytes.

        Returns:
            The token; fields that are none of its own are in `extra`.

        Raises:
            InvalidText: bytes that are not UTF-8, or text with a lone surrogate.
            TypeError: it is neither text nor bytes.
            InvalidToken: `oauth_token` or `oauth_token_secret` is missing, or one of the token's
                own fields is repeated.
        """
        if not isinstance(s, STRING_TYPES):
            raise TypeError(f"the token string must be text or bytes, not {type(s).__name__}")
        fields = group_pairs(form_decode(to_text(s, "the token string").strip()))
        own = {name: _single(fields, name) for name in _OWN_FIELDS}
        for name in ("oauth_token", "oauth_token_secret"):
            if own[name] is None:
                raise InvalidToken(f"{name!r} is missing in the token string")
        # Not by `cls(…)`: programs have subclasses whose constructor takes more.
        token = cls.__new__(cls)
        Token.__init__(token, own["oauth_token"], own["oauth_token_secret"])
        token.callback_confirmed = own["oauth_callback_confirmed"]
        token.callback = own["oauth_callback"]
        token.verifier = own["oauth_verifier"]
        token.extra = fields
        return token

    def _further(self) -> dict[str, str | list[str]]:
        # There are subclasses whose constructor never calls this class's.
        further: dict[str, str | list[str]] = self.__dict__.get("extra", {})
        return further

    def __str__(self) -> str:
        """Return the same as `to_string`."""
        return self.to_string()

    def __repr__(self) -> str:
        """Return a text without the secret, the verifier and the values of the extra fields."""
        further = list(self._further())
        return f"<{type(self).__name__} key={self.key!r} secret=(hidden) extra={further}>"


_OWN_FIELDS = (
    "oauth_token",
    "oauth_token_secret",
    "oauth_callback_confirmed",
    "oauth_callback",
    "oauth_verifier",
)


def _single(fields: dict[str, str | list[str]], name: str) -> str | None:
    value = fields.pop(name, None)
    if isinstance(value, list):
        raise InvalidToken(f"{name!r} is repeated in the token string")
    return value


def need_credentials(credentials: Any, demand: str = "consumer must be a Consumer") -> None:
    """Make sure that there are credentials; any object with a key and a secret will do.

    Args:
        credentials: what the caller handed over.
        demand: the error message's first half.

    Raises:
        ValueError: it is None, or no such object.
    """
    if getattr(credentials, "key", None) is None or getattr(credentials, "secret", None) is None:
        raise ValueError(f"{demand}, not {type(credentials).__name__}")


def need_token(token: Any) -> None:
    """Make sure that a token is one, or none.

    Args:
        token: what the caller handed over.

    Raises:
        ValueError: it is something else.
    """
    if token:
        need_credentials(token, "token must be a Token or None")


def _check_both(key: Any, secret: Any) -> None:
    if key is None or secret is None:
        raise ValueError("key and secret must be set, not None")


def _storable(fields: list[tuple[str, Any]]) -> str:
    # "+" for a space, as python-oauth2 wrote it: stored tokens are compared as text.
    return form_encode(flatten(fields)).replace("%20", "+")
