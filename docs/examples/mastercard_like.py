"""Requests as Mastercard wants them: RSA-SHA256, a body hash on each, no token, no secret.

`pip install 'oauth2[rsa]>=1.10'`, and `python mastercard_like.py`, which makes a key pair the first
time.  Then `oauth2 serve --public-key mastercard-public.pem` in one shell, and the program again
in another.
"""

import json
import os
from contextlib import closing
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

import oauth2

url = os.environ.get("SANDBOX_URL", "http://127.0.0.1:5849") + "/echo"
private_file = Path(os.environ.get("KEY_FILE", "mastercard-key.pem"))
public_file = private_file.with_name("mastercard-public.pem")


def make_keys() -> None:
    """Write a new key pair into two files, of which others may read the second only."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    private_file.touch(mode=0o600, exist_ok=False)
    private_file.write_bytes(private)
    public_file.write_bytes(public)


if not private_file.exists():
    make_keys()
    print(f"Register {public_file.name} with the provider, and start this again.")
    raise SystemExit

# A key object of `cryptography` does as well, such as the first of the three that
# `pkcs12.load_key_and_certificates(content, password)` reads from a .p12 of Mastercard's.
method = oauth2.SignatureMethod_RSA_SHA256(private_file)

# The key pair signs, so the secret is empty.
consumer = oauth2.Consumer(os.environ.get("CONSUMER_KEY", "sandbox-key"), "")

# "always": the hash of no body too, with the hash of the method, SHA-256.
with closing(oauth2.Client(consumer, signature_method=method, body_hash="always")) as client:
    payment = json.dumps({"amount": "12.50", "payee": "Zoë"}).encode()
    for verb, body in [("GET", None), ("POST", payment)]:
        response, content = client.request(url, verb, body, {"Content-Type": "application/json"})
        if response["status"] != "200":
            problem = oauth2.Problem.from_response(response, content)
            raise SystemExit(str(problem or response.reason))
        print(verb, dict(json.loads(content)["parameters"])["oauth_body_hash"])
