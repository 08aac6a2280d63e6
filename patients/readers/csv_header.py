"""The first line of a CSV file: which separator, which column is where."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from patients.readers.csv_columns import MEANINGS, folded
from patients.readers.unreadable import UnreadableFile

COLUMNS: Final = (
    "email",
    "given_name",
    "family_name",
    "birth_date",
    "language",
    "time_zone",
    "visit_date",
    "visit_id",
    "consent",
)
DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Header:
    """Where each column is: position in the row → our name for it."""

    delimiter: str
    width: int
    positions: dict[int, str]

    def pick(self, cells: list[str]) -> dict[str, str]:
        """Our columns of one row, trimmed."""
        return {name: cells[position].strip() for position, name in self.positions.items()}


def read_header(lines: Iterator[tuple[int, str]], mapping: Mapping[str, str] | None = None) -> Header:
    """Take the first line with something in it. Raises UnreadableFile, which never repeats what may be a patient's."""
    line = next((text for _row, text in lines if text.strip()), None)
    if line is None:
        raise UnreadableFile(_("The file is empty: its first line must name the columns."))
    renamed = _renamed(mapping)
    delimiter, cells = _split(line, renamed)
    positions = {position: renamed[cell] for position, cell in enumerate(cells) if cell in renamed}
    _check(cells, positions, strict=mapping is None)
    return Header(delimiter, len(cells), positions)


def _renamed(mapping: Mapping[str, str] | None) -> dict[str, str]:
    if mapping is None:
        return {name: name for name in COLUMNS}
    if wrong := sorted(set(mapping.values()) - set(MEANINGS)):
        raise UnreadableFile(
            _("The mapping leads to unknown columns ({wrong}): use {columns}.").format(
                wrong=", ".join(wrong), columns=", ".join(MEANINGS)
            )
        )
    return {folded(theirs): ours for theirs, ours in mapping.items()}


def _split(line: str, renamed: Mapping[str, str]) -> tuple[str, list[str]]:
    """The separator under which most columns are known ones."""
    readings = [(delimiter, _cells(line, delimiter)) for delimiter in DELIMITERS]
    return max(readings, key=lambda reading: sum(cell in renamed for cell in reading[1]))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        [cells] = csv.reader([line], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        return []
    return [folded(cell) for cell in trimmed(cells)]


def trimmed(cells: list[str]) -> list[str]:
    """Without the empty ones at the end: spreadsheets leave separators behind."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _check(cells: list[str], positions: Mapping[int, str], *, strict: bool) -> None:
    names = list(positions.values())
    if not names:
        raise UnreadableFile(
            _("The first line names none of our columns: it must be {columns}.").format(columns=",".join(COLUMNS))
        )
    if unknown := [cell or _("(no name)") for place, cell in enumerate(cells) if strict and place not in positions]:
        raise UnreadableFile(
            _("Remove or rename the columns we don't know: {columns}.").format(columns=", ".join(unknown))
        )
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise UnreadableFile(_("Keep only one of each column: {columns} comes twice.").format(columns=", ".join(twice)))
    if "email" not in names:
        raise UnreadableFile(_("Add a column named email: without an address no lesson can be sent."))
