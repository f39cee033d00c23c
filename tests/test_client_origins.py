"""What is another origin, for a redirect (RFC 6454 section 4), by host names and default ports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from _loopback import (
    CERTIFICATE,
    Loopback,
    catch_every_host,
    old_tls_allowed,
    redirect,
    serving,
)
from _verifiers import CONSUMER, TOKEN, Refused, verify_strictly

import oauth2

consumer = oauth2.Consumer(*CONSUMER)
token = oauth2.Token(*TOKEN)

pytestmark = old_tls_allowed


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Loopback]]:
    """Make every host name lead here; return what takes http and what takes https."""
    with serving() as plain, serving(tls=True) as secure:
        catch_every_host(monkeypatch, plain, secure)
        yield {"http": plain, "https": secure}


def follow(internet: dict[str, Loopback], here: str, there: str) -> None:
    """Request `here`, which is redirected to `there`."""
    internet[here.partition(":")[0]].answers.append(redirect(302, there))
    with closing(oauth2.Client(consumer, token, ca_certs=str(CERTIFICATE))) as client:
        client.request(here)


@pytest.mark.parametrize(
    ("here", "there", "scheme"),
    [
        ("http://photos.example.net/a", "http://photos.example.net/b", "http"),
        ("http://photos.example.net/a", "HTTP://PHOTOS.example.net:80/b", "http"),
        ("http://photos.example.net:8080/a", "http://photos.example.net:8080/b", "http"),
        ("https://photos.example.net/a", "https://photos.example.net:443/b", "https"),
        ("http://photos.example.net/a", "https://photos.example.net/b", "https"),
        ("https://photos.example.net/a", "//photos.example.net/b", "https"),
        ("https://photos.example.net/a/c", "../b?x=1", "https"),
        ("http://photos.example.net/a", "/b//other.example.net", "http"),
    ],
)
def test_redirect_is_signed_when_the_origin_is_the_same(
    internet: dict[str, Loopback], here: str, there: str, scheme: str
) -> None:
    """Case and default port do not count; from http to https is safe, as in requests."""
    follow(internet, here, there)

    last = internet[scheme].requests[-1]
    assert last.target.startswith("/b")
    assert verify_strictly(last, scheme)


@pytest.mark.parametrize(
    ("here", "there", "scheme"),
    [
        ("https://photos.example.net/a", "http://photos.example.net/b", "http"),
        ("https://photos.example.net/a", "http://photos.example.net:443/b", "http"),
        ("http://photos.example.net:8080/a", "https://photos.example.net/b", "https"),
        ("http://photos.example.net/a", "https://photos.example.net:8443/b", "https"),
        ("http://photos.example.net/a", "http://photos.example.net:8080/b", "http"),
        ("http://photos.example.net/a", "http://other.example.net/b", "http"),
        ("http://photos.example.net/a", "//other.example.net/b", "http"),
        ("http://photos.example.net/a", "http://example.net/b", "http"),
        ("http://photos.example.net/a", "http://photos.example.net.evil.example/b", "http"),
        ("http://photos.example.net/a", "http://photos.example.net@evil.example/b", "http"),
        ("http://photos.example.net/a", "http://evil.example:80/b@photos.example.net", "http"),
        ("http://photos.example.net/a", "http://[::1]/b", "http"),
    ],
)
def test_redirect_is_not_signed_when_the_origin_is_another(
    internet: dict[str, Loopback], here: str, there: str, scheme: str
) -> None:
    """Scheme, host and port make an origin (RFC 6454 section 4)."""
    follow(internet, here, there)

    last = internet[scheme].requests[-1]
    assert last.target.startswith("/b")
    with pytest.raises(Refused, match="protocol parameters in"):
        verify_strictly(last, scheme)
