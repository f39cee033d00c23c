"""A two-legged request: the program asks for itself, so there is no user and no token.

`oauth2 serve` in one shell, `python two_legged.py` in another.
"""

import json
import os
from contextlib import closing

import oauth2

url = os.environ.get("SANDBOX_URL", "http://127.0.0.1:5849") + "/echo?q=caf%C3%A9&page=2"

# What the provider gave to this program.
consumer = oauth2.Consumer(
    os.environ.get("CONSUMER_KEY", "sandbox-key"),
    os.environ.get("CONSUMER_SECRET", "sandbox-secret"),
)

# No second argument: no token.  The signing key is then the consumer's secret and "&".
with closing(oauth2.Client(consumer)) as client:
    response, content = client.request(url)

if response["status"] != "200":
    problem = oauth2.Problem.from_response(response, content)
    raise SystemExit(str(problem or response.reason))
answer = json.loads(content)
print(f"{answer['consumer']} asked, on behalf of {answer['user'] or 'nobody'}:")
for name, value in answer["query"]:
    print(f"    {name} = {value}")
