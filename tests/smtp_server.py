"""An SMTP server (aiosmtpd) that takes AUTH XOAUTH, for test_smtp: prints its port.

With a file with a key and a certificate as argument it wants STARTTLS, AUTH and mail in this
order.  The server runs until its input ends.
"""

from __future__ import annotations

import asyncio
import ssl
import sys
from base64 import b64decode
from typing import cast

from aiosmtpd.smtp import SMTP, AuthResult
from xoauth_provider import EXPLANATION, Verdict, verdict


class MailProvider:
    """Handler of aiosmtpd with the mechanism XOAUTH."""

    async def auth_XOAUTH(self, server: SMTP, arguments: list[str]) -> AuthResult:  # noqa: N802
        """Take the string from the command or after a challenge, and say which it was."""
        if arguments[1:]:
            answer, how = b64decode(arguments[1], validate=True), "in the command"
        else:
            answer, how = cast("bytes", await server.challenge_auth("")), "after a challenge"
        found = verdict(answer)
        if found is Verdict.WRONG and await server.challenge_auth(EXPLANATION) != b"":
            return AuthResult(success=False, handled=False, message="501 5.5.2 Unexpected answer")
        success = found is Verdict.ACCEPTED
        return AuthResult(
            success=success,
            handled=False,
            message=f"235 2.7.0 Accepted {how}" if success else f"535 5.7.8 Refused: {found.value}",
        )


async def main(certificates: list[str]) -> None:
    """Serve until standard input ends."""
    context = None
    if certificates:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificates[0])
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(
            MailProvider(),
            hostname="localhost",
            auth_required=context is not None,
            auth_require_tls=context is not None,
            tls_context=context,
            loop=loop,
        ),
        "127.0.0.1",
        0,
    )
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
