"""Mistakes in the path of the base string URI (RFC 5849 section 3.4.1.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from ..base_string import PATH_CHARACTERS
from ..encoding import percent_decode, percent_encode
from .mistake import known
from .received import Facts
from .recipe import Recipe

_Changes = Iterator[tuple[str, Recipe]]

_ESCAPE = re.compile("%[0-9A-Fa-f]{2}")
_SUB_DELIMITERS = re.compile("[!*'()]")
_BLANKS = frozenset({"%20", "%09", "%0A", "%0D"})
_PATH_PARAMETER = re.compile(";[^/]*")


@known(
    "trailing_slash",
    7,
    what="signed the path with another slash at its end than it was sent with",
    mend="signer.sign(method, url)  # the URL that is really called, to its last slash",
)
def trailing_slash(_facts: Facts, recipe: Recipe) -> _Changes:
    """Add the slash at the end of the path, or leave it out."""
    path = recipe.address.path
    if path == "/":
        yield "empty path", recipe.at(path="")
    elif path.endswith("/"):
        yield "dropped", recipe.at(path=path[:-1])
    else:
        yield "added", recipe.at(path=f"{path}/")


@known(
    "path_lower_case",
    3,
    what="signed the path in small letters",
    mend="scheme, host = scheme.lower(), host.lower()  # these alone",
    when="only when the path has capital letters",
)
def path_lower_case(_facts: Facts, recipe: Recipe) -> _Changes:
    """Write the path in small letters, or the whole URL."""
    path = recipe.address.path
    yield "", recipe.at(path=path.lower())
    yield "", recipe.at(path=_ESCAPE.sub(lambda escape: escape[0].upper(), path.lower()))
    pieces = [
        piece.spelled(piece.name_text.lower(), piece.value_text.lower())
        if piece.source == "query" and not piece.is_protocol
        else piece
        for piece in recipe.parameters.pieces
    ]
    yield "the whole URL", recipe.at(path=path.lower()).of(pieces)


@known(
    "path_decoded",
    2,
    what="decoded the path before signing it",
    mend="path = environ['RAW_URI'].partition('?')[0]  # not PATH_INFO, which is decoded",
    when="only when the path holds an escape such as %20",
)
def path_decoded(_facts: Facts, recipe: Recipe) -> _Changes:
    """Sign the path without its own percent-encoding."""
    yield "", recipe.at(path=percent_decode(recipe.address.path))


@known(
    "path_double_encoded",
    2,
    what="percent-encoded the path once more before signing it",
    mend="uri = f'{scheme}://{host}{path}'  # the path as it is sent",
    when="only when the path holds an escape such as %20",
)
def path_double_encoded(_facts: Facts, recipe: Recipe) -> _Changes:
    """Encode what is encoded."""
    path = recipe.address.path
    yield "", recipe.at(path=path.replace("%", "%25"))
    yield "", recipe.at(path=quote(path, safe="/~", errors="surrogateescape"))


@known(
    "path_params_dropped",
    2,
    what="left the parameters behind a ';' out of the path",
    mend="path = url.partition('?')[0]  # ';version=1.1' belongs to it",
    when="only when the path holds a ';'",
)
def path_params_dropped(_facts: Facts, recipe: Recipe) -> _Changes:
    """Leave `;version=1.1` out, as urlparse does."""
    before, slash, last = recipe.address.path.rpartition("/")
    yield "", recipe.at(path=f"{before}{slash}{last.partition(';')[0]}")
    yield "", recipe.at(path=_PATH_PARAMETER.sub("", recipe.address.path))
    yield "", recipe.at(path=recipe.address.path.partition(";")[0])


@known(
    "path_encoded_differently",
    1,
    what="wrote other escapes into the path than were sent",
    mend="uri = f'{scheme}://{host}{path}'  # the path as it is sent, '!' or '%21'",
    when="only when the path holds an escape, or a character such as '!'",
)
def path_encoded_differently(_facts: Facts, recipe: Recipe) -> _Changes:
    """Encode the same path otherwise: more of it, less of it, in other letters."""
    path = recipe.address.path
    decoded = percent_decode(path)
    for safe in ("/~", PATH_CHARACTERS, "/~!*'()", "/~!*'();:@&=+$,"):
        yield "", recipe.at(path=quote(decoded, safe=safe, errors="surrogateescape"))
        segments = [
            quote(percent_decode(part), safe=safe.replace("/", ""), errors="surrogateescape")
            for part in path.split("/")
        ]
        yield "", recipe.at(path="/".join(segments))
    yield "", recipe.at(path=path.replace("!", "%21"))
    yield "", recipe.at(path=_SUB_DELIMITERS.sub(lambda mark: percent_encode(mark[0]), path))
    yield "", recipe.at(path=_ESCAPE.sub(lambda escape: escape[0].lower(), path))
    yield "", recipe.at(path=_ESCAPE.sub(lambda escape: escape[0].upper(), path))


@known(
    "url_whitespace",
    1,
    what="signed a URL with white space around it, or without what was sent",
    mend="url = url.strip()",
)
def url_whitespace(_facts: Facts, recipe: Recipe) -> _Changes:
    """Sign the white space around a URL that was pasted; or sign without it, and send it."""
    path = recipe.address.path
    stripped = path.rstrip()
    while stripped[-3:].upper() in _BLANKS:
        stripped = stripped[:-3].rstrip()
    yield "sent", recipe.at(path=stripped)
    for blank in (" ", "%20", "\n", "%0A", "\r\n", "\t"):
        yield "signed", recipe.at(path=path + blank)
    yield "signed", recipe.at(scheme=f" {recipe.address.scheme}")
    last = next((p for p in reversed(recipe.parameters.pieces) if p.source == "query"), None)
    if last is not None:
        for text in (f"{last.value_text}%20", f"{last.value_text}%0A", last.value_text[:-3]):
            label = "signed" if len(text) > len(last.value_text) else "sent"
            if label == "signed" or last.value[-1:].isspace():
                spelled = last.spelled(last.name_text, text)
                yield (
                    label,
                    recipe.of(spelled if p is last else p for p in recipe.parameters.pieces),
                )


#: In the order in which a client would make them.
PATH = (
    url_whitespace,
    path_params_dropped,
    path_lower_case,
    path_decoded,
    path_encoded_differently,
    path_double_encoded,
    trailing_slash,
)
