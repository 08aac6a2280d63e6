"""Why rows of a file came to nothing, each reason once with the rows it is true of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST_ROWS_NAMED = 20
MOST_REASONS = 40


class Row(Protocol):
    @property
    def row(self) -> int: ...
    @property
    def why(self) -> str: ...


def reasons(rows: Iterable[Row]) -> list[dict[str, str]]:
    """Each reason with the rows it is true of: the first few by number."""
    found: dict[str, list[int]] = {}
    for row in rows:
        found.setdefault(row.why, []).append(row.row)
    return [{"why": why, "rows": named(numbers)} for why, numbers in list(found.items())[:MOST_REASONS]]


def named(numbers: list[int]) -> str:
    """Rows 3, 8 and 12, or rows 3, 8, … and 1,204 more."""
    first, more = numbers[:MOST_ROWS_NAMED], len(numbers) - MOST_ROWS_NAMED
    listed = ", ".join(f"{number:,}" for number in first)
    if more > 0:
        return _("Rows {rows} and {n} more").format(rows=listed, n=f"{more:,}")
    return ngettext("Row {rows}", "Rows {rows}", len(numbers)).format(rows=listed)
