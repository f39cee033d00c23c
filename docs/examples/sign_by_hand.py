"""Sign a request by hand.

It wants `oauth2 serve` beside it.
"""

import os
import time

import httplib2

import oauth2 as oauth
from oauth2.sandbox import CONSUMER_KEY, CONSUMER_SECRET, TOKEN_KEY, TOKEN_SECRET

# What to ask for.
url = os.environ.get("SANDBOX_URL", "http://127.0.0.1:5849") + "/photos"

# The protocol parameters, and those of the call itself.
params = {
    "oauth_version": "1.0",
    "oauth_nonce": oauth.generate_nonce(),
    "oauth_timestamp": int(time.time()),
    "size": "original",
    "page": 2,
}

# Who asks, and on whose behalf.  The consumer's key and secret are what the provider gave to this
# program, the token's are the outcome of the three legs; those here are the sandbox's.
token = oauth.Token(
    key=os.environ.get("TOKEN_KEY", TOKEN_KEY),
    secret=os.environ.get("TOKEN_SECRET", TOKEN_SECRET),
)
consumer = oauth.Consumer(key=CONSUMER_KEY, secret=CONSUMER_SECRET)

params["oauth_token"] = token.key
params["oauth_consumer_key"] = consumer.key

# Make the request, and sign it.
req = oauth.Request(method="GET", url=url, parameters=params)
signature_method = oauth.SignatureMethod_HMAC_SHA1()
req.sign_request(signature_method, consumer, token)

# Whatever speaks HTTP can send it.
resp, content = httplib2.Http().request(req.to_url())

print(resp.status)
print(content.decode("utf-8"))
