"""Ask for a request token.  It wants `oauth2 serve` beside it."""

import os
from urllib.parse import parse_qsl

import oauth2 as oauth
from oauth2.sandbox import CONSUMER_KEY, CONSUMER_SECRET

request_token_url = os.environ.get("SANDBOX_URL", "http://127.0.0.1:5849") + "/request_token"

# Who asks: the key and the secret that the provider gave to this program.
consumer = oauth.Consumer(key=CONSUMER_KEY, secret=CONSUMER_SECRET)

# The client works as httplib2 does, and signs what it sends.
client = oauth.Client(consumer)
resp, content = client.request(request_token_url, "POST")

print(resp.status)
print(dict(parse_qsl(content.decode("utf-8"))))
