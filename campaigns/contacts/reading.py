"""The rows of an export as the import looks at them: an address that can be mailed, or what is wrong with the row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.core.exceptions import ValidationError

from patients.addresses import address_key, clean_address
from patients.comparison import ComparisonForm
from patients.languages import clean_language
from patients.names import clean_name
from patients.readers.contact_rows import gets_it, read_contacts
from patients.readers.csv_rows import BadRow, VisitRow


@dataclass(frozen=True, repr=False)
class Line:
    """`key`: equal for one mailbox however it is spelt. `fault`: one sentence, and then nothing else is known."""

    row: int
    fault: str = ""
    email: str = ""
    key: ComparisonForm = ComparisonForm("")
    given_name: str = ""
    language: str = ""
    gets_it: bool = True

    def __repr__(self) -> str:
        return f"<Line {self.row}>"


def lines_of(source: BinaryIO, language: str) -> Iterator[Line]:
    """`language` for those whose own isn't told, or can't be read. Raises UnreadableFile: at once for the header."""
    rows = read_contacts(source)
    return (line_of(row, language) for row in rows)


def line_of(row: VisitRow | BadRow, language: str) -> Line:
    if isinstance(row, BadRow):
        return Line(row.row, row.why)
    try:
        return Line(
            row.row, "", clean_address(row.email), address_key(row.email), clean_name(row.given_name, "first name"),
            spoken(row.language, language), gets_it(row),
        )  # fmt: skip
    except ValidationError as problem:
        return Line(row.row, " ".join(problem.messages))


def spoken(written: str, otherwise: str) -> str:
    try:
        return clean_language(written) if written else otherwise
    except ValidationError:
        return otherwise
