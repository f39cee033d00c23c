"""`Rehearsal`: a sandbox for the tests of a program; it tells what arrived and fails on demand."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from ..encoding import form_decode
from .answers import Environ, StartResponse
from .faults import Fault, failure
from .faulty import FaultyProvider
from .recorded import Recorded
from .server import Sandbox, running


@dataclass(frozen=True)
class Rehearsal(Sandbox):
    """A sandbox for one test: it has a user who answers at once, and fails on demand.

    Where a method takes a request token, that is its key, or the URL of the page to which the
    program sends its user.
    """

    @property
    def requests(self) -> list[Recorded]:
        """What has arrived so far, in this order: `method`, `url`, `headers`, `body` of each."""
        return list(self._faulty.requests)

    # --- the user -------------------------------------------------------------------------------

    def approve(self, request_token: str) -> str:
        """Allow what a program asks for, as a user does on the page.

        Args:
            request_token: its key, or the page's URL.

        Returns:
            The verifier (PIN).

        Raises:
            RequestRefused: the token is unknown, or was decided before.
        """
        return self.provider.approve(_key(request_token))

    def deny(self, request_token: str) -> None:
        """Deny what a program asks for, as a user does on the page.

        Args:
            request_token: its key, or the page's URL.

        Raises:
            RequestRefused: the token is unknown, or was decided before.
        """
        self.provider.deny(_key(request_token))

    def callback_url(self, request_token: str) -> str | None:
        """Return where the user's browser is sent from the page, once the user has answered.

        Args:
            request_token: its key, or the page's URL.

        Returns:
            The callback with the verifier, or with `denied`; None for "oob".

        Raises:
            RequestRefused: the token is unknown, or not decided yet.
        """
        return self.provider.callback_url(_key(request_token))

    # --- what goes wrong ------------------------------------------------------------------------

    def fail_next(
        self,
        fault: Fault | str,
        *,
        seconds: float | None = None,
        location: str | None = None,
        at: str | None = None,
    ) -> None:
        """Have the next request fail that the fault can happen to.

        Several calls are for several requests.  The pages that people see never fail.

        Args:
            fault: a `Fault`, or its name.
            seconds: how far the clock is off, or how long a slow answer takes.
            location: where a redirect leads.
            at: a URL, of which the path counts; None means wherever the fault can happen.

        Raises:
            ValueError: there is no such fault, or it has no such option, or wants one, or cannot
                happen there.
        """
        self._faulty.script.add(failure(fault, seconds=seconds, location=location, at=at))

    @contextlib.contextmanager
    def failing(
        self,
        fault: Fault | str,
        *,
        seconds: float | None = None,
        location: str | None = None,
        at: str | None = None,
    ) -> Iterator[None]:
        """Have each request fail that the fault can happen to, while the `with` block lasts.

        Args:
            fault: as of `fail_next`.
            seconds: the same.
            location: the same.
            at: the same.

        Raises:
            ValueError: as of `fail_next`.
        """
        lasting = failure(fault, seconds=seconds, location=location, at=at)
        with self._faulty.script.standing(lasting):
            yield

    @property
    def _faulty(self) -> FaultyProvider:
        return cast(FaultyProvider, self.provider)  # `Stage` has made it


def _key(request_token: str) -> str:
    fields = dict(form_decode(request_token.partition("#")[0].rpartition("?")[2]))
    return fields.get("oauth_token", request_token)


class Stage:
    """A running server, on which one rehearsal follows another."""

    def __init__(self) -> None:
        self._provider = FaultyProvider()
        self._stack = contextlib.ExitStack()
        self._url = self._stack.enter_context(running(self._answer))

    @contextlib.contextmanager
    def rehearsal(self) -> Iterator[Rehearsal]:
        """Begin one, as a context manager: with a new provider, which knows nothing of the last."""
        provider = self._provider = FaultyProvider()
        try:
            yield Rehearsal(provider, self._url)
        finally:
            provider.end()

    def close(self) -> None:
        """Close the server, with its connections."""
        self._stack.close()

    def _answer(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        return self._provider(environ, start_response)


@contextlib.contextmanager
def rehearse() -> Iterator[Rehearsal]:
    """Run a sandbox for one test, as a context manager, where pytest's fixture is not at hand.

    Yields:
        The running sandbox.  It is closed, with its connections, when the `with` block ends.
    """
    with contextlib.closing(Stage()) as stage, stage.rehearsal() as rehearsal:
        yield rehearsal
