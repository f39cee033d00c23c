"""The places of `Server` and `Request` that programs for python-oauth2 override."""

from __future__ import annotations

from typing import Any

import pytest
from _contract import CONSUMER, HMAC_SHA1, PLAINTEXT, URL, server_of, signed

import oauth2


class WithoutSuper(oauth2.Server):
    """A server as several programs have it: its __init__ is all its own."""

    def __init__(self) -> None:
        self.signature_methods = {"HMAC-SHA1": HMAC_SHA1}


def test_server_subclass_without_super_init_verifies() -> None:
    """A subclass that sets `signature_methods` itself works."""
    assert WithoutSuper().verify_request(signed(), CONSUMER, None) == {}


def test_signature_methods_are_a_dict_by_name() -> None:
    """They can be given at once, added, looked at and replaced."""
    server = oauth2.Server({"HMAC-SHA1": HMAC_SHA1})

    assert server.add_signature_method(PLAINTEXT) == {
        "HMAC-SHA1": HMAC_SHA1,
        "PLAINTEXT": PLAINTEXT,
    }
    assert server.signature_methods == {"HMAC-SHA1": HMAC_SHA1, "PLAINTEXT": PLAINTEXT}
    assert oauth2.Server().signature_methods == {}


@pytest.mark.parametrize(("seconds_ago", "threshold"), [(1000, 2000), (1000, 1000)])
def test_threshold_can_be_set_on_class_and_object(seconds_ago: int, threshold: int) -> None:
    """`timestamp_threshold` is an attribute that programs set."""
    timestamp = oauth2.generate_timestamp() - seconds_ago
    request = signed(parameters={"oauth_timestamp": timestamp + 1})
    lenient = type("Lenient", (oauth2.Server,), {"timestamp_threshold": threshold})
    server = server_of()

    with pytest.raises(oauth2.Error):
        server.verify_request(request, CONSUMER, None)
    server.timestamp_threshold = threshold
    assert server.verify_request(request, CONSUMER, None) == {}
    assert server_of(lenient).verify_request(request, CONSUMER, None) == {}


class Timeless(oauth2.Server):
    """A server that takes every timestamp."""

    def _check_timestamp(self, timestamp: Any) -> None:
        assert timestamp == "5"


class Newer(oauth2.Server):
    """A server of another version."""

    version = "2.0"


class Versionless(oauth2.Server):
    """A server that does not look at the version."""

    def _check_version(self, request: oauth2.Request) -> None:
        assert request["oauth_version"] == "2.0"


class VersionTaker(oauth2.Server):
    """A server that reads the version from elsewhere."""

    def _get_version(self, request: oauth2.Request) -> str:
        return "1.0"


class Chooser(oauth2.Server):
    """A server with one signature method, whatever the request says."""

    def _get_signature_method(self, request: oauth2.Request) -> oauth2.SignatureMethod:
        return HMAC_SHA1


class Trusting(oauth2.Server):
    """A server that leaves the signature to a proxy in front of it."""

    def _check_signature(self, request: Any, consumer: Any, token: Any) -> None:
        assert (consumer, token) == (CONSUMER, None)


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        (Timeless, {"oauth_timestamp": "5"}),
        (Newer, {"oauth_version": "2.0"}),
        (Versionless, {"oauth_version": "2.0"}),
        (VersionTaker, {"oauth_version": "2.0"}),
    ],
)
def test_overridden_check_counts(kind: type[oauth2.Server], parameters: dict[str, Any]) -> None:
    """What a subclass accepts is accepted, and what it does not override is checked."""
    with pytest.raises(oauth2.Error):
        server_of().verify_request(signed(parameters=parameters), CONSUMER, None)

    assert server_of(kind).verify_request(signed(parameters=parameters), CONSUMER, None) == {}


def test_overridden_choice_of_the_method_counts() -> None:
    """`_get_signature_method` decides which method is used."""
    assert Chooser().verify_request(signed(), CONSUMER, None) == {}


def test_overridden_check_of_the_signature_counts() -> None:
    """`_check_signature` can be replaced as a whole."""
    unsigned = oauth2.Request.from_consumer_and_token(CONSUMER, None, "POST", URL, {"a": "1"})

    assert Trusting().verify_request(unsigned, CONSUMER, None) == {"a": "1"}


class OwnParameters(oauth2.Request):
    """A request that signs one thing only."""

    def get_normalized_parameters(self) -> str:
        """Return what is signed."""
        return "everything=nothing"


class Semicolons(oauth2.Request):
    """A request whose query is separated by semicolons."""

    @staticmethod
    def _split_url_string(param_str: str | bytes) -> dict[str, str | list[str]]:
        pairs = str(param_str).split(";") if param_str else []
        return {name: value for name, _, value in (pair.partition("=") for pair in pairs)}


def test_overridden_normalisation_counts() -> None:
    """`Request.get_normalized_parameters` is what signature methods sign."""
    request = OwnParameters("POST", URL, dict(signed()))

    request.sign_request(HMAC_SHA1, CONSUMER, None)

    assert HMAC_SHA1.signing_base(request, CONSUMER, None)[1] == (
        b"POST&http%3A%2F%2Ftool.example.com%2Flaunch&everything%3Dnothing"
    )
    assert server_of().verify_request(request, CONSUMER, None) == {}


def test_overridden_split_of_the_query_counts() -> None:
    """`Request._split_url_string` reads the query, for signing and for receiving."""
    request = Semicolons.from_request("GET", URL + "?a=1;b=2")

    assert request == Semicolons("GET", URL + "?a=1;b=2", {"a": "1", "b": "2"})
    assert Semicolons("GET", URL + "?a=1;b=2").get_normalized_parameters() == "a=1&b=2"


class Recorder(oauth2.SignatureMethod_HMAC_SHA1):
    """A method whose `check` is the workaround that programs needed on Python 3."""

    seen: Any = None

    def check(self, request: Any, consumer: Any, token: Any, signature: Any) -> bool:
        """Compare as those programs do, and remember what was handed in."""
        self.seen = signature
        built = self.sign(request, consumer, token)
        return built == signature.encode("utf-8")  # type: ignore[no-any-return]


class OwnBase(oauth2.SignatureMethod_HMAC_SHA1):
    """A method that signs another text."""

    def signing_base(self, request: Any, consumer: Any, token: Any) -> tuple[bytes, bytes]:
        """Return a key and a text of the program's own."""
        return b"key", request.method.encode("ascii")


class OwnSign(oauth2.SignatureMethod):
    """A method that is all the program's own."""

    name = "X-OWN"

    def sign(self, request: Any, consumer: Any, token: Any) -> bytes:
        """Return a signature that can be recognised."""
        return f"{request['oauth_nonce']}:{consumer.key}".encode()


@pytest.mark.parametrize("method", [Recorder(), OwnBase(), OwnSign()])
def test_signature_method_of_the_program_verifies(method: oauth2.SignatureMethod) -> None:
    """Subclasses that override `check`, `signing_base` or `sign` count in a Server (F4)."""
    request = signed(method=method)

    assert server_of(method=method).verify_request(request, CONSUMER, None) == {}
    with pytest.raises(oauth2.Error):
        server_of(method=method).verify_request(
            oauth2.Request("POST", URL, dict(request) | {"oauth_signature": "other"}),
            CONSUMER,
            None,
        )


def test_check_is_handed_text() -> None:
    """Old workarounds call `signature.encode`, so what comes in is text."""
    method = Recorder()
    request = signed(method=method)

    server_of(method=method).verify_request(request, CONSUMER, None)

    assert method.seen == request["oauth_signature"]
    assert isinstance(method.seen, str)


def test_missing_signature_comes_before_any_complaint_about_the_method() -> None:
    """Programs tell an unsigned request by `MissingSignature`."""
    request = oauth2.Request.from_consumer_and_token(CONSUMER, None, "POST", URL)
    unknown = oauth2.Request("POST", URL, dict(request) | {"oauth_signature_method": "X-OWN"})

    with pytest.raises(oauth2.MissingSignature):
        server_of().verify_request(request, CONSUMER, None)
    with pytest.raises(oauth2.MissingSignature):
        server_of().verify_request(unknown, CONSUMER, None)
