"""The small programs in docs/examples, run as a reader runs them, against a running sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from _loopback import Answer, Loopback
from _small_examples import last_verified, run
from _system import require_module

from oauth2.sandbox import Rehearsal, rehearse

TITLES = """\
1  Harbour at dawn
2  Red bicycle
3  Snow on the roof
4  A door in Évora
5  Two cats
6  Ferry, seen from the hill
7  Market day
"""
BAR = "[####################] 100 %"


@pytest.fixture
def sandbox() -> Iterator[Rehearsal]:
    """Run a sandbox that notes what arrives."""
    with rehearse() as running:
        yield running


def nonces(sandbox: Rehearsal) -> set[str]:
    """Return the nonces of all requests."""
    return {each.parameters["oauth_nonce"] for each in sandbox.requests}


def test_two_legged(sandbox: Rehearsal) -> None:
    """The program asks for itself, with the consumer's secret alone."""
    done = run("two_legged", sandbox.url)

    assert (done.code, done.errors) == (0, "")
    assert done.output == ("sandbox-key asked, on behalf of nobody:\n    q = café\n    page = 2\n")
    assert "oauth_token" not in last_verified(sandbox).protocol


def test_upload_with_progress(sandbox: Rehearsal, tmp_path: Path) -> None:
    """The file arrives whole; the bar goes up twice, in blocks, for the hash and for the wire."""
    file = tmp_path / "harbour.jpg"
    file.write_bytes(bytes(40_000))

    done = run("upload_with_progress", sandbox.url, str(file))

    # head -c 40000 /dev/zero | openssl dgst -sha1 -binary | base64
    assert (done.code, done.output) == (
        0,
        "40000 bytes of image/jpeg arrived, with the signed hash\ngoewNJd+C6OVjsVHBeFro+49MLA=\n",
    )
    assert done.errors.startswith(f"\rHashing {BAR}\rHashing {BAR}\n\rSending [####      ")
    assert "\rSending [########            ]  40 %" in done.errors
    assert done.errors.endswith(f"\rSending {BAR}\n")
    assert last_verified(sandbox).protocol["oauth_body_hash"] == "goewNJd+C6OVjsVHBeFro+49MLA="


def test_upload_with_progress_of_nothing(sandbox: Rehearsal, tmp_path: Path) -> None:
    """A file that is empty, of a kind that nobody knows, is one too."""
    (tmp_path / "empty").touch()

    done = run("upload_with_progress", sandbox.url, str(tmp_path / "empty"))

    # openssl dgst -sha1 -binary /dev/null | base64
    assert done.output == (
        "0 bytes of application/octet-stream arrived, with the signed hash\n"
        "2jmj7l5rSw0yVb/vlWAYkK/YBwk=\n"
    )


def test_page_through(sandbox: Rehearsal) -> None:
    """All pages are asked for, each signed afresh."""
    done = run("page_through", sandbox.url)

    assert (done.code, done.errors) == (0, "")
    assert done.output == (
        "page 1 of 3\n    Harbour at dawn\n    Red bicycle\n    Snow on the roof\n"
        "page 2 of 3\n    A door in Évora\n    Two cats\n    Ferry, seen from the hill\n"
        "page 3 of 3\n    Market day\n"
    )
    assert len(nonces(sandbox)) == 3


def answer(page: int, following: str) -> Answer:
    """Return a page without photos, with what is to be asked next."""
    json = f'{{"page": {page}, "pages": 2, "photos": [], "next": {following}}}'
    return Answer(body=json.encode("ascii"))


def test_page_through_follows_a_relative_link(server: Loopback) -> None:
    """The next page may be named without its host."""
    server.answers.extend([answer(1, '"?cursor=x%2Fy"'), answer(2, "null")])

    done = run("page_through", server.url(""))

    assert done == (0, "page 1 of 2\npage 2 of 2\n", "")
    assert [each.target for each in server.requests] == ["/photos", "/photos?cursor=x%2Fy"]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "x@127.0.0.1"])
def test_page_through_stays_at_its_host(server: Loopback, host: str) -> None:
    """Nothing is signed for another host or port, whatever an answer says."""
    server.default = answer(1, f'"http://{host}/photos"')

    done = run("page_through", server.url(""))

    assert done == (
        1,
        "page 1 of 2\n",
        f"The next page is on another host: 'http://{host}/photos'\n",
    )
    assert len(server.requests) == 1


def test_many_threads(sandbox: Rehearsal) -> None:
    """The answers come in order, each to a request with a nonce of its own."""
    assert run("many_threads", sandbox.url) == (0, TITLES, "")
    assert len(nonces(sandbox)) == 7


def test_async_httpx(sandbox: Rehearsal) -> None:
    """The same with httpx, all at once."""
    require_module("httpx")

    assert run("async_httpx", sandbox.url) == (0, TITLES, "")
    assert len(nonces(sandbox)) == 7


def test_async_aiohttp(sandbox: Rehearsal) -> None:
    """The same with aiohttp, all at once."""
    require_module("aiohttp")

    assert run("async_aiohttp", sandbox.url) == (0, TITLES, "")
    assert len(nonces(sandbox)) == 7


@pytest.mark.parametrize(
    "program",
    [
        ["two_legged"],
        ["upload_with_progress", __file__],
        ["page_through"],
        ["netsuite_like"],
        ["woocommerce_like"],
        ["lti_outcome", "0.92"],
    ],
    ids=lambda program: program[0],
)
def test_refusal_is_told(sandbox: Rehearsal, program: list[str]) -> None:
    """Who has a wrong secret reads what the provider says of it, in place of a traceback."""
    name, *arguments = program

    done = run(name, sandbox.url, *arguments, CONSUMER_SECRET="no-such-secret")

    assert (done.code, done.output) == (1, "")
    assert "The provider refused the request (401): signature_invalid; " in done.errors
    assert "Traceback" not in done.errors
    assert "no-such-secret" not in done.errors
