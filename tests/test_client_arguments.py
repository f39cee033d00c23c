"""The arguments of `Client`: what may be changed later, and what is refused and not sent."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httplib2
import pytest
from _loopback import Loopback, catch_every_host
from _verifiers import CONSUMER, TOKEN, Refused, verify_strictly

import oauth2

consumer = oauth2.Consumer(*CONSUMER)
token = oauth2.Token(*TOKEN)


@pytest.fixture
def client() -> Iterator[oauth2.Client]:
    """Return a Client with a token, and close its connections at the end."""
    with closing(oauth2.Client(consumer, token)) as made:
        yield made


# --- of the constructor -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "options", "match"),
    [
        pytest.param((None,), {}, "consumer", id="no consumer"),
        pytest.param(("ck",), {}, "consumer", id="text for a consumer"),
        pytest.param((consumer, "tk"), {}, "token", id="text for a token"),
        pytest.param((consumer,), {"signature_method": "HMAC-SHA1"}, "signature_method", id="name"),
        pytest.param((consumer,), {"placement": "header "}, "placement", id="placement"),
        pytest.param((consumer,), {"body_hash": True}, "body_hash", id="body hash"),
        pytest.param((consumer,), {"version": "1.0a"}, "version", id="version"),
        pytest.param((consumer,), {"trusted_origins": ["api.example"]}, "URL", id="no origin"),
        pytest.param((consumer,), {"trusted_origins": "http://h"}, "URL", id="text for origins"),
    ],
)
def test_client_is_refused_when_an_argument_is_wrong(
    args: tuple[Any, ...], options: dict[str, Any], match: str
) -> None:
    """A mistake is named where it is made, not at the first request (C21, A31)."""
    with pytest.raises(ValueError, match=match):
        oauth2.Client(*args, **options)


def test_client_is_an_httplib2_http(client: oauth2.Client) -> None:
    """What takes an `httplib2.Http` takes a Client."""
    assert isinstance(client, httplib2.Http)


@pytest.mark.parametrize(
    ("options", "place"),
    [({}, "header"), ({"placement": "query"}, "query"), ({"placement": "classic"}, "query")],
    ids=["default", "query", "classic"],
)
def test_placement_of_the_client_holds_for_its_requests(
    server: Loopback, options: dict[str, Any], place: str
) -> None:
    """An option of the Client is the default of every request (C9)."""
    with closing(oauth2.Client(consumer, token, **options)) as client:
        client.request(server.url())

    assert verify_strictly(server.request).place == place


@pytest.mark.parametrize(
    ("options", "name", "value"),
    [
        ({"empty_token": True}, "oauth_token", ""),
        ({"version": None}, "oauth_version", None),
        # printf '' | openssl dgst -sha1 -binary | base64
        ({"body_hash": "always"}, "oauth_body_hash", "2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
        ({"clock": lambda: 137131202}, "oauth_timestamp", "137131202"),
        ({"nonce": lambda: "chapoH"}, "oauth_nonce", "chapoH"),
        (
            {"signature_method": oauth2.SignatureMethod_HMAC_SHA256()},
            "oauth_signature_method",
            "HMAC-SHA256",
        ),
    ],
    ids=["empty_token", "version", "body_hash", "clock", "nonce", "signature_method"],
)
def test_option_of_the_client_holds_for_its_requests(
    server: Loopback, options: dict[str, Any], name: str, value: str | None
) -> None:
    """What the constructor takes of the Signer's options reaches the Signer (F6)."""
    with closing(oauth2.Client(consumer, **options)) as client:
        client.request(server.url())

    assert verify_strictly(server.request).protocol.get(name) == value


def test_realm_of_the_client_holds_for_its_requests(server: Loopback) -> None:
    """So does the realm (C12)."""
    with closing(oauth2.Client(consumer, realm="Photos")) as client:
        client.request(server.url())

    assert verify_strictly(server.request).realm == "Photos"


def test_option_of_a_request_holds_for_it_alone(server: Loopback, client: oauth2.Client) -> None:
    """The next request is signed as the Client says again (F6)."""
    client.request(server.url(), placement="query", version=None)
    client.request(server.url())

    assert [verify_strictly(each).place for each in server.requests] == ["query", "header"]


def test_option_of_a_request_is_refused_when_there_is_none_of_that_name(
    client: oauth2.Client,
) -> None:
    """A keyword of no meaning is a TypeError that names it."""
    with pytest.raises(TypeError, match="force_header"):
        client.request("http://127.0.0.1/", force_header=True)


@pytest.mark.parametrize(("forced", "place"), [(True, "header"), (False, "query")])
def test_force_auth_header_of_old_samples_means_the_header(
    server: Loopback, forced: bool, place: str
) -> None:
    """Twitter's sample passed it, to a fork of python-oauth2 (C22)."""
    with closing(oauth2.Client(consumer, token, placement="query")) as made:
        made.request(server.url(), force_auth_header=forced)

    assert verify_strictly(server.request).place == place


def test_force_auth_header_is_refused_beside_another_placement(client: oauth2.Client) -> None:
    """It cannot be both (C22)."""
    with pytest.raises(TypeError, match="force_auth_header"):
        client.request("http://127.0.0.1/", force_auth_header=True, placement="query")


# --- attributes ---------------------------------------------------------------------------------


def test_consumer_and_token_may_be_changed(server: Loopback) -> None:
    """The next request is signed with what the attributes hold then."""
    with closing(oauth2.Client(oauth2.Consumer("other", "x"))) as client:
        client.consumer, client.token = consumer, token
        client.request(server.url())

    assert verify_strictly(server.request).protocol["oauth_token"] == "tk-1"


def test_method_may_be_changed(server: Loopback, client: oauth2.Client) -> None:
    """`method` is an attribute, as in python-oauth2."""
    client.method = oauth2.SignatureMethod_HMAC_SHA256()
    client.request(server.url())

    verified = verify_strictly(server.request)
    assert verified.protocol["oauth_signature_method"] == "HMAC-SHA256"


def test_set_signature_method_holds_from_now_on(server: Loopback, client: oauth2.Client) -> None:
    """The method set is the one of the next request."""
    client.set_signature_method(oauth2.SignatureMethod_PLAINTEXT())
    client.request(server.url())

    assert verify_strictly(server.request).protocol["oauth_signature_method"] == "PLAINTEXT"


@pytest.mark.parametrize("method", [None, "PLAINTEXT", oauth2.SignatureMethod_PLAINTEXT])
def test_set_signature_method_refuses_what_is_none(client: oauth2.Client, method: Any) -> None:
    """A name or a class is no signature method."""
    with pytest.raises(ValueError, match="method must be a SignatureMethod object"):
        client.set_signature_method(method)


@pytest.mark.parametrize(
    ("attribute", "value"), [("consumer", None), ("token", "tk"), ("method", "HMAC-SHA1")]
)
def test_request_is_refused_when_an_attribute_is_wrong(
    client: oauth2.Client, attribute: str, value: Any
) -> None:
    """A mistake is named, and is no AttributeError (C21)."""
    setattr(client, attribute, value)

    with pytest.raises(ValueError, match=attribute):
        client.request("http://127.0.0.1/")


class SignatureMethodOfMine(oauth2.SignatureMethod):
    """A method of a program's own: name and digest are all it needs."""

    name = "HMAC-SHA512"

    def digest(self, key: bytes, text: bytes) -> bytes:
        """Return the HMAC."""
        return hmac.digest(key, text, "sha512")


def test_signature_method_may_be_of_the_programs_own(
    server: Loopback, client: oauth2.Client
) -> None:
    """A subclass with name and digest signs (F4)."""
    client.request(server.url(), signature_method=SignatureMethodOfMine())

    assert verify_strictly(server.request).protocol["oauth_signature_method"] == "HMAC-SHA512"


# --- clock and nonce ----------------------------------------------------------------------------


def test_clock_and_nonce_are_asked_for_each_request(server: Loopback) -> None:
    """Both are seams: what they return is what is sent (F8)."""
    nonces = iter(["chapoH", "walatlh"])
    options: dict[str, Any] = {"clock": lambda: 137131202.9, "nonce": lambda: next(nonces)}
    with closing(oauth2.Client(consumer, token, **options)) as client:
        client.request(server.url())
        client.request(server.url())

    sent = [verify_strictly(each).protocol for each in server.requests]
    assert [each["oauth_nonce"] for each in sent] == ["chapoH", "walatlh"]
    assert {each["oauth_timestamp"] for each in sent} == {"137131202"}


def test_make_nonce_and_make_timestamp_are_asked_when_there_is_no_other(
    server: Loopback, client: oauth2.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Programs for python-oauth2 patch these two methods of Request."""
    monkeypatch.setattr(oauth2.Request, "make_nonce", lambda: "chapoH")
    monkeypatch.setattr(oauth2.Request, "make_timestamp", lambda: 137131202)
    client.request(server.url())

    sent = verify_strictly(server.request).protocol
    assert (sent["oauth_nonce"], sent["oauth_timestamp"]) == ("chapoH", "137131202")


# --- of a request -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "/photos",
        "photos.example.net/photos",
        "ftp://photos.example.net/",
        "file:///etc/passwd",
        "http://",
        "http:///photos",
        "http://photos example/",
        "http://photos.example.net:99999/",
        "http://photos.example.net:x/",
        "http://[::1/",
        "http://[zz]/",
        "http://photos..example/",
        "http://" + "a" * 64 + ".example/",
    ],
)
def test_request_is_refused_when_its_url_is_none(client: oauth2.Client, uri: str) -> None:
    """A URL that no request can be sent to is our error, and not httplib2's or Python's."""
    with pytest.raises(oauth2.InvalidURL):
        client.request(uri)


@pytest.mark.parametrize("uri", [None, 7, {}], ids=repr)
def test_request_is_refused_when_its_url_is_no_text(client: oauth2.Client, uri: Any) -> None:
    """What is no text is no URL."""
    with pytest.raises((TypeError, oauth2.InvalidURL)):
        client.request(uri)


def test_url_and_method_may_be_bytes(server: Loopback, client: oauth2.Client) -> None:
    """UTF-8 bytes do as well as text."""
    uri: Any = server.url("/é").encode("utf-8")
    method: Any = b"post"
    client.request(uri, method)

    assert server.request.line == b"POST /%C3%A9 HTTP/1.1"
    assert verify_strictly(server.request)


@pytest.mark.parametrize(
    "target", ["/a\r\nX-Evil: 1", "/?a=b\r\nX-Evil: 1", "/\tx", "/?\x00", "/x\n", "/ HTTP/1.1\r\n"]
)
def test_line_breaks_in_a_url_are_encoded(
    server: Loopback, client: oauth2.Client, target: str
) -> None:
    """Nothing in a URL can start another header field; what is sent is what is signed."""
    client.request(server.url(target))

    assert server.request.values("X-Evil") == []
    assert verify_strictly(server.request)


def test_json_in_a_query_is_signed_as_it_is_sent(server: Loopback, client: oauth2.Client) -> None:
    """Characters that are illegal in a query, but can be sent, are sent as they are."""
    client.request(server.url('/photos?q={"a":[1]}'))

    assert verify_strictly(server.request).own == "q=%7B%22a%22%3A%5B1%5D%7D"


def test_empty_query_is_signed(server: Loopback, client: oauth2.Client) -> None:
    """A question mark with nothing behind it adds no parameter."""
    client.request(server.url("/photos?"))

    assert verify_strictly(server.request).own == ""


@pytest.mark.parametrize("method", ["", "GET /x", "GET\r\nX-Evil: 1", "GÉT"])
def test_request_is_refused_when_its_method_is_none(
    server: Loopback, client: oauth2.Client, method: str
) -> None:
    """A method is a token (RFC 7230 section 3.1.1): it cannot hold another request."""
    with pytest.raises(oauth2.InvalidRequest, match="method"):
        client.request(server.url(), method)

    assert server.requests == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": 'OAuth oauth_nonce="x"'},
        {b"authorization": b"oauth"},
        [("Authorization", "Basic x"), ("AUTHORIZATION", "OAuth")],
    ],
    ids=["text", "bytes", "beside Basic"],
)
def test_request_is_refused_when_it_is_signed_already(
    server: Loopback, client: oauth2.Client, headers: Any
) -> None:
    """Two sets of protocol parameters would be one too many (A29, C2)."""
    with pytest.raises(oauth2.InvalidRequest, match="OAuth Authorization field already"):
        client.request(server.url(), headers=headers)

    assert server.requests == []


def test_request_is_refused_when_its_header_is_taken(
    server: Loopback, client: oauth2.Client
) -> None:
    """The message says how to sign beside another scheme."""
    with pytest.raises(oauth2.InvalidRequest, match='placement="query"'):
        client.request(server.url(), headers={"Authorization": "Basic dTpw"})

    assert server.requests == []


def test_authorization_of_another_scheme_stays_beside_the_query(
    server: Loopback, client: oauth2.Client
) -> None:
    """Basic in the header and OAuth in the query do not disturb each other."""
    client.request(server.url(), headers={"authorization": "Basic dTpw"}, placement="query")

    assert server.request.value("Authorization") == "Basic dTpw"
    assert verify_strictly(server.request).place == "query"


# --- PLAINTEXT ----------------------------------------------------------------------------------


def test_plaintext_is_refused_over_http_to_another_machine(
    client: oauth2.Client, monkeypatch: pytest.MonkeyPatch, server: Loopback
) -> None:
    """Secrets are not sent in clear, and the message does not hold them (E18, E3)."""
    catch_every_host(monkeypatch, server, server)
    client.set_signature_method(oauth2.SignatureMethod_PLAINTEXT())

    with pytest.raises(oauth2.InsecureTransport, match=r"^PLAINTEXT over http ") as caught:
        client.request("http://photos.example.net/")

    assert "c s" not in str(caught.value)
    assert server.requests == []


@pytest.mark.parametrize(
    ("of_client", "of_request"),
    [({"allow_insecure": True}, {}), ({}, {"allow_insecure": True})],
    ids=["client", "request"],
)
def test_plaintext_is_sent_over_http_when_it_is_allowed(
    monkeypatch: pytest.MonkeyPatch,
    server: Loopback,
    of_client: dict[str, Any],
    of_request: dict[str, Any],
) -> None:
    """A caller who knows who listens may allow it."""
    catch_every_host(monkeypatch, server, server)
    method = oauth2.SignatureMethod_PLAINTEXT()

    with closing(oauth2.Client(consumer, signature_method=method, **of_client)) as client:
        client.request("http://photos.example.net/", **of_request)

    assert verify_strictly(server.request)


# --- the verifier sees differences --------------------------------------------------------------


def test_verifier_refuses_request_signed_with_another_secret(
    server: Loopback, client: oauth2.Client
) -> None:
    """The other tests here could fail."""
    client.consumer = oauth2.Consumer("ck-1", "another")
    client.request(server.url())

    with pytest.raises(Refused, match="signature"):
        verify_strictly(server.request)
