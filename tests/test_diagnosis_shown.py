"""What an Explanation shows: to people, to programs, in a public tracker; and what it hides."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from typing import Any

import pytest
from _diagnosed import consumer, explained, names, token
from _mistaken_signer import FORM, IN_SIGNATURE, SHAPES, SPELLED, Mistake, Shape, sign
from hypothesis import given, settings
from hypothesis import strategies as st

import oauth2
from oauth2.diagnosis import Difference

PHOTOS = SHAPES["GET, query"]
CONSUMER_SECRET = "marker-of/consumer secret"
TOKEN_SECRET = "marker-of&token+secret"
#: Wherever a secret may stand: in the key, in parameters, in a password that is signed.
MARKED = Shape(
    "https://a.example/x?client_secret=marker-of%26token%2Bsecret&q=a%20b~",
    "POST",
    b"x_auth_password=marker-of-password%26more+of-it&x_auth_username=x&c=1*",
    FORM,
    consumer=("consumer-key", CONSUMER_SECRET),
    token=("token-key-1", TOKEN_SECRET),
    oauth=(("oauth_verifier", "marker-of-verifier"), ("oauth_callback", "http://a b")),
    realm="R",
)

TEXT = """\
GET http://photos.example.net/photos, HMAC-SHA1

space_as_plus: proved
  The client wrote a space as "+", where %20 belongs, in the parameter 'Zeta'.
  It shows only when a value holds a space.
    signed  Zeta=a+b
    right   Zeta=a%20b
    signed  ...le.net%2Fphotos&Zeta%3Da[%2B]b%26empty%3D%26file%3Dva...
    right   ...le.net%2Fphotos&Zeta%3Da[%2520]b%26empty%3D%26file%3Dva...
  mend: quote(value, safe='~')  # not quote_plus, not urlencode"""


def shown(explanation: oauth2.Explanation) -> str:
    """Return all that an explanation can show, in every form of it."""
    return "".join(
        f"{each}{each!r}{json.dumps(each.to_dict())}{pickle.dumps(each)!r}"
        for each in (explanation, explanation.redacted())
    )


# --- for people ----------------------------------------------------------------------------------


def test_the_text_is_read_in_ten_seconds() -> None:
    """Name and certainty, one sentence, the shortest difference, the mend."""
    assert str(explained(PHOTOS, sign(PHOTOS, ("space_as_plus", "")))) == TEXT


def test_the_text_can_be_painted() -> None:
    """Each piece is painted by its role; then no brackets are needed."""
    found = explained(PHOTOS, sign(PHOTOS, ("space_as_plus", "")))
    painted = found.render(lambda role, text: f"<{role}>{text}</{role}>")

    assert "<headline>space_as_plus</headline>: <proved>proved</proved>" in painted
    assert "Zeta%3Da<wrong>%2B</wrong>b" in painted
    assert "Zeta%3Da<right>%2520</right>b" in painted
    assert "mend: <mend>quote(value" in painted


def test_what_was_ruled_out_is_shown_where_nothing_fits() -> None:
    """Where nothing fits, the text says so, and what was ruled out."""
    found = oauth2.explain(
        sign(PHOTOS).arrived, oauth2.Consumer(PHOTOS.consumer[0], "another"), token(PHOTOS)
    )

    assert "wrong_secret_or_unknown: cannot tell" in str(found)
    assert "\ntried, and does not fit: method_mismatch, method_lower_case, " in str(found)
    assert "- the consumer secret has 7 characters" in str(found)


def test_the_providers_words_are_shown() -> None:
    """The answer stands below, in one line."""
    response = {"status": 401, "www-authenticate": "OAuth oauth_problem=nonce_used"}

    assert str(explained(PHOTOS, sign(PHOTOS), response=response)).endswith(
        "\n\nThe provider refused the request (401): nonce_used."
    )


def test_an_explanation_without_a_request_has_no_first_line() -> None:
    """A program may make one of findings alone."""
    found = explained(PHOTOS, sign(PHOTOS))

    assert str(oauth2.Explanation(found.findings)).startswith("valid: proved\n")


def test_a_long_difference_is_cut() -> None:
    """A mark is so long that it can be read."""
    shape = replace(PHOTOS, url=f"http://a.example/{'%20' * 100}")
    text = str(explained(shape, sign(shape, ("path_decoded", ""))))

    assert max(len(line) for line in text.splitlines()) < 260


@pytest.mark.parametrize(
    ("mistake", "expected"),
    [
        (("method_mismatch", "POST"), Difference("method", None, "POST", "GET")),
        (
            ("trailing_slash", "added"),
            Difference(
                "URL",
                None,
                "http://photos.example.net/photos/",
                "http://photos.example.net/photos",
            ),
        ),
        (
            ("timestamp_mismatch", "+1 s"),
            Difference(
                "parameters",
                "oauth_timestamp",
                "oauth_timestamp=1191242097",
                "oauth_timestamp=1191242096",
            ),
        ),
        (("empty_dropped", ""), Difference("parameters", "empty", "", "empty=")),
        (
            ("signature_signed", "empty"),
            Difference("parameters", "oauth_signature", "oauth_signature=", ""),
        ),
        (
            ("unsorted", "request parameters first"),
            Difference(
                "parameters",
                None,
                "first size=original",
                "first oauth_consumer_key=dpf43f3p2l4k3l03",
            ),
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_the_shortest_difference_is_told(mistake: Mistake, expected: Difference) -> None:
    """The first piece that differs, decoded once, by the parameter's name."""
    found = explained(PHOTOS, sign(PHOTOS, mistake))

    assert found.findings[0].evidence.difference == expected


def marked(finding: oauth2.diagnosis.Finding) -> tuple[str, str]:
    """Return what is marked in the two base strings of a finding."""
    evidence = finding.evidence
    assert evidence.marks is not None
    (start, end), (right_start, right_end) = evidence.marks
    return (evidence.signed or "")[start:end], (evidence.right or "")[right_start:right_end]


@pytest.mark.parametrize(
    ("mistake", "expected"),
    [
        # The parameters are a=1, a=2, b=1, c=3 and those of the protocol, in this order.
        (("query_omitted", ""), ("", "a%3D1%26a%3D2%26b%3D1%26c%3D3%26")),
        (("duplicates_dropped", "first kept"), ("", "a%3D1%26")),
        (("query_signed_twice", ""), ("a%3D1%26", "")),
        (("signature_signed", "empty"), ("oauth_signature%3D%26", "")),
        (("unsorted", "values of equal names"), ("2", "1")),
    ],
)
def test_only_the_parameters_that_are_left_out_or_added_are_marked(
    mistake: Mistake, expected: tuple[str, str]
) -> None:
    """Not what stands behind them, which is right."""
    shape = Shape("https://a.example/x?b=1&a=2&a=1&c=3")
    found = explained(shape, sign(shape, mistake)).findings[0]

    assert marked(found) == expected


def test_a_mistake_in_encoding_all_is_a_difference_too() -> None:
    """Base strings may differ in their own encoding alone."""
    found = explained(PHOTOS, sign(PHOTOS, ("hex_lower_case", "in the base string alone")))

    assert names(found) == [("hex_lower_case",)]
    assert found.findings[0].evidence.difference == Difference(
        "encoding", None, "http%3a%2f%2f", "http%3A%2F%2F"
    )


def test_a_mistake_in_the_key_shows_the_shapes_of_the_secrets() -> None:
    """A secret is told by its shape, never by its text."""
    shape = replace(PHOTOS, consumer=("ck", "a-secret-of-19-chars\n"), token=("tk", '"quoted%2F"'))
    found = explained(shape, sign(shape, ("secrets_swapped", "")))

    assert found.findings[0].evidence.notes == (
        "the consumer secret ends in a line break, 21 characters",
        "the token secret stands in quotes and holds what looks like escapes, 11 characters",
    )
    assert found.findings[0].evidence.marks is None


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        ("", "the consumer secret is empty"),
        ("x", "the consumer secret has 1 character"),
        (" x\t", "the consumer secret begins with a space and ends in a tab, 3 characters"),
        (
            "\u00a0x\r",
            "the consumer secret begins with white space and ends in a line break, 3 characters",
        ),
    ],
    ids=["empty", "one", "blanks", "odd blanks"],
)
def test_a_secret_has_a_shape(secret: str, words: str) -> None:
    """What may be wrong with a secret is seen in its shape."""
    found = oauth2.explain(sign(PHOTOS).arrived, oauth2.Consumer("ck", secret), token(PHOTOS))

    assert words in str(found)


# --- for programs --------------------------------------------------------------------------------


def test_the_dict_is_what_json_can_hold() -> None:
    """All of it, by names that stay."""
    found = explained(PHOTOS, sign(PHOTOS, ("method_mismatch", "POST")))
    data = json.loads(json.dumps(found.to_dict()))

    assert list(data) == ["request", "base_string", "provider", "ruled_out", "findings"]
    assert data["base_string"] == sign(PHOTOS).base_string
    assert data["findings"][0]["names"] == ["method_mismatch"]
    assert data["findings"][0]["evidence"]["signed"].startswith("POST&")
    assert data["findings"][0]["evidence"]["difference"] == {
        "part": "method",
        "parameter": None,
        "signed": "POST",
        "right": "GET",
    }


def test_a_finding_without_a_difference_has_none_in_the_dict() -> None:
    """What is not there is null."""
    data = explained(PHOTOS, sign(PHOTOS)).to_dict()

    assert data["findings"][0]["evidence"]["difference"] is None
    assert data["provider"] is None


# --- for a public tracker ------------------------------------------------------------------------


def test_the_redacted_form_shows_no_token_and_no_consumer_key() -> None:
    """Tokens and consumer keys are shortened wherever they stand; all else stays."""
    found = explained(PHOTOS, sign(PHOTOS, ("space_as_plus", ""))).redacted()
    text = f"{found}{json.dumps(found.to_dict())}"

    assert "dpf43f3p2l4k3l03" not in text
    assert "nnch734d00sl2jdk" not in text
    # printf '%s' dpf43f3p2l4k3l03 | openssl sha256
    assert "oauth_consumer_key%3Ddpf4..2932%26" in text
    assert str(found) == TEXT
    assert found.redacted() is found


def test_redacted_keys_can_still_be_compared() -> None:
    """The same key is the same text in every report, another key another one."""
    shape = replace(PHOTOS, token=("nnch734d00sl2jdX", PHOTOS.token[1] if PHOTOS.token else ""))
    one, other = (
        explained(each, sign(each)).redacted().base_string or "" for each in (PHOTOS, shape)
    )

    assert one.partition("oauth_token")[0] == other.partition("oauth_token")[0]
    assert one.partition("oauth_token")[2][:14] != other.partition("oauth_token")[2][:14]


def test_a_token_that_only_the_other_side_has_is_shortened_too() -> None:
    """A base string of the provider may hold another token."""
    theirs = sign(PHOTOS).base_string.replace("nnch734d00sl2jdk", "quite-another-token")
    found = explained(PHOTOS, sign(PHOTOS), provider_base_string=theirs).redacted()

    assert "quite-another-token" not in shown(found)
    assert "oauth_token%3Dquit.." in (found.findings[0].evidence.signed or "")


def test_an_empty_token_stays_empty() -> None:
    """There is nothing to shorten."""
    shape = SHAPES["DELETE, empty token, in the query"]
    found = explained(shape, sign(shape)).redacted()

    assert "oauth_token%3D%26" in (found.base_string or "")


# --- secrets -------------------------------------------------------------------------------------


@pytest.mark.table(group="secrets")
@pytest.mark.parametrize(
    ("hash_name", "mistake"),
    [
        *(("sha1", mistake) for mistake in [(), *([each] for each in IN_SIGNATURE)]),
        *(("", mistake) for mistake in [(), *([each] for each in SPELLED)]),
    ],
    ids=str,
)
def test_no_secret_is_shown(hash_name: str, mistake: Any) -> None:
    """Neither the secrets, nor a password or a verifier, nor a signature made of secrets."""
    shape = replace(MARKED, hash=hash_name)
    sent = sign(shape, *mistake)
    found = explained(
        shape,
        sent,
        response={"status": 401, "x": 1},
        content=f"oauth_problem=signature_invalid&oauth_problem_advice={sent.signature}",
        provider_base_string=sent.base_string,
        client_base_string=sent.base_string,
    )

    assert "marker-of" not in shown(found)


def test_no_secret_is_shown_where_nothing_fits() -> None:
    """Wrong secrets are secrets too."""
    found = oauth2.explain(
        sign(MARKED).arrived,
        oauth2.Consumer("consumer-key", "marker-of-another"),
        oauth2.Token("token-key-1", "marker-of-yet-another"),
        other_token_secrets=["marker-of-old"],
        provider_base_string=sign(MARKED, ("space_as_plus", "")).base_string,
    )

    assert "marker-of" not in shown(found)


@pytest.mark.table(group="any secret")
@settings(max_examples=20)
@given(
    st.text(st.characters(codec="utf-8"), min_size=8, max_size=30).map(lambda text: f"#{text}\\"),
    st.sampled_from(sorted(IN_SIGNATURE)),
)
def test_no_text_of_a_secret_is_shown(secret: str, mistake: Mistake) -> None:
    """Whatever a secret consists of, it is shown in no form."""
    shape = replace(MARKED, consumer=("consumer-key", secret))
    found = explained(shape, sign(shape, mistake))

    assert secret not in f"{found}{found.redacted()}"
    assert oauth2.escape(secret) not in f"{found}{found.redacted()}"


def test_what_cannot_be_printed_is_replaced() -> None:
    """Control characters and octets that are no UTF-8 stay out of a terminal."""
    url = "http://a.example/?a=%FF%1B%5B31m"
    shape = replace(PHOTOS, url=url, oauth=(("oauth_version", "\x1b[31m"),))

    assert str(explained(shape, sign(shape))).replace("\n", "").isprintable()


def test_a_short_secret_hides_nothing_else() -> None:
    """A secret of three characters stands in many a word by chance."""
    shape = replace(PHOTOS, consumer=("dpf43f3p2l4k3l03", "GET"))

    assert str(explained(shape, sign(shape))).startswith("GET http://")
    assert names(explained(shape, sign(shape))) == [("valid",)]
    assert consumer(shape).secret == "GET"
