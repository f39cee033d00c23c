"""The options that every adapter takes, and how some are changed for a single call."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from ..credentials import Consumer, Token
from ..redirect import Trail, origins_of
from ..request import OAUTH_VERSION
from ..signature import SignatureMethod
from ..signer import Signer
from ..signer.further import OAuthParams, parameter_pairs
from ..signer.signer import RealmLike

_S = TypeVar("_S", bound="Signing")


class Signing:
    """Signs for an HTTP library.  It never changes, so threads, tasks and sessions may share one.

    What the options mean, each adapter says where its users look.
    """

    def __init__(
        self,
        consumer: Consumer,
        token: Token | None = None,
        *,
        trusted_origins: Iterable[str] = (),
        oauth_params: OAuthParams | None = None,
        signature_method: SignatureMethod | None = None,
        placement: str = "header",
        realm: RealmLike = None,
        body_hash: str = "auto",
        version: str | None = OAUTH_VERSION,
        empty_token: bool = False,
        allow_insecure: bool = False,
        clock: Callable[[], float] | None = None,
        nonce: Callable[[], str] | None = None,
    ) -> None:
        signer = Signer(
            consumer,
            token,
            signature_method=signature_method,
            placement=placement,
            realm=realm,
            body_hash=body_hash,
            version=version,
            empty_token=empty_token,
            allow_insecure=allow_insecure,
            clock=clock,
            nonce=nonce,
        )
        self._trail = Trail(signer, parameter_pairs(oauth_params), origins_of(trusted_origins))

    def replace(
        self: _S,
        *,
        trusted_origins: Iterable[str] | None = None,
        oauth_params: OAuthParams | None = None,
        **signer_options: Any,
    ) -> _S:
        """Return the same with some options changed, such as for a single request.

        Args:
            trusted_origins: as of the constructor; None leaves them as they are.
            oauth_params: as of the constructor; None leaves them as they are.
            **signer_options: the others, `consumer` and `token` among them.

        Raises:
            TypeError: there is no such option.
            Error: as of the constructor; a ValueError too.
        """
        changes: dict[str, Any] = {"signer": self._trail.signer.replace(**signer_options)}
        if trusted_origins is not None:
            changes["trusted"] = origins_of(trusted_origins)
        if oauth_params is not None:
            changes["oauth_params"] = parameter_pairs(oauth_params)
        changed = copy.copy(self)
        changed._trail = self._trail._replace(**changes)
        return changed
