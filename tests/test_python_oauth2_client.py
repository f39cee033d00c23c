"""The places of `Client` and httplib2 where programs for python-oauth2 override or patch."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httplib2
import pytest
from _contract import CONSUMER, HMAC_SHA1, PLAINTEXT, TOKEN
from _loopback import Loopback, redirect, serving

import oauth2


@pytest.fixture
def server() -> Iterator[Loopback]:
    """Return a server that records."""
    with serving() as loopback:
        yield loopback


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patch nonce and timestamp where programs patch them."""
    monkeypatch.setattr(
        oauth2.Request, "make_nonce", classmethod(lambda cls: "4572616e48616d6d65724c61686176")
    )
    monkeypatch.setattr(oauth2.Request, "make_timestamp", classmethod(lambda cls: "137131200"))


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Patch `httplib2.Http.request`, as the tests of programs do; return how it is called."""
    seen: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    def request(*arguments: Any, **options: Any) -> tuple[str, bytes]:
        seen.append((arguments, options))
        return "response", b"content"

    monkeypatch.setattr(httplib2.Http, "request", request)
    return seen


def sent(header: str) -> dict[str, str]:
    """Return the protocol parameters of an Authorization header field."""
    request = oauth2.Request.from_request("GET", "http://any.example/", {"Authorization": header})
    assert request is not None
    return dict(request)


def old_client(token: oauth2.Token | None = None) -> oauth2.Client:
    """Return a client that does on the wire what python-oauth2's did."""
    return oauth2.Client(
        oauth2.Consumer("ck", "cs"),
        token,
        placement="classic",
        body_hash="always",
        realm=lambda url: "{0.scheme}://{0.netloc}".format(urlsplit(url)),
    )


# --- patches ----------------------------------------------------------------------------------


def test_patched_nonce_and_timestamp_are_sent(server: Loopback, known: None) -> None:
    """`Request.make_nonce` and `make_timestamp` can be patched, and Client asks them."""
    with closing(oauth2.Client(CONSUMER)) as client:
        client.request(server.url())

    header = sent(server.request.value("Authorization") or "")
    assert header["oauth_nonce"] == "4572616e48616d6d65724c61686176"
    assert header["oauth_timestamp"] == "137131200"


def test_patched_request_of_httplib2_is_called_as_before(calls: list[Any]) -> None:
    """It gets the client and the URL by position and the rest by name; its answer comes back."""
    client = oauth2.Client(CONSUMER, TOKEN)

    answer: Any = client.request("http://example.com/p", "PUT", b"abc", {"X": "1"}, 3, None)

    assert answer == ("response", b"content")
    [((who, url), options)] = calls
    assert who is client
    assert url == "http://example.com/p"
    assert sorted(options) == ["body", "connection_type", "headers", "method", "redirections"]
    assert (options["method"], options["body"], options["redirections"]) == ("PUT", b"abc", 3)
    assert isinstance(options["headers"], dict)
    assert options["headers"]["X"] == "1"


def test_patched_normalize_headers_reaches_the_wire(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PyLTI spells `Authorization` with a capital, for servers that look for nothing else."""
    normalize = httplib2.Http._normalize_headers  # type: ignore[attr-defined]  # not in the stubs

    def capital(self: httplib2.Http, headers: Any) -> dict[str, str]:
        fields: dict[str, str] = normalize(self, headers)
        fields["Authorization"] = fields.pop("authorization")
        return fields

    monkeypatch.setattr(httplib2.Http, "_normalize_headers", capital)
    with closing(oauth2.Client(CONSUMER)) as client:
        client.request(server.url())

    assert [line[:21] for line in server.request.lines if line.lower().startswith(b"auth")] == [
        b"Authorization: OAuth "
    ]


# --- what was sent, recorded with python-oauth2 1.9.0.post1 on Python 3.11 --------------------


def test_classic_get_is_what_python_oauth2_sent(known: None, calls: list[Any]) -> None:
    """`placement="classic"` signs a GET in its URL, with the old signature."""
    old_client().request("http://example.com/p?b=2&a=1")

    [((_, url), options)] = calls
    assert sorted(parse_qsl(urlsplit(url).query)) == [
        ("a", "1"),
        ("b", "2"),
        ("oauth_body_hash", "2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
        ("oauth_consumer_key", "ck"),
        ("oauth_nonce", "4572616e48616d6d65724c61686176"),
        ("oauth_signature", "C/Fk9RaskKuNBYtv2HggFOstWS0="),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", "137131200"),
        ("oauth_version", "1.0"),
    ]
    assert "Authorization" not in options["headers"]


def test_classic_form_is_what_python_oauth2_sent(known: None, calls: list[Any]) -> None:
    """`placement="classic"` signs a form in its body, with the old signature."""
    old_client().request("http://example.com/p", "POST", body="a=1&b=2")

    [(_, options)] = calls
    assert sorted(parse_qsl(options["body"].decode("ascii"))) == [
        ("a", "1"),
        ("b", "2"),
        ("oauth_consumer_key", "ck"),
        ("oauth_nonce", "4572616e48616d6d65724c61686176"),
        ("oauth_signature", "CH0XK4TdJlnQ6m3DI5yUYeDR1oI="),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", "137131200"),
        ("oauth_version", "1.0"),
    ]
    assert options["headers"] == {"Content-Type": "application/x-www-form-urlencoded"}


def test_classic_put_is_what_python_oauth2_sent(known: None, calls: list[Any]) -> None:
    """`placement="classic"` signs the rest in the header, and a realm can be had as before."""
    old_client(oauth2.Token("tk", "ts")).request("http://example.com/p", "PUT", b"abc")

    [(_, options)] = calls
    header = options["headers"]["Authorization"]
    assert header.startswith('OAuth realm="http://example.com", ')
    assert sent(header) == {
        "oauth_body_hash": "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=",
        "oauth_consumer_key": "ck",
        "oauth_nonce": "4572616e48616d6d65724c61686176",
        "oauth_signature": "CJz4BpUiBtAMW6p9f6L/wJtkb1U=",
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": "137131200",
        "oauth_token": "tk",
        "oauth_version": "1.0",
    }


# --- subclasses and attributes ----------------------------------------------------------------


class Logging(oauth2.Client):
    """A client as programs subclass it: its `request` calls ours."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(CONSUMER, *arguments, **options)
        self.seen: list[str] = []

    def request(self, uri: str, *arguments: Any, **options: Any) -> Any:
        """Remember the URL, and go on."""
        self.seen.append(uri)
        return super().request(uri, *arguments, **options)


class OwnSign(oauth2.SignatureMethod):
    """A method that is all the program's own, and looks at the whole request."""

    name = "X-OWN"

    def sign(self, request: Any, consumer: Any, token: Any) -> bytes:
        """Return a signature that can be recognised."""
        assert isinstance(request, oauth2.Request)
        return f"{request.method} {request['oauth_nonce']} {consumer.key} {token.key}".encode()


class OwnBase(oauth2.SignatureMethod_HMAC_SHA1):
    """A method that overrides only what is signed, and with which key."""

    def signing_base(self, request: Any, consumer: Any, token: Any) -> tuple[bytes, bytes]:
        """Return RFC 2202's second test case for HMAC-SHA1."""
        return b"Jefe", b"what do ya want for nothing?"


def test_overridden_request_is_called_for_redirects_too(server: Loopback) -> None:
    """httplib2 follows a redirect through `request`, so a subclass sees each hop."""
    server.answers.append(redirect(302, server.url("/there")))
    with closing(Logging(TOKEN)) as client:
        client.request(server.url("/here"), "GET")

    assert client.seen == [server.url("/here"), server.url("/there")]


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("method", "signature"),
    [
        pytest.param(OwnSign(), "GET 4572616e48616d6d65724c61686176 key token", id="sign"),
        # printf %s 'what do ya want for nothing?' | openssl dgst -sha1 -hmac Jefe -binary | base64
        pytest.param(OwnBase(), "7/zfauXrL6LSdBbV8YTfnCWafHk=", id="signing_base"),
    ],
)
def test_signature_method_of_the_program_signs(
    server: Loopback, method: oauth2.SignatureMethod, signature: str
) -> None:
    """Subclasses that override `sign` or `signing_base` count in a Client (F4)."""
    with closing(oauth2.Client(CONSUMER, TOKEN)) as client:
        client.set_signature_method(method)
        client.request(server.url())

    assert sent(server.request.value("Authorization") or "")["oauth_signature"] == signature


def test_credentials_and_method_can_be_changed_at_any_time(server: Loopback) -> None:
    """`consumer`, `token` and `method` are attributes."""
    with closing(oauth2.Client(oauth2.Consumer("other", "secret"))) as client:
        assert (client.token, client.method.name) == (None, "HMAC-SHA1")

        client.consumer, client.token, client.method = CONSUMER, TOKEN, PLAINTEXT
        client.request(server.url())

    header = sent(server.request.value("Authorization") or "")
    assert (header["oauth_consumer_key"], header["oauth_token"]) == ("key", "token")
    assert header["oauth_signature"] == "secret&token%20secret"


@pytest.mark.parametrize(
    ("consumer", "token"), [(None, None), ("key", None), (CONSUMER, "token")], ids=repr
)
def test_what_is_no_credential_is_a_value_error(consumer: Any, token: Any) -> None:
    """Programs that catch ValueError around `Client(…)` still do (C21)."""
    with pytest.raises(ValueError, match="must be a"):
        oauth2.Client(consumer, token)


def test_what_is_no_signature_method_is_a_value_error() -> None:
    """A class in place of an object, say."""
    with pytest.raises(ValueError, match="must be a SignatureMethod object"):
        oauth2.Client(CONSUMER).set_signature_method(oauth2.SignatureMethod_HMAC_SHA1)  # type: ignore[arg-type]  # the point


def test_options_of_httplib2_are_passed_on() -> None:
    """What httplib2 takes by name, Client takes too (C18)."""
    client = oauth2.Client(CONSUMER, TOKEN, timeout=3, disable_ssl_certificate_validation=True)

    assert client.timeout == 3
    assert client.disable_ssl_certificate_validation is True


def test_pickled_client_signs(server: Loopback) -> None:
    """A Client stays picklable."""
    client = oauth2.Client(CONSUMER, TOKEN, signature_method=HMAC_SHA1)

    with closing(pickle.loads(pickle.dumps(client))) as again:  # noqa: S301  # our own bytes
        again.request(server.url())

    assert sent(server.request.value("Authorization") or "")["oauth_token"] == "token"
