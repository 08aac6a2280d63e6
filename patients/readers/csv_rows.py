"""Visits from a CSV file, one row at a time (RFC 4180, as spreadsheets really write it).

A row is one line: a quoted cell may not run over a line end, so a quotation mark that is never closed costs one row
and not the rest of the file. No message repeats a value of the file, because reports are kept.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from django.utils.translation import gettext as _

from patients.readers.csv_header import Header, read_header
from patients.readers.csv_lines import LOST_CHARACTER, lines_of
from patients.readers.date_orders import DateOrder, read_date
from patients.readers.unreadable import UnreadableFile
from patients.readers.written_dates import parse_written_date

__all__ = ["BadRow", "UnreadableFile", "VisitRow", "read_rows"]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True, repr=False)
class VisitRow:
    """One visit as written; only dates are understood already. `row` is the line in the file, from 2."""

    row: int
    email: str
    given_name: str = ""
    family_name: str = ""
    birth_date: date | None = None
    language: str = ""
    time_zone: str = ""
    visit_date: date | None = None
    visit_id: str = ""
    consent: str = ""
    mrn: str = ""
    status: str = ""
    cancelled: str = ""
    codes: str = ""
    visit_type: str = ""

    def __repr__(self) -> str:
        return f"<VisitRow {self.row}>"


@dataclass(frozen=True, slots=True)
class BadRow:
    """A line that can't be a visit. `why` is one sentence that says what to do."""

    row: int
    why: str


class _Unusable(ValueError):
    """Why this line can't be read."""


def read_rows(
    source: BinaryIO, mapping: Mapping[str, str] | None = None, *, dates: DateOrder | None = None, after: int = 0
) -> Iterator[VisitRow | BadRow]:
    """The visits of a binary file, read line by line; UTF-8, UTF-16 or Windows-1252, comma, semicolon, tab or bar.

    `mapping` goes from the file's own column names to ours, and leaves out the columns it doesn't name.
    `dates`: how a person said that the file writes them. `after`: the line from which on rows are read.
    Raises UnreadableFile with one sentence: at once for the header, while reading for an endless line.
    """
    lines = lines_of(source)
    header = read_header(lines, mapping)
    return (
        _row(number, line, header, dates)
        for number, line in lines
        if number > after and line.strip(f" {header.delimiter}")
    )


def _row(number: int, line: str, header: Header, dates: DateOrder | None) -> VisitRow | BadRow:
    try:
        values = _with_names(header.pick(_cells(line, header)))
        return VisitRow(
            row=number,
            birth_date=_date(values.pop("birth_date", ""), "birth_date", dates),
            visit_date=_date(values.pop("visit_date", ""), "visit_date", dates),
            **_with_address(values),
        )
    except _Unusable as why:
        return BadRow(number, str(why))


def _cells(line: str, header: Header) -> list[str]:
    if LOST_CHARACTER in line:
        raise _Unusable(_("Export this row again as UTF-8: a character in it was lost."))
    if _CONTROL.search(line.replace(header.delimiter, "")):
        raise _Unusable(_("Type this row again: it holds a control character."))
    try:
        [cells] = csv.reader([line], delimiter=header.delimiter, strict=True)
    except csv.Error:
        raise _Unusable(_("Check the quotation marks of this row: each must be closed on the same line.")) from None
    if len(cells) < header.width or any(cell.strip() for cell in cells[header.width :]):
        raise _Unusable(
            _("Check the separators: this row has {n} cells and the header {width}.").format(
                n=len(cells), width=header.width
            )
        )
    return cells


def _with_address(values: dict[str, str]) -> dict[str, str]:
    if not values["email"]:
        raise _Unusable(_("Fill in the column email: without an address no lesson can be sent."))
    return values


def _with_names(values: dict[str, str]) -> dict[str, str]:
    """A whole name in its parts: “Ruiz, Ana” or “Ana Ruiz”."""
    whole = values.pop("full_name", "")
    if whole and not values.get("given_name"):
        family, comma, given = whole.partition(",")
        if not comma:
            given, _blank, family = whole.rpartition(" ")
        values["given_name"], values["family_name"] = (
            given.strip() or family.strip(),
            family.strip() if given.strip() else "",
        )
    return values


def _date(written: str, column: str, dates: DateOrder | None) -> date | None:
    if not written:
        return None
    try:
        return read_date(written, dates) if dates else parse_written_date(written)
    except ValueError:
        if dates:
            said = _("Check the column {column}: what stands there is no date in the order chosen for this file.")
        else:
            said = _("Write {column} as YYYY-MM-DD, such as 2026-03-09.")
        raise _Unusable(said.format(column=column)) from None
