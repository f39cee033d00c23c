"""What tweepy's own `API` sends is taken by our Server, over TLS as it wants it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from _loopback import CERTIFICATE
from _protected import protected, told
from _system import require_module
from _verifiers import CONSUMER, TOKEN


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    """Return host and port of a server that our Server protects."""
    with protected(tls=True) as origin:
        yield origin.removeprefix("https://")


def api(host: str, consumer_secret: str = CONSUMER[1]) -> Any:
    """Make tweepy's client of the API of X, for another host; it returns JSON as it comes."""
    tweepy = require_module("tweepy")
    handler = tweepy.OAuth1UserHandler(CONSUMER[0], consumer_secret, *TOKEN)
    parser = tweepy.parsers.JSONParser()
    made = tweepy.API(handler, host=host, upload_host=host, parser=parser, timeout=60)
    made.session.verify = str(CERTIFICATE)
    made.session.trust_env = False
    return made


def test_query_is_taken(host: str) -> None:
    """A GET with what must be encoded."""
    answer = api(host).search_tweets("a b+c & é☃", count=2)

    assert told(answer) == "count=2&q=a%20b%2Bc%20%26%20%C3%A9%E2%98%83"


def test_post_is_taken(host: str) -> None:
    """A POST whose parameters stand in the query."""
    answer = api(host).update_status("100% (~é☃)!")

    assert told(answer) == "status=100%25%20%28~%C3%A9%E2%98%83%29%21"


def test_json_is_taken(host: str) -> None:
    """JSON is not signed, and arrives."""
    answer = api(host).create_media_metadata("7", "é")

    assert told(answer) == ""
    assert answer["body"] == '{"media_id": "7", "alt_text": {"text": "\\u00e9"}}'


def test_upload_is_taken(host: str) -> None:
    """Multipart is not signed, and the file arrives whole."""
    answer = api(host).simple_upload("p.jpg", file=io.BytesIO(b"\xff\xd8\x00"))

    assert told(answer) == ""
    assert "\r\n\r\n\xff\xd8\x00\r\n--" in answer["body"]


def test_wrong_secret_is_refused(host: str) -> None:
    """Tweepy makes an exception of our 401."""
    refused = require_module("tweepy").Unauthorized

    with pytest.raises(refused) as caught:
        api(host, "wrong").verify_credentials()

    assert told(caught.value.response.json()) == "signature_invalid"
