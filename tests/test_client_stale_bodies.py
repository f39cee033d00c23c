"""Bodies that are to be sent a second time, or cannot be, and requests that broke half way."""

from __future__ import annotations

import http.client
import io
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from _dropped import (
    CLOSED,
    LARGE,
    RESET,
    Cutting,
    keep_connection,
    keep_dropped_connection,
    nonces,
)
from _loopback import CERTIFICATE, Answer, Cut, Loopback, old_tls_allowed, serving
from _verifiers import CONSUMER, TOKEN, verify_strictly

import oauth2

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
OCTETS = {"Content-Type": "application/octet-stream"}
BASIC = Answer(401, (("WWW-Authenticate", 'Basic realm="loopback"'),), b"who?")

consumer = oauth2.Consumer(*CONSUMER)
token = oauth2.Token(*TOKEN)

cuts = pytest.mark.parametrize("cut", [CLOSED, RESET], ids=["closed", "reset"])


def patient_client() -> oauth2.Client:
    """Return a Client that does not wait for ever."""
    return oauth2.Client(consumer, token, timeout=60, ca_certs=str(CERTIFICATE))


@pytest.fixture
def client() -> Iterator[oauth2.Client]:
    """Return the Client that has them dropped."""
    with closing(patient_client()) as made:
        yield made


@pytest.fixture
def file(tmp_path: Path) -> Iterator[io.BufferedReader]:
    """Return an open file that stands behind its first four octets."""
    path = tmp_path / "body"
    path.write_bytes(b"not " + LARGE)
    with path.open("rb") as opened:
        opened.seek(4)
        yield opened


# --- files --------------------------------------------------------------------------------------


@cuts
@pytest.mark.parametrize("body_hash", ["auto", "never"])
def test_file_is_rewound_when_it_was_not_answered(
    server: Loopback,
    client: oauth2.Client,
    file: io.BufferedReader,
    cut: Cut,
    body_hash: str,
) -> None:
    """To where it stood and not to its start, with its length, signed afresh (B4)."""
    keep_connection(server, client)
    server.answers.append(cut)

    client.request(server.url("/then"), "PUT", file, OCTETS, body_hash=body_hash)

    assert [each.body for each in server.requests] == [b"", LARGE, LARGE]
    assert server.requests[2].value("Content-Length") == "4194304"
    assert len(set(nonces(server.requests))) == 3


@old_tls_allowed
@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
def test_file_is_rewound_when_the_connection_breaks_half_way(tls: bool) -> None:
    """A part of it was written to the old connection; over TLS that shows in another way."""
    with serving(tls=tls) as server, closing(patient_client()) as client:
        keep_connection(server, client)
        client.request(server.url("/then"), "PUT", Cutting(server), OCTETS, body_hash="never")

    assert [each.body for each in server.requests] == [b"", LARGE]
    assert server.requests[1].value("Content-Length") == "4194304"
    assert len(set(nonces(server.requests, "https" if tls else "http"))) == 2


def test_file_is_rewound_when_a_post_is_sent_again(
    server: Loopback, client: oauth2.Client, file: io.BufferedReader
) -> None:
    """Its octets are the same, and so is the nonce."""
    keep_connection(server, client)
    server.answers.append(CLOSED)

    client.request(server.url("/then"), "POST", file, OCTETS)

    _, lost, arrived = server.requests
    assert arrived.body == LARGE
    assert arrived.octets == lost.octets
    assert len(set(nonces(server.requests))) == 2


def test_content_length_is_right_when_the_second_signature_is_longer(server: Loopback) -> None:
    """A signature that stands in a form makes the body, and the caller's own length, longer."""
    nonce = iter(["nonce-1", "nonce-2", "nonce-of-more-letters"]).__next__
    headers = {**FORM, "content-length": "3"}
    with closing(oauth2.Client(consumer, token, placement="body", nonce=nonce)) as client:
        keep_connection(server, client)
        server.answers.append(CLOSED)
        client.request(server.url("/then"), "PUT", "a=1", headers)

    _, lost, arrived = server.requests
    assert nonces(server.requests) == ["nonce-1", "nonce-2", "nonce-of-more-letters"]
    assert verify_strictly(arrived).own == verify_strictly(lost).own == "a=1"
    assert arrived.value("Content-Length") == str(len(arrived.body))


# --- what can be sent only once -----------------------------------------------------------------


@cuts
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_generator_is_not_sent_again_when_it_was_not_answered(
    server: Loopback, client: oauth2.Client, method: str, cut: Cut
) -> None:
    """The caller sees what broke; the second request would have an empty body (B4)."""
    keep_connection(server, client)
    server.answers.append(cut)

    with pytest.raises(ConnectionResetError):
        client.request(server.url("/then"), method, iter([b"a", b"b"]), OCTETS)

    assert [each.body for each in server.requests] == [b"", b"ab"]
    assert client.request(server.url("/next"), method, iter([b"c"]), OCTETS)[0].status == 200
    assert server.requests[-1].body == b"c"


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_generator_is_not_sent_again_when_the_connection_breaks_half_way(
    server: Loopback, client: oauth2.Client, method: str
) -> None:
    """What was written to the old connection is lost."""
    file = Cutting(server)
    keep_connection(server, client)

    with pytest.raises(ConnectionError):
        client.request(server.url("/then"), method, iter(lambda: file.read(1 << 16), b""), OCTETS)

    assert [each.body for each in server.requests] == [b""]
    assert client.request(server.url("/next"), method, iter([b"c"]), OCTETS)[0].status == 200
    assert server.requests[-1].body == b"c"


@cuts
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_generator_arrives_whole_when_the_connection_was_dropped(
    server: Loopback, client: oauth2.Client, method: str, cut: Cut
) -> None:
    """That the old connection has ended is seen before anything is read."""
    keep_dropped_connection(server, client, cut)

    client.request(server.url("/then"), method, iter([b"a", b"b"]), OCTETS)

    assert [each.body for each in server.requests] == [b"", b"ab"]
    assert len(set(nonces(server.requests))) == 2


# --- a server that asks for a password as well --------------------------------------------------


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_file_is_sent_again_with_a_password(
    server: Loopback, client: oauth2.Client, file: io.BufferedReader, method: str
) -> None:
    """Whole, and signed afresh: the first request was answered."""
    client.add_credentials("user", "password")
    server.answers.append(BASIC)

    response, _ = client.request(server.url("/then"), method, file, OCTETS, placement="query")

    first, second = server.requests
    assert (response.status, first.body, second.body) == (200, LARGE, LARGE)
    # printf user:password | openssl base64
    assert second.value("Authorization") == "Basic dXNlcjpwYXNzd29yZA=="
    assert len(set(nonces(server.requests))) == 2


def test_generator_is_refused_when_the_server_asks_for_a_password(
    server: Loopback, client: oauth2.Client
) -> None:
    """That is no broken connection, so it is our error; the next request has the password."""
    client.add_credentials("user", "password")
    server.answers.append(BASIC)

    with pytest.raises(oauth2.InvalidBody, match="only once"):
        client.request(server.url("/then"), "PUT", iter([b"a"]), OCTETS, placement="query")

    assert [each.body for each in server.requests] == [b"a"]
    assert client.request(server.url("/next"), "PUT", b"b", OCTETS)[0].status == 200


def test_post_keeps_its_nonce_when_it_is_dropped_after_a_challenge(
    server: Loopback, client: oauth2.Client
) -> None:
    """It was the first that was answered; of the second, nobody knows whether it was done."""
    client.add_credentials("user", "password")
    server.answers.extend([BASIC, CLOSED])

    client.request(server.url("/then"), "POST", b"{}", JSON, placement="query")

    first, lost, arrived = nonces(server.requests)
    assert arrived == lost != first


# --- requests that broke half way ---------------------------------------------------------------


def failing(error: type[BaseException]) -> Iterator[bytes]:
    """Give half a body, or what its length says is all of it, and fail."""
    yield b"half"
    raise error


@pytest.mark.parametrize("headers", [OCTETS, {**OCTETS, "Content-Length": "4"}], ids=["", "length"])
@pytest.mark.parametrize("error", [ArithmeticError, KeyboardInterrupt])
def test_next_request_works_when_a_body_failed(
    server: Loopback, client: oauth2.Client, headers: dict[str, str], error: type[BaseException]
) -> None:
    """Neither does it wait for the rest, nor is it given the answer to the one that failed."""
    server.default = lambda seen: Answer(body=seen.target.encode("ascii"))

    with pytest.raises(error):
        client.request(server.url("/then"), "PUT", failing(error), headers)

    assert client.request(server.url("/next"), "PUT", iter([b"a"]), OCTETS)[1] == b"/next"
    assert [each.body for each in server.requests if each.target == "/next"] == [b"a"]


@pytest.mark.parametrize("method", ["GET", "PUT"])
@pytest.mark.parametrize("body", [b"{}", [b"{}"], None], ids=["bytes", "list", "nothing"])
def test_next_post_works_when_an_answer_was_cut(
    server: Loopback, client: oauth2.Client, method: str, body: Any
) -> None:
    """The connection is not used again, on which less came than was announced."""
    server.answers.append(Answer(missing=1, then=CLOSED))

    with pytest.raises(http.client.IncompleteRead):
        client.request(server.url("/then"), method)

    assert client.request(server.url("/next"), "POST", body, JSON)[0].status == 200
    assert [each.target for each in server.requests] == ["/then", "/next"]


def test_next_request_works_when_one_took_too_long(server: Loopback, client: oauth2.Client) -> None:
    """An answer that comes too late is not taken for the answer to the next."""
    late = threading.Event()
    server.default = lambda seen: Answer(body=f"{late.wait(20)} {seen.target}".encode("ascii"))
    client.timeout = 0.2

    with pytest.raises(TimeoutError):
        client.request(server.url("/then"))

    late.set()
    client.timeout = 20
    assert client.request(server.url("/next"))[1] == b"True /next"


def test_body_may_come_of_the_same_server(server: Loopback, client: oauth2.Client) -> None:
    """The connection on which it is sent is not free for another request meanwhile."""
    parts = (client.request(server.url(target))[1] for target in ("/1", "/2"))

    client.request(server.url("/copy"), "PUT", parts, OCTETS)

    assert [each.target for each in server.requests] == ["/1", "/2", "/copy"]
    assert server.requests[-1].body == b"finefine"
    assert len(set(nonces(server.requests))) == 3


def test_digest_holds_for_the_url_that_is_sent(server: Loopback, client: oauth2.Client) -> None:
    """httplib2's answer to the challenge names the URL as it was signed, so that is sent again."""
    client.add_credentials("user", "password")
    challenge = 'Digest realm="r", nonce="n", qop="auth", algorithm="MD5"'
    server.answers.append(Answer(401, (("WWW-Authenticate", challenge),)))

    client.request(server.url("/a"), placement="query")

    again = server.requests[1]
    assert f'uri="{again.target}"' in (again.value("Authorization") or "")
