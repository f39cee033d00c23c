r"""Fuzzes what a client may send: it is verified or refused, and nothing else ever happens.

An input is a request as `_hostile.Message.from_octets` reads it.  To run it for long, which needs
atheris, in the folder `tests`:

    mkdir -p /tmp/corpus && cp fuzz/corpus/* /tmp/corpus
    python -m fuzz.verify_request -dict=fuzz/oauth.dict -max_len=4096 -timeout=10 \
        -max_total_time=3600 /tmp/corpus

What breaks the promise is written to a file `crash-…` or `timeout-…`; once it is mended, that file
goes into fuzz/corpus, under a name that says what it was.  Of what else was learnt, only what is
small and takes a way that no other input takes does so.

The seeds named "right-" were signed by oauthlib 4.0.1, with the keys, the time and the nonce of
the photos request of OAuth Core 1.0a.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

# It has no types, and is not there where these are checked.
atheris: Any = import_module("atheris")

with atheris.instrument_imports(include=["oauth2"]):
    import oauth2  # noqa: F401  # instrumented before any other module imports it

from _hostile import check_octets  # noqa: E402


def main() -> None:
    """Run libFuzzer with the arguments of the command line."""
    atheris.Setup(sys.argv, check_octets)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
