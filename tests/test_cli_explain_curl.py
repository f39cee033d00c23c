"""What `oauth2 explain` reads in a command line of curl, against what the real curl sends."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from _loopback import Loopback
from _system import require

from oauth2.base_string import split_url
from oauth2.cli.failures import Misuse
from oauth2.cli.reading.curl import is_curl, read_curl
from oauth2.cli.reading.shell import split_commands

#: URL is where the server is.
COMMANDS = [
    "curl URL",
    "curl 'URL?x=1'",
    "curl 'URL/x?a=1&b=2#fragment'",
    "curl URL/x?a=1&b=2",
    "curl -XPOST URL/x -d a=1 -d 'b=2 3'",
    "curl -d '' URL/",
    "curl -d x=1 -- URL/dd",
    "curl -HX-A:1 -da=1 URL/",
    "curl -sSX DELETE URL/a/../b/./c",
    "curl URL/a//b/..//c/.",
    "curl --path-as-is URL/a/../b",
    "curl URL/%7Ea/%2e%2e/b",
    "curl 'URL/?a\\[0\\]=1&b=\\{x\\}'",
    "curl -g 'URL/?a[0]=1'",
    "curl -I URL/",
    "curl -T - -H 'Expect:' URL/t",
    "curl -o /dev/null -w '' --url URL/u",
    "curl -A agent -e ref -b c=d -m 5 --retry 0 -k -x '' --compressed --http1.1 -L URL/q",
    'curl -H \'X-A;\' -H \'Accept:\' -H "Authorization: OAuth a=\\"b\\", c=\\"\\$d\\"" URL/',
    "curl -d a=1 -X PUT -H 'Host: api.example.com' URL/",
    "curl -H 'Content-Type;' -d 'a=1' URL/",
    "curl --data-binary 'a=1' -H 'Content-Type:' URL/",
    "curl --data-raw '@x' URL/",
    "curl --data-ascii 'é=ü' URL/",
    "curl --data-raw $'a=\\'1\\'\\n&b=\\u0021\\x41\\101\\xc3\\xa9\\?\\q' URL/",
    'curl -d "a=1\nb=2\\\n3\\q" \\\n  URL/nl',
    "curl -d a=1 --data-urlencode 'q=a b&c/é~' --data-urlencode '=x y' URL/",
    "curl --data-urlencode 'plain text' --data-urlencode 'a@b=c d' URL/",
    "curl -G -d a=1 URL/s",
    "curl -G -d a=1 --data-urlencode 'q=café x' 'URL/s?z=9'",
    "curl --json '{\"a\":' --json '1}' URL/",
    "curl --json '{\"a\":1}' -H 'Content-Type: application/x+json' URL/",
    "curl -d a --json b -d c URL/",
    "curl --form-string a=b -F c=d URL/f",
    "curl --url-query 'a=b c' --url-query '+x=1+2' 'URL/?z=1'",
    "X=1 curl -s URL/r 2>&1 >/dev/null | cat; curl --version >/dev/null",
    "curl -s URL/1 -: 'URL/2?oauth_signature=a'",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_command_is_read_as_curl_reads_it(command: str, server: Loopback) -> None:
    """Method, path and query, body, and the header fields that count."""
    require("curl", shutil.which("curl"), "curl is not installed (Debian's package curl)")
    # Without what the user's own file says.
    line = command.replace("URL", server.url("")).replace("curl ", "curl -q ", 1)
    subprocess.run(["bash", "-c", line], input=b"", capture_output=True, timeout=60, check=False)

    sent = server.requests[-1]
    read = read_curl(line)
    # Some versions of curl write the hexadecimal digits of what they encode in lower case.
    went, url = (
        re.sub("%..", lambda escape: escape[0].upper(), text)
        for text in (server.url(sent.target), str(split_url(read.url)))
    )
    assert (read.method, url) == (sent.method, went)
    assert read.body in {None, sent.body}
    for name in ("Authorization", "X-A", "Content-Type"):
        values = [value for field, value in read.headers if field == name]
        assert [value.partition("; boundary")[0] for value in sent.values(name)] == values


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("curl example.com/x", ("GET", "http://example.com/x", b"")),
        ("curl.exe --proto-default https example.com", ("GET", "https://example.com", b"")),
        ("/usr/bin/curl -d @f http://h/", ("POST", "http://h/", None)),
        ("curl --data-binary @f http://h/", ("POST", "http://h/", None)),
        ("curl --data-urlencode a@f http://h/", ("POST", "http://h/", None)),
        ("curl -F a=b http://h/", ("POST", "http://h/", None)),
        ("curl http://h/ -X", ("GET", "http://h/", b"")),
        (r"curl $'http://h/\U0001F600\U99999999\cx'", ("GET", "http://h/😀\\U99999999\\cx", b"")),
        ("curl http://h/1 http://h/2", ("GET", "http://h/1", b"")),
        ("curl http://h/1; curl http://h/2?oauth_signature=a\ncurl http://h/3",
         ("GET", "http://h/2?oauth_signature=a", b"")),
    ],
)  # fmt: skip
def test_command_is_read(command: str, expected: tuple[str, str, bytes | None]) -> None:
    """What is in a file is not known, and is not read."""
    read = read_curl(command)

    assert (read.method, read.url, read.body) == expected


@pytest.mark.parametrize(
    ("command", "note"),
    [
        ("curl http://h/?a=1&b=2", "the shell ends the command at &"),
        ("curl http://h/\n -d a=1", "the shell ends the command at a line break"),
        ("curl -H @f http://h/", "the header fields in a file are not looked at"),
        ("curl -T f http://h/ http://h/2", "of several URLs the first is looked at"),
        ("curl -d @f http://h/", "what curl reads from a file is not looked at"),
    ],
)
def test_what_is_not_looked_at_is_told(command: str, note: str) -> None:
    """One sentence for each."""
    [found] = read_curl(command).notes

    assert found.startswith(note)


@pytest.mark.parametrize("command", ["curl http://h/ | jq .", "curl http://h/\n\n", "curl h &"])
def test_nothing_is_told_where_nothing_is_left_out(command: str) -> None:
    """What stands behind a pipe is another program's."""
    assert read_curl(command).notes == ()


def test_words_are_those_of_a_shell() -> None:
    """Single and double quotes, $'...', escapes, continuation lines, redirections."""
    [first, second] = split_commands("a'b c'\"d\\\"$E\"\\ f $'\\t' $ '' \\\n g2 3>x <y 4> z|h")

    assert (first.words, first.variables, first.end) == (
        ["ab cd\"$E f", "\t", "$", "", "g2"], ["$E"], "|"
    )  # fmt: skip
    assert second.words == ["h"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("curl http://h/", True),
        ("$ curl \\\n http://h/", True),
        ("sudo /usr/bin/curl -s http://h/", True),
        ("libcurl is fine", False),
        ("the curler", False),
    ],
)
def test_curl_is_known_by_its_name(text: str, expected: bool) -> None:
    """Wherever the word stands."""
    assert is_curl(text) is expected


def test_command_of_windows_is_refused() -> None:
    """Its quotes are others, and browsers offer both."""
    with pytest.raises(Misuse, match=r"copy it as 'cURL \(bash\)'"):
        read_curl('curl ^"http://h/^" ^\r\n  -H ^"a: b^"')
