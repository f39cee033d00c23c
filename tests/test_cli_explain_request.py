"""`oauth2 request --explain`, and what `oauth2 explain` makes of `oauth2 request -v`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _cli import as_user, at_home, piped
from _loopback import Answer, Loopback, redirect
from vector_files import FOLDER

from oauth2.cli import main
from oauth2.sandbox import Sandbox, serve

REFUSED = Answer(401, body=b"oauth_problem=signature_invalid")


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


def test_refusal_is_explained_at_once(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On stderr, behind the verdict; stdout has the body alone."""
    monkeypatch.setenv("OAUTH2_TOKEN_SECRET", "wrong-secret")

    assert main(["request", "--explain", sandbox.echo_url]) == 1
    captured = capsys.readouterr()
    assert captured.out.startswith("oauth_problem=signature_invalid")
    verdict, _, report = captured.err.partition("\n")
    assert verdict.startswith("oauth2 request: The provider refused the request (401)")
    assert report.startswith(f"GET {sandbox.echo_url}, HMAC-SHA1\n\n")
    assert "wrong-secret" not in captured.err


@pytest.mark.parametrize(
    ("answer", "explained"),
    [
        pytest.param(Answer(), False, id="200"),
        pytest.param(Answer(404), False, id="404"),
        pytest.param(Answer(403), True, id="403"),
        pytest.param(Answer(400), False, id="400"),
        pytest.param(Answer(400, body=b"oauth_problem=nonce_used"), True, id="400 of OAuth"),
    ],
)
def test_only_what_may_be_the_signature_is_explained(
    answer: Answer,
    explained: bool,
    sandbox: Sandbox,
    server: Loopback,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Any other refusal is none of ours."""
    server.answers.append(answer)
    main(["request", "--explain", server.url()])

    assert ("\n  mend: " in capsys.readouterr().err) is explained


def test_request_to_another_origin_is_not_explained(
    sandbox: Sandbox, server: Loopback, capsys: pytest.CaptureFixture[str]
) -> None:
    """It went unsigned."""
    server.answers += [redirect(302, server.url(host="localhost")), REFUSED]

    assert main(["request", "-L", "--explain", server.url()]) == 1
    assert "Nothing to explain: what was refused went unsigned" in capsys.readouterr().err


def test_rsa_signature_is_checked_with_its_key(
    sandbox: Sandbox, server: Loopback, capsys: pytest.CaptureFixture[str]
) -> None:
    """The key is that of --rsa-key."""
    pytest.importorskip("cryptography", reason="RSA needs cryptography, of the extra rsa")
    server.answers.append(REFUSED)
    key = FOLDER / "keys" / "test_private_pkcs8.pem"

    assert main(["request", "--explain", f"--rsa-key={key}", server.url()]) == 1
    assert "valid: proved" in capsys.readouterr().err


# --- -v, read again ------------------------------------------------------------------------------


def reread(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, Any]:
    """Explain what `oauth2 request -v` shows with `2>&1`."""
    main(["request", "-v", *arguments])
    captured = capsys.readouterr()
    *head, verdict = captured.err.splitlines(keepends=True)
    piped(monkeypatch, "".join([*head, captured.out, "\n", verdict]).encode())
    code = main(["explain"])
    return code, capsys.readouterr()


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([], id="GET"),
        pytest.param(["-d", "a=b c&d=é", "-d", "e"], id="form"),
        pytest.param(["-d", "a=1", "--placement=query"], id="form, query"),
        pytest.param(["-d", "a=1", "--placement=body"], id="form, body"),
        pytest.param(["--json", '{"a": 1}'], id="JSON"),
        pytest.param(["--data-binary", "@file"], id="file"),
    ],
)
def test_verbose_output_has_all_that_is_signed(
    arguments: list[str],
    sandbox: Sandbox,
    server: Loopback,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The signature is right, and that is what is found."""
    Path("file").write_bytes(b"\xff")
    server.answers.append(REFUSED)
    code, shown = reread(monkeypatch, capsys, server.url("/a?b=c"), *arguments)

    assert (code, shown.err) == (0, "")
    assert "\nvalid: proved\n" in shown.out
    assert "The provider refused the request (401): signature_invalid" in shown.out


@pytest.mark.parametrize("placement", ["header", "query", "body"])
@pytest.mark.parametrize(
    "body",
    [
        pytest.param([], id="none"),
        pytest.param(["-d", "a=b'c&d=%20\n"], id="form"),
        pytest.param(["--json", '{"a": "\u00e9"}'], id="JSON"),
        pytest.param(["--data-binary", "@file"], id="file"),
    ],
)
def test_command_of_sign_is_read(
    body: list[str],
    placement: str,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What `oauth2 sign --curl` shows is explained as the request that it sends."""
    Path("file").write_bytes(b"\xff")
    main(["sign", "--curl", "https://h/a/../b?c[1]=d", *body, f"--placement={placement}"])
    piped(monkeypatch, capsys.readouterr().out.encode())

    assert main(["explain"]) == 0
    assert "\nvalid: proved\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["--signature-method=PLAINTEXT"], "oauth_signature"),
        (["--signature-method=PLAINTEXT", "-d", "a=1", "--placement=body"], "oauth_signature"),
        (["-d", "x_auth_password=marker-1"], "x_auth_password"),
        (["-d", "client%5Fsecret=marker-1"], "client%5Fsecret"),
        (["-G", "-d", "client_secret=marker-1"], "client_secret"),
    ],
)
def test_verbose_output_has_no_secret(
    arguments: list[str],
    what: str,
    sandbox: Sandbox,
    server: Loopback,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What it hides, and was signed, is named (E3)."""
    server.answers.append(REFUSED)
    code, shown = reread(monkeypatch, capsys, server.url(), *arguments)

    assert (code, shown.out) == (2, "")
    assert "sandbox-secret" not in shown.err
    assert "marker-1" not in shown.err
    assert shown.err.startswith("oauth2 explain: (hidden) stands there in place of ")
    assert what in shown.err


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        pytest.param(["-d", "a=1"], [">", "> a=1"], id="form"),
        pytest.param(["-d", "a=1\nb=2"], ["* body: 7 octets, not shown"], id="line breaks"),
        pytest.param(["--json", "{}"], ["* body: 2 octets, not shown"], id="JSON"),
        pytest.param(["--data-binary", "@file"], ["* body: not shown"], id="file"),
        pytest.param(["-d", ""], [], id="empty"),
    ],
)
def test_verbose_output_shows_a_form(
    arguments: list[str],
    lines: list[str],
    sandbox: Sandbox,
    server: Loopback,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It is signed; of any other body there is a line that says that it is there."""
    Path("file").write_bytes(b"a")
    main(["request", "-v", server.url(), *arguments])

    shown = capsys.readouterr().err.splitlines()
    assert [line for line in shown if line in lines or line.startswith("* body")] == lines
