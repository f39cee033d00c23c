"""The page on what goes on the wire says what was measured."""

from __future__ import annotations

import pytest
from _loopback import old_tls_allowed
from _shapes import SHAPES
from _wire_shapes import BODIES, PATHS, QUERIES
from _wire_table import NAMES, measured_tables, tables_in_page

# The tables are measured at once or not at all.
pytestmark = [old_tls_allowed, pytest.mark.table(group="docs/wire.md")]


@pytest.fixture(scope="module")
def measured() -> dict[str, str]:
    """Measure everything once."""
    return measured_tables()


@pytest.mark.parametrize("name", NAMES)
def test_page_says_what_was_measured(measured: dict[str, str], name: str) -> None:
    """Each table of the page is what came out of the socket; a failure shows the new one."""
    shown = tables_in_page()[name]

    assert shown == measured[name], f"docs/wire.md should say:\n\n{measured[name]}"


def test_page_shows_every_table_that_was_measured(measured: dict[str, str]) -> None:
    """No table of the page is made by hand, and none that was measured is missing."""
    assert (list(tables_in_page()), sorted(measured)) == (NAMES, sorted(NAMES))


def test_every_shape_is_in_a_table() -> None:
    """Each row of the shared table is told of once."""
    told = [name for rows in (QUERIES, PATHS, BODIES) for ids in rows.values() for name in ids]

    assert sorted(told) == sorted(shape.id for shape in SHAPES)
