"""Request shapes: what a caller hands over, and what must come out on the wire.  Only data.

Any HTTP library may be tried against the table.  `target` stands behind the origin of a server on
loopback; the expected values follow from RFC 5849, the body hashes from
`printf '…' | openssl dgst -sha1 -binary | base64`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

FORM = "application/x-www-form-urlencoded"

#: Where the protocol parameters must stand, by `placement`.
URL_ONLY = {"header": "header", "query": "query", "body": "header", "classic": "query"}
FORM_BODY = {"header": "header", "query": "query", "body": "body", "classic": "body"}
OTHER_BODY = {"header": "header", "query": "query", "body": "header", "classic": "header"}


@dataclass(frozen=True)
class File:
    """A body that is a binary file, read up to a position already."""

    content: bytes
    position: int = 0


@dataclass(frozen=True)
class Chunks:
    """A body that is a generator of these parts."""

    parts: tuple[bytes, ...]


@dataclass(frozen=True)
class Shape:
    """One request, and what is right about it."""

    id: str
    #: Path and query of the URL as the caller gives it.
    target: str = "/photos"
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: str | bytes | bytearray | File | Chunks | None = None

    #: Path and query on the wire, where they differ from `target`.
    sent_target: str | None = None
    sent_body: bytes = b""
    #: The Content-Type on the wire.
    sent_type: str | None = None
    #: The request's own parameters, normalised (RFC 5849 section 3.4.1.3.2).
    signed: str = ""
    #: The value of `oauth_body_hash` with HMAC-SHA1, or None where there must be none.
    body_hash: str | None = None
    places: Mapping[str, str] = field(default_factory=lambda: URL_ONLY)
    #: The verifiers that refuse this request although it is right, and why.
    refused: Mapping[str, str] = field(default_factory=dict)


# --- why a peer refuses what is right -----------------------------------------------------------

_RAW_BRACKET = {
    "oauthlib": "oauthlib: refuses raw [ ] in a query (oauthlib#404)",
    "authlib": "Authlib: refuses raw [ ] in a query",
}
_RAW_APOSTROPHE = {"authlib": "Authlib: refuses a raw ' in a query"}
_LONE_PERCENT = {
    "oauthlib": "oauthlib: refuses a % that starts no escape",
    "authlib": "Authlib: refuses a % that starts no escape",
}
_NO_UTF8 = {
    "oauthlib": "oauthlib: reads octets that are no UTF-8 as U+FFFD",
    "authlib": "Authlib: reads octets that are no UTF-8 as U+FFFD",
}
_RAW_OCTETS = {
    "oauthlib": "oauthlib: refuses raw octets above 127 in a form",
    "authlib": "Authlib: refuses raw octets above 127 in a form",
}
_UPPER_CASE_TYPE = {"oauthlib": "oauthlib: knows the form type in lower case only"}
_TWO_SLASHES = {"authlib": "http.server, on which Flask's server stands, drops one slash of //"}

# --- queries ------------------------------------------------------------------------------------

QUERIES = [
    Shape("no query"),
    Shape(
        "rfc query",
        "/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b",
        signed="a2=r%20b&a3=a&b5=%3D%253D&c%40=",
    ),
    Shape(
        "raw snowman",
        "/photos?q=a%20b&z=~t&u=☃",
        sent_target="/photos?q=a%20b&z=~t&u=%E2%98%83",
        signed="q=a%20b&u=%E2%98%83&z=~t",
    ),
    Shape("raw space", "/photos?q=a b", sent_target="/photos?q=a%20b", signed="q=a%20b"),
    Shape("plus", "/photos?q=a+b", signed="q=a%20b"),
    Shape("plus and escaped plus", "/photos?q=1+2%2B3", signed="q=1%202%2B3"),
    Shape("two values", "/photos?d=2&d=1", signed="d=1&d=2"),
    Shape("three values", "/photos?foo=3&foo=2&foo=1", signed="foo=1&foo=2&foo=3"),
    Shape("same pair twice", "/photos?a=1&a=1", signed="a=1&a=1"),
    Shape("blank value and flag", "/photos?e=&f", signed="e=&f="),
    Shape("empty segments", "/photos?&a=1&&b=2&", signed="a=1&b=2"),
    Shape("empty name", "/photos?=v", signed="=v"),
    Shape("equals in a value", "/photos?a=b=c", signed="a=b%3Dc"),
    Shape("raw brackets", "/photos?x[0]=1", signed="x%5B0%5D=1", refused=_RAW_BRACKET),
    Shape("empty brackets", "/photos?f[]=1", signed="f%5B%5D=1", refused=_RAW_BRACKET),
    Shape("escaped brackets", "/photos?x%5B0%5D=1", signed="x%5B0%5D=1"),
    Shape(
        "sub-delimiters",
        "/photos?x=a*b!c'(d)",
        signed="x=a%2Ab%21c%27%28d%29",
        refused=_RAW_APOSTROPHE,
    ),
    Shape("slash and question mark", "/photos?u=http://h/?q", signed="u=http%3A%2F%2Fh%2F%3Fq"),
    Shape("escaped percent", "/photos?x=100%2525", signed="x=100%2525"),
    Shape("escaped twice", "/photos?q=%25252F", signed="q=%25252F"),
    Shape("lone percent", "/photos?a=100%&b=1", signed="a=100%25&b=1", refused=_LONE_PERCENT),
    Shape("percent and letters", "/photos?a=%zz", signed="a=%25zz", refused=_LONE_PERCENT),
    Shape("no utf-8", "/photos?q=%FF", signed="q=%FF", refused=_NO_UTF8),
    Shape("nul", "/photos?q=a%00b", signed="q=a%00b"),
    Shape("lower-case escapes", "/photos?q=%c3%a9", signed="q=%C3%A9"),
    Shape("semicolon", "/photos?a=1;b=2", signed="a=1%3Bb%3D2"),
    Shape("sorted once encoded", "/photos?c2=&c@=", signed="c%40=&c2="),
    Shape(
        "sorted by octets",
        "/photos?multi=BAR&multi=®&z=&é=",
        sent_target="/photos?multi=BAR&multi=%C2%AE&z=&%C3%A9=",
        signed="%C3%A9=&multi=%C2%AE&multi=BAR&z=",
    ),
    Shape("fragment", "/photos?a=1#top", sent_target="/photos?a=1", signed="a=1"),
]

# --- paths --------------------------------------------------------------------------------------

PATHS = [
    Shape("empty path", "", sent_target="/"),
    Shape("empty path and query", "?a=1", sent_target="/?a=1", signed="a=1"),
    Shape("escaped path", "/a%20b/%E2%98%83/x%2Fy"),
    Shape("raw path", "/é/☃", sent_target="/%C3%A9/%E2%98%83"),
    Shape("space in path", "/r v/X", sent_target="/r%20v/X"),
    Shape("path parameters", "/a;p=1/b;q=2"),
    Shape("path parameter and query", "/a;v=1?x=1", signed="x=1"),
    Shape("exclamation mark", "/invoice/!transform"),
    Shape("escaped exclamation mark", "/invoice/%21transform"),
    Shape("reserved characters", "/a:b@c/$&'()*+,=~-._"),
    Shape("illegal characters", '/"<>[]^`{|}', sent_target="/%22%3C%3E%5B%5D%5E%60%7B%7C%7D"),
    Shape("lower-case escapes in path", "/caf%c3%a9/x%2fy"),
    Shape("lone percent in path", "/100%/x"),
    Shape("no utf-8 in path", "/%FF"),
    Shape("two slashes inside", "/a//b"),
    Shape("two slashes first", "//a/b", refused=_TWO_SLASHES),
    Shape("dot segments", "/a/../b/./c"),
    Shape("fragment without query", "/photos#top", sent_target="/photos"),
]

# --- methods ------------------------------------------------------------------------------------

METHODS = [
    Shape("put without body", method="PUT", places=OTHER_BODY),
    Shape("patch without body", method="PATCH", places=OTHER_BODY),
    Shape("delete", "/photos?id=7", method="DELETE", signed="id=7", places=OTHER_BODY),
    Shape("head", "/photos?id=7", method="HEAD", signed="id=7"),
    Shape("options", method="OPTIONS", places=OTHER_BODY),
    Shape("lower-case get", method="get"),
    Shape("custom method", method="M-SEARCH", places=OTHER_BODY),
]

# --- bodies -------------------------------------------------------------------------------------

_MULTIPART = (
    b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    b'--x\r\nContent-Disposition: form-data; name="f"; filename="p"\r\n\r\n\xff\xd8\r\n--x--\r\n'
)

# A form whose type is not given: POST with text is one (C13).
_GUESSED = Shape("", method="POST", sent_type=FORM, places=FORM_BODY)
_FORM = replace(_GUESSED, headers=(("Content-Type", FORM),))
_OTHER = Shape("", method="POST", places=OTHER_BODY)

FORMS = [
    replace(_GUESSED, id="post without body", sent_type=None),
    replace(_GUESSED, id="post with empty body", body=b"", sent_type=None),
    replace(
        _GUESSED, id="text without type", body="a=1&b=2", sent_body=b"a=1&b=2", signed="a=1&b=2"
    ),
    replace(
        _GUESSED, id="form bytes without type", body=b"a=%20", sent_body=b"a=%20", signed="a=%20"
    ),
    replace(_FORM, id="form text", body="b=2&a=", sent_body=b"b=2&a=", signed="a=&b=2"),
    replace(
        _FORM, id="form bytes", body=b"c2&a3=2+q", sent_body=b"c2&a3=2+q", signed="a3=2%20q&c2="
    ),
    replace(_FORM, id="form bytearray", body=bytearray(b"a=1"), sent_body=b"a=1", signed="a=1"),
    replace(_FORM, id="empty form", body=""),
    replace(
        _FORM,
        id="escaped form",
        body="n=%C3%A9%E2%98%83",
        sent_body=b"n=%C3%A9%E2%98%83",
        signed="n=%C3%A9%E2%98%83",
    ),
    replace(
        _FORM,
        id="raw text in form",
        body="n=é☃",
        sent_body=b"n=\xc3\xa9\xe2\x98\x83",
        signed="n=%C3%A9%E2%98%83",
        refused=_RAW_OCTETS,
    ),
    replace(
        _FORM,
        id="escaped octet in form",
        body=b"a=%FF",
        sent_body=b"a=%FF",
        signed="a=%FF",
        refused=_NO_UTF8,
    ),
    replace(
        _FORM,
        id="raw octet in form",
        body=b"a=\xff",
        sent_body=b"a=\xff",
        signed="a=%FF",
        refused=_RAW_OCTETS,
    ),
    replace(
        _FORM,
        id="form and query with the same names",
        target="/photos?a=2&b=x",
        body="a=1&a=3",
        sent_body=b"a=1&a=3",
        signed="a=1&a=2&a=3&b=x",
    ),
    replace(
        _FORM,
        id="form with charset",
        headers=(("Content-Type", FORM + "; charset=utf-8"),),
        body="a=1",
        sent_body=b"a=1",
        sent_type=FORM + "; charset=utf-8",
        signed="a=1",
    ),
    replace(
        _FORM,
        id="form type in other case",
        headers=(("content-TYPE", "Application/X-WWW-Form-URLEncoded"),),
        body="a=1",
        sent_body=b"a=1",
        sent_type="Application/X-WWW-Form-URLEncoded",
        signed="a=1",
        refused=_UPPER_CASE_TYPE,
    ),
    replace(
        _FORM,
        id="form by lower-case post",
        method="post",
        body="a=1",
        sent_body=b"a=1",
        signed="a=1",
    ),
    replace(_FORM, id="form by put", method="PUT", body="a=1", sent_body=b"a=1", signed="a=1"),
    replace(_FORM, id="form by patch", method="PATCH", body="a=1", sent_body=b"a=1", signed="a=1"),
    replace(
        _FORM, id="form by delete", method="DELETE", body="a=1", sent_body=b"a=1", signed="a=1"
    ),
    replace(_FORM, id="form in a file", body=File(b"a=1&b=2", 4), sent_body=b"b=2", signed="b=2"),
    replace(_FORM, id="form in chunks", body=Chunks((b"a=", b"1")), sent_body=b"a=1", signed="a=1"),
    replace(_FORM, id="get with form type", method="GET", places=URL_ONLY),
    replace(
        _FORM,
        id="get with form",
        method="GET",
        body="a=1",
        sent_body=b"a=1",
        signed="a=1",
        places=URL_ONLY,
    ),
]

BODIES = [
    replace(
        _OTHER,
        id="json text",
        headers=(("content-type", "application/json"),),
        body='{"a": "é"}',
        sent_body=b'{"a": "\xc3\xa9"}',
        sent_type="application/json",
        body_hash="3h1bGhKf3VutTgYD1lTCfgAdj3A=",
    ),
    replace(
        _OTHER,
        id="json by put",
        method="PUT",
        headers=(("Content-Type", "application/json"),),
        target="/photos?a=1",
        body=b'{"a": 1}',
        sent_body=b'{"a": 1}',
        sent_type="application/json",
        signed="a=1",
        body_hash="5K1NqtU6LuwDEzhq2oghHlDWk70=",
    ),
    replace(
        _OTHER,
        id="json by get",
        method="GET",
        headers=(("Content-Type", "application/json"),),
        body='{"a": 1}',
        sent_body=b'{"a": 1}',
        sent_type="application/json",
        body_hash="5K1NqtU6LuwDEzhq2oghHlDWk70=",
        places=URL_ONLY,
    ),
    replace(
        _OTHER,
        id="xml text",
        headers=(("Content-Type", "text/xml; charset=utf-8"),),
        body="<a/>",
        sent_body=b"<a/>",
        sent_type="text/xml; charset=utf-8",
        body_hash="25qoZjLG8syZaEot0V0rZIKOdiI=",
    ),
    replace(
        _OTHER,
        id="multipart",
        headers=(("Content-Type", "multipart/form-data; boundary=x"),),
        body=_MULTIPART,
        sent_body=_MULTIPART,
        sent_type="multipart/form-data; boundary=x",
        body_hash="zCK4UNjpxPRA04Nb9mBXw29u/LQ=",
    ),
    replace(
        _OTHER,
        id="image by put",
        method="PUT",
        headers=(("Content-Type", "image/jpeg"),),
        body=b"\xff\xd8",
        sent_body=b"\xff\xd8",
        sent_type="image/jpeg",
        body_hash="JutihdMtEzkwqrmmabEVWqggma4=",
    ),
    replace(
        _OTHER,
        id="bytes without type",
        body=b"\x00\xff\xfe",
        sent_body=b"\x00\xff\xfe",
        body_hash="yN/A/uBsnipPsPLeqo6lzOflSLg=",
    ),
    replace(
        _OTHER,
        id="bytearray without type",
        body=bytearray(b"\x00\xff\xfe"),
        sent_body=b"\x00\xff\xfe",
        body_hash="yN/A/uBsnipPsPLeqo6lzOflSLg=",
    ),
    replace(
        _OTHER,
        id="text by put without type",
        method="PUT",
        body="<a/>",
        sent_body=b"<a/>",
        body_hash="25qoZjLG8syZaEot0V0rZIKOdiI=",
    ),
    replace(
        _OTHER,
        id="file",
        body=File(b"\xff\xd8"),
        sent_body=b"\xff\xd8",
        body_hash="JutihdMtEzkwqrmmabEVWqggma4=",
    ),
    replace(
        _OTHER,
        id="file from a position on",
        body=File(b"read\xff\xd8", 4),
        sent_body=b"\xff\xd8",
        body_hash="JutihdMtEzkwqrmmabEVWqggma4=",
    ),
    replace(_OTHER, id="chunks", body=Chunks((b"\xff", b"\xd8")), sent_body=b"\xff\xd8"),
]

SHAPES = [*QUERIES, *PATHS, *METHODS, *FORMS, *BODIES]
