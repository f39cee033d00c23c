"""The signature methods that use the shared secrets, and methods of a program's own."""

from __future__ import annotations

import hmac
from collections.abc import Callable

import photos
import pytest

import oauth2
from oauth2.signature import base_string_of

PLAIN = oauth2.SignatureMethod_PLAINTEXT()
HMAC_SHA1 = oauth2.SignatureMethod_HMAC_SHA1()


class HMACSHA384(oauth2.SignatureMethod):
    """A method of a program's own, as the documentation shows it: name and digest."""

    name = "HMAC-SHA384"
    body_hash_algorithm = "sha384"

    def digest(self, key: bytes, text: bytes) -> bytes:
        """Return the HMAC."""
        return hmac.digest(key, text, "sha384")


# Each by: printf '%s' "$BASE_STRING" | openssl dgst -sha1 -hmac "$KEY" -binary | base64
# with the hash that is named; HMAC-SHA1 is also the published signature.
SIGNATURES = [
    pytest.param(HMAC_SHA1, b"tR3+Ty81lMeYAr/Fid0kMTYa/WM=", id="HMAC-SHA1"),
    pytest.param(
        oauth2.SignatureMethod_HMAC_SHA256(),
        b"0gCtTYQAxqCKhIE0sltgx7UgHkAs10vrpuYE7xpRBnE=",
        id="HMAC-SHA256",
    ),
    pytest.param(
        oauth2.SignatureMethod_HMAC_SHA512(),
        b"gBVfbUzGSfMEYIR09OrlLdmvyHsZOHxquCzEAblZY3b4ycWEp2vmFO4FMlSowJfsc7QZODjKLsqjjvtd+xkeEQ==",
        id="HMAC-SHA512",
    ),
    pytest.param(
        HMACSHA384(),
        b"JD0Lu0v3nRM6s6Pf3UWrMAODJTj8xzaO4PKpVw7TPdSF83dHTwA/y0wj0sg7NZFQ",
        id="own-HMAC-SHA384",
    ),
    pytest.param(PLAIN, b"kd94hf93k423kf44&pfkkdhi9sl3r4s00", id="PLAINTEXT"),
]


@pytest.mark.parametrize(("method", "signature"), SIGNATURES)
def test_sign_gives_known_signature(method: oauth2.SignatureMethod, signature: bytes) -> None:
    """`sign` gives ASCII bytes, those that openssl gives (F1, F4)."""
    assert method.sign(photos.unsigned(), photos.CONSUMER, photos.TOKEN) == signature


@pytest.mark.parametrize("kind", [bytes, bytes.decode], ids=["bytes", "text"])
@pytest.mark.parametrize(("method", "signature"), SIGNATURES)
def test_check_accepts_known_signature(
    method: oauth2.SignatureMethod, signature: bytes, kind: Callable[[bytes], str | bytes]
) -> None:
    """`check` takes what was received as text or as bytes."""
    assert method.check(photos.unsigned(), photos.CONSUMER, photos.TOKEN, kind(signature))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: "é" + text, id="junk-before"),
        pytest.param(lambda text: text + "é", id="junk-after"),
        pytest.param(lambda text: text + "\udcff", id="octet-that-is-no-text"),
        pytest.param(lambda text: text + "\n", id="line-break"),
        pytest.param(lambda text: text[:-1], id="cut"),
        pytest.param(lambda text: text.swapcase(), id="other-case"),
        pytest.param(lambda text: "b'" + text + "'", id="repr-of-bytes"),
        pytest.param(lambda text: "", id="empty"),
    ],
)
@pytest.mark.parametrize(("method", "signature"), SIGNATURES)
def test_check_refuses_anything_else(
    method: oauth2.SignatureMethod, signature: bytes, change: Callable[[str], str]
) -> None:
    """A signature is compared exactly, and none makes the comparison fail (E7)."""
    received = change(signature.decode())

    assert method.check(photos.unsigned(), photos.CONSUMER, photos.TOKEN, received) is False


def test_check_compares_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared goes through `hmac.compare_digest`, as bytes (E2)."""
    compared = []

    def compare_digest(*pair: bytes) -> bool:
        compared.append(pair)
        return True

    monkeypatch.setattr(hmac, "compare_digest", compare_digest)

    assert HMAC_SHA1.check(photos.unsigned(), photos.CONSUMER, photos.TOKEN, "x")
    assert compared == [(b"tR3+Ty81lMeYAr/Fid0kMTYa/WM=", b"x")]


@pytest.mark.parametrize(
    ("method", "name", "body_hash_algorithm", "sends_secrets"),
    [
        (PLAIN, "PLAINTEXT", "sha1", True),
        (HMAC_SHA1, "HMAC-SHA1", "sha1", False),
        (oauth2.SignatureMethod_HMAC_SHA256(), "HMAC-SHA256", "sha256", False),
        (oauth2.SignatureMethod_HMAC_SHA512(), "HMAC-SHA512", "sha512", False),
    ],
    ids=["PLAINTEXT", "HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512"],
)
def test_method_says_what_it_is(
    method: oauth2.SignatureMethod, name: str, body_hash_algorithm: str, sends_secrets: bool
) -> None:
    """The name is that on the wire, and a body is hashed with the method's own hash (A27)."""
    assert method.name == name
    assert method.body_hash_algorithm == body_hash_algorithm
    assert method.sends_secrets is sends_secrets


def test_signing_base_gives_key_and_published_base_string() -> None:
    """Key and base string come as ASCII bytes, as in python-oauth2."""
    made = HMAC_SHA1.signing_base(photos.unsigned(), photos.CONSUMER, photos.TOKEN)

    assert made == (photos.KEY.encode(), photos.BASE_STRING.encode())


def test_base_string_of_request_is_published_one() -> None:
    """The base string needs no secret."""
    assert base_string_of(photos.unsigned()) == photos.BASE_STRING


def test_signing_base_of_plaintext_is_the_key_twice_as_text() -> None:
    """PLAINTEXT signs nothing; subclasses written for python-oauth2 expect text here."""
    made = PLAIN.signing_base(photos.unsigned(), photos.CONSUMER, photos.TOKEN)

    assert made == (photos.KEY, photos.KEY)


@pytest.mark.parametrize(
    ("consumer_secret", "token", "key"),
    [
        pytest.param("cs", None, b"cs&", id="no-token"),
        pytest.param("cs", oauth2.Token("tk", ""), b"cs&", id="empty-token-secret"),
        pytest.param("", oauth2.Token("tk", "ts"), b"&ts", id="empty-consumer-secret"),
        pytest.param("", None, b"&", id="nothing"),
        pytest.param("é&=", None, b"%C3%A9%26%3D&", id="reserved-and-non-ascii"),
        pytest.param("a b+c/d", oauth2.Token("tk", "~-._*"), b"a%20b%2Bc%2Fd&~-._%2A", id="both"),
        pytest.param(b"\xc3\xa9\xff", None, b"%C3%A9%FF&", id="octets"),
        pytest.param(42, None, b"42&", id="number"),
        pytest.param("a%26b", None, b"a%2526b&", id="encoded-once-more"),
    ],
)
def test_key_is_both_secrets_encoded(
    consumer_secret: object, token: oauth2.Token | None, key: bytes
) -> None:
    """Each secret is percent-encoded, and the `&` is always there (A36)."""
    consumer = oauth2.Consumer("ck", consumer_secret)

    assert PLAIN.sign(photos.unsigned(), consumer, token) == key
    assert HMAC_SHA1.signing_base(photos.unsigned(), consumer, token)[0] == key


def without_url() -> oauth2.Request:
    """Return a Request whose URL was taken away."""
    request = photos.unsigned()
    request.url = None
    return request


@pytest.mark.parametrize(
    "unaddressed",
    [
        pytest.param(oauth2.Request("GET"), id="never-set"),
        pytest.param(without_url(), id="set-to-None"),
    ],
)
def test_request_without_url_is_refused(unaddressed: oauth2.Request) -> None:
    """There is nothing to sign or to check; ValueError, as in python-oauth2."""
    with pytest.raises(oauth2.InvalidURL, match="URL of the request is not set") as caught:
        HMAC_SHA1.sign(unaddressed, photos.CONSUMER, None)
    with pytest.raises(oauth2.InvalidURL, match="URL of the request is not set"):
        HMAC_SHA1.check(unaddressed, photos.CONSUMER, None, "x")

    assert isinstance(caught.value, ValueError)


def test_base_class_has_no_digest() -> None:
    """A subclass that forgets `digest` is told so, by its name."""

    class Unfinished(oauth2.SignatureMethod):
        name = "UNFINISHED"

    with pytest.raises(NotImplementedError, match="Unfinished has no digest"):
        Unfinished().sign(photos.unsigned(), photos.CONSUMER, None)
