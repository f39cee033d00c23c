"""Mistakes in which parameters are signed (RFC 5849 section 3.4.1.3.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..encoding import form_decode, percent_decode
from .content import MOST_OCTETS, json_pairs, multipart_pairs
from .mistake import known
from .received import Facts
from .recipe import Piece, Recipe

_Changes = Iterator[tuple[str, Recipe]]

# So many parameters are left out, or added, one by one; of more, each would take too long.
_MOST_ONE_BY_ONE = 200


def _more(recipe: Recipe, pairs: Iterable[tuple[str, str]], source: str = "form") -> Recipe:
    added = [Piece.of(name, value, source) for name, value in pairs]
    return recipe.of([*recipe.parameters.pieces, *added])


@known(
    "query_omitted",
    9,
    what="did not sign the parameters of the query",
    mend="pairs = protocol + urllib.parse.parse_qsl(query, keep_blank_values=True)",
    when="only when the URL has a query",
)
def query_omitted(_facts: Facts, recipe: Recipe) -> _Changes:
    """Leave out what stands in the query."""
    pieces = recipe.parameters.pieces
    yield "", recipe.of(p for p in pieces if p.source != "query" or p.is_protocol)


@known(
    "form_omitted",
    7,
    what="did not sign the fields of the form",
    mend="pairs = protocol + urllib.parse.parse_qsl(body, keep_blank_values=True)",
    when="only when the body is a form",
)
def form_omitted(_facts: Facts, recipe: Recipe) -> _Changes:
    """Leave out what stands in a form body."""
    pieces = recipe.parameters.pieces
    yield "", recipe.of(p for p in pieces if p.source != "form" or p.is_protocol)


@known(
    "duplicates_dropped",
    8,
    what="signed only one value of a parameter that is there several times",
    mend="pairs = [('a', '1'), ('a', '2')]  # a list, not a dict",
    when="only when a name is there more than once",
)
def duplicates_dropped(_facts: Facts, recipe: Recipe) -> _Changes:
    """Keep one value of each name, as a dict does."""
    pieces = recipe.parameters.pieces
    yield "last kept", recipe.of({piece.name: piece for piece in pieces}.values())
    yield "first kept", recipe.of({piece.name: piece for piece in reversed(pieces)}.values())


@known(
    "empty_dropped",
    2,
    what="did not sign a parameter whose value is empty",
    mend="urllib.parse.parse_qsl(query, keep_blank_values=True)",
    when="only when a value is empty",
)
def empty_dropped(_facts: Facts, recipe: Recipe) -> _Changes:
    """Leave out what is empty."""
    pieces = recipe.parameters.pieces
    yield "", recipe.of(p for p in pieces if p.value or p.is_protocol)
    yield "", recipe.of(p for p in pieces if p.value)


@known(
    "parameter_not_signed",
    5,
    what="did not sign a parameter that was sent",
    mend="signer.sign(method, url, headers, body)  # last, when every parameter is there",
)
def parameter_not_signed(_facts: Facts, recipe: Recipe) -> _Changes:
    """Leave one parameter out, as what adds it after the signing does."""
    pieces = recipe.parameters.pieces
    if len(pieces) <= _MOST_ONE_BY_ONE:
        for index, piece in enumerate(pieces):
            # These have names of their own.
            if piece.name != "oauth_version" and (piece.name, piece.value) != ("oauth_token", ""):
                yield piece.name, recipe.of(pieces[:index] + pieces[index + 1 :])


@known(
    "parameter_signed_not_sent",
    0,
    what="signed a parameter that was not sent",
    mend="signed = signer.sign(method, url, body=body)  # and send signed.url, signed.body",
)
def parameter_signed_not_sent(facts: Facts, recipe: Recipe) -> _Changes:
    """Add what somebody says was signed, and what no part of the request holds."""
    names = {piece.name for piece in recipe.parameters.pieces}
    extra = [pair for pair in facts.claimed if pair[0] not in names and pair[0] != "oauth_version"]
    for pair in extra[:_MOST_ONE_BY_ONE]:
        yield pair[0], _more(recipe, [pair])
    if len(extra) > 1:
        yield "several", _more(recipe, extra)


@known(
    "query_signed_twice",
    2,
    what="signed the parameters of the query twice",
    mend="signer.sign('GET', url)  # not with the same parameters once more beside the URL",
    when="only when the URL has a query",
)
def query_signed_twice(_facts: Facts, recipe: Recipe) -> _Changes:
    """Count the query once in the URL and once more beside it."""
    pieces = recipe.parameters.pieces
    again = [piece for piece in pieces if piece.source == "query" and not piece.is_protocol]
    yield "", recipe.of([*pieces, *again])


@known(
    "query_decoded_before_split",
    1,
    what="decoded the query before splitting it",
    mend="urllib.parse.parse_qsl(query, keep_blank_values=True)  # splits first",
    when="only when a value in the query holds an '&' or a '='",
)
def query_decoded_before_split(facts: Facts, recipe: Recipe) -> _Changes:
    """Decode `%26` to an "&" that then divides."""
    kept = [p for p in recipe.parameters.pieces if p.source != "query" or p.is_protocol]
    query = facts.request.url.query or ""
    for text in (percent_decode(query), percent_decode(query.replace("+", " "))):
        segments = [segment.partition("=")[::2] for segment in text.split("&") if segment]
        pairs = [pair for pair in segments if not pair[0].startswith("oauth_")]
        yield "", _more(recipe.of(kept), pairs, "query")


@known(
    "multipart_signed",
    8,
    what="signed the fields of a multipart body",
    mend="signer.sign('POST', url, headers, multipart)  # its Content-Type tells that it is none",
    when="only when the body is multipart/form-data",
)
def multipart_signed(facts: Facts, recipe: Recipe) -> _Changes:
    """Sign what is not to be signed: only a body that is a form is."""
    texts, files, names = multipart_pairs(facts.request)
    yield "text fields", _more(recipe, texts)
    yield "text and file fields", _more(recipe, texts + files)
    yield "text and file fields", _more(recipe, texts + names)
    yield "file fields", _more(recipe, files)


@known(
    "json_signed",
    6,
    what="signed the body as parameters, though it is no form",
    mend="signer.sign('POST', url, {'Content-Type': 'application/json'}, body)",
    when="only when the body is neither empty nor a form",
)
def json_signed(facts: Facts, recipe: Recipe) -> _Changes:
    """Sign a body of JSON or XML: its members, all of it as one name, or as if it were a form."""
    body = facts.request.body
    if not body or facts.request.is_form or len(body) > MOST_OCTETS:
        return
    for members in json_pairs(body):
        yield "members", _more(recipe, members)
    text = body.decode("utf-8", "surrogateescape")
    yield "whole body as a name", _more(recipe, [(text, "")])
    form = form_decode(body)
    yield "body parsed as a form", _more(recipe, form)
    kept = [pair for pair in form if pair[1]]
    yield "body parsed as a form", _more(recipe, kept)


@known(
    "realm_signed",
    4,
    what="signed the realm",
    mend="pairs = [pair for pair in protocol if pair[0] != 'realm']",
    when="only when a realm is given",
)
def realm_signed(facts: Facts, recipe: Recipe) -> _Changes:
    """Take the realm for a parameter."""
    if facts.request.realm is not None:
        yield "", _more(recipe, [("realm", facts.request.realm)], "header")
    else:
        yield "empty", _more(recipe, [("realm", "")], "header")


@known(
    "signature_signed",
    0,
    what="signed an oauth_signature",
    mend="pairs = [pair for pair in pairs if pair[0] != 'oauth_signature']",
)
def signature_signed(_facts: Facts, recipe: Recipe) -> _Changes:
    """Sign `oauth_signature` with the others, while it is empty."""
    yield "empty", _more(recipe, [("oauth_signature", "")], "header")


#: In the order in which a client would make them.
SELECTION = (
    query_decoded_before_split,
    query_omitted,
    form_omitted,
    multipart_signed,
    json_signed,
    query_signed_twice,
    duplicates_dropped,
    empty_dropped,
    parameter_not_signed,
    parameter_signed_not_sent,
    realm_signed,
    signature_signed,
)
