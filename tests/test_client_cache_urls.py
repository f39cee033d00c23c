"""URLs in answers: the one that was asked for is told unsigned, and no signed one is kept."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from _caching import Store, fresh, opening, told_by
from _loopback import Answer, Loopback, Recorded, redirect

placements = pytest.mark.parametrize("placement", ["header", "query", "body", "classic"])


TARGETS = ["/", "/?a=1", "/?a=1#b", "/caf%C3%A9?%FF", "/?a=1&&b"]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("store", [None, Store], ids=["no cache", "cache"])
@placements
def test_content_location_is_the_url_that_was_asked_for(
    server: Loopback, placement: str, store: type[Store] | None, target: str
) -> None:
    """httplib2 writes it, and with placement="query" it would be the signed one."""
    server.answers.extend([fresh(b"one"), fresh(b"two")])

    with opening(store and store()) as make:
        client = make(placement=placement)
        answers = [client.request(server.url(target))[0] for _ in range(2)]

    assert [each["content-location"] for each in answers] == [server.url(target)] * 2


@pytest.mark.parametrize("spell", ["http://127.0.0.1:%d%s", "%d%s"], ids=["whole", "relative"])
def test_content_location_of_the_servers_holds_no_signature(server: Loopback, spell: str) -> None:
    """A server may repeat the URL as it was asked for; the answer is the same out of the cache."""
    server.answers.append(
        lambda seen: fresh(b"one", ("Content-Location", (spell % (server.port, seen.target))))
    )

    with opening(Store()) as make:
        client = make(placement="query")
        answers = [client.request(server.url("/a?b=1"))[0] for _ in range(2)]

    expected = spell % (server.port, "/a?b=1")
    assert [each["content-location"] for each in answers] == [expected, expected]


@pytest.mark.parametrize("status", [301, 308])
@pytest.mark.parametrize(
    ("echo", "new"), [("", "/new?b=2"), ("&%s", "/new?b=2&a=1")], ids=["plain", "echo"]
)
@placements
def test_previous_answer_names_the_url_that_was_asked_for(
    server: Loopback, placement: str, echo: str, new: str, status: int
) -> None:
    """Also where the redirect comes out of httplib2's cache, and where it repeats our query."""
    server.answers.append(
        lambda seen: redirect(status, "/new?b=2" + (echo and echo % seen.target[5:]))
    )

    with opening(Store()) as make:
        client = make(placement=placement)
        answers = [client.request(server.url("/old?a=1"))[0] for _ in range(2)]

    assert len(server.requests) == 3
    assert [each["content-location"] for each in answers] == [server.url(new)] * 2
    previous: list[Any] = [each.previous for each in answers]
    assert [each["content-location"] for each in previous] == [server.url("/old?a=1")] * 2
    assert [each.fromcache for each in previous] == [False, True]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", ["/login?to=%s", "/login#%s", "/login/%s"])
@pytest.mark.parametrize("fields", [(), (("Content-Location", "/login"),)], ids=["", "renamed"])
def test_first_signature_within_the_next_url_is_not_kept(
    server: Loopback, fields: tuple[tuple[str, str], ...], location: str, status: int
) -> None:
    """A page that leads back to where one came from is asked for by a URL with another's echo."""
    store = Store()
    server.answers.append(lambda seen: redirect(status, location % quote(seen.target, safe="")))
    server.answers.append(fresh(b"one", *fields))

    with opening(store) as make:
        make(placement="query").request(server.url("/a?b=1"))

    assert told_by(store.entries, server) == []


@pytest.mark.parametrize(
    ("location", "fields"),
    [
        ("/wrong", (("X-Sent", "%s"),)),
        ("/wrong/%s", ()),
        ("/wrong/%s", (("Content-Location", "/wrong"),)),
    ],
    ids=["header", "path", "path of another name"],
)
def test_first_signature_alone_is_not_kept(
    server: Loopback, location: str, fields: tuple[tuple[str, str], ...]
) -> None:
    """Nor where a page tells what was wrong with the one before."""
    store = Store()

    def send_on(seen: Recorded) -> Answer:
        sent = seen.target.rpartition("oauth_signature=")[2]
        said = [(name, value.replace("%s", sent)) for name, value in fields]
        server.answers.append(fresh(b"one", *said))
        return redirect(302, location.replace("%s", sent))

    server.answers.append(send_on)

    with opening(store) as make:
        make(placement="query").request(server.url("/a?b=1"))

    assert len(server.requests) == 2
    assert told_by(store.entries, server) == []
