"""What the Client does with each kind of request, measured on a real socket and told in cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any, TypeAlias

from _loopback import Loopback, Recorded, serving
from _shapes import FORM, SHAPES, Chunks, File, Shape
from _table import body_of
from _verifiers import CONSUMER, TOKEN, Verified, verify_strictly

import oauth2

#: The head of a table, and its rows.
Table: TypeAlias = list[list[str]]

PLACEMENTS = ("header", "query", "body", "classic")
AS_GIVEN, NOTHING = "as given", "-"

# --- cells --------------------------------------------------------------------------------------


def code(text: str) -> str:
    """Return text as code in a cell of a table."""
    fence = "``" if "`" in text else "`"
    return fence + text.replace("|", r"\|") + fence


def only(outcomes: Iterable[str], of: str) -> str:
    """Return what is the same for all; what is not, cannot be told in one cell."""
    found = sorted(set(outcomes))
    if len(found) != 1:
        raise AssertionError(f"{of}: they differ: {found}")
    return found[0]


def merged(head: list[str], rows: Table) -> Table:
    """Return a table in which rows with equal outcomes are one."""
    labels: dict[tuple[str, ...], list[str]] = {}
    for label, *outcome in rows:
        labels.setdefault(tuple(outcome), []).append(label)
    return [head, *(["; ".join(names), *outcome] for outcome, names in labels.items())]


# --- what is measured ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Measured:
    """A shape as it came out of the socket, by placement, and what a strict verifier found."""

    shape: Shape
    sent: Mapping[str, tuple[Recorded, Verified]]
    #: Whether there is a hash with `body_hash="always"`, or what is raised.
    always: str

    @property
    def recorded(self) -> Recorded:
        """The request with the signature in its header."""
        return self.sent["header"][0]

    @property
    def is_form(self) -> bool:
        """Whether it went out as a form."""
        return (self.recorded.value("Content-Type") or "").lower().startswith(FORM)


def measure(server: Loopback, client: oauth2.Client, shape: Shape) -> Measured:
    """Send a shape in every placement."""

    def send(placement: str, body_hash: str = "auto") -> tuple[Recorded, Verified]:
        server.forget()
        url, fields = server.url(shape.target), dict(shape.headers)
        options: dict[str, Any] = {"placement": placement, "body_hash": body_hash}
        client.request(url, shape.method, body_of(shape), fields, **options)
        return server.request, verify_strictly(server.request)

    sent = {placement: send(placement) for placement in PLACEMENTS}
    try:
        always = _hash(send("header", "always")[1])
    except oauth2.InvalidBody:
        always = "refused"
    return Measured(shape, sent, always)


def _hash(verified: Verified) -> str:
    return "yes" if "oauth_body_hash" in verified.protocol else "no"


#: Protocol parameters of the caller's own keep all others where they are.
OWN = {
    "`oauth_…` of yours in the URL": Shape("own in URL", "/photos?oauth_verifier=v", "POST"),
    "`oauth_…` of yours in the form": Shape(
        "own in form", "/photos", "POST", (("Content-Type", FORM),), "oauth_verifier=v"
    ),
}


def shape_tables() -> dict[str, Table]:
    """Send every shape, and return the tables by name."""
    client = oauth2.Client(oauth2.Consumer(*CONSUMER), oauth2.Token(*TOKEN), timeout=60)
    with serving() as server, closing(client):
        measured = {shape.id: measure(server, client, shape) for shape in SHAPES}
        own = [(label, measure(server, client, shape)) for label, shape in OWN.items()]
    return {
        "places": _places([*((_kind(each), each) for each in measured.values()), *own]),
        "queries": _queries(measured),
        "paths": _paths(measured),
        "bodies": _bodies(measured),
    }


# --- where the protocol parameters stand --------------------------------------------------------


def _kind(each: Measured) -> str:
    method, body = each.recorded.method, each.recorded.body
    if method in {"GET", "HEAD"}:
        return "GET, HEAD"
    if each.is_form:
        return "a form"
    if body:
        return "any other body"
    return "no body, by POST" if method == "POST" else "no body, by any other method"


def _places(kinds: list[tuple[str, Measured]]) -> Table:
    rows = []
    for label in dict.fromkeys(label for label, _ in kinds):
        found = [each for kind, each in kinds if kind == label]
        row = [only((each.sent[way][1].place for each in found), label) for way in PLACEMENTS]
        rows.append([label, *row])
    return merged(["You send", *(code(placement) for placement in PLACEMENTS)], rows)


# --- URLs ---------------------------------------------------------------------------------------

#: What a row is about, and its shapes; the first is shown.
QUERIES = {
    "escapes": ("escaped brackets", "rfc query", "escaped percent", "escaped twice"),
    "escapes in lower case": ("lower-case escapes",),
    "a space": ("raw space",),
    "letters beyond ASCII": ("raw snowman", "sorted by octets"),
    "`+`": ("plus and escaped plus", "plus"),
    "a name repeated": ("two values", "three values", "same pair twice"),
    "no value, no name": ("blank value and flag", "empty name"),
    "empty segments": ("empty segments",),
    "brackets": ("raw brackets", "empty brackets"),
    "other delimiters": ("sub-delimiters", "equals in a value", "slash and question mark"),
    "`;`": ("semicolon",),
    "order": ("sorted once encoded",),
    "`%` that is no escape": ("lone percent", "percent and letters"),
    "octets that are no UTF-8": ("no utf-8", "nul"),
    "a fragment": ("fragment", "fragment without query"),
}
PATHS = {
    "no path": ("empty path and query", "empty path"),
    "escapes": (
        *("escaped path", "lower-case escapes in path", "escaped exclamation mark"),
        "no utf-8 in path",
    ),
    "space, letters beyond ASCII": ("raw path", "space in path"),
    "characters that no URL may hold": ("illegal characters",),
    "delimiters": (
        *("reserved characters", "exclamation mark", "path parameters"),
        "path parameter and query",
    ),
    "`%` that is no escape": ("lone percent in path",),
    "empty and dot segments": ("dot segments", "two slashes inside", "two slashes first"),
}


def _queries(measured: Mapping[str, Measured]) -> Table:
    rows: Table = [["In the query", "You write", "Sent", "Signed"]]
    for label, ids in QUERIES.items():
        signed = code(measured[ids[0]].sent["header"][1].own)
        rows.append([label, *_written_and_sent(measured, ids), signed])
    return rows


def _paths(measured: Mapping[str, Measured]) -> Table:
    rows = [[label, *_written_and_sent(measured, ids)] for label, ids in PATHS.items()]
    return [["In the path", "You write", "Sent"], *rows]


def _written_and_sent(measured: Mapping[str, Measured], ids: tuple[str, ...]) -> list[str]:
    first = measured[ids[0]]
    changed = only((_changed(measured[each]) for each in ids), ids[0])
    sent = code(_short(first.recorded.target)) if changed == "changed" else changed
    return [code(_short(first.shape.target)), sent]


def _changed(each: Measured) -> str:
    # In a query that holds a signature, it stands behind the caller's.
    if not each.sent["query"][0].target.startswith(each.recorded.target):
        raise AssertionError(f"{each.shape.id}: placements differ")
    return AS_GIVEN if each.recorded.target == each.shape.target else "changed"


def _short(target: str) -> str:
    return target.removeprefix("/photos")


# --- bodies -------------------------------------------------------------------------------------

BODIES = {
    "no body": (
        *("no query", "put without body", "patch without body", "delete", "head", "options"),
        *("lower-case get", "custom method", "post without body", "post with empty body"),
    ),
    "the form type and no body": ("empty form", "get with form type"),
    "a form as text or bytes, by any method": (
        *("form text", "form bytes", "form bytearray", "get with form", "form by lower-case post"),
        *("form by put", "form by patch", "form by delete"),
    ),
    "one with `%FF`, blanks, repeated names, raw UTF-8": (
        *("escaped form", "raw text in form", "escaped octet in form", "raw octet in form"),
        "form and query with the same names",
    ),
    "one with a charset, or its type in capitals": ("form with charset", "form type in other case"),
    "one in a file or a generator": ("form in a file", "form in chunks"),
    "POST of text like `a=1&b=2` without a type": ("text without type", "form bytes without type"),
    "JSON, XML, multipart, an image": (
        *("json text", "json by put", "json by get", "xml text", "multipart", "image by put"),
    ),
    "bytes, or text that is no form, without a type": (
        *("bytes without type", "bytearray without type", "text by put without type"),
    ),
    "a file, from where it stands": ("file", "file from a position on"),
    "a generator": ("chunks",),
}


def _bodies(measured: Mapping[str, Measured]) -> Table:
    rows = []
    for label, ids in BODIES.items():
        each = [_body_cells(measured[name]) for name in ids]
        rows.append([label, *(only(cells, label) for cells in zip(*each, strict=True))])
    auto, always = "`oauth_body_hash`", 'with `"always"`'
    return merged(["You give", "Body sent", "Content-Type", auto, always, "Signed"], rows)


def _body_cells(each: Measured) -> list[str]:
    given = _given(each.shape)
    for place, (sent, verified) in each.sent.items():
        rest = sent.body.removeprefix(given)
        if not sent.body.startswith(given) or bool(rest) != (verified.place == "body"):
            raise AssertionError(f"{each.shape.id} in {place}: the body is not what was given")
    chunked = each.recorded.value("Transfer-Encoding")
    body = (AS_GIVEN + (", in chunks" if chunked else "")) if given else "none"
    has_hash = only((_hash(verified) for _, verified in each.sent.values()), each.shape.id)
    signed = "every pair" if each.is_form else "its hash" if has_hash == "yes" else "nothing"
    return [body, _type(each), has_hash, each.always, signed if given else NOTHING]


def _given(shape: Shape) -> bytes:
    body = shape.body
    if isinstance(body, File):
        return body.content[body.position :]
    if isinstance(body, Chunks):
        return b"".join(body.parts)
    return body.encode() if isinstance(body, str) else bytes(body or b"")


def _type(each: Measured) -> str:
    sent = each.recorded.value("Content-Type")
    if sent in {value for name, value in each.shape.headers if name.lower() == "content-type"}:
        return "yours"
    return "none" if sent is None else "the form type"
