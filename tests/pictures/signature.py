"""Draws how a signature is made, with the values of a request that the Signer signed.

It is the request for a photo in RFC 5849 section 1.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

import oauth2

from .place import document

_URL = "http://photos.example.net/photos?file=vacation.jpg&size=original"
_CONSUMER = oauth2.Consumer("dpf43f3p2l4k3l03", "kd94hf93k423kf44")
_TOKEN = oauth2.Token("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")
_WIDTH, _ROW = 640, 18

_ABOUT = (
    "Method, address and sorted parameters are percent-encoded and joined to the signature base"
    " string; a hash of it, keyed with both secrets, is the signature."
)
_STYLE = """\
  .paper { fill: #f4f5f7; stroke: #c9ced6 }
  .box { fill: #ffffff; stroke: #56606f }
  .secret { fill: #fdf3dc; stroke: #8a6a14 }
  .made { fill: #1f5fae }
  .arrow { stroke: #1d2430; stroke-width: 1.75; fill: none; marker-end: url(#tip) }
  .tip { fill: #1d2430 }
  text { font: 13px ui-monospace, Menlo, Consolas, monospace; fill: #1d2430 }
  .title { font: 600 15px system-ui, sans-serif }
  .small { font: 13px system-ui, sans-serif; fill: #56606f }
  text.on { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #14181e; stroke: #414b59 }
    .box { fill: #1e242d; stroke: #a4aebc }
    .secret { fill: #3a2f14; stroke: #d9b654 }
    .made { fill: #8db8ee }
    .arrow { stroke: #e7eaef }
    .tip { fill: #e7eaef }
    text { fill: #e7eaef }
    .small { fill: #a4aebc }
    text.on { fill: #0e1a29 }
  }
"""
_TIP = (
    '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8"'
    ' orient="auto"><path class="tip" d="M0 0 10 5 0 10z"/></marker></defs>'
)


def signed() -> oauth2.SignedRequest:
    """Sign the RFC's request, at its time and with its nonce."""
    signer = oauth2.Signer(
        _CONSUMER, _TOKEN, version=None, clock=lambda: 137131202, nonce=lambda: "chapoH"
    )
    return signer.sign("GET", _URL)


def draw() -> str:
    """Return the picture."""
    request = signed()
    lines = [
        _TIP,
        *_box(20, 20, 96, "Method", [request.method]),
        *_box(136, 20, 484, "Base string URI: no query, no fragment", [request.url.split("?")[0]]),
        *_box(20, 90, 600, "Parameters: yours and OAuth's, encoded and sorted", _sorted(request)),
        *_arrow(262, "encode each of the three (once more), and join them with &"),
        *_box(20, 304, 600, "Signature base string (one line, broken here)", _broken(request)),
        *_box(
            20, 518, 600, "Key: consumer secret and token secret, never sent", [_key()], "secret"
        ),
        *_arrow(582, "HMAC-SHA1 of the base string with the key, in base64, encoded"),
        *_result(624, re.findall('oauth_signature="[^"]*"', request.headers["Authorization"])[0]),
    ]
    return document("How a signature is made", _ABOUT, (_WIDTH, 688), _STYLE, lines)


def _sorted(request: oauth2.SignedRequest) -> list[str]:
    return sorted(
        f"{oauth2.escape(name)}={oauth2.escape(text)}" for name, text in request.parameters
    )


def _broken(request: oauth2.SignedRequest) -> list[str]:
    return re.split("(?=&|%26)", request.base_string)


def _key() -> str:
    return f"{oauth2.escape(_CONSUMER.secret)}&{oauth2.escape(_TOKEN.secret)}"


def _box(
    x: int, y: int, width: int, title: str, content: Sequence[str], kind: str = "box"
) -> Iterator[str]:
    height = 40 + _ROW * len(content)
    yield f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="8"/>'
    yield f'<text class="title" x="{x + 14}" y="{y + 24}">{escape(title)}</text>'
    for number, line in enumerate(content, 1):
        yield f'<text x="{x + 14}" y="{y + 24 + _ROW * number + 2}">{escape(line)}</text>'


def _arrow(y: int, says: str) -> Iterator[str]:
    yield f'<path class="arrow" d="M60 {y}V{y + 36}"/>'
    yield f'<text class="small" x="76" y="{y + 22}">{escape(says)}</text>'


def _result(y: int, text: str) -> Iterator[str]:
    yield f'<rect class="made" x="20" y="{y}" width="600" height="44" rx="8"/>'
    yield f'<text class="on" x="320" y="{y + 27}" text-anchor="middle">{escape(text)}</text>'
