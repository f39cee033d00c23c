"""`oauth2 explain`: what it reads, whose secrets it takes, what it shows, its exit codes."""

from __future__ import annotations

import getpass
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from _cli import REQUEST, piped, typed
from _explain_inputs import (
    CURL,
    ENTRY,
    HAR,
    HEADER,
    MESSAGE,
    OF_RFC,
    OTHER_ENTRY,
    URL,
    VERBOSE,
    VERBOSE_OF_CURL,
    WITH_ANOTHER_SECRET,
    WITHOUT_TOKEN_SECRET,
    as_jane,
)
from vector_files import FOLDER

from oauth2.cli import main
from oauth2.cli.profile_store import ProfileStore

SECRETS = ("kd94hf93k423kf44", "pfkkdhi9sl3r4s00", "other-secret-1")


@pytest.fixture(autouse=True)
def jane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the credentials of the RFC."""
    as_jane(monkeypatch, tmp_path)


@pytest.fixture
def explained(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Return a function that explains what comes from stdin, and returns code, stdout, stderr."""

    def explain(text: str, *arguments: str) -> tuple[int, str, str]:
        piped(monkeypatch, text.encode("utf-8", "surrogateescape"))
        code = main(["explain", *arguments])
        captured = capsys.readouterr()
        assert not [secret for secret in SECRETS if secret in captured.out + captured.err]
        return code, captured.out, captured.err

    return explain


# --- what it reads -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param(MESSAGE, "http", id="message"),
        pytest.param(CURL, "curl", id="curl"),
        pytest.param(VERBOSE, "verbose", id="request -v"),
        pytest.param(VERBOSE_OF_CURL, "verbose", id="curl -v"),
        pytest.param(HAR, "har", id="HAR"),
        pytest.param(json.dumps(ENTRY), "har", id="entry"),
        pytest.param(json.dumps(ENTRY["request"]), "har", id="request of an entry"),
    ],
)
def test_mistake_is_found_in_each_kind(text: str, kind: str, explained: Any) -> None:
    """It finds out what it reads, also when it is told."""
    scheme = ["--scheme=http"] if text == VERBOSE_OF_CURL else []
    code, shown, said = explained(text, *scheme)

    assert (code, said) == (0, "")
    assert shown.startswith("GET http://photos.example.net/photos, HMAC-SHA1\n\n")
    assert "\ntoken_secret_missing: proved\n" in shown
    assert explained(text, f"--format={kind}", *scheme) == (0, shown, "")


def test_example_of_the_rfc_is_valid(explained: Any) -> None:
    """It is read as the RFC prints it: indented, over several lines."""
    code, shown, said = explained(OF_RFC, "--scheme", "http")

    assert (code, said) == (0, "")
    assert "\nvalid: proved\n" in shown


def test_scheme_that_nobody_knows_is_told(explained: Any) -> None:
    """What is taken for granted is said."""
    _, shown, said = explained(OF_RFC)

    assert "\nscheme_mismatch: proved\n" in shown
    assert said.startswith("oauth2 explain: it does not say whether it went by http or https; ")


def test_answer_is_read_from_the_same_place(explained: Any) -> None:
    """What the provider says stands behind what was found."""
    for text in (HAR, VERBOSE, MESSAGE + "HTTP/1.1 401 No\r\n\r\noauth_problem=signature_invalid"):
        assert "The provider refused the request (401): signature_invalid" in explained(text)[1]


def test_answer_is_read_from_another_file(explained: Any) -> None:
    """As `curl -i` writes it; the request is read from a file too."""
    Path("request").write_bytes(b"\xff\xfe" + MESSAGE.encode("utf-16-le"))
    Path("answer").write_bytes(
        b"\xef\xbb\xbfHTTP/1.1 100 Continue\r\n\r\nHTTP/2 401\r\n"
        b"www-authenticate: OAuth oauth_problem=timestamp_refused\r\n\r\nno \xff"
    )
    code, shown, _ = explained("", "request", "--answer", "answer")

    assert code == 0
    assert "The provider refused the request (401): timestamp_refused" in shown


def test_base_strings_are_read_from_files(explained: Any) -> None:
    """They are compared with the right one."""
    Path("theirs").write_text("GET&http%3A%2F%2Fphotos.example.net%2Fphotos&size%3Doriginal\n")
    Path("ours").write_text("GET&https%3A%2F%2Fphotos.example.net%2Fphotos&size%3Doriginal\n")
    wrong = MESSAGE.replace(WITHOUT_TOKEN_SECRET, "AAAA")
    shown = explained(wrong, "--provider-base-string=theirs", "--client-base-string=ours", "--json")
    found = json.loads(shown[1])["findings"]

    assert {each["who"] for each in found} >= {"client", "provider"}


def test_entry_is_chosen(explained: Any) -> None:
    """By its number; the first is 1."""
    har = HAR.replace("a.css", "a.css?oauth_version=1.0", 1)
    code, shown, _ = explained(har, "--entry", "1")

    assert code == 0
    assert shown.startswith("GET https://example.net/a.css, no signature method\n")


def test_body_comes_from_a_file(explained: Any) -> None:
    """Where a command of curl reads it from there; it is a form, and so signed."""
    # By openssl: dgst -sha1 -hmac 'kd94hf93k423kf44&pfkkdhi9sl3r4s00' -binary | base64
    header = HEADER.replace("chapoH", "n1").replace(
        WITHOUT_TOKEN_SECRET, "UHQ7jm9L22DW%2Bsjo7QGlXTsnGVQ%3D"
    )
    text = f"curl -d @form -H 'Authorization: {header}' http://127.0.0.1:8080/notes"
    Path("form").write_bytes(b"text=Hello+World")

    code, _, said = explained(text)
    assert (code, "--body FILE gives it" in said) == (2, True)
    assert "\nplus_taken_literally: " in explained(text, "--body", "form")[1]


@pytest.mark.parametrize(
    ("option", "finding"),
    [
        ("-d", "valid"),
        ("--data", "valid"),
        ("--data-ascii", "valid"),
        ("-d x=1 --data-binary", "wrong_secret_or_unknown"),
        ("--data-binary", "wrong_secret_or_unknown"),
    ],
)
def test_line_breaks_of_a_form_are_those_that_curl_sends(
    option: str, finding: str, explained: Any
) -> None:
    """curl(1): -d @FILE leaves out carriage returns, newlines and null bytes."""
    # By openssl: dgst -sha1 -hmac 'kd94hf93k423kf44&pfkkdhi9sl3r4s00' -binary | base64, of
    # POST&http%3A%2F%2F127.0.0.1%3A8080%2Fnotes&a%3D1%26b%3D2%26oauth_consumer_key%3D...
    header = HEADER.replace(WITHOUT_TOKEN_SECRET, "3EyfKu3YmhVBwlMlHMTW5p5MFAs%3D")
    text = f"curl {option} @form -H 'Authorization: {header}' http://127.0.0.1:8080/notes"
    Path("form").write_bytes(b"a=1\r\n&b=\0002\n")

    assert f"\n{finding}: " in explained(text, "--body", "form")[1]


def test_url_of_the_client_goes_before_what_a_proxy_wrote(explained: Any) -> None:
    """Its scheme, host and port are those that were signed; the message keeps its own path."""
    # By openssl: dgst -sha1 -hmac 'kd94hf93k423kf44&pfkkdhi9sl3r4s00' -binary | base64, of
    # GET&https%3A%2F%2Fapi.example.org%2Fecho&oauth_consumer_key%3D...%26q%3Da%2520b
    header = HEADER.replace(WITHOUT_TOKEN_SECRET, "%2FygADoodeZr6rvy3SgoEvv8LGHA%3D")
    text = f"GET /echo?q=a%20b HTTP/1.1\r\nHost: 10.0.0.3:8080\r\nAuthorization: {header}\r\n\r\n"

    code, shown, said = explained(text, "--url", "https://api.example.org")
    assert (code, said) == (0, "")
    assert "\nvalid: proved\n" in shown
    said = explained(text, "--url", "https://api.example.org/echo?q=b")[2]
    assert said.startswith("oauth2 explain: path and query are those of --url, not those of the")


@pytest.mark.parametrize(
    ("text", "arguments", "complaint"),
    [
        ("", [], "nothing was read"),
        ("\r\n \n", ["--format=http"], "nothing was read"),
        ("GET / HTTP/1.1\n\n", [], "it names no host: --url URL gives the address"),
        ("GET / HTTP/1.1\nno field\n\n", [], "line 2 of the message is no header field"),
        ("curl 'http://h/", [], "a quote in the command is not closed"),
        ("curl ^\r\n  http://h/", [], "the command is quoted for Windows' cmd"),
        ("curl -s", [], "the command line of curl has no URL"),
        ("curly http://h/", ["--format=curl"], "there is no command line of curl in it"),
        ("curl -G -d @f http://h/", [], "what curl reads from a file goes into the URL there"),
        ("{", [], "it begins like JSON, and is none"),
        ("[" * 100_000, [], "it begins like JSON, and is none"),
        ('{"log": 1}', [], "it is JSON, but no HAR"),
        ("{}", [], "it is JSON, but no HAR"),
        ("1", ["--format=har"], "it is JSON, but no HAR"),
        ("null", ["--format=har"], "it is JSON, but no HAR"),
        (HAR, ["--entry=4"], "there is no entry 4: the HAR has 3"),
        (json.dumps([OTHER_ENTRY, OTHER_ENTRY]), [], "none of the 2 entries has a signature"),
        (MESSAGE, ["--entry=1"], "--entry is for a HAR"),
        (MESSAGE, ["--format=har"], "it is no JSON"),
        (json.dumps(OTHER_ENTRY), [], "no OAuth parameters are in it: browsers leave the"),
        (HAR, ["--entry=1"], "no OAuth parameters are in it: browsers leave the"),
        (MESSAGE.replace(HEADER, "[REDACTED]"), [], "no OAuth parameters are in it: the value of"),
        (MESSAGE.replace(HEADER, "***"), [], "no OAuth parameters are in it: the value of"),
        (MESSAGE.replace("&size", "&a" * 10_001), [], "the query has more than 10000 parameters"),
        (MESSAGE, ["--format=verbose"], "no request is in it"),
        (MESSAGE, ["--answer=-"], "stdin is the request"),
        (MESSAGE, ["--answer=nothing"], "nothing: No such file"),
        ("xyz", ["--format=http"], "it does not begin with a request line"),
        ("< HTTP/1.1 401 No", [], "no request is in it, only an answer"),
        (MESSAGE.replace('",', '" "'), [], "the OAuth Authorization header is malformed"),
        (MESSAGE.replace(URL, "http://[/"), [], "the URL has no valid host"),
    ],
)
def test_what_cannot_be_read_is_wrong_usage(
    text: str, arguments: list[str], complaint: str, explained: Any
) -> None:
    """It is one line, with exit code 2."""
    code, shown, said = explained(text, *arguments)

    assert (code, shown, said.count("\n")) == (2, "", 1)
    assert said.startswith(f"oauth2 explain: {complaint}")


def test_header_fields_in_a_file_are_missing(explained: Any) -> None:
    """What curl reads from there may be the signature: that it is absent is not said."""
    code, shown, said = explained("curl -H @fields http://h/")

    assert (code, shown) == (2, "")
    assert said.splitlines()[-1] == (
        "oauth2 explain: -H @file is not looked at, so that the OAuth parameters are not there: "
        "give the header fields themselves"
    )
    assert explained("curl -H @fields http://h/?oauth_version=1.0")[0] == 0


@pytest.mark.parametrize("field", ["", "Authorization: Basic YTpi\r\n", "Authorization:\r\n"])
def test_message_without_oauth_is_told_so(field: str, explained: Any) -> None:
    """It holds all that was sent, so that the parameters are absent."""
    code, shown, _ = explained(f"GET http://h/ HTTP/1.1\r\n{field}\r\n")

    assert code == 0
    assert "\nparameter_absent: proved\n" in shown


@pytest.mark.parametrize(
    ("text", "what"),
    [
        pytest.param(
            VERBOSE.replace(WITHOUT_TOKEN_SECRET, "(hidden)"),
            "(hidden) stands there in place of the value of oauth_signature",
            id="PLAINTEXT signature",
        ),
        pytest.param(
            VERBOSE.replace('oauth_nonce="', 'oauth_verifier="(hidden)",oauth_nonce="'),
            "(hidden) stands there in place of the value of oauth_verifier",
            id="verifier",
        ),
        pytest.param(
            'curl "http://h/?oauth_signature=$S&a=b"',
            "$S stands there in place of the value of oauth_signature",
            id="variable",
        ),
        pytest.param(
            'curl "http://h/?a=1&oauth_signature=${S:-marker}"',
            "${S stands there in place of the value of oauth_signature",
            id="variable with a default",
        ),
        pytest.param(
            "curl http://h/`date`?oauth_signature=a",
            "` stands there in place of what was sent",
            id="command",
        ),
    ],
)
def test_what_is_hidden_is_told(text: str, what: str, explained: Any) -> None:
    """A signature over what is not there is not called wrong."""
    code, shown, said = explained(text)

    assert (code, shown) == (2, "")
    assert said == f"oauth2 explain: {what}, so that no signature can be checked\n"


def test_request_on_the_page_is_the_one_that_is_run() -> None:
    """The page shows what its examples explain."""
    page = Path(__file__).parents[1] / "docs" / "cli" / "explain.md"

    assert f"```http\n{REQUEST}```" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("number", ["0", "-1", "x", "²"])
def test_entry_is_a_number(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    """From 1."""
    with pytest.raises(SystemExit) as end:
        main(["explain", f"--entry={number}"])

    assert end.value.code == 2
    assert "is no whole number from 1" in capsys.readouterr().err


# --- whose request it is -------------------------------------------------------------------------


def test_keys_are_those_of_the_request(explained: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the secrets are needed."""
    monkeypatch.delenv("OAUTH2_CONSUMER_KEY")
    monkeypatch.delenv("OAUTH2_TOKEN")

    assert "\ntoken_secret_missing: proved\n" in explained(MESSAGE)[1]


def test_keys_of_somebody_else_are_told(explained: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The request was sent with other keys than the user thinks."""
    monkeypatch.setenv("OAUTH2_CONSUMER_KEY", "another")

    assert "wrong_credentials_pair" in explained(MESSAGE)[1]


def test_secrets_are_asked_for(monkeypatch: pytest.MonkeyPatch, explained: Any) -> None:
    """At a terminal, with the request pasted there."""
    monkeypatch.delenv("OAUTH2_CONSUMER_SECRET")
    monkeypatch.delenv("OAUTH2_TOKEN_SECRET")
    answers = {"consumer secret: ": "kd94hf93k423kf44", "token secret: ": "pfkkdhi9sl3r4s00"}
    monkeypatch.setattr(getpass, "getpass", answers.__getitem__)
    typed(monkeypatch, MESSAGE)

    assert main(["explain"]) == 0


def test_request_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who sees nothing happen is told what to do."""
    typed(monkeypatch, MESSAGE)
    main(["explain"])

    assert capsys.readouterr().err.startswith("Paste the request, and end it with Ctrl-D")


def test_secret_that_nobody_has_is_wrong_usage(
    explained: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can be asked at a pipe."""
    monkeypatch.delenv("OAUTH2_TOKEN_SECRET")

    Path("request").write_text(MESSAGE)

    assert explained("", "request")[::2] == (
        2, "oauth2 explain: there is no token secret, and no terminal to ask for it; see --help\n"
    )  # fmt: skip
    code, _, said = explained(MESSAGE)
    assert code == 2
    assert said.startswith("oauth2 explain: there is no token secret, and stdin is the request")
    assert "--token-secret-file name files" in said


def test_profile_has_the_secrets(explained: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes before the environment."""
    fields = {
        "consumer_key": "dpf43f3p2l4k3l03",
        "consumer_secret": "kd94hf93k423kf44",
        "token": "nnch734d00sl2jdk",
        "token_secret": "pfkkdhi9sl3r4s00",
    }
    ProfileStore().save("me", fields, frozenset())
    monkeypatch.setenv("OAUTH2_CONSUMER_SECRET", "x")

    assert "\ntoken_secret_missing: proved\n" in explained(MESSAGE, "--profile=me")[1]


@pytest.mark.parametrize("source", ["environment", "file"])
def test_other_token_secret_is_tried(
    source: str, explained: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as that of the request token, from the environment or from a file."""
    Path("other").write_text("other-secret-1\n")
    arguments = []
    if source == "file":
        arguments = ["--other-token-secret-file", "other"]
    else:
        monkeypatch.setenv("OAUTH2_OTHER_TOKEN_SECRET", "other-secret-1")
    shown = explained(MESSAGE.replace(WITHOUT_TOKEN_SECRET, WITH_ANOTHER_SECRET), *arguments)[1]

    assert "request_token_secret_used: proved" in shown


def test_request_without_a_token_is_explained_without_one(explained: Any) -> None:
    """The request for a request token is right, whatever token the user has by now."""
    # By openssl, of GET&http%3A%2F%2Fh%2F&oauth_consumer_key%3Dk%26oauth_signature_method%3D...
    text = (
        "GET http://h/?oauth_consumer_key=dpf43f3p2l4k3l03&oauth_signature_method=PLAINTEXT"
        "&oauth_signature=kd94hf93k423kf44%26 HTTP/1.1\n\n"
    )

    assert "\nvalid: proved\n" in explained(text)[1]


def test_rsa_needs_no_secrets(explained: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key pair tells; a key behind a password does not."""
    pytest.importorskip("cryptography", reason="RSA needs cryptography, of the extra rsa")
    monkeypatch.delenv("OAUTH2_CONSUMER_SECRET")
    text = MESSAGE.replace("HMAC-SHA1", "RSA-SHA1")
    key = str(FOLDER / "keys" / "test_private_pkcs8.pem")
    encrypted = str(FOLDER / "keys" / "test_private_pkcs8_encrypted.pem")

    assert "only a key tells" in explained(text)[1]
    assert "only a key tells" in explained(text, "--rsa-key", encrypted)[1]
    assert "only a key tells" not in explained(text, "--rsa-key", key)[1]
    Path("bag").write_text("Bag Attributes\n" + Path(key).read_text())
    assert "only a key tells" not in explained(text, "--rsa-key", "bag")[1]
    without_token = text.replace('oauth_token="nnch734d00sl2jdk",', "")
    assert explained(without_token, "--rsa-key", key)[0] == 1


def test_file_without_a_key_is_wrong_usage(explained: Any) -> None:
    """Such as one in DER; what is in it is not shown."""
    Path("key").write_bytes(b"\x30\x82other-secret-1\xff")
    code, shown, said = explained(MESSAGE.replace("HMAC", "RSA"), "--rsa-key=key")

    assert (code, shown, said) == (2, "", "oauth2 explain: key holds no key in PEM\n")


def test_request_without_a_signature_needs_no_secrets(
    explained: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That it has none is what is found."""
    for name in ("OAUTH2_CONSUMER_KEY", "OAUTH2_CONSUMER_SECRET"):
        monkeypatch.delenv(name)

    code, shown, _ = explained("curl http://h/")
    assert code == 0
    assert "\nparameter_absent: proved\n" in shown


# --- what it shows -------------------------------------------------------------------------------


def test_nothing_that_fits_is_exit_code_1(explained: Any) -> None:
    """A script can tell that nobody knows."""
    code, shown, _ = explained(MESSAGE.replace(WITHOUT_TOKEN_SECRET, "AAAA"))

    assert code == 1
    assert "\nwrong_secret_or_unknown: cannot tell\n" in shown


def test_json_is_the_explanation(explained: Any) -> None:
    """For programs."""
    shown = json.loads(explained(MESSAGE, "--json")[1])

    assert shown["request"] == "GET http://photos.example.net/photos, HMAC-SHA1"
    assert shown["findings"][0]["names"] == ["token_secret_missing"]


@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_redacted_report_holds_no_key(arguments: list[str], explained: Any) -> None:
    """It can be pasted into a tracker."""
    whole = explained(OF_RFC, "--json")[1]
    shown = explained(OF_RFC, "--redact", *arguments)[1]

    assert "dpf43f3p2l4k3l03" in whole
    assert "dpf43f3p2l4k3l03" not in shown
    assert "nnch734d00sl2jdk" not in shown


class Terminal(io.StringIO):
    """Where somebody looks."""

    def isatty(self) -> bool:
        """Return True."""
        return True


def on_terminal(monkeypatch: pytest.MonkeyPatch, text: str) -> str:
    """Return what a terminal is shown."""
    piped(monkeypatch, text.encode())
    shown = Terminal()
    monkeypatch.setattr(sys, "stdout", shown)
    main(["explain"])
    return shown.getvalue()


def test_terminal_has_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The names stand out, and what differs; an empty place is marked."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    shown = on_terminal(monkeypatch, OF_RFC)

    assert "\n\033[1mscheme_mismatch\033[0m: \033[32mproved\033[0m\n" in shown
    assert "\033[1;31m[]\033[0m" in shown
    assert "\033[1;32ms\033[0m" in shown


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colours_are_left_out(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody wants them, or a terminal has none."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv(name, value)

    assert "\033" not in on_terminal(monkeypatch, OF_RFC)
