"""RSA-SHA256 beside `cryptography`, which does the signing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import oauth2

from . import sample
from .measuring import Gauge, timed

KEY = Path(__file__).parents[1] / "vectors" / "keys" / "test_private_pkcs8.pem"


@contextmanager
def gauges() -> Iterator[dict[str, Gauge]]:
    """Yield what times a whole request, the method alone, and the signature of the same text."""
    try:
        primitives = "cryptography.hazmat.primitives"
        load: Any = import_module(f"{primitives}.serialization").load_pem_private_key
        padding = import_module(f"{primitives}.asymmetric.padding").PKCS1v15()
        algorithm = import_module(f"{primitives}.hashes").SHA256()
    except ImportError:
        yield {}
        return
    method = oauth2.SignatureMethod_RSA_SHA256(KEY)
    signer = oauth2.Signer(sample.CONSUMER, sample.TOKEN, signature_method=method)
    key = load(KEY.read_bytes(), None)
    arguments = (sample.METHOD, sample.URL, sample.FORM_TYPE, sample.FORM)
    text = signer.sign(*arguments).base_string.encode("ascii")
    yield {
        "Signer": timed(lambda: signer.sign(*arguments)),
        "digest": timed(lambda: method.digest(b"", text)),
        "cryptography": timed(lambda: key.sign(text, padding, algorithm)),
    }
