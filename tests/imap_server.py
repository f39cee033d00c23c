"""An IMAP server (Twisted's) that takes AUTHENTICATE XOAUTH, for test_imap: prints its port.

The argument is a file with the key and the certificate; the server runs until its input ends.
The TLS is Python's own, since Twisted's needs pyOpenSSL.
"""

from __future__ import annotations

import socketserver
import ssl
import sys
from threading import Thread
from typing import Any

import twisted.cred.error
import twisted.internet.defer
import twisted.internet.protocol
import twisted.mail.imap4
from xoauth_provider import EXPLANATION, Verdict, verdict

# Only a part of Twisted is typed.
defer: Any = twisted.internet.defer
imap4: Any = twisted.mail.imap4
FileWrapper: Any = twisted.internet.protocol.FileWrapper


class XOAuth:
    """The mechanism: an empty challenge, and a second one to explain a wrong signature."""

    def __init__(self) -> None:
        self.challenges = [b""]
        self.found: Verdict | None = None

    def getChallenge(self) -> bytes:  # noqa: N802
        """Return what the client has to answer to."""
        return self.challenges.pop(0)

    def setResponse(self, response: bytes) -> None:  # noqa: N802
        """Take the XOAUTH string, and after it nothing but an empty line."""
        if self.found is None:
            self.found = verdict(response)
            self.challenges = [EXPLANATION] if self.found is Verdict.WRONG else []
        elif response:
            raise imap4.IllegalClientResponse("an empty line was expected")

    def moreChallenges(self) -> bool:  # noqa: N802
        """Tell whether the client has something to answer to."""
        return bool(self.challenges)


class MailProvider:
    """Twisted's portal: lets in whom the mechanism accepted, to an account without mailboxes."""

    def login(self, mechanism: XOAuth, mind: None, *interfaces: Any) -> Any:
        """Return an account, or the refusal, as Twisted wants them."""
        if mechanism.found is not Verdict.ACCEPTED:
            return defer.fail(twisted.cred.error.UnauthorizedLogin())
        return defer.succeed((imap4.IAccount, imap4.MemoryAccount("user"), lambda: None))


class Connection(socketserver.BaseRequestHandler):
    """Passes on to Twisted what comes in, and sends what Twisted says."""

    def handle(self) -> None:
        """Serve one client until it hangs up."""
        session = imap4.IMAP4Server({b"XOAUTH": XOAuth})
        session.portal = MailProvider()
        # No timeouts: they need a reactor.
        session.timeOut = session.POSTAUTH_TIMEOUT = None
        session.makeConnection(FileWrapper(self.request.makefile("wb", buffering=0)))
        while received := self.request.recv(4096):
            session.dataReceived(received)


def main(certificate: str) -> None:
    """Serve until standard input ends."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Connection) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, daemon=True).start()
        print(server.server_address[1], flush=True)  # noqa: T201
        sys.stdin.read()
        server.shutdown()


if __name__ == "__main__":
    main(*sys.argv[1:])
