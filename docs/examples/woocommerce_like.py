"""Requests as WooCommerce wants them over http: in the query, HMAC-SHA256, no token.

`oauth2 serve` in one shell, `python woocommerce_like.py` in another.  For a shop change `url`, and
set CONSUMER_KEY (ck_...) and CONSUMER_SECRET (cs_...).  Over https a shop wants Basic in place of
this.
"""

import json
import os
from contextlib import closing
from urllib.parse import urlencode

import oauth2

# In a shop it is http://shop.example.com/wp-json/wc/v3/products
url = os.environ.get("SANDBOX_URL", "http://127.0.0.1:5849") + "/echo"
consumer = oauth2.Consumer(
    os.environ.get("CONSUMER_KEY", "sandbox-key"),
    os.environ.get("CONSUMER_SECRET", "sandbox-secret"),
)

# `**oauth2.providers.preset("woocommerce").signer_options()` says the same.
client = oauth2.Client(
    consumer,
    signature_method=oauth2.SignatureMethod_HMAC_SHA256(),
    placement="query",
    body_hash="never",
)
# Brackets, blanks and letters are encoded here, and signed as they are encoded.
query = urlencode({"filter[meta]": "yes", "search": "blue shirt & Söckchen", "per_page": "2"})
with closing(client):
    response, content = client.request(f"{url}?{query}")

if response["status"] != "200":
    problem = oauth2.Problem.from_response(response, content)
    raise SystemExit(str(problem or response.reason))
print("The query that arrived:")
for name, value in json.loads(content)["query"]:
    # Nonce, timestamp and signature are others each time.
    print(f"    {name}" if name.startswith("oauth_") else f"    {name} = {value}")
