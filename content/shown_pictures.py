"""The pictures a lesson or a newsletter shows, found among the clinic's own."""

from __future__ import annotations

from collections.abc import Callable

from clinic.models import Picture
from content.figures import ShownPicture, ShowsPictures
from content.lesson_text import LessonText
from content.toml_section import LessonFault


def shown_pictures(text: ShowsPictures, address: Callable[[str], str]) -> dict[str, ShownPicture]:
    """By name. `address` says where a reader of this form fetches a picture: an email needs the whole address."""
    names = {figure.name for figure in text.figures}
    if not names:
        return {}
    sizes = Picture.objects.filter(name__in=names).values_list("name", "width", "height")
    return {name: ShownPicture.within(address(name), width, height) for name, width, height in sizes}


def refuse_unknown_pictures(text: LessonText, file: str) -> None:
    """Raises LessonFault for a picture that isn't here. A draft may name one that is still to come."""
    names = set() if text.lacking else {figure.name for figure in text.figures}
    known = set(Picture.objects.filter(name__in=names).values_list("name", flat=True)) if names else set()
    for figure in text.figures:
        if figure.name in names - known:
            raise LessonFault(
                f"{file}:{figure.line}: there is no picture media/{figure.name}: "
                "add it on the Pictures page, or lay the file into media/ beside the lessons"
            )
