"""A URL in the parts that are signed and sent (RFC 5849 section 3.4.1.2).  Pure: text in, text out.

A URL is split here by the pattern of RFC 3986 appendix B, not by `urllib.parse.urlsplit`, which
removes tabs and line breaks and so signs another URL than the one that is sent.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from ..encoding import to_text
from ..errors import InvalidURL

# Patterns that few URLs are held against are text: compiling them all would be a noticeable part of
# the time that importing the package takes, and `re` keeps what it has compiled.
_URL = (
    r"(?s)(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]*)://(?P<authority>[^/?#]*)"
    r"(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?"
)
# One that is spelled as it is to be sent, as most are: only its host can be in need of a look.
_AS_SENT = re.compile(
    r"(https?)://([A-Za-z0-9.\-]+(?::[0-9]+)?)"
    r"(/[A-Za-z0-9\-._~!$&'()*+,;=:@/%]*)(?:\?([!\"$-~]*))?"
)
_SCHEME = r"[A-Za-z][A-Za-z0-9+.\-]*"
_HOST_AND_PORT = re.compile(r"(?P<host>\[[0-9A-Za-z:.%\-_~]+\]|[^:\[\]]+)(?::(?P<port>[0-9]*))?")
# DNS wants labels of 1 to 63 octets.
_LABEL = r"""[^\x00-\x20\x7f<>"\\^`{}|/?#@%:\[\].]{1,63}"""
_HOST_NAME = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}\.?")
# What IDNA may make of a name: it turns a full-width "/" or "@" into the plain one.
_IDNA_NAME = r"[a-z0-9\-_.]+"
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
_LOOPBACK = rf"(?:.+\.)?localhost|127(?:\.{_OCTET}){{3}}|\[::1\]"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_HIGHEST_PORT = 65535
# RFC 1035 section 2.3.4; IDNA takes a long time for more.
_LONGEST_HOST = 255
# What IDNA 2003, which is Python's and httplib2's, spells in ASCII otherwise than IDNA 2008 (UTS 46
# section 7): one library would sign for a host, and another send to the next.
_TWO_NAMES = "[\u00df\u1e9e\u03c2\u200c\u200d]"

#: What may stand in a path as it is, beside letters and digits (RFC 3986 section 3.3).
PATH_CHARACTERS = "/-._~!$&'()*+,;=:@"
# A query is left alone but for what cannot be sent at all: white space, control characters and
# anything that is not ASCII.  Names like "x[0]" are common there and every server takes them raw.
PRINTABLE = "".join(chr(code) for code in range(0x21, 0x7F))


class URL(NamedTuple):
    """A URL in the parts that go on the wire, each part encoded as it is sent."""

    scheme: str
    #: Lower case; an IPv6 literal keeps its brackets.
    host: str
    #: None where the scheme's own port is meant.
    port: int | None
    path: str
    query: str | None
    fragment: str | None

    @property
    def authority(self) -> str:
        """What the Host header field says: the host, and the port unless it is the default."""
        return self.host if self.port is None else f"{self.host}:{self.port}"

    def at_host(self, authority: str) -> URL:
        """Return the URL with the host and the port of a Host header field.

        Raises:
            InvalidURL: it is not a host with or without a port.
        """
        if "@" in authority:
            raise InvalidURL("the Host header holds more than a host and a port")
        host, port = _at_origin(self.scheme, authority)
        return self._replace(host=host, port=port)

    @property
    def keeps_secrets(self) -> bool:
        """Whether nobody can listen: https, or a host name or address of this machine."""
        return self.scheme == "https" or re.fullmatch(_LOOPBACK, self.host) is not None

    @property
    def base_uri(self) -> str:
        """The base string URI (RFC 5849 section 3.4.1.2)."""
        # By itself where it can, without `authority`: it is asked for with every request.
        host = self.host if self.port is None else self.authority
        return f"{self.scheme}://{host}{self.path}"

    def with_query(self, query: str | None) -> str:
        """Return the whole URL as text, with another query."""
        url = self.base_uri if query is None else f"{self.base_uri}?{query}"
        return url if self.fragment is None else f"{url}#{self.fragment}"

    def __str__(self) -> str:
        """Return the whole URL as text."""
        return self.with_query(self.query)


def split_url(url: str | bytes, path_characters: str = PATH_CHARACTERS) -> URL:
    """Split a URL into the parts that go on the wire, encoding once what cannot be sent raw.

    Scheme and host become lower case, a host name outside ASCII becomes IDNA, an empty path `/`.
    The scheme's own port and user information are left out: neither is in the Host header field.
    Escapes that are there stay as they are.

    Args:
        url: an absolute http or https URL.
        path_characters: what may stand in its path as it is, beside letters and digits.

    Returns:
        The parts.

    Raises:
        InvalidURL: it is no such URL, or its host or port is none.
        InvalidText: it holds a lone surrogate, or is bytes that are not UTF-8.
        TypeError: it is no text at all.
    """
    if not isinstance(url, (str, bytes)):
        raise TypeError(f"the URL must be text or bytes, not {type(url).__name__}")
    url = to_text(url, "the URL")
    match = _AS_SENT.fullmatch(url)
    if match is not None:
        scheme, authority, path, query = match.groups()
        host, port = _at_origin(scheme, authority)
        return URL(scheme, host, port, path, query, None)
    match = re.fullmatch(_URL, url)
    scheme = match["scheme"].lower() if match else ""
    if match is None or scheme not in _DEFAULT_PORTS:
        raise InvalidURL(f"unsupported URL: it must start with http:// or https://{_found(url)}")
    host, port = _at_origin(scheme, match["authority"].rpartition("@")[2])
    query = match["query"]
    return URL(
        scheme,
        host,
        port,
        # "%" too, so that escapes, and a "%" that starts none, are signed and sent as they came.
        quote(match["path"], safe=path_characters + "%") or "/",
        None if query is None else quote(query, safe=PRINTABLE),
        None if match["fragment"] is None else quote(match["fragment"], safe=PRINTABLE),
    )


def _found(url: str) -> str:
    """Say what stands where the scheme should be; the rest of a URL may hold secrets."""
    scheme, colon, _ = url.partition("://")
    return f", not {scheme}://" if colon and re.fullmatch(_SCHEME, scheme) else ""


# Remembered, since a program sends to few hosts.  User information never gets here.
@lru_cache(maxsize=256)
def _at_origin(scheme: str, authority: str) -> tuple[str, int | None]:
    """Return the host, and the port unless it is the scheme's own."""
    host, port = _split_authority(authority)
    return host, None if port == _DEFAULT_PORTS[scheme] else port


def _split_authority(authority: str) -> tuple[str, int | None]:
    match = _HOST_AND_PORT.fullmatch(authority)
    if match is None:
        raise InvalidURL("the URL has no valid host")
    digits = (match["port"] or "").lstrip("0")
    port = int(digits[:6] or 0) if match["port"] else None
    if port is not None and port > _HIGHEST_PORT:
        raise InvalidURL(f"the URL's port is not one of 0 to {_HIGHEST_PORT}")
    host = match["host"].lower()
    if len(host) > _LONGEST_HOST:
        raise InvalidURL("the URL's host is too long")
    if host.startswith("["):
        return _ip_literal(host), port
    return host if host.isascii() and _HOST_NAME.fullmatch(host) else _idna(host), port


def _ip_literal(host: str) -> str:
    """Check an IPv6 address; it stays spelled as it is, since the Host header spells it so."""
    try:
        ipaddress.IPv6Address(host[1:-1])
    except ValueError:
        raise InvalidURL("the URL's host is no IPv6 address") from None
    return host


def _idna(host: str) -> str:
    """Return a host name in ASCII, as httplib2 sends it."""
    try:
        name = host.encode("idna").decode("ascii")
    except UnicodeError:
        name = ""
    if host.isascii() or not re.fullmatch(_IDNA_NAME, name):
        raise InvalidURL("the URL's host is no host name")
    if re.search(_TWO_NAMES, host):
        raise InvalidURL("the URL's host means two names in two versions of IDNA: write it as xn--")
    return name


def join_query(url: str, query: str) -> str:
    """Return a URL with more behind its query; what is there stays as it is.

    Args:
        url: with or without a query and a fragment, of whatever scheme.
        query: to be added, encoded; nothing is added where it is empty.
    """
    address, hash_sign, fragment = url.partition("#")
    separator = "" if not query or address[-1:] in {"?", "&"} else "&" if "?" in address else "?"
    return f"{address}{separator}{query}{hash_sign}{fragment}"
