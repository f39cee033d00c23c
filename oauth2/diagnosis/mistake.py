"""What a known mistake is: a name, a few words for people, and the function that makes it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

#: Yields what comes of a mistake, with the variant's name or "".
Find: TypeAlias = Callable[..., Iterator[tuple[str, Any]]]


@dataclass(frozen=True)
class Mistake:
    """One known mistake, or another reason for a refusal."""

    #: Stable: programs compare it.
    name: str
    #: In how many public reports it was the cause; 0 is plausible, but was not met.
    seen: int
    #: What was done, behind "The client " or "The provider ".
    what: str
    #: How it is mended, in a line of code.
    mend: str
    #: When it shows, or "" for always.
    when: str = ""
    #: Makes it again; by default in no way, for what shows elsewhere than in the signature.
    makes: Find = lambda *_: iter(())
    #: Variants that were not met: they come behind all that fits as well.
    unmet: frozenset[str] = frozenset()


def known(
    name: str,
    seen: int,
    *,
    what: str,
    mend: str,
    when: str = "",
    unmet: frozenset[str] = frozenset(),
) -> Callable[[Find], Mistake]:
    """Make a mistake of the function that makes it again.

    Args:
        name: stable, see /docs.
        seen: in how many public reports it was the cause.
        what: what was done, behind "The client " or "The provider ".
        mend: how it is mended, in a line of code.
        when: when it shows, or "" for always.
        unmet: variants that were not met.
    """
    return lambda find: Mistake(name, seen, what, mend, when, find, unmet)
