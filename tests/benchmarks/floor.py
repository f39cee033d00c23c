"""The floor: signs one request by doing only what cannot be left out, with the standard library.

It takes every argument on trust, and knows one signature method, one kind of body and one place.
"""

from __future__ import annotations

import hmac
import os
import re
import time
from base64 import b64encode
from urllib.parse import quote, unquote_plus, urlsplit

is_plain = re.compile(r"[A-Za-z0-9._~-]*").fullmatch


def decode(text: str) -> str:
    """Decode a name or value of a form, where there is something to decode."""
    return unquote_plus(text) if "%" in text or "+" in text else text


def encode(text: str) -> str:
    """Percent-encode a text, where there is something to encode (RFC 5849 section 3.6)."""
    return text if is_plain(text) else quote(text, "")


def authorization(
    method: str,
    url: str,
    form: str,
    consumer: tuple[str, str],
    token: tuple[str, str],
    timestamp: str | None = None,
    nonce: str | None = None,
) -> str:
    """Return the Authorization header of a request with a form, signed with HMAC-SHA1."""
    protocol = [
        ("oauth_consumer_key", encode(consumer[0])),
        ("oauth_token", encode(token[0])),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", timestamp or str(int(time.time()))),
        ("oauth_nonce", nonce or os.urandom(16).hex()),
        ("oauth_version", "1.0"),
    ]
    scheme, host, path, query, _ = urlsplit(url)
    pairs = protocol.copy()
    for field in f"{query}&{form}".split("&"):
        name, _, value = field.partition("=")
        pairs.append((encode(decode(name)), encode(decode(value))))
    pairs.sort()
    normalized = "&".join([f"{name}={value}" for name, value in pairs])
    # Of what can be left in there, these three are all that has to be encoded once more.
    normalized = normalized.replace("%", "%25").replace("&", "%26").replace("=", "%3D")
    base_string = f"{method}&{encode(f'{scheme}://{host}{path}')}&{normalized}"
    key = f"{encode(consumer[1])}&{encode(token[1])}"
    digest = hmac.digest(key.encode("ascii"), base_string.encode("ascii"), "sha1")
    protocol.append(("oauth_signature", encode(b64encode(digest).decode("ascii"))))
    return "OAuth " + ", ".join([f'{name}="{value}"' for name, value in protocol])
