"""Pictures inside an article: redrawn clean as any upload, or listed as left out with the reason. None is fetched."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from urllib.parse import unquote_to_bytes, urlsplit

from PIL import Image

from clinic.picture_files import name_for
from clinic.pictures import BOMB, BROKEN, READ, CleanPicture, cleaned
from clinic.refusal import Refusal
from content.importing.blocks import Dropped, Picture

LEAST_SIDE = 40  # pixels: smaller ones are icons, dividers and trackers, and teach nothing
MOST_PICTURES = 60  # different ones in one article
MOST_PIXELS = 120_000_000  # together: decoding takes about a second for each 40 million
_CURE = "add it on the Pictures page"


@dataclass
class PictureIntake:
    """The pictures of one article. `kept` holds the clean ones by the name lessons give them."""

    kept: dict[str, CleanPicture] = field(default_factory=dict)
    _seen: dict[str, str] = field(default_factory=dict)
    _pixels: int = 0

    def take_in(self, line: int, address: str, alt: str) -> Picture | Dropped:
        """The picture an <img> shows. `address` is its src: data is read, any other is never opened."""
        address = address.strip()
        if address[:5].lower() != "data:":
            return Dropped(line, alt, _elsewhere(address))
        head, _, body = address.partition(",")
        try:
            data = base64.b64decode(unquote_to_bytes(body)) if head.endswith(";base64") else unquote_to_bytes(body)
        except (binascii.Error, ValueError):
            return Dropped(line, alt, f"a picture whose data is damaged: {_CURE}")
        return self.take_bytes(line, data, alt)

    def take_bytes(self, line: int, data: bytes, alt: str) -> Picture | Dropped:
        """A picture given by its bytes. The same bytes twice are one picture, shown twice."""
        known = sha256(data).hexdigest()
        if known not in self._seen:
            try:
                self._seen[known] = self._cleaned(data, alt)
            except Refusal as refusal:
                self._seen[known] = f" {refusal}"
        name = self._seen[known]
        return Dropped(line, alt, f"a picture left out.{name}") if name.startswith(" ") else Picture(line, name, alt)

    def _cleaned(self, data: bytes, alt: str) -> str:
        """Its name, once it is among the kept ones. Raises Refusal."""
        self._pixels += _pixels_of(data)
        if len(self.kept) >= MOST_PICTURES or self._pixels > MOST_PIXELS:
            raise Refusal(f"The article holds more pictures than are taken in at once: {_CURE}.")
        picture = cleaned(data)
        if min(picture.width, picture.height) < LEAST_SIDE:
            raise Refusal(
                f"It is {picture.width} by {picture.height} pixels, an icon or a tracker: it teaches nothing."
            )
        name = name_for(alt or "article picture", picture)
        self.kept[name] = picture
        return name


def _elsewhere(address: str) -> str:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = "an unreadable address"
    if host:
        return f"a picture at {host[:100]}: pictures from elsewhere aren't fetched, {_CURE}"
    return f"a picture that isn't in the file: {_CURE}"


def _pixels_of(data: bytes) -> int:
    """As its header says; 0 for what isn't a picture. Nothing is decoded."""
    try:
        width, height = Image.open(BytesIO(data), formats=READ).size
    except (*BROKEN, *BOMB):
        return 0
    return width * height
