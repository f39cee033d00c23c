"""Runs `peers_js/send.js`, which signs with npm's oauth-1.0a, and sends with Node."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from _peer_clients import How, What
from _protected import told
from _system import require

PROGRAM = Path(__file__).parent / "peers_js" / "send.js"
#: The environment variable with the `node_modules` folder where npm has put oauth-1.0a; without it
#: Node looks in those above the program.
VARIABLE = "OAUTH2_NODE_MODULES"


def send_by_node(requests: Sequence[tuple[How, What]]) -> list[str]:
    """Sign and send requests, one after the other, to an application of `_protected`.

    The test is skipped where Node or the package is missing, or fails, as `require` says.

    Args:
        requests: how to sign each, and what to send.

    Returns:
        For each what `told` returns, or the name of the error with which nothing was sent.
    """
    answers = _run([_asked(how, what) for how, what in requests])
    return [answer.get("error") or told(json.loads(answer["text"])) for answer in answers]


def _asked(how: How, what: What) -> dict[str, Any]:
    body = what.body or b""
    octets = body.encode("utf-8") if isinstance(body, str) else body
    return {
        "method": what.method,
        "url": what.url,
        "headers": dict(what.headers),
        "body": base64.b64encode(octets).decode("ascii"),
        "consumer": dict(zip(("key", "secret"), how.consumer, strict=True)),
        "token": how.token and dict(zip(("key", "secret"), how.token, strict=True)),
        "signatureMethod": how.method,
        "placement": how.placement,
        "bodyHash": how.body_hash,
        "privateKey": how.rsa_key,
    }


def _run(asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    node = shutil.which("node")
    require("node", node, "Node is not installed")
    environ = dict(os.environ)
    if VARIABLE in environ:
        environ["NODE_PATH"] = environ[VARIABLE]
    done = subprocess.run(
        [str(node), str(PROGRAM)],
        input=json.dumps(asked),
        capture_output=True,
        encoding="utf-8",
        env=environ,
        timeout=60,
        check=False,
    )
    found = "Cannot find module 'oauth-1.0a'" not in done.stderr
    require("node", found, f"npm's oauth-1.0a is not installed ({VARIABLE} may name its folder)")
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers
