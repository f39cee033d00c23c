"""Where a request went, when the message itself does not say all of it."""

from __future__ import annotations

from typing import NamedTuple

from ...base_string import split_url
from ...errors import InvalidURL
from ...header import first_value
from ..failures import Misuse
from .exchange import Fields

_SCHEMES = ("http", "https")
_REPLACED = (
    "path and query are those of --url, not those of the request: scheme and host alone keep these"
)


class Place(NamedTuple):
    """What the user says of it."""

    #: "http", "https", or None.
    scheme: str | None = None
    #: Goes before whatever the message says; without a path it is that of the message.
    url: str | None = None

    def find(self, target: str, fields: Fields, seen: str | None = None) -> tuple[str, list[str]]:
        """Return the URL of a request, and what was taken for granted.

        Args:
            target: a URL, or a path and a query (RFC 9112 section 3.2).
            fields: the header fields.
            seen: the scheme, if it is known from elsewhere.

        Raises:
            Misuse: no host is named.
        """
        path = _path_of(target)
        if self.url is not None:
            own = _path_of(self.url)
            notes = [] if own in {"", path} else [_REPLACED]
            return (self.url if own else self.url + path), notes
        if not target.startswith("/"):
            return (target if self.scheme is None else _at_scheme(self.scheme, target)), []
        host = first_value(fields, "host").strip()
        if not host:
            raise Misuse("it names no host: --url URL gives the address")
        scheme = self.scheme or _forwarded(fields) or seen
        if scheme:
            return f"{scheme}://{host}{target}", []
        guess = "http" if _is_plain(host) else "https"
        note = f"it does not say whether it went by http or https; {guess} is taken for granted: "
        return f"{guess}://{host}{target}", [f"{note}--scheme says otherwise"]


def _path_of(url: str) -> str:
    """Return what stands behind the host."""
    if url.startswith("/"):
        return url
    rest = url.partition("://")[2]
    cut = min((at for at in map(rest.find, "/?#") if at >= 0), default=len(rest))
    return rest[cut:]


def _at_scheme(scheme: str, url: str) -> str:
    return f"{scheme}://{url.partition('://')[2]}"


def _forwarded(fields: Fields) -> str | None:
    """Return what a proxy in front of the server says that the client used."""
    said = first_value(fields, "x-forwarded-proto").partition(",")[0]
    return next((scheme for scheme in _SCHEMES if scheme == said.strip().lower()), None)


def _is_plain(host: str) -> bool:
    """Tell whether http is more likely: on this machine, or at its own port."""
    if host.endswith(":80"):
        return True
    try:
        return split_url(f"http://{host}/").keeps_secrets
    except InvalidURL:
        return False
