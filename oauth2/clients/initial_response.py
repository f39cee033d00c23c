"""The initial response of the SASL mechanism XOAUTH: what the mail clients log in with."""

from __future__ import annotations

from ..credentials import Consumer, Token
from ..xoauth import build_xoauth_string


def initial_response(url: str, consumer: Consumer, token: Token | None) -> str:
    """Return the XOAUTH string, once consumer and token are found to be of the right kind.

    Args:
        url: the URL of the mailbox, as the provider documents it.
        consumer: who signs.
        token: on whose behalf, or None.

    Returns:
        What `build_xoauth_string` makes, not yet base64.

    Raises:
        ValueError: the consumer is no Consumer, or the token neither a Token nor None.
        InvalidURL: the URL is not an absolute http or https URL.
    """
    if not isinstance(consumer, Consumer):
        raise ValueError(f"consumer must be a Consumer, not {type(consumer).__name__}")
    if token is not None and not isinstance(token, Token):
        raise ValueError(f"token must be a Token or None, not {type(token).__name__}")
    return build_xoauth_string(url, consumer, token)
