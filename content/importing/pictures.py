"""Pictures inside an article: redrawn clean as any upload, or listed as left out with the reason. None is fetched."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from urllib.parse import unquote_to_bytes, urlsplit

from django.utils.translation import gettext_noop, override
from PIL import Image

from clinic.picture_files import name_for
from clinic.pictures import BOMB, BROKEN, READ, CleanPicture, cleaned
from clinic.refusal import Refusal
from content.importing.blocks import Dropped, Picture

LEAST_SIDE = 40  # pixels: smaller ones are icons, dividers and trackers, and teach nothing
MOST_PICTURES = 60  # different ones in one article
MOST_PIXELS = 120_000_000  # together: decoding takes about a second for each 40 million
ELSEWHERE = gettext_noop("a picture at {host}: pictures from elsewhere aren't fetched, add it on the Pictures page")
NOT_IN_IT = gettext_noop("a picture that isn't in the file: add it on the Pictures page")
DAMAGED = gettext_noop("a picture whose data is damaged: add it on the Pictures page")
LEFT_OUT = gettext_noop("a picture left out. {why}")
TOO_MANY = gettext_noop("The article holds more pictures than are taken in at once: add it on the Pictures page.")
TOO_SMALL = gettext_noop("It is {width} by {height} pixels, an icon or a tracker: it teaches nothing.")


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
            return Dropped(line, alt, DAMAGED)
        return self.take_bytes(line, data, alt)

    def take_bytes(self, line: int, data: bytes, alt: str) -> Picture | Dropped:
        """A picture given by its bytes. The same bytes twice are one picture, shown twice."""
        known = sha256(data).hexdigest()
        if known not in self._seen:
            try:
                with override("en"):  # the reason is kept with the article
                    self._seen[known] = self._cleaned(data, alt)
            except Refusal as refusal:
                self._seen[known] = f" {refusal}"
        name = self._seen[known]
        return Dropped(line, alt, LEFT_OUT.format(why=name[1:])) if name.startswith(" ") else Picture(line, name, alt)

    def _cleaned(self, data: bytes, alt: str) -> str:
        """Its name, once it is among the kept ones. Raises Refusal."""
        self._pixels += _pixels_of(data)
        if len(self.kept) >= MOST_PICTURES or self._pixels > MOST_PIXELS:
            raise Refusal(TOO_MANY)
        picture = cleaned(data)
        if min(picture.width, picture.height) < LEAST_SIDE:
            raise Refusal(TOO_SMALL.format(width=picture.width, height=picture.height))
        name = name_for(alt or "article picture", picture)
        self.kept[name] = picture
        return name


def _elsewhere(address: str) -> str:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = "an unreadable address"
    if host:
        return ELSEWHERE.format(host=host[:100])
    return NOT_IN_IT


def _pixels_of(data: bytes) -> int:
    """As its header says; 0 for what isn't a picture. Nothing is decoded."""
    try:
        width, height = Image.open(BytesIO(data), formats=READ).size
    except (*BROKEN, *BOMB):
        return 0
    return width * height
