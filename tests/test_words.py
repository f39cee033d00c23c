"""Who searches the documentation for a word of another library finds it."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from _system import require_module

WORDS = Path(__file__).parents[1] / "docs" / "words.md"


@pytest.mark.parametrize(
    ("module", "name"),
    [
        pytest.param("oauthlib.oauth1", "Client", id="oauthlib"),
        pytest.param("requests_oauthlib", "OAuth1Session", id="requests-oauthlib"),
        pytest.param("authlib.oauth1", "ClientAuth", id="Authlib"),
    ],
)
def test_words_have_each_argument_of_another_library(module: str, name: str) -> None:
    """What its signing takes is on the page of words, by its name there."""
    page = set(re.findall(r"\w+", WORDS.read_text(encoding="utf-8")))
    taken = inspect.signature(getattr(require_module(module), name)).parameters

    assert set(taken) - {"client_class", "kwargs"} - page == set()


@pytest.mark.parametrize(
    "word",
    [
        "client identifier",
        "client shared-secret",
        "parameter transmission",
        "resource owner",
        "temporary credentials",
        "token credentials",
        "token identifier",
        "verification code",
    ],
)
def test_words_have_those_of_rfc_5849(word: str) -> None:
    """The RFC's own words are there beside ours."""
    assert word in WORDS.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("guide", "words"),
    [
        ("body_hash", ["oauth_body_hash", "SHA-1", "SHA-256", "Mastercard"]),
        ("callback", ["oauth_callback", "oob", "PIN", "TokenMismatch", "VerifierMissing"]),
        ("clock", ["timestamp_refused", "never go back", "FatSecret", "clock_skew"]),
        ("http_options", ["User-Agent", "timeout", "proxy", "Discogs"]),
        ("nonce", ["oauth_nonce", "letters and digits", "8 characters", "oauth_version"]),
        ("own_signature_method", ["AES-CMAC", "X-Authorization", "Interactive Brokers"]),
        ("permissions", ["scope", "expiration", "oauth_consumer_key", "Trello"]),
        ("placement", ["signature_type", "query string", "WooCommerce", "LTI"]),
        ("realm", ["NetSuite", "Schoology API", "Cardmarket", 'realm=""']),
        ("renew", ["oauth_session_handle", "renew_access_token"]),
        ("rsa", ["RSA-SHA1", "RSA-SHA256", "RSA-PSS", "PKCS#12", "rsa_key"]),
        ("signature_method", ["HMAC-SHA256", "HMAC-SHA512", "PLAINTEXT"]),
        ("special_characters", ["searchCriteria", "filter[x]", "Unicode"]),
        ("token_requests", ['method="GET"', "JSON", "extra fields", "Zotero"]),
        ("two_legged", ["client_key", 'oauth_token=""', "Noun Project"]),
        ("upload", ["multipart/form-data", "binary", "Flickr", "decoding"]),
        ("xauth", ["xAuth", "x_auth_mode", "Instapaper"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_guide_has_the_words_that_people_search_for(guide: str, words: list[str]) -> None:
    """What a service demands, and who demands it, leads to the page that has the answer."""
    page = (WORDS.parent / "how_to" / f"{guide}.md").read_text(encoding="utf-8")

    assert [word for word in words if word not in page] == []
