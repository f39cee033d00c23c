"""The options of curl: which of them take a value, and what a command line says with them."""

from __future__ import annotations

from collections.abc import Iterator

# The letters of those that matter here; those behind them only take a value.
_LETTERS = {
    "X": "request",
    "H": "header",
    "d": "data",
    "F": "form",
    "T": "upload-file",
    "G": "get",
    "I": "head",
    "g": "globoff",
    ":": "next",
}
_LETTERS_WITH_VALUE = frozenset("XHdFTAbcCDeEhKmoPQrtuUwxyYz")
_NAMES_WITH_VALUE = """
abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout
connect-to continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii
data-binary data-raw data-urlencode delegation dns-interface dns-ipv4-addr dns-ipv6-addr
dns-servers doh-url dump-header ech egd-file engine etag-compare etag-save expect100-timeout form
form-string ftp-account ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode
happy-eyeballs-timeout-ms haproxy-clientip header help hostpubmd5 hostpubsha256 hsts interface
ip-tos ipfs-gateway json keepalive-cnt keepalive-time key key-type krb libcurl limit-rate
local-port login-options mail-auth mail-from mail-rcpt max-filesize max-redirs max-time netrc-file
noproxy oauth2-bearer output output-dir parallel-max pass pinnedpubkey preproxy proto proto-default
proto-redir proxy proxy-cacert proxy-capath proxy-cert proxy-cert-type proxy-ciphers proxy-crlfile
proxy-header proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name
proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 pubkey
quote random-file range rate referer request request-target resolve retry retry-delay
retry-max-time sasl-authzid service-name socks4 socks4a socks5 socks5-gssapi-service
socks5-hostname speed-limit speed-time stderr telnet-option tftp-blksize time-cond tls-max
tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii trace-config unix-socket
upload-file url url-query user user-agent variable vlan-priority write-out
"""
_WITH_VALUE = frozenset(_NAMES_WITH_VALUE.split())


def options_in(words: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the options by their long names, with their values; what is none is called "url".

    Args:
        words: behind the word `curl`.
    """
    rest = iter(words)
    for word in rest:
        if word == "--":
            yield from (("url", other) for other in rest)
        elif word.startswith("--"):
            name = word[2:]
            yield name, next(rest, "") if name in _WITH_VALUE else ""
        elif word.startswith("-") and word != "-":
            yield from _letters(word[1:], rest)
        else:
            yield "url", word


def _letters(letters: str, rest: Iterator[str]) -> Iterator[tuple[str, str]]:
    """Yield options that stand together, such as those of -sSX POST or -XPOST."""
    for at, letter in enumerate(letters):
        name = _LETTERS.get(letter, letter)
        if letter in _LETTERS_WITH_VALUE:
            yield name, letters[at + 1 :] or next(rest, "")
            return
        yield name, ""
