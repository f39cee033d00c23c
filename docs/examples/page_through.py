"""Page through a resource: follow `next` from answer to answer, but to no other host.

`oauth2 serve` in one shell, `python page_through.py` in another.  Where a provider gives a cursor
and no URL, add it to the query of the URL that you asked; the rest stays the same.
"""

import json
import os
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urljoin, urlsplit

import oauth2


def pages(client: oauth2.Client, url: str) -> Iterator[dict[str, Any]]:
    """Yield the pages of a resource.

    Args:
        client: signs; the URL of each page is signed afresh.
        url: of the first page.
    """
    origin = urlsplit(url)[:2]  # scheme, host and port
    following: str | None = url
    while following:
        # It may be relative.
        url = urljoin(url, following)
        # What comes in an answer is data: signed for another host, a request would be that
        # host's to use, with PLAINTEXT the secrets as well.
        if urlsplit(url)[:2] != origin:
            raise SystemExit(f"The next page is on another host: {url!r}")
        response, content = client.request(url)
        if response["status"] != "200":
            problem = oauth2.Problem.from_response(response, content)
            raise SystemExit(str(problem or response.reason))
        page = json.loads(content)
        yield page
        following = page.get("next")


if __name__ == "__main__":
    first = os.environ.get("SANDBOX_URL", "http://127.0.0.1:5849") + "/photos"
    consumer = oauth2.Consumer(
        os.environ.get("CONSUMER_KEY", "sandbox-key"),
        os.environ.get("CONSUMER_SECRET", "sandbox-secret"),
    )
    token = oauth2.Token(
        os.environ.get("TOKEN_KEY", "sandbox-token"),
        os.environ.get("TOKEN_SECRET", "sandbox-token-secret"),
    )
    with closing(oauth2.Client(consumer, token)) as client:
        for page in pages(client, first):
            print(f"page {page['page']} of {page['pages']}")
            for photo in page["photos"]:
                print(f"    {photo['title']}")
