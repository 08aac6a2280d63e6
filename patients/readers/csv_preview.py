"""The head of a CSV file as a person looks at it before it is read: its columns, its first rows, and how it is written."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from patients.readers.csv_header import DELIMITERS, trimmed
from patients.readers.csv_lines import lines_of
from patients.readers.unreadable import UnreadableFile

MOST_COLUMNS: Final = 100
SHOWN: Final = 5
LOOKED_AT: Final = 200


@dataclass(frozen=True, repr=False)
class Preview:
    """`rows`: up to LOOKED_AT of them, as wide as the header. `delimiter`: one character."""

    delimiter: str
    headers: list[str]
    rows: list[list[str]]

    def __repr__(self) -> str:
        return f"<Preview {len(self.headers)} columns>"

    def column(self, header: str) -> list[str]:
        """What stands in a column of this name; nothing where there is none."""
        if header not in self.headers:
            return []
        place = self.headers.index(header)
        return [row[place] for row in self.rows if row[place]]


def preview(source: BinaryIO) -> Preview:
    """Raises UnreadableFile with one sentence that says what to do."""
    lines = [line for _number, line in islice(lines_of(source), LOOKED_AT + 1) if line.strip()]
    if not lines:
        raise UnreadableFile(_("The file is empty: its first line must name the columns."))
    delimiter = max(DELIMITERS, key=lambda sign: len(cells(lines[0], sign)))
    headers = [name.strip() for name in trimmed(cells(lines[0], delimiter))]
    if not 1 < len(headers) <= MOST_COLUMNS:
        raise UnreadableFile(
            _(
                "Check the file: its first line must name 2 to {most} columns, with commas, semicolons or tabs between."
            ).format(most=MOST_COLUMNS)
        )
    rows = [[cell.strip() for cell in cells(line, delimiter)] for line in lines[1:]]
    return Preview(delimiter, headers, [(row + [""] * len(headers))[: len(headers)] for row in rows if any(row)])


def cells(line: str, delimiter: str) -> list[str]:
    """Nothing for a line that can't be read in this way."""
    try:
        [found] = csv.reader([line], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        return []
    return found
