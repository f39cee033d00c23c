"""`explain` takes a request in whatever form it comes, and refuses what is none."""

from __future__ import annotations

import dataclasses
import io
from typing import Any

import pytest
from _diagnosed import consumer, explained, names, token
from _mistaken_signer import SHAPES, Shape, sign
from hypothesis import given, settings
from hypothesis import strategies as st
from vector_files import FOLDER

import oauth2

PHOTOS = SHAPES["GET, query"]
CONSUMER = oauth2.Consumer("ck", "consumer secret")
TOKEN = oauth2.Token("tk", "token secret")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
URL = "https://api.example.com/x?q=a%20b"
PRIVATE = (FOLDER / "keys" / "test_private_pkcs8.pem").read_text(encoding="ascii")
PUBLIC = (FOLDER / "keys" / "test_public.pem").read_text(encoding="ascii")


# --- a SignedRequest -----------------------------------------------------------------------------


@pytest.mark.parametrize("placement", ["header", "query", "body"])
def test_what_a_signer_signed_is_valid(placement: Any) -> None:
    """A SignedRequest can be explained as it is, wherever its parameters stand."""
    signer = oauth2.Signer(CONSUMER, TOKEN, placement=placement)
    signed = signer.sign("POST", URL, FORM, "a=1&b=%2B+c")

    assert names(oauth2.explain(signed, CONSUMER, TOKEN)) == [("valid",)]


def test_a_signed_request_that_was_changed_is_found() -> None:
    """What a program changes after signing shows against what was signed."""
    signed = oauth2.Signer(CONSUMER, TOKEN).sign("POST", URL)
    changed = dataclasses.replace(signed, method="PUT")

    assert names(oauth2.explain(changed, CONSUMER, TOKEN)) == [("method_mismatch",)]


def test_a_signed_request_tells_what_it_signed() -> None:
    """A nonce that was changed after signing is found: the SignedRequest knows the right one."""
    signed = oauth2.Signer(CONSUMER, TOKEN, nonce=lambda: "first").sign("POST", URL)
    field = signed.headers["Authorization"].replace("first", "second")
    changed = dataclasses.replace(signed, headers={"Authorization": field})

    assert names(oauth2.explain(changed, CONSUMER, TOKEN)) == [("nonce_mismatch",)]


def test_a_host_header_goes_before_the_urls_host() -> None:
    """What is signed is the host that the Host header field names."""
    signed = oauth2.Signer(CONSUMER, TOKEN).sign("GET", URL, {"Host": "other.example"})

    assert names(oauth2.explain(signed, CONSUMER, TOKEN)) == [("valid",)]


def test_a_file_is_not_read() -> None:
    """A body that is a file counts as unknown, and stays where it is."""
    file = io.BytesIO(b"abc")
    signed = oauth2.Signer(CONSUMER, TOKEN).sign("PUT", URL, {"Content-Type": "image/png"}, file)
    changed = dataclasses.replace(signed, method="POST")

    assert names(oauth2.explain(signed, CONSUMER, TOKEN)) == [("valid",)]
    assert names(oauth2.explain(changed, CONSUMER, TOKEN)) == [("method_mismatch",)]
    assert file.tell() == 0


# --- a Request -----------------------------------------------------------------------------------


def received(method: str = "POST", **more: Any) -> oauth2.Request:
    """Return a signed request as a server makes it."""
    signed = oauth2.Signer(CONSUMER, TOKEN).sign("POST", URL, FORM, "a=1&b=%2B+c")
    request = oauth2.Request.from_request(
        method, signed.url, signed.headers, body=signed.body, **more
    )
    assert request is not None
    return request


def test_a_request_that_was_received_is_explained() -> None:
    """A server's Request tells all but what the header field looked like."""
    assert names(oauth2.explain(received(), CONSUMER, TOKEN)) == [("valid",)]
    assert names(oauth2.explain(received("PUT"), CONSUMER, TOKEN)) == [("method_mismatch",)]


@pytest.mark.parametrize("is_form", [True, False])
def test_a_request_that_was_signed_is_explained(is_form: bool) -> None:
    """So does a Request that a program signed as with python-oauth2."""
    request = oauth2.Request.from_consumer_and_token(
        CONSUMER, TOKEN, "POST", URL, {"a": ["2", "1"]}, b"", is_form
    )
    request.sign_request(oauth2.SignatureMethod_HMAC_SHA1(), CONSUMER, TOKEN)

    assert names(oauth2.explain(request, CONSUMER, TOKEN)) == [("valid",)]
    found = oauth2.explain(request, CONSUMER, oauth2.Token("tk", "token secret\n"))
    assert names(found) == [("secret_whitespace",)]


def test_a_request_that_was_changed_after_it_came_is_what_it_is_now() -> None:
    """What the program put in the place of a parameter counts, and not both."""
    signed = oauth2.Signer(CONSUMER, TOKEN).sign("GET", f"{URL}&a=1&a=1")
    request = oauth2.Request.from_request("GET", signed.url, signed.headers)
    assert request is not None
    request["q"] = "other"

    found = oauth2.explain(request, CONSUMER, TOKEN)
    # echo -n 'a=1&a=1&...&q=other': the old value is not there any more.
    base_string = found.base_string or ""
    assert base_string.startswith("GET&https%3A%2F%2Fapi.example.com%2Fx&a%3D1%26a%3D1%26oauth_")
    assert base_string.endswith("%26q%3Dother")


def test_a_request_without_a_url_is_refused() -> None:
    """There is nothing to explain without one."""
    with pytest.raises(oauth2.Error, match="URL of the request is not set"):
        oauth2.explain(oauth2.Request("GET"), CONSUMER)


# --- parts as they were received -----------------------------------------------------------------


def test_header_fields_come_in_any_form() -> None:
    """Names in any case, bytes, pairs; the body as text or bytes."""
    shape = SHAPES["POST, form"]
    method, url, headers, body = sign(shape).arrived
    fields = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    request = (method.lower(), url.encode(), fields, bytearray(body or b""))
    assert names(oauth2.explain(request, consumer(shape), token(shape))) == [("valid",)]  # type: ignore[arg-type]


def test_a_repeated_nonce_may_be_one_too_many() -> None:
    """Where two nonces are sent, one of them was signed."""
    sent = sign(PHOTOS)
    field = sent.headers["Authorization"] + ', oauth_nonce="another"'
    sent = dataclasses.replace(sent, headers={"Authorization": field})

    assert ("nonce_mismatch",) in names(explained(PHOTOS, sent))


def test_a_body_without_a_type_is_no_form() -> None:
    """A client that signs a form, and does not say it is one, signs too much."""
    shape = Shape("https://a.example/", "POST", b"a=1&b=", "application/x-www-form-urlencoded")
    sent = sign(shape)
    sent = dataclasses.replace(sent, headers={"Authorization": sent.headers["Authorization"]})

    assert names(explained(shape, sent)) == [("json_signed",)]


@pytest.mark.parametrize(
    ("header", "value", "expected"),
    [
        ("Forwarded", 'for=1.2.3.4;host="outer.example";proto=https, host=x', ("proxy_host",)),
        ("X-Forwarded-Host", "outer.example, inner.example", ("proxy_host", "scheme_mismatch")),
        ("X-Forwarded-Host", "b@d host", ("wrong_secret_or_unknown",)),
    ],
)
def test_the_host_that_a_proxy_names_is_tried(
    header: str, value: str, expected: tuple[str, ...]
) -> None:
    """Behind a proxy the client called another host, which the proxy names."""
    signed = sign(Shape("https://outer.example/x?a=1"))
    request = ("GET", "http://inner.example/x?a=1", {**signed.headers, header: value}, None)

    assert names(oauth2.explain(request, consumer(PHOTOS), token(PHOTOS)))[0] == expected


@pytest.mark.parametrize(
    ("url", "signed", "variant"),
    [
        ("http://a.example/x%20?a=1", "http://a.example/x?a=1", "sent"),
        ("http://a.example/x?a=1", "http://a.example/x?a=1%20", "signed"),
        ("http://a.example/x?a=1", "http://a.example/x?a=1%0A", "signed"),
        ("http://a.example/x?a=1%20", "http://a.example/x?a=1", "sent"),
    ],
)
def test_white_space_at_the_end_of_a_url_is_found(url: str, signed: str, variant: str) -> None:
    """A URL that was pasted with a blank behind it is sent without, or signed without."""
    sent = dataclasses.replace(sign(Shape(signed)), url=url)
    found = explained(Shape(url), sent)

    assert ("url_whitespace",) in names(found)
    assert f"({variant})" in found.findings[names(found).index(("url_whitespace",))].sentence


@pytest.mark.parametrize(
    "body",
    [b"[1, 2]", b'{"a": ', b"[" * 5000, b'{"a": null, "b": true, "c": [1]}', b"<a>x</a>"],
    ids=["list", "broken", "deep", "of all kinds", "XML"],
)
def test_a_body_of_any_kind_is_no_trouble(body: bytes) -> None:
    """What is no object of JSON has no members."""
    shape = Shape("https://a.example/", "POST", body, "text/odd")
    sent = dataclasses.replace(sign(shape), method="PUT")

    assert names(explained(shape, sent)) == [("method_mismatch",)]


def test_a_multipart_body_that_cannot_be_read_is_no_trouble() -> None:
    """Parts without a name, or without a blank line, are left out."""
    body = b'--B\r\nX: y\r\n\r\nz\r\n--B\r\nX: name="n"\r\n--B\n\n--B--'
    shape = Shape("https://a.example/", "POST", body, "multipart/mixed; boundary=B")
    sent = dataclasses.replace(sign(shape), method="PUT")

    assert names(explained(shape, sent)) == [("method_mismatch",)]


def test_a_multipart_body_of_a_request_is_known_by_its_beginning() -> None:
    """A server's Request has no header fields, but a body."""
    shape = SHAPES["POST, multipart, two-legged"]
    sent = sign(shape, ("multipart_signed", "text fields"))
    request = oauth2.Request.from_request(sent.method, sent.url, sent.headers, body=sent.body)

    assert request is not None
    assert ("multipart_signed",) in names(oauth2.explain(request, consumer(shape)))


@pytest.mark.parametrize("body", [b"q=1", None], ids=["known", "unknown"])
def test_a_form_that_is_not_known_is_not_blamed_on_a_secret(body: bytes | None) -> None:
    """The fields of a form are signed: without them nobody can tell (not a wrong secret)."""
    signed = oauth2.Signer(CONSUMER, TOKEN).sign("POST", URL, FORM, "a=1")
    other = ("POST", signed.url, signed.headers, body)

    found = oauth2.explain(other, CONSUMER, TOKEN)
    assert names(found) == [("wrong_secret_or_unknown",)]
    assert ("so nobody can tell: give the body." in found.findings[0].sentence) is (body is None)
    assert bool(found.ruled_out) is (body is not None)


def test_a_form_that_is_not_known_may_still_be_explained() -> None:
    """What fits without it is proved, and the right base string leaves only the key."""
    request = oauth2.Signer(CONSUMER, TOKEN).sign("POST", URL, FORM, "")
    arrived = ("PUT", request.url, request.headers, None)
    other = oauth2.Token("tk", "another")

    found = oauth2.explain(arrived, CONSUMER, TOKEN)
    assert names(found) == [("method_mismatch",)]
    assert "scheme_mismatch" in found.ruled_out
    found = oauth2.explain(
        ("POST", *arrived[1:]), CONSUMER, other, client_base_string=request.base_string
    )
    assert found.findings[0].sentence.startswith("The client has the right base string, so only")
    found = oauth2.explain(arrived, CONSUMER, other, client_base_string=request.base_string + "1")
    assert found.ruled_out == ()


def test_a_signed_request_without_a_body_has_no_form() -> None:
    """What was signed here is known, though a form's Content-Type says there could be one."""
    signed = oauth2.Signer(CONSUMER, TOKEN).sign("POST", URL, FORM)

    found = oauth2.explain(signed, CONSUMER, oauth2.Token("tk", "another"))
    assert "only the key or the digest can be wrong" in found.findings[0].sentence


def test_an_empty_signature_is_said_to_be_empty() -> None:
    """There is nothing to tell from, and no secret is blamed."""
    shape = SHAPES["GET, query"]
    sent = sign(shape)
    field = sent.headers["Authorization"].partition("oauth_signature=")[0] + 'oauth_signature=""'

    found = explained(shape, dataclasses.replace(sent, headers={"Authorization": field}))
    assert names(found) == [("wrong_secret_or_unknown",)]
    assert found.findings[0].sentence.startswith("The signature is empty: oauth_signature was sent")
    assert found.ruled_out == ()


def test_an_empty_signature_is_no_empty_secret() -> None:
    """Nothing is proved by nothing."""
    field = 'OAuth oauth_consumer_key="ck",oauth_signature_method="PLAINTEXT",oauth_signature=""'
    request = ("GET", "https://a.example/", {"Authorization": field}, None)

    found = oauth2.explain(request, oauth2.Consumer("ck", ""))
    assert names(found) == [("wrong_secret_or_unknown",)]


# --- what is none --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "request_",
    [
        ("GET", "ftp://a.example/", None, None),
        ("GET", "no url", None, None),
        ("G T", "http://a.example/", None, None),
        ("GET", "http://a.example/", {"Authorization": 'OAuth a="b'}, None),
        ("GET", "http://a.example/", {"Host": "a b"}, None),
        ("GET", "http://a.example/\ud800", None, None),
        ("POST", "http://a.example/", FORM, "\ud800"),
        ("GET", f"http://a.example/?{'a=1&' * 10001}", None, None),
    ],
    ids=["scheme", "URL", "method", "header", "Host", "surrogate", "body", "too many"],
)
def test_what_cannot_be_read_is_an_error_of_ours(request_: Any) -> None:
    """Bad input is an `oauth2.Error`, never another."""
    with pytest.raises(oauth2.Error):
        oauth2.explain(request_, CONSUMER, TOKEN)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((None, CONSUMER), TypeError),
        (("GET http://a.example/", CONSUMER), TypeError),
        ((("GET", "http://a.example/"), CONSUMER), TypeError),
        ((("GET", 7, None, None), CONSUMER), TypeError),
        ((("GET", "http://a.example/", 7, None), CONSUMER), TypeError),
        ((("GET", "http://a.example/", None, None), None), ValueError),
        ((("GET", "http://a.example/", None, None), CONSUMER, "token"), ValueError),
    ],
)
def test_an_argument_of_the_wrong_kind_is_a_mistake_of_the_program(
    arguments: Any, error: type[Exception]
) -> None:
    """Wrong kinds are told at once."""
    with pytest.raises(error):
        oauth2.explain(*arguments)


def test_one_text_is_no_list_of_secrets() -> None:
    """Its characters would be tried one by one."""
    with pytest.raises(TypeError, match="must be a list of secrets"):
        oauth2.explain(sign(PHOTOS).arrived, CONSUMER, other_token_secrets="one")


def test_a_response_that_is_no_mapping_is_refused() -> None:
    """As `Problem.from_response` does."""
    with pytest.raises(TypeError, match="response must be a mapping"):
        oauth2.explain(sign(PHOTOS).arrived, CONSUMER, response=401)  # type: ignore[arg-type]


@pytest.mark.table(group="any input")
@settings(max_examples=25)
@given(
    st.text(max_size=60),
    st.text(max_size=60),
    st.binary(max_size=60),
    st.text(max_size=40),
    st.sampled_from(["HMAC-SHA1", "PLAINTEXT", "RSA-SHA1", "odd"]),
)
def test_nothing_else_is_raised(
    url: str, field: str, body: bytes, base_string: str, method: str
) -> None:
    """Whatever comes from outside, there is an explanation or an error of ours."""
    headers = {
        "Authorization": f'OAuth oauth_signature_method="{method}",oauth_signature="x",{field}',
        "Content-Type": "application/x-www-form-urlencoded",
    }
    try:
        found = oauth2.explain(
            ("POST", f"http://a.example/{url}", headers, body),
            CONSUMER,
            TOKEN,
            content=body,
            client_base_string=base_string,
            provider_base_string=base_string,
        )
    except oauth2.Error:
        return
    assert str(found.redacted())


def test_a_long_request_is_not_tried_in_pairs() -> None:
    """What would take long is left out, and that is said."""
    shape = Shape(f"http://a.example/?{'&'.join(f'a{n}=1' for n in range(200))}")
    found = oauth2.explain(sign(shape).arrived, CONSUMER, oauth2.Token("nnch734d00sl2jdk", "x"))

    notes = found.findings[-1].evidence.notes
    assert "the request is too long to try two mistakes at once" in notes
    assert "alone or with another one" not in found.findings[-1].sentence


def test_a_very_long_request_is_not_tried_at_all() -> None:
    """Its right signature is still told from a wrong one."""
    shape = Shape(f"http://a.example/?{'&'.join(f'a{n}=1' for n in range(2000))}")

    assert names(explained(shape, sign(shape))) == [("valid",)]
    wrong = explained(shape, sign(shape, ("method_mismatch", "PUT")))
    assert names(wrong) == [("wrong_secret_or_unknown",)]


def test_a_long_body_is_not_looked_into() -> None:
    """What is signed by mistake is short."""
    shape = Shape("https://a.example/", "POST", b'{"a": "%s"}' % (b"x" * 300_000), "text/x")
    sent = dataclasses.replace(sign(shape), method="PUT")

    assert names(explained(shape, sent)) == [("method_mismatch",)]


# --- PLAINTEXT and RSA ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mistake", "expected"),
    [
        ((), ("valid",)),
        ((("token_secret_missing", ""),), ("token_secret_missing",)),
        ((("ampersand_missing", ""),), ("ampersand_missing",)),
        ((("secret_whitespace", "token trailing newline"),), ("secret_whitespace",)),
        ((("signature_double_encoded", ""),), ("signature_double_encoded",)),
        ((("method_mismatch", "PUT"),), ("valid",)),
    ],
)
def test_plaintext_signs_nothing_but_the_secrets(mistake: Any, expected: tuple[str, ...]) -> None:
    """In PLAINTEXT only the key and its encoding can be wrong."""
    shape = dataclasses.replace(PHOTOS, hash="")

    assert names(explained(shape, sign(shape, *mistake))) == [expected]


def test_a_plaintext_signature_that_was_not_encoded_is_nothing_else() -> None:
    """It is not decoded either, so that no secret is blamed."""
    shape = dataclasses.replace(PHOTOS, hash="", consumer=("ck", "c/s+1=&%2F"))
    found = explained(shape, sign(shape, ("signature_not_encoded", "")))

    assert names(found) == [("signature_not_encoded",)]


def test_a_digest_under_the_name_of_plaintext_is_found() -> None:
    """The method that is named is not the one that was used."""
    sent = sign(dataclasses.replace(PHOTOS, method_name="PLAINTEXT"))

    assert names(explained(PHOTOS, sent)) == [("wrong_digest",)]


def rsa(kind: Any) -> oauth2.SignedRequest:
    """Sign with a private key."""
    method = kind(private_key=PRIVATE)
    return oauth2.Signer(CONSUMER, TOKEN, signature_method=method).sign("GET", URL)


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("RSA_SHA1", PRIVATE),
        ("RSA_SHA256", f"\n{PUBLIC}"),
        ("RSA_SHA512", PUBLIC),
        ("RSA_PSS", PUBLIC),
    ],
    ids=["RSA_SHA1", "RSA_SHA256", "RSA_SHA512", "RSA_PSS"],
)
def test_an_rsa_signature_is_checked_with_a_key(kind: str, key: str) -> None:
    """The key stands where the consumer secret does."""
    pytest.importorskip("cryptography")
    signed = rsa(getattr(oauth2, f"SignatureMethod_{kind}"))
    changed = dataclasses.replace(signed, method="PUT")
    keeper = oauth2.Consumer("ck", key)

    assert names(oauth2.explain(signed, keeper, TOKEN)) == [("valid",)]
    found = oauth2.explain(changed, keeper, TOKEN)
    assert names(found) == [("method_mismatch",)]
    assert "PRIVATE" not in f"{found}{found.to_dict()}"


def test_an_rsa_signature_of_another_hash_is_found() -> None:
    """The name says one hash, the signature is of another one."""
    pytest.importorskip("cryptography")
    wrong = type("Wrong", (oauth2.SignatureMethod_RSA_SHA256,), {"name": "RSA-SHA1"})

    found = oauth2.explain(rsa(wrong), oauth2.Consumer("ck", PUBLIC), TOKEN)
    assert names(found) == [("wrong_digest",)]


@pytest.mark.parametrize(
    "secret", ["", "-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----\n"], ids=["none", "bad"]
)
def test_without_a_key_nobody_can_tell_of_an_rsa_signature(secret: str) -> None:
    """What cannot be checked is not blamed."""
    pytest.importorskip("cryptography")
    found = oauth2.explain(
        rsa(oauth2.SignatureMethod_RSA_SHA1), oauth2.Consumer("ck", secret), TOKEN
    )

    assert names(found) == [("wrong_secret_or_unknown",)]
    assert "give the public key, in PEM" in found.findings[0].sentence


def test_without_a_key_the_base_strings_still_tell() -> None:
    """What each side says it signed needs no key."""
    pytest.importorskip("cryptography")
    signed = rsa(oauth2.SignatureMethod_RSA_SHA1)
    changed = dataclasses.replace(signed, method="PUT")

    found = oauth2.explain(changed, CONSUMER, TOKEN, client_base_string=signed.base_string)
    assert names(found) == [("method_mismatch",), ("wrong_secret_or_unknown",)]
    assert found.findings[0].certainty == "the client says"
