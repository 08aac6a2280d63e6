"""HL7 v2 files: one message or a batch of them, with whatever line ends and encoding the sender's system writes.

Sources: HL7 v2.5.1 chapter 2, §2.8 (segments end in CR), §2.10.3 (FHS, BHS, BTS, FTS), §2.15.9.18 (MSH-18, table 0211).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from patients.readers.hl7v2.adt import told_by
from patients.readers.hl7v2.segments import Message, NotHl7
from patients.visits import Found, Problem, Told

MOST_BYTES: Final = 50 * 1024 * 1024  # of one file
NO_MESSAGE: Final = "This file holds no HL7 message: each begins with MSH."
LONGEST_MESSAGE: Final = 256 * 1024  # an ADT message has a few KB; one with documents in it isn't for us
MOST_SEGMENTS: Final = 1000
_LINE_END = re.compile(rb"\r\n|\r|\n")
_ENVELOPE = (b"FHS", b"BHS", b"BTS", b"FTS")
_FRAME = b"\x0b\x1c"  # MLLP's start and end, which interface engines leave in files
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
ENCODINGS: Final = {  # table 0211; Windows-1252 holds all of Latin-1 that people write
    "UNICODE UTF-8": "utf-8", "UTF-8": "utf-8", "8859/1": "cp1252", "8859/15": "iso8859-15",
}  # fmt: skip


def read_hl7(files: Iterable[tuple[str, bytes]]) -> Iterator[Found]:
    """(name, content) of each file → what its messages tell, in order. A message that can't be read costs only itself. Never raises."""
    for name, content in files:
        if why := of_no_use(content):
            yield Found(name, 1, Problem(why))
            continue
        row = 0
        for row, lines in enumerate(messages(content), 1):
            yield Found(name, row, of_message(lines))
        if not row:
            yield Found(name, 1, Problem(NO_MESSAGE))


def of_no_use(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        return f"This file is larger than {MOST_BYTES // 1024 // 1024} MB: export fewer messages at once."
    if content.startswith(_UTF16) or b"\x00" in content:
        return "This file is written in UTF-16 or isn't text: export it in UTF-8."
    if b"MSH" not in content:
        return NO_MESSAGE
    return ""


def messages(content: bytes) -> Iterator[list[bytes]]:
    """The lines of each message. What stands before the first MSH, and the envelope of a batch, belong to none."""
    lines: list[bytes] = []
    for line in _LINE_END.split(content.removeprefix(_BOM)):
        line = line.strip(_FRAME + b" \t")
        if line.startswith(b"MSH"):
            if lines:
                yield lines
            lines = [line]
        elif line and lines and not line.startswith(_ENVELOPE):
            lines.append(line)
    if lines:
        yield lines


def of_message(lines: list[bytes]) -> Told:
    if len(lines) > MOST_SEGMENTS or sum(map(len, lines)) > LONGEST_MESSAGE:
        return Problem(f"This message is longer than {LONGEST_MESSAGE // 1024} KB: send ADT without documents in it.")
    try:
        return told_by(Message(decoded(lines)))
    except NotHl7 as problem:
        return Problem(str(problem))


def decoded(lines: list[bytes]) -> list[str]:
    """MSH-18 decides; where it says nothing, UTF-8 or else Windows-1252. Raises NotHl7."""
    declared = declared_encoding(lines[0])
    whole = b"\r".join(lines)
    for encoding in [ENCODINGS[declared]] if declared in ENCODINGS else ["utf-8", "cp1252"]:
        try:
            return whole.decode(encoding).split("\r")
        except UnicodeDecodeError:
            continue
    raise NotHl7("This message isn't in the encoding that its MSH-18 names: ask the sender for UTF-8.")


def declared_encoding(header: bytes) -> str:
    """The first of MSH-18, in capitals; MSH-1 is the separator itself, so it is the 18th piece."""
    pieces = header.split(header[3:4]) if len(header) > 3 else []
    return pieces[17].split(b"~")[0].decode("ascii", "replace").strip().upper() if len(pieces) > 17 else ""
