"""`oauth2 serve --public-key`: the sandbox knows an RSA key of its consumer's."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from _sandbox import call
from _system import require_module
from test_cli_serve import running, sandbox_in

import oauth2
from oauth2.cli import main

KEYS = Path(__file__).parent / "vectors" / "keys"
PRIVATE_KEY = KEYS / "test_private_pkcs8.pem"


def test_serve_with_a_key_takes_rsa() -> None:
    """Each of the RSA methods is taken with that key, the others as before."""
    require_module("cryptography")
    methods = [
        oauth2.SignatureMethod_RSA_SHA1(PRIVATE_KEY),
        oauth2.SignatureMethod_RSA_SHA256(PRIVATE_KEY),
        oauth2.SignatureMethod_RSA_SHA512(PRIVATE_KEY),
        oauth2.SignatureMethod_RSA_PSS(PRIVATE_KEY),
        oauth2.SignatureMethod_HMAC_SHA1(),
    ]
    other = oauth2.SignatureMethod_RSA_SHA1(KEYS / "wiki_private_pkcs8.pem")

    with running("--public-key", str(KEYS / "test_public.pem")) as (process, introduction):
        sandbox = sandbox_in(introduction)
        answers = [
            call(sandbox, sandbox.echo_url, signature_method=method).status
            for method in [*methods, other]
        ]
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)

    assert answers == [200, 200, 200, 200, 200, 401]
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("file", "complaint"),
    [
        ("missing.pem", "missing.pem: No such file or directory"),
        (str(PRIVATE_KEY), "public_key cannot be read"),
    ],
    ids=["no file", "a private key"],
)
def test_serve_with_a_key_that_is_none(
    file: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that cannot be used is wrong usage, told in one line."""
    require_module("cryptography")

    code = main(["serve", "--port", "0", "--public-key", file])

    assert code == 2
    assert capsys.readouterr().err.startswith(f"oauth2 serve: {complaint}")
