"""The pictures a newsletter can show, each with the line that shows it: the same line as in a lesson."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from clinic.models import Picture
from clinic.refusal import Refusal
from content.figures import as_markdown
from staff.pictures import picture_url

MOST = 12  # the newest; older ones have their line on the Pictures page


def newest_pictures() -> list[dict[str, Any]]:
    return [
        {"name": one.name, "alt": one.alt, "url": picture_url(one.name), "width": one.width, "height": one.height,
         "line": as_markdown(one.name, one.alt)}
        for one in Picture.objects.listed()[:MOST]
    ]  # fmt: skip


def picture_line(name: str) -> str:
    """Raises Refusal for a picture that isn't here."""
    row = Picture.objects.listed().filter(name=name).first()
    if row is None:
        raise Refusal(_("This picture isn't here: choose one from the list."))
    return as_markdown(row.name, row.alt)
