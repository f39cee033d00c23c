"""The published and the derived test vectors, a test for each stage (tests/vectors/README.md)."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess

import pytest
from vector_files import (
    COUNTS,
    FOLDER,
    VECTORS,
    Vector,
    body_of,
    commands,
    complete,
    having,
    headers_of,
    key_files_of,
    load,
    pairs_of,
)

import oauth2
from oauth2.base_string import base_string_uri, normalize_parameters, signature_base_string
from oauth2.body import body_hash
from oauth2.encoding import form_decode, percent_encode
from oauth2.header import build_authorization, parse_authorization

SHELL = shutil.which("sh")
STAGES = {"encoded", "base_uri", "normalized", "base_string"} | {
    "signature",
    "verified",
    "parsed",
    "body_hash",
}
METHODS: dict[str, type[oauth2.SignatureMethod]] = {
    "PLAINTEXT": oauth2.SignatureMethod_PLAINTEXT,
    "HMAC-SHA1": oauth2.SignatureMethod_HMAC_SHA1,
    "HMAC-SHA256": oauth2.SignatureMethod_HMAC_SHA256,
    "HMAC-SHA512": oauth2.SignatureMethod_HMAC_SHA512,
}
RSA_METHODS: dict[str, type[oauth2.SignatureMethod_RSA_SHA1]] = {
    "RSA-SHA1": oauth2.SignatureMethod_RSA_SHA1,
    "RSA-SHA256": oauth2.SignatureMethod_RSA_SHA256,
    "RSA-SHA512": oauth2.SignatureMethod_RSA_SHA512,
    "RSA-PSS": oauth2.SignatureMethod_RSA_PSS,
}


# --- a vector as objects ------------------------------------------------------------------------


def received(vector: Vector) -> oauth2.Request:
    """Return the request as a server takes it from the wire."""
    request = vector["given"]["request"]
    sent = {
        **headers_of(vector),
        "Authorization": build_authorization(request.get("parameters", [])),
    }
    found = oauth2.Request.from_request(
        request["method"], request["url"], sent, body=body_of(vector)
    )
    assert found is not None
    return found


def method_of(vector: Vector) -> oauth2.SignatureMethod:
    """Return the signature method of a vector, with its keys; skip where RSA cannot be had."""
    given = vector["given"]
    name = given.get("signature_method") or dict(pairs_of(vector))["oauth_signature_method"]
    if name in METHODS:
        return METHODS[name]()
    pytest.importorskip("cryptography", reason="RSA needs cryptography, of the extra rsa")
    return RSA_METHODS[name](**key_files_of(vector), password=given.get("password"))


def credentials_of(
    vector: Vector, consumer_key: str = "ck", token_key: str | None = None
) -> tuple[oauth2.Consumer, oauth2.Token | None]:
    """Return consumer and token with the secrets of a vector."""
    given = vector["given"]
    consumer = oauth2.Consumer(consumer_key, given.get("consumer_secret", ""))
    if token_key is None and "token_secret" not in given:
        return consumer, None
    return consumer, oauth2.Token(token_key or "", given.get("token_secret", ""))


def signed(vector: Vector) -> oauth2.SignedRequest:
    """Sign the request of a vector anew, with its own timestamp and nonce."""
    request, known = vector["given"]["request"], dict(pairs_of(vector))
    consumer, token = credentials_of(vector, known["oauth_consumer_key"], known.get("oauth_token"))
    signer = oauth2.Signer(
        consumer,
        token,
        signature_method=method_of(vector),
        version=known.get("oauth_version"),
        body_hash="always" if "oauth_body_hash" in known else "never",
        clock=lambda: int(known["oauth_timestamp"]),
        nonce=lambda: known["oauth_nonce"],
    )
    extra = {name: known[name] for name in ("oauth_callback", "oauth_verifier") if name in known}
    return signer.sign(
        request["method"],
        request["url"],
        headers_of(vector),
        body_of(vector) or None,
        oauth_params=extra,
    )


# --- the files --------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "count"), COUNTS.items(), ids=COUNTS.keys())
def test_file_holds_all_its_vectors(name: str, count: int) -> None:
    """No vector is lost unseen."""
    assert len(load(name)) == count


def test_no_file_is_left_out() -> None:
    """Every file in the folder is read."""
    assert {path.name for path in FOLDER.glob("*.json")} == COUNTS.keys()


def test_ids_are_unique() -> None:
    """A test's name points to one vector."""
    assert len({vector["id"] for vector in VECTORS}) == len(VECTORS)


def test_every_stage_is_covered() -> None:
    """Each stage has a vector, and no vector has a stage that nothing tests."""
    assert {stage for vector in VECTORS for stage in vector["expect"]} == STAGES


def test_every_signature_method_is_covered() -> None:
    """Each signature method has a vector."""
    named = {vector["given"].get("signature_method") for vector in VECTORS}

    assert named - {None} == METHODS.keys() | RSA_METHODS.keys()


# --- pure functions ---------------------------------------------------------------------------


@pytest.mark.parametrize("vector", having("expect.encoded"))
def test_percent_encode_gives_published_text(vector: Vector) -> None:
    """Only unreserved characters stay (A14, A16)."""
    assert percent_encode(vector["given"]["text"]) == vector["expect"]["encoded"]


@pytest.mark.parametrize("vector", having("expect.base_uri"))
def test_base_string_uri_gives_published_uri(vector: Vector) -> None:
    """The URI is the one in the Host header field and the request line (A7-A13)."""
    assert base_string_uri(vector["given"]["request"]["url"]) == vector["expect"]["base_uri"]


@pytest.mark.parametrize("vector", having("expect.normalized"))
def test_normalize_parameters_gives_published_text(vector: Vector) -> None:
    """Parameters are decoded once, encoded once, and then sorted (A1, A2, A5, A6, A14-A17)."""
    assert normalize_parameters(pairs_of(vector)) == vector["expect"]["normalized"]


@pytest.mark.parametrize("vector", having("expect.base_string"))
def test_signature_base_string_gives_published_text(vector: Vector) -> None:
    """The base string joins method, URI and parameters, each encoded."""
    request = vector["given"]["request"]
    uri, normalized = base_string_uri(request["url"]), normalize_parameters(pairs_of(vector))

    made = signature_base_string(request["method"], uri, normalized)

    assert made == vector["expect"]["base_string"]


@pytest.mark.parametrize("vector", having("expect.parsed"))
def test_parse_authorization_gives_published_pairs(vector: Vector) -> None:
    """The pairs of a header field come out decoded and in order, without the realm."""
    parsed = parse_authorization(vector["given"]["header"])

    assert parsed == [tuple(pair) for pair in vector["expect"]["parsed"]["parameters"]]


@pytest.mark.parametrize("vector", having("expect.parsed"))
def test_build_authorization_gives_published_header(vector: Vector) -> None:
    """The header field is the published one, but for its line breaks (A28)."""
    parsed = vector["expect"]["parsed"]

    header = build_authorization(parsed["parameters"], parsed.get("realm"))

    assert header == re.sub(r"\n +", " ", vector["given"]["header"])


@pytest.mark.parametrize("vector", having("expect.body_hash"))
def test_body_hash_gives_published_value(vector: Vector) -> None:
    """A body is hashed as it is sent, by the hash of the signature method (A26, A27, B2)."""
    given = vector["given"]
    body = bytes.fromhex(given["body_hex"]) if "body_hex" in given else given["body"]
    method = (METHODS | RSA_METHODS)[given["signature_method"]]

    assert body_hash(body, method.body_hash_algorithm) == vector["expect"]["body_hash"]


# --- signatures -------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", having("expect.signature", "given.base_string"))
def test_signature_of_base_string_is_published_one(vector: Vector) -> None:
    """The key is both secrets, encoded, and the `&` that is always there (A36)."""
    method, credentials = method_of(vector), credentials_of(vector)
    key = oauth2.SignatureMethod_PLAINTEXT().sign(oauth2.Request(), *credentials)
    text = vector["given"]["base_string"].encode()

    # PLAINTEXT alone has a key and nothing to digest.
    made = base64.b64encode(method.digest(key, text)) if text else key

    assert made.decode() == vector["expect"]["signature"]


@pytest.mark.parametrize("vector", having("expect.base_string"))
def test_received_request_gives_published_base_string(vector: Vector) -> None:
    """A server computes the same base string from what is on the wire."""
    made = signature_base_string(
        received(vector).method,
        str(received(vector).normalized_url),
        received(vector).get_normalized_parameters(),
    )

    assert made == vector["expect"]["base_string"]


@pytest.mark.parametrize("vector", having("expect.signature", "given.request"))
def test_sign_gives_published_signature(vector: Vector) -> None:
    """`sign` of the method named gives the signature that is published."""
    made = method_of(vector).sign(received(vector), *credentials_of(vector))

    assert made.decode() == vector["expect"]["signature"]


@pytest.mark.parametrize("vector", having("expect.signature", "given.request"))
def test_check_accepts_published_signature(vector: Vector) -> None:
    """`check` of the method named accepts the signature that is published."""
    method, credentials = method_of(vector), credentials_of(vector)

    assert method.check(received(vector), *credentials, vector["expect"]["signature"])


@pytest.mark.parametrize("vector", having("published.signature"))
def test_check_refuses_published_signature_when_it_is_wrong(vector: Vector) -> None:
    """A value that an erratum corrects is not taken for right."""
    method, credentials = method_of(vector), credentials_of(vector)

    assert not method.check(received(vector), *credentials, vector["published"]["signature"])


@pytest.mark.parametrize("vector", having("expect.verified"))
def test_check_accepts_signature_that_openssl_made(vector: Vector) -> None:
    """A signature that openssl verifies is verified here too, also a salted one (F2, F3)."""
    method, credentials = method_of(vector), credentials_of(vector)

    assert method.check(received(vector), *credentials, vector["given"]["signature"])


# --- the whole signing path -------------------------------------------------------------------


@pytest.mark.parametrize("vector", complete(having("expect.base_string", "given.request")))
def test_signer_signs_published_base_string(vector: Vector) -> None:
    """With the vector's clock and nonce, a Signer signs what the source says it must."""
    assert signed(vector).base_string == vector["expect"]["base_string"]


@pytest.mark.parametrize("vector", complete(having("expect.signature", "given.request")))
def test_signer_sends_published_signature_once(vector: Vector) -> None:
    """With the vector's clock and nonce, a Signer sends the published signature, in one place."""
    made = signed(vector)
    query = form_decode(made.url.partition("?")[2])
    header = parse_authorization(made.headers.get("Authorization", "")) or []

    sent = [value for name, value in query + header if name == "oauth_signature"]

    assert sent == [vector["expect"]["signature"]]


# --- where the values come from ---------------------------------------------------------------


@pytest.mark.skipif(
    SHELL is None or shutil.which("openssl") is None,
    reason="the commands need openssl and a POSIX shell on the PATH",
)
@pytest.mark.parametrize(("command", "value"), commands())
def test_command_prints_stored_value(command: str, value: str) -> None:
    """Whoever runs the command of a vector gets the vector's value."""
    ran = subprocess.run([str(SHELL), "-c", command], cwd=FOLDER, capture_output=True, check=True)

    assert ran.stdout.decode("ascii").strip() == value
