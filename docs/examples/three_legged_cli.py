"""The three legs on the command line: a link, and a PIN.  It wants `oauth2 serve` beside it."""

import os
from urllib.parse import parse_qsl

import oauth2 as oauth
from oauth2.sandbox import CONSUMER_KEY, CONSUMER_SECRET

sandbox_url = os.environ.get("SANDBOX_URL", "http://127.0.0.1:5849")
request_token_url = f"{sandbox_url}/request_token"
access_token_url = f"{sandbox_url}/access_token"
authorize_url = f"{sandbox_url}/authorize"

consumer = oauth.Consumer(CONSUMER_KEY, CONSUMER_SECRET)
client = oauth.Client(consumer)

# Leg 1: a request token, with which the user is asked.
resp, content = client.request(request_token_url, "GET")
if resp["status"] != "200":
    raise SystemExit(f"Invalid response {resp['status']}.")

request_token = dict(parse_qsl(content.decode("utf-8")))

print("Request token:")
print(f"    oauth_token        = {request_token['oauth_token']}")
print(f"    oauth_token_secret = {request_token['oauth_token_secret']}")

# Leg 2: the user agrees on the provider's page, and is shown a PIN.
print("Go to the following link in your browser:")
print(f"{authorize_url}?oauth_token={request_token['oauth_token']}")

accepted = "n"
while accepted.lower() == "n":
    accepted = input("Have you authorized me? (y/n) ")
oauth_verifier = input("What is the PIN? ")

# Leg 3: the request token and the PIN become the access token.
token = oauth.Token(request_token["oauth_token"], request_token["oauth_token_secret"])
token.set_verifier(oauth_verifier)
client = oauth.Client(consumer, token)

resp, content = client.request(access_token_url, "POST")
if resp["status"] != "200":
    raise SystemExit(f"Invalid response {resp['status']}.")

access_token = dict(parse_qsl(content.decode("utf-8")))

print("Access token:")
print(f"    oauth_token        = {access_token['oauth_token']}")
print(f"    oauth_token_secret = {access_token['oauth_token_secret']}")
print("Keep it: with it you may now ask for what is protected.")
