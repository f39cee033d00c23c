"""`oauth2 request`: a signed request like curl's, against the sandbox and against odd servers."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _cli import as_consumer, as_user, at_home, piped
from _loopback import Answer, Loopback, redirect

from oauth2.cli import main
from oauth2.cli.profile_store import ProfileStore
from oauth2.sandbox import Sandbox, serve


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    """Run a sandbox for all tests of this module."""
    with serve() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """Return the sandbox; its consumer and an access token are in the environment."""
    at_home(monkeypatch, tmp_path)
    monkeypatch.chdir(tmp_path)
    piped(monkeypatch)
    as_user(monkeypatch, running)
    return running


def echoed(sandbox: Sandbox, capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """Send a request, and return what the sandbox says it got."""
    assert main(["request", sandbox.echo_url, *arguments]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return json.loads(captured.out)


def test_request_is_signed_for_the_user(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    """Consumer and token of the environment sign it; httplib2's own fields are curl's."""
    echo = echoed(sandbox, capsys)

    assert (echo["method"], echo["user"]) == ("GET", "ada")
    assert echo["headers"]["User-Agent"] == "oauth2/1.10.0"
    assert echo["headers"]["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("placement", ["header", "query", "body"])
@pytest.mark.parametrize("method", ["HMAC-SHA1", "HMAC-SHA512", "PLAINTEXT"])
def test_request_is_signed_as_asked(
    placement: str, method: str, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever the method and the place, the sandbox agrees."""
    arguments = ["-d", "a=1", f"--placement={placement}", f"--signature-method={method}"]
    echo = echoed(sandbox, capsys, *arguments)

    assert ["a", "1"] in echo["parameters"]
    assert ["oauth_signature_method", method] in echo["parameters"]


@pytest.mark.parametrize(
    ("arguments", "body"),
    [
        (["-d", "text=Hello", "-d", "x=@y"], "text=Hello&x=@y"),
        (["--json", '{"a": 1}'], '{"a": 1}'),
        (["-X", "PUT", "--data-binary", "@notes"], "one\r\ntwo\n"),
    ],
)
def test_body_arrives_as_it_is(
    arguments: list[str], body: str, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    """Forms are signed, others by their hash; both are sent to the letter."""
    Path("notes").write_bytes(b"one\r\ntwo\n")

    assert echoed(sandbox, capsys, *arguments)["body"] == body


def test_multipart_form_arrives(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    """A file's octets are in it."""
    Path("cat.png").write_bytes(b"\x89PNG")
    echo = echoed(sandbox, capsys, "-F", "title=Cat", "-F", "photo=@cat.png")

    assert echo["headers"]["Content-Type"].startswith("multipart/form-data; boundary=")
    assert "body_base64" in echo


def test_profile_signs(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It goes before the environment, with the method that it names; arguments before both."""
    token = sandbox.provider.add_access_token(sandbox.consumer)
    fields = {
        "consumer_key": "sandbox-key",
        "consumer_secret": "sandbox-secret",
        "token": token.key,
        "token_secret": token.secret,
        "signature_method": "HMAC-SHA256",
    }
    ProfileStore().save("me", fields, frozenset())
    monkeypatch.setenv("OAUTH2_CONSUMER_KEY", "another")

    echo = echoed(sandbox, capsys, "--profile", "me")
    assert ["oauth_token", token.key] in echo["parameters"]
    assert ["oauth_signature_method", "HMAC-SHA256"] in echo["parameters"]
    echo = echoed(sandbox, capsys, "--profile", "me", "--signature-method", "HMAC-SHA1")
    assert ["oauth_signature_method", "HMAC-SHA1"] in echo["parameters"]


def test_consumer_alone_signs(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two legs: no token is named, and none is sent."""
    monkeypatch.delenv("OAUTH2_TOKEN")

    assert echoed(sandbox, capsys)["token"] is None


# --- what is shown -------------------------------------------------------------------------------


def test_answer_is_written_byte_for_byte(
    sandbox: Sandbox, server: Loopback, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """To a pipe, and to a file."""
    octets = b"\xff\x00\x1b[2J\r\n"
    server.answers += [Answer(body=octets), Answer(body=octets)]

    assert main(["request", server.url()]) == 0
    assert capfdbinary.readouterr().out == octets
    assert main(["request", server.url(), "-o", "answer"]) == 0
    assert capfdbinary.readouterr().out == b""
    assert Path("answer").read_bytes() == octets


def test_head_of_the_answer_is_written(
    sandbox: Sandbox, server: Loopback, capsys: pytest.CaptureFixture[str]
) -> None:
    """`-i`: the status and the header fields that came, and none of httplib2's."""
    server.answers += [Answer(fields=(("X-A", "b"),), body=b"body")]

    assert main(["request", "-i", server.url("/x")]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("HTTP/1.1 200 Canned\r\n")
    assert shown.endswith("\r\n\r\nbody")
    assert "x-a: b\r\n" in shown
    assert "content-location" not in shown
    assert "\nstatus:" not in shown


def test_verbose_shows_what_is_signed(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    """`-v`: base string, request and answer on stderr, so that stdout is the body alone."""
    arguments = ["-v", "-G", "-d", "x_auth_password=marker-1", "--nonce=n", "--timestamp=1"]
    assert main(["request", sandbox.echo_url, *arguments]) == 1

    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("* base string: GET&http%3A%2F%2F127.0.0.1%3A")
    assert "oauth_nonce%3Dn%26" in lines[0]
    assert lines[1] == f"> GET {sandbox.echo_url}?x_auth_password=(hidden)"
    assert any(line.startswith("> Authorization: OAuth oauth_consumer_key=") for line in lines)
    assert any(line == "< HTTP/1.1 401 Unauthorized" for line in lines)
    assert "marker-1" not in "".join(lines)


@pytest.mark.parametrize("placement", ["header", "query"])
def test_verbose_shows_no_secret(
    placement: str, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    """With PLAINTEXT the signature is the secrets, and other passwords are the user's (E3)."""
    extra = ["-H", "Cookie: marker-1", "--signature-method=PLAINTEXT", f"--placement={placement}"]
    assert main(["request", "-v", sandbox.echo_url, *extra]) == 0

    shown = capsys.readouterr().err
    assert "(hidden)" in shown
    assert "> Cookie: (hidden)\n" in shown
    assert "sandbox-secret" not in shown
    assert "marker-1" not in shown


# --- refusals ------------------------------------------------------------------------------------


def test_refusal_is_one_line_and_exit_code_1(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The provider's words are on stderr, its body on stdout."""
    monkeypatch.setenv("OAUTH2_TOKEN_SECRET", "wrong")

    assert main(["request", sandbox.echo_url]) == 1
    captured = capsys.readouterr()
    assert captured.out.startswith("oauth_problem=signature_invalid")
    assert captured.err.startswith(
        "oauth2 request: The provider refused the request (401): signature_invalid; "
    )
    assert captured.err.count("\n") == 1


def test_other_refusals_have_their_status(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    """A 404 says nothing of OAuth."""
    assert main(["request", sandbox.url + "/nowhere"]) == 1
    assert capsys.readouterr().err == "oauth2 request: the answer is 404 Not Found\n"


def test_nobody_there_is_one_line(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    """Who cannot be reached is named."""
    assert main(["request", "http://127.0.0.1:1/"]) == 1
    assert capsys.readouterr().err == "oauth2 request: 127.0.0.1:1: Connection refused\n"


def test_wrong_certificate_is_one_line(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    """TLS with one who speaks none is no traceback."""
    assert main(["request", sandbox.echo_url.replace("http:", "https:")]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("oauth2 request: 127.0.0.1:")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["example.com/"], "unsupported URL: it must start with http:// or https://"),
        (["https://h/", "-d", "@nowhere"], "nowhere: No such file or directory"),
        (["https://h/", "--profile", "nobody"], "there is no profile 'nobody' in "),
        (["http://192.0.2.1/", "--signature-method=PLAINTEXT"], "PLAINTEXT over http would send"),
        (["https://h/", "--realm", "\u20ac"], "the realm holds a character that cannot be sent"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(
    arguments: list[str], message: str, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is sent."""
    assert main(["request", *arguments]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"oauth2 request: {message}")


def test_header_field_that_cannot_be_sent_is_said(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is http.client that says so, in a ValueError."""
    assert main(["request", sandbox.echo_url, "-H", "a: \u20ac"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("oauth2 request: the request cannot be sent: ")


def test_missing_consumer_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a terminal there is nobody to ask."""
    at_home(monkeypatch, tmp_path)
    piped(monkeypatch)

    assert main(["request", "https://h/"]) == 2
    assert capsys.readouterr().err == (
        "oauth2 request: there is no consumer key, and no terminal to ask for it; see --help\n"
    )


# --- redirects -----------------------------------------------------------------------------------


def test_redirect_is_shown_and_not_followed(
    sandbox: Sandbox, server: Loopback, capsys: pytest.CaptureFixture[str]
) -> None:
    """As curl does without -L."""
    server.answers += [Answer(302, (("Location", "/next"),), b"elsewhere")]

    assert main(["request", server.url()]) == 0
    assert capsys.readouterr().out == "elsewhere"
    assert len(server.requests) == 1


def test_redirect_is_followed_where_asked(
    sandbox: Sandbox, server: Loopback, other: Loopback, capsys: pytest.CaptureFixture[str]
) -> None:
    """`-L`: another origin gets no signature, and `-v` says so."""
    server.answers += [redirect(307, other.url("/next"))]
    other.answers += [Answer(body=b"there")]

    assert main(["request", "-v", "-L", server.url(), "-d", "a=1"]) == 0
    captured = capsys.readouterr()
    assert captured.out == "there"
    assert f"* not signed: it is another origin\n> POST {other.url('/next')}\n" in captured.err
    assert other.requests[0].value("Authorization") is None


# --- the output is closed -------------------------------------------------------------------------


class Closed(io.TextIOWrapper):
    """A pipe that nobody reads."""

    def flush(self) -> None:
        """Fail as the system does."""
        raise BrokenPipeError

    def close(self) -> None:
        """Close it without writing."""


def test_closed_output_is_no_error(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`oauth2 request … | head -c 1` ends without a word."""
    as_consumer(monkeypatch)
    with (tmp_path / "pipe").open("wb") as file:
        monkeypatch.setattr(sys, "stdout", Closed(file))

        assert main(["request", sandbox.echo_url]) == 1
