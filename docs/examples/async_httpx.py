"""Several requests at once with httpx: the transport signs.

`pip install 'oauth2[httpx]>=1.10'`; then `oauth2 serve` in one shell, `python async_httpx.py` in
another.
"""

import asyncio
import os

import httpx

import oauth2
from oauth2.adapters.httpx import AsyncOAuth1Transport

url = os.environ.get("SANDBOX_URL", "http://127.0.0.1:5849") + "/photos"
consumer = oauth2.Consumer(
    os.environ.get("CONSUMER_KEY", "sandbox-key"),
    os.environ.get("CONSUMER_SECRET", "sandbox-secret"),
)
token = oauth2.Token(
    os.environ.get("TOKEN_KEY", "sandbox-token"),
    os.environ.get("TOKEN_SECRET", "sandbox-token-secret"),
)


async def title(client: httpx.AsyncClient, number: int) -> str:
    """Ask for one photo."""
    response = await client.get(f"{url}/{number}")
    response.raise_for_status()
    found: str = response.json()["title"]
    return found


async def main() -> None:
    """Ask for all of them at once."""
    # What else the transport should do goes to the one that sends:
    # AsyncOAuth1Transport(consumer, token, transport=httpx.AsyncHTTPTransport(retries=1)).
    async with httpx.AsyncClient(transport=AsyncOAuth1Transport(consumer, token)) as client:
        titles = await asyncio.gather(*(title(client, number) for number in range(1, 8)))
    for number, found in enumerate(titles, 1):
        print(f"{number}  {found}")


asyncio.run(main())
