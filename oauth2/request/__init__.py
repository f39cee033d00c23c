"""A request with its parameters: built to be signed, or received to be verified."""

from .addressed import checked_method
from .parameters import HTTP_METHOD
from .request import OAUTH_VERSION, Request

__all__ = ["HTTP_METHOD", "OAUTH_VERSION", "Request", "checked_method"]
