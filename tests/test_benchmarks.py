"""What the benchmarks compare does the same: each of them signs the sample rightly."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from benchmarks import floor, page, sample, signing
from benchmarks.keeping import keep
from benchmarks.measuring import measure, ratio

import oauth2

#: Of the sample, with the timestamp 1191242096 and the nonce kllo9940pd9333jh.
BASE_STRING = (
    "POST&https%3A%2F%2Fphotos.example.net%2Fphotos%2Fupdate&lat%3D47.36667%26long%3D8.54167%26"
    "oauth_consumer_key%3Ddpf43f3p2l4k3l03dpf43f3p%26oauth_nonce%3Dkllo9940pd9333jh%26"
    "oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1191242096%26"
    "oauth_token%3Dnnch734d00sl2jdknnch734d%26oauth_version%3D1.0%26public%3Dfalse%26"
    "size%3Doriginal%26title%3DA%2520walk%2520by%2520the%2520lake%252C%2520with%2520swans%2521%26"
    "with_tags%3Dtrue"
)


def protocol_of(header: str) -> dict[str, str]:
    """Return the protocol parameters of an Authorization header, decoded."""
    found = re.findall(r'(\w+)="([^"]*)"', header)
    return {name: unquote(value) for name, value in found}


@pytest.fixture
def sign(request: pytest.FixtureRequest) -> Callable[[], str]:
    """Return what signs with a library, if that is installed."""
    try:
        return signing.SIGNERS[request.param]()
    except ImportError as missing:
        pytest.skip(str(missing))


def test_floor_signs_the_sample_rightly() -> None:
    """For a given timestamp and nonce, the signature is the one that openssl makes."""
    consumer = (str(sample.CONSUMER.key), str(sample.CONSUMER.secret))
    token = (str(sample.TOKEN.key), str(sample.TOKEN.secret))

    header = floor.authorization(
        "POST", sample.URL, sample.FORM, consumer, token, "1191242096", "kllo9940pd9333jh"
    )

    # printf %s "$BASE_STRING" |
    # openssl dgst -sha1 -binary -hmac 'kd94hf93k423kf44kd94hf93&pfkkdhi9sl3r4s00pfkkdhi9' | base64
    assert protocol_of(header)["oauth_signature"] == "n53vnfiS2CEdhCUfqCTfqWCGqY8="


def test_floor_gives_the_signature_that_the_signer_gives() -> None:
    """Both sign the sample alike, so that their costs can be compared."""
    signer = oauth2.Signer(
        sample.CONSUMER, sample.TOKEN, clock=lambda: 1191242096, nonce=lambda: "kllo9940pd9333jh"
    )

    signed = signer.sign("POST", sample.URL, sample.FORM_TYPE, sample.FORM)

    assert (
        protocol_of(signed.headers["Authorization"])["oauth_signature"]
        == "n53vnfiS2CEdhCUfqCTfqWCGqY8="
    )


@pytest.mark.parametrize("sign", list(signing.SIGNERS), indirect=True)
def test_each_library_signs_the_sample_rightly(sign: Callable[[], str]) -> None:
    """The floor gives the same signature for the timestamp and the nonce that it chose."""
    protocol = protocol_of(sign())
    key, secret, token, token_secret = map(str, signing.KEYS)

    header = floor.authorization(
        "POST",
        sample.URL,
        sample.FORM,
        (key, secret),
        (token, token_secret),
        protocol["oauth_timestamp"],
        protocol["oauth_nonce"],
    )

    assert protocol_of(header)["oauth_signature"] == protocol["oauth_signature"]
    assert protocol["oauth_version"] == "1.0"


def test_ratio_is_the_median_of_the_rounds() -> None:
    """Things are compared round by round, so that a slow moment hits both."""
    rounds = {"ours": [1.0, 2.0, 3.0, 80.0, 1.0], "theirs": [2.0, 4.0, 4.0, 40.0, 2.0]}

    assert ratio(rounds, "ours", "theirs") == (0.5, 0.5, 1.375)


def test_everything_is_measured_in_each_round() -> None:
    """What is compared takes turns."""
    rounds = measure({"one": lambda count: [1.0] * count, "two": lambda count: [2.0] * count}, 3, 0)

    assert rounds == {"one": [1.0] * 5, "two": [2.0] * 5}


def test_page_has_a_place_for_what_is_measured() -> None:
    """The markers stand in the documentation, each once and in order."""
    text = page.PAGE.read_text(encoding="utf-8")

    assert [text.count(page.BEGIN), text.count(page.END)] == [1, 1]
    assert text.index(page.BEGIN) < text.index(page.END)


def test_what_was_measured_is_kept_for_pyperf(tmp_path: Path) -> None:
    """Pyperf reads it again, to compare two commits."""
    pyperf: Any = pytest.importorskip("pyperf", reason="pyperf is for benchmarks only")
    file = tmp_path / "measured.json"

    keep({"signing": {"Signer": [2000.0, 4000.0]}, "memory": {"Signer": [7.0, 7.0]}}, str(file))

    signer, memory = pyperf.BenchmarkSuite.load(str(file))
    assert (signer.get_name(), signer.get_unit()) == ("signing: Signer", "second")
    assert signer.get_values() == pytest.approx((0.000002, 0.000004))
    assert (memory.get_unit(), memory.get_values()) == ("byte", (7, 7))
