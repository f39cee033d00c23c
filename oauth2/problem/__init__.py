"""What a provider's refusal says: the OAuth Problem Reporting extension, and the Date header."""

from .problem import Problem

__all__ = ["Problem"]
