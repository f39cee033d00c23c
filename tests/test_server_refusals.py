"""What a Server tells the client whom it refuses, and what of its checks a provider may soften."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import photos
import pytest
from oauthlib.oauth1.rfc5849.utils import parse_authorization_header
from photos import CONSUMER, TOKEN, received, server

import oauth2

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PHOTO = {"file": "vacation.jpg", "size": "original"}


def told(error: oauth2.RequestRefused) -> dict[str, str]:
    """Return the challenge for a refusal, read by oauthlib, whose values stay encoded."""
    field = server().build_authenticate_header("Photos", error=error)["WWW-Authenticate"]
    return dict(parse_authorization_header(field))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {"oauth_nonce": None},
            {
                "oauth_problem": "parameter_absent",
                "oauth_problem_advice": "Parameter%20not%20found%3A%20oauth_nonce",
                "oauth_parameters_absent": "oauth_nonce",
            },
            id="absent",
        ),
        pytest.param(
            {"oauth_timestamp": "1191242397"},
            {
                "oauth_problem": "timestamp_refused",
                "oauth_problem_advice": "oauth_timestamp%201191242397%20is%20more%20than%20300%20"
                "seconds%20away%20from%20the%20server%27s%20clock%2C%201191242096",
                "oauth_acceptable_timestamps": "1191241796-1191242396",
            },
            id="timestamp",
        ),
        pytest.param(
            {"oauth_version": '2"\r\n'},
            {
                "oauth_problem": "version_rejected",
                "oauth_problem_advice": "OAuth%20version%20%272%22%5Cr%5Cn%27%20is%20not%20"
                "supported",
                "oauth_acceptable_versions": "1.0-1.0",
            },
            id="version",
        ),
        pytest.param(
            {"oauth_signature": "x"}, {"oauth_problem": "signature_invalid"}, id="signature"
        ),
    ],
)
def test_challenge_tells_the_problem(changes: dict[str, Any], expected: dict[str, str]) -> None:
    """The words are those of the OAuth Problem Reporting extension (E21), and no base string."""
    with pytest.raises(oauth2.RequestRefused) as caught:
        server().verify_request(received(**changes), CONSUMER, TOKEN)

    assert told(caught.value) == {"realm": "Photos"} | expected


@pytest.mark.parametrize("kind", [oauth2.VersionRejected, oauth2.TimestampRefused])
def test_challenge_without_what_is_acceptable(kind: type[oauth2.RequestRefused]) -> None:
    """A program that raises our errors itself need not know what would be accepted."""
    assert told(kind("no")) == {
        "realm": "Photos",
        "oauth_problem": kind.problem,
        "oauth_problem_advice": "no",
    }


def test_challenge_for_a_refusal_of_the_program_s_own() -> None:
    """A subclass with a term of its own is told like ours."""

    class TokenExpired(oauth2.TokenRejected):
        problem = "token_expired"

    assert told(TokenExpired())["oauth_problem"] == "token_expired"


def in_two_places(url: str = photos.URL + "&oauth_token=nnch734d00sl2jdk") -> oauth2.Request:
    """Return the photos request with its token in the query, all else in the header."""
    header = photos.authorization(oauth_token=None)
    request = oauth2.Request.from_request("GET", url, header)
    assert request is not None
    return request


def test_provider_may_take_several_places() -> None:
    """The signature of RFC 5849 section 1.2 covers the parameters wherever they stand (E8)."""
    lenient = server(allow_several_places=True)

    assert lenient.verify_request(in_two_places(), CONSUMER, TOKEN) == PHOTO
    with pytest.raises(oauth2.ParameterMisplaced, match="stand in header and query") as caught:
        server().verify_request(in_two_places(), CONSUMER, TOKEN)
    assert caught.value.parameter == "oauth_token"


def test_provider_never_takes_a_name_twice() -> None:
    """A repeated name is refused wherever it stands: which of them counts, nobody knows (E8)."""
    with pytest.raises(oauth2.ParameterRepeated) as caught:
        in_two_places(photos.URL + "&oauth_nonce=kllo9940pd9333jh")
    assert caught.value.parameter == "oauth_nonce"


@pytest.mark.parametrize(
    ("url", "parameters"),
    [
        pytest.param(photos.URL, {"oauth_callback": ["oob", "http://evil.test/"]}, id="dict"),
        pytest.param(
            photos.URL + "&oauth_callback=oob", {"oauth_callback": "x"}, id="dict-and-url"
        ),
        pytest.param(photos.URL + "&oauth_callback=a&oauth_callback=b", {}, id="url"),
    ],
)
def test_repeated_parameter_of_a_request_made_by_hand_is_refused(
    url: str, parameters: dict[str, Any]
) -> None:
    """Any protocol parameter, however right the signature is (E8)."""
    request = oauth2.Request("GET", url, {**photos.PARAMETERS, **parameters}, is_form_encoded=True)
    request.sign_request(oauth2.SignatureMethod_HMAC_SHA1(), CONSUMER, TOKEN)

    with pytest.raises(oauth2.ParameterRepeated) as caught:
        server().verify_request(request, CONSUMER, TOKEN)
    assert (caught.value.status, caught.value.parameter) == (400, "oauth_callback")


def test_longest_nonce_is_that_of_the_class_or_of_the_object() -> None:
    """A provider may take longer nonces, or shorter ones only."""

    class Short(oauth2.Server):
        max_nonce_length = 15

    taker = Short(server().signature_methods, clock=lambda: photos.TIMESTAMP)
    with pytest.raises(oauth2.InvalidNonce, match="has 16 characters; 15 are allowed"):
        taker.verify_request(received(), CONSUMER, TOKEN)
    taker.max_nonce_length = 16

    assert taker.verify_request(received(), CONSUMER, TOKEN) == PHOTO


class OwnSignatures(oauth2.Server):
    """A program's own check of signatures, such as python-oauth2's was."""

    def _check_signature(self, request: Any, consumer: Any, token: Any) -> None:
        method = self._get_signature_method(request)
        assert method.check(request, consumer, token, request["oauth_signature"])


def test_body_is_checked_where_a_program_overrides_the_check_of_the_signature() -> None:
    """What python-oauth2 knew nothing of is not lost by it (E9)."""
    signer = oauth2.Signer(CONSUMER)
    signed = signer.sign("PUT", "https://h/", {"Content-Type": "application/json"}, b"{}")
    taker = OwnSignatures(server().signature_methods)

    for body, error in ((b"[]", oauth2.BodyHashInvalid), (b"{}", None)):
        request = oauth2.Request.from_request("PUT", signed.url, signed.headers, body=body)
        with pytest.raises(error) if error else nullcontext():
            taker.verify_request(request, CONSUMER, None)


def test_method_is_the_affair_of_a_program_that_overrides_the_check_of_the_signature() -> None:
    """It may know others than the Server does."""

    class Trusting(oauth2.Server):
        def _check_signature(self, *_: Any) -> None:
            """Take everything."""

    assert Trusting().verify_request(received(), CONSUMER, TOKEN) == PHOTO
