"""`OAuth1`, an `auth=` for requests: it signs the first request and every redirect hop.

requests asks an `auth` once, and follows a redirect with a copy of the request that it has sent,
signature included.  So a response hook sees to it that this copy is one of ours (`hop`).
"""

from ...errors import MissingExtra

try:
    from .auth import OAuth1
except ModuleNotFoundError as error:
    raise MissingExtra(
        "oauth2.adapters.requests needs the package requests: pip install 'oauth2[requests]'"
    ) from error

__all__ = ["OAuth1"]
