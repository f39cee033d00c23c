"""What other clients are asked to sign, and what they are known to get wrong.  Only data.

The shapes are those of `_shapes`.  What is right for each is there; what stands here is what a
client makes of a shape instead: the problem for which it must be refused, since its signature is
not the one of RFC 5849, the parameters that arrive in place of those it was given, or the exception
with which it sends nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import _shapes as shapes
from _shapes import Shape


class Expected(NamedTuple):
    """What must become of a request."""

    #: The parameters that arrive, normalised, or a problem, or the name of an exception.
    answer: str
    #: Why it is not what is right.
    reason: str = ""


#: Every shape but those that are about kinds of bodies, and those without a body to an answer.
SHAPES = [
    *(
        shape
        for shape in shapes.SHAPES
        if isinstance(shape.body, (str, bytes, type(None))) and shape.method != "HEAD"
    ),
    Shape("brackets in path", "/a[b]|c"),
]
#: Those with a form, where the protocol parameters can stand in it.
FORM_SHAPES = [shape for shape in SHAPES if shape in shapes.FORMS and shape.method != "GET"]
#: Those with a body that is no form.
BODY_SHAPES = [shape for shape in SHAPES if shape in shapes.BODIES]


def plain_body(shape: Shape) -> str | bytes | None:
    """Return the body of one of the shapes here."""
    assert isinstance(shape.body, (str, bytes, type(None)))
    return shape.body


def expected(
    chosen: Sequence[Shape], odd: Mapping[str, Expected]
) -> Iterator[tuple[Shape, Expected]]:
    """Yield each shape with what must become of it: what is right, unless it is odd."""
    for shape in chosen:
        yield shape, odd.get(shape.id, Expected(shape.signed))


# --- what is not the peers' fault ---------------------------------------------------------------

_ANY_PEER = {
    "two slashes first": Expected(
        "signature_invalid", "http.server, on which the server here stands, drops one slash of //"
    ),
    "form bytes without type": Expected("", "without a type it is no form"),
}

# --- requests-oauthlib, on oauthlib -------------------------------------------------------------

_OCTETS_LOST = "octets that are no UTF-8 are read as U+FFFD"
_OCTETS_CHANGED = "octets that are no UTF-8 are sent as U+FFFD too"
_LOWER_CASE = "the type of a form is known in lower case only, and the form not signed"

_OAUTHLIB_FORMS = {
    "raw text in form": Expected("ValueError", "a form must be ASCII"),
    "raw octet in form": Expected("UnicodeDecodeError", "a form must be UTF-8"),
}
OAUTHLIB_HEADER = (
    _ANY_PEER
    | _OAUTHLIB_FORMS
    | {
        "no utf-8": Expected("signature_invalid", _OCTETS_LOST),
        "escaped octet in form": Expected("signature_invalid", _OCTETS_LOST),
        "form type in other case": Expected("signature_invalid", _LOWER_CASE),
        "get with form type": Expected("ValueError", "a form with GET is refused"),
        "get with form": Expected("ValueError", "a form with GET is refused"),
    }
)
OAUTHLIB_QUERY = OAUTHLIB_HEADER | {"no utf-8": Expected("q=%EF%BF%BD", _OCTETS_CHANGED)}
OAUTHLIB_BODY = _OAUTHLIB_FORMS | {
    "escaped octet in form": Expected("a=%EF%BF%BD", _OCTETS_CHANGED),
}

# --- Authlib, by way of requests ----------------------------------------------------------------

_APOSTROPHE = "a raw ' in a query is refused"
_NOT_READ = "a query or form with a character that is refused counts as empty"

_AUTHLIB_FORMS = {
    "raw octet in form": Expected("UnicodeDecodeError", "a form must be UTF-8"),
}
AUTHLIB_HEADER = (
    _ANY_PEER
    | _AUTHLIB_FORMS
    | {
        "sub-delimiters": Expected("ValueError", _APOSTROPHE),
        "no utf-8": Expected("signature_invalid", _OCTETS_LOST),
        "raw text in form": Expected("signature_invalid", _NOT_READ),
        "escaped octet in form": Expected("signature_invalid", _OCTETS_LOST),
        "form type in other case": Expected("signature_invalid", _LOWER_CASE),
    }
)
AUTHLIB_QUERY = AUTHLIB_HEADER | {
    "sub-delimiters": Expected("", _NOT_READ + ", and is dropped"),
    "no utf-8": Expected("q=%EF%BF%BD", _OCTETS_CHANGED),
}
AUTHLIB_BODY = _AUTHLIB_FORMS | {
    "raw text in form": Expected("", _NOT_READ + ", and is dropped"),
    "escaped octet in form": Expected("a=%EF%BF%BD", _OCTETS_CHANGED),
}

# --- Authlib, by way of httpx2 ------------------------------------------------------------------

_BRACKETS = "raw [ ] in a query are refused"
_PERCENT = "a % that starts no escape is refused"
_BODY_DROPPED = "a body that is no form to it is dropped, unless force_include_body is set"

HTTPX2_HEADER = AUTHLIB_HEADER | {
    "raw brackets": Expected("ValueError", _BRACKETS),
    "empty brackets": Expected("ValueError", _BRACKETS),
    "lone percent": Expected("ValueError", _PERCENT),
    "percent and letters": Expected("ValueError", _PERCENT),
    "text without type": Expected("", "httpx2 gives text no type"),
    "raw text in form": Expected("LocalProtocolError", "its length is counted in characters"),
    "form type in other case": Expected("", _BODY_DROPPED),
}
HTTPX2_QUERY = HTTPX2_HEADER | {
    "sub-delimiters": Expected("", _NOT_READ + ", and is dropped"),
    "raw brackets": Expected("", _NOT_READ + ", and is dropped"),
    "empty brackets": Expected("", _NOT_READ + ", and is dropped"),
    "lone percent": Expected("", _NOT_READ + ", and is dropped"),
    "percent and letters": Expected("", _NOT_READ + ", and is dropped"),
    "no utf-8": Expected("q=%EF%BF%BD", _OCTETS_CHANGED),
}

# --- npm's oauth-1.0a ---------------------------------------------------------------------------

_NAMES = "names in a query are not decoded before they are encoded"
_PLUS = "a + in a query is signed as a plus sign"
_TWO_EQUALS = "a value ends at its first ="
_URI_ERROR = "decodeURIComponent takes UTF-8 only"
_AS_GIVEN = "the path is signed as given; Node escapes it, or resolves it, before it is sent"
_FRAGMENT = "the fragment is signed"
_NO_PATH = "the URL is signed without the slash that is sent"

OAUTH_1_0A = _ANY_PEER | {
    "rfc query": Expected("signature_invalid", _NAMES),
    "escaped brackets": Expected("signature_invalid", _NAMES),
    "plus": Expected("signature_invalid", _PLUS),
    "plus and escaped plus": Expected("signature_invalid", _PLUS),
    "empty segments": Expected("signature_invalid", "each is signed as a pair without a name"),
    "equals in a value": Expected("signature_invalid", _TWO_EQUALS),
    "semicolon": Expected("signature_invalid", _TWO_EQUALS),
    "slash and question mark": Expected("signature_invalid", "a query ends at its second ?"),
    "lone percent": Expected("URIError", _URI_ERROR),
    "percent and letters": Expected("URIError", _URI_ERROR),
    "no utf-8": Expected("URIError", _URI_ERROR),
    "fragment": Expected("signature_invalid", _FRAGMENT),
    "fragment without query": Expected("signature_invalid", _FRAGMENT),
    "empty path": Expected("signature_invalid", _NO_PATH),
    "empty path and query": Expected("signature_invalid", _NO_PATH),
    "raw path": Expected("signature_invalid", _AS_GIVEN),
    "space in path": Expected("signature_invalid", _AS_GIVEN),
    "illegal characters": Expected("signature_invalid", _AS_GIVEN),
    "dot segments": Expected("signature_invalid", _AS_GIVEN),
    "text without type": Expected("", "without a type it is no form"),
    "escaped octet in form": Expected("signature_invalid", _OCTETS_LOST),
    "raw octet in form": Expected("signature_invalid", _OCTETS_LOST),
    "form and query with the same names": Expected(
        "signature_invalid", "of a name in both, only the query's values are signed"
    ),
}
