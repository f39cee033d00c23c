"""What `Client` inherits of httplib2: connections, challenges, patches, pickles."""

from __future__ import annotations

import pickle
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httplib2
import pytest
from _loopback import CERTIFICATE, Answer, Cut, Loopback, old_tls_allowed, redirect, serving
from _verifiers import CONSUMER, TOKEN, verify_strictly

import oauth2

consumer = oauth2.Consumer(*CONSUMER)
token = oauth2.Token(*TOKEN)

pytestmark = old_tls_allowed


@pytest.fixture
def secure() -> Iterator[Loopback]:
    """Return a server that records what comes over TLS."""
    with serving(tls=True) as running:
        yield running


@pytest.fixture
def client() -> Iterator[oauth2.Client]:
    """Return a Client with a token, and close its connections at the end."""
    with closing(oauth2.Client(consumer, token)) as made:
        yield made


# --- connections --------------------------------------------------------------------------------


def test_connections_may_be_set(client: oauth2.Client) -> None:
    """A program that puts in its own connection finds it again."""
    mine = httplib2.HTTPConnectionWithTimeout("127.0.0.1")
    client.connections = {"http:127.0.0.1": mine}

    assert client.connections["http:127.0.0.1"] is mine


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("timeout", 3),
        ("ca_certs", "/nowhere.pem"),
        ("proxy_info", None),
        ("disable_ssl_certificate_validation", True),
        ("cache", {}),
    ],
)
def test_option_of_httplib2_is_passed_on(option: str, value: Any) -> None:
    """Every option of `httplib2.Http` is one of Client (C18)."""
    with closing(oauth2.Client(consumer, **{option: value})) as client:
        assert getattr(client, option) is value


def test_unknown_option_is_refused() -> None:
    """A keyword that neither side knows is a TypeError."""
    with pytest.raises(TypeError, match="time_out"):
        oauth2.Client(consumer, time_out=3)


@pytest.mark.parametrize(
    "options",
    [{"ca_certs": str(CERTIFICATE)}, {"disable_ssl_certificate_validation": True}],
    ids=["ca_certs", "disable_ssl_certificate_validation"],
)
@pytest.mark.parametrize("placement", ["header", "query", "body"])
def test_request_over_tls_is_right(
    secure: Loopback, options: dict[str, Any], placement: str
) -> None:
    """An https URL is signed as one (C18)."""
    with closing(oauth2.Client(consumer, token, placement=placement, **options)) as client:
        response, content = client.request(secure.url("/photos?a=1", "localhost"), "POST")

    assert (response.status, content) == (200, b"fine")
    assert verify_strictly(secure.request, "https").place == placement


def test_plaintext_over_tls_is_right(secure: Loopback) -> None:
    """PLAINTEXT is meant for TLS (RFC 5849 section 3.4.4)."""
    options: dict[str, Any] = {"signature_method": oauth2.SignatureMethod_PLAINTEXT()}
    with closing(oauth2.Client(consumer, ca_certs=str(CERTIFICATE), **options)) as client:
        client.request(secure.url())

    assert verify_strictly(secure.request, "https")


def test_unknown_certificate_is_refused(secure: Loopback, client: oauth2.Client) -> None:
    """Certificates are checked unless the caller says otherwise, and nothing is sent before."""
    with pytest.raises(ssl.SSLCertVerificationError):
        client.request(secure.url())

    assert secure.requests == []


def test_request_ends_when_the_time_is_over() -> None:
    """A server that says nothing does not keep a program waiting (C18)."""
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        closing(oauth2.Client(consumer, token, timeout=0.2)) as client,
        pytest.raises(TimeoutError),
    ):
        client.request(f"http://127.0.0.1:{silent.getsockname()[1]}/")


def test_connection_type_is_used(server: Loopback, client: oauth2.Client) -> None:
    """A caller may bring a connection class, and the arguments may stand in their old order."""

    class Connection(httplib2.HTTPConnectionWithTimeout):
        """Announces itself."""

        def endheaders(self, *args: Any, **options: Any) -> None:
            """Add a header field."""
            self.putheader("X-Connection", "mine")
            super().endheaders(*args, **options)

    client.request(server.url(), "POST", b"", None, 5, Connection)

    assert server.request.value("X-Connection") == "mine"


def test_connection_is_kept(server: Loopback, client: oauth2.Client) -> None:
    """Requests to one host go over one connection, as in httplib2."""
    client.request(server.url("/1"))
    client.request(server.url("/2"))

    assert server.connections == 1


# --- challenges ---------------------------------------------------------------------------------


@pytest.mark.parametrize("users", [[], [("me", "pass")]], ids=["alone", "with a password"])
@pytest.mark.parametrize(
    "challenge",
    ["OAuth", "OAuth ", 'OAuth realm="Photos"', "oauth", 'Basic realm="x", OAuth', "Bearer", ","],
)
def test_refusal_reaches_the_caller(
    server: Loopback, client: oauth2.Client, challenge: str, users: list[tuple[str, str]]
) -> None:
    """A 401 is an answer, whatever its challenge looks like (C17)."""
    fields = (("WWW-Authenticate", challenge),)
    server.answers.extend(Answer(401, fields, b"signature_invalid") for _ in range(2))
    for user in users:
        client.add_credentials(*user)

    response, content = client.request(server.url())

    assert (response.status, content) == (401, b"signature_invalid")


def test_password_is_sent_beside_a_signature_in_the_query(
    server: Loopback, client: oauth2.Client
) -> None:
    """httplib2 still answers a Basic challenge (RFC 7617), and OAuth does not mind."""
    server.answers.append(Answer(401, (("WWW-Authenticate", 'Basic realm="x"'),)))
    client.add_credentials("me", "pass")

    response, _ = client.request(server.url("/photos?a=1"), placement="query")

    # printf 'me:pass' | base64
    assert server.requests[1].value("Authorization") == "Basic bWU6cGFzcw=="
    assert response.status == 200
    assert [verify_strictly(each).own for each in server.requests] == ["a=1", "a=1"]


# --- programs that reach into httplib2 ----------------------------------------------------------


def test_request_of_httplib2_may_be_patched(
    client: oauth2.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Programs put a function in the place of `httplib2.Http.request`; it gets what is sent."""
    calls: list[tuple[str, dict[str, Any]]] = []

    def patched(self: httplib2.Http, uri: str, **options: Any) -> tuple[str, bytes]:
        calls.append((uri, options))
        return "response", b"content"

    monkeypatch.setattr(httplib2.Http, "request", patched)
    answer: Any = client.request("http://photos.example.net/?a=1", "post", "b=2", {"X-Tag": "1"})

    ((uri, options),) = calls
    assert (answer, uri) == (("response", b"content"), "http://photos.example.net/?a=1")
    assert (options["method"], options["body"]) == ("POST", b"b=2")
    assert (options["redirections"], options["connection_type"]) == (5, None)
    assert options["headers"].keys() == {"X-Tag", "Content-Type", "Authorization"}


@pytest.fixture
def capitalised(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patch httplib2 as a program does whose servers want `Authorization` with a capital letter."""
    unpatched = httplib2.Http._normalize_headers  # type: ignore[attr-defined]  # not in the stubs

    def patched(self: httplib2.Http, headers: Any) -> Any:
        normalized = unpatched(self, headers)
        if "authorization" in normalized:
            normalized["Authorization"] = normalized.pop("authorization")
        return normalized

    monkeypatch.setattr(httplib2.Http, "_normalize_headers", patched)


@pytest.mark.usefixtures("capitalised")
def test_normalize_headers_of_httplib2_may_be_patched(
    server: Loopback, client: oauth2.Client
) -> None:
    """The header field goes out as the patch spells it."""
    client.request(server.url(), "POST", '{"a": 1}', {"Content-Type": "application/json"})

    assert b"\r\nAuthorization: OAuth oauth_consumer_key=" in server.request.octets
    assert verify_strictly(server.request)


@pytest.mark.usefixtures("capitalised")
def test_redirects_work_under_the_patch(server: Loopback, client: oauth2.Client) -> None:
    """Home is signed for afresh, another origin gets nothing."""
    server.answers.append(redirect(302, "/there"))
    with serving() as other:
        server.answers.append(redirect(302, other.url()))
        client.request(server.url("/here"))

    assert [verify_strictly(each).place for each in server.requests] == ["header", "header"]
    assert other.request.values("Authorization") == []


def test_header_that_httplib2_would_take_is_normalized(client: oauth2.Client) -> None:
    """A program may call the method itself, with bytes as httplib2 allows."""
    normalized = client._normalize_headers({b"X-Tag": b"C:\\1", "Y": " a "})

    assert normalized == {"x-tag": "C:\\1", "y": "a"}


def test_client_can_be_pickled(server: Loopback) -> None:
    """A pickled Client signs as before, without its connections."""
    made = oauth2.Client(
        consumer, token, placement="query", signature_method=oauth2.SignatureMethod_HMAC_SHA256()
    )
    with closing(made):
        made.request(server.url("/1"))
        copied: oauth2.Client = pickle.loads(pickle.dumps(made))  # noqa: S301  our own
    with closing(copied):
        copied.request(server.url("/2"))

    verified = verify_strictly(server.requests[1])
    assert verified.place == "query"
    assert verified.protocol["oauth_signature_method"] == "HMAC-SHA256"


@pytest.mark.parametrize("stored", [False, True], ids=["no cache", "cache"])
@pytest.mark.parametrize("elsewhere", [False, True], ids=["home", "elsewhere"])
def test_httplib2_may_be_asked_by_itself(
    server: Loopback, other: Loopback, tmp_path: Path, stored: bool, elsewhere: bool
) -> None:
    """What goes around `Client.request` is not signed, nor what it is redirected to."""
    leads_to = other if elsewhere else server
    plain = oauth2.SignatureMethod_PLAINTEXT()
    client = oauth2.Client(consumer, token, signature_method=plain)
    client.cache = httplib2.FileCache(str(tmp_path)) if stored else None
    server.answers.append(redirect(301, leads_to.url("/there")))

    with closing(client):
        first, _ = httplib2.Http.request(client, server.url("/here?a=1"), headers={"Cookie": "c=1"})
        server.answers.append(redirect(301, leads_to.url("/there")))
        again, _ = httplib2.Http.request(client, server.url("/here?a=1"))

    requests = [*server.requests, *other.requests]
    assert (first.status, again.status) == (200, 200)
    assert [request.target for request in leads_to.requests].count("/there") == 2
    assert [request.values("Authorization") for request in requests] == [[]] * len(requests)
    assert [request.values("Cookie") for request in other.requests] == [[]] * len(other.requests)


def test_number_in_a_header_field_is_sent_unsigned_too(
    server: Loopback, client: oauth2.Client
) -> None:
    """As text, where a program asks httplib2 by itself."""
    httplib2.Http.request(client, server.url(), headers={"X-Number": 1})

    assert server.request.value("X-Number") == "1"


@pytest.mark.parametrize("answer", [42, None, (), ("a", "b", "c")])
def test_whatever_a_patch_returns_is_passed_on(
    client: oauth2.Client, monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    """Tests of programs put in the place of httplib2 what they want to see again."""
    monkeypatch.setattr(httplib2.Http, "request", lambda *_, **__: answer)

    assert client.request("http://127.0.0.1/") is answer


def test_header_value_is_whole_where_normalizing_is_replaced(
    server: Loopback, client: oauth2.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backslash is not doubled for a trap that is not there."""
    monkeypatch.setattr(
        httplib2.Http,
        "_normalize_headers",
        lambda _, headers: {k.lower(): v for k, v in headers.items()},
    )

    client.request(server.url(), headers={"X-Path": r"C:\dir"}, realm=r'a"b')

    assert server.request.value("X-Path") == r"C:\dir"
    assert verify_strictly(server.request).realm == 'a"b'


@pytest.mark.usefixtures("capitalised")
def test_request_that_is_sent_again_is_signed_afresh_under_the_patch(
    server: Loopback, client: oauth2.Client
) -> None:
    """Whatever the program calls the Authorization field."""
    server.answers.extend([Answer(), Cut()])

    client.request(server.url())
    client.request(server.url())

    nonces = [verify_strictly(request).protocol["oauth_nonce"] for request in server.requests]
    assert len(set(nonces)) == len(nonces) == 3
