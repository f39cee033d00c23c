"""The tables of the page on what goes on the wire: measured, and as they stand in the page.

`python tests/_wire_table.py` prints the measured ones, to be pasted.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from _wire_hops import hop_tables
from _wire_refusals import refusal_tables
from _wire_shapes import Table, shape_tables

PAGE = Path(__file__).parents[1] / "docs" / "wire.md"
#: The tables of the page, in order.
NAMES = ["places", "queries", "paths", "bodies", "hops", "origins", "refused", "remembered"]

_MARKED = re.compile(r"<!-- measured: (\w+) -->\n\n(.*?)\n<!-- end -->", re.DOTALL)


def measured_tables() -> dict[str, str]:
    """Measure everything, and return the tables as Markdown, by name."""
    tables = {**shape_tables(), **hop_tables(), **refusal_tables()}
    return {name: _markdown(table) for name, table in tables.items()}


def tables_in_page() -> dict[str, str]:
    """Return the tables that stand in the page, by name."""
    return dict(_MARKED.findall(PAGE.read_text(encoding="utf-8")))


def _markdown(table: Table) -> str:
    head, *rows = table
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _print_tables() -> None:
    for name, table in measured_tables().items():
        sys.stdout.write(f"<!-- measured: {name} -->\n\n{table}\n<!-- end -->\n\n")


if __name__ == "__main__":
    _print_tables()
