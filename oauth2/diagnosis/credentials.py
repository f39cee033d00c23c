"""Mistakes in the key: which secrets it is made of, and how (RFC 5849 section 3.4.2)."""

from __future__ import annotations

from collections.abc import Iterator

from ..encoding import percent_encode, to_text
from .mistake import known
from .received import Facts
from .recipe import Recipe, encode_twice

_Changes = Iterator[tuple[str, Recipe]]

_BLANKS = (
    ("trailing newline", "", "\n"),
    ("trailing CRLF", "", "\r\n"),
    ("trailing space", "", " "),
    ("trailing tab", "", "\t"),
    ("leading space", " ", ""),
    ("leading tab", "\t", ""),
    ("leading newline", "\n", ""),
    ("both spaces", " ", " "),
)


def _raw(secret: str) -> str:
    return secret


@known(
    "token_secret_missing",
    6,
    what="made the key without the token secret",
    mend='key = f\'{quote(consumer_secret, safe="~")}&{quote(token_secret, safe="~")}\'',
)
def token_secret_missing(_facts: Facts, recipe: Recipe) -> _Changes:
    """Leave the token secret out of the key."""
    yield "", recipe.with_key(token="")


@known(
    "ampersand_missing",
    5,
    what='left the "&" out of the key',
    mend='key = quote(consumer_secret, safe="~") + "&"  # the "&" stays without a token too',
)
def ampersand_missing(_facts: Facts, recipe: Recipe) -> _Changes:
    """Leave out the "&", which belongs to the key even where there is no token."""
    yield "", recipe.with_key(joint="")
    yield "and the token secret", recipe.with_key(joint="", token="")


@known(
    "secret_whitespace",
    5,
    what="made the key of a secret with white space around it, or without what is there",
    mend="consumer_secret, token_secret = consumer_secret.strip(), token_secret.strip()",
)
def secret_whitespace(_facts: Facts, recipe: Recipe) -> _Changes:
    """Add white space to a secret, as copying and reading files do; or strip it."""
    key = recipe.key
    for label, before, behind in _BLANKS:
        yield f"consumer {label}", recipe.with_key(consumer=before + key.consumer + behind)
        yield f"token {label}", recipe.with_key(token=before + key.token + behind)
    yield "consumer stripped", recipe.with_key(consumer=key.consumer.strip())
    yield "token stripped", recipe.with_key(token=key.token.strip())
    stripped = recipe.with_key(consumer=key.consumer.strip(), token=key.token.strip())
    yield "both stripped", stripped
    for label, before, behind in _BLANKS[:3]:
        added = [before + secret + behind for secret in (key.consumer, key.token)]
        yield f"both, {label}", recipe.with_key(consumer=added[0], token=added[1])


@known(
    "secret_encoded_twice",
    3,
    what="percent-encoded the secrets twice",
    mend='quote(consumer_secret, safe="~")  # once, when the key is made, and nowhere else',
    when="only when a secret holds a character that is percent-encoded",
)
def secret_encoded_twice(_facts: Facts, recipe: Recipe) -> _Changes:
    """Percent-encode the secrets twice."""
    yield "", recipe.with_key(encoder=encode_twice)
    yield "consumer", recipe.with_key(consumer=percent_encode(recipe.key.consumer))
    yield "token", recipe.with_key(token=percent_encode(recipe.key.token))


@known(
    "secrets_swapped",
    3,
    what="swapped the consumer secret and the token secret",
    mend="Consumer(consumer_key, consumer_secret), Token(token_key, token_secret)",
)
def secrets_swapped(_facts: Facts, recipe: Recipe) -> _Changes:
    """Take each secret for the other."""
    yield "", recipe.with_key(consumer=recipe.key.token, token=recipe.key.consumer)


@known(
    "request_token_secret_used",
    2,
    what="made the key with the secret of another token",
    mend="Token(answer['oauth_token'], answer['oauth_token_secret'])  # both of one answer",
)
def request_token_secret_used(facts: Facts, recipe: Recipe) -> _Changes:
    """Use a secret that the token does not have (any more): mostly that of the request token."""
    for secret in facts.other_secrets:
        yield "", recipe.with_key(token=secret)


@known(
    "key_used_as_secret",
    1,
    what="used a key where its secret belongs",
    mend="Consumer(key, secret), Token(key, secret)  # in this order",
)
def key_used_as_secret(facts: Facts, recipe: Recipe) -> _Changes:
    """Use the token's key as its secret, or the consumer's."""
    consumer = to_text(facts.consumer.key, "consumer.key")
    yield "consumer", recipe.with_key(consumer=consumer)
    if facts.token is not None:
        token = to_text(facts.token.key, "token.key")
        yield "token", recipe.with_key(token=token)
        yield "token and consumer", recipe.with_key(consumer=consumer, token=token)


@known(
    "secret_not_encoded",
    1,
    what="did not percent-encode the secrets in the key",
    mend='key = f\'{quote(consumer_secret, safe="~")}&{quote(token_secret, safe="~")}\'',
    when="only when a secret holds a character that is percent-encoded",
)
def secret_not_encoded(_facts: Facts, recipe: Recipe) -> _Changes:
    """Take the secrets as they are."""
    yield "", recipe.with_key(encoder=_raw)


@known(
    "verifier_used_as_token_secret",
    1,
    what="used the verifier as the token secret",
    mend="Token(request_token.key, request_token.secret)  # the verifier is a parameter",
)
def verifier_used_as_token_secret(facts: Facts, recipe: Recipe) -> _Changes:
    """Take `oauth_verifier` for the request token's secret."""
    verifier = facts.request.protocol.get("oauth_verifier", "")
    own = getattr(facts.token, "verifier", None)
    for found in {verifier, to_text(own, "token.verifier") if own else ""} - {""}:
        yield "", recipe.with_key(token=found)


#: In the order in which a client would make them.
CREDENTIALS = (
    key_used_as_secret,
    verifier_used_as_token_secret,
    request_token_secret_used,
    secrets_swapped,
    token_secret_missing,
    secret_whitespace,
    secret_encoded_twice,
    secret_not_encoded,
    ampersand_missing,
)
