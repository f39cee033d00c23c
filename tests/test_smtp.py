"""The SMTP client that logs in with XOAUTH, against aiosmtpd on loopback."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import xoauth_provider as provider
from mail_servers import make_certificate, running

from oauth2 import Consumer, InvalidURL, Request, Token
from oauth2.clients.smtp import SMTP

pytest.importorskip("aiosmtpd", reason="aiosmtpd is the server of these tests")

URL = "https://mail.example.com/mail/b/user@example.com/smtp/"
CONSUMER = Consumer(provider.CONSUMER_KEY, provider.CONSUMER_SECRET)
TOKEN = Token(provider.TOKEN_KEY, provider.TOKEN_SECRET)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file with the server's key and certificate."""
    return make_certificate(tmp_path_factory.mktemp("smtp"))


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Give the port of a server that takes AUTH in clear."""
    with running("smtp_server.py") as port:
        yield port


@pytest.fixture(scope="module")
def starttls_port(certificate: Path) -> Iterator[int]:
    """Give the port of a server that wants STARTTLS, then AUTH, then mail."""
    with running("smtp_server.py", certificate) as port:
        yield port


@pytest.fixture
def client(port: int) -> Iterator[SMTP]:
    """Give a client that is connected and has said nothing yet."""
    with SMTP("127.0.0.1", port, local_hostname="localhost", timeout=60) as client:
        yield client


@pytest.fixture
def _at_a_known_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every XOAUTH string of one length, but for its URL."""
    monkeypatch.setattr(Request, "make_nonce", staticmethod(lambda: "kllo9940pd9333jh"))
    monkeypatch.setattr(Request, "make_timestamp", staticmethod(lambda: "1191242096"))


@pytest.mark.parametrize(
    ("url", "token", "expected"),
    [
        pytest.param(URL, TOKEN, b"2.7.0 Accepted in the command", id="token"),
        pytest.param(
            f"{URL}?xoauth_requestor_id=user%40example.com",
            None,
            b"2.7.0 Accepted in the command",
            id="consumer alone",
        ),
        pytest.param(
            "https://mail.example.com/mail/b/josé l/",
            TOKEN,
            b"2.7.0 Accepted in the command",
            id="URL outside ASCII",
        ),
        pytest.param(
            f"{URL}?label={'a' * 300}", TOKEN, b"2.7.0 Accepted after a challenge", id="long URL"
        ),
    ],
)
def test_authenticate_logs_in(client: SMTP, url: str, token: Token | None, expected: bytes) -> None:
    """The string goes in the AUTH command unless it is too long for that, on Python 3 too (B7)."""
    assert client.authenticate(url, CONSUMER, token) == (235, expected)


@pytest.mark.usefixtures("_at_a_known_moment")
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        # 372 characters: 496 in base64, 510 with "AUTH XOAUTH " and the line's end.
        pytest.param("a" * 111, b"2.7.0 Accepted in the command", id="372 characters"),
        # 373 characters: 500 in base64, 514 in all.
        pytest.param("a" * 112, b"2.7.0 Accepted after a challenge", id="373 characters"),
    ],
)
def test_authenticate_sends_no_command_over_512_octets(
    client: SMTP, path: str, expected: bytes
) -> None:
    """What makes the command too long waits for the challenge (RFC 4954 section 4)."""
    answer = client.authenticate(f"https://mail.example.com/{path}", CONSUMER, TOKEN)

    assert answer == (235, expected)


def test_authenticate_works_after_starttls(starttls_port: int, certificate: Path) -> None:
    """EHLO is said again where STARTTLS has made the server forget it, and mail can be sent."""
    context = ssl.create_default_context(cafile=str(certificate))
    with SMTP("127.0.0.1", starttls_port, local_hostname="localhost", timeout=60) as client:
        client.ehlo("test")
        client.starttls(context=context)
        client.authenticate(URL, CONSUMER, TOKEN)

        assert client.mail("user@example.com")[0] == 250


@pytest.mark.parametrize(
    ("consumer", "token", "expected"),
    [
        pytest.param(
            CONSUMER,
            Token(provider.TOKEN_KEY, "wrong-secret"),
            (535, b"5.7.8 Refused: wrong signature"),
            id="wrong secret, explained in a challenge",
        ),
        pytest.param(
            Consumer("stranger", "wrong-secret"),
            TOKEN,
            (535, b"5.7.8 Refused: unknown consumer or token"),
            id="unknown consumer",
        ),
    ],
)
def test_authenticate_raises_where_the_server_refuses(
    client: SMTP, consumer: Consumer, token: Token, expected: tuple[int, bytes]
) -> None:
    """A refusal is the error that `login` raises, without a secret, and the session goes on."""
    with pytest.raises(smtplib.SMTPAuthenticationError) as caught:
        client.authenticate(URL, consumer, token)

    assert (caught.value.smtp_code, caught.value.smtp_error) == expected
    assert "wrong-secret" not in repr(caught.value)
    assert client.authenticate(URL, CONSUMER, TOKEN)[0] == 235


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
    client: SMTP, consumer: Consumer, token: Token, expected: str
) -> None:
    """What is no Consumer or no Token is named by its kind, never by its value."""
    with pytest.raises(ValueError, match=f"^{expected}$"):
        client.authenticate(URL, consumer, token)

    # Nothing was sent: not even a greeting.
    assert client.ehlo_resp is None


def test_authenticate_refuses_a_url_that_is_not_http(client: SMTP) -> None:
    """The mailbox is named by an http or https URL."""
    with pytest.raises(InvalidURL):
        client.authenticate("smtp://mail.example.com/", CONSUMER, TOKEN)

    assert client.ehlo_resp is None
