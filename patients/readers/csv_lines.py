"""The lines of a CSV file as text, whatever program wrote it."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from patients.readers.unreadable import UnreadableFile

LONGEST_LINE = 64 * 1024  # bytes; ten thousand times a usual row
LOST_CHARACTER = "\ufffd"
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_PART = 64 * 1024
_ENOUGH_TO_TELL = 8  # bytes; fewer zeros among fewer are chance


def lines_of(source: BinaryIO) -> Iterator[tuple[int, str]]:
    """Line numbers from 1 and lines without their ends; one line in memory at a time. Raises UnreadableFile."""
    first = source.readline(LONGEST_LINE + 1)
    if encoding := utf16_of(first):
        yield from enumerate(_utf16_lines(first, source, encoding), start=1)
        return
    number, line = 1, _without_mark(first)
    while line:
        if len(line) > LONGEST_LINE:
            raise _too_long(number)
        yield number, _decoded(line.rstrip(b"\r\n"))
        number, line = number + 1, source.readline(LONGEST_LINE + 1)


def utf16_of(start: bytes) -> str:
    """Python's name of the UTF-16 that a file begins in, with its mark or without; empty for any other encoding."""
    if start.startswith(_UTF16):
        return "utf-16"
    if len(start) >= _ENOUGH_TO_TELL:
        for name, half in (("utf-16-le", start[1::2]), ("utf-16-be", start[0::2])):
            if half.count(0) > 0.8 * len(half):  # a header is written in plain letters
                return name
    return ""


def _utf16_lines(first: bytes, source: BinaryIO, encoding: str) -> Iterator[str]:
    decoder, part, rest, number = codecs.getincrementaldecoder(encoding)(), first, "", 0
    try:
        while part:
            *lines, rest = (rest + decoder.decode(part)).split("\n")
            for line in (*lines, rest):
                if len(line) > LONGEST_LINE:
                    raise _too_long(number + 1)
            for line in lines:
                number += 1
                yield line.rstrip("\r")
            part = source.read(_PART)
        decoder.decode(b"", final=True)
    except UnicodeError:
        raise UnreadableFile(
            _("Save the file again as “CSV UTF-8”: it begins like UTF-16 and goes on otherwise.")
        ) from None
    if rest:
        yield rest


def _too_long(number: int) -> UnreadableFile:
    return UnreadableFile(
        _("Line {number} is longer than {most} KB: is this a CSV file?").format(
            number=number, most=LONGEST_LINE // 1024
        )
    )


def _without_mark(line: bytes) -> bytes:
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
