"""The contract with python-oauth2 1.9: its names, their arguments, and its small habits.

The names are those that its `oauth2/__init__.py` defines; docs/migrating.md tells what differs.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable
from typing import Any

import httplib2
import pytest

import oauth2

PUBLIC_NAMES = [
    "Client",
    "Consumer",
    "Error",
    "HTTP_METHOD",
    "MissingSignature",
    "OAUTH_VERSION",
    "Request",
    "SIGNATURE_METHOD",
    "STRING_TYPES",
    "Server",
    "SignatureMethod",
    "SignatureMethod_HMAC_SHA1",
    "SignatureMethod_PLAINTEXT",
    "Token",
    "__version__",
    "build_authenticate_header",
    "build_xoauth_string",
    "escape",
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

# With their defaults, in order.  New arguments may only be given by name.
ARGUMENTS = [
    (oauth2.Error, ["message='OAuth error occurred.'"]),
    (oauth2.build_authenticate_header, ["realm=''"]),
    (oauth2.build_xoauth_string, ["url", "consumer", "token=None"]),
    (oauth2.to_unicode, ["s"]),
    (oauth2.to_utf8, ["s"]),
    (oauth2.to_unicode_if_string, ["s"]),
    (oauth2.to_utf8_if_string, ["s"]),
    (oauth2.to_unicode_optional_iterator, ["x"]),
    (oauth2.to_utf8_optional_iterator, ["x"]),
    (oauth2.escape, ["s"]),
    (oauth2.generate_timestamp, []),
    (oauth2.generate_nonce, ["length=32"]),  # was 8
    (oauth2.generate_verifier, ["length=8"]),
    (oauth2.Consumer, ["key", "secret"]),
    (oauth2.Token, ["key", "secret"]),
    (oauth2.Token.set_callback, ["self", "callback"]),
    (oauth2.Token.set_verifier, ["self", "verifier=None"]),
    (oauth2.Token.get_callback_url, ["self"]),
    (oauth2.Token.to_string, ["self"]),
    (oauth2.Token.from_string, ["s"]),
    (
        oauth2.Request,
        ["method='GET'", "url=None", "parameters=None", "body=b''", "is_form_encoded=False"],
    ),
    (oauth2.Request.get_nonoauth_parameters, ["self"]),
    (oauth2.Request.to_header, ["self", "realm=''"]),
    (oauth2.Request.to_postdata, ["self"]),
    (oauth2.Request.to_url, ["self"]),
    (oauth2.Request.get_parameter, ["self", "parameter"]),
    (oauth2.Request.get_normalized_parameters, ["self"]),
    (oauth2.Request.sign_request, ["self", "signature_method", "consumer", "token"]),
    (oauth2.Request.make_timestamp, []),
    (oauth2.Request.make_nonce, []),
    (
        oauth2.Request.from_request,
        ["http_method", "http_url", "headers=None", "parameters=None", "query_string=None"],
    ),
    (
        oauth2.Request.from_consumer_and_token,
        [
            "consumer",
            "token=None",
            "http_method='GET'",
            "http_url=None",
            "parameters=None",
            "body=b''",
            "is_form_encoded=False",
        ],
    ),
    (
        oauth2.Request.from_token_and_callback,
        ["token", "callback=None", "http_method='GET'", "http_url=None", "parameters=None"],
    ),
    (oauth2.Request._split_header, ["header"]),
    (oauth2.Request._split_url_string, ["param_str"]),
    (oauth2.Client, ["consumer", "token=None"]),
    (oauth2.Client.set_signature_method, ["self", "method"]),
    (
        oauth2.Client.request,
        [
            "self",
            "uri",
            "method='GET'",
            "body=None",  # was b'', which is taken for no body
            "headers=None",
            "redirections=5",
            "connection_type=None",
        ],
    ),
    (oauth2.Server, ["signature_methods=None"]),
    (oauth2.Server.add_signature_method, ["self", "signature_method"]),
    (oauth2.Server.verify_request, ["self", "request", "consumer", "token"]),
    (oauth2.Server.build_authenticate_header, ["self", "realm=''"]),
    (oauth2.Server._check_version, ["self", "request"]),
    (oauth2.Server._get_version, ["self", "request"]),
    (oauth2.Server._get_signature_method, ["self", "request"]),
    (oauth2.Server._check_signature, ["self", "request", "consumer", "token"]),
    (oauth2.Server._check_timestamp, ["self", "timestamp"]),
    (oauth2.SignatureMethod, []),
    (oauth2.SignatureMethod.signing_base, ["self", "request", "consumer", "token"]),
    (oauth2.SignatureMethod.sign, ["self", "request", "consumer", "token"]),
    (oauth2.SignatureMethod.check, ["self", "request", "consumer", "token", "signature"]),
]


def positional(function: Callable[..., Any]) -> list[str]:
    """Return the arguments that can be given without their names, with their defaults."""
    return [
        parameter.name
        if parameter.default is parameter.empty
        else f"{parameter.name}={parameter.default!r}"
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    ]


@pytest.mark.parametrize("name", PUBLIC_NAMES)
def test_name_is_exported(name: str) -> None:
    """Every public name of python-oauth2 can be imported, by `*` too."""
    assert name in oauth2.__all__
    assert hasattr(oauth2, name)


def test_httplib2_is_reachable_through_the_package() -> None:
    """Programs write `oauth2.httplib2.ProxyInfo(…)` without importing httplib2 themselves."""
    assert oauth2.httplib2 is httplib2


@pytest.mark.parametrize(
    ("function", "arguments"), ARGUMENTS, ids=lambda value: getattr(value, "__qualname__", "")
)
def test_arguments_keep_their_order_and_names(
    function: Callable[..., Any], arguments: list[str]
) -> None:
    """A call written for python-oauth2 means the same here."""
    assert positional(function) == arguments


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (oauth2.OAUTH_VERSION, "1.0"),
        (oauth2.HTTP_METHOD, "GET"),
        (oauth2.SIGNATURE_METHOD, "PLAINTEXT"),
        (oauth2.STRING_TYPES, (str, bytes)),
        (oauth2.Request.version, "1.0"),
        (oauth2.Server.version, "1.0"),
        (oauth2.Server.timestamp_threshold, 300),
        (oauth2.SignatureMethod_HMAC_SHA1.name, "HMAC-SHA1"),
        (oauth2.SignatureMethod_PLAINTEXT.name, "PLAINTEXT"),
    ],
)
def test_constant_has_its_value(value: object, expected: object) -> None:
    """What is a constant in python-oauth2 is the same constant here."""
    assert value == expected


def test_version_is_text_that_satisfies_old_requirements() -> None:
    """`oauth2>=1.9.0.post1` is met, and the version is text, not an object of distutils (B9)."""
    major, minor, *_ = oauth2.__version__.split(".")

    assert (int(major), int(minor)) >= (1, 10)


def test_classes_have_their_parents() -> None:
    """What programs rely on by `isinstance` and `except` holds."""
    assert issubclass(oauth2.Error, RuntimeError)
    assert issubclass(oauth2.MissingSignature, oauth2.Error)
    assert issubclass(oauth2.Request, dict)
    assert issubclass(oauth2.Client, httplib2.Http)
    assert issubclass(oauth2.SignatureMethod_HMAC_SHA1, oauth2.SignatureMethod)
    assert issubclass(oauth2.SignatureMethod_PLAINTEXT, oauth2.SignatureMethod)


def test_error_has_message_and_default_text() -> None:
    """`error.message` is the text, and an error without one has python-oauth2's."""
    assert oauth2.Error("wrong").message == str(oauth2.Error("wrong")) == "wrong"
    assert oauth2.Error().message == str(oauth2.Error()) == "OAuth error occurred."


def test_generated_values_are_of_their_kind() -> None:
    """A person types the verifier, so it stays 8 digits; the timestamp is a number of seconds."""
    assert oauth2.generate_verifier().isdecimal()
    assert len(oauth2.generate_verifier()) == 8
    assert len(oauth2.generate_verifier(length=5)) == 5
    assert len(oauth2.generate_nonce(length=8)) == 8
    assert isinstance(oauth2.generate_timestamp(), int)
    assert oauth2.generate_timestamp() == pytest.approx(time.time(), abs=2)


# --- text and bytes ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "given", "expected"),
    [
        (oauth2.to_unicode, "é", "é"),
        (oauth2.to_unicode, b"\xc3\xa9", "é"),
        (oauth2.to_utf8, "é", b"\xc3\xa9"),
        (oauth2.to_utf8, b"\xc3\xa9", b"\xc3\xa9"),
        (oauth2.to_unicode_if_string, b"a", "a"),
        (oauth2.to_unicode_if_string, 5, 5),
        (oauth2.to_unicode_if_string, None, None),
        (oauth2.to_utf8_if_string, "a", b"a"),
        (oauth2.to_utf8_if_string, [1], [1]),
        (oauth2.to_unicode_optional_iterator, b"a", "a"),
        (oauth2.to_unicode_optional_iterator, (b"a", "b"), ["a", "b"]),
        (oauth2.to_unicode_optional_iterator, 5, 5),
        (oauth2.to_unicode_optional_iterator, None, None),
        (oauth2.to_utf8_optional_iterator, "a", b"a"),
        (oauth2.to_utf8_optional_iterator, ["a", b"b", 5], [b"a", b"b", 5]),
        (oauth2.to_utf8_optional_iterator, 5, 5),
        (oauth2.escape, "a b/~é", "a%20b%2F~%C3%A9"),
        (oauth2.escape, b"\xff", "%FF"),
        (
            oauth2.build_authenticate_header,
            "http://sp/",
            {"WWW-Authenticate": 'OAuth realm="http://sp/"'},
        ),
    ],
)
def test_helper_does_what_it_did(
    function: Callable[[Any], Any], given: object, expected: object
) -> None:
    """The helpers give what python-oauth2's gave."""
    assert function(given) == expected


@pytest.mark.parametrize("function", [oauth2.to_unicode, oauth2.to_utf8])
@pytest.mark.parametrize("given", [b"\xe9", 5, None, ["a"]], ids=repr)
def test_what_is_no_text_is_a_type_error(function: Callable[[Any], Any], given: object) -> None:
    """Programs that catch TypeError for bytes that are not UTF-8 still do."""
    with pytest.raises(TypeError):
        function(given)
