"""How a request is signed: what the arguments, a profile and a preset say, as options of Signer."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..credentials import Consumer
from ..signature import SignatureMethod
from ..signature.by_name import RSA_METHODS, SHARED_SECRET_METHODS
from ..signer import Signer
from .credentials import ask_hidden
from .failures import Misuse

#: What is said of a signature as data, in arguments and in profiles.
NAMES = ("signature_method", "placement", "realm", "body_hash", "empty_token", "rsa_key")

_PASSWORD = "OAUTH2_RSA_KEY_PASSWORD"  # noqa: S105  # where it is looked for


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what says how requests are signed.

    Args:
        parser: of a command.
    """
    group = parser.add_argument_group("signature")
    methods = [*SHARED_SECRET_METHODS, *RSA_METHODS]
    group.add_argument(
        "--signature-method",
        choices=methods,
        metavar="METHOD",
        help=f"{', '.join(methods)}; HMAC-SHA1 by default",
    )
    group.add_argument(
        "--placement",
        choices=("header", "query", "body", "classic"),
        help="where the protocol parameters go; header by default",
    )
    group.add_argument("--realm", help="the realm of the Authorization header; none by default")
    group.add_argument(
        "--body-hash",
        choices=("auto", "always", "never"),
        help="whether a body that is no form is hashed and signed; auto by default",
    )
    group.add_argument(
        "--rsa-key",
        metavar="FILE",
        help=f"the private key in PEM, for RSA; its password is asked for, or in {_PASSWORD}",
    )
    group.add_argument(
        "--allow-insecure",
        action="store_true",
        help="let secrets travel over http to another machine",
    )


def said(args: argparse.Namespace, otherwise: Mapping[str, Any]) -> dict[str, Any]:
    """Return how requests are to be signed, as data that a profile can hold.

    Args:
        args: of the command.
        otherwise: what a profile or a preset says, where the arguments say nothing.

    Raises:
        Misuse: a profile holds what cannot be.
    """
    data = {name: otherwise.get(name) for name in NAMES}
    given = {name: getattr(args, name, None) for name in NAMES}
    if given["rsa_key"] is not None:
        # A profile is used from other folders too.
        given["rsa_key"] = str(Path(given["rsa_key"]).absolute())
    data |= {name: value for name, value in given.items() if value is not None}
    data = {name: value for name, value in data.items() if value is not None}
    for name, value in data.items():
        if not isinstance(value, bool if name == "empty_token" else str):
            raise Misuse(f"the profile is damaged: its {name} is {value!r:.40}")
    return data


def signer_options(data: Mapping[str, Any], *, allow_insecure: bool = False) -> dict[str, Any]:
    """Return the options of `Signer` that the data stands for.

    Args:
        data: of `said`.
        allow_insecure: as of `Signer`.

    Raises:
        Misuse: method and key do not fit, or a profile holds what cannot be.
        InvalidKey: the key cannot be read.
        MissingExtra: `cryptography` is not installed.
    """
    options = {name: data[name] for name in NAMES if name in data and name != "rsa_key"}
    method = _method(options.get("signature_method"), data.get("rsa_key"))
    options |= {"signature_method": method, "allow_insecure": allow_insecure}
    try:
        Signer(Consumer("", ""), **options)
    except ValueError as error:
        raise Misuse(str(error)) from None
    return options


def uses_rsa(data: Mapping[str, Any]) -> bool:
    """Tell whether a key pair signs, so that there may be no consumer secret.

    Args:
        data: of `said`.
    """
    return "rsa_key" in data


def _method(name: str | None, key: str | None) -> SignatureMethod:
    name = name or ("HMAC-SHA1" if key is None else "RSA-SHA1")
    if name in SHARED_SECRET_METHODS:
        if key is not None:
            raise Misuse(f"{name} signs with the secrets, not with --rsa-key")
        return SHARED_SECRET_METHODS[name]()
    if name not in RSA_METHODS:
        raise Misuse(f"no signature method is called {name!r:.40}")
    if key is None:
        raise Misuse(f"{name} needs --rsa-key FILE")
    pem = Path(key).read_bytes()
    return RSA_METHODS[name](pem, password=_password() if b"ENCRYPTED" in pem else None)


def _password() -> str:
    return os.environ.get(_PASSWORD) or ask_hidden("password of the RSA key")
