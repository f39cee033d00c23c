"""The shares of the tables, by which no row is left out everywhere."""

from __future__ import annotations

import pytest
from _table import is_in_share, share


# `printf path | gzip | tail -c8 | od -An -N4 -tu4` gives 190089999, which three divides, so that it
# is in the first share; 1328060911 for rfc and 616412651 for query leave 1 and 2.
@pytest.mark.parametrize(("row", "expected"), [("path", 1), ("rfc", 2), ("query", 3)])
def test_row_is_in_one_share(row: str, expected: int) -> None:
    """The CRC-32 of its name tells which, so it is the same in every run."""
    assert [number for number in (1, 2, 3) if is_in_share(row, number, 3)] == [expected]


def test_share_is_everything_where_there_is_one() -> None:
    """So it is where nothing is said."""
    assert is_in_share("path", *share("1/1"))


@pytest.mark.parametrize("text", ["", "1", "0/3", "4/3", "1/0", "a/3", "1/2/3"])
def test_share_is_refused_when_it_is_none(text: str) -> None:
    """A slip in tox.ini must not leave out rows that no other environment runs."""
    with pytest.raises(ValueError, match=r"invalid literal|values to unpack|^\d/\d$"):
        share(text)
