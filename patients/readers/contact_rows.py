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
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_contacts(source: BinaryIO) -> Iterator[VisitRow | BadRow]:
    """As `read_rows`, in UTF-16 too; `consent` holds the state that the other tool tells. Raises UnreadableFile."""
    return read_rows(_in_utf8(source), THEIRS)


def gets_it(row: VisitRow) -> bool:
    """Whether the other tool still sent to this person."""
    return row.consent.casefold() in SUBSCRIBED


def _in_utf8(source: BinaryIO) -> BinaryIO:
    """All in memory, so that a spreadsheet's “Unicode text” can be read: these files hold a line a person."""
    whole = source.read(MOST_BYTES + 1)
    if len(whole) > MOST_BYTES:
        raise UnreadableFile(
            _("The file is larger than {most} MB: split it and bring one part after the other.").format(
                most=MOST_BYTES // 1024 // 1024
            )
        )
    if not whole.startswith(_UTF16):
        return BytesIO(whole)
    try:
        return BytesIO(whole.decode("utf-16").encode())
    except UnicodeError:
        raise UnreadableFile(
            _("Save the file again as “CSV UTF-8”: it begins like UTF-16 and goes on otherwise.")
        ) from None
