"""The pictures of an email: those its words show, and the clinic's logo; fetched from our own address, or carried along."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from campaigns.emails import links
from clinic.models import ClinicProfile, Picture
from clinic.models.profile import PicturesTravel
from content.figures import ShownPicture, ShowsPictures
from content.shown_pictures import shown_pictures
from mailer.compiled import InlineImage
from mailer.inline_images import inline_image

LOGO_WIDEST, LOGO_TALLEST = 150, 40  # pixels: beside it stands "Lesson 5 of 8", also on a screen of 320


@dataclass(frozen=True)
class MailedPictures:
    """`figures` by name; `images` holds the pictures themselves when they travel in the email."""

    figures: dict[str, ShownPicture] = field(default_factory=dict)
    logo: dict[str, Any] | None = None
    images: tuple[InlineImage, ...] = ()


def mailed_pictures(clinic: ClinicProfile, text: ShowsPictures | None = None) -> MailedPictures:
    carried = clinic.pictures == PicturesTravel.INLINED
    address = cid_address if carried else links.picture
    figures = shown_pictures(text, address) if text else {}
    logo = logo_of(clinic, address(clinic.logo)) if clinic.logo else None
    names = {*figures, *([clinic.logo] if logo else [])} if carried else set()
    return MailedPictures(figures, asdict(logo) if logo else None, tuple(inline_images(names)) if names else ())


def logo_of(clinic: ClinicProfile, url: str) -> ShownPicture | None:
    sizes = Picture.objects.filter(name=clinic.logo).values_list("width", "height").first()
    return ShownPicture.within(url, *sizes, widest=LOGO_WIDEST, tallest=LOGO_TALLEST) if sizes else None


def inline_images(names: set[str]) -> Iterator[InlineImage]:
    for row in Picture.objects.filter(name__in=names).order_by("name"):
        yield inline_image(content_id(row.name), row.name, row.media_type, b64encode(bytes(row.content)).decode())


def cid_address(name: str) -> str:
    return f"cid:{content_id(name)}"


def content_id(name: str) -> str:
    """Unique in the world, as RFC 2392 asks: the name holds the hash of its bytes."""
    return f"{name}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}"
