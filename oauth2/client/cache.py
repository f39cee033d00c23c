"""httplib2's cache, told apart by who is asking, and clean of what a request was signed with.

A GET that is signed in the header has a URL that stays, so it can be cached; and under that URL
alone, one user would be served what another has fetched.
"""

from __future__ import annotations

import hashlib
import html
import re
import tempfile
from contextlib import suppress
from email.errors import HeaderParseError
from email.header import decode_header
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import httplib2

from ..encoding import form_decode, form_encode, percent_decode
from .chain import Chain

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_REMEMBERED_REDIRECTS = (b"status: 301", b"status: 308")
# The answer to a request that carries one of these holds a token secret.
_ASKS_FOR_TOKEN = ("oauth_callback", "oauth_verifier", "oauth_session_handle", "x_auth_")
# What gives away that an answer repeats how it was asked for, or holds a token secret.  The names
# need no escape, so they are the same in a URL, in JSON and in HTML.
_TELLTALE = re.compile(rb"oauth_signature(?!_method)|oauth_token_secret")
# What changes from one request to the next, or does not matter to what is answered.
_NOT_WHO = frozenset(
    {
        "oauth_body_hash",
        "oauth_nonce",
        "oauth_signature",
        "oauth_signature_method",
        "oauth_timestamp",
        "oauth_version",
    }
)
# Header fields of an answer that may repeat the URL, and so a signature in its query.
_URL_FIELDS = frozenset({b"content-location", b"location", b"-x-permanent-redirect-url"})
# A shorter nonce could stand in any text.
_LEAST_NONCE = 8
# A link in a page in a page, and one more.
_MOST_ESCAPES = 4
_RUN = re.compile(rb"[A-Za-z0-9]{4,}")
_JSON_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})")


class PrivateCache:
    """What one request sees of a cache: the answers to its own consumer and token.

    The keys that httplib2 asks for are not looked at: they are the URLs as they were signed.

    Args:
        store: a cache as httplib2 takes it, with `get`, `set` and `delete`.
        chain: the request.
        serves: False where this request must neither be served nor stored.
    """

    def __init__(self, store: Any, chain: Chain, *, serves: bool) -> None:
        self._store = store
        self._chain = chain
        self._key = f"{chain.unsigned.url._replace(fragment=None)}#{_who(chain)}"
        self._serves = (
            serves and _can_be_served(chain) and not self._tells(self._key.encode("ascii"))
        )

    def get(self, _: str) -> bytes | None:
        """Return what is stored, or None."""
        stored: bytes | None = self._store.get(self._key) if self._serves else None
        return stored

    def set(self, _: str, value: bytes) -> None:
        """Store an answer, unless it shows how it was asked for, or holds a token secret."""
        clean = self._cleaned(value)
        # httplib2 would serve the empty answer to a HEAD to the next GET.
        wanted = self._chain.method == "GET" or value.startswith(_REMEMBERED_REDIRECTS)
        if self._serves and wanted and clean is not None and not self._tells(clean):
            self._store.set(self._key, clean)
        else:
            self._store.delete(self._key)

    def delete(self, _: str) -> None:
        """Forget what is stored."""
        self._store.delete(self._key)

    def _tells(self, value: bytes) -> bool:
        """Tell whether an answer repeats the signature, or the nonce, or holds a secret."""
        if _TELLTALE.search(value):
            return True
        spent = self._chain.trail.spent
        nonces = {text for name, text in spent if name == "oauth_nonce"}
        if any(len(each) >= _LEAST_NONCE and each.encode("utf-8") in value for each in nonces):
            return True
        signatures = self._chain.trail.signatures
        # That of PLAINTEXT is the secrets, encoded.
        return _shows(value, signatures | {percent_decode(each) for each in signatures})

    def _cleaned(self, value: bytes) -> bytes | None:
        """Return an answer without what it says of the request; None where that cannot be done."""
        head, separator, content = value.partition(b"\r\n\r\n")
        kept = []
        for field in head.split(b"\r\n"):
            name, colon, said = field.partition(b":")
            if name.lower() == b"-varied-authorization":
                continue
            if name.lower() == b"-varied-cookie":
                return None
            try:
                plain = _decoded(said)
            except (ValueError, LookupError, TypeError, HeaderParseError):
                # httplib2 would fail on it as well, whenever it reads what is stored.
                return None
            clean = self._cleaned_field(name.lower(), plain)
            if plain is not said and (clean != plain or self._tells(plain)):
                return None
            kept.append(field if clean == plain else name + colon + b" " + clean)
        return b"\r\n".join(kept) + separator + content

    def _cleaned_field(self, name: bytes, said: bytes) -> bytes:
        if name == b"vary":
            # The key tells who asks; httplib2 would hold the signatures against each other.
            names = [each.strip() for each in said.split(b",")]
            kept = [each for each in names if each.lower() != b"authorization"]
            return said if kept == names else b", ".join(kept)
        if name in _URL_FIELDS:
            url = said.decode("utf-8", "surrogateescape")
            return self._chain.trail.without_echo(url).encode("utf-8", "surrogateescape")
        return said


def private_cache(store: Any, chain: Chain, credentials: Any) -> PrivateCache | None:
    """Return what a request sees of a client's cache, or None where there is none.

    Args:
        store: the cache, or None.
        chain: the request.
        credentials: the user names and passwords that httplib2 has for the client.
    """
    # Each password is one more user, whose answers are not told apart.
    alone = not credentials.credentials
    return PrivateCache(store, chain, serves=alone) if store else None


def _can_be_served(chain: Chain) -> bool:
    """Tell whether the key says all of who asks, and the answer may lie about for a while."""
    unsigned, added = chain.unsigned, chain.trail.added
    fields = {name.lower() for name in unsigned.headers}
    # A caller's own password is one more user, and a secret to tell that one by.
    if "authorization" in fields:
        return False
    if chain.method in _SAFE and unsigned.body is not None:
        return False
    in_url = [name for name, _ in form_decode(unsigned.url.query or "")]
    if any(name.startswith(("oauth_", "x_auth_")) for name in in_url):
        return False
    return not any(name.startswith(_ASKS_FOR_TOKEN) for name, _ in added)


def _who(chain: Chain) -> str:
    """Return a digest of who asks whom, made of what a request shows anyway; no secret is in it."""
    who = [(name, value) for name, value in chain.trail.added if name not in _NOT_WHO]
    if who:
        # Some providers name the account there.
        realm = chain.trail.signer.realm_for(str(chain.unsigned.url))
        who.append(("realm", "" if realm is None else realm))
    fields = chain.unsigned.headers.items()
    who += [("host", value) for name, value in fields if name.lower() == "host"]
    return hashlib.sha256(form_encode(who).encode("ascii")).hexdigest()


def _decoded(said: bytes) -> bytes:
    """Return a field's value as httplib2 reads it: decoded (RFC 2047) where it is not ASCII."""
    text = said.strip()
    if not (text.startswith(b"=?") and text.endswith(b"?=")):
        return said
    # To the letter what httplib2 does.
    octets, charset = decode_header(text.decode("ascii", "replace"))[0]
    return str(octets, charset).encode("utf-8")  # type: ignore[arg-type]  # fails if there is none


def _shows(value: bytes, texts: frozenset[str]) -> bool:
    """Tell whether an answer has one of some texts in it, however often escaped, and for what."""
    octets = [text.encode("utf-8", "surrogateescape") for text in texts]
    # No escape touches letters and digits, and to look for these takes no time.
    wanted = [each for each in octets if all(run in value for run in _RUN.findall(each))]
    for _ in range(_MOST_ESCAPES if wanted else 0):
        if any(each in value for each in wanted):
            return True
        value = _unescaped(value)
    return False


def _unescaped(value: bytes) -> bytes:
    """Undo once what JSON, HTML and URLs do to a text."""
    text = value.decode("utf-8", "replace")
    if "\\" in text:
        text = _JSON_ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text).replace("\\/", "/")
        # JSON has characters beyond U+FFFF in two halves.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return unquote_to_bytes(html.unescape(text))


class Folder(httplib2.FileCache):
    """A folder of answers that threads and processes may share: a file is there whole or not."""

    def set(self, key: str, value: bytes) -> None:
        """Store a value."""
        with tempfile.NamedTemporaryFile(dir=self.cache, delete=False) as file:
            # Closed before it is renamed, and gone whatever happens.
            try:
                file.write(value)
                file.close()
                Path(file.name).replace(Path(self.cache, self.safe(key)))
            finally:
                Path(file.name).unlink(missing_ok=True)

    def delete(self, key: str) -> None:
        """Forget a value; another thread may have done so already."""
        with suppress(FileNotFoundError):
            super().delete(key)
