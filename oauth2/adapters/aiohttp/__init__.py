"""`OAuth1`, a client middleware of aiohttp: it signs each request and each redirect hop afresh."""

from .middleware import OAuth1

__all__ = ["OAuth1"]
