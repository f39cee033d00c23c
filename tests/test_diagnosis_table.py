"""The table of the known mistakes: its names are stable, and it is gone through quickly."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from _mistaken_signer import Shape, sign

import oauth2
from oauth2.diagnosis import MISTAKES, Mistake

#: Every name that a finding may have.  Programs compare them: none is ever changed.
NAMES = [
    "ampersand_missing",
    "body_hash_missing",
    "body_hash_sent",
    "body_hash_wrong",
    "brackets_unescaped",
    "callback_double_encoded",
    "clock_skew",
    "duplicates_dropped",
    "empty_dropped",
    "empty_token_not_signed",
    "empty_token_signed",
    "form_omitted",
    "fragment_in_base_uri",
    "hex_digest",
    "hex_lower_case",
    "host_case",
    "host_www",
    "json_signed",
    "key_used_as_secret",
    "method_lower_case",
    "method_mismatch",
    "multipart_signed",
    "nonce_mismatch",
    "nonce_used",
    "oauth_values_not_encoded",
    "parameter_absent",
    "parameter_not_signed",
    "parameter_signed_not_sent",
    "params_not_encoded",
    "path_decoded",
    "path_double_encoded",
    "path_encoded_differently",
    "path_lower_case",
    "path_params_dropped",
    "plaintext_signature",
    "plus_taken_literally",
    "port_dropped",
    "port_kept",
    "proxy_host",
    "query_decoded_before_split",
    "query_in_base_uri",
    "query_omitted",
    "query_signed_twice",
    "realm_signed",
    "realm_wrong",
    "request_token_secret_used",
    "reserved_unescaped",
    "scheme_mismatch",
    "secret_encoded_twice",
    "secret_not_encoded",
    "secret_whitespace",
    "secrets_swapped",
    "signature_bytes_repr",
    "signature_double_encoded",
    "signature_method_rejected",
    "signature_not_encoded",
    "signature_plus_to_space",
    "signature_signed",
    "signature_truncated",
    "slash_unescaped",
    "sorted_as_joined_pairs",
    "sorted_before_encoding",
    "sorted_case_insensitive",
    "sorted_naturally",
    "space_as_plus",
    "stale_token_used",
    "tilde_encoded",
    "timestamp_mismatch",
    "timestamp_ms",
    "timestamp_ms_signed",
    "token_rejected",
    "token_secret_missing",
    "trailing_slash",
    "unsorted",
    "url_whitespace",
    "valid",
    "values_decoded_twice",
    "values_double_encoded",
    "verifier_used_as_token_secret",
    "version_not_signed",
    "version_rejected",
    "version_signed_not_sent",
    "wrong_credentials_pair",
    "wrong_digest",
    "wrong_secret_or_unknown",
]


def test_the_names_are_stable() -> None:
    """No name comes or goes unseen, and none is there twice."""
    assert sorted(mistake.name for mistake in MISTAKES) == NAMES


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_each_mistake_is_told_in_words(mistake: Mistake) -> None:
    """Each says what was done, and how it is mended, in a line."""
    assert mistake.what[0].islower()
    assert not mistake.what.endswith(".")
    assert mistake.mend
    assert "\n" not in mistake.what + mistake.mend + mistake.when
    assert mistake.seen >= 0


#: 30 parameters: 24 in the query, and those of the protocol.
QUERY = "&".join(f"p{number}[{number}]=v~%20{number}!%2F" for number in range(24))
SHAPE = Shape(f"https://api.example.com:8443/a/b%20C/?{QUERY}", "POST")


def seconds(explain: Callable[[], oauth2.Explanation], times: int) -> float:
    """Return the least time that explaining took: other programs may disturb it."""
    taken = []
    for _ in range(times):
        begun = time.process_time()
        explain()
        taken.append(time.process_time() - begun)
    return min(taken)


@pytest.mark.table(group="speed")
def test_all_single_mistakes_take_less_than_50_ms() -> None:
    """Of a request of 30 parameters, each mistake alone."""
    request = sign(SHAPE, ("unsorted", "values of equal names"), ("method_mismatch", "PUT")).arrived
    consumer, token = (
        oauth2.Consumer(*SHAPE.consumer),
        oauth2.Token("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00"),
    )

    assert oauth2.explain(request, consumer, token).findings[0].names == ("method_mismatch",)
    assert seconds(lambda: oauth2.explain(request, consumer, token), 5) < 0.05


@pytest.mark.table(group="speed")
def test_all_pairs_take_less_than_a_second() -> None:
    """Of a request of 30 parameters, each two mistakes at once."""
    request = sign(SHAPE).arrived
    consumer, token = oauth2.Consumer(SHAPE.consumer[0], "x"), oauth2.Token("nnch734d00sl2jdk", "y")

    found = oauth2.explain(request, consumer, token)
    assert found.findings[0].names == ("wrong_secret_or_unknown",)
    assert seconds(lambda: oauth2.explain(request, consumer, token), 2) < 1
