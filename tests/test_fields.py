"""Fields: what is written as the normalised parameters write it is taken as it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import oauth2
from oauth2.base_string import Fields, base_string_of_fields, join_fields, split_url
from oauth2.encoding import encode_pairs, form_decode
from oauth2.header import build_authorization, parse_authorization

# Of what queries and forms are made, and what comes near it.
PIECES = (
    *("a", "b1", "=", "=", "&", "+", "~", "-._", "%20", "%2B", "%26", "%3D", "%25", "%C3%A9"),
    *("%7E", "%41", "%2d", "%ff", "%FF", "%", "%2", "%zz", "é", "!", "[", "/", " ", "\n", "oauth_"),
)
WIRES = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


def by_urllib(wire: str) -> list[str]:
    """Normalise a form with the standard library alone (RFC 5849 section 3.4.1.3.2)."""
    fields = []
    for segment in wire.replace("+", " ").split("&"):
        if segment:
            name, _, value = segment.encode("utf-8", "surrogateescape").partition(b"=")
            fields.append((unquote_to_bytes(name), unquote_to_bytes(value)))
    return sorted(f"{quote_from_bytes(a, '')} {quote_from_bytes(b, '')}" for a, b in fields)


@given(WIRES)
@example("a=b")
@example("title=A+walk&tags=a%2Cb&x=")
@example("a==b&c")
@example("a=b=c&d")
@example("a=b&&c=d&")
@example("%7Eme=1&b=%2f")
@example("")
def test_fields_are_those_that_decoding_and_encoding_gives(wire: str) -> None:
    """However a query is written, the standard library comes to the same fields."""
    assert sorted(Fields(wire).encoded) == by_urllib(wire)


@given(WIRES)
def test_pairs_of_fields_are_those_of_the_wire(wire: str) -> None:
    """What was not decoded to be signed is decoded when it is asked for."""
    fields = Fields(wire)

    assert fields.pairs == form_decode(wire)
    assert fields.protocol() == [pair for pair in fields.pairs if pair[0].startswith("oauth_")]


@pytest.mark.parametrize(
    ("pairs", "fields"),
    [
        pytest.param([("a", "b"), ("c", "d")], ["a b", "c d"], id="plain"),
        pytest.param([("a b", "c")], ["a%20b c"], id="a space in a name"),
        pytest.param([("a", "b c")], ["a b%20c"], id="a space in a value"),
        pytest.param([("a", "b\nc d")], ["a b%0Ac%20d"], id="what looks like two fields"),
        pytest.param([("a\nb", ""), ("c", "d")], ["a%0Ab ", "c d"], id="a line break in a name"),
        pytest.param([("", "")], [" "], id="nothing"),
        pytest.param([("a", "b"), ("c", "!")], ["a b", "c %21"], id="one that is not plain"),
    ],
)
def test_pairs_become_fields(pairs: list[tuple[str, str]], fields: list[str]) -> None:
    """A space and a line break inside a name or a value are not taken for what separates them."""
    assert encode_pairs(pairs) == fields


def test_signature_is_left_out_of_the_normalised_parameters() -> None:
    """What begins like `oauth_signature` but is longer stays (RFC 5849 section 3.4.1.3.1)."""
    fields = [
        "oauth_signature_method HMAC-SHA1",
        "oauth_signature b",
        "z 1",
        "oauth_signature a",
        "oauth_signature%20 1",
        "a 1",
    ]

    assert join_fields(fields) == "a=1&oauth_signature%20=1&oauth_signature_method=HMAC-SHA1&z=1"


@pytest.mark.parametrize(
    ("uri", "encoded"),
    [
        pytest.param("http://h/p%20q", "http%3A%2F%2Fh%2Fp%2520q", id="plain"),
        pytest.param("http://h/a,b@c", "http%3A%2F%2Fh%2Fa%2Cb%40c", id="with more to encode"),
    ],
)
def test_base_string_uri_is_encoded_once_more(uri: str, encoded: str) -> None:
    """All of it is percent-encoded (RFC 5849 section 3.4.1.1), however much that is."""
    assert base_string_of_fields("GET", uri, ["a b"]) == f"GET&{encoded}&a%3Db"


TEXTS = st.text('ab %",=\\\n\u00e9', max_size=6)
PAIRS = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4)


@given(PAIRS, st.none() | TEXTS)
def test_header_is_read_as_it_was_written(pairs: list[tuple[str, str]], realm: str | None) -> None:
    """By the short way for headers as most write them, or by the long one."""
    pairs = [(f"oauth_{name}", value) for name, value in pairs]
    try:
        header = build_authorization(pairs, realm)
    except oauth2.InvalidHeader:
        return  # a realm that no header can carry

    assert parse_authorization(header) == pairs


@pytest.mark.parametrize(
    "header",
    [
        'OAuth oauth_nonce="a%20b",oauth_token=""',
        'OAuth oauth_nonce="a%20b",   oauth_token=""',
        'OAuth realm="", oauth_nonce="a%20b", oauth_token=""',
        'OAuth oauth_nonce="a b" , oauth_token=""',
        'OAuth oauth_nonce="a b", oauth_token="",',
        "OAuth oauth_nonce=a%20b, oauth_token=",
        'OAuth Realm="x", oauth%5Fnonce="a%20b", oauth_token=""',
    ],
)
def test_header_is_read_however_it_is_written(header: str) -> None:
    """Blanks, quotes, escapes and a realm make no difference."""
    assert parse_authorization(header) == [("oauth_nonce", "a b"), ("oauth_token", "")]


def test_fields_of_pairs_are_those_pairs() -> None:
    """What a program's own `_split_url_string` has decoded is encoded as it is."""
    fields = Fields.of_pairs([("oauth_x", "1"), ("b", "ü")])

    assert fields.encoded == ["oauth_x 1", "b %C3%BC"]
    assert fields.protocol() == [("oauth_x", "1")]


FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ESCAPES = st.sampled_from(["a", "b-", "%2C", "%7E", "%c3%a9", "%C3%A9", "%25", "%", "%zz", "+"])
VALUES = st.lists(ESCAPES, max_size=4).map("".join)
NAMES = st.sampled_from(["oauth_nonce", "oauth_x", "x_y", "realm"])


@given(WIRES, WIRES, st.dictionaries(NAMES, VALUES, min_size=1))
@example("a=b", "c=d", {"oauth_nonce": "%2C"})
@example("a=b", "a=b", {"realm": "r", "oauth_nonce": ""})
def test_received_request_is_normalized_as_it_was_sent(
    query: str, form: str, header: dict[str, str]
) -> None:
    """Whether its parts are taken as they are on the wire or not, urllib comes to the same."""
    headers = {"Authorization": "OAuth " + ", ".join(f'{n}="{v}"' for n, v in header.items())}
    body = form.encode("utf-8")
    url = f"http://h/?{query}"
    try:
        request = oauth2.Request.from_request("POST", url, FORM | headers, body=body)
    except oauth2.RequestRefused:
        return  # a parameter that was repeated, or is no text
    normalized = "" if request is None else request.get_normalized_parameters()

    sent = split_url(url).query or ""
    # In a header a "+" is no space.
    kept = [f"{n}={v}".replace("+", "%2B") for n, v in header.items() if n != "realm"]
    expected = sorted(by_urllib(sent) + by_urllib(form) + by_urllib("&".join(kept)))
    assert normalized == "&".join(expected).replace(" ", "=")


CHANGES = {
    "a value": (lambda request: request.update(title="other"), "oauth_nonce=n&size=1&title=other"),
    "the same value": (
        lambda request: request.update(title="a b"),
        "oauth_nonce=n&size=1&title=a%20b",
    ),
    "one more": (lambda request: request.update(z="!"), "oauth_nonce=n&size=1&title=a%20b&z=%21"),
    "one less": (lambda request: request.pop("size"), "oauth_nonce=n&title=a%20b"),
    "the URL": (
        lambda request: setattr(request, "url", "http://h/?size=2"),
        "oauth_nonce=n&size=1&size=2&title=a%20b",
    ),
    "a list": (
        lambda request: request.update(z=["2", "1"]),
        "oauth_nonce=n&size=1&title=a%20b&z=1&z=2",
    ),
}


@pytest.mark.parametrize(("change", "normalized"), CHANGES.values(), ids=list(CHANGES))
def test_received_request_that_was_changed_is_normalized_as_it_is(
    change: Callable[[oauth2.Request], Any], normalized: str
) -> None:
    """What came does not count any more."""
    headers = FORM | {"Authorization": 'OAuth oauth_nonce="n"'}
    request = oauth2.Request.from_request("POST", "http://h/?size=1", headers, body=b"title=a+b")
    assert request is not None

    change(request)

    assert request.get_normalized_parameters() == normalized


def test_values_of_a_list_that_was_changed_count() -> None:
    """Also where the list is changed, and not the dict."""
    request = oauth2.Request.from_request("GET", "http://h/?a=1&a=2")
    assert request is not None

    request["a"].append("3")

    assert request.get_normalized_parameters() == "a=1&a=2&a=3"


class Mirror(oauth2.Request):
    """Reads a query in a way of its own, as programs for python-oauth2 can."""

    @staticmethod
    def _split_url_string(param_str: str | bytes) -> dict[str, str | list[str]]:
        return {str(param_str)[::-1]: ""}


def test_query_that_a_program_reads_in_its_own_way_counts_as_read() -> None:
    """And not as it is on the wire."""
    request = Mirror.from_request("GET", "http://h/?ab=c")

    assert request is not None
    assert request.get_normalized_parameters() == "c%3Dba="


class Filtered(oauth2.Request):
    """Leaves a parameter of the framework's out of what is signed."""

    def items(self) -> Any:
        """Return all parameters but that one."""
        return [(name, value) for name, value in super().items() if name != "_method"]


def test_parameter_that_a_program_leaves_out_is_left_out() -> None:
    """Also of what came on the wire."""
    request = Filtered.from_request("GET", "http://h/?a=1&_method=x")

    assert request is not None
    assert request.get_normalized_parameters() == "a=1"
