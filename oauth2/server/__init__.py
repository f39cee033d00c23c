"""Verifying requests (RFC 5849 section 3.2): the Server and the checks that it is made of."""

from .refusal import problem_fields
from .server import Server

__all__ = ["Server", "problem_fields"]
