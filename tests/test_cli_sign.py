"""`oauth2 sign`: the header, the URL or the body, a curl command, and each step (H7)."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _cli import as_user, at_home, piped
from _system import require
from vector_files import FOLDER

from oauth2.cli import main
from oauth2.sandbox import Sandbox, serve

# RFC 5849 section 1.2: Jane's photo.
URL = "http://photos.example.net/photos?file=vacation.jpg&size=original"
FIXED = ["--nonce", "chapoH", "--timestamp", "137131202"]
BASE_STRING = (
    "GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg%26oauth_consumer_key%3D"
    "dpf43f3p2l4k3l03%26oauth_nonce%3DchapoH%26oauth_signature_method%3DHMAC-SHA1%26"
    "oauth_timestamp%3D137131202%26oauth_token%3Dnnch734d00sl2jdk%26"
    "oauth_version%3D1.0%26size%3Doriginal"
)
# By openssl: dgst -sha1 -hmac 'kd94hf93k423kf44&pfkkdhi9sl3r4s00' -binary | base64
SIGNATURE = "1IAE9RzK+DqSqVTdQ/0zWANXVzs="


@pytest.fixture(autouse=True)
def jane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the credentials of RFC 5849 section 1.2 in the environment."""
    at_home(monkeypatch, tmp_path)
    monkeypatch.chdir(tmp_path)
    piped(monkeypatch)
    monkeypatch.setenv("OAUTH2_CONSUMER_KEY", "dpf43f3p2l4k3l03")
    monkeypatch.setenv("OAUTH2_CONSUMER_SECRET", "kd94hf93k423kf44")
    monkeypatch.setenv("OAUTH2_TOKEN", "nnch734d00sl2jdk")
    monkeypatch.setenv("OAUTH2_TOKEN_SECRET", "pfkkdhi9sl3r4s00")


def signed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return what the command shows."""
    assert main(["sign", *arguments]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def test_header_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """One line, to be pasted behind -H."""
    assert signed(capsys, URL, "--realm", "Photos", *FIXED) == (
        'Authorization: OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", '
        'oauth_token="nnch734d00sl2jdk", oauth_signature_method="HMAC-SHA1", '
        'oauth_timestamp="137131202", oauth_nonce="chapoH", oauth_version="1.0", '
        'oauth_signature="1IAE9RzK%2BDqSqVTdQ%2F0zWANXVzs%3D"\n'
    )


def test_url_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """With the parameters in the query, the URL is all that is needed."""
    shown = signed(capsys, URL, "--placement=query", *FIXED)

    assert shown.startswith(URL + "&oauth_consumer_key=dpf43f3p2l4k3l03&")
    assert "&oauth_signature=" in shown
    assert shown.endswith("\n")


def test_body_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """With the parameters in the form, the form is."""
    shown = signed(capsys, URL, "-d", "a=1", "--placement=body", *FIXED)

    assert shown.startswith("a=1&oauth_consumer_key=dpf43f3p2l4k3l03&")
    assert "\n" not in shown


# --- each step -----------------------------------------------------------------------------------


def test_steps_are_those_of_the_rfc(capsys: pytest.CaptureFixture[str]) -> None:
    """Each can be held against another library's (H7)."""
    assert signed(capsys, URL, "--base-string", *FIXED) == (
        "method            GET\n"
        "base string URI   http://photos.example.net/photos\n"
        "parameters        file=vacation.jpg\n"
        "                  oauth_consumer_key=dpf43f3p2l4k3l03\n"
        "                  oauth_nonce=chapoH\n"
        "                  oauth_signature_method=HMAC-SHA1\n"
        "                  oauth_timestamp=137131202\n"
        "                  oauth_token=nnch734d00sl2jdk\n"
        "                  oauth_version=1.0\n"
        "                  size=original\n"
        "normalized        file=vacation.jpg&oauth_consumer_key=dpf43f3p2l4k3l03&"
        "oauth_nonce=chapoH&oauth_signature_method=HMAC-SHA1&oauth_timestamp=137131202&"
        "oauth_token=nnch734d00sl2jdk&oauth_version=1.0&size=original\n"
        f"base string       {BASE_STRING}\n"
        "signature method  HMAC-SHA1\n"
        "key               (consumer secret)&(token secret)\n"
        f"signature         {SIGNATURE}\n"
    )


@pytest.mark.parametrize("placement", ["query", "body"])
def test_signature_is_shown_wherever_it_stands(
    placement: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the query and in a form as in the header."""
    arguments = [URL, "-d", "a=1", "--base-string", *FIXED]
    expected = signed(capsys, *arguments).splitlines()[-1]

    shown = signed(capsys, *arguments, f"--placement={placement}").splitlines()[-1]
    assert shown == expected
    assert len(shown) == len("signature         ") + 28


def test_plaintext_shows_no_secret(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its signature is its key; an empty half is told (E3)."""
    monkeypatch.delenv("OAUTH2_TOKEN")
    shown = signed(capsys, "https://h/", "--base-string", "--signature-method=PLAINTEXT")

    assert "kd94hf93k423kf44" not in shown
    assert shown.endswith(
        "key               (consumer secret)&(token secret: empty)\n"
        "signature         (hidden): it is the key\n"
    )


# --- RSA -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "password"),
    [("test_private_pkcs8.pem", None), ("test_private_pkcs8_encrypted.pem", "correct horse")],
)
def test_key_pair_signs_without_consumer_secret(
    key: str,
    password: str | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The key is in a file, and its password in the environment."""
    pytest.importorskip("cryptography", reason="RSA needs cryptography, of the extra rsa")
    monkeypatch.delenv("OAUTH2_CONSUMER_SECRET")
    monkeypatch.setenv("OAUTH2_RSA_KEY_PASSWORD", password or "")

    shown = signed(capsys, URL, "--rsa-key", str(FOLDER / "keys" / key), "--base-string")
    assert "signature method  RSA-SHA1\n" in shown
    assert "key               the private key; the secrets take no part\n" in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--signature-method=RSA-SHA1"], "RSA-SHA1 needs --rsa-key FILE"),
        (
            ["--signature-method=HMAC-SHA1", "--rsa-key=key"],
            "HMAC-SHA1 signs with the secrets, not with --rsa-key",
        ),
        (["--rsa-key=nowhere"], "nowhere: No such file or directory"),
    ],
)
def test_method_and_key_must_fit(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is missing, or too much, is named."""
    assert main(["sign", URL, *arguments]) == 2
    assert capsys.readouterr().err.endswith(f"{message}\n")


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ({"placement": "somewhere"}, "placement must be one of"),
        ({"signature_method": "MD5"}, "no signature method is called 'MD5'"),
        ({"realm": 5}, "the profile is damaged: its realm is 5"),
        ({"empty_token": "yes"}, "the profile is damaged: its empty_token is 'yes'"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_profile_that_says_nonsense_is_said(
    field: dict[str, Any], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody may have edited it."""
    file = tmp_path / "edited.json"
    file.touch(mode=0o600)
    profile = {"consumer_key": "ck", "consumer_secret": "cs", **field}
    file.write_text(json.dumps({"profiles": {"me": profile}}), encoding="ascii")

    assert main(["sign", URL, "--config", str(file), "--profile", "me"]) == 2
    assert f"oauth2 sign: {message}" in capsys.readouterr().err


# --- curl ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox for all tests of this module."""
    with serve() as running:
        yield running


@pytest.mark.parametrize(
    ("arguments", "arrived"),
    [
        pytest.param(["?q=a%20b&x[1-3]=it's"], {"query": [["q", "a b"], ["x[1-3]", "it's"]]}),
        pytest.param(
            ["", "-d", "text=it's $HOME\n", "-d", "@x"], {"body": "text=it's $HOME\n&one\u00e9"}
        ),
        pytest.param(["", "-d", "a=1", "--placement=body"], {"user": "ada"}),
        pytest.param(["", "--placement=query", "-H", "X-Empty;"], {"user": "ada"}),
        pytest.param(["", "--json", '{"a": "\\n%"}'], {"body": '{"a": "\\n%"}'}),
        pytest.param(["", "-F", "f=@x", "-F", "a=b"], {"method": "POST"}),
        pytest.param(["", "-F", "f=@octets"], {"method": "POST"}),
        pytest.param(["", "--data-binary", "@octets"], {"body_base64": "AP8lXA=="}),
        pytest.param(
            ["", "--data-raw", "\x1b%é\\", "-H", "Content-Type:", "-X", "PUT"],
            {"method": "PUT", "body": "\x1b%é\\"},
        ),
    ],
)
def test_curl_sends_the_command(
    arguments: list[str],
    arrived: dict[str, Any],
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What is pasted into a shell reaches the sandbox as it was signed."""
    require("curl", shutil.which("curl"), "curl is not installed (Debian's package curl)")
    as_user(monkeypatch, sandbox)
    Path("x").write_text("one\u00e9", encoding="utf-8")
    Path("octets").write_bytes(b"\0\xff%\\")
    query, *others = arguments

    command = signed(capsys, "--curl", sandbox.echo_url + query, *others)
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=True)
    echo = json.loads(done.stdout)
    assert {name: echo[name] for name in arrived} == arrived


def test_curl_command_of_a_head_waits_for_no_body(capsys: pytest.CaptureFixture[str]) -> None:
    """`--request HEAD` would."""
    shown = signed(capsys, "--curl", "-X", "HEAD", "--placement=query", "https://h/")

    assert shown.startswith("curl --globoff --path-as-is --head 'https://h/?oauth_consumer_key=")
