"""What the arguments of curl mean: method, URL, header fields, body."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

import pytest
from _cli import piped

from oauth2.cli import curl_arguments
from oauth2.cli.failures import Misuse
from oauth2.cli.request_parts import Parts, parts_of

FORM = ("Content-Type", "application/x-www-form-urlencoded")
OCTETS = ("Content-Type", "application/octet-stream")
JSON = [("Content-Type", "application/json"), ("Accept", "application/json")]


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in a folder with files."""
    monkeypatch.chdir(tmp_path)
    Path("lines").write_bytes(b"a=1\r\nb\0=2\n")
    Path("text").write_bytes(b"h i&")
    Path("p.png").write_bytes(b"\x89PNG\r\n")


def parsed(*arguments: str) -> argparse.Namespace:
    """Return what the command line stands for."""
    parser = argparse.ArgumentParser()
    curl_arguments.add_arguments(parser)
    return parser.parse_args([*arguments, "http://h/p?z=0#f"])


def built(*arguments: str) -> Parts:
    """Return the request, its body read."""
    with parts_of(parsed(*arguments)) as parts:
        body: Any = parts.body.read() if hasattr(parts.body, "read") else parts.body
        return Parts(parts.method, parts.url, parts.headers, body, parts.file)


# What curl 7.88.1 sends for these arguments, but for a blank, which it writes as "+", and for what
# follows a NUL in a text file, where it stops and later ones go on.
@pytest.mark.parametrize(
    ("arguments", "method", "headers", "body"),
    [
        pytest.param([], "GET", [], None, id="nothing"),
        pytest.param(["-d", "a=1"], "POST", [FORM], b"a=1", id="form"),
        pytest.param(["-d", ""], "POST", [FORM], b"", id="empty form"),
        pytest.param(["-X", "PUT", "-d", "a=1", "-d", "b=2"], "PUT", [FORM], b"a=1&b=2", id="two"),
        pytest.param(["-d", "@lines", "-d", "x=y"], "POST", [FORM], b"a=1b=2&x=y", id="file"),
        pytest.param(["--data-raw", "@x"], "POST", [FORM], b"@x", id="raw"),
        pytest.param(
            ["-d", "a=1", "--data-urlencode", "b=é &"],
            "POST",
            [FORM],
            b"a=1&b=%C3%A9%20%26",
            id="encoded",
        ),
        pytest.param(["--data-urlencode", "=x=y"], "POST", [FORM], b"x%3Dy", id="no name"),
        pytest.param(["--data-urlencode", "c@text"], "POST", [FORM], b"c=h%20i%26", id="of file"),
        # What curl 7.88 sends, but for its "+" in place of "%20".
        pytest.param(["--data-urlencode", "a@b=c d"], "POST", [FORM], b"a@b=c%20d", id="@ in name"),
        pytest.param(["--data-urlencode", "@text"], "POST", [FORM], b"h%20i%26", id="file alone"),
        pytest.param(["--data-urlencode", "a b"], "POST", [FORM], b"a%20b", id="text alone"),
        pytest.param(["--json", '{"a":', "--json", "1}"], "POST", JSON, b'{"a":1}', id="json"),
        pytest.param(["--json", "@text"], "POST", JSON, b"h i&", id="json file"),
        pytest.param(
            ["-H", "X-Empty;", "-H", "X-Gone:", "-H", "a: b:c "],
            "GET",
            [("X-Empty", ""), ("a", "b:c")],
            None,
            id="headers",
        ),
        pytest.param(
            ["-H", "content-type: text/x", "-d", "a"],
            "POST",
            [("content-type", "text/x")],
            b"a",
            id="type",
        ),
        pytest.param(["-H", "Content-Type:", "-d", "a"], "POST", [], b"a", id="no type"),
    ],
)
def test_arguments_mean_what_curl_means(
    arguments: list[str], method: str, headers: list[tuple[str, str]], body: bytes | None
) -> None:
    """Who knows curl knows this."""
    assert built(*arguments) == Parts(method, "http://h/p?z=0#f", headers, body)


@pytest.mark.parametrize(
    ("arguments", "body", "file"),
    [
        (["--data-binary", "@lines"], b"a=1\r\nb\0=2\n", "lines"),
        (["--data-binary", "@-"], b"piped\n", None),
        (["--data-binary", "x"], b"x", None),
        (["--data-binary", "@lines", "--data-binary", "x"], b"a=1\r\nb\0=2\n&x", None),
    ],
)
def test_octets_are_no_form(
    arguments: list[str], body: bytes, file: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For curl they are a form, and what is called a form would be signed as one."""
    piped(monkeypatch, b"piped\n")

    assert built(*arguments) == Parts("POST", "http://h/p?z=0#f", [OCTETS], body, file)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://h/p?z=0#f", "http://h/p?z=0&a=1&b=2#f"),
        ("http://h/p?", "http://h/p?a=1&b=2"),
        ("http://h/p", "http://h/p?a=1&b=2"),
    ],
)
def test_data_goes_into_the_query(url: str, expected: str) -> None:
    """`-G`: as a GET without a body."""
    args = parsed("-G", "-d", "a=1", "-d", "b=2")
    args.url = url

    with parts_of(args) as parts:
        assert parts == Parts("GET", expected, [], None)


def test_multipart_form_is_that_of_curl() -> None:
    """Parts, files, their names and their types (RFC 7578); as curl 7.88.1 sends it."""
    parts = built(
        *["-F", "a=b; c;type=text/plain", "-F", "f=@p.png", "-F", "t=<text"],
        *["-F", 'g=@text;filename="x \r\n.bin";type=image/x', "-F", 'q"r=1', "-F", "u=@lines"],
    )

    kind = dict(parts.headers)["Content-Type"]
    boundary = kind.removeprefix("multipart/form-data; boundary=")
    assert re.fullmatch("[0-9a-f]{32}", boundary)
    assert parts.body.replace(boundary.encode(), b"BOUNDARY") == b"\r\n".join(
        [
            b"--BOUNDARY",
            b'Content-Disposition: form-data; name="a"',
            b"Content-Type: text/plain",
            b"",
            b"b; c",
            b"--BOUNDARY",
            b'Content-Disposition: form-data; name="f"; filename="p.png"',
            b"Content-Type: image/png",
            b"",
            b"\x89PNG\r\n",
            b"--BOUNDARY",
            b'Content-Disposition: form-data; name="t"',
            b"",
            b"h i&",
            b"--BOUNDARY",
            b'Content-Disposition: form-data; name="g"; filename="x %0D%0A.bin"',
            b"Content-Type: image/x",
            b"",
            b"h i&",
            b"--BOUNDARY",
            b'Content-Disposition: form-data; name="q%22r"',
            b"",
            b"1",
            b"--BOUNDARY",
            b'Content-Disposition: form-data; name="u"; filename="lines"',
            b"Content-Type: application/octet-stream",
            b"",
            b"a=1\r\nb\0=2\n",
            b"--BOUNDARY--",
            b"",
        ]
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-d", "a", "--json", "{}"], "give one of them"),
        (["-d", "a", "-F", "a=b"], "give one of them"),
        (["-G", "--json", "{}"], "-G needs the data of -d"),
        (["-G"], "-G needs the data of -d"),
        (["-H", "nothing"], "-H 'nothing' is no header field"),
        (["-H", "a b: x"], "-H 'a b: x' is no header field"),
        (["-H", ": x"], "-H ': x' is no header field"),
        (["-F", "nothing"], "-F 'nothing' is no part"),
        (["-F", "a=b;type=é"], "names a type that cannot be sent"),
        (["--data-urlencode", "a@p.png"], "p.png is no text in UTF-8"),
    ],
)
def test_arguments_that_mean_nothing_are_said(arguments: list[str], message: str) -> None:
    """A usage error names the argument."""
    with pytest.raises(Misuse, match=re.escape(message)):
        built(*arguments)


@pytest.mark.parametrize("option", ["-d", "--data-binary", "--json"])
def test_missing_file_is_an_error(option: str) -> None:
    """It is that of the system, which names the file."""
    with pytest.raises(FileNotFoundError, match="nowhere"):
        built(option, "@nowhere")
