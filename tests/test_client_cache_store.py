"""Where a Client keeps answers: the caller's object or a folder, and who may share it."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import httplib2
import pytest
from _caching import CONSUMER, FRESH, TOKEN, Store, fresh, kept_in, opening
from _loopback import Answer, Loopback, Recorded, redirect

import oauth2
from oauth2.client.cache import Folder

OTHER_TOKEN = oauth2.Token("tk-2", "secretive t+/%s")


# --- the caller's object --------------------------------------------------------------------------


def test_cache_is_the_callers_own(server: Loopback) -> None:
    """Before a request and after it, the attribute is what was given, and holds what is kept."""
    store = Store()
    server.answers.append(fresh(b"one"))

    with opening(store) as make:
        client = make()
        assert client.cache is store
        client.request(server.url())

    assert client.cache is store
    assert [value.endswith(b"\r\n\r\none") for value in store.entries.values()] == [True]


def test_cache_is_the_callers_own_after_an_error(server: Loopback) -> None:
    """Also where a request failed half way."""
    store = Store()
    server.answers.append(redirect(301, "ftp://nowhere/"))

    with opening(store) as make:
        client = make()
        with pytest.raises(oauth2.Error):
            client.request(server.url())

    assert client.cache is store


@pytest.mark.parametrize("value", [None, False, ""])
def test_no_cache_is_no_cache(server: Loopback, value: Any) -> None:
    """Nothing is kept where httplib2 would keep nothing."""
    server.answers.extend([fresh(b"one"), fresh(b"two")])

    with opening(value) as make:
        client = make()
        contents = [client.request(server.url())[1] for _ in range(2)]

    assert contents == [b"one", b"two"]
    assert client.cache is value


def test_cache_may_be_replaced(server: Loopback) -> None:
    """From then on another one is asked, or none."""
    server.answers.extend([fresh(b"one"), fresh(b"two"), fresh(b"three")])
    stores = [Store(), Store()]

    with opening(stores[0]) as make:
        client = make()
        contents = []
        for client.cache in [*stores, None, *stores]:
            contents.append(client.request(server.url())[1])

    assert contents == [b"one", b"two", b"three", b"one", b"two"]


@pytest.mark.parametrize("status", [200, 301, 404])
def test_cache_may_be_taken_away_while_a_request_is_under_way(
    server: Loopback, status: int
) -> None:
    """Another thread may do so; the request does not fail."""
    with opening(Store()) as make:
        client = make()

        def take_away(_: Recorded) -> Answer:
            client.cache = None
            return fresh(b"one", ("Location", "/there"), status=status)

        server.answers.extend([take_away, take_away])
        for _ in range(2):
            response, _ = client.request(server.url())

    assert response.status in {200, 404}


def test_cache_that_is_spoilt_does_no_harm(server: Loopback) -> None:
    """What is no answer at all is asked for again."""
    store = Store()
    server.answers.extend([fresh(b"one"), fresh(b"two")])

    with opening(store) as make:
        client = make()
        client.request(server.url())
        store.entries = dict.fromkeys(store.entries, b"nonsense")
        contents = [client.request(server.url())[1] for _ in range(2)]

    assert contents[0] == b"two"


# --- a folder -------------------------------------------------------------------------------------


def test_folder_is_made(server: Loopback, tmp_path: Path) -> None:
    """A folder that is not there yet is made, with its parents, as httplib2 does."""
    folder = tmp_path / "new" / "cache"
    server.answers.append(fresh(b"one"))

    with opening(str(folder)) as make:
        client = make()
        client.request(server.url())

    assert isinstance(client.cache, httplib2.FileCache)
    assert [each.endswith(b"\r\n\r\none") for each in kept_in(folder).values()] == [True]


@pytest.mark.parametrize("kind", ["folder", "object"])
def test_client_with_a_cache_is_picklable(server: Loopback, tmp_path: Path, kind: str) -> None:
    """The copy finds what the first one stored."""
    cache = {"folder": str(tmp_path), "object": Store()}[kind]
    server.answers.append(fresh(b"one"))

    with opening(cache) as make:
        client = make()
        client.request(server.url())
        with closing(pickle.loads(pickle.dumps(client))) as copy:  # noqa: S301  # our own bytes
            response, content = copy.request(server.url())

    assert (content, response.fromcache) == (b"one", True)
    assert len(server.requests) == 1


def test_folder_is_httplib2s_in_all_but_writing(tmp_path: Path) -> None:
    """What is not there is None, and may be forgotten."""
    folder: Any = Folder(str(tmp_path))

    folder.set("http://h/", b"one")
    folder.set("http://h/", b"two")
    folder.delete("http://h/nothing")
    assert folder.get("http://h/") == b"two"

    folder.delete("http://h/")
    assert folder.get("http://h/") is None
    assert kept_in(tmp_path) == {}


def test_folder_keeps_no_half_written_file(tmp_path: Path) -> None:
    """When the disk is full, or the like, what was there before stays, and nothing else."""
    folder: Any = Folder(str(tmp_path))
    folder.set("http://h/", b"one")
    before = kept_in(tmp_path)

    with pytest.raises(TypeError):
        folder.set("http://h/", "no bytes")  # so that writing fails

    assert kept_in(tmp_path) == before


def test_folder_keeps_no_file_whose_name_is_taken(tmp_path: Path) -> None:
    """When a file cannot get its name, it is not left under another one."""
    folder = Folder(str(tmp_path), safe=lambda _: "taken")
    (tmp_path / "taken").mkdir()

    with pytest.raises(OSError, match="taken"):
        folder.set("http://h/", b"one")

    assert [each.name for each in tmp_path.iterdir()] == ["taken"]


def test_folder_lets_threads_forget_the_same(tmp_path: Path) -> None:
    """Which of them was first does not matter."""
    folder: Any = Folder(str(tmp_path))

    def forget(_: int) -> None:
        folder.set("http://h/", b"one")
        folder.delete("http://h/")

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(forget, range(400)))

    assert list(tmp_path.glob("tmp*")) == []


# --- threads --------------------------------------------------------------------------------------

REQUESTS = 800


def in_versions(server: Loopback) -> None:
    """Have a server give answers that tell what they answer, and are longer and shorter in turn."""
    numbers = count()

    def answer(request: Recorded) -> Answer:
        number = next(numbers)
        size = number * 7919 % 30_000
        asker = b"tk-2" if b'"tk-2"' in request.octets else b"tk-1"
        head = b"%s %s %d " % (asker, request.target.encode(), size)
        fields = (*FRESH, ("ETag", f'"{number}"'), ("Vary", "Authorization"))
        return Answer(200, fields, head + b"x" * size)

    server.answers.extend([answer] * REQUESTS)


def is_whole(content: bytes, asker: str, target: str) -> bool:
    """Tell whether an answer is all of what one request of an asker's was given."""
    words = content.split(b" ", 3)
    return words[:2] == [asker.encode(), target.encode()] and len(words[3]) == int(words[2])


def test_threads_share_a_folder(server: Loopback, tmp_path: Path) -> None:
    """Two users, eight threads, every other request a PUT: each gets what is theirs, and whole."""
    in_versions(server)
    wrong = []

    with opening(str(tmp_path)) as make:
        clients = [make(CONSUMER, TOKEN), make(CONSUMER, OTHER_TOKEN)]

        def ask(number: int) -> None:
            client, target = clients[number // 2 % 2], f"/photos/{number // 4 % 5}"
            _, content = client.request(server.url(target), ["GET", "PUT"][number % 2])
            if not is_whole(content, ["tk-1", "tk-2"][number // 2 % 2], target):
                wrong.append((number, content[:40], len(content)))

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(ask, range(REQUESTS)))

    assert wrong == []
    assert len(kept_in(tmp_path)) <= 10
    assert list(tmp_path.glob("tmp*")) == []


def test_threads_share_a_client(server: Loopback, tmp_path: Path) -> None:
    """Eight threads on one Client only read: all of it is whole, and little is asked for twice."""
    in_versions(server)
    wrong = []

    with opening(str(tmp_path)) as make:
        client = make()

        def ask(number: int) -> None:
            target = f"/photos/{number % 5}"
            _, content = client.request(server.url(target))
            if not is_whole(content, "tk-1", target):
                wrong.append((number, content[:40], len(content)))

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(ask, range(REQUESTS)))

    assert wrong == []
    # At most each thread asks for each at the start.
    assert len(server.requests) <= 8 * 5
    assert len(kept_in(tmp_path)) == 5
