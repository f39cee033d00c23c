"""`explain` finds each known mistake, alone and in pairs, and blames nothing else.

An independent signer makes the mistakes, see `_mistaken_signer`.
"""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from _diagnosed import OTHER_SECRET, consumer, explained, names, pairs, random_shape, singles, token
from _mistaken_signer import BY_CLAIM, SHAPES, Mistake, Shape, sign

import oauth2


@pytest.mark.parametrize(("name", "mistake"), singles())
def test_a_mistake_is_found(name: str, mistake: Mistake) -> None:
    """Each known mistake is found and proved, whatever the request it is made in."""
    found = explained(SHAPES[name], sign(SHAPES[name], mistake))

    assert (mistake[0],) in names(found)
    assert {finding.certainty for finding in found.findings} <= {"proved", "fits equally"}


@pytest.mark.parametrize(
    "mistake",
    [
        ("signature_bytes_repr", ""),
        ("signature_double_encoded", ""),
        ("signature_plus_to_space", ""),
        ("signature_truncated", "cut at ="),
        ("signature_truncated", "cut at +"),
        ("hex_digest", "hex"),
        ("hex_digest", "base64 of hex"),
        ("wrong_digest", "sha512"),
        ("plaintext_signature", ""),
    ],
    ids=" ".join,
)
def test_a_mistake_in_the_signatures_text_is_found(mistake: Mistake) -> None:
    """What was done to the signature is undone, and the signature told to be right."""
    shape = replace(SHAPES["GET, query"], consumer=("dpf43f3p2l4k3l03", "secret 0"))

    assert names(explained(shape, sign(shape, mistake))) == [(mistake[0],)]


@pytest.mark.parametrize(("name", "first", "second"), pairs(9, seed=8))
def test_a_pair_is_found(name: str, first: Mistake, second: Mistake) -> None:
    """Two known mistakes at once are found, and told as one finding."""
    found = explained(SHAPES[name], sign(SHAPES[name], first, second))

    assert tuple(sorted((first[0], second[0]))) in names(found)


def test_a_pair_is_two_mistakes_at_once() -> None:
    """A pair is one finding with both names, each in its own words."""
    shape = SHAPES["GET, query"]
    found = explained(shape, sign(shape, ("space_as_plus", ""), ("token_secret_missing", "")))

    assert names(found) == [("space_as_plus", "token_secret_missing")]
    assert found.findings[0].sentence == (
        'The client wrote a space as "+", where %20 belongs and made the key without the token '
        "secret, in the parameter 'Zeta'."
    )


def test_a_signature_that_was_cut_off_is_found_beside_another_mistake() -> None:
    """What is left of it tells, if it is not too little."""
    shape = replace(SHAPES["GET, query"], consumer=("dpf43f3p2l4k3l03", "secret 0"))
    found = explained(
        shape, sign(shape, ("method_mismatch", "POST"), ("signature_truncated", "cut at +"))
    )

    assert names(found) == [("method_mismatch", "signature_truncated")]


@pytest.mark.parametrize("name", SHAPES)
def test_a_right_signature_is_valid(name: str) -> None:
    """Where nothing is wrong, nothing is blamed."""
    found = explained(SHAPES[name], sign(SHAPES[name]))

    assert names(found) == [("valid",)]
    assert found.ruled_out == ()


@pytest.mark.parametrize("name", SHAPES)
def test_a_wrong_secret_is_blamed_on_nothing_else(name: str) -> None:
    """A secret that is simply another one is none of the mistakes."""
    shape = SHAPES[name]
    found = oauth2.explain(
        sign(shape).arrived,
        oauth2.Consumer(shape.consumer[0], "quite another"),
        token(shape),
        other_token_secrets=[OTHER_SECRET],
    )

    assert names(found) == [("wrong_secret_or_unknown",)]
    assert found.findings[0].certainty == "cannot tell"
    assert {"method_mismatch", "secret_whitespace", "unsorted"} <= set(found.ruled_out)


@pytest.mark.parametrize(
    "seed", [pytest.param(n, marks=pytest.mark.table(group=f"random {n}")) for n in range(4)]
)
def test_random_requests_are_told_apart(seed: int) -> None:
    """Whatever a request holds, its right signature is valid, and a wrong secret is no mistake."""
    shape = random_shape(random.Random(seed))  # noqa: S311  # the same in every run
    other = oauth2.Consumer(shape.consumer[0], "quite another")
    request = sign(shape).arrived

    assert names(oauth2.explain(request, consumer(shape), token(shape))) == [("valid",)]
    wrong = oauth2.explain(request, other, token(shape), now=1191242096)
    assert names(wrong) == [("wrong_secret_or_unknown",)]


@pytest.mark.parametrize("mistake", BY_CLAIM, ids=lambda mistake: mistake[0])
def test_what_only_the_client_knows_is_found_in_its_base_string(mistake: Mistake) -> None:
    """What was signed and not sent is found where the client says what it signed, and proved."""
    shape = SHAPES["GET, query"]
    sent = sign(shape, mistake)
    found = explained(shape, sent, client_base_string=sent.base_string)

    assert names(found) == [(mistake[0],)]
    assert found.findings[0].certainty == "proved"


def test_equal_explanations_are_listed_the_most_often_seen_first() -> None:
    """Where several mistakes give the same signature, none of them is called proved."""
    shape = SHAPES["DELETE, empty token, in the query"]
    found = explained(shape, sign(shape, ("query_omitted", "")))

    assert names(found) == [("query_omitted",), ("parameter_not_signed",)]
    assert [finding.certainty for finding in found.findings] == ["fits equally"] * 2


def test_mistakes_that_are_left_are_ruled_out() -> None:
    """The other mistakes that the request may have are told of, to be put out of mind."""
    shape = SHAPES["GET, query"]
    found = explained(shape, sign(shape, ("method_mismatch", "POST")))

    assert "method_mismatch" not in found.ruled_out
    assert {"scheme_mismatch", "query_omitted", "token_secret_missing"} <= set(found.ruled_out)


def test_what_was_never_met_comes_behind_what_fits_as_well() -> None:
    """A known mistake is named before an encoder that leaves the same characters by chance."""
    shape = SHAPES["PUT, JSON"]
    found = explained(shape, sign(shape, ("oauth_values_not_encoded", "")))

    assert names(found)[-1] == ("reserved_unescaped",)
    assert ("oauth_values_not_encoded",) in names(found)[:-1]


def test_a_raw_slash_is_no_other_reserved_character() -> None:
    """Where only "/" is left raw, nothing is said of "@" and "*"."""
    shape = Shape("https://api.example.com/photos?size=original", oauth=(("oauth_nonce", "abc"),))
    found = explained(shape, sign(shape, ("slash_unescaped", "everywhere")))

    assert names(found)[0] == ("slash_unescaped",)
    difference = found.findings[0].evidence.difference
    assert difference is not None
    assert (difference.signed, difference.right) == ("https%3A//", "https%3A%2F%2F")


def test_milliseconds_that_were_signed_are_found_whatever_they_are() -> None:
    """The header has seconds only, so that each of the thousand milliseconds is tried."""
    shape = SHAPES["GET, query"]

    assert names(explained(shape, sign(shape, ("timestamp_ms_signed", "in 278")))) == [
        ("timestamp_ms_signed",)
    ]


def test_milliseconds_are_found_in_what_a_side_says() -> None:
    """A base string with milliseconds in it names them, and no other clock."""
    shape = SHAPES["GET, query"]
    sent = sign(shape, ("timestamp_ms_signed", "in 278"))
    found = explained(shape, sign(shape), provider_base_string=sent.base_string)

    assert names(found) == [("timestamp_ms_signed",)]
    assert found.findings[0].who == "provider"
