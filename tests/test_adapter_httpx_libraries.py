"""Which of httpx and httpx2 is there, and clients that threads and tasks share."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from _httpx_clients import adapter, consumer, nonces, token
from _loopback import Loopback

# --- many at once -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["httpx", "httpx2"])
def test_threads_may_share_a_client(server: Loopback, name: str) -> None:
    """No answer is mixed up, and no nonce is used twice."""
    library = pytest.importorskip(name)
    transport = adapter.OAuth1Transport(consumer, token)

    with library.Client(transport=transport) as client, ThreadPoolExecutor(8) as threads:
        urls = [server.url(f"/{number}") for number in range(80)]
        answers = list(threads.map(lambda url: client.get(url).url, urls))

    assert answers == urls
    assert len(nonces(server.requests)) == 80


@pytest.mark.parametrize("name", ["httpx", "httpx2"])
def test_tasks_may_share_a_client(server: Loopback, name: str) -> None:
    """The same for coroutines."""
    library = pytest.importorskip(name)

    async def ask(urls: list[str]) -> list[str]:
        transport = adapter.AsyncOAuth1Transport(consumer, token)
        async with library.AsyncClient(transport=transport) as client:
            answers = await asyncio.gather(*(client.get(url) for url in urls))
        return [answer.url for answer in answers]

    urls = [server.url(f"/{number}") for number in range(30)]
    assert asyncio.run(ask(urls)) == urls
    assert len(nonces(server.requests)) == 30


# --- which library there is ---------------------------------------------------------------------


def run(program: str) -> str:
    """Run a program; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    "there", ["None", "types.SimpleNamespace(__version__='0.20.0')"], ids=["missing", "too old"]
)
def test_adapter_says_what_to_install_when_no_library_will_do(there: str) -> None:
    """The error is ours, and names the extra; httpx 0.20 hands no extensions to a redirect."""
    shown = run(
        "import sys, types\n"
        f"sys.modules['httpx'], sys.modules['httpx2'] = {there}, None\n"
        "import oauth2\n"
        "try:\n"
        "    import oauth2.adapters.httpx\n"
        "except oauth2.MissingExtra as error:\n"
        "    print(error)"
    )

    assert shown == (
        "oauth2.adapters.httpx needs the package httpx, 0.23 or newer: pip install 'oauth2[httpx]'"
    )


@pytest.mark.parametrize("name", ["httpx", "httpx2"])
def test_one_library_is_enough(name: str) -> None:
    """Neither needs the other."""
    pytest.importorskip(name)
    other = {"httpx": "httpx2", "httpx2": "httpx"}[name]

    shown = run(
        "import sys\n"
        f"sys.modules[{other!r}] = None\n"
        f"import {name}\n"
        "from oauth2.adapters.httpx import OAuth1Transport\n"
        f"print(issubclass(OAuth1Transport, {name}.BaseTransport))"
    )

    assert shown == "True"


def test_httpx2_may_stand_in_for_httpx() -> None:
    """A program may have httpx2 answer to both names."""
    pytest.importorskip("httpx2")

    shown = run(
        "import httpx2\n"
        "httpx2.alias_httpx()\n"
        "import httpx\n"
        "from oauth2.adapters.httpx import OAuth1Transport\n"
        "print(issubclass(OAuth1Transport, httpx.BaseTransport))"
    )

    assert shown == "True"
