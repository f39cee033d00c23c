"""The RSA methods: every kind of key, what is refused, and what `cryptography` itself says."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import photos
import pytest
from vector_files import FOLDER, VECTORS

import oauth2

pytest.importorskip("cryptography", reason="RSA needs cryptography, of the extra rsa")

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

KEYS = FOLDER / "keys"
PRIVATE = (KEYS / "test_private_pkcs8.pem").read_text(encoding="ascii")
ENCRYPTED = (KEYS / "test_private_pkcs8_encrypted.pem").read_bytes()
PUBLIC = (KEYS / "test_public.pem").read_text(encoding="ascii")
CERTIFICATE = (KEYS / "test_certificate.pem").read_bytes()
OTHER_PUBLIC = (KEYS / "wiki_public.pem").read_text(encoding="ascii")
PRIVATE_OBJECT: Any = serialization.load_pem_private_key(PRIVATE.encode(), None)
PUBLIC_OBJECT: Any = serialization.load_pem_public_key(PUBLIC.encode())

METHODS = [
    oauth2.SignatureMethod_RSA_SHA1,
    oauth2.SignatureMethod_RSA_SHA256,
    oauth2.SignatureMethod_RSA_SHA512,
    oauth2.SignatureMethod_RSA_PSS,
]
by_method = pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)

# What openssl gives for this request; the command stands with the vector.
VECTOR = next(vector for vector in VECTORS if vector["id"] == "derived-RSA-SHA256-pkcs8")
PARAMETERS = dict(VECTOR["given"]["request"]["parameters"])
REQUEST = oauth2.Request("GET", VECTOR["given"]["request"]["url"], PARAMETERS)
BASE_STRING = VECTOR["expect"]["base_string"].encode()
SIGNATURE: str = VECTOR["expect"]["signature"]
OCTETS = base64.b64decode(SIGNATURE)
MODULUS: int = PUBLIC_OBJECT.public_numbers().n
PLUS_MODULUS = int.from_bytes(OCTETS, "big") + MODULUS


def encoded(octets: bytes) -> str:
    """Return octets in base64."""
    return base64.b64encode(octets).decode()


# --- keys ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("private_key", "password"),
    [
        pytest.param(PRIVATE, None, id="pem-text"),
        pytest.param(PRIVATE.encode(), None, id="pem-bytes"),
        pytest.param(PRIVATE.replace("\n", "\r\n"), None, id="pem-with-crlf"),
        pytest.param((KEYS / "test_private_pkcs1.pem").read_bytes(), None, id="pkcs1"),
        pytest.param(KEYS / "test_private_pkcs8.pem", None, id="path"),
        pytest.param(ENCRYPTED, "correct horse", id="encrypted-password-text"),
        pytest.param(ENCRYPTED.decode(), b"correct horse", id="encrypted-password-bytes"),
        pytest.param(KEYS / "test_private_pkcs1_encrypted.pem", "correct horse", id="pkcs1-path"),
        pytest.param(PRIVATE_OBJECT, None, id="object"),
    ],
)
def test_private_key_signs_and_checks(private_key: Any, password: Any) -> None:
    """Every kind of private key signs as openssl does, and its public half checks (F3)."""
    method = oauth2.SignatureMethod_RSA_SHA256(private_key, password=password)

    assert method.sign(REQUEST, photos.CONSUMER, None) == SIGNATURE.encode()
    assert method.check(REQUEST, photos.CONSUMER, None, SIGNATURE)


@pytest.mark.parametrize(
    "public_key",
    [
        pytest.param(PUBLIC, id="pem-text"),
        pytest.param(PUBLIC.encode(), id="pem-bytes"),
        pytest.param((KEYS / "test_public_pkcs1.pem").read_text(encoding="ascii"), id="pkcs1"),
        pytest.param(KEYS / "test_public.pem", id="path"),
        pytest.param(PUBLIC_OBJECT, id="object"),
        pytest.param(CERTIFICATE, id="certificate-bytes"),
        pytest.param(CERTIFICATE.decode(), id="certificate-text"),
        pytest.param(KEYS / "test_certificate.pem", id="certificate-path"),
    ],
)
def test_public_key_checks(public_key: Any) -> None:
    """Every kind of public key checks what openssl signed (F2, F3)."""
    method = oauth2.SignatureMethod_RSA_SHA256(public_key=public_key)

    assert method.check(REQUEST, photos.CONSUMER, None, SIGNATURE)
    assert method.check(REQUEST, photos.CONSUMER, None, SIGNATURE.encode())


@by_method
def test_public_key_alone_does_not_sign(method: type[oauth2.SignatureMethod_RSA_SHA1]) -> None:
    """Signing names the argument that is missing."""
    with pytest.raises(oauth2.InvalidKey, match=f"signing with {method.name} needs private_key"):
        method(public_key=PUBLIC).sign(REQUEST, photos.CONSUMER, None)


@by_method
def test_no_key_does_not_check(method: type[oauth2.SignatureMethod_RSA_SHA1]) -> None:
    """Checking without any key is no acceptance but an error."""
    with pytest.raises(oauth2.InvalidKey, match=f"checking {method.name} needs public_key"):
        method().check(REQUEST, photos.CONSUMER, None, SIGNATURE)


def test_given_public_key_counts_before_that_of_the_private_key() -> None:
    """With both keys, the one signs for us, and the other checks what the peer signed."""
    method = oauth2.SignatureMethod_RSA_SHA256(PRIVATE, OTHER_PUBLIC)

    assert method.sign(REQUEST, photos.CONSUMER, None) == SIGNATURE.encode()
    assert not method.check(REQUEST, photos.CONSUMER, None, SIGNATURE)


EC = ec.generate_private_key(ec.SECP256R1())
EC_PRIVATE = EC.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.PKCS8,
    serialization.NoEncryption(),
)
EC_PUBLIC = EC.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)
UNREADABLE = "it is no PEM of a supported kind, or the password is wrong"
PASSWORD = "it is encrypted and needs a password, or it is not and a password was given"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param({"private_key": "no PEM"}, UNREADABLE, id="garbage"),
        pytest.param({"private_key": ""}, UNREADABLE, id="empty"),
        pytest.param({"private_key": b"\xff\xfe"}, UNREADABLE, id="garbage-bytes"),
        pytest.param({"private_key": "\udcff"}, UNREADABLE, id="lone-surrogate"),
        pytest.param({"private_key": PRIVATE[:200]}, UNREADABLE, id="cut"),
        pytest.param({"private_key": PUBLIC}, UNREADABLE, id="public-key-as-private"),
        pytest.param({"private_key": str(KEYS / "test_private_pkcs8.pem")}, UNREADABLE, id="name"),
        pytest.param({"private_key": ENCRYPTED}, PASSWORD, id="no-password"),
        pytest.param({"private_key": PRIVATE, "password": "x"}, PASSWORD, id="needless-password"),
        pytest.param({"private_key": ENCRYPTED, "password": "x"}, UNREADABLE, id="wrong-password"),
        pytest.param({"private_key": EC_PRIVATE}, "no RSA private key but", id="ec-private"),
        pytest.param({"private_key": EC}, "no RSA private key but", id="ec-private-object"),
        pytest.param({"private_key": PUBLIC_OBJECT}, "no RSA private key", id="public-object"),
        pytest.param({"private_key": 42}, "no RSA private key but int", id="private-number"),
        pytest.param({"public_key": "no PEM"}, UNREADABLE, id="public-garbage"),
        pytest.param({"public_key": PRIVATE}, UNREADABLE, id="private-key-as-public"),
        pytest.param({"public_key": CERTIFICATE[:200]}, UNREADABLE, id="cut-certificate"),
        pytest.param({"public_key": EC_PUBLIC}, "no RSA public key but", id="ec-public"),
        pytest.param({"public_key": PRIVATE_OBJECT}, "no RSA public key", id="private-object"),
        pytest.param({"private_key": KEYS / "none.pem"}, "the file: No such", id="no-such-file"),
        pytest.param({"public_key": KEYS / "none.pem"}, "the file: No", id="no-such-public"),
    ],
)
def test_bad_key_is_refused(arguments: dict[str, Any], message: str) -> None:
    """A key that cannot be used is refused when the method is made, by the argument's name."""
    with pytest.raises(oauth2.InvalidKey, match=message) as caught:
        oauth2.SignatureMethod_RSA_SHA1(**arguments)

    assert next(iter(arguments)) in str(caught.value)


def test_certificate_without_rsa_key_is_refused() -> None:
    """A certificate of an elliptic-curve key is no RSA key either."""
    name = x509.Name([])
    start = x509.load_pem_x509_certificate(CERTIFICATE).not_valid_before_utc
    certificate = (
        x509.CertificateBuilder(name, name, EC.public_key(), 1, start, start)
        .sign(EC, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )

    with pytest.raises(oauth2.InvalidKey, match="public_key is no RSA public key but"):
        oauth2.SignatureMethod_RSA_SHA1(public_key=certificate)


# --- signatures ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "scheme", "hash_"),
    [
        (METHODS[0], padding.PKCS1v15(), hashes.SHA1()),  # noqa: S303  it is the method's
        (METHODS[1], padding.PKCS1v15(), hashes.SHA256()),
        (METHODS[2], padding.PKCS1v15(), hashes.SHA512()),
        (METHODS[3], padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256()),
    ],
    ids=["RSA-SHA1", "RSA-SHA256", "RSA-SHA512", "RSA-PSS"],
)
def test_signature_is_one_that_cryptography_verifies(
    method: type[oauth2.SignatureMethod_RSA_SHA1], scheme: Any, hash_: hashes.HashAlgorithm
) -> None:
    """Each method signs the base string with its own padding and hash (F2, F3)."""
    signature = base64.b64decode(method(PRIVATE).sign(REQUEST, photos.CONSUMER, None))

    PUBLIC_OBJECT.verify(signature, BASE_STRING, scheme, hash_)
    with pytest.raises(InvalidSignature):
        PUBLIC_OBJECT.verify(signature, BASE_STRING + b"x", scheme, hash_)


def test_pss_signature_is_salted() -> None:
    """RSA-PSS gives another signature each time, and checks each."""
    method = oauth2.SignatureMethod_RSA_PSS(PRIVATE)

    first, second = (method.sign(REQUEST, photos.CONSUMER, None) for _ in range(2))

    assert first != second
    assert method.check(REQUEST, photos.CONSUMER, None, first)
    assert method.check(REQUEST, photos.CONSUMER, None, second)


@pytest.mark.parametrize("salt", [0, 20, 222], ids=["none", "of-SHA-1", "longest"])
def test_pss_signature_with_another_salt_length_is_refused(salt: int) -> None:
    """The salt has 32 octets, neither more nor less, as Mastercard has it."""
    scheme = padding.PSS(padding.MGF1(hashes.SHA256()), salt)
    signature = PRIVATE_OBJECT.sign(BASE_STRING, scheme, hashes.SHA256())
    method = oauth2.SignatureMethod_RSA_PSS(public_key=PUBLIC)

    assert not method.check(REQUEST, photos.CONSUMER, None, encoded(signature))


@by_method
def test_signature_of_another_method_is_refused(
    method: type[oauth2.SignatureMethod_RSA_SHA1],
) -> None:
    """What one method signed, no other one takes, though the key is the same."""
    signature = method(PRIVATE).sign(REQUEST, photos.CONSUMER, None)

    accepted = [
        other.name
        for other in METHODS
        if other(public_key=PUBLIC).check(REQUEST, photos.CONSUMER, None, signature)
    ]

    assert accepted == [method.name]


@pytest.mark.parametrize(
    "signature",
    [
        pytest.param("", id="empty"),
        pytest.param("é", id="not-ascii"),
        pytest.param("\udcff", id="octet-that-is-no-text"),
        pytest.param("????", id="no-base64"),
        pytest.param("QUJD", id="too-short"),
        pytest.param(SIGNATURE[:-2], id="no-padding"),
        pytest.param(SIGNATURE[:-3] + "B==", id="other-spelling-of-the-last-octet"),
        pytest.param(SIGNATURE + "\n", id="line-break"),
        pytest.param(SIGNATURE[:64] + "\n" + SIGNATURE[64:], id="folded"),
        pytest.param("é" + SIGNATURE, id="junk-before"),
        pytest.param(SIGNATURE.replace("+", "-").replace("/", "_"), id="url-safe-alphabet"),
        pytest.param(encoded(b"\0" + OCTETS), id="leading-zero"),
        pytest.param(encoded(OCTETS + b"\0"), id="trailing-zero"),
        pytest.param(encoded(PLUS_MODULUS.to_bytes(257, "big")), id="plus-the-modulus"),
        pytest.param(encoded((MODULUS - 1).to_bytes(256, "big")), id="modulus-less-one"),
        pytest.param(encoded(bytes(256)), id="zero"),
    ],
)
def test_other_spelling_of_a_signature_is_refused(signature: str) -> None:
    """One signature has one spelling, and none makes the check fail (E7)."""
    method = oauth2.SignatureMethod_RSA_SHA256(public_key=PUBLIC)

    assert method.check(REQUEST, photos.CONSUMER, None, signature) is False


def test_signature_of_another_key_is_refused() -> None:
    """Whoever has another key pair has not signed."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    signature = oauth2.SignatureMethod_RSA_SHA256(key).sign(REQUEST, photos.CONSUMER, None)
    method = oauth2.SignatureMethod_RSA_SHA256(public_key=PUBLIC)

    assert not method.check(REQUEST, photos.CONSUMER, None, signature)


@by_method
def test_secrets_take_no_part(method: type[oauth2.SignatureMethod_RSA_SHA1]) -> None:
    """An RSA signature depends on the key pair alone (RFC 5849 section 3.4.3)."""
    stranger, token = oauth2.Consumer("x", "other"), oauth2.Token("y", "other")
    signature = method(PRIVATE).sign(REQUEST, photos.CONSUMER, None)

    assert method(public_key=PUBLIC).check(REQUEST, stranger, token, signature)


def test_server_verifies_what_a_signer_signed(tmp_path: Path) -> None:
    """The consumer has the private key, the provider has the public one."""
    key = tmp_path / "key.pem"
    key.write_text(PRIVATE, encoding="ascii")
    signer = oauth2.Signer(photos.CONSUMER, signature_method=oauth2.SignatureMethod_RSA_PSS(key))
    server = oauth2.Server({"RSA-PSS": oauth2.SignatureMethod_RSA_PSS(public_key=PUBLIC)})
    signed = signer.sign("GET", "https://api.example.com/?a=1")
    request = oauth2.Request.from_request("GET", signed.url, signed.headers)

    assert server.verify_request(request, photos.CONSUMER, None) == {"a": "1"}
