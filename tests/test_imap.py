"""The IMAP client that logs in with XOAUTH, against Twisted's server over TLS on loopback."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import xoauth_provider as provider
from mail_servers import make_certificate, running

from oauth2 import Consumer, InvalidURL, Token
from oauth2.clients.imap import IMAP4_SSL

pytest.importorskip("twisted", reason="Twisted is the server of these tests")

URL = "https://mail.example.com/mail/b/user@example.com/imap/"
CONSUMER = Consumer(provider.CONSUMER_KEY, provider.CONSUMER_SECRET)
TOKEN = Token(provider.TOKEN_KEY, provider.TOKEN_SECRET)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file with the server's key and certificate."""
    return make_certificate(tmp_path_factory.mktemp("imap"))


@pytest.fixture(scope="module")
def port(certificate: Path) -> Iterator[int]:
    """Give the port of the server."""
    with running("imap_server.py", certificate) as port:
        yield port


@pytest.fixture
def client(port: int, certificate: Path) -> Iterator[IMAP4_SSL]:
    """Give a client that is connected and not logged in."""
    context = ssl.create_default_context(cafile=str(certificate))
    with IMAP4_SSL("127.0.0.1", port, ssl_context=context, timeout=60) as client:
        yield client


@pytest.mark.parametrize(
    ("url", "token"),
    [
        pytest.param(URL, TOKEN, id="token"),
        pytest.param(f"{URL}?xoauth_requestor_id=me%40example.com", None, id="consumer alone"),
        pytest.param("https://mail.example.com/mail/b/josé l/", TOKEN, id="URL outside ASCII"),
        pytest.param(f"{URL}?label={'a' * 300}", TOKEN, id="long URL"),
    ],
)
def test_authenticate_logs_in(client: IMAP4_SSL, url: str, token: Token | None) -> None:
    """The server takes the XOAUTH string, on Python 3 too (B7), and commands that need a login."""
    assert client.authenticate(url, CONSUMER, token) == ("OK", [b"Authentication successful"])
    assert client.state == "AUTH"
    assert client.list()[0] == "OK"


@pytest.mark.parametrize(
    ("consumer", "token"),
    [
        pytest.param(
            CONSUMER,
            Token(provider.TOKEN_KEY, "wrong-secret"),
            id="wrong secret, explained in a challenge",
        ),
        pytest.param(Consumer("stranger", "wrong-secret"), TOKEN, id="unknown consumer"),
    ],
)
def test_authenticate_raises_where_the_server_refuses(
    client: IMAP4_SSL, consumer: Consumer, token: Token
) -> None:
    """A refusal is imaplib's own error, without a secret, and the session goes on."""
    with pytest.raises(imaplib.IMAP4.error) as caught:
        client.authenticate(URL, consumer, token)

    assert str(caught.value) == "Authentication failed: unauthorized"
    assert client.state == "NONAUTH"
    assert client.authenticate(URL, CONSUMER, TOKEN)[0] == "OK"


@pytest.mark.parametrize(
    ("consumer", "token", "expected"),
    [
        pytest.param(None, TOKEN, "consumer must be a Consumer, not NoneType", id="no consumer"),
        pytest.param(
            ("key", "secret"), TOKEN, "consumer must be a Consumer, not tuple", id="consumer"
        ),
        pytest.param(TOKEN, TOKEN, "consumer must be a Consumer, not Token", id="token twice"),
        pytest.param(
            CONSUMER, "secret", "token must be a Token or None, not str", id="token of text"
        ),
        pytest.param(
            CONSUMER, CONSUMER, "token must be a Token or None, not Consumer", id="consumer twice"
        ),
    ],
)
def test_authenticate_refuses_the_wrong_kind(
    client: IMAP4_SSL, consumer: Consumer, token: Token, expected: str
) -> None:
    """What is no Consumer or no Token is named by its kind, and the connection stays usable."""
    with pytest.raises(ValueError, match=f"^{expected}$"):
        client.authenticate(URL, consumer, token)

    assert client.noop()[0] == "OK"


def test_authenticate_refuses_a_url_that_is_not_http(client: IMAP4_SSL) -> None:
    """The mailbox is named by an http or https URL; nothing is sent for another one."""
    with pytest.raises(InvalidURL):
        client.authenticate("imap://mail.example.com/", CONSUMER, TOKEN)

    assert client.noop()[0] == "OK"
