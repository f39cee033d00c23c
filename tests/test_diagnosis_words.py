"""What a report says in words: who did what, and nothing that must not be shown."""

from __future__ import annotations

from base64 import b64encode

import pytest

import oauth2

CONSUMER = oauth2.Consumer("dpf43f3p2l4k3l03", "kd94hf93k423kf44")
TOKEN = oauth2.Token("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")
REFUSED = {"status": 401}


def sent(
    url: str, signed_url: str, **fields: str
) -> tuple[str, str, list[tuple[str, str]], bytes | None]:
    """Return a request for one URL that is signed for another."""
    signed = oauth2.Signer(CONSUMER, TOKEN).sign("GET", signed_url)
    further = [(name.replace("_", "-"), value) for name, value in fields.items()]
    return "GET", url, [*signed.headers.items(), *further], None


@pytest.mark.parametrize(
    ("url", "signed_url", "sentence"),
    [
        (
            "https://api.example.com/x",
            "http://api.example.com/x",
            "http://api.example.com/x was signed, https://api.example.com/x was sent",
        ),
        (
            "http://h.example:8080/r",
            "http://h.example/r",
            "http://h.example/r was signed, http://h.example:8080/r was sent",
        ),
        (
            "https://h.example/x/",
            "https://h.example/x",
            "https://h.example/x was signed, https://h.example/x/ was sent",
        ),
    ],
    ids=["scheme", "port", "slash"],
)
def test_sentence_says_what_was_signed_and_what_was_sent(
    url: str, signed_url: str, sentence: str
) -> None:
    """The first line alone tells what to look at."""
    (finding, *_) = oauth2.explain(sent(url, signed_url), CONSUMER, TOKEN).findings

    assert sentence in finding.sentence


def test_long_url_stands_in_the_evidence_only() -> None:
    """A sentence stays one that can be read."""
    url = f"https://h.example/{'x' * 100}"
    (finding, *_) = oauth2.explain(sent(f"{url}/", url), CONSUMER, TOKEN).findings

    assert finding.sentence.endswith("(dropped), in the URL.")


def test_inner_url_is_the_fault_of_who_took_it() -> None:
    """The client called, and signed, what the proxy's header fields say."""
    request = sent(
        "http://10.0.0.5:9000/x",
        "https://api.example.com/x",
        X_Forwarded_Host="api.example.com",
        X_Forwarded_Proto="https",
    )

    (finding,) = oauth2.explain(request, CONSUMER, TOKEN).findings

    assert (finding.names, finding.who) == (("proxy_host",), "provider")


def test_proxy_is_not_blamed_where_there_is_none() -> None:
    """Without such header fields, a port that was left out is just that."""
    request = sent("http://www.example.com:8080/r", "http://www.example.com/r")

    (finding,) = oauth2.explain(request, CONSUMER, TOKEN).findings

    assert finding.names == ("port_dropped",)


def test_white_space_in_a_secret_is_noted_where_the_signature_fits_it() -> None:
    """With the same line break given and signed with, the signature fits, and is refused."""
    consumer = oauth2.Consumer(CONSUMER.key, f"{CONSUMER.secret}\n")
    signed = oauth2.Signer(consumer, TOKEN).sign("GET", "https://h.example/")

    (finding,) = oauth2.explain(signed, consumer, TOKEN).findings
    refused = oauth2.explain(signed, consumer, TOKEN, response=REFUSED).findings

    assert finding.names == ("valid",)
    assert "the consumer secret ends in a line break, 17 characters" in finding.evidence.notes
    assert [each.names for each in refused] == [("secret_whitespace",), ("valid",)]


def test_quoted_answer_holds_no_part_of_a_key() -> None:
    """Words of the provider are not cut within one of them."""
    signed = oauth2.Signer(CONSUMER, TOKEN).sign("GET", "https://h.example/")
    content = f"{'x' * 170} {TOKEN.key} {CONSUMER.key}"

    text = str(
        oauth2.explain(signed, CONSUMER, TOKEN, response=REFUSED, content=content).redacted()
    )

    assert "it says: " in text
    assert CONSUMER.key[:6] not in text
    assert TOKEN.key[:6] not in text


@pytest.mark.parametrize(
    "secret",
    [f"{CONSUMER.secret}&{TOKEN.secret}", CONSUMER.secret, TOKEN.secret],
    ids=["key", "consumer", "token"],
)
def test_quoted_answer_holds_no_secret_in_base64(secret: str) -> None:
    """A provider that shows what it made of the secrets is not quoted with that."""
    signed = oauth2.Signer(CONSUMER, TOKEN).sign("GET", "https://h.example/")
    shown = b64encode(secret.encode("ascii")).decode("ascii")

    text = str(
        oauth2.explain(signed, CONSUMER, TOKEN, response=REFUSED, content=f"key {shown} failed")
    )

    assert "it says: " in text
    assert shown not in text
