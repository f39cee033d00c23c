"""Runs the small programs in docs/examples, and hands over what they sent to other verifiers."""

from __future__ import annotations

import io
import os
import runpy
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import NamedTuple
from unittest.mock import patch

from _loopback import Recorded
from _verifiers import CONSUMER, TOKEN, Verified, verify_strictly
from _verify_examples import EXAMPLES

from oauth2 import sandbox

#: The credentials that oauthlib's validator in `_verifiers` knows, as the programs take them.
KNOWN_TO_OAUTHLIB = {
    "CONSUMER_KEY": CONSUMER[0],
    "CONSUMER_SECRET": CONSUMER[1],
    "TOKEN_KEY": TOKEN[0],
    "TOKEN_SECRET": TOKEN[1],
}


class Done(NamedTuple):
    """What a program has left behind."""

    code: int
    output: str
    errors: str


def run(name: str, url: str, *arguments: str, **settings: str) -> Done:
    """Run an example to its end, as Python runs a program, in this process: that takes less time.

    Args:
        name: of the program.
        url: where the sandbox is.
        arguments: on the command line.
        settings: further environment variables.
    """
    file = str(EXAMPLES / f"{name}.py")
    output, errors = io.StringIO(), io.StringIO()
    with (
        patch.dict(os.environ, {"SANDBOX_URL": url, **settings}),
        patch.object(sys, "argv", [file, *arguments]),
        redirect_stdout(output),
        redirect_stderr(errors),
    ):
        code = _exit_code(file)
    return Done(code, output.getvalue(), errors.getvalue())


def _exit_code(file: str) -> int:
    try:
        runpy.run_path(file, run_name="__main__")
    except SystemExit as end:
        # What Python itself makes of it.
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
            return 1
        return int(end.code or 0)
    return 0


def on_the_wire(arrived: sandbox.Recorded) -> Recorded:
    """Return a request that the sandbox has noted as the verifiers want it."""
    target = arrived.url[arrived.url.index("/", len("http://")) :]
    return Recorded(
        f"{arrived.method} {target} HTTP/1.1".encode("ascii"),
        tuple(f"{name}: {value}".encode("latin-1") for name, value in arrived.headers.items()),
        arrived.body,
    )


def last_verified(rehearsal: sandbox.Rehearsal) -> Verified:
    """Verify the last request strictly, with the sandbox's own credentials."""
    return verify_strictly(
        on_the_wire(rehearsal.requests[-1]),
        consumer=(sandbox.CONSUMER_KEY, sandbox.CONSUMER_SECRET),
        token=(sandbox.TOKEN_KEY, sandbox.TOKEN_SECRET),
    )
