"""The three legs (RFC 5849 section 2): a request token, the user's consent, an access token."""

from .flow import ThreeLeggedFlow

__all__ = ["ThreeLeggedFlow"]
