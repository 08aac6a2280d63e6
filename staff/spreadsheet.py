"""Tables for a spreadsheet: no cell of ours is ever a formula there, and Excel reads the letters rightly."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # what begins a formula, from OWASP's page on CSV injection
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for the machine's old code page
Cell = str | int


def table(rows: Iterable[Sequence[Cell]]) -> str:
    """RFC 4180, with numbers as they are and every text made harmless."""
    out = StringIO()
    csv.writer(out).writerows([safe(cell) for cell in row] for row in rows)
    return BYTE_ORDER_MARK + out.getvalue()


def safe(cell: Cell) -> Cell:
    """A text that would be read as a formula gets an apostrophe in front: spreadsheets take that for "this is text"."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA):
        return f"'{cell}"
    return cell


def download(name: str, rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """`name`: letters, digits and dashes, of the file that is saved."""
    answer = HttpResponse(table(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
