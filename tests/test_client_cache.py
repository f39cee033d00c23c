"""httplib2's cache under a Client: equal requests hit it, and nobody is served another's answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _caching import MakeClient, Store, fresh, opening, verified
from _loopback import Loopback

import oauth2

OTHER_CONSUMER = oauth2.Consumer("ck-2", "secretary c&é")
OTHER_TOKEN = oauth2.Token("tk-2", "secretive t+/%s")
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


# --- equal requests -------------------------------------------------------------------------------


@placements
def test_equal_requests_are_one_on_the_wire(
    server: Loopback, make: MakeClient, placement: str
) -> None:
    """A GET is answered out of the cache while the answer is fresh (C10)."""
    server.answers.append(fresh(b"one"))
    client = make(placement=placement)

    answers = [client.request(server.url("/photos?a=1")) for _ in range(3)]

    assert [content for _, content in answers] == [b"one"] * 3
    assert [response.fromcache for response, _ in answers] == [False, True, True]
    assert verified(server.request).own == "a=1"


@pytest.mark.parametrize(
    "vary", ["Authorization", "authorization , Accept", "", ", ,", "Accept,\r\n authorization"]
)
@placements
def test_vary_on_authorization_does_not_keep_from_the_cache(
    server: Loopback, make: MakeClient, placement: str, vary: str
) -> None:
    """A signature is new each time; who asks is told by other things (C10)."""
    server.answers.append(fresh(b"one", ("Vary", vary)))
    client = make(placement=placement)

    contents = [client.request(server.url())[1] for _ in range(3)]

    assert contents == [b"one"] * 3
    assert len(server.requests) == 1


def test_new_run_finds_what_the_last_one_stored(server: Loopback, make: MakeClient) -> None:
    """Two Clients of one consumer and token share what they have, wherever the fragment leads."""
    server.answers.append(fresh(b"one"))

    contents = [make().request(server.url(target))[1] for target in ("/#top", "/#end", "/")]

    assert contents == [b"one"] * 3
    assert len(server.requests) == 1


class NoSignature(oauth2.SignatureMethod):
    """Signs with nothing, as a program may to try something out."""

    name = "NONE"

    def digest(self, key: bytes, text: bytes) -> bytes:
        """Return nothing."""
        return b""


@pytest.mark.parametrize(
    "how", [oauth2.SignatureMethod_PLAINTEXT(), NoSignature()], ids=["PLAINTEXT", "none at all"]
)
def test_signature_that_holds_nothing_does_not_keep_from_the_cache(
    server: Loopback, make: MakeClient, how: oauth2.SignatureMethod
) -> None:
    """Where there is no secret, none can be shown; "&" is in many an answer."""
    server.answers.append(fresh(b"one & two"))
    client = make(oauth2.Consumer("ck-1", ""), None, signature_method=how)

    contents = [client.request(server.url())[1] for _ in range(2)]

    assert contents == [b"one & two"] * 2
    assert len(server.requests) == 1


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_answer_to_another_method_is_not_served_as_a_get(
    server: Loopback, make: MakeClient, method: str
) -> None:
    """The answer to a HEAD has no content, and a GET must get some (RFC 9111 section 4)."""
    server.answers.extend([fresh(b"about one"), fresh(b"one")])
    client = make()

    client.request(server.url(), method)

    assert client.request(server.url())[1] == b"one"


def test_get_with_a_body_is_not_cached(server: Loopback, make: MakeClient) -> None:
    """What is asked for, and for whom, may stand in the body."""
    server.answers.extend([fresh(b"one"), fresh(b"two"), fresh(b"three")])
    client = make(token=None)
    bodies = [None, "oauth_token=tk-1", "oauth_token=tk-2"]

    contents = [client.request(server.url(), "GET", body, FORM)[1] for body in bodies]

    assert contents == [b"one", b"two", b"three"]


# --- whose answer it is ---------------------------------------------------------------------------

WITH_THE_LATTER = {"oauth_params": {"xoauth_requestor_id": "2"}}
ASKERS = [
    pytest.param({}, {"token": OTHER_TOKEN}, id="token"),
    pytest.param({}, {"consumer": OTHER_CONSUMER}, id="consumer with the same token key"),
    pytest.param({}, {"token": None}, id="no token"),
    pytest.param({"token": None}, {"token": None, "empty_token": True}, id="empty token"),
    pytest.param(
        {"consumer": oauth2.Consumer("ck-1&oauth_token=tk-1", ""), "token": None},
        {"consumer": oauth2.Consumer("ck-1", ""), "token": oauth2.Token("tk-1", "")},
        id="key that looks like two",
    ),
    pytest.param({"realm": "123"}, {"realm": "123_SB1"}, id="realm"),
]
HOW_THEY_ASK = [
    pytest.param({}, WITH_THE_LATTER, id="user of a domain"),
    pytest.param({"realm": "123"}, {"realm": "123_SB1"}, id="realm"),
    pytest.param(
        {"headers": {"Host": "one.example"}},
        {"headers": {"host": "two.example"}},
        id="virtual host",
    ),
    pytest.param({"oauth_params": {"scope": "a"}}, {"oauth_params": {"scope": "b"}}, id="scope"),
]


@pytest.mark.parametrize(("one", "two"), ASKERS)
def test_nobody_is_served_what_another_fetched(
    server: Loopback, make: MakeClient, one: dict[str, Any], two: dict[str, Any]
) -> None:
    """Two Clients on one cache each get their own, at first and out of the cache (C11)."""
    server.answers.extend([fresh(b"one"), fresh(b"two")])
    clients = [make(**one), make(**two)] * 2

    contents = [client.request(server.url())[1] for client in clients]

    assert contents == [b"one", b"two"] * 2
    assert len(server.requests) == 2


@pytest.mark.parametrize(("one", "two"), HOW_THEY_ASK)
def test_nobody_is_served_what_was_asked_otherwise(
    server: Loopback, make: MakeClient, one: dict[str, Any], two: dict[str, Any]
) -> None:
    """What else says on whose behalf a request is made, tells answers apart as well (C11)."""
    server.answers.extend([fresh(b"one"), fresh(b"two")])
    client = make()

    contents = [client.request(server.url(), **options)[1] for options in (one, two) * 2]

    assert contents == [b"one", b"two"] * 2
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [("token", OTHER_TOKEN), ("token", None), ("consumer", OTHER_CONSUMER)],
    ids=["token", "no token", "consumer"],
)
@placements
def test_change_of_who_asks_is_noticed(
    server: Loopback, make: MakeClient, placement: str, name: str, value: Any
) -> None:
    """One Client is given another user's token, and back (C11)."""
    server.answers.extend([fresh(b"one"), fresh(b"two")])
    client = make(placement=placement)
    contents = []

    for changed in (getattr(client, name), value) * 2:
        setattr(client, name, changed)
        contents.append(client.request(server.url())[1])

    assert contents == [b"one", b"two"] * 2


def test_other_credentials_of_the_callers_are_not_cached(
    server: Loopback, make: MakeClient
) -> None:
    """An Authorization field beside a signed query is one more user, and a secret (C11)."""
    server.answers.extend([fresh(b"one"), fresh(b"two"), fresh(b"three")])
    client = make(placement="query")
    users: list[dict[str, str]] = [
        {},
        {"Authorization": "Basic dTE6cA=="},
        {"authorization": "Basic dTI6cA=="},
    ]

    contents = [client.request(server.url(), headers=headers)[1] for headers in users]

    assert contents == [b"one", b"two", b"three"]
