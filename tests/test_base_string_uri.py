"""The base string URI (RFC 5849 section 3.4.1.2), and the URL that is sent."""

from __future__ import annotations

from typing import Any

import pytest

from oauth2.base_string import base_string_uri, signature_base_string, split_url
from oauth2.errors import Error, InvalidText, InvalidURL


@pytest.mark.parametrize(
    ("url", "uri"),
    [
        # The first two are RFC 5849's own.
        pytest.param("HTTP://EXAMPLE.COM:80/r%20v/X?id=123", "http://example.com/r%20v/X", id="A7"),
        pytest.param(
            "https://www.example.net:8080/?q=1", "https://www.example.net:8080/", id="A10 port kept"
        ),
        pytest.param("http://example.com?a=1", "http://example.com/", id="A8"),
        pytest.param("http://example.com#top", "http://example.com/", id="A8 fragment"),
        pytest.param("http://u:p@example.com/x", "http://example.com/x", id="A9"),
        pytest.param("http://u@x:p@example.com/x", "http://example.com/x", id="A9 two at signs"),
        pytest.param("http://h:80/", "http://h/", id="A10 http 80"),
        pytest.param("https://h:443/", "https://h/", id="A10 https 443"),
        pytest.param("https://h:80/", "https://h:80/", id="A10 https 80"),
        pytest.param("http://h:443/", "http://h:443/", id="A10 http 443"),
        pytest.param("http://h:8080", "http://h:8080/", id="A10 8080"),
        pytest.param("http://h:/", "http://h/", id="A10 empty port"),
        pytest.param("http://h:0080/", "http://h/", id="A10 leading zeros"),
        pytest.param("http://h:65535/", "http://h:65535/", id="A10 highest port"),
        pytest.param("http://[2001:DB8::1]:80/x", "http://[2001:db8::1]/x", id="A11"),
        pytest.param("http://[2001:db8:0::1]:81/", "http://[2001:db8:0::1]:81/", id="A11 as is"),
        pytest.param("http://[fe80::1%25eth0]/", "http://[fe80::1%25eth0]/", id="A11 zone"),
        pytest.param("http://h/r v/X", "http://h/r%20v/X", id="A12 space"),
        pytest.param("http://h/é", "http://h/%C3%A9", id="A12 non-ASCII"),
        pytest.param("http://h/!x", "http://h/!x", id="A12 raw"),
        pytest.param("http://h/%21x/%c3%A9", "http://h/%21x/%c3%A9", id="A12 escapes"),
        pytest.param('http://h/"<>[]', "http://h/%22%3C%3E%5B%5D", id="A12 illegal"),
        pytest.param("http://h/\\^`{|}", "http://h/%5C%5E%60%7B%7C%7D", id="A12 illegal too"),
        pytest.param("http://h/100%", "http://h/100%", id="A12 stray percent"),
        pytest.param("http://h/-._~!$&'()*+,;=:@", "http://h/-._~!$&'()*+,;=:@", id="A12 legal"),
        pytest.param("http://h/a\tb\r\nc\x00", "http://h/a%09b%0D%0Ac%00", id="control characters"),
        pytest.param("http://h/a;v=1?x=1", "http://h/a;v=1", id="A13"),
        pytest.param("http://h//a/../b/./", "http://h//a/../b/./", id="path as sent"),
        pytest.param("http://h/?a=/b#/c?d", "http://h/", id="slash behind the path"),
        # python -c "print('bücher.example'.encode('idna').decode())"
        pytest.param("http://BÜCHER.example/", "http://xn--bcher-kva.example/", id="IDNA"),
        pytest.param("http://my_host.example./", "http://my_host.example./", id="lenient host"),
        pytest.param(b"http://h/\xc3\xa9", "http://h/%C3%A9", id="bytes"),
    ],
)
def test_base_string_uri_is_what_is_sent(url: Any, uri: str) -> None:
    """Scheme and host in lower case, no default port, the path as it is sent (A7-A13)."""
    assert base_string_uri(url) == uri


@pytest.mark.parametrize(
    ("url", "message"),
    [
        pytest.param("", "must start with http:// or https://", id="nothing"),
        pytest.param("/path", "must start with http:// or https://", id="relative"),
        pytest.param("example.com/", "must start with http:// or https://", id="no scheme"),
        pytest.param("http:/h/", "must start with http:// or https://", id="one slash"),
        pytest.param(" http://h/", "must start with http:// or https://", id="blank in front"),
        pytest.param("ftp://h/", "not ftp://$", id="ftp"),
        pytest.param("httpx://h/", "not httpx://$", id="nearly http"),
        pytest.param("http://", "host", id="no host"),
        pytest.param("http:///path", "host", id="empty host"),
        pytest.param("http://:80/", "host", id="port alone"),
        pytest.param("http://u:p@/", "host", id="user alone"),
        pytest.param("http://a b/", "host", id="blank in the host"),
        pytest.param("http://a\r\nb/", "host", id="line break in the host"),
        pytest.param("http://good.com\\@h\\/", "host", id="backslash"),
        pytest.param("http://h:1:2/", "host", id="two ports"),
        pytest.param("http://h:8x/", "host", id="port that is no number"),
        pytest.param("http://h:\u0663/", "host", id="port in other digits"),
        pytest.param("http://[::1/", "host", id="bracket not closed"),
        pytest.param("http://::1/", "host", id="IPv6 without brackets"),
        pytest.param("http://[::1]x/", "host", id="text behind the bracket"),
        pytest.param("http://[zz]/", "host", id="no address in brackets"),
        pytest.param("http://[::1%\r\nX: y]/", "host", id="line break in a zone"),
        pytest.param("http://[::1%é]/", "host", id="zone beyond ASCII"),
        pytest.param("http://h:65536/", "port", id="port too high"),
        pytest.param("http://h:0000065536/", "port", id="port too high behind zeros"),
        pytest.param("http://h:" + "9" * 5000 + "/", "port", id="port of 5000 digits"),
        pytest.param("http://é..b/", "host", id="empty label beyond ASCII"),
        pytest.param("http://a..b/", "host", id="empty label"),
        pytest.param("http://.a/", "host", id="empty label in front"),
        pytest.param("http://" + "a" * 64 + ".example/", "host", id="label too long"),
        pytest.param("http://stra\xdfe.example/", "IDNA", id="two names"),
        pytest.param("http://\xad/", "host", id="nothing but a soft hyphen"),
        # What follows would be another host, port or path once IDNA has made ASCII of it.
        pytest.param("http://good.example\uff0f.evil.example/", "host", id="wide slash"),
        pytest.param("http://good.example\uff1a80.evil.example/", "host", id="wide colon"),
        pytest.param("http://good.example\uff20evil.example/", "host", id="wide at sign"),
        pytest.param("http://good.example\uff1fevil.example/", "host", id="wide question mark"),
        pytest.param("http://good.example\uff03evil.example/", "host", id="wide number sign"),
        pytest.param("http://\u2100.example/", "host", id="account of"),
        pytest.param("http://a\xa0b.example/", "host", id="no-break space"),
    ],
)
def test_url_is_refused_when_it_cannot_be_sent(url: str, message: str) -> None:
    """A URL that is not http(s), or whose host is none, is an error that says so."""
    with pytest.raises(InvalidURL, match=message) as caught:
        split_url(url)

    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("url", ["http://h/\ud800", b"http://h/\xff"], ids=["surrogate", "bytes"])
def test_url_is_refused_when_it_is_no_text(url: Any) -> None:
    """What is no text is an error of ours, no UnicodeError from inside."""
    with pytest.raises(InvalidText, match="the URL"):
        split_url(url)


def test_url_is_a_type_error_when_it_is_none() -> None:
    """The message names the argument."""
    with pytest.raises(TypeError, match="the URL must be text or bytes, not NoneType"):
        split_url(None)  # type: ignore[arg-type]  # what a program does


@pytest.mark.parametrize(
    "url",
    [
        "http://user:hunter2@h:x/?oauth_token=hunter2",
        "ftp://user:hunter2@h/?oauth_token=hunter2",
        "h?x=hunter2&cb=http://x/",
        "?x=hunter2://",
        "/cb?oauth_verifier=hunter2",
    ],
)
def test_refused_url_is_not_shown(url: str) -> None:
    """What a URL holds may be secret, so that the message shows no more of it than its scheme."""
    with pytest.raises(Error) as caught:
        split_url(url)

    assert "hunter2" not in str(caught.value)


def test_parts_of_a_url_are_those_on_the_wire() -> None:
    """Each part is encoded as it is sent, and only where it must be."""
    url = split_url("HTTPS://u:p@H:8443/a b?x[0]='é\" |{}'&y=%zz+1#f g")

    assert (url.scheme, url.host, url.port, url.authority) == ("https", "h", 8443, "h:8443")
    assert url.path == "/a%20b"
    assert url.query == "x[0]='%C3%A9\"%20|{}'&y=%zz+1"
    assert str(url).startswith("https://h:8443/a%20b?x[0]='%C3%A9")


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        pytest.param("http://h", "http://h/", id="path"),
        pytest.param("http://h?", "http://h/?", id="empty query"),
        pytest.param("http://h/#", "http://h/#", id="empty fragment"),
        pytest.param("http://h/?a=\xff\x00", "http://h/?a=%C3%BF%00", id="query"),
        pytest.param("http://h/#é\r\nX: y", "http://h/#%C3%A9%0D%0AX:%20y", id="fragment"),
        pytest.param("http://h/?q=%FF%2525", "http://h/?q=%FF%2525", id="A2, A17"),
    ],
)
def test_url_is_sent_as_it_came_when_it_can_be(url: str, sent: str) -> None:
    """The URL as text holds nothing that cannot be sent, and no escape is changed (A2, A17)."""
    assert str(split_url(url)) == sent


@pytest.mark.parametrize(
    ("query", "sent"), [("b=2", "http://h/p?b=2#f"), (None, "http://h/p#f"), ("", "http://h/p?#f")]
)
def test_with_query_replaces_the_query_alone(query: str | None, sent: str) -> None:
    """A query can be changed, taken away, or empty."""
    assert split_url("http://h/p?a=1#f").with_query(query) == sent


@pytest.mark.parametrize(
    ("authority", "sent"),
    [
        pytest.param("B.example", "https://b.example/p?q", id="host"),
        pytest.param("b.example:8443", "https://b.example:8443/p?q", id="host and port"),
        pytest.param("b.example:443", "https://b.example/p?q", id="default port"),
        pytest.param("[::1]:80", "https://[::1]:80/p?q", id="IPv6"),
    ],
)
def test_at_host_replaces_host_and_port_alone(authority: str, sent: str) -> None:
    """The host is what the Host header says (RFC 5849 section 3.4.1.2, item 2)."""
    assert str(split_url("https://a.example:81/p?q").at_host(authority)) == sent


@pytest.mark.parametrize("authority", ["", "u@h", "h/harmless?x=1#", "h?x", "h#", "h\r\n", "h:x"])
def test_at_host_refuses_what_is_more_than_a_host(authority: str) -> None:
    """A Host header cannot bring a path, a query or user information with it."""
    with pytest.raises(InvalidURL, match="host"):
        split_url("https://a.example/").at_host(authority)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.com/", True),
        ("http://localhost:8080/", True),
        ("http://app.LOCALHOST/", True),
        ("http://127.0.0.1/", True),
        ("http://127.1.2.3/", True),
        ("http://[::1]:80/", True),
        ("http://example.com/", False),
        ("http://localhost.example.com/", False),
        ("http://notlocalhost/", False),
        ("http://127.0.0.1.example.com/", False),
        ("http://127.0.0.1@example.com/", False),
        ("http://10.0.0.1/", False),
        ("http://[::2]/", False),
    ],
)
def test_keeps_secrets_is_true_when_nobody_can_listen(url: str, expected: bool) -> None:
    """Nobody listens to https, nor on this machine (E18)."""
    assert split_url(url).keeps_secrets is expected


def test_url_is_refused_when_its_host_is_too_long() -> None:
    """RFC 1035 section 2.3.4 ends names at 255 octets, and IDNA takes long for more."""
    with pytest.raises(InvalidURL, match="host is too long"):
        base_string_uri("http://" + "é" * 256 + "/")


def test_parameters_that_a_program_normalises_itself_are_encoded_all_the_same() -> None:
    """An override of get_normalized_parameters may give characters that need more encoding."""
    assert signature_base_string("GET", "http://h/", "a=ü b") == (
        "GET&http%3A%2F%2Fh%2F&a%3D%C3%BC%20b"
    )
