"""Requests as NetSuite wants them: HMAC-SHA256, the account as the realm, an issued token.

`oauth2 serve` in one shell, `python netsuite_like.py` in another.  For NetSuite change `url`, and
set ACCOUNT, CONSUMER_KEY, CONSUMER_SECRET, TOKEN_KEY and TOKEN_SECRET; no user is asked, since the
token is issued in NetSuite itself.
"""

import json
import os
from contextlib import closing

import oauth2

# There it is https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/query/v1/suiteql
url = os.environ.get("SANDBOX_URL", "http://127.0.0.1:5849") + "/echo"
account = os.environ.get("ACCOUNT", "1234567-sb1")  # as in the host's name
consumer = oauth2.Consumer(
    os.environ.get("CONSUMER_KEY", "sandbox-key"),
    os.environ.get("CONSUMER_SECRET", "sandbox-secret"),
)
token = oauth2.Token(
    os.environ.get("TOKEN_KEY", "sandbox-token"),
    os.environ.get("TOKEN_SECRET", "sandbox-token-secret"),
)

# `**oauth2.providers.preset("netsuite").signer_options(account=account)` says the same.
client = oauth2.Client(
    consumer,
    token,
    signature_method=oauth2.SignatureMethod_HMAC_SHA256(),
    realm=account.upper().replace("-", "_"),  # 1234567_SB1
    body_hash="never",
    clock=oauth2.MonotonicClock(),  # timestamps must not go back
)
# The query is signed, the JSON is not.
question = json.dumps({"q": "SELECT id FROM customer WHERE companyName LIKE 'Müller%'"})
headers = {"Content-Type": "application/json", "Prefer": "transient"}
with closing(client):
    response, content = client.request(f"{url}?limit=5&offset=0", "POST", question, headers)

if response["status"] != "200":
    problem = oauth2.Problem.from_response(response, content)
    raise SystemExit(str(problem or response.reason))
answer = json.loads(content)
print(f"signed for {answer['user']}: {dict(answer['query'])}")
print(f"sent along: {json.loads(answer['body'])['q']}")
