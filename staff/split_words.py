"""What an article's rows keep in English, in the language of the page: why a line was dropped, and why a part is left out."""

from __future__ import annotations

from django.utils.translation import gettext as _

from clinic.pictures import REFUSALS
from content.importing import pictures
from content.importing.flags import FLAGS
from content.importing.web import walk
from staff.kept_words import places_of, said_again

WHY_DROPPED = (pictures.ELSEWHERE, walk.FRAME_FROM)
WHY_LEFT_OUT = (pictures.TOO_SMALL, *REFUSALS)


def why_dropped(why: str) -> str:
    if found := places_of(pictures.LEFT_OUT).fullmatch(why):
        return _(pictures.LEFT_OUT).format(why=said_again(found["why"], WHY_LEFT_OUT))
    return said_again(why, WHY_DROPPED)


def reason_in_words(reason: str) -> str:
    """A section's flags, or the reason that a button gave; words that people typed stay as they are."""
    bare = reason.removesuffix(".")
    flags = bare.split(", ")
    said = ", ".join(map(said_again, flags)) if set(flags) <= FLAGS else said_again(bare)
    return said + reason[len(bare) :]
