"""Laws that hold whatever comes in, and the same results from two other implementations.

The one is oauthlib; the other stands here, slow and simple, written from the text of RFC 5849.
"""

from __future__ import annotations

import copy
import re
from typing import Any
from urllib.parse import urlsplit

import oauthlib.oauth1
import strategies
from hypothesis import given
from hypothesis import strategies as st
from oauthlib.oauth1.rfc5849 import signature as oauthlib_signature

import oauth2
from oauth2.base_string import (
    base_string_uri,
    normalize_parameters,
    signature_base_string,
    split_url,
)
from oauth2.encoding import form_decode, form_encode, percent_decode, percent_encode
from oauth2.header import build_authorization, parse_authorization

Pairs = list[tuple[str, str]]


# --- the slow one, from RFC 5849 ---------------------------------------------------------------

UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"


def slow_encode(text: str) -> bytes:
    """Encode as section 3.6 says: octets of the unreserved set stay, others become %XX."""
    octets = text.encode("utf-8", "surrogateescape")
    return b"".join(
        bytes([octet]) if octet in UNRESERVED else b"%" + f"{octet:02X}".encode()
        for octet in octets
    )


def slow_base_string(method: str, base_uri: str, pairs: Pairs) -> str:
    """Make the base string as sections 3.4.1.1 and 3.4.1.3.2 say, on bytes."""
    encoded = [
        (slow_encode(name), slow_encode(value))
        for name, value in pairs
        if name != "oauth_signature"
    ]
    joined = b"&".join(name + b"=" + value for name, value in sorted(encoded))
    parts = [method.upper(), base_uri, joined.decode("ascii")]
    return b"&".join(slow_encode(part) for part in parts).decode("ascii")


# --- encoding (section 3.6) --------------------------------------------------------------------


@given(st.text())
def test_percent_decode_undoes_percent_encode(text: str) -> None:
    """Text comes out of encoding and decoding as it went in."""
    assert percent_decode(percent_encode(text)) == text


@given(st.binary())
def test_percent_encode_undoes_percent_decode(octets: bytes) -> None:
    """Any octets that came in percent-encoded go out as the same ones (A17)."""
    escaped = "".join(f"%{octet:02X}" for octet in octets)

    assert percent_encode(percent_decode(escaped)) == slow_encode(percent_decode(escaped)).decode()
    assert percent_decode(escaped).encode("utf-8", "surrogateescape") == octets


@given(strategies.octet_texts)
def test_percent_encode_leaves_only_unreserved(text: str) -> None:
    """Nothing is in the output but unreserved characters and %XX, and it is the RFC's."""
    encoded = percent_encode(text)

    assert re.fullmatch(r"(?:[A-Za-z0-9\-._~]|%[0-9A-F]{2})*", encoded)
    assert encoded == slow_encode(text).decode()


@given(st.text())
def test_percent_decode_takes_any_text(text: str) -> None:
    """Whatever is decoded, no escape is left that was there, and nothing is raised."""
    assert percent_decode(text).count("%") <= text.count("%")


@given(strategies.pairs)
def test_form_decode_undoes_form_encode(pairs: Pairs) -> None:
    """Pairs come out of a form as they went in, in order, blanks and repeats included."""
    assert form_decode(form_encode(pairs)) == pairs


@given(st.binary())
def test_form_decode_reads_bytes_and_their_text_alike(body: bytes) -> None:
    """Any bytes are a form, and the same form as text."""
    assert form_decode(body) == form_decode(body.decode("utf-8", "surrogateescape"))


# --- the base string (section 3.4.1) -----------------------------------------------------------


@given(strategies.pairs, st.randoms())
def test_normalize_parameters_does_not_depend_on_order(pairs: Pairs, random: Any) -> None:
    """In whatever order parameters come, they are signed alike (A1)."""
    shuffled = pairs.copy()
    random.shuffle(shuffled)

    assert normalize_parameters(shuffled) == normalize_parameters(pairs)


@given(st.sampled_from(["GET", "post", "PATCH"]), strategies.addresses, strategies.pairs)
def test_base_string_is_that_of_the_slow_one(
    method: str, address: strategies.Address, pairs: Pairs
) -> None:
    """The base string is what RFC 5849's text gives, word by word."""
    uri = base_string_uri(address.url)

    assert uri == address.base_uri
    made = signature_base_string(method, uri, normalize_parameters(pairs))
    assert made == slow_base_string(method, address.base_uri, pairs)


@given(strategies.addresses, st.lists(st.tuples(st.text(), st.text())))
def test_base_string_is_that_of_oauthlib(address: strategies.Address, pairs: Pairs) -> None:
    """The base string is the one that oauthlib makes."""
    uri = oauthlib_signature.base_string_uri(address.url)
    normalized = oauthlib_signature.normalize_parameters(pairs)  # type: ignore[arg-type]

    assert base_string_uri(address.url) == uri
    assert normalize_parameters(pairs) == normalized
    made = signature_base_string("GET", uri, normalized)
    assert made == oauthlib_signature.signature_base_string("GET", uri, normalized)


# --- URLs --------------------------------------------------------------------------------------


def sent(url: str) -> str | None:
    """Return the URL that is sent for a URL, None where it is refused with an error of ours."""
    try:
        return str(split_url(url))
    except oauth2.Error:
        return None


@given(strategies.urls)
def test_url_is_sent_or_refused(url: str) -> None:
    """Any text works as a URL or is an error of ours; what is sent can be sent, and stays."""
    result = sent(url)

    assert result is None or re.fullmatch(r"https?://[!-~]+", result)
    assert result is None or sent(result) == result


@given(strategies.urls)
def test_host_is_what_others_read_too(url: str) -> None:
    """Whoever splits the URL that is sent finds the host, the path and the query that we signed."""
    result = sent(url) or "http://h/"
    ours, theirs = split_url(result), urlsplit(result)

    assert (ours.authority, ours.path, ours.query or "") == (
        theirs.netloc,
        theirs.path,
        theirs.query,
    )


# --- the header field (section 3.5.1) ----------------------------------------------------------


@given(strategies.header_pairs, strategies.realms)
def test_parse_authorization_undoes_build_authorization(pairs: Pairs, realm: str | None) -> None:
    """Parameters come out of the header field as they went in, whatever the realm."""
    assert parse_authorization(build_authorization(pairs, realm)) == pairs


@given(strategies.headers)
def test_header_is_parsed_or_refused(header: str) -> None:
    """Any text is parsed, is of another scheme, or is an error of ours; what is parsed is built."""
    try:
        pairs = parse_authorization(header) or []
    except oauth2.Error:
        pairs = []

    assert parse_authorization(build_authorization(pairs)) is not None


# --- credentials -------------------------------------------------------------------------------


@given(strategies.tokens)
def test_token_comes_back_from_its_string(token: oauth2.Token) -> None:
    """A token comes back whole, whatever is in it (D9)."""
    assert vars(oauth2.Token.from_string(token.to_string())) == vars(token)


@given(st.text(max_size=40) | strategies.pairs.map(form_encode) | st.binary(max_size=20))
def test_token_string_is_read_or_refused(stored: str | bytes) -> None:
    """Any text or bytes are a token, or an error of ours."""
    try:
        key = oauth2.Token.from_string(stored).key
    except oauth2.Error:
        key = ""

    assert isinstance(key, str)


# --- the whole signing path --------------------------------------------------------------------


@given(strategies.signers, strategies.sendings)
def test_sign_does_not_change_what_it_is_given(
    signer: oauth2.Signer, sending: strategies.Sending
) -> None:
    """Nothing of what a caller passes in is changed (C1)."""
    before = copy.deepcopy((sending, vars(signer.consumer)))

    signer.sign(
        sending.method,
        sending.url,
        sending.headers,
        sending.body,
        oauth_params=sending.oauth_params,
    )

    assert (sending, vars(signer.consumer)) == before


class Validator(oauthlib.oauth1.RequestValidator):
    """What oauthlib's server asks of a provider, for one that knows a single consumer and token."""

    def __init__(self, signer: oauth2.Signer) -> None:
        super().__init__()
        self.signer = signer

    #: The consumer that is looked up where there is none.
    dummy_client = "nobody"

    def check_client_key(self, client_key: str) -> bool:
        """Take any key: ours are as odd as can be."""
        return True

    def check_nonce(self, nonce: str) -> bool:
        """Take a nonce of any length; oauthlib's own rule is a provider's choice."""
        return True

    def validate_client_key(self, client_key: str, request: Any) -> bool:
        """Tell whether the key is the consumer's."""
        return bool(client_key == self.signer.consumer.key)

    def validate_timestamp_and_nonce(self, *args: Any, **kwargs: Any) -> bool:
        """Take them as new."""
        return True

    def get_client_secret(self, client_key: str, request: Any) -> str:
        """Return the consumer's secret."""
        return str(self.signer.consumer.secret)

    def get_access_token_secret(self, client_key: str, token: str, request: Any) -> str:
        """Return the token's secret."""
        return str(self.signer.token.secret) if self.signer.token else ""


@given(strategies.signers, strategies.sendings)
def test_what_is_signed_is_accepted_by_oauthlib(
    signer: oauth2.Signer, sending: strategies.Sending
) -> None:
    """What a Signer signs is right for oauthlib's server, wherever the parameters are placed."""
    signed = signer.sign(
        sending.method,
        sending.url,
        sending.headers,
        sending.body,
        oauth_params=sending.oauth_params,
    )
    endpoint = oauthlib.oauth1.SignatureOnlyEndpoint(Validator(signer))

    valid, _ = endpoint.validate_request(signed.url, signed.method, signed.body, signed.headers)

    assert valid
