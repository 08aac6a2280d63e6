"""Pictures made on the spot: of any mode, size and format."""

from __future__ import annotations

import random
import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image


def encoded(picture: Image.Image, format: str, **options: Any) -> bytes:
    file = BytesIO()
    picture.save(file, format, **options)
    return file.getvalue()


def drawing(width: int = 120, height: int = 40, colour: tuple[int, ...] = (10, 84, 82, 0)) -> bytes:
    """A PNG with a bar on a see-through ground."""
    picture = Image.new("RGBA", (width, height), (*colour[:3], 0))
    picture.paste((*colour[:3], 255), (0, 0, width // 2, height))
    return encoded(picture, "PNG")


def photo(width: int = 400, height: int = 300, noise: int = 12) -> Image.Image:
    """Soft colours with some grain, always the same: JPEG makes it smaller than PNG."""
    grain, seed = Image.new("RGB", (width, height)), random.Random(7)
    grain.putdata([
        (x * 255 // width, y * 255 // height, seed.randrange(noise)) for y in range(height) for x in range(width)
    ])  # fmt: skip
    return grain


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """What no format makes small."""
    return Image.frombytes(mode, (width, height), random.Random(7).randbytes(width * height * len(mode)))


def png_that_claims(width: int, height: int) -> bytes:
    """A valid header, and hardly any pixels behind it."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(*one) for one in [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    )


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
