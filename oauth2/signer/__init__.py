"""Signing any HTTP request, without sending it."""

from .outgoing import SignedRequest
from .signer import Signer

__all__ = ["SignedRequest", "Signer"]
