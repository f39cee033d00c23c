"""How curl reads its --data options, to send as it does, and to tell what it has sent."""

from __future__ import annotations

_BREAKS = b"\r\n\0"


def split_urlencoded(text: str) -> tuple[str, str, str]:
    """Return the parts of a value of --data-urlencode: a name, "=" or "@", and what is behind.

    Args:
        text: TEXT, =TEXT, NAME=TEXT, @FILE or NAME@FILE; a "=" goes before every "@".  Name and
            sign of the first are "".
    """
    sign = next((each for each in "=@" if each in text), "")
    name, _, content = text.partition(sign) if sign else ("", "", text)
    return name, sign, content


def without_breaks(octets: bytes) -> bytes:
    """Return what curl sends of a file with -d: without line breaks and null bytes.

    Args:
        octets: of the file.
    """
    return octets.translate(None, _BREAKS)
