"""A local OAuth 1.0a provider to develop and test against, as a WSGI app and as a server.

In a test:

>>> import oauth2
>>> from oauth2.sandbox import serve
>>> with serve() as sandbox:
...     client = oauth2.Client(sandbox.consumer)
...     response, content = client.request(sandbox.echo_url)
...     client.close()
>>> response.status
200

On the command line: `python -m oauth2 serve`.
"""

from .faults import Fault
from .provider import (
    CONSUMER_KEY,
    CONSUMER_SECRET,
    TOKEN_KEY,
    TOKEN_SECRET,
    USER_NAME,
    USER_PASSWORD,
    Provider,
)
from .recorded import Recorded
from .rehearsal import Rehearsal, rehearse
from .server import Sandbox, serve

__all__ = [
    "CONSUMER_KEY",
    "CONSUMER_SECRET",
    "TOKEN_KEY",
    "TOKEN_SECRET",
    "USER_NAME",
    "USER_PASSWORD",
    "Fault",
    "Provider",
    "Recorded",
    "Rehearsal",
    "Sandbox",
    "rehearse",
    "serve",
]
