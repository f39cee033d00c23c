"""What docs/server.md says of the Server is what it does."""

from __future__ import annotations

import re
from pathlib import Path

import photos
import pytest
from oauthlib import oauth1

import oauth2
from oauth2 import errors

PAGE = Path(__file__).parents[1] / "docs" / "server.md"
TABLE = re.compile(r"<!-- compared with the errors .*?-->(.*?)<!-- end -->", re.DOTALL)
ROW = re.compile(r"^\| .* \| `(\w+)` \| (\d+) \| `(\w+)` \| (?:`(\w+)` )?.*\|$", re.MULTILINE)
#: Error, status, problem and parameter of each row; "" where the page does not name one.
ROWS: list[tuple[str, str, str, str]] = ROW.findall(
    TABLE.findall(PAGE.read_text(encoding="utf-8"))[0]
)
#: What is wrong with a request, in the order of the page; what comes first overrides what follows.
FAULTS: dict[str, dict[str, str | None]] = {
    "ParameterMisplaced": {"query": "&oauth_callback=oob"},
    "VersionRejected": {"oauth_version": "2.0"},
    "MissingSignature": {"oauth_signature": None},
    "ConsumerKeyRejected": {"oauth_consumer_key": "another"},
    "TokenRejected": {"oauth_token": "another"},
    "SignatureMethodRejected": {"oauth_signature_method": "HMAC-MD5"},
    "BodyHashInvalid": {"oauth_body_hash": "of another body"},
    "ParameterAbsent": {"oauth_timestamp": None},
    "InvalidNonce": {"oauth_nonce": "a nonce"},
    "InvalidTimestamp": {"oauth_timestamp": "-1"},
    "TimestampRefused": {"oauth_timestamp": "1"},
    "InvalidSignature": {"oauth_signature": "of another request"},
}


def refusal(first: str) -> oauth2.RequestRefused:
    """Verify a request with a fault, and all faults that the page has after it."""
    names = list(FAULTS)
    changes: dict[str, str | None] = {}
    for name in reversed(names[names.index(first) :]):
        changes |= FAULTS[name]
    url = photos.URL + str(changes.pop("query", ""))
    request = oauth2.Request.from_request("GET", url, photos.authorization(**changes), body=b"{}")
    with pytest.raises(oauth2.RequestRefused) as refused:
        photos.server().verify_request(request, photos.CONSUMER, photos.TOKEN)
    return refused.value


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_page_names_status_and_problem(row: tuple[str, str, str, str]) -> None:
    """Status and problem of each error are those that the page has (E21)."""
    kind = getattr(errors, row[0])

    assert (str(kind.status), kind.problem) == row[1:3]


def test_page_lists_every_refusal() -> None:
    """No refusal is left out, but for the two that are only the parents of others."""
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    refusals = {kind.__name__ for kind in kinds if issubclass(kind, oauth2.RequestRefused)}

    assert {row[0] for row in ROWS} == refusals - {"RequestRefused", "ParameterRejected"}


def test_page_has_the_order_of_the_faults() -> None:
    """The order in which the next test tries them is the page's."""
    assert list(dict.fromkeys(row[0] for row in ROWS if row[0] in FAULTS)) == list(FAULTS)


@pytest.mark.parametrize("name", FAULTS)
def test_first_fault_decides(name: str) -> None:
    """Of several faults the first in the page's order is the one that is told."""
    assert type(refusal(name)).__name__ == name


@pytest.mark.parametrize("row", [row for row in ROWS if row[0] in FAULTS and row[3]], ids=str)
def test_page_names_the_parameter(row: tuple[str, str, str, str]) -> None:
    """The parameter at fault is the one that the page names, where it names one."""
    assert refusal(row[0]).parameter == row[3]


class SHA1BodyHash(oauth2.SignatureMethod_HMAC_SHA256):
    """HMAC-SHA256, with the body hashed by SHA-1."""

    body_hash_algorithm = "sha1"


def verify_what_oauthlib_hashes(method: oauth2.SignatureMethod) -> None:
    """Verify a JSON request that oauthlib signed by HMAC-SHA256."""
    client = oauth1.Client("key", "secret", signature_method=oauth1.SIGNATURE_HMAC_SHA256)
    url, headers, body = client.sign("https://h/x", "POST", "{}", {"Content-Type": "text/json"})
    request = oauth2.Request.from_request("POST", url, headers, body=body)
    oauth2.Server({method.name: method}).verify_request(
        request, oauth2.Consumer("key", "secret"), None
    )


def test_body_hash_beside_hmac_sha256_has_two_readings() -> None:
    """What oauthlib hashes by SHA-1 is refused, and taken by the method that the page shows."""
    with pytest.raises(oauth2.BodyHashInvalid):
        verify_what_oauthlib_hashes(oauth2.SignatureMethod_HMAC_SHA256())
    verify_what_oauthlib_hashes(SHA1BodyHash())
