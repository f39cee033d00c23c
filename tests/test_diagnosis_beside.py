"""`explain` sees what is wrong beside the signature: clock, body hash, encoding, keys."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from _diagnosed import consumer, explained, names, token
from _mistaken_signer import SHAPES, sign

import oauth2

SIGNED_AT = 1191242096
PHOTOS = SHAPES["GET, query"]
JSON = SHAPES["PUT, JSON"]
RAW = ("signature_not_encoded", "")
#: Its signature holds a "+".
PLUS = replace(PHOTOS, consumer=("dpf43f3p2l4k3l03", "secret 0"))


# --- the timestamp ---------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [-300, -5, 0, 5, 300])
def test_a_timestamp_inside_the_window_is_no_fault(seconds: int) -> None:
    """300 seconds on either side are accepted."""
    found = explained(PHOTOS, sign(PHOTOS), now=SIGNED_AT + seconds)

    assert names(found) == [("valid",)]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-301, "sent a timestamp that lies 301 seconds after the provider's clock"),
        (301, "sent a timestamp that lies 301 seconds before the provider's clock"),
    ],
)
def test_a_timestamp_outside_the_window_is_a_skew(seconds: int, words: str) -> None:
    """The skew is told in seconds, and in which direction."""
    found = explained(PHOTOS, sign(PHOTOS), now=SIGNED_AT + seconds)

    assert names(found) == [("clock_skew",)]
    assert found.findings[0].certainty == "proved"
    assert found.findings[0].sentence == f"The client {words}."


def test_whole_hours_point_to_the_time_zone() -> None:
    """A clock that is wrong by hours is mostly right in another zone."""
    found = explained(PHOTOS, sign(PHOTOS), now=SIGNED_AT + 2 * 3600 + 20)

    assert "whole hours: the time zone may be wrong" in found.findings[0].evidence.notes


def test_without_a_time_nothing_is_said_of_the_clock() -> None:
    """An old request is not a wrong clock."""
    assert names(explained(PHOTOS, sign(PHOTOS))) == [("valid",)]


@pytest.mark.parametrize(
    ("response", "certainty"),
    [
        # date -u -d @1191243096
        ({"Status": 401, "Date": "Mon, 01 Oct 2007 12:51:36 GMT"}, "proved"),
        ({"status": "401", "x": 1, "date": "Mon, 01 Oct 2007 12:51:36 GMT"}, "proved"),
        (
            {
                "status": 401,
                "www-authenticate": "OAuth oauth_problem=timestamp_refused,"
                "oauth_acceptable_timestamps=1191242100-1191242200",
            },
            "proved",
        ),
        (
            {"status": 401, "WWW-Authenticate": "OAuth oauth_problem=timestamp_refused"},
            "the provider says",
        ),
    ],
    ids=["Date", "date in other letters", "acceptable timestamps", "said only"],
)
def test_the_answer_tells_of_the_clock(response: dict[str, Any], certainty: str) -> None:
    """What the provider's clock shows is held against the timestamp, not against ours."""
    found = explained(PHOTOS, sign(PHOTOS), response=response)

    assert names(found) == [("clock_skew",)]
    assert found.findings[0].certainty == certainty


@pytest.mark.parametrize(
    ("timestamp", "name", "words"),
    [
        ("1191242096278", "timestamp_ms", "sent the timestamp in milliseconds"),
        ("1191242096278000", "timestamp_ms", "sent the timestamp in microseconds"),
        ("1191242096278000000", "timestamp_ms", "sent the timestamp in nanoseconds"),
        (
            "119124209627",
            "timestamp_ms",
            "sent the timestamp in more digits than seconds have",
        ),
        ("1191242096.278", "timestamp_ms", "sent the timestamp with a fraction of a second"),
        ("2007-10-01", "clock_skew", "sent a timestamp that is no number of seconds"),
        ("-5", "clock_skew", "sent a timestamp that is no number of seconds"),
        ("", "clock_skew", "sent a timestamp that is no number of seconds"),
    ],
)
def test_a_timestamp_in_another_unit_is_seen(timestamp: str, name: str, words: str) -> None:
    """A timestamp that is signed as it is sent, but not in seconds, is the fault."""
    shape = replace(PHOTOS, oauth=(("oauth_timestamp", timestamp),))
    found = explained(shape, sign(shape), now=SIGNED_AT)

    assert names(found) == [(name,)]
    assert found.findings[0].sentence == f"The client {words}."


# --- the encoding, the body hash -------------------------------------------------------------


def test_a_signature_that_is_not_encoded_is_seen() -> None:
    """A raw "+", "/" or "=" in the header is told of, though we can read it."""
    found = explained(PLUS, sign(PLUS, RAW))

    assert names(found) == [("signature_not_encoded",)]
    assert found.findings[0].evidence.notes == ('raw on the wire: "+" and "="',)
    assert found.findings[0].when == 'only when the signature holds a "+", for most providers'


def test_a_raw_plus_in_a_query_is_what_it_was_meant_to_be() -> None:
    """There a raw "+" reads as a space, and is told for what it is."""
    shape = replace(PLUS, placement="query")
    sent = sign(shape, RAW)

    assert "oauth_signature=tZcrm0rABvPVO7JOq1Fm+Ecsiik=" in sent.url
    assert names(explained(shape, sent)) == [("signature_not_encoded",)]


def test_a_signature_without_a_plus_is_told_to_be_lucky() -> None:
    """Most providers take a raw "=": the fault is intermittent."""
    shape = replace(PHOTOS, consumer=("dpf43f3p2l4k3l03", "secret 3"))
    found = explained(shape, sign(shape, RAW))

    assert names(found) == [("signature_not_encoded",)]
    assert len(found.findings[0].evidence.notes) == 2


@pytest.mark.parametrize(
    ("value", "note"),
    [
        # printf '%s' '{"a": 1, "b": "x y", "c": "d=e&f"}' | openssl sha256 -binary | base64
        (
            "mXNDx5vlz6SzRr1yt2O2Kimd1sQn/8nt5ax/rmvHdis=",
            "it is the SHA256 of the body, and SHA1 is wanted",
        ),
        # … | openssl sha1
        (
            "7872ed5015d9b3ab5c388446b2a8a66a80d6716c",
            "it is written in hexadecimal, and base64 is wanted",
        ),
        # printf '' | openssl sha1 -binary | base64
        ("2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "it is the hash of an empty body"),
        ("another", "sent: another"),
    ],
    ids=["another hash", "hexadecimal", "empty", "of another text"],
)
def test_a_wrong_body_hash_is_seen(value: str, note: str) -> None:
    """The hash is held against the body, and known mistakes in it are told."""
    shape = replace(JSON, oauth=(("oauth_body_hash", value),))
    found = explained(shape, sign(shape))

    assert names(found) == [("body_hash_wrong",)]
    assert found.findings[0].evidence.notes[0] == note


def test_a_body_that_is_not_known_has_no_wrong_hash() -> None:
    """Without the body, nobody can tell."""
    shape = replace(JSON, oauth=(("oauth_body_hash", "another"),))
    method, url, headers, _ = sign(shape).arrived

    found = oauth2.explain((method, url, headers, None), consumer(shape), token(shape))
    assert names(found) == [("valid",)]


def test_a_body_hash_with_a_form_is_one_too_many() -> None:
    """The fields of a form are signed, so its hash must not be sent."""
    shape = replace(SHAPES["POST, form"], oauth=(("oauth_body_hash", "x"),))

    assert names(explained(shape, sign(shape))) == [("body_hash_sent",)]


# --- keys and protocol -----------------------------------------------------------------------


def test_another_consumer_key_is_no_pair_with_the_secret() -> None:
    """A secret that was given for another key proves nothing of the signature."""
    found = oauth2.explain(
        sign(PHOTOS).arrived, oauth2.Consumer("another", PHOTOS.consumer[1]), token(PHOTOS)
    )

    assert names(found) == [("wrong_credentials_pair",)]


def test_another_token_is_a_stale_one() -> None:
    """A request that carries another token than the one given was sent with an old one."""
    found = oauth2.explain(
        sign(PHOTOS).arrived, consumer(PHOTOS), oauth2.Token("another", "kd94hf93k423kf44")
    )

    assert names(found) == [("stale_token_used",), ("wrong_secret_or_unknown",)]


@pytest.mark.parametrize("version", ["1.0a", "2.0", ""])
def test_another_version_is_rejected(version: str) -> None:
    """`oauth_version` is exactly 1.0."""
    shape = replace(PHOTOS, oauth=(("oauth_version", version),))

    assert names(explained(shape, sign(shape))) == [("version_rejected",)]


def test_a_method_that_nobody_knows_is_told() -> None:
    """The name of the method is exact; what it is meant to be is tried all the same."""
    sent = sign(replace(PHOTOS, method_name="hmac-sha1"))
    found = explained(PHOTOS, sent)

    assert names(found) == [("signature_method_rejected",)]
    assert found.findings[0].evidence.notes == ("write 'HMAC-SHA1'",)


def test_a_request_without_a_signature_misses_it() -> None:
    """No signature is a finding, no error."""
    found = oauth2.explain(("GET", "http://a.example/", None, None), consumer(PHOTOS))

    assert names(found) == [("parameter_absent",)]
    assert "oauth_signature" in found.findings[0].sentence
    assert found.findings[0].mend.startswith("signer.sign(method, url)  #")
    assert found.base_string is None


@pytest.mark.parametrize("name", ["oauth_nonce", "oauth_timestamp", "oauth_consumer_key"])
def test_a_protocol_parameter_that_is_absent_is_named(name: str) -> None:
    """Each parameter that RFC 5849 section 3.1 requires is missed."""
    shape = replace(PHOTOS, without=(name,))
    found = explained(shape, sign(shape))

    assert names(found) == [("parameter_absent",)]
    assert found.findings[0].sentence == f"The client did not send {name}."


# --- several at once -------------------------------------------------------------------------


def test_a_fault_beside_the_signature_makes_a_pair_with_one_in_it() -> None:
    """What holds together is one finding, both names."""
    sent = sign(PHOTOS, ("space_as_plus", ""))
    found = explained(PHOTOS, sent, now=SIGNED_AT + 1000)

    assert names(found) == [("clock_skew", "space_as_plus")]
    assert found.findings[0].names == ("space_as_plus", "clock_skew")
    assert "; and it sent a timestamp that lies 1000 seconds" in found.findings[0].sentence


def test_two_faults_beside_the_signature_are_a_pair() -> None:
    """Both hold, and both are to be mended."""
    found = explained(PHOTOS, sign(PHOTOS, RAW), now=SIGNED_AT + 1000)

    assert names(found) == [("clock_skew", "signature_not_encoded")]


def test_a_third_fault_is_a_finding_of_its_own() -> None:
    """No finding has more than two names."""
    sent = sign(PHOTOS, ("space_as_plus", ""), RAW)
    found = explained(PHOTOS, sent, now=SIGNED_AT + 1000)

    assert names(found) == [("clock_skew", "space_as_plus"), ("signature_not_encoded",)]


def test_a_fault_beside_a_pair_is_a_finding_of_its_own() -> None:
    """No finding has more than two names, whatever is proved."""
    sent = sign(PHOTOS, ("space_as_plus", ""), ("token_secret_missing", ""))
    found = explained(PHOTOS, sent, now=SIGNED_AT + 1000)

    assert names(found) == [("space_as_plus", "token_secret_missing"), ("clock_skew",)]


def test_a_fault_beside_equal_explanations_belongs_to_each() -> None:
    """Whichever of them it was, the fault holds together with it."""
    shape = SHAPES["DELETE, empty token, in the query"]
    found = explained(shape, sign(shape, ("query_omitted", "")), now=SIGNED_AT + 1000)

    assert names(found) == [("clock_skew", "query_omitted"), ("clock_skew", "parameter_not_signed")]


def test_a_wrong_secret_is_told_beside_a_fault() -> None:
    """A fault that is seen is no reason for a signature that does not fit."""
    found = oauth2.explain(
        sign(PHOTOS).arrived,
        oauth2.Consumer(PHOTOS.consumer[0], "quite another"),
        token(PHOTOS),
        now=SIGNED_AT + 1000,
    )

    assert names(found) == [("clock_skew",), ("wrong_secret_or_unknown",)]
