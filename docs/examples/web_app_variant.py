"""The three legs of a web application, with token and verifier in a URL.

The provider sends the user back with both, so the application asks for the access token without a
Token object, and so without the token secret in the signature.  Some large providers accept that;
so does `oauth2 serve --access-token-without-secret`, which it wants beside it.
"""

import os
from urllib.parse import parse_qsl, quote, urlsplit

import oauth2 as oauth
from oauth2.sandbox import CONSUMER_KEY, CONSUMER_SECRET

sandbox_url = os.environ.get("SANDBOX_URL", "http://127.0.0.1:5849")
request_token_url = f"{sandbox_url}/request_token"
access_token_url = f"{sandbox_url}/access_token"
authorize_url = f"{sandbox_url}/authorize"
callback_url = quote("http://127.0.0.1:8000/ready?next=/photos", safe="")

consumer = oauth.Consumer(CONSUMER_KEY, CONSUMER_SECRET)

# The view that sends the user to the provider.
client = oauth.Client(consumer)
resp, content = client.request(f"{request_token_url}?oauth_callback={callback_url}", "POST")
request_token = dict(parse_qsl(content.decode("utf-8")))

print(f"{authorize_url}?oauth_token={request_token['oauth_token']}")

# The view to which the user comes back; here the URL is typed in.
query = dict(parse_qsl(urlsplit(input("Where did it send you? ")).query))

client = oauth.Client(consumer)
resp, content = client.request(
    f"{access_token_url}?oauth_verifier={query['oauth_verifier']}"
    f"&oauth_token={query['oauth_token']}",
    "POST",
)
if resp["status"] != "200":
    raise SystemExit(f"Invalid response {resp['status']}.")

access_token = dict(parse_qsl(content.decode("utf-8")))

# Any view afterwards.
token = oauth.Token(access_token["oauth_token"], access_token["oauth_token_secret"])
token.set_verifier(query["oauth_verifier"])
client = oauth.Client(consumer, token)
resp, content = client.request(f"{sandbox_url}/photos?size=original&page=2", "GET")

print(content.decode("utf-8"))
