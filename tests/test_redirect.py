"""The rules of redirects, for any HTTP library: where a signature may go, and what else may."""

from __future__ import annotations

import logging

import pytest

import oauth2
from oauth2.base_string import split_url
from oauth2.redirect import Trail, origins_of

CONSUMER = oauth2.Consumer("ck-1", "Sec Ret/1")
TOKEN = oauth2.Token("tk-1", "tOk")
PLAIN = oauth2.SignatureMethod_PLAINTEXT()


def sent(url: str, *trusted: str, **options: object) -> Trail:
    """Return the trail of a request that was signed and sent."""
    made = oauth2.Signer(CONSUMER, TOKEN).replace(**options)
    trail = Trail(made, [], origins_of(trusted))
    return trail.after(trail.sign("GET", url))


@pytest.mark.parametrize(
    ("first", "target", "signs"),
    [
        pytest.param("http://h/a", "http://h/b", True, id="path"),
        pytest.param("http://h/a", "http://H:80/b", True, id="spelt otherwise"),
        pytest.param("http://h/a", "https://h/a", True, id="http to https"),
        pytest.param("http://h:8080/a", "https://h:8080/a", False, id="http to https, own port"),
        pytest.param("http://h/a", "https://h:8443/a", False, id="http to https elsewhere"),
        pytest.param("http://h:8080/a", "https://h/a", False, id="own port to https"),
        pytest.param("https://h/a", "http://h/a", False, id="https to http"),
        pytest.param("https://h/a", "https://h:444/a", False, id="port"),
        pytest.param("https://h/a", "https://h.example/a", False, id="longer host"),
        pytest.param("https://h/a", "https://sub.h/a", False, id="subdomain"),
        pytest.param("https://h/a", "https://h@evil.example/a", False, id="user information"),
    ],
)
def test_signature_goes_to_the_same_origin_only(first: str, target: str, signs: bool) -> None:
    """Scheme, host and port make an origin; an upgrade to https on the usual ports is none (C7)."""
    step = sent(first).step(split_url(target))

    assert (step.signs, step.private) == (signs, signs)


def test_trusted_origin_is_home_too() -> None:
    """A request that comes home from there is signed as one that never left."""
    home = sent("https://api.example/a", "https://up.example")

    there = home.step(split_url("https://up.example/b"))
    trail = home.after(home.sign("GET", str(there.url)))
    back = trail.step(split_url("https://api.example/c"))
    away = trail.step(split_url("https://evil.example/"))

    assert (there.signs, there.elsewhere) == (True, True)
    assert (back.signs, away.signs) == (True, False)


def test_nothing_is_signed_once_the_request_was_elsewhere() -> None:
    """What the other origin chose is not asked for in the user's name."""
    away = sent("https://api.example/a").step(split_url("https://evil.example/"))

    assert not away.unsigned_trail.step(split_url("https://api.example/b")).signs


def test_leaving_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    """The warning names both hosts, and no query."""
    away = sent("https://api.example/a?x=1").step(split_url("https://evil.example:1/?y=2"))
    away.unsigned_trail.step(split_url("https://third.example/"))

    assert [record.getMessage() for record in caplog.records] == [
        "redirected from api.example to evil.example:1: sent without a signature"
    ]
    assert caplog.records[0].levelno == logging.WARNING


@pytest.mark.parametrize("location", ["ftp://h/", "mailto:a@h", "http://[::1", "https://h:x/"])
def test_location_that_is_none_is_our_error(location: str) -> None:
    """Neither another scheme nor what is no URL is followed."""
    with pytest.raises(oauth2.InvalidURL):
        sent("https://h/").target(location)


# The signature, as the query of the first request has it: Sec%2520Ret%252F1%26tOk.
@pytest.mark.parametrize(
    "echo",
    [
        pytest.param("to=%2Fa%3Foauth_signature%3DSec%252520Ret%25252F1%2526tOk", id="deeper"),
        pytest.param("to=Sec%2520Ret%252F1%26tOk", id="once"),
        pytest.param("to=Sec%20Ret%2F1%26tOk", id="decoded"),
        pytest.param("to=Sec+Ret%2f1%26tOk", id="plus and small hexadecimal digits"),
        pytest.param("to=sec%20ret%2F1%26tok", id="small letters"),
    ],
)
def test_secrets_go_nowhere_in_a_location(echo: str) -> None:
    """With PLAINTEXT the signature is the secrets, so a redirect that repeats it is refused."""
    trail = sent("https://api.example/a", signature_method=PLAIN, placement="query")

    with pytest.raises(oauth2.InsecureTransport, match="would tell another host") as caught:
        trail.step(split_url(f"https://evil.example/?{echo}"))

    assert "Ret" not in str(caught.value)


def test_redirect_is_followed_when_there_are_no_secrets_to_tell() -> None:
    """An "&" in a URL is nobody's secret."""
    signer = oauth2.Signer(oauth2.Consumer("ck", ""), signature_method=PLAIN)
    trail = Trail(signer, [])

    step = trail.after(trail.sign("GET", "https://h/")).step(split_url("https://g/?a=1&b=2"))

    assert str(step.url) == "https://g/?a=1&b=2"


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("/there?{}", "/there"),
        ("/there?a=1&{}&b=2#top", "/there?a=1&b=2#top"),
        ("/there?a=1&b=#top", "/there?a=1&b=#top"),
        ("/there", "/there"),
    ],
)
def test_echo_is_taken_out_of_any_text(url: str, clean: str) -> None:
    """What is stored or shown of an answer's header fields repeats no signature."""
    trail = sent("https://api.example/a", placement="query")
    echo = "&".join(f"{name}={value}" for name, value in trail.added)

    assert trail.without_echo(url.format(echo)) == clean
