"""Laws of the provider's side: whatever a client sends is verified, or refused with a status."""

from __future__ import annotations

from typing import Any

import photos
import pytest
import strategies
from _hostile import (
    RIGHT,
    WAYS,
    Message,
    Way,
    by_request,
    check_refusal,
    server,
    verified,
    with_piece,
)
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.datastructures import WWWAuthenticate

import oauth2

ways = st.sampled_from(WAYS)
tokens = st.sampled_from([photos.TOKEN, None])
errors = st.builds(
    lambda kind, message, parameter, acceptable: kind(
        message, parameter=parameter, acceptable=acceptable
    ),
    st.sampled_from([oauth2.ParameterAbsent, oauth2.VersionRejected, oauth2.TimestampRefused]),
    strategies.octet_texts,
    st.none() | strategies.octet_texts,
    st.none() | strategies.octet_texts,
)


def token_of(message: Message) -> oauth2.Token | None:
    """Return the token of a request that is signed rightly."""
    return photos.TOKEN if "oauth_token" in str(message) else None


def meaning(request: oauth2.Request | None) -> object:
    """Return what the signature of a request vouches for; None of a request that is refused."""
    return request and (request.method, request.normalized_url, dict(request))


@pytest.mark.parametrize("name", RIGHT)
def test_request_of_another_library_is_verified(name: str) -> None:
    """What is edited below is right before, in whatever way it comes in: oauthlib signed it."""
    message = RIGHT[name]

    assert [way for way in WAYS if not verified(message, way, token_of(message))] == []


@pytest.mark.parametrize(
    "piece",
    [*'&=+;,"\\%/?#:@.0\x00é\n', "%00", "%20", "%0A", "%C3", "&&", "&a", "&a=", "a=&", "//", "/."],
)
def test_piece_put_in_anywhere_is_refused_or_means_nothing(piece: str) -> None:
    """Query, form and header field all count, each character of them."""
    right = RIGHT["right-form-in-header"]
    meant = meaning(by_request(right))

    found = [(each, verified(each, by_request)) for each in with_piece(right, piece)]

    assert [each for each, request in found if meaning(request) not in (None, meant)] == []


@given(strategies.edits, ways)
def test_edited_request_is_refused_or_means_the_same(
    edit: tuple[Message, Message], way: Way
) -> None:
    """Whatever is changed in a right request, nobody can make it say something else."""
    right, edited = edit

    request = verified(edited, way, token_of(right), allow_several_places=True)

    assert meaning(request) in (None, meaning(way(right)))


@given(strategies.messages, ways, tokens, st.booleans())
def test_any_request_is_verified_or_refused(
    message: Message, way: Way, token: oauth2.Token | None, lenient: bool
) -> None:
    """The answer to anything at all is a refusal that can be told, never an error from inside."""
    assert verified(message, way, token, allow_several_places=lenient) is None


@given(ways, *[st.text(max_size=150) | st.text("0123456789", max_size=20)] * 2, strategies.pairs)
@example(by_request, "1191242096", "9" * 5000, [])
def test_any_values_that_are_signed_are_verified_or_refused(
    way: Way, timestamp: str, nonce: str, fields: list[tuple[str, str]]
) -> None:
    """Who can sign may still send any nonce, any timestamp, and any parameters beside them."""
    request = oauth2.Request("POST", photos.BASE_URI, is_form_encoded=True)
    request.update(dict(fields) | photos.PARAMETERS)
    request.update(oauth_timestamp=timestamp, oauth_nonce=nonce)
    request.sign_request(oauth2.SignatureMethod_HMAC_SHA1(), photos.CONSUMER, photos.TOKEN)
    headers = (("Host", "photos.example.net"), ("Content-Type", strategies.FORM_TYPE))

    found = verified(Message("POST", "/photos", headers, request.to_postdata().encode()), way)

    assert found is None or abs(int(found["oauth_timestamp"]) - photos.TIMESTAMP) <= 300


@given(errors)
def test_any_refusal_is_told_in_the_header(error: oauth2.RequestRefused) -> None:
    """Parsers that are not ours read the problem, and the advice is what the error says."""
    check_refusal(server(), error)

    told = WWWAuthenticate.from_header(
        server().build_authenticate_header("x", error=error)["WWW-Authenticate"]
    )
    assert told is not None
    assert (told.type, told.get("realm"), told.get("oauth_problem")) == (
        "oauth",
        "x",
        error.problem,
    )


@pytest.mark.parametrize("digits", [16, 4299, 4301, 5000])
def test_timestamp_of_very_many_digits_is_refused_unparsed(digits: int) -> None:
    """Python itself refuses to read more than 4,300 of them, with an error from inside."""
    with pytest.raises(oauth2.InvalidTimestamp):
        photos.server().verify_request(
            photos.received(oauth_timestamp="9" * digits), photos.CONSUMER, photos.TOKEN
        )


@pytest.mark.parametrize(
    "sources",
    [
        pytest.param({"query_string": "a=\ud800"}, id="query_string"),
        pytest.param({"parameters": {"a": "\ud800"}}, id="parameters"),
        pytest.param({"parameters": {"\ud800": ["a", "b"]}}, id="name"),
    ],
)
def test_text_that_is_none_is_refused_with_a_status(sources: dict[str, Any]) -> None:
    """A lone surrogate, which a framework may hand on, is refused like anything that is wrong."""
    with pytest.raises(oauth2.RequestRefused):
        photos.server().verify_request(
            oauth2.Request.from_request("GET", photos.URL, photos.authorization(), **sources),
            photos.CONSUMER,
            photos.TOKEN,
        )
