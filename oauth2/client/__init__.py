"""An HTTP client that signs, on httplib2.  This package is all that touches httplib2."""

from .client import Client, httplib2

__all__ = ["Client", "httplib2"]
