"""Code of the caller's that runs while a Client sends, and asks it for something else."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from _loopback import Loopback, serving
from _verifiers import CONSUMER, TOKEN, verify_strictly

import oauth2

OCTETS = {"Content-Type": "application/octet-stream"}


@pytest.fixture
def source() -> Iterator[Loopback]:
    """Return the server that the body comes from."""
    with serving() as running:
        yield running


@pytest.fixture
def target() -> Iterator[Loopback]:
    """Return the server that the body goes to."""
    with serving() as running:
        yield running


@pytest.fixture
def client() -> Iterator[oauth2.Client]:
    """Return the Client that does both."""
    with closing(oauth2.Client(oauth2.Consumer(*CONSUMER), oauth2.Token(*TOKEN))) as made:
        yield made


class Pages(io.RawIOBase):
    """A file that is read from another server as it is sent."""

    def __init__(self, client: oauth2.Client, url: str) -> None:
        self._client = client
        self._urls = [url]

    def read(self, size: int = -1) -> bytes:
        """Return the next page."""
        del size
        return self._client.request(self._urls.pop())[1] if self._urls else b""


def blocks(client: oauth2.Client, url: str) -> Iterator[bytes]:
    """Give the pages one by one."""
    yield client.request(url)[1]


@pytest.mark.parametrize("make", [Pages, blocks], ids=["file", "generator"])
def test_body_may_come_of_requests_by_the_same_client(
    source: Loopback, target: Loopback, client: oauth2.Client, make: Any
) -> None:
    """They are requests of their own, signed as such, and no redirects."""
    client.request(target.url("/upload"), "PUT", make(client, source.url("/page")), OCTETS)

    assert verify_strictly(source.request).protocol["oauth_token"] == TOKEN[0]
    assert source.request.value("Content-Type") is None
    assert verify_strictly(target.request)
    assert target.request.method == "PUT"


def test_list_of_blocks_is_sent_as_it_is(target: Loopback, client: oauth2.Client) -> None:
    """httplib2 may have to send it again, which it can with a list."""
    body = [b"abc", b"def"]

    client.request(target.url("/upload"), "PUT", body, OCTETS)

    assert target.request.body == b"abcdef"
    assert body == [b"abc", b"def"]
