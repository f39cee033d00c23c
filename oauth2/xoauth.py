"""The XOAUTH string, with which mail clients logged in before XOAUTH2 (SASL over IMAP and SMTP)."""

from __future__ import annotations

from .base_string import split_url
from .credentials import Consumer, Token
from .encoding import escape
from .request import Request
from .signature import SignatureMethod_HMAC_SHA1


def build_xoauth_string(url: str, consumer: Consumer, token: Token | None = None) -> str:
    """Return the XOAUTH string that logs a mail client in.

    Args:
        url: the URL of the mailbox, as the provider documents it.
        consumer: who signs.
        token: on whose behalf, or None.

    Returns:
        The method, the URL and the signed protocol parameters; not yet base64.

    Raises:
        InvalidURL: the URL is not an absolute http or https URL.
        ValueError: the consumer is None.
    """
    # No HTTP body is sent here, so there is nothing to hash: hence is_form_encoded.
    request = Request.from_consumer_and_token(consumer, token, "GET", url, is_form_encoded=True)
    request.sign_request(SignatureMethod_HMAC_SHA1(), consumer, token)
    signed = ",".join(f'{name}="{escape(value)}"' for name, value in sorted(request.items()))
    # The URL as it was signed: a raw space or line break in it would end it here.
    return f"GET {split_url(url)} {signed}"
