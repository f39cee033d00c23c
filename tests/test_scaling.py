"""Hostile input costs its length: ten times as much takes ten times as long, not a hundred."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import photos
import pytest

import oauth2

pytestmark = pytest.mark.table(group="scaling")

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
#: Signed wrongly, so that a verification goes on to the end.
SIGNED = "&".join(f"{name}={value}" for name, value in photos.PARAMETERS.items())
QUERY = f"{SIGNED}&oauth_signature=x"


class Boundless(oauth2.Request):
    """A request without the limits that make most of this harmless anyway."""

    max_header_length = 10**9
    max_parameters = 10**9


def refused(url: str, headers: Any = None, method: str = "GET", **received: Any) -> None:
    """Verify a request that is refused, and say why."""
    server = photos.server()
    with pytest.raises(oauth2.RequestRefused) as caught:
        server.verify_request(
            Boundless.from_request(method, url, headers, **received), photos.CONSUMER, photos.TOKEN
        )
    server.build_authenticate_header("x", error=caught.value)


def header(text: str) -> None:
    """Verify a request with this in its Authorization header field."""
    refused("http://h/", {"Authorization": f"OAuth {text}"})


def query(text: str) -> None:
    """Verify a signed request with this in its query too."""
    refused(f"http://h/?{QUERY}&{text}")


def form(text: str) -> None:
    """Verify a signed request with this in its form."""
    refused(f"http://h/?{QUERY}", FORM, "POST", body=text.encode())


def value(name: str, text: str) -> None:
    """Verify the photos request with another value, escaped already, of a protocol parameter."""
    pairs = {**photos.PARAMETERS, "oauth_signature": photos.SIGNATURE, name: text}
    header(",".join(f'{name}="{text}"' for name, text in pairs.items()))


def environ(**changes: Any) -> None:
    """Verify a WSGI environ with a few things changed."""
    whole = {
        "REQUEST_METHOD": "GET",
        "HTTP_HOST": "h",
        "PATH_INFO": "/",
        "QUERY_STRING": QUERY,
        "wsgi.url_scheme": "http",
        "wsgi.input": None,
    }
    with pytest.raises(oauth2.RequestRefused):
        photos.server().verify_request(
            Boundless.from_wsgi(whole | changes), photos.CONSUMER, photos.TOKEN
        )


def fastest(call: Callable[[], None], times: int) -> float:
    """Return the least processor time of several runs, in seconds."""
    taken = []
    for _ in range(times):
        start = time.thread_time()
        call()
        taken.append(time.thread_time() - start)
    return min(taken)


def scales(call: Callable[[int], None], size: int) -> bool:
    """Tell whether ten times the size takes twelve times as long at most, in one of a few tries."""
    gc.disable()
    try:
        return any(
            fastest(lambda: call(10 * size), 2) <= 12 * fastest(lambda: call(size), 4)
            for _ in range(6)
        )
    finally:
        gc.enable()


def slow(call: Callable[[str], None], units: Iterable[str], size: int) -> list[str]:
    """Return those of which ten times as many take more than twelve times as long."""
    return [unit for unit in units if not scales(partial(_call_with_run, call, unit), size)]


def _call_with_run(call: Callable[[str], None], unit: str, size: int) -> None:
    call(unit * size)


@pytest.mark.parametrize("frame", ["{}", 'a="{}', 'a="{}"', "a={}", "{}=b", 'a="b"{}"'])
def test_long_header_takes_its_length(frame: str) -> None:
    """Every run of separators, in every place where a pattern could try them over and over."""
    units = [*',"=\\ \t%;&a\x85é', "%25", "a=", 'a="', "a=,", "a= ", "a=b,", 'a="b"', 'a="",', " ="]
    units += ['a="b" ,\t', 'realm="",', '\\"', "=\t", '"\\"', ", ", "oauth "]

    assert slow(lambda text: header(frame.format(text)), units, 1500) == []


@pytest.mark.parametrize("send", [query, form])
def test_long_query_or_form_takes_its_length(send: Callable[[str], None]) -> None:
    """Nothing is decoded twice, repeated names are not looked through for each other."""
    units = [*"&=;+%é\x00", "%2", "%25", "%FF", "é%41", "a=&", "a=1&"]

    assert slow(send, units, 300) == []


@pytest.mark.parametrize("name", ["{}", "{:09}", "%C3%A9{}", "prefix" * 20 + "{}"])
def test_many_parameters_take_their_number(name: str) -> None:
    """Sorting them is the smallest part, in whatever order they come."""
    assert scales(lambda size: query("&".join(name.format(-n) + "=v" for n in range(size))), 200)


@pytest.mark.parametrize("name", sorted(photos.PARAMETERS | {"oauth_signature": "x"}))
def test_long_value_takes_its_length(name: str) -> None:
    """A nonce, a timestamp, a version: what is too long is refused, not parsed."""
    units = ["9", "%", "%00", "%25", "é", "%C3%A9", "%FF", '\\"']

    assert slow(lambda text: value(name, text), units, 1000) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda text: {"REQUEST_METHOD": text},
        lambda text: {"HTTP_HOST": text},
        lambda text: {"CONTENT_LENGTH": text},
        lambda text: {"CONTENT_TYPE": text},
        lambda text: {"PATH_INFO": f"/{text}"},
        lambda text: {"REQUEST_URI": f"/{text}"},
        lambda text: {"REQUEST_URI": f"http://{text}"},
        lambda text: {"SCRIPT_NAME": f"/{text}", "REQUEST_URI": f"/{text[::2]}"},
    ],
    ids=["method", "host", "length", "type", "path", "target", "origin", "script"],
)
def test_long_part_of_an_environ_takes_its_length(change: Callable[[str], dict[str, str]]) -> None:
    """Method, host, path and length are as long as the server in front lets them be."""
    units = [*"a9.:@[/% ;\xe9", "a.", "%2F", "\xe2\x80\xa4"]

    assert slow(lambda text: environ(**change(text)), units, 1500) == []


@pytest.mark.parametrize("frame", ["{}/", "[{}]/", "h:{}/", "h/{}"])
def test_long_url_takes_its_length(frame: str) -> None:
    """User information, host, port and path are each looked through once."""
    units = [*"a9.:@[/% ;é", "a.", "%2F", "\u2024", "xn--"]

    assert slow(lambda text: refused(f"http://{frame.format(text)}?{QUERY}"), units, 1500) == []


def test_many_header_fields_take_their_number() -> None:
    """They are looked through, not compared with each other."""
    assert scales(lambda size: refused("http://h/", [("X-A", "b")] * size), 1000)
