"""The options of a flow, checked before anybody is asked for anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..base_string import split_url
from ..encoding import to_text
from ..errors import InsecureTransport

#: The callback of an exchange in which the user reads a PIN (RFC 5849 section 2.1).
OUT_OF_BAND = "oob"
_METHODS = ("GET", "POST")
_SIGNER = frozenset(
    {"signature_method", "placement", "realm", "version", "empty_token", "clock", "nonce"}
)
# No `cache`, since a token is nothing to be kept there, and no `trusted_origins`: a token request
# goes to one origin.
_HTTP = frozenset(
    {
        "correct_clock",
        "ca_certs",
        "disable_ssl_certificate_validation",
        "proxy_info",
        "tls_maximum_version",
        "tls_minimum_version",
    }
)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s\x00-\x1f\x7f]+")


def split_options(
    options: Mapping[str, Any], *, allow_insecure: bool, timeout: float | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the options for the Signer, and those for what sends.

    Args:
        options: of `ThreeLeggedFlow`, but for those that it names.
        allow_insecure: see there.
        timeout: see there.

    Raises:
        TypeError: there is no such option.
        ValueError: the timeout is no number of seconds.
    """
    unknown = sorted(options.keys() - _SIGNER - _HTTP)
    if unknown:
        raise TypeError(f"ThreeLeggedFlow has no option {unknown[0]!r}")
    # No leg has a body that could be hashed, but xAuth's form, which must not be.
    signing: dict[str, Any] = {"allow_insecure": allow_insecure, "body_hash": "never"}
    sending: dict[str, Any] = {"timeout": checked_timeout("timeout", timeout)}
    for name, value in options.items():
        (signing if name in _SIGNER else sending)[name] = value
    return signing, sending


def checked_method(method: str) -> str:
    """Return the HTTP method of the token requests, in upper case.

    Args:
        method: "GET" or "POST", in any case.

    Raises:
        ValueError: it is neither.
    """
    name = method.upper() if isinstance(method, str) else ""
    if name not in _METHODS:
        raise ValueError(f"method must be 'GET' or 'POST', not {method!r:.40}")
    return name


def check_names(
    token_parameter: str, consumer_parameter: str | None, callback_parameter: str | None
) -> None:
    """Make sure that the names of the authorization URL's parameters are some.

    Args:
        token_parameter: of `ThreeLeggedFlow`.
        consumer_parameter: the same; None is none.
        callback_parameter: the same.

    Raises:
        ValueError: one is no text, or empty.
    """
    names = {"token_parameter": token_parameter}
    further = {"consumer_parameter": consumer_parameter, "callback_parameter": callback_parameter}
    names |= {argument: name for argument, name in further.items() if name is not None}
    for argument, name in names.items():
        if not isinstance(name, str) or not name:
            raise ValueError(f"{argument} must be the name of a parameter, not {name!r:.40}")


def checked_headers(headers: Mapping[str, str] | None) -> dict[str, str]:
    """Return a copy of header fields.

    Args:
        headers: a mapping, or None.

    Raises:
        ValueError: they are something else.
    """
    if not isinstance(headers, Mapping | None):
        raise ValueError(f"headers must be a mapping, not {type(headers).__name__}")
    return dict(headers or {})


def checked_timeout(name: str, seconds: float | None) -> float | None:
    """Return a number of seconds, or None.

    Args:
        name: of the argument.
        seconds: the number, or None.

    Raises:
        ValueError: it is something else, or negative.
    """
    known = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    if seconds is not None and not (known and seconds >= 0):
        raise ValueError(f"{name} must be a number of seconds or None, not {seconds!r:.40}")
    return seconds


def checked_callback(callback: str) -> str:
    """Return a callback as text.

    Args:
        callback: an absolute URI (RFC 5849 section 2.1), of whatever scheme, or "oob".

    Raises:
        ValueError: it is neither.
        TypeError: it is neither text nor bytes.
    """
    if not isinstance(callback, (str, bytes)):
        raise TypeError(f"callback must be text, not {type(callback).__name__}")
    text = to_text(callback, "callback")
    if text != OUT_OF_BAND and not _ABSOLUTE.fullmatch(text):
        raise ValueError(f"callback must be an absolute URL, or 'oob', not {text!r:.80}")
    return text


def with_tls(name: str, url: str | None, *, allow_insecure: bool) -> str:
    """Return the URL of an endpoint; refuse one to which a secret would travel in clear.

    RFC 5849 sections 2.1 and 2.3 want TLS, since the token's secret comes back.

    Args:
        name: of the argument, for the error.
        url: of the endpoint.
        allow_insecure: True takes it all the same.

    Raises:
        InvalidURL: it is no absolute http or https URL.
        InsecureTransport: it is http, and no loopback address.
        TypeError: it is no text.
    """
    text = to_text(url, name)
    if not (split_url(text).keeps_secrets or allow_insecure):
        raise InsecureTransport(
            f"{name} must be https: the token's secret comes back in clear; "
            "allow_insecure=True takes it, if you know what listens"
        )
    return text
