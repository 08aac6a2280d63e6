"""The lines of a CSV file as text, whatever program wrote it."""

from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from patients.readers.unreadable import UnreadableFile

LONGEST_LINE = 64 * 1024  # bytes; ten thousand times a usual row
LOST_CHARACTER = "\ufffd"
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def lines_of(source: BinaryIO) -> Iterator[tuple[int, str]]:
    """Line numbers from 1 and lines without their ends; one line in memory at a time. Raises UnreadableFile."""
    number = 0
    while line := source.readline(LONGEST_LINE + 1):
        number += 1
        if number == 1:
            line = _without_mark(line)
        if len(line) > LONGEST_LINE:
            raise UnreadableFile(
                _("Line {number} is longer than {most} KB: is this a CSV file?").format(
                    number=number, most=LONGEST_LINE // 1024
                )
            )
        yield number, _decoded(line.rstrip(b"\r\n"))


def _without_mark(line: bytes) -> bytes:
    if line.startswith(_UTF16):
        raise UnreadableFile(_("Save the file again as “CSV UTF-8”: it is written in UTF-16."))
    if b"\r" in line.rstrip(b"\r\n"):
        raise UnreadableFile(_("Save the file again as “CSV UTF-8”: its lines end in the way of old Macintosh files."))
    return line.removeprefix(_BOM)


def _decoded(line: bytes) -> str:
    # Line by line, because files put together from two exports mix both encodings.
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("utf-8", errors="replace")
