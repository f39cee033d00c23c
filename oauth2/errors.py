"""The errors of this library: one tree under `Error`, so that one `except` catches them all.

What is wrong with an argument is also a `ValueError` (or `TypeError`), because programs written
for python-oauth2 catch those.  What a Server refuses carries the HTTP status to answer with and
the word for it of the OAuth Problem Reporting extension.
"""

from __future__ import annotations

import typing


class Error(RuntimeError):
    """Anything that went wrong in OAuth.

    Args:
        message: text for a person; `str(error)` and `error.message` give it back.
    """

    def __init__(self, message: str = "OAuth error occurred.") -> None:
        super().__init__(message)
        self._message = message

    @property
    def message(self) -> str:
        """The text for a person."""
        return self._message

    def __str__(self) -> str:
        """Return the text for a person."""
        return self._message


# --- what a caller handed over ---------------------------------------------------------------


class InvalidText(Error, TypeError, ValueError):
    """Bytes that are not UTF-8, or text with lone surrogates, where text is wanted."""


class InvalidURL(Error, ValueError):
    """A URL that is not an absolute http or https URL."""


class InvalidHeader(Error, ValueError):
    """A header, or a part of one, that cannot be parsed or sent."""


class InvalidBody(Error, ValueError):
    """A request body that cannot be sent or signed as was asked."""


class InvalidRequest(Error, ValueError):
    """A request whose parts contradict each other, or one of whose parts cannot be sent."""


class InvalidToken(Error, ValueError):
    """A serialised token without its parts."""


class InvalidKey(Error, ValueError):
    """A private or public key that cannot be read, or is of the wrong kind, or is missing."""


class InsecureTransport(Error, ValueError):
    """Secrets would travel in clear: PLAINTEXT over http (RFC 5849 section 3.4.4)."""


class MissingExtra(Error, ImportError):
    """A feature needs an optional dependency that is not installed."""


# --- what a server refuses -------------------------------------------------------------------


class RequestRefused(Error):
    """A request that is refused (RFC 5849 section 3.2).

    Args:
        message: text for a person.
        parameter: the name of the parameter at fault, or None.
        base_string: the signature base string that the verifier computed, or None.
        acceptable: what would have been accepted, as the extension writes it, or None.
    """

    #: The HTTP status to answer with.
    status: int = 400
    #: The term of the OAuth Problem Reporting extension, for `oauth_problem`.
    problem: str = "parameter_rejected"
    #: An `Explanation` where a Server was made with `explain=True`, and there is one; else None.
    explanation: typing.Any = None  # no type of ours: this module imports nothing

    def __init__(
        self,
        message: str = "OAuth error occurred.",
        *,
        parameter: str | None = None,
        base_string: str | None = None,
        acceptable: str | None = None,
    ) -> None:
        super().__init__(message)
        #: The name of the parameter at fault, or None.
        self.parameter = parameter
        #: The raw signature base string, or None.  It holds form values and tokens, never the
        #: consumer secret or the token secret; `str(error)` redacts the sensitive values in it.
        self.base_string = base_string
        #: The span of versions or timestamps that would have been accepted, "first-last", or None.
        self.acceptable = acceptable


class ParameterAbsent(RequestRefused):
    """A required protocol parameter is missing."""

    problem = "parameter_absent"


class MissingSignature(ParameterAbsent):
    """The request carries no `oauth_signature`."""


class ParameterRejected(RequestRefused):
    """A protocol parameter is not what it must be; its subclasses say in which way."""


class ParameterRepeated(ParameterRejected):
    """A protocol parameter is there more than once (RFC 5849 section 3.1)."""


class ParameterMisplaced(ParameterRejected):
    """Protocol parameters stand in more than one place (RFC 5849 section 3.5)."""


class InvalidTimestamp(ParameterRejected):
    """`oauth_timestamp` is no positive whole number."""


class InvalidNonce(ParameterRejected):
    """`oauth_nonce` is empty, too long, or holds what is no visible ASCII character."""


class LimitExceeded(ParameterRejected):
    """A received request has a longer Authorization header, or more parameters, than is allowed."""


class MalformedRequest(ParameterRejected, ValueError):
    """A received request of whose parts one cannot be read: method, host, a header field, body."""


class MalformedHeader(MalformedRequest, InvalidHeader):
    """The `Authorization: OAuth` header of an incoming request cannot be parsed."""


class VersionRejected(RequestRefused):
    """`oauth_version` is there and is not `1.0`."""

    problem = "version_rejected"


class SignatureMethodRejected(RequestRefused):
    """The signature method is not one of those that the server takes."""

    problem = "signature_method_rejected"


class TimestampRefused(RequestRefused):
    """`oauth_timestamp` lies too far from the server's clock."""

    status = 401
    problem = "timestamp_refused"


class NonceUsed(RequestRefused):
    """A nonce that was used before with this timestamp, consumer and token: a replay."""

    status = 401
    problem = "nonce_used"


class ConsumerKeyRejected(RequestRefused):
    """`oauth_consumer_key` is not the key of the consumer."""

    status = 401
    problem = "consumer_key_rejected"


class TokenRejected(RequestRefused):
    """`oauth_token` is not the key of the token."""

    status = 401
    problem = "token_rejected"


class BodyHashInvalid(RequestRefused):
    """`oauth_body_hash` does not fit the body, or is where it must not be."""

    status = 401
    problem = "body_hash_invalid"


class InvalidSignature(RequestRefused):
    """The signature is not the right one."""

    status = 401
    problem = "signature_invalid"


class NonceStoreUnavailable(RequestRefused):
    """The nonce store does not answer, so that nobody can tell whether a request is a replay."""

    status = 503
    # The one term of the extension for "not now": the request itself may be right.
    problem = "consumer_key_refused"


class NonceStoreFull(NonceStoreUnavailable):
    """The consumer has so many live nonces that the store takes no more of its own."""


# --- what goes wrong in the three-legged exchange ----------------------------------------------


class FlowError(Error):
    """The three-legged exchange cannot go on (RFC 5849 section 2)."""


class UnknownProvider(Error, ValueError):
    """There is no preset of this name, or none for what was asked."""


class MissingToken(FlowError, ValueError):
    """A step was asked for before the one that gets the token it needs."""


class CallbackNotConfirmed(FlowError):
    """The provider did not say that it took the callback (RFC 5849 section 2.1).

    A provider of OAuth 1.0, without the a, never does; there, anybody may put a request token of
    their own before the user.  `strict=False` takes it all the same.
    """


class AuthorizationDenied(FlowError):
    """The user said no, or the provider did.

    Args:
        message: text for a person.
        problem: the provider's word for it, such as `user_refused`, or None.
    """

    def __init__(
        self, message: str = "OAuth error occurred.", *, problem: str | None = None
    ) -> None:
        super().__init__(message)
        #: The provider's word for it, or None.
        self.problem = problem


class TokenMismatch(FlowError):
    """A callback that belongs to another request token, or to none."""


class VerifierMissing(FlowError):
    """A callback without `oauth_verifier` (RFC 5849 section 2.2)."""


class CallbackTimeout(FlowError, TimeoutError):
    """Nobody came back from the provider in time."""


class TokenRequestDenied(FlowError):
    """A provider refused to give a token, or answered with something that is none.

    What the provider said is shown without the secrets that it may have repeated.

    Args:
        message: text for a person: what was refused, why, and what to try.
        status: the HTTP status, or None.
        problem: the value of `oauth_problem`, such as `timestamp_refused`, or None.
        advice: the provider's text for a person, or what else it said in place of one, or None.
        hint: what to try, or None.
    """

    def __init__(
        self,
        message: str = "OAuth error occurred.",
        *,
        status: int | None = None,
        problem: str | None = None,
        advice: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        #: The HTTP status, or None.
        self.status = status
        #: The value of `oauth_problem`, or None.
        self.problem = problem
        #: The provider's text for a person, or None.
        self.advice = advice
        #: What to try, or None.
        self.hint = hint
