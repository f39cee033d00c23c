"""The tokens of a flow as text, from one web request to the next."""

from __future__ import annotations

import json

from ..credentials import Token
from ..errors import InvalidToken

_NAMES = ("request_token", "access_token")


def write_tokens(*tokens: Token | None) -> str:
    """Return tokens as text: it holds their secrets.

    Args:
        *tokens: the request token and the access token; None where there is none.
    """
    texts = [None if token is None else token.to_string() for token in tokens]
    return json.dumps(dict(zip(_NAMES, texts, strict=True)))


def read_tokens(saved: str | bytes) -> list[Token | None]:
    """Return the tokens that were written: the request token and the access token.

    Args:
        saved: what `write_tokens` returned.

    Raises:
        InvalidToken: it is something else.
    """
    try:
        found = json.loads(saved)
        texts = [found[name] for name in _NAMES]
        return [None if text is None else Token.from_string(text) for text in texts]
    except (InvalidToken, KeyError, TypeError, ValueError, RecursionError):
        raise InvalidToken("this is not what save() returned") from None
