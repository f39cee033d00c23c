"""Runs the mail servers of this folder, and makes the certificate that they show.

Each server is a program of its own, so that no framework brings its threads, its event loop or
its warnings into the tests.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_HERE = Path(__file__).parent


@contextmanager
def running(program: str, *arguments: str | Path) -> Iterator[int]:
    """Run a server of this folder, give the port that it prints, and end it with its input."""
    command = [sys.executable, _HERE / program, *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        port = server.stdout.readline()
        assert port, f"{program} did not start"
        yield int(port)
    assert server.returncode == 0


def make_certificate(folder: Path) -> Path:
    """Write a new key and a certificate that it signed itself, for 127.0.0.1 and for one day."""
    x509 = pytest.importorskip(
        "cryptography.x509", reason="cryptography makes the certificate for TLS"
    )
    primitives = "cryptography.hazmat.primitives"
    ec = pytest.importorskip(f"{primitives}.asymmetric.ec")
    hashes = pytest.importorskip(f"{primitives}.hashes")
    forms = pytest.importorskip(f"{primitives}.serialization")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "the mail server of a test")])
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    authority = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)
    now = dt.datetime.now(dt.timezone.utc)
    day = dt.timedelta(days=1)
    builder = x509.CertificateBuilder(
        issuer_name=name,
        subject_name=name,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - day,
        not_valid_after=now + day,
    )
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    # Python 3.13 and later want all of these.
    for extension in (identifier, authority, x509.SubjectAlternativeName([address])):
        builder = builder.add_extension(extension, critical=False)
    certificate = builder.sign(key, hashes.SHA256())
    pem, pkcs8 = forms.Encoding.PEM, forms.PrivateFormat.PKCS8
    file = folder / "certificate.pem"
    file.write_bytes(
        key.private_bytes(pem, pkcs8, forms.NoEncryption()) + certificate.public_bytes(pem)
    )
    return file
