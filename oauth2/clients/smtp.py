"""An SMTP client that logs in with XOAUTH."""

from __future__ import annotations

import smtplib
from itertools import chain, repeat

from ..credentials import Consumer, Token
from .initial_response import initial_response

# What fits, in base64, into a command line of 512 octets (RFC 5321 section 4.5.3.1.4), a limit
# that AUTH is not exempt from (RFC 4954 section 4).
_LONGEST_INITIAL_RESPONSE = (512 - len("AUTH XOAUTH \r\n")) // 4 * 3


class SMTP(smtplib.SMTP):
    """`smtplib.SMTP` with a method that logs in with XOAUTH."""

    def authenticate(self, url: str, consumer: Consumer, token: Token | None) -> tuple[int, bytes]:
        """Log in with the mechanism XOAUTH (`AUTH`, RFC 4954); says EHLO first where needed.

        The XOAUTH string goes in the `AUTH` command itself, or, where it is too long for that,
        in answer to the server's challenge.

        Args:
            url: the URL of the mailbox, as the provider documents it.
            consumer: who signs.
            token: on whose behalf, or None.

        Returns:
            The server's code and words, as from `smtplib.SMTP.login`.

        Raises:
            ValueError: the consumer is no Consumer, or the token neither a Token nor None.
            InvalidURL: the URL is not an absolute http or https URL.
            smtplib.SMTPAuthenticationError: the server refuses.
            smtplib.SMTPHeloError: the server refuses even EHLO and HELO.
        """
        first = initial_response(url, consumer, token)
        # A server may explain a refusal in a challenge and wait for an empty line before it gives
        # the code.
        answers = chain([first], repeat(""))
        self.ehlo_or_helo_if_needed()
        return self.auth(
            "XOAUTH",
            lambda challenge=None: next(answers),
            initial_response_ok=len(first) <= _LONGEST_INITIAL_RESPONSE,
        )
