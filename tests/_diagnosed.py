"""Requests with mistakes in them, as parameters of tests, and how they are explained."""

from __future__ import annotations

import random
import zlib
from typing import Any

import pytest
from _mistaken_signer import ALONE, IN_SIGNATURE, SHAPES, Mistake, Sent, Shape, sign

import oauth2

#: What the token's secret was before.
OTHER_SECRET = "of the request token"


def consumer(shape: Shape) -> oauth2.Consumer:
    """Return the consumer of a shape."""
    return oauth2.Consumer(*shape.consumer)


def token(shape: Shape) -> oauth2.Token | None:
    """Return the token of a shape."""
    return oauth2.Token(*shape.token) if shape.token else None


def explained(shape: Shape, sent: Sent, **more: Any) -> oauth2.Explanation:
    """Explain a request with the right secrets."""
    return oauth2.explain(
        sent.arrived,
        consumer(shape),
        token(shape),
        other_token_secrets=[OTHER_SECRET],
        **more,
    )


def names(explanation: oauth2.Explanation) -> list[tuple[str, ...]]:
    """Return the names of all findings, those of a pair in alphabetical order."""
    return [tuple(sorted(finding.names)) for finding in explanation.findings]


def _makes_a_difference(shape: Shape, *mistakes: Mistake) -> bool:
    sent = sign(shape, *mistakes).signature
    fewer = [mistakes[:at] + mistakes[at + 1 :] for at in range(len(mistakes))]
    return sent not in {sign(shape, *rest).signature for rest in [(), *fewer]}


def _id(shape: str, *mistakes: Mistake) -> str:
    return " + ".join(" ".join(mistake).strip() for mistake in mistakes) + f" in {shape}"


def singles() -> list[Any]:
    """Return each mistake in two requests in which it makes a difference, as rows of a table."""
    rows = []
    for mistake in (*IN_SIGNATURE, *ALONE):
        shapes = [name for name in SHAPES if _makes_a_difference(SHAPES[name], mistake)]
        # Of a signature that was cut off too little may be left.
        shapes = [name for name in shapes if len(sign(SHAPES[name], mistake).signature) > 1]
        # The same two in every run, and others of each mistake.
        shapes.sort(key=lambda name: zlib.crc32(f"{mistake} {name}".encode()))
        for shape in shapes[:2]:
            mark = pytest.mark.table(group=f"{mistake}")
            rows.append(pytest.param(shape, mistake, id=_id(shape, mistake), marks=mark))
    return rows


def pairs(count: int, seed: int) -> list[Any]:
    """Return pairs of mistakes that make a difference to each other.

    Args:
        count: how many.
        seed: which.
    """
    chance = random.Random(seed)  # noqa: S311  # the same in every run
    rows: list[Any] = []
    while len(rows) < count:
        shape = chance.choice(list(SHAPES))
        both = chance.sample(list(IN_SIGNATURE), 2)
        if both[0][0] != both[1][0] and _makes_a_difference(SHAPES[shape], *both):
            mark = pytest.mark.table(group=f"pair {len(rows)}")
            rows.append(pytest.param(shape, *both, id=_id(shape, *both), marks=mark))
    return rows


_ALPHABET = "abcXYZ019-._~ !*'()%+&=/:,;@$[]é"


def random_shape(chance: random.Random) -> Shape:
    """Return a request of random texts.

    Args:
        chance: makes them.
    """

    def text(most: int) -> str:
        letters = chance.choices(_ALPHABET, k=chance.randint(1, most))
        return "".join(letters)

    query = "&".join(
        f"{oauth2.escape(text(6))}={oauth2.escape(text(9))}" for _ in range(chance.randint(0, 5))
    )
    return Shape(
        f"{chance.choice(['http', 'https'])}://api.example.com{chance.choice(['', ':8080'])}"
        f"/{oauth2.escape(text(8))}?{query}",
        chance.choice(["GET", "POST", "PUT"]),
        consumer=("ck", text(20)),
        token=("tk", text(20)),
        hash=chance.choice(["sha1", "sha256", "sha512"]),
    )
