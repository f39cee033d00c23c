"""httplib2's cache under a Client: what HTTP says of caching holds for signed requests as well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httplib2
import pytest
from _caching import MakeClient, Store, fresh, opening, verified
from _loopback import Answer, Loopback

FORM = {"Content-Type": "application/x-www-form-urlencoded"}

placements = pytest.mark.parametrize("placement", ["header", "query", "body", "classic"])


@pytest.fixture(params=["folder", "object"])
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Return the name of a folder, and an object of the caller's."""
    return str(tmp_path / "cache") if request.param == "folder" else Store()


@pytest.fixture
def make(cache: Any) -> Iterator[MakeClient]:
    """Return what makes Clients on one cache."""
    with opening(cache) as made:
        yield made


# --- validation -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("validator", "condition"),
    [
        (("ETag", '"v1"'), "If-None-Match"),
        (("Last-Modified", "Fri, 01 Jan 2016 00:00:00 GMT"), "If-Modified-Since"),
    ],
    ids=["ETag", "Last-Modified"],
)
@placements
def test_stale_answer_is_validated(
    server: Loopback, make: MakeClient, placement: str, validator: tuple[str, str], condition: str
) -> None:
    """The request that asks whether it still holds is signed afresh (C10)."""
    varying = (validator, ("Vary", "Authorization"))
    server.answers.extend([Answer(200, varying, b"one"), *[Answer(304, varying, b"")] * 2])
    client = make(placement=placement)

    contents = [client.request(server.url())[1] for _ in range(3)]

    assert contents == [b"one"] * 3
    assert [each.value(condition) for each in server.requests] == [None, *[validator[1]] * 2]
    nonces = {verified(each).protocol["oauth_nonce"] for each in server.requests}
    assert len(nonces) == 3


def test_changed_answer_takes_the_place_of_a_stale_one(server: Loopback, make: MakeClient) -> None:
    """When it no longer holds, the new one is served, and kept."""
    server.answers.extend([Answer(200, (("ETag", '"v1"'),), b"one"), fresh(b"two")])
    client = make()

    contents = [client.request(server.url())[1] for _ in range(3)]

    assert contents == [b"one", b"two", b"two"]
    assert len(server.requests) == 2


# --- invalidation ---------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@placements
def test_write_invalidates_what_was_read(
    server: Loopback, make: MakeClient, placement: str, method: str
) -> None:
    """After an unsafe method the answer is asked for again (RFC 9111 section 4.4)."""
    server.answers.extend([fresh(b"one"), Answer(), fresh(b"two")])
    client = make(placement=placement)

    client.request(server.url())
    client.request(server.url(), method, b"a=1", FORM)

    assert [client.request(server.url())[1] for _ in range(2)] == [b"two", b"two"]
    assert [verified(each).own for each in server.requests] == ["", "a=1", ""]


def test_write_with_other_credentials_invalidates_too(server: Loopback, make: MakeClient) -> None:
    """It was the same resource, whoever wrote to it."""
    server.answers.extend([fresh(b"one"), Answer(), fresh(b"two")])
    client = make(placement="query")

    client.request(server.url())
    client.request(server.url(), "PUT", b"{}", {"Authorization": "Basic dTE6cA=="})

    assert client.request(server.url())[1] == b"two"


def test_write_is_made_on_condition_of_what_was_read(server: Loopback, make: MakeClient) -> None:
    """httplib2 sends the ETag along, so that nobody's changes are lost."""
    server.answers.append(fresh(b"one", ("ETag", '"v1"')))
    client = make()

    client.request(server.url())
    client.request(server.url(), "PUT", b"{}")

    assert [each.value("If-Match") for each in server.requests] == [None, '"v1"']
    assert verified(server.requests[1])


# --- what the two sides say of caching ------------------------------------------------------------


@pytest.mark.parametrize("vary", ["Accept", "Accept, authorization"])
def test_vary_on_something_else_is_honoured(server: Loopback, make: MakeClient, vary: str) -> None:
    """What was asked for as JSON is no answer to who wants XML, and still one to who wants JSON."""
    server.answers.extend([fresh(b"{}", ("Vary", vary)), fresh(b"<a/>", ("Vary", vary))])
    client = make()
    types = ["application/json", "application/json", "text/xml", "text/xml"]

    contents = [client.request(server.url(), headers={"Accept": each})[1] for each in types]

    assert contents == [b"{}", b"{}", b"<a/>", b"<a/>"]
    assert len(server.requests) == 2


DATE = ("Date", "Fri, 01 Jan 2100 00:00:00 GMT")
NO_CACHE = {"Cache-Control": "no-cache"}
NO_STORE = {"Cache-Control": "no-store"}


@pytest.mark.parametrize(
    ("said", "asked"),
    [("no-store, max-age=60", {}), ("no-cache, max-age=60", {}), ("max-age=60", NO_CACHE)],
    ids=["not to be stored", "to be validated", "to be asked for again"],
)
def test_wish_not_to_be_served_out_of_the_cache_is_honoured(
    server: Loopback, make: MakeClient, said: str, asked: dict[str, str]
) -> None:
    """Either side may say so (RFC 9111 section 5.2)."""
    fields = (DATE, ("Cache-Control", said))
    server.answers.extend([Answer(200, fields, b"one"), Answer(200, fields, b"two")])
    client = make()

    contents = [client.request(server.url(), headers=asked)[1] for _ in range(2)]

    assert contents == [b"one", b"two"]
    assert [verified(each).place for each in server.requests] == ["header", "header"]


@pytest.mark.parametrize(
    ("said", "asked"), [("no-store", {}), ("max-age=60", NO_STORE)], ids=["said", "asked"]
)
def test_what_must_not_be_stored_is_not(server: Loopback, said: str, asked: dict[str, str]) -> None:
    """Nor does what was stored before stay (RFC 9111 section 5.2)."""
    store = Store()
    server.answers.extend(
        [Answer(200, (("ETag", '"v1"'),), b"one"), Answer(200, (("Cache-Control", said),), b"two")]
    )

    with opening(store) as make:
        client = make()
        client.request(server.url())
        assert len(store.entries) == 1
        client.request(server.url(), headers=asked)

    assert store.entries == {}


def test_answer_that_is_not_kept_takes_the_place_of_one_that_was(
    server: Loopback, make: MakeClient
) -> None:
    """What is known to be out of date is not served again."""
    server.answers.extend([fresh(b"one"), fresh(b"oauth_token_secret=s"), fresh(b"two")])
    client = make()

    contents = [
        client.request(server.url(), headers=asked)[1] for asked in ({}, {}, NO_CACHE, {}, {})
    ]

    assert contents == [b"one", b"one", b"oauth_token_secret=s", b"two", b"two"]


# --- what comes out is what was put in ------------------------------------------------------------

BODIES = [
    pytest.param(b"", id="empty"),
    pytest.param(bytes(range(256)), id="every octet"),
    pytest.param(b"one\r\n\r\ntwo\r\n", id="blank line"),
    pytest.param(b"\r\n\r\n", id="nothing but a blank line"),
    pytest.param(b"status: 500\r\n\r\n-x-permanent-redirect-url: /\r\n", id="like a stored head"),
    pytest.param(b"\n\r" * 40_000, id="long"),
]


@pytest.mark.parametrize("body", BODIES)
def test_content_is_as_it_came(server: Loopback, make: MakeClient, body: bytes) -> None:
    """Whatever octets the server sent, they come out of the cache."""
    server.answers.append(fresh(body))
    client = make()

    assert [client.request(server.url())[1] for _ in range(2)] == [body, body]
    assert len(server.requests) == 1


FIELDS = [
    pytest.param("X-Name", "Andr\xe9", id="Latin-1"),
    pytest.param("X-Name", "\xe6\x97\xa5\xe6\x9c\xac", id="UTF-8"),
    pytest.param("X-Name", "one: two: =?utf-8", id="colons"),
    pytest.param("X-Name", "one,\r\n two", id="folded, so that a line has no colon"),
    pytest.param("Location", "/caf\xe9?a=1#b", id="Location"),
    pytest.param("Content-Location", "/caf%C3%A9?a=1&a=2#b", id="Content-Location"),
    pytest.param("Vary", "Accept, Accept-Language", id="Vary"),
]


@pytest.mark.parametrize(("name", "value"), FIELDS)
@pytest.mark.parametrize("placement", ["header", "query"])
def test_header_field_is_as_it_came(
    server: Loopback, make: MakeClient, placement: str, name: str, value: str
) -> None:
    """Whatever characters the server sent, they come out of the cache."""
    server.answers.append(fresh(b"one", (name, value)))
    client = make(placement=placement)

    answers = [client.request(server.url())[0] for _ in range(2)]

    assert [answer[name.lower()] for answer in answers] == [value, value]
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "value",
    ["=?=?=", "=?utf-8?b?a?=", "=?utf-8?q?=FF?=", "=?no-such-one?q?a?="],
    ids=["nothing", "bad base64", "bad UTF-8", "unknown character set"],
)
def test_header_field_that_reads_like_an_encoded_word_does_no_harm(
    server: Loopback, make: MakeClient, value: str
) -> None:
    """httplib2 decodes what it has stored, and would fail from then on (RFC 2047)."""
    server.answers.extend([fresh(b"one", ("X-Name", value))] * 3)
    client = make()

    answers = [client.request(server.url()) for _ in range(3)]

    assert [content for _, content in answers] == [b"one"] * 3
    assert [response["x-name"] for response, _ in answers] == [value] * 3


def test_long_urls_are_told_apart(server: Loopback, make: MakeClient) -> None:
    """The name of a file holds the start of a URL only."""
    server.answers.extend([fresh(b"one"), fresh(b"two")])
    client = make()
    urls = [server.url(f"/{'a' * 2000}?{'b' * 2000}={number}") for number in (1, 2, 1, 2)]

    contents = [client.request(url)[1] for url in urls]

    assert contents == [b"one", b"two", b"one", b"two"]


def test_url_beyond_ascii_hits_the_cache(server: Loopback, make: MakeClient) -> None:
    """However it is spelt by the caller, it is one URL on the wire."""
    server.answers.append(fresh(b"one"))
    client = make()

    contents = [client.request(server.url(path))[1] for path in ("/caf\xe9", "/caf%C3%A9")]

    assert contents == [b"one", b"one"]
    assert server.request.target == "/caf%C3%A9"


def test_answer_that_varies_on_a_cookie_is_kept_only_where_there_is_none(
    server: Loopback, tmp_path: Path
) -> None:
    """httplib2 would write the cookie down beside the answer."""
    server.default = fresh(b"one", ("Vary", "Cookie"))

    with opening(str(tmp_path)) as make:
        make().request(server.url(), headers={"Cookie": "session=1"})
        kept = [file.read_bytes() for file in tmp_path.iterdir()]
        make().request(server.url())
        make().request(server.url())

    assert kept == []
    assert len(server.requests) == 2


def test_answer_to_a_password_is_not_kept(server: Loopback, tmp_path: Path) -> None:
    """Two users of one token with a password each are not told apart, so none is served (C11)."""
    basic = Answer(401, (("WWW-Authenticate", 'Basic realm="r"'),))
    server.answers.extend([basic, fresh(b"alice's"), basic, fresh(b"bob's")])

    with opening(str(tmp_path)) as make:
        contents = []
        for user in ("alice", "bob"):
            client = make()
            client.add_credentials(user, "password")
            contents.append(client.request(server.url())[1])

    assert contents == [b"alice's", b"bob's"]


def test_httplib2_itself_uses_no_cache_beside_a_password(server: Loopback, cache: Any) -> None:
    """Asked around `Client.request`, it stores nothing, and fails at nothing."""
    server.default = fresh(b"one")

    with opening(cache) as make:
        client = make()
        client.add_credentials("alice", "password")
        for _ in range(2):
            httplib2.Http.request(client, server.url())

    assert len(server.requests) == 2
