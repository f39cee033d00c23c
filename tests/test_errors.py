"""The tree of errors: what is caught by which `except`, and what a Server's refusal carries."""

from __future__ import annotations

import pickle

import pytest

from oauth2 import errors
from oauth2.errors import Error, RequestRefused

#: The standard exceptions as which each error is caught too, beside RuntimeError.
ALSO = {
    "InvalidText": (TypeError, ValueError),
    "InvalidURL": (ValueError,),
    "InvalidHeader": (ValueError,),
    "InvalidBody": (ValueError,),
    "InvalidRequest": (ValueError,),
    "InvalidToken": (ValueError,),
    "InvalidKey": (ValueError,),
    "InsecureTransport": (ValueError,),
    "MissingExtra": (ImportError,),
    "MalformedRequest": (ValueError,),
    "MalformedHeader": (ValueError,),
    "CallbackTimeout": (TimeoutError, OSError),
    "MissingToken": (ValueError,),
    "UnknownProvider": (ValueError,),
}
#: HTTP status (RFC 5849 section 3.2) and term of the OAuth Problem Reporting extension.
REFUSALS = {
    "RequestRefused": (400, "parameter_rejected"),
    "ParameterAbsent": (400, "parameter_absent"),
    "MissingSignature": (400, "parameter_absent"),
    "ParameterRejected": (400, "parameter_rejected"),
    "ParameterRepeated": (400, "parameter_rejected"),
    "ParameterMisplaced": (400, "parameter_rejected"),
    "InvalidTimestamp": (400, "parameter_rejected"),
    "InvalidNonce": (400, "parameter_rejected"),
    "LimitExceeded": (400, "parameter_rejected"),
    "MalformedRequest": (400, "parameter_rejected"),
    "MalformedHeader": (400, "parameter_rejected"),
    "VersionRejected": (400, "version_rejected"),
    "SignatureMethodRejected": (400, "signature_method_rejected"),
    "TimestampRefused": (401, "timestamp_refused"),
    "NonceUsed": (401, "nonce_used"),
    "ConsumerKeyRejected": (401, "consumer_key_rejected"),
    "TokenRejected": (401, "token_rejected"),
    "BodyHashInvalid": (401, "body_hash_invalid"),
    "InvalidSignature": (401, "signature_invalid"),
    "NonceStoreUnavailable": (503, "consumer_key_refused"),
    "NonceStoreFull": (503, "consumer_key_refused"),
}
CLASSES = [value for value in vars(errors).values() if isinstance(value, type)]


@pytest.mark.parametrize("kind", CLASSES)
def test_error_is_caught_as_error(kind: type[Error]) -> None:
    """One `except oauth2.Error` catches every error, and so does python-oauth2's RuntimeError."""
    assert issubclass(kind, Error)
    assert issubclass(kind, RuntimeError)


@pytest.mark.parametrize(("name", "parents"), ALSO.items(), ids=ALSO.keys())
def test_error_is_caught_as_what_it_was_before(
    name: str, parents: tuple[type[Exception], ...]
) -> None:
    """What a caller caught as a standard exception before is still caught."""
    assert all(issubclass(getattr(errors, name), parent) for parent in parents)


@pytest.mark.parametrize(("name", "expected"), REFUSALS.items(), ids=REFUSALS.keys())
def test_refusal_says_status_and_problem(name: str, expected: tuple[int, str]) -> None:
    """A refusal carries the HTTP status and the problem word to answer with (E21)."""
    refusal = getattr(errors, name)("why")

    assert isinstance(refusal, RequestRefused)
    assert (refusal.status, refusal.problem) == expected


def test_no_refusal_is_left_out_of_the_table() -> None:
    """Every refusal has been given its status and its problem."""
    refusals = {kind.__name__ for kind in CLASSES if issubclass(kind, RequestRefused)}

    assert refusals == REFUSALS.keys()


@pytest.mark.parametrize("kind", CLASSES)
def test_message_is_text_given(kind: type[Error]) -> None:
    """`str(error)` and `error.message` give back the text, as in python-oauth2."""
    error = kind("what went wrong")

    assert error.message == "what went wrong"
    assert str(error) == "what went wrong"


@pytest.mark.parametrize("kind", CLASSES)
def test_message_is_python_oauth2s_when_none_is_given(kind: type[Error]) -> None:
    """An error without a text says what python-oauth2's said."""
    assert str(kind()) == "OAuth error occurred."
    assert kind().message == "OAuth error occurred."


def test_refusal_has_no_details_when_none_are_given() -> None:
    """Parameter and base string are None where there is none to name."""
    refusal = RequestRefused()

    assert refusal.parameter is None
    assert refusal.base_string is None


def test_refusal_keeps_details() -> None:
    """Parameter and base string are there to look at."""
    refusal = RequestRefused("why", parameter="oauth_nonce", base_string="GET&&")

    assert refusal.parameter == "oauth_nonce"
    assert refusal.base_string == "GET&&"


@pytest.mark.parametrize("kind", CLASSES)
def test_error_survives_pickling(kind: type[Error]) -> None:
    """An error comes whole out of another process."""
    error = pickle.loads(pickle.dumps(kind("why")))  # noqa: S301  what we pickled ourselves

    assert type(error) is kind
    assert error.message == "why"


def test_refusal_survives_pickling_with_its_details() -> None:
    """A refusal keeps parameter and base string when it comes out of another process."""
    refusal = RequestRefused("why", parameter="oauth_nonce", base_string="GET&&")

    copy = pickle.loads(pickle.dumps(refusal))  # noqa: S301  what we pickled ourselves

    assert (copy.message, copy.parameter, copy.base_string) == ("why", "oauth_nonce", "GET&&")


FLOW = [
    errors.MissingToken,
    errors.CallbackNotConfirmed,
    errors.AuthorizationDenied,
    errors.TokenMismatch,
    errors.VerifierMissing,
    errors.CallbackTimeout,
    errors.TokenRequestDenied,
]


@pytest.mark.parametrize("kind", FLOW)
def test_error_of_the_exchange_is_caught_as_flow_error(kind: type[Error]) -> None:
    """One `except` catches whatever stops the three legs."""
    assert issubclass(kind, errors.FlowError)


def test_denied_token_survives_pickling_with_its_details() -> None:
    """A refused token request keeps what the provider said when it comes out of a queue."""
    denied = errors.TokenRequestDenied(
        "why", status=401, problem="nonce_used", advice="ask", hint="again"
    )

    copy = pickle.loads(pickle.dumps(denied))  # noqa: S301  what we pickled ourselves

    assert vars(copy) == vars(denied)
    assert (copy.status, copy.problem, copy.advice, copy.hint) == (
        401,
        "nonce_used",
        "ask",
        "again",
    )


def test_denied_authorization_keeps_the_word_of_the_provider() -> None:
    """The word is there to look at, and None where there is none."""
    assert errors.AuthorizationDenied("why", problem="user_refused").problem == "user_refused"
    assert errors.AuthorizationDenied().problem is None
