"""The names that programs import, and what their docstrings promise to say."""

from __future__ import annotations

import ast
import builtins
import inspect
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from typing import Any

import pytest

import oauth2

#: Every public name.  Whoever removes one breaks a program; whoever adds one must document it.
PUBLIC = [
    "AuthorizationDenied",
    "CallbackNotConfirmed",
    "CallbackTimeout",
    "FlowError",
    "MissingToken",
    "ThreeLeggedFlow",
    "TokenMismatch",
    "TokenRequestDenied",
    "UnknownProvider",
    "VerifierMissing",
    "InvalidNonce",
    "InvalidTimestamp",
    "LimitExceeded",
    "ParameterMisplaced",
    "ParameterRepeated",
    "NonceStoreFull",
    "NonceStoreUnavailable",
    "NonceUsed",
    "NonceStore",
    "MemoryNonceStore",
    "RedisNonceStore",
    "BodyHashInvalid",
    "Client",
    "Consumer",
    "ConsumerKeyRejected",
    "Error",
    "Explanation",
    "HTTP_METHOD",
    "InsecureTransport",
    "InvalidBody",
    "InvalidHeader",
    "InvalidKey",
    "InvalidRequest",
    "InvalidSignature",
    "InvalidText",
    "InvalidToken",
    "InvalidURL",
    "MalformedHeader",
    "MalformedRequest",
    "MissingExtra",
    "MissingSignature",
    "MonotonicClock",
    "OAUTH_VERSION",
    "ParameterAbsent",
    "ParameterRejected",
    "Problem",
    "Request",
    "RequestRefused",
    "SIGNATURE_METHOD",
    "STRING_TYPES",
    "Server",
    "SignatureMethod",
    "SignatureMethodRejected",
    "SignatureMethod_HMAC_SHA1",
    "SignatureMethod_HMAC_SHA256",
    "SignatureMethod_HMAC_SHA512",
    "SignatureMethod_PLAINTEXT",
    "SignatureMethod_RSA_PSS",
    "SignatureMethod_RSA_SHA1",
    "SignatureMethod_RSA_SHA256",
    "SignatureMethod_RSA_SHA512",
    "SignedRequest",
    "Signer",
    "TimestampRefused",
    "Token",
    "TokenRejected",
    "VersionRejected",
    "__version__",
    "build_authenticate_header",
    "build_xoauth_string",
    "escape",
    "explain",
    "generate_nonce",
    "generate_timestamp",
    "generate_verifier",
    "to_unicode",
    "to_unicode_if_string",
    "to_unicode_optional_iterator",
    "to_utf8",
    "to_utf8_if_string",
    "to_utf8_optional_iterator",
]


def test_all_is_the_frozen_list() -> None:
    """No public name comes or goes unseen."""
    assert sorted(oauth2.__all__) == sorted(PUBLIC)


def test_all_names_everything_in_the_package() -> None:
    """What can be imported from the package is public, but for its modules."""
    # By `dir`, which names too what is imported when it is first asked for.
    found = {
        name
        for name in dir(oauth2)
        if not name.startswith("_") and not isinstance(getattr(oauth2, name), ModuleType)
    }

    assert found | {"__version__"} == set(oauth2.__all__)


def test_all_holds_no_name_twice() -> None:
    """`__all__` is sorted as ruff wants it, and holds each name once."""
    assert len(oauth2.__all__) == len(set(oauth2.__all__))


def test_version_is_text() -> None:
    """The version is a str, not a distutils object (B9)."""
    assert type(oauth2.__version__) is str


# --- docstrings --------------------------------------------------------------------------------


def documented() -> Iterator[tuple[str, Any]]:
    """Yield every public function, class, method and property, with its name."""
    for name in PUBLIC:
        value = getattr(oauth2, name)
        if inspect.isclass(value):
            yield name, value
            yield from ((f"{name}.{inner}", method) for inner, method in _methods(value))
        elif callable(value):
            yield name, value


def _methods(kind: type) -> Iterator[tuple[str, Any]]:
    for base in kind.__mro__:
        for name, value in vars(base).items() if base.__module__.startswith("oauth2") else ():
            wrapped = isinstance(value, (property, classmethod, staticmethod))
            if not name.startswith("_") and (callable(value) or wrapped):
                yield name, value


def functions() -> list[Any]:
    """Return every public function and method as a pytest parameter, without properties."""
    return [
        pytest.param(getattr(value, "__func__", value), id=name)
        for name, value in documented()
        if not inspect.isclass(value) and not isinstance(value, property)
    ]


def classes() -> list[Any]:
    """Return every public class that programs make objects of, and that says how it is made."""
    return [
        pytest.param(value, id=name)
        for name, value in documented()
        if inspect.isclass(value)
        and "__init__" in vars(value)
        and value not in {oauth2.SignedRequest, oauth2.NonceStore}
    ]


def arguments(function: Callable[..., Any]) -> set[str]:
    """Return the names of the arguments of a function, without self and cls."""
    return set(inspect.signature(function).parameters) - {"self", "cls"}


def sections(value: Any) -> dict[str, str]:
    """Return the docstring of a name: the text of each section by its title, "" for the first."""
    found: dict[str, str] = {"": ""}
    title = ""
    for line in (inspect.getdoc(value) or "").splitlines():
        if line in {"Args:", "Returns:", "Raises:"}:
            title = line[:-1]
        found[title] = f"{found.get(title, '')}{line}\n"
    return found


def raised(function: Callable[..., Any]) -> list[type]:
    """Return the exceptions that stand in a function's own `raise`."""
    known = vars(builtins) | inspect.unwrap(function).__globals__
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    calls = [node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise)]
    return [known[ast.unparse(call.func)] for call in calls if isinstance(call, ast.Call)]


def unlisted(names: Iterable[str], section: str) -> list[str]:
    """Return which names do not stand at the beginning of a line of a section."""
    listed = [line.strip().lstrip("*").partition(": ")[0] for line in section.splitlines()]
    return [name for name in names if name not in listed]


@pytest.mark.parametrize("value", [pytest.param(value, id=name) for name, value in documented()])
def test_docstring_begins_with_a_sentence(value: Any) -> None:
    """Every public name says in one sentence what it is or does."""
    first = sections(value)[""].split("\n\n")[0].strip()

    assert not first[:1].islower()
    assert re.search(r"\.($|\s)", first)


@pytest.mark.parametrize("function", functions())
def test_docstring_lists_arguments(function: Callable[..., Any]) -> None:
    """Every argument of a public function stands under Args."""
    assert unlisted(arguments(function), sections(function).get("Args", "")) == []


@pytest.mark.parametrize("kind", classes())
def test_docstring_of_class_lists_arguments(kind: type) -> None:
    """Every argument with which a public class is made stands under Args of the class."""
    assert unlisted(arguments(kind), sections(kind).get("Args", "")) == []


@pytest.mark.parametrize("function", functions())
def test_docstring_says_what_is_returned(function: Callable[..., Any]) -> None:
    """A public function that returns something says what, under Returns or in its first words."""
    found = sections(function)
    returns = inspect.signature(function).return_annotation not in {None, "None"}

    said = "Returns" in found or found[""].startswith(("Return ", "Tell ", "Make "))
    assert said or not returns


@pytest.mark.parametrize("function", functions())
def test_docstring_says_what_is_raised(function: Callable[..., Any]) -> None:
    """What a public function raises itself stands under Raises, or a kind of error it is one of."""
    listed = sections(function).get("Raises", "")
    kinds = [[kind.__name__ for kind in error.__mro__] for error in raised(function)]

    assert [names for names in kinds if len(unlisted(names, listed)) == len(names)] == []


def test_name_that_is_none_is_an_attribute_error() -> None:
    """Programs ask with `hasattr` what a library has."""
    with pytest.raises(AttributeError, match="module 'oauth2' has no attribute 'nothing'"):
        oauth2.nothing  # noqa: B018  # it is the attribute that is asked for
