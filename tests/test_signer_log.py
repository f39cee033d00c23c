"""What the log shows of a signed request: all that the other side computes, and no secret (H1)."""

from __future__ import annotations

import logging

import pytest

import oauth2

FORM = {"Content-Type": "application/x-www-form-urlencoded"}

# The examples of RFC 5849 section 1.2.
CLIENT = oauth2.Consumer("dpf43f3p2l4k3l03", "kd94hf93k423kf44")
TOKEN = oauth2.Token("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Return a log that is listened to."""
    caplog.set_level(logging.DEBUG, "oauth2")
    return caplog


def signer(**options: object) -> oauth2.Signer:
    """Return a Signer with the clock and the nonce of the example."""
    made = oauth2.Signer(CLIENT, TOKEN, version=None)
    return made.replace(clock=lambda: 137131202, nonce=lambda: "chapoH", **options)


def test_log_shows_what_was_signed(log: pytest.LogCaptureFixture) -> None:
    """Method, base string URI, sorted parameters and base string, as RFC 5849 has them (H1)."""
    signer().sign("GET", "http://photos.example.net/photos?size=original&file=vacation.jpg")

    # The parameters are those of RFC 5849 section 1.2; joined and encoded by sections 3.4.1.3.2
    # and 3.4.1.1 by hand.
    parameters = (
        "file=vacation.jpg&oauth_consumer_key=dpf43f3p2l4k3l03&oauth_nonce=chapoH"
        "&oauth_signature_method=HMAC-SHA1&oauth_timestamp=137131202"
        "&oauth_token=nnch734d00sl2jdk&size=original"
    )
    base_string = (
        "GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg%26oauth_consumer_key"
        "%3Ddpf43f3p2l4k3l03%26oauth_nonce%3DchapoH%26oauth_signature_method%3DHMAC-SHA1"
        "%26oauth_timestamp%3D137131202%26oauth_token%3Dnnch734d00sl2jdk%26size%3Doriginal"
    )
    (record,) = log.records
    assert record.getMessage() == (
        "signed GET http://photos.example.net/photos with HMAC-SHA1 in the header; "
        f"parameters: {parameters}; base string: {base_string}"
    )


def test_log_shows_no_signature(log: pytest.LogCaptureFixture) -> None:
    """The signature of RFC 5849's example is in the header and not in the log (H4)."""
    signed = signer().sign(
        "GET", "http://photos.example.net/photos?file=vacation.jpg&size=original"
    )

    assert "MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D" in signed.headers["Authorization"]
    assert "MdpQcU8iPSUjWoN" not in log.text
    assert "oauth_signature=" not in log.text


@pytest.mark.parametrize("placement", ["header", "query", "body"])
def test_log_shows_no_secret_of_plaintext(log: pytest.LogCaptureFixture, placement: str) -> None:
    """The signature that is the secrets is not there, nor what the secrets are part of (H4)."""
    plain = oauth2.SignatureMethod_PLAINTEXT()
    signer(signature_method=plain, placement=placement).sign("POST", "https://h/", FORM, "a=1")

    assert "PLAINTEXT" in log.text
    assert "kd94hf93k423kf44" not in log.text
    assert "pfkkdhi9sl3r4s00" not in log.text


def test_log_leaves_out_what_is_secret_in_a_form(log: pytest.LogCaptureFixture) -> None:
    """A password of xAuth is named and not shown, in the parameters and in the base string (H4)."""
    signer().sign("POST", "https://h/", FORM, "x_auth_password=sesame%20now&x_auth_mode=m&b=2")

    assert "sesame" not in log.text
    assert "b=2&" in log.text
    assert "x_auth_password=%28redacted%29" in log.text
    assert "x_auth_password%3D%2528redacted%2529" in log.text


def test_log_stays_on_one_line_whatever_is_signed(log: pytest.LogCaptureFixture) -> None:
    """A line break in a form does not make a line of the log (CWE-117)."""
    signer().sign("POST", "https://h/", FORM, "a=1%0AERROR+all+is+lost&\n=\r")

    (record,) = log.records
    assert "\n" not in record.getMessage()
    assert "\r" not in record.getMessage()


def test_nothing_is_logged_unless_asked_for(caplog: pytest.LogCaptureFixture) -> None:
    """At INFO, the usual level, a signed request leaves no line."""
    caplog.set_level(logging.INFO, "oauth2")

    signer().sign("GET", "http://photos.example.net/photos")

    assert not caplog.records
