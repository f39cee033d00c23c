"""`Signer`: where the protocol parameters go, all of them in exactly one place (section 3.5)."""

from __future__ import annotations

from typing import Any

import pytest

import oauth2

CONSUMER = oauth2.Consumer("ck", "cs")
TOKEN = oauth2.Token("tk", "ts")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
SENT = (
    "oauth_consumer_key=ck&oauth_signature_method=PLAINTEXT&oauth_timestamp=137131200"
    "&oauth_nonce=7d8f3e4a&oauth_version=1.0&oauth_signature=cs%26"
)
HEADER = (
    'OAuth oauth_consumer_key="ck", oauth_signature_method="PLAINTEXT", '
    'oauth_timestamp="137131200", oauth_nonce="7d8f3e4a", oauth_version="1.0", '
    'oauth_signature="cs%26"'
)


def signer(token: oauth2.Token | None = None, **options: Any) -> oauth2.Signer:
    """Return a Signer all of whose output is known."""
    return oauth2.Signer(
        CONSUMER,
        token,
        signature_method=oauth2.SignatureMethod_PLAINTEXT(),
        clock=lambda: 137131200,
        nonce=lambda: "7d8f3e4a",
        **options,
    )


# --- what placement says ------------------------------------------------------------------------


def in_header(method: str, headers: Any = None, body: Any = None) -> Any:
    """Return a case of which the header holds the parameters, and all else stays."""
    return method, headers, body, "https://h/?q=1", HEADER, body


def in_query(method: str, headers: Any = None, body: Any = None) -> Any:
    """Return a case of which the query holds the parameters."""
    return method, headers, body, f"https://h/?q=1&{SENT}", None, body


def in_body(method: str, headers: Any, body: Any, sent: str) -> Any:
    """Return a case of which the form body holds the parameters."""
    return method, headers, body, "https://h/?q=1", None, sent.encode()


CASES = [
    ("header", in_header("GET")),
    ("header", in_header("POST")),
    ("header", in_header("POST", FORM, b"a=1&b=")),
    ("header", in_header("PUT", JSON, b"{}")),
    ("query", in_query("GET")),
    ("query", in_query("POST", FORM, b"a=1&b=")),
    ("query", in_query("PUT", JSON, b"{}")),
    ("body", in_header("GET")),
    ("body", in_header("GET", FORM)),
    ("body", in_header("HEAD", FORM)),
    ("body", in_header("DELETE")),
    ("body", in_header("POST", JSON, b"{}")),
    ("body", in_header("POST", JSON)),
    ("body", in_header("POST", None, b"\xff\xd8")),
    ("body", in_body("POST", None, None, SENT)),
    ("body", in_body("POST", None, "a=1", f"a=1&{SENT}")),
    ("body", in_body("POST", FORM, b"a=1&b=", f"a=1&b=&{SENT}")),
    ("body", in_body("POST", FORM, b"a=1&", f"a=1&{SENT}")),
    ("body", in_body("POST", FORM, None, SENT)),
    ("body", in_body("PUT", FORM, b"a=1", f"a=1&{SENT}")),
    ("body", in_body("PATCH", FORM, b"", SENT)),
    ("classic", in_query("GET")),
    ("classic", in_query("GET", FORM)),
    ("classic", in_query("HEAD")),
    ("classic", in_header("DELETE")),
    ("classic", in_header("PUT", JSON, b"{}")),
    ("classic", in_body("POST", None, None, SENT)),
    ("classic", in_body("POST", None, "a=1", f"a=1&{SENT}")),
    ("classic", in_body("PUT", FORM, b"a=1", f"a=1&{SENT}")),
]


@pytest.mark.parametrize(
    ("placement", "case"),
    CASES,
    ids=[f"{placement}-{case[0]}-{index}" for index, (placement, case) in enumerate(CASES)],
)
def test_parameters_go_to_one_place(placement: str, case: Any) -> None:
    """Header, form body or query, as `placement` says, and never into a GET's body (C9, A23)."""
    method, headers, body, url, header, sent = case

    signed = signer(placement=placement).sign(method, "https://h/?q=1", headers, body)

    assert signed.url == url
    assert signed.headers.get("Authorization") == header
    assert signed.body == sent


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param(None, {"Content-Type": FORM["Content-Type"]}, id="type-is-added"),
        pytest.param(
            {"content-type": FORM["Content-Type"] + "; charset=UTF-8"},
            {"content-type": FORM["Content-Type"] + "; charset=UTF-8"},
            id="type-is-kept-C13",
        ),
        pytest.param(
            FORM | {"content-length": "3"}, FORM | {"content-length": "145"}, id="length-is-set"
        ),
        pytest.param(
            FORM | {"Content-LENGTH": "3"}, FORM | {"Content-LENGTH": "145"}, id="in-any-case"
        ),
    ],
)
def test_headers_fit_the_body_that_the_parameters_went_into(headers: Any, expected: Any) -> None:
    """Type and length are those of the body that is sent."""
    signed = signer(placement="body").sign("POST", "https://h/", headers, "a=1")

    assert signed.headers == expected
    assert len(signed.body) == 145


def test_post_without_body_becomes_a_form() -> None:
    """The type is added with the parameters, and only then."""
    in_form = signer(placement="body").sign("POST", "https://h/")
    in_url = signer(placement="query").sign("POST", "https://h/", None, "")

    assert in_form.headers == {"Content-Type": FORM["Content-Type"]}
    assert in_url.headers == {}


def test_octets_of_a_form_survive_what_is_added() -> None:
    """A form that is no text keeps its octets when the parameters are added (B5)."""
    signed = signer(placement="body").sign("POST", "https://h/", FORM, b"a=\xff&b=%FF")

    assert signed.body == b"a=\xff&b=%FF&" + SENT.encode()


def test_parameters_beside_basic_authentication() -> None:
    """Where the header is taken, query and body are free."""
    signed = signer(placement="query").sign("GET", "https://h/", {"authorization": "Basic x"})

    assert signed.headers == {"authorization": "Basic x"}
    assert signed.url == f"https://h/?{SENT}"


def test_fragment_stays_behind_the_query() -> None:
    """Parameters in the query come before a fragment, which is not signed."""
    signed = signer(placement="query").sign("GET", "https://h/#top")

    assert signed.url == f"https://h/?{SENT}#top"


# --- where the caller's own protocol parameters are ---------------------------------------------

ADDED = SENT.replace("oauth_consumer_key=ck&", "")


@pytest.mark.parametrize("placement", ["header", "query", "body", "classic"])
@pytest.mark.parametrize("headers", [None, FORM, JSON], ids=["no-type", "form", "json"])
def test_parameters_go_to_the_url_when_it_carries_some(placement: str, headers: Any) -> None:
    """A verifier in the URL brings all the others there, and is not added again (One place)."""
    url = "https://h/?a=1&oauth_verifier=vf&oauth_token=rt&oauth_consumer_key=ck"

    signed = signer(placement=placement).sign("POST", url, headers)

    assert signed.url == f"{url}&{ADDED}"
    assert "Authorization" not in signed.headers
    assert signed.body is None


@pytest.mark.parametrize("placement", ["header", "query", "body", "classic"])
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_parameters_go_to_the_form_when_it_carries_some(placement: str, method: str) -> None:
    """A callback in the form brings all the others there, and is not added again (One place)."""
    body = b"oauth_callback=oob&a=1&oauth_consumer_key=ck"

    signed = signer(placement=placement).sign(method, "https://h/?q=1", FORM, body)

    assert signed.body == body + b"&" + ADDED.encode()
    assert (signed.url, "Authorization" in signed.headers) == ("https://h/?q=1", False)


def test_parameters_of_the_url_are_signed_once() -> None:
    """The access-token request of the web-app example: key, token, verifier each once (A3)."""
    url = "https://h/?oauth_verifier=vf&oauth_token=rt"

    signed = signer().sign("POST", url)

    assert signed.base_string == (
        "POST&https%3A%2F%2Fh%2F&oauth_consumer_key%3Dck%26oauth_nonce%3D7d8f3e4a%26"
        "oauth_signature_method%3DPLAINTEXT%26oauth_timestamp%3D137131200%26oauth_token%3Drt%26"
        "oauth_verifier%3Dvf%26oauth_version%3D1.0"
    )


def test_timestamp_nonce_and_version_of_the_url_are_kept() -> None:
    """Any value of these is as good as ours, and is not added again."""
    url = "https://h/?oauth_timestamp=5&oauth_nonce=n&oauth_version=1.0&oauth_token=tk"

    signed = signer(TOKEN).sign("GET", url)

    assert signed.url == (
        f"{url}&oauth_consumer_key=ck&oauth_signature_method=PLAINTEXT&oauth_signature=cs%26ts"
    )


@pytest.mark.parametrize(
    ("url", "body", "expected"),
    [
        pytest.param(
            f"https://h/?{SENT.replace('cs%26', 'old')}&a=1", None, "https://h/?", id="query"
        ),
        pytest.param("https://h/?oauth_signature=old", None, "https://h/?", id="signature-alone"),
        pytest.param("https://h/", f"{SENT.replace('cs%26', 'old')}&a=1", "https://h/", id="form"),
    ],
)
def test_signing_what_was_signed_before_replaces_the_signature(
    url: str, body: str | None, expected: str
) -> None:
    """One signature is sent, the new one (A29)."""
    signed = signer(placement="query").sign("POST", url, FORM, body)
    request = oauth2.Request.from_request("POST", signed.url, FORM, body=signed.body)

    assert signed.url.startswith(expected)
    assert request is not None
    assert request["oauth_signature"] == "cs&"
    assert request["oauth_nonce"] == "7d8f3e4a"


def test_signature_in_url_alone_does_not_decide_the_place() -> None:
    """A signature from before is dropped; what is left of the URL decides."""
    signed = signer().sign("GET", "https://h/?a=1&oauth_signature=old&b=2")

    assert (signed.url, signed.headers) == ("https://h/?a=1&b=2", {"Authorization": HEADER})


@pytest.mark.parametrize(
    ("url", "body", "message"),
    [
        pytest.param("https://h/?oauth_a=1", "oauth_b=1", "both the URL and the form", id="both"),
        pytest.param("https://h/?oauth_a=1&oauth_a=1", "", "query carries 'oauth_a' 2", id="query"),
        pytest.param("https://h/", "oauth_a=1&oauth_a=2", "body carries 'oauth_a' 2", id="body"),
        pytest.param("https://h/?oauth_token=x", "", "another 'oauth_token'", id="token"),
        pytest.param("https://h/?oauth_consumer_key=x", "", "another 'oauth_consumer_key'", id="k"),
        pytest.param("https://h/?oauth_version=2.0", "", "oauth_version must be", id="version"),
        pytest.param(
            "https://h/?oauth_signature_method=x", "", "another 'oauth_signature_method'", id="how"
        ),
    ],
)
def test_parameters_that_contradict_are_refused(url: str, body: str, message: str) -> None:
    """Nothing is signed of which a server could not tell what counts (E8)."""
    with pytest.raises(oauth2.InvalidRequest, match=message):
        signer(TOKEN).sign("POST", url, FORM, body)
