"""A picture that comes ready-made in a folder: taken as it is, if it is what its name says and holds nothing but the picture.

Its name binds its bytes, `<words>-<first 12 hex digits of their SHA-256>.png`, so a text that names it binds them too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

from PIL import Image

from clinic.pictures import BOMB, BROKEN, MOST_BYTES, WIDTHS, CleanPicture, Kind, refuse_size
from clinic.refusal import Refusal

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*-(?P<hash>[0-9a-f]{12})\.(?P<kind>png|jpg)")
LONGEST_NAME = 80
# PNG (third edition, W3C), 11.2 and 11.3: the pixels, the palette and what is see-through. Texts, dates and places go elsewhere.
PNG_START, PNG_CHUNKS = b"\x89PNG\r\n\x1a\n", {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
# ITU-T T.81, B.1.1.3: tables, frames and scans. EXIF and XMP are APP1, profiles APP2, comments COM (0xFE). T.871: APP0 is JFIF's, of
# 16 bytes; a longer one holds a preview, which may show what was cropped away.
JPEG_APP0, JPEG_APP0_LENGTH, JPEG_END = 0xE0, 16, 0xD9
JPEG_TELLS = {*range(0xE1, 0xF0), 0xFE}


def name_for(words: str, picture: CleanPicture) -> str:
    """A file's name made plain, and the hash. The words stand in an address: they must tell nothing about a patient."""
    plain = "-".join(re.findall(r"[a-z0-9]+", words.lower()))[:40].strip("-") or "picture"
    return f"{plain}-{picture.sha256[:12]}.{picture.kind}"


def is_name(text: str) -> bool:
    return len(text) <= LONGEST_NAME and NAME.fullmatch(text) is not None


def read_clean(name: str, content: bytes) -> CleanPicture:
    """The picture as it is. Raises Refusal, with the way to make it right."""
    found = NAME.fullmatch(name) if len(name) <= LONGEST_NAME else None
    if found is None:
        raise Refusal(f"{name} isn't named like sleep-0123456789ab.png: {CURE}.")
    if len(content) > MOST_BYTES:
        raise Refusal(f"{name} takes {len(content) // 1000} KB, and 200 KB is the most: {CURE}.")
    kind: Kind = "png" if found["kind"] == "png" else "jpg"
    picture = CleanPicture(content, kind, *size_of(name, content, kind))
    if not picture.sha256.startswith(found["hash"]):
        raise Refusal(f"{name} was changed after it got its name, which holds the hash of its bytes: {CURE}.")
    if picture.width > WIDTHS[0]:
        raise Refusal(f"{name} is {picture.width} pixels wide, and {WIDTHS[0]} is the most: {CURE}.")
    if tells_more(content, kind):
        raise Refusal(f"{name} holds more than the picture, such as where a photo was taken: {CURE}.")
    return picture


CURE = "add the original on the Pictures page, and take the file from there"


def size_of(name: str, content: bytes, kind: Kind) -> tuple[int, int]:
    try:
        picture = Image.open(BytesIO(content), formats=["PNG" if kind == "png" else "JPEG"])
        refuse_size(*picture.size)
        if getattr(picture, "is_animated", False):
            raise Refusal(f"{name} moves, or holds a second picture: {CURE}.")
        picture.load()
    except (*BROKEN, *BOMB):
        raise Refusal(f"{name} can't be read as a {kind.upper()} picture: {CURE}.") from None
    return picture.size


def tells_more(content: bytes, kind: Kind) -> bool:
    """Whether anything stands beside the pixels, or after their end."""
    if kind == "png":
        return not content.endswith(b"IEND\xaeB`\x82") or any(name not in PNG_CHUNKS for name in png_chunks(content))
    return not content.endswith(bytes([0xFF, JPEG_END])) or any(
        marker in JPEG_TELLS for marker in jpeg_markers(content)
    )


def png_chunks(content: bytes) -> Iterator[bytes]:
    """The name of every chunk: 4 bytes of length, 4 of name, the data, 4 of checksum."""
    at = len(PNG_START)
    while at < len(content):
        yield content[at + 4 : at + 8]
        at += 12 + int.from_bytes(content[at : at + 4], "big")


def jpeg_markers(content: bytes) -> Iterator[int]:
    """Every marker with a segment, between the scans too: within a scan 0xFF stands before 0 or a restart marker only."""
    at = 2
    while (at := content.find(b"\xff", at)) >= 0 and at + 1 < len(content):
        marker = content[at + 1]
        if marker == JPEG_END:
            yield from [] if at + 2 == len(content) else [max(JPEG_TELLS)]
            return
        if marker == 0xFF:
            at += 1
        elif marker == 0 or 0xD0 <= marker <= 0xD7:
            at += 2
        else:
            length = int.from_bytes(content[at + 2 : at + 4], "big")
            yield marker if marker != JPEG_APP0 or length == JPEG_APP0_LENGTH else max(JPEG_TELLS)
            at += 2 + length
