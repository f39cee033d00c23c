"""Several requests at once with aiohttp: a middleware of the session signs.

`pip install 'oauth2[aiohttp]>=1.10'`; then `oauth2 serve` in one shell, `python async_aiohttp.py`
in another.
"""

import asyncio
import os

import aiohttp

import oauth2
from oauth2.adapters.aiohttp import OAuth1

url = os.environ.get("SANDBOX_URL", "http://127.0.0.1:5849") + "/photos"
consumer = oauth2.Consumer(
    os.environ.get("CONSUMER_KEY", "sandbox-key"),
    os.environ.get("CONSUMER_SECRET", "sandbox-secret"),
)
token = oauth2.Token(
    os.environ.get("TOKEN_KEY", "sandbox-token"),
    os.environ.get("TOKEN_SECRET", "sandbox-token-secret"),
)


async def title(session: aiohttp.ClientSession, number: int) -> str:
    """Ask for one photo."""
    async with session.get(f"{url}/{number}") as response:
        response.raise_for_status()
        found: str = (await response.json())["title"]
    return found


async def main() -> None:
    """Ask for all of them at once."""
    async with aiohttp.ClientSession(middlewares=(OAuth1(consumer, token),)) as session:
        titles = await asyncio.gather(*(title(session, number) for number in range(1, 8)))
    for number, found in enumerate(titles, 1):
        print(f"{number}  {found}")


asyncio.run(main())
