"""Many requests in threads that share one Client: each thread keeps a connection of its own.

`oauth2 serve` in one shell, `python many_threads.py` in another.
"""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import oauth2

url = os.environ.get("SANDBOX_URL", "http://127.0.0.1:5849") + "/photos"
consumer = oauth2.Consumer(
    os.environ.get("CONSUMER_KEY", "sandbox-key"),
    os.environ.get("CONSUMER_SECRET", "sandbox-secret"),
)
token = oauth2.Token(
    os.environ.get("TOKEN_KEY", "sandbox-token"),
    os.environ.get("TOKEN_SECRET", "sandbox-token-secret"),
)


def title(number: int) -> str:
    """Ask for one photo; every request has a nonce of its own."""
    response, content = client.request(f"{url}/{number}")
    if response["status"] != "200":
        problem = oauth2.Problem.from_response(response, content)
        raise RuntimeError(str(problem or response.reason))
    found: str = json.loads(content)["title"]
    return found


# Do not change `client.token` while threads use it: for another user, pass `token=` to a request.
with closing(oauth2.Client(consumer, token)) as client, ThreadPoolExecutor(4) as pool:
    # In the order of the numbers; an error of a thread is raised here.
    for number, found in enumerate(pool.map(title, range(1, 8)), 1):
        print(f"{number}  {found}")
