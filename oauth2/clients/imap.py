"""An IMAP client that logs in with XOAUTH."""

from __future__ import annotations

import imaplib
from itertools import chain, repeat
from typing import cast

from ..credentials import Consumer, Token
from .initial_response import initial_response


class IMAP4_SSL(imaplib.IMAP4_SSL):
    """`imaplib.IMAP4_SSL`, whose `authenticate` speaks XOAUTH and nothing else.

    For other mechanisms, `login_cram_md5` among them, use imaplib's own class.
    """

    # python-oauth2's arguments, not those of imaplib.
    def authenticate(  # type: ignore[override]
        self, url: str, consumer: Consumer, token: Token | None
    ) -> tuple[str, list[bytes]]:
        """Log in with the mechanism XOAUTH (`AUTHENTICATE`, RFC 3501 section 6.2.2).

        Args:
            url: the URL of the mailbox, as the provider documents it.
            consumer: who signs.
            token: on whose behalf, or None.

        Returns:
            "OK" and the server's words, as from other methods of imaplib.

        Raises:
            ValueError: the consumer is no Consumer, or the token neither a Token nor None.
            InvalidURL: the URL is not an absolute http or https URL.
            imaplib.IMAP4.error: the server refuses.
        """
        # Signed before anything is sent: an error leaves the connection as it was.  A server may
        # explain a refusal in a second challenge and wait for an empty line before it says NO.
        first = initial_response(url, consumer, token).encode("utf-8")
        answers = chain([first], repeat(b""))
        answer = super().authenticate("XOAUTH", lambda challenge: next(answers))
        return cast("tuple[str, list[bytes]]", answer)
