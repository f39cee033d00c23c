"""A local OAuth 1.0a provider to develop and test against, as a WSGI app and as a server.

In a test:

    with oauth2.sandbox.serve() as sandbox:
        client = oauth2.Client(sandbox.consumer)
        response, content = client.request(sandbox.echo_url)

On the command line: `python -m oauth2 serve`.
"""

from .provider import CONSUMER_KEY, CONSUMER_SECRET, USER_NAME, USER_PASSWORD, Provider
from .server import Sandbox, serve

__all__ = [
    "CONSUMER_KEY",
    "CONSUMER_SECRET",
    "USER_NAME",
    "USER_PASSWORD",
    "Provider",
    "Sandbox",
    "serve",
]
