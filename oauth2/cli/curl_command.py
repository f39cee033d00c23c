"""A signed request as a command of curl, quoted for a POSIX shell."""

from __future__ import annotations

import shlex
from typing import Any

from ..signer import SignedRequest

# What printf writes as it is, in its format.
_PLAIN = frozenset(range(0x20, 0x7F)) - frozenset(b"%\\")


def curl_command(signed: SignedRequest, file: str | None) -> str:
    """Return the command.

    Args:
        signed: the request.
        file: the name of the file that is its body, or None.

    Returns:
        One line; a body that is no text comes to curl through a pipe from printf.
    """
    # curl would read [1-3] and /../ in a URL as something else than they are.
    words = ["curl", "--globoff", "--path-as-is"]
    # A HEAD that is only called so waits for a body.
    words += ["--head"] if signed.method == "HEAD" else ["--request", signed.method]
    for name, value in signed.headers.items():
        words += ["--header", f"{name}: {value}" if value else f"{name};"]
    before = ""
    if signed.body is not None:
        if not any(name.lower() == "content-type" for name in signed.headers):
            # curl would call it a form, and a form is signed.
            words += ["--header", "Content-Type:"]
        before, body = _body(signed.body, file)
        words += body
    return before + shlex.join([*words, signed.url])


def _body(body: Any, file: str | None) -> tuple[str, list[str]]:
    if not isinstance(body, bytes):
        return "", ["--data-binary", f"@{file}"]
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    if all(ch.isprintable() or ch in "\n\t" for ch in text):
        return "", ["--data-raw", text]
    octal = "".join(chr(octet) if octet in _PLAIN else f"\\{octet:03o}" for octet in body)
    # A multipart form begins with hyphens.
    return f"printf -- {shlex.quote(octal)} | ", ["--data-binary", "@-"]
