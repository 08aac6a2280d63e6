"""People from another newsletter tool's export: Mailchimp, listmonk, Keila, or any list with a column of addresses."""

from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from patients.readers.csv_rows import BadRow, VisitRow, read_rows
from patients.readers.unreadable import UnreadableFile

MOST_BYTES: Final = 10 * 1024 * 1024
# Their column names, in any case and with spaces, hyphens or underscores. All others are left where they are.
THEIRS: Final = {
    "email address": "email", "email": "email", "e-mail": "email",
    "first name": "given_name", "given name": "given_name", "fname": "given_name", "name": "given_name",
    "language": "language", "locale": "language", "lang": "language",
    "status": "consent",
}  # fmt: skip
# What those tools call somebody who gets the newsletter; a file of one state only has no such column.
SUBSCRIBED: Final = frozenset({"", "enabled", "active", "subscribed", "confirmed"})


def read_contacts(source: BinaryIO) -> Iterator[VisitRow | BadRow]:
    """As `read_rows`; `consent` holds the state that the other tool tells. Raises UnreadableFile."""
    return read_rows(_bounded(source), THEIRS)


def gets_it(row: VisitRow) -> bool:
    """Whether the other tool still sent to this person."""
    return row.consent.casefold() in SUBSCRIBED


def _bounded(source: BinaryIO) -> BinaryIO:
    """All in memory: these files hold a line a person."""
    whole = source.read(MOST_BYTES + 1)
    if len(whole) > MOST_BYTES:
        raise UnreadableFile(
            _("The file is larger than {most} MB: split it and bring one part after the other.").format(
                most=MOST_BYTES // 1024 // 1024
            )
        )
    return BytesIO(whole)
