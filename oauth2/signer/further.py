"""The protocol parameters that a caller adds, or has put into the request (section 3.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from ..encoding import Pairs, flatten, to_text
from ..errors import InvalidRequest
from ..request import OAUTH_VERSION

#: Further protocol parameters: a mapping or pairs.
OAuthParams: TypeAlias = Mapping[Any, Any] | Iterable[tuple[Any, Any]]

# What says who signs, for whom and how: a request cannot carry two different ones.
_FIXED = ("oauth_consumer_key", "oauth_token", "oauth_signature_method")
# What a request that carries it already may keep: any value of it is as good as ours.
_INTERCHANGEABLE = ("oauth_timestamp", "oauth_nonce", "oauth_version")


def with_further(protocol: dict[str, str], oauth_params: OAuthParams) -> dict[str, str]:
    """Return protocol parameters with the caller's further ones.

    Args:
        protocol: those that the Signer makes.
        oauth_params: as of `Signer.sign`.

    Raises:
        InvalidRequest: they would change what says who signs, for whom and how.
    """
    whole = dict(protocol)
    for name, value in parameter_pairs(oauth_params):
        if name in _FIXED and whole.get(name, value) != value:
            raise InvalidRequest(f"oauth_params must not change {name!r}")
        if name == "oauth_version":
            _check_version(value)
        whole[name] = value
    return whole


def _check_version(version: str) -> None:
    if version != OAUTH_VERSION:
        raise InvalidRequest(f"oauth_version must be {OAUTH_VERSION!r} if it is sent")


def parameter_pairs(oauth_params: OAuthParams | None) -> Pairs:
    """Return further protocol parameters as pairs of text.

    Args:
        oauth_params: as of `Signer.sign`.

    Raises:
        InvalidRequest: a name is repeated, or is one that only the Signer makes.
        InvalidText: a name or a value is no text.
        TypeError: they are neither a mapping nor pairs.
    """
    items = oauth_params.items() if isinstance(oauth_params, Mapping) else oauth_params or ()
    if isinstance(items, (str, bytes)) or not isinstance(items, Iterable):
        raise TypeError(f"oauth_params must be a mapping, not {type(oauth_params).__name__}")
    # Text from the caller is held against what text is, unlike text that was decoded.
    pairs = [(to_text(name), to_text(value, name)) for name, value in flatten(items)]
    names = [name for name, _ in pairs]
    for name in names:
        if name.lower() in {"oauth_signature", "realm"}:
            raise InvalidRequest(f"oauth_params must not hold {name!r}: the Signer makes it")
        if names.count(name) > 1:
            raise InvalidRequest(f"oauth_params holds {name!r} more than once")
    return pairs


def not_carried(protocol: Mapping[str, str], carried: Mapping[str, str]) -> Pairs:
    """Leave out what the URL or the form carries already; it must say the same.

    Args:
        protocol: the protocol parameters of the request.
        carried: those that the caller's URL or form holds.

    Raises:
        InvalidRequest: they contradict each other.
    """
    _check_version(carried.get("oauth_version", OAUTH_VERSION))
    for name, value in carried.items():
        if name not in _INTERCHANGEABLE and protocol.get(name, value) != value:
            raise InvalidRequest(f"the request carries another {name!r} than it is signed with")
    return [pair for pair in protocol.items() if pair[0] not in carried]
