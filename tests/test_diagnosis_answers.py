"""`explain` reads the provider's answer, and compares what each side says it signed."""

from __future__ import annotations

import base64
import hmac
import re
from typing import Any
from urllib.parse import quote

import pytest
from _diagnosed import consumer, explained, names, token
from _mistaken_signer import SHAPES, Mistake, Shape, sign

import oauth2
from oauth2.diagnosis import Difference

PHOTOS = SHAPES["GET, query"]
RICH = SHAPES["GET, rich query"]
WRONG = oauth2.Consumer(PHOTOS.consumer[0], "quite another")
UNAUTHORIZED = {"status": 401}


# --- the base string of the provider ---------------------------------------------------------


@pytest.mark.parametrize(
    "mistake",
    [
        ("scheme_mismatch", ""),
        ("query_omitted", ""),
        ("sorted_naturally", ""),
        ("values_decoded_twice", ""),
        ("path_decoded", ""),
        ("parameter_signed_not_sent", ""),
    ],
    ids=lambda mistake: mistake[0],
)
def test_a_mistake_of_the_provider_is_found(mistake: Mistake) -> None:
    """Where the signature is right and the provider's base string is not, it is its mistake."""
    theirs = sign(RICH, mistake).base_string
    found = explained(RICH, sign(RICH), provider_base_string=theirs)

    assert names(found) == [(mistake[0],)]
    assert found.findings[0].who == "provider"
    assert found.findings[0].certainty == "proved"
    assert found.findings[0].mend.startswith("at the provider, or at the proxy before it: ")


def test_a_pair_of_mistakes_of_the_provider_is_found() -> None:
    """The provider may make two mistakes at once, too."""
    theirs = sign(RICH, ("scheme_mismatch", ""), ("query_omitted", "")).base_string
    found = explained(RICH, sign(RICH), provider_base_string=theirs)

    assert names(found) == [("query_omitted", "scheme_mismatch")]


@pytest.mark.parametrize(
    "content",
    [
        "oauth_problem=signature_invalid&debug_sbs={}",
        '{{"message": "bad", "debug_sbs": "{}"}}',
        "Invalid signature. Expected signature base string: {}",
        "<error><code>x</code><detail>{}</detail></error>",
    ],
    ids=["Flickr, Magento", "JSON", "our Server", "XML"],
)
def test_the_base_string_is_found_in_the_answer(content: str) -> None:
    """Where an answer holds the provider's base string, it is compared with ours."""
    theirs = sign(PHOTOS, ("method_mismatch", "POST")).base_string
    body = content.format(theirs)
    found = explained(PHOTOS, sign(PHOTOS), response=UNAUTHORIZED, content=body.encode())

    assert names(found) == [("method_mismatch",)]
    assert found.findings[0].who == "provider"


def test_an_answer_may_be_its_body_alone() -> None:
    """Who has only the text of a refusal gives that."""
    theirs = sign(PHOTOS, ("method_mismatch", "POST")).base_string

    found = explained(PHOTOS, sign(PHOTOS), content=f"debug_sbs={theirs}")
    assert names(found) == [("method_mismatch",)]


def test_a_redacted_base_string_is_compared_too() -> None:
    """Our own Server hides a verifier in its error text; the rest tells all the same."""
    shape = Shape("https://a.example/access", "POST", oauth=(("oauth_verifier", "hfdp7dh39dks"),))
    theirs = sign(shape, ("scheme_mismatch", "")).base_string
    theirs = theirs.replace("hfdp7dh39dks", "%2528redacted%2529")

    found = explained(shape, sign(shape), provider_base_string=theirs)
    assert names(found) == [("scheme_mismatch",)]


def test_entities_in_a_base_string_are_read() -> None:
    """A base string that was copied from a page may have its "&" as an entity."""
    theirs = sign(PHOTOS, ("method_mismatch", "POST")).base_string.replace("&", "&amp;")

    found = explained(PHOTOS, sign(PHOTOS), provider_base_string=f" {theirs}\n")
    assert names(found) == [("method_mismatch",)]


def test_what_is_no_base_string_is_not_compared() -> None:
    """A page may hold the name of the field, and no base string."""
    content = "debug_sbs=see the manual"

    found = explained(PHOTOS, sign(PHOTOS), response=UNAUTHORIZED, content=content)
    assert names(found) == [("valid",)]


@pytest.mark.parametrize("end", ["", "...", "\u2026"])
def test_a_base_string_that_breaks_off_says_nothing(end: str) -> None:
    """What a log has cut is no mistake of the provider."""
    theirs = sign(PHOTOS).base_string[:60] + end

    found = explained(PHOTOS, sign(PHOTOS), provider_base_string=theirs)
    assert names(found) == [("valid",)]


def test_a_base_string_in_json_is_read() -> None:
    """JSON may write an "&" as an escape."""
    theirs = sign(PHOTOS, ("method_mismatch", "POST")).base_string.replace("&", r"\u0026")

    found = explained(PHOTOS, sign(PHOTOS), provider_base_string=theirs)
    assert names(found) == [("method_mismatch",)]


def test_a_redacted_base_string_of_the_client_does_not_make_a_secret_right() -> None:
    """A log of ours hides a verifier: that the rest is right says nothing of the key."""
    shape = Shape("https://a.example/access", "POST", oauth=(("oauth_verifier", "hfdp7dh39dks"),))
    sent = sign(shape)
    said = sent.base_string.replace("hfdp7dh39dks", "%2528redacted%2529")

    found = oauth2.explain(sent.arrived, WRONG, token(PHOTOS), client_base_string=said)
    assert names(found) == [("wrong_secret_or_unknown",)]


def test_equal_base_strings_leave_the_key() -> None:
    """A provider that computes the right base string, and refuses, has other secrets."""
    sent = sign(PHOTOS)
    found = explained(PHOTOS, sent, provider_base_string=sent.base_string, response=UNAUTHORIZED)

    assert names(found) == [("valid",)]
    assert "The provider has the same base string, so it has other secrets." in str(found)


def test_equal_base_strings_and_another_key_leave_the_secret() -> None:
    """Where both sides have the right base string, it is the key or the digest."""
    sent = sign(PHOTOS)
    found = oauth2.explain(
        sent.arrived, WRONG, token(PHOTOS), provider_base_string=sent.base_string
    )

    assert names(found) == [("wrong_secret_or_unknown",)]
    assert found.findings[0].sentence.startswith("The provider has the right base string, so ")


def test_a_mistake_of_the_provider_is_told_with_wrong_secrets_too() -> None:
    """The base strings are compared whatever the secrets are."""
    theirs = sign(PHOTOS, ("method_mismatch", "POST")).base_string
    found = oauth2.explain(sign(PHOTOS).arrived, WRONG, token(PHOTOS), provider_base_string=theirs)

    assert names(found) == [("method_mismatch",), ("wrong_secret_or_unknown",)]
    assert found.findings[0].certainty == "the provider says"


def test_a_base_string_of_something_else_has_no_name() -> None:
    """What no known mistake makes is told to differ, and where."""
    found = explained(PHOTOS, sign(PHOTOS), provider_base_string="GET&x&y")

    assert names(found) == [("wrong_secret_or_unknown",)]
    assert "in a way that has no name" in found.findings[0].sentence
    assert found.findings[0].evidence.difference == Difference(
        "URL", None, "x", "http://photos.example.net/photos"
    )


# --- differences that no variant of a mistake makes ---------------------------------------------


@pytest.mark.parametrize(
    ("before", "behind", "expected"),
    [
        ("GET&", "BREW&", [("method_mismatch",)]),
        ("photos.example.net", "inner.example", [("proxy_host",)]),
        ("photos.example.net", "photos.example.net%3A8080", [("proxy_host",)]),
        ("http%3A", "ftp%3A", [("scheme_mismatch",)]),
        ("Doriginal", "Dmedium", [("parameter_not_signed", "parameter_signed_not_sent")]),
        ("size", "Size", [("parameter_not_signed", "parameter_signed_not_sent")]),
        ("1191242096", "1191249999", [("timestamp_mismatch",)]),
        ("&Zeta%3Da%2520b%26empty%3D%26", "&empty%3D%26Zeta%3Da%2520b%26", [("unsorted",)]),
        ("photos&", "photos%3Fa%3D1&", [("query_in_base_uri",)]),
        ("%2Fphotos&", "%2Fph%256Ftos&", [("path_encoded_differently",)]),
        ("%2Fphotos&", "%2Fother&", [("wrong_secret_or_unknown",)]),
        ("%2Fphotos&", "%2Fphotos%23x&", [("wrong_secret_or_unknown",)]),
        ("a%2520b", "%2561%2520b", [("wrong_secret_or_unknown",)]),
    ],
)
def test_base_strings_are_compared_piece_by_piece(
    before: str, behind: str, expected: list[tuple[str, ...]]
) -> None:
    """What is not exactly a known variant is named by the piece that differs."""
    right = sign(PHOTOS).base_string
    assert before in right

    found = explained(PHOTOS, sign(PHOTOS), provider_base_string=right.replace(before, behind, 1))
    assert names(found) == expected


def test_three_differences_are_two_findings() -> None:
    """What is compared may differ in more than two ways: each finding has two names at most."""
    theirs = sign(PHOTOS).base_string.replace("GET&http%3A", "BREW&ftp%3A")
    theirs = theirs.replace("photos.example.net", "inner.example")

    found = explained(PHOTOS, sign(PHOTOS), provider_base_string=theirs)
    assert names(found) == [("method_mismatch", "scheme_mismatch"), ("proxy_host",)]


@pytest.mark.parametrize(
    ("url", "uri", "expected"),
    [
        ("http://a.example:81/", "http%3A%2F%2FA.example%3A81%2F", "host_case"),
        ("http://a.example:81/", "http%3A%2F%2Fa.example%2F", "port_dropped"),
        ("http://a.example:81/", "http%3A%2F%2Fa.example%3A80%2F", "port_kept"),
    ],
)
def test_a_host_and_a_port_are_compared(url: str, uri: str, expected: str) -> None:
    """Host and port are named apart, beside another difference that has no variant."""
    shape = Shape(url, "BREW")
    right = sign(shape).base_string
    theirs = f"STEW&{uri}&{right.rpartition('&')[2]}"

    found = explained(shape, sign(shape), provider_base_string=theirs)
    assert names(found) == [tuple(sorted(("method_mismatch", expected)))]


def test_a_method_in_other_letters_is_named_so() -> None:
    """The same method in other letters is not another one."""
    theirs = sign(PHOTOS).base_string.replace("GET&", "gEt&").replace("Doriginal", "Dmedium")

    found = explained(PHOTOS, sign(PHOTOS), provider_base_string=theirs)
    assert names(found)[0] == ("method_lower_case", "parameter_not_signed")


# --- the base string of the client -------------------------------------------------------------


def test_the_clients_base_string_tells_without_the_secret() -> None:
    """Comparing tells even where the secrets are wrong; and that they are is told too."""
    sent = sign(PHOTOS, ("space_as_plus", ""))
    found = oauth2.explain(sent.arrived, WRONG, token(PHOTOS), client_base_string=sent.base_string)

    assert names(found) == [("space_as_plus",), ("wrong_secret_or_unknown",)]
    assert [finding.certainty for finding in found.findings] == ["the client says", "cannot tell"]


def test_the_clients_right_base_string_leaves_the_key() -> None:
    """Where the base string is right, only the key or the digest can be wrong."""
    sent = sign(PHOTOS)
    found = oauth2.explain(sent.arrived, WRONG, token(PHOTOS), client_base_string=sent.base_string)

    assert names(found) == [("wrong_secret_or_unknown",)]
    assert found.findings[0].sentence.startswith("The client has the right base string, so only")


def test_the_clients_other_base_string_is_proved_by_the_signature() -> None:
    """A base string that no known mistake makes, but that was signed, is named by its pieces."""
    sent = sign(PHOTOS, ("nonce_mismatch", ""), ("method_mismatch", "HEAD"), ("port_kept", ""))
    found = explained(PHOTOS, sent, client_base_string=sent.base_string)

    assert names(found) == [("method_mismatch", "port_kept"), ("nonce_mismatch",)]
    assert {finding.certainty for finding in found.findings} == {"proved"}


def test_the_clients_base_string_of_something_else_has_no_name() -> None:
    """What cannot be named is told to differ."""
    found = oauth2.explain(sign(PHOTOS).arrived, WRONG, token(PHOTOS), client_base_string="GET&x&y")

    assert names(found) == [("wrong_secret_or_unknown",)]
    assert found.findings[0].evidence.signed == "GET&x&y"


# --- what the provider says --------------------------------------------------------------------


def header(text: str) -> dict[str, Any]:
    """Return an answer with this in its challenge."""
    return {"status": 401, "www-authenticate": f"OAuth {text}"}


@pytest.mark.parametrize(
    ("response", "name"),
    [
        (header("oauth_problem=nonce_used"), "nonce_used"),
        (header('oauth_problem="x",oauth_problem_advice="Invalid / used nonce"'), "nonce_used"),
        (header("oauth_problem=token_expired"), "token_rejected"),
        (header("oauth_problem=consumer_key_unknown"), "wrong_credentials_pair"),
        (header("oauth_problem=signature_method_rejected"), "signature_method_rejected"),
        (header("oauth_problem=version_rejected"), "version_rejected"),
        (header("oauth_problem=body_hash_invalid"), "body_hash_wrong"),
        (header("oauth_problem=parameter_absent"), "parameter_absent"),
        (
            header("oauth_problem=parameter_absent,oauth_parameters_absent=oauth_verifier"),
            "parameter_absent",
        ),
        (
            header("oauth_problem=parameter_absent,oauth_parameters_absent=oauth_body_hash"),
            "body_hash_missing",
        ),
        (
            header("oauth_problem=parameter_rejected,oauth_parameters_rejected=oauth_body_hash"),
            "body_hash_sent",
        ),
        (
            header("oauth_problem=parameter_rejected,oauth_parameters_rejected=realm"),
            "realm_wrong",
        ),
    ],
)
def test_what_the_provider_says_is_told_as_its_words(response: dict[str, Any], name: str) -> None:
    """With a right signature the provider is taken at its word, and not further."""
    found = explained(PHOTOS, sign(PHOTOS), response=response)

    assert names(found) == [(name,)]
    assert found.findings[0].certainty == "the provider says"


def test_an_unknown_word_of_the_provider_is_shown() -> None:
    """What has no name here is told in the provider's line."""
    rejected = header("oauth_problem=parameter_rejected,oauth_parameters_rejected=status")
    found = explained(PHOTOS, sign(PHOTOS), response=rejected)

    assert names(found) == [("valid",)]
    assert found.provider == (
        "The provider refused the request (401): parameter_rejected; rejected: status."
    )


def test_a_proof_goes_before_the_providers_words() -> None:
    """Providers say "expired token" of a space that is encoded wrongly."""
    sent = sign(PHOTOS, ("space_as_plus", ""))
    found = explained(PHOTOS, sent, response=header("oauth_problem=token_expired"))

    assert names(found) == [("space_as_plus",), ("token_rejected",)]


def test_what_was_found_is_not_said_again() -> None:
    """The provider's word for what is proved is no second finding."""
    shape = Shape("https://a.example/", oauth=(("oauth_version", "1.0a"),))
    found = explained(shape, sign(shape), response=header("oauth_problem=version_rejected"))

    assert names(found) == [("version_rejected",)]
    assert found.findings[0].certainty == "proved"


def test_an_answer_that_is_no_refusal_says_nothing() -> None:
    """A 200 is not read."""
    assert names(explained(PHOTOS, sign(PHOTOS), response={"status": 200})) == [("valid",)]


# --- doubts ------------------------------------------------------------------------------------


def test_another_realm_may_be_the_reason() -> None:
    """Where all is right, and refused, the realm is held against the challenge."""
    found = explained(RICH, sign(RICH), response=header('realm="Albums"'))

    assert names(found) == [("realm_wrong",), ("valid",)]
    assert found.findings[0].certainty == "cannot tell"
    assert "in the provider's challenge: 'Albums'" in found.findings[0].evidence.notes


def test_the_same_realm_is_no_reason() -> None:
    """The realm of the challenge is what was sent."""
    found = explained(RICH, sign(RICH), response=header('realm="Photos"') | {7: None, "x": 1})

    assert names(found) == [("valid",)]


def test_white_space_in_the_secret_that_was_given_is_a_doubt() -> None:
    """A signature that is right for a secret with a line break in it is refused for that."""
    shape = Shape("https://a.example/", consumer=("ck", "a-secret-of-19-chars\n"))

    refused = explained(shape, sign(shape), response=UNAUTHORIZED)
    assert names(refused) == [("secret_whitespace",), ("valid",)]
    assert refused.findings[0].certainty == "cannot tell"
    assert names(explained(shape, sign(shape))) == [("valid",)]


def test_a_token_without_a_secret_is_a_doubt() -> None:
    """A signature that is right without the secret of the token was made without it."""
    sent = sign(Shape("https://a.example/", token=("tk", "")))
    found = oauth2.explain(sent.arrived, consumer(PHOTOS), response=UNAUTHORIZED)

    assert names(found) == [("token_secret_missing",), ("valid",)]
    assert found.findings[1].evidence.notes[0].startswith("the request carries a token, and none")


def test_a_token_that_was_not_given_is_told() -> None:
    """Without the token's secret nobody can tell."""
    found = oauth2.explain(sign(PHOTOS).arrived, consumer(PHOTOS))

    assert names(found) == [("wrong_secret_or_unknown",)]
    assert found.findings[0].sentence.startswith("The request carries a token, and none was given")


def test_a_base_string_without_the_last_parameters_is_no_broken_one() -> None:
    """A provider that leaves oauth_version out has a beginning of ours, and is at fault."""
    sent = sign(PHOTOS)
    theirs = sent.base_string.removesuffix("%26text%3Da%2520b~")
    found = explained(PHOTOS, sent, provider_base_string=theirs)

    assert names(found)[0] == ("parameter_not_signed",)
    assert found.findings[0].who == "provider"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"errors":[{"code":89,"message":"Invalid or expired token."}]}', "token_rejected"),
        ('{"errors":[{"code":135,"message":"Timestamp out of bounds."}]}', "clock_skew"),
        ("Duplicate timestamp/nonce combination", "nonce_used"),
        ("oauth_body_hash is required", "body_hash_missing"),
        ("Bad OAuth", "valid"),
    ],
)
def test_a_sentence_of_the_provider_is_quoted(content: str | bytes, expected: str) -> None:
    """Many a provider says in plain words what another one has a code for."""
    found = explained(PHOTOS, sign(PHOTOS), content=content)

    assert names(found)[0] == (expected,)
    assert (found.provider or "").startswith("The provider refused the request (401): it says: ")


@pytest.mark.parametrize("content", ["<html>timestamp expired", "", b"\xff" * 900, None])
def test_a_page_is_not_quoted(content: Any) -> None:
    """What is no sentence says nothing, and a long text is cut off."""
    found = explained(PHOTOS, sign(PHOTOS), response=UNAUTHORIZED, content=content)

    assert names(found) == [("valid",)]
    assert len(found.provider or "") < 300


def test_a_letter_that_is_an_escape_is_a_difference() -> None:
    """Where one side has an escape and the other a letter, both are shown behind their word."""
    theirs = sign(PHOTOS).base_string.replace("net%2Fphotos", "net%2F%70hotos")
    found = explained(PHOTOS, sign(PHOTOS), provider_base_string=theirs)

    difference = found.findings[0].evidence.difference
    assert difference == Difference("encoding", None, "net%2F%70", "net%2Fp")


# --- what belongs to another request --------------------------------------------------------------


def test_a_base_string_of_another_attempt_is_left_aside() -> None:
    """Whoever tries again may hand over the wrong answer: the provider is not blamed for it."""
    sent = sign(PHOTOS)
    theirs = sign(PHOTOS, ("nonce_mismatch", "")).base_string

    found = oauth2.explain(sent.arrived, WRONG, token(PHOTOS), provider_base_string=theirs)

    assert names(found) == [("wrong_secret_or_unknown",)]
    assert found.findings[0].evidence.notes[-1] == (
        "the provider's base string has another nonce: it is that of another request, and is left "
        "aside"
    )


def test_a_providers_right_base_string_does_not_prove_what_the_client_signed() -> None:
    """It tells how the request arrived; either the client signed another, or the key is wrong."""
    right = sign(PHOTOS)
    other = right.base_string.replace("photos.example.net", "shop.example.org")
    secrets = [PHOTOS.consumer[1], "pfkkdhi9sl3r4s00"]
    key = "&".join(quote(secret, "") for secret in secrets)
    digest = hmac.digest(key.encode("ascii"), other.encode("ascii"), "sha1")
    made = 'oauth_signature="' + quote(base64.b64encode(digest), "") + '"'
    method, url, headers, body = right.arrived
    fields = [
        (name, re.sub('oauth_signature="[^"]*"', made, value)) for name, value in headers.items()
    ]

    found = oauth2.explain(
        (method, url, fields, body),
        consumer(PHOTOS),
        token(PHOTOS),
        provider_base_string=right.base_string,
    )

    assert found.findings[0].sentence == (
        "The provider has the right base string, so the request arrived as it was sent: either a "
        "secret is not the one that it was made with, or the client signed something else: compare "
        "what it signed."
    )


@pytest.mark.parametrize("timestamp", ["1191242096000", None], ids=["milliseconds", "none"])
def test_no_skew_is_told_of_a_timestamp_that_is_no_time(timestamp: str | None) -> None:
    """It would be that of the clock here, which did not sign."""
    part = f'oauth_timestamp="{timestamp}", ' if timestamp else ""
    header = f'OAuth {part}oauth_signature_method="HMAC-SHA1", oauth_signature="x"'
    response = {"status": 401, "date": "Thu, 04 Oct 2007 12:34:56 GMT"}

    found = oauth2.explain(
        ("GET", "http://h/", {"Authorization": header}, None),
        oauth2.Consumer("ck", "cs"),
        response=response,
    )

    assert "ahead" not in str(found)


@pytest.mark.parametrize(
    "signature", ["***", "REDACTED%21", "x" * 28, "_GBSKy15rfOTdWJ9zf2Ud338g0U%3D"]
)
def test_what_is_no_signature_is_not_taken_for_one_of_another_secret(signature: str) -> None:
    """Such as what somebody has blotted out of a log."""
    header = (
        'OAuth oauth_consumer_key="ck", oauth_timestamp="1", oauth_nonce="n", '
        f'oauth_signature_method="HMAC-SHA1", oauth_signature="{signature}"'
    )
    found = oauth2.explain(
        ("GET", "http://h/", {"Authorization": header}, None), oauth2.Consumer("ck", "cs")
    )

    assert names(found) == [("wrong_secret_or_unknown",)]
    assert found.findings[0].sentence == (
        "What was sent as oauth_signature is no HMAC-SHA1 signature in base64."
    )
