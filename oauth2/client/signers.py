"""Which `Signer` a request of a client gets, by what the client's attributes say at the moment."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Protocol

from ..credentials import Consumer, Token
from ..signature import SignatureMethod
from ..signer import Signer


class Signs(Protocol):
    """The client."""

    consumer: Consumer
    token: Token | None
    method: SignatureMethod
    clock_skew: float


class Signers:
    """Makes the signers of a client, and keeps the last one as long as it fits.

    Args:
        options: the further options of each `Signer`.
        correct_clock: True signs by a clock that the client corrects.
    """

    def __init__(self, options: dict[str, Any], *, correct_clock: bool) -> None:
        self._options = options
        #: Whether it signs by a clock that the client corrects.
        self.correct_clock = correct_clock
        self._kept: Signer | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Return what is pickled: not the signer, which may hold the client."""
        return {**self.__dict__, "_kept": None}

    def signer_for(self, client: Signs, changes: dict[str, Any]) -> Signer:
        """Return the signer of a request.

        Args:
            client: the client.
            changes: options for this request only.

        Raises:
            TypeError: there is no such option.
            ValueError: as of `Signer`.
        """
        kept = self._kept
        # Made for each request, it would cost a tenth of signing it.
        if kept is not None and not changes and _is_for(kept, client):
            return kept
        own = {
            "consumer": client.consumer,
            "token": client.token,
            "signature_method": client.method,
        }
        chosen = {**own, **self._options, **_in_our_words(changes)}
        if self.correct_clock:
            # Imported when it is wanted: with what it reads refusals, that takes a tenth of the
            # time in which the whole package is imported.
            corrected = import_module(".clock", __package__).CorrectedClock
            chosen["clock"] = corrected(client, chosen["clock"])
        signer = Signer(**chosen)
        # With a corrected clock it holds its client; a copy of that has a clock of its own.
        if not changes and not self.correct_clock:
            self._kept = signer
        return signer


def _is_for(signer: Signer, client: Signs) -> bool:
    return (
        signer.consumer is client.consumer
        and signer.token is client.token
        and signer.signature_method is client.method
    )


def _in_our_words(options: dict[str, Any]) -> dict[str, Any]:
    """Return options of a call, without the one that is found in samples of long ago (C22)."""
    chosen = dict(options)
    forced = chosen.pop("force_auth_header", False)
    if forced and chosen.setdefault("placement", "header") != "header":
        raise TypeError('force_auth_header=True is placement="header", and another one is given')
    return chosen
