"""What may be said of a secret: its shape, never its text."""

from __future__ import annotations

import re

from ..encoding import to_text
from .received import Facts

_ESCAPE = re.compile("%[0-9A-Fa-f]{2}")
_BLANKS = {"\n": "a line break", "\r": "a line break", " ": "a space", "\t": "a tab"}
_QUOTES = {'"', "'"}


def shapes(facts: Facts) -> tuple[str, ...]:
    """Return the shapes of the secrets that were given.

    Args:
        facts: about the request.
    """
    consumer = shape("consumer secret", to_text(facts.consumer.secret, "consumer.secret"))
    if facts.token is None:
        return (consumer, "no token was given")
    return (consumer, shape("token secret", to_text(facts.token.secret, "token.secret")))


def shape(what: str, secret: str) -> str:
    """Return the shape of a secret in words.

    Args:
        what: how it is called.
        secret: its text.
    """
    if not secret:
        return f"the {what} is empty"
    if secret.startswith("-----BEGIN "):
        return f"the {what} is a key in PEM"
    traits = [f"begins with {_blank(secret[0])}"] if secret[0].isspace() else []
    traits += [f"ends in {_blank(secret[-1])}"] if secret[-1].isspace() else []
    if secret[0] == secret[-1] and secret[0] in _QUOTES:
        traits.append("stands in quotes")
    if _ESCAPE.search(secret):
        traits.append("holds what looks like escapes")
    count = f"{len(secret)} character{'s' if len(secret) > 1 else ''}"
    return f"the {what} {' and '.join(traits)}, {count}" if traits else f"the {what} has {count}"


def _blank(character: str) -> str:
    return _BLANKS.get(character, "white space")


def has_blanks(facts: Facts) -> bool:
    """Tell whether white space stands around one of the secrets that were given.

    Args:
        facts: about the request.
    """
    secrets = [facts.recipe.key.consumer, facts.recipe.key.token]
    return any(
        secret != secret.strip() and not secret.startswith("-----BEGIN ") for secret in secrets
    )
