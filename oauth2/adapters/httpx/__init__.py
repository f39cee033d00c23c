"""Transports for httpx, and for its successor httpx2, that sign every request of a client.

An `Auth` of httpx signs the first request and sees no redirect: a signature in a form would go
along to another host.  A transport sees each request just before it is sent.
"""

from .transport import AsyncOAuth1Transport, OAuth1Transport

__all__ = ["AsyncOAuth1Transport", "OAuth1Transport"]
