"""An uploaded picture becomes one that may be mailed: of known kind and size, upright, in plain colours, telling nothing else.

What comes in is never kept. It is decoded, redrawn and written anew, so neither the place a photo was taken at nor anything
hidden behind the picture goes on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from PIL import Image, ImageOps

from clinic.picture_colours import has_transparency, plain_colours
from clinic.refusal import Refusal

Kind = Literal["png", "jpg"]
MOST_UPLOAD = 10_000_000  # bytes
MOST_PIXELS = 40_000_000  # a phone's photo has 12 to 24 million; decoding takes 4 bytes each
LEAST_SIDE = 16  # pixels: smaller is a tracking pixel or a slip, not a picture
WIDTHS = (1200, 1000, 800, 600)  # shown at 600 at most: twice that is sharp on every phone
MOST_BYTES = 200_000  # several fit in one email, and it still opens on a slow phone
QUALITY = 82
READ = ("PNG", "JPEG", "GIF", "WEBP")  # Pillow tries no other decoder, whatever the file is called
SVG = re.compile(rb"<svg[\s>]", re.IGNORECASE)
# What Pillow's decoders raise on broken files: UnidentifiedImageError and truncation are OSErrors.
BROKEN = (OSError, SyntaxError, ValueError, TypeError, IndexError, EOFError, MemoryError)
BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)

STILL_LARGE = gettext_noop(
    "The picture still takes {size} KB when it is {width} pixels wide, and 200 KB is the most: crop it, or save a photo as JPEG."
)
MOVES = gettext_noop("The picture moves, and many mail programs show its first moment only: upload a still one.")
MANY_PIXELS = gettext_noop(
    "The picture has {n} million pixels, and 40 million is the most: save it smaller, 1200 pixels wide is enough."
)
FAR_MORE_PIXELS = gettext_noop(
    "The picture has far more pixels, and 40 million is the most: save it smaller, 1200 pixels wide is enough."
)
TINY = gettext_noop("The picture is {width} by {height} pixels, too small to be seen: {least} is the least.")
REFUSALS = (STILL_LARGE, MANY_PIXELS, TINY)  # those with figures in them


@dataclass(frozen=True)
class CleanPicture:
    """What is kept: `content` holds the picture and nothing else. Sizes in pixels."""

    content: bytes
    kind: Kind
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()

    @property
    def media_type(self) -> str:
        return "image/png" if self.kind == "png" else "image/jpeg"


def cleaned(upload: bytes) -> CleanPicture:
    """The picture redrawn: at most 1200 wide and 200 KB, PNG if see-through or drawn, else JPEG. Raises Refusal."""
    if not upload:
        raise Refusal(_("The file is empty: choose it again."))
    if len(upload) > MOST_UPLOAD:
        sentence = _("The file has {n} MB, and 10 MB is the most: save it smaller.")
        raise Refusal(sentence.format(n=f"{len(upload) / 1e6:.0f}"))
    picture = plain_colours(decoded(upload))
    for width in WIDTHS:
        made = written(narrowed(picture, width))
        if len(made.content) <= MOST_BYTES:
            return made
    raise Refusal(_(STILL_LARGE).format(size=len(made.content) // 1000, width=made.width))


def decoded(upload: bytes) -> Image.Image:
    """Its size is read from the header and checked before a pixel is decoded. Raises Refusal."""
    try:
        picture = Image.open(BytesIO(upload), formats=READ)
        refuse_size(*picture.size)
        if getattr(picture, "is_animated", False) and picture.format != "MPO":  # MPO: a phone's photo and its preview
            raise Refusal(_(MOVES))
        picture.load()
        return ImageOps.exif_transpose(picture)
    except BOMB:
        raise Refusal(_(FAR_MORE_PIXELS)) from None
    except BROKEN:
        raise Refusal(what_it_is(upload)) from None


def refuse_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Refusal(_(MANY_PIXELS).format(n=f"{width * height / 1e6:.0f}"))
    if min(width, height) < LEAST_SIDE:
        raise Refusal(_(TINY).format(width=width, height=height, least=LEAST_SIDE))


def what_it_is(upload: bytes) -> str:
    """Why it can't be read, from its first bytes: a file's name says nothing about what it holds."""
    if SVG.search(upload[:4096]):
        return _("This is an SVG drawing. It can carry scripts, and mail programs don't show it: save it as PNG.")
    if upload.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8")) or upload[8:12] == b"WEBP":
        return _("The picture is damaged or was cut short: save or copy it again, then upload it.")
    return _("This isn't a picture we know: upload a PNG, JPEG, GIF or WebP file.")


def narrowed(picture: Image.Image, width: int) -> Image.Image:
    if picture.width <= width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS)


def written(picture: Image.Image) -> CleanPicture:
    """As PNG if it must be or if that is smaller, as it is for drawings; else as JPEG."""
    png = as_bytes(picture, "PNG", optimize=True)
    if has_transparency(picture):
        if len(png) > MOST_BYTES:
            png = as_bytes(picture.quantize(256, Image.Quantize.FASTOCTREE), "PNG", optimize=True)
        return CleanPicture(png, "png", *picture.size)
    jpeg = as_bytes(picture, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return (
        CleanPicture(png, "png", *picture.size) if len(png) <= len(jpeg) else CleanPicture(jpeg, "jpg", *picture.size)
    )


def as_bytes(picture: Image.Image, format: str, **options: object) -> bytes:
    """Without anything beside the pixels: Pillow would write a profile or comment it finds in `info` again."""
    picture.info.clear()
    file = BytesIO()
    picture.save(file, format, **options)
    return file.getvalue()
