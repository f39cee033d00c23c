"""Reads a command line of curl: what request it would send."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ...base_string import join_query
from ...body import FORM_TYPE
from ...encoding import percent_encode
from ..curl_data import split_urlencoded
from ..failures import Misuse
from .curl_options import options_in
from .exchange import Exchange, Fields
from .shell import Command, split_commands

_CURL = re.compile(r"(?:.*[/\\])?curl(?:\.exe)?", re.DOTALL | re.IGNORECASE)
_IN_TEXT = re.compile(r"(?:^|[\s|;&/\\])curl(?:\.exe)?[ \t\\]", re.IGNORECASE)
_FOR_CMD = re.compile(r"\^\r?\n|\^\"")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://")
_ESCAPED_BRACKET = re.compile(r"\\([\[\]{}])")
_JSON = "application/json"
_DATA = {"data", "data-ascii", "data-binary", "data-raw", "data-urlencode", "json"}
# Those that leave the line breaks of a file out (curl(1)).
_DROP_BREAKS = {"data", "data-ascii"}
_NO_CURL = "there is no command line of curl in it"
_NO_PARAMETERS = (
    "-H @file is not looked at, so that the OAuth parameters are not there: "
    "give the header fields themselves"
)


def is_curl(text: str) -> bool:
    """Tell whether a text looks like a command line of curl.

    Args:
        text: any.
    """
    return _IN_TEXT.search(text) is not None


def read_curl(text: str) -> Exchange:
    """Return the request that a command line sends; of several, the last that is signed.

    Args:
        text: octets that are no UTF-8 are surrogates.

    Raises:
        Misuse: it is none, or cannot be read.
    """
    if _FOR_CMD.search(text):
        raise Misuse("the command is quoted for Windows' cmd: copy it as 'cURL (bash)'")
    commands = split_commands(text)
    exchanges = [
        exchange
        for at, command in enumerate(commands)
        for exchange in _exchanges(command, commands[at + 1 :])
    ]
    if not exchanges:
        is_there = any(_CURL.fullmatch(word) for command in commands for word in command.words)
        raise Misuse("the command line of curl has no URL" if is_there else _NO_CURL)
    signed = [exchange for exchange in exchanges if exchange.is_signed]
    return (signed or exchanges)[-1]


def _exchanges(command: Command, behind: list[Command]) -> list[Exchange]:
    start = next((at for at, word in enumerate(command.words) if _CURL.fullmatch(word)), None)
    if start is None:
        return []
    notes: tuple[str, ...] = ()
    if command.end.strip("|;()") and any(other.words for other in behind):
        end = "a line break" if command.end.isspace() else command.end
        notes = (f"the shell ends the command at {end}: what stands behind it is not looked at",)
    transfers = [_Transfer()]
    for name, value in options_in(command.words[start + 1 :]):
        if name == "next":
            transfers.append(_Transfer())
        else:
            transfers[-1].take(name, value)
    return [each.exchange(notes, tuple(command.variables)) for each in transfers if each.urls]


@dataclass
class _Transfer:
    """What the options say of one request."""

    urls: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)
    #: What goes into the query, by --url-query.
    query: list[str] = field(default_factory=list)
    data: bytes | None = None
    #: The options by which a part of it is in a file.
    in_files: set[str] = field(default_factory=set)
    #: Why no OAuth parameter may be seen, as `Exchange` has it.
    missing: str = ""
    notes: list[str] = field(default_factory=list)

    def take(self, name: str, value: str) -> None:
        """Take an option."""
        if name == "url":
            self.urls.append(value)
        elif name == "header" and value.startswith("@"):
            self.missing = _NO_PARAMETERS
            self.notes.append("the header fields in a file are not looked at")
        elif name == "header":
            self.headers.append(value)
        elif name == "url-query":
            content = value[1:] if value.startswith("+") else self._urlencoded(value)
            self.query.append(content)
        else:
            self._take_data(name, value)
            self.options[name] = value

    def _take_data(self, name: str, value: str) -> None:
        if name not in _DATA:
            return
        if name == "data-urlencode":
            value = self._urlencoded(value)
        elif name != "data-raw" and value.startswith("@"):
            self.in_files.add(name)
        octets = value.encode("utf-8", "surrogateescape")
        # Several pieces of JSON are put together as they are.
        between = b"&" if name != "json" else b""
        self.data = octets if self.data is None else self.data + between + octets

    def _urlencoded(self, text: str) -> str:
        name, sign, content = split_urlencoded(text)
        if sign == "@":
            self.in_files.add("data-urlencode")
        encoded = percent_encode(content).replace("%20", "+")
        return f"{name}={encoded}" if name else encoded

    def exchange(self, notes: tuple[str, ...], variables: tuple[str, ...]) -> Exchange:
        """Return the request."""
        has_body = self.data is not None and "get" not in self.options
        if self.in_files and (self.query or "get" in self.options):
            raise Misuse("what curl reads from a file goes into the URL there: write it out")
        if self.in_files:
            self.notes.append("what curl reads from a file is not looked at: --body FILE gives it")
        if len(self.urls) > 1:
            self.notes.append("of several URLs the first is looked at")
        return Exchange(
            self._method(has_body),
            self._url(),
            self._headers(has_body),
            self._body(has_body),
            notes=(*notes, *self.notes),
            stand_ins=variables,
            missing=self.missing,
            drops_breaks=bool(self.in_files) and self.in_files <= _DROP_BREAKS,
        )

    def _method(self, has_body: bool) -> str:
        said = self.options.get("request")
        if said:
            return said
        if "head" in self.options:
            return "HEAD"
        if "upload-file" in self.options:
            return "PUT"
        return "POST" if has_body or self._is_multipart else "GET"

    @property
    def _is_multipart(self) -> bool:
        return "form" in self.options or "form-string" in self.options

    def _body(self, has_body: bool) -> bytes | None:
        if self._is_multipart or "upload-file" in self.options or (has_body and self.in_files):
            return None
        return (self.data if has_body else None) or b""

    def _headers(self, has_body: bool) -> Fields:
        fields, names = [], set()
        for text in self.headers:
            name, colon, value = text.partition(":")
            is_empty = not colon and text.rstrip().endswith(";")
            name = name.rstrip("; \t").strip()
            names.add(name.lower())
            # "Name:" leaves a field out, and "Name;" sends it empty.
            if is_empty or value.strip():
                fields.append((name, value.strip()))
        kind = "multipart/form-data" if self._is_multipart else FORM_TYPE if has_body else None
        kind = _JSON if "json" in self.options else kind
        if kind and "content-type" not in names:
            fields.append(("Content-Type", kind))
        return fields

    def _url(self) -> str:
        # A fragment stays here.
        url = self.urls[0].partition("#")[0]
        if not _SCHEME.match(url):
            url = f"{self.options.get('proto-default') or 'http'}://{url}"
        if "globoff" not in self.options:
            # Else [1-3] and {a,b} would stand for several URLs.
            url = _ESCAPED_BRACKET.sub(r"\1", url)
        if "path-as-is" not in self.options:
            url = _without_dots(url)
        query = "&".join(self.query)
        if self.data is not None and "get" in self.options:
            # curl takes either.
            query = self.data.decode("utf-8", "surrogateescape")
        return join_query(url, query)


def _without_dots(url: str) -> str:
    """Remove the segments . and .. of a path (RFC 3986 section 5.2.4)."""
    address, question, query = url.partition("?")
    scheme, _, rest = address.partition("://")
    host, *segments = rest.split("/")
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1:] in (["."], [".."]):
        kept.append("")
    return f"{scheme}://{'/'.join([host, *kept])}{question}{query}"
