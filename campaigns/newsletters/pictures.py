"""The pictures of a newsletter: our own, as in lessons. Its approval binds them, since a picture's name holds the hash of its bytes."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from clinic.models import Picture
from clinic.refusal import Refusal
from content.figures import picture_faults
from content.markdown import parsed
from content.newsletter_text import NewsletterText


def to_mend(text: NewsletterText) -> list[str]:
    """What has to be mended before these words can be approved or planned, a sentence for each picture. One query at most."""
    found = [*picture_faults(parsed(text.body)), *unknown(text)]
    return [_("Line {line} of the text: {fault}.").format(line=line, fault=fault) for line, fault in sorted(found)]


def unknown(text: NewsletterText) -> Iterator[tuple[int, str]]:
    names = {figure.name for figure in text.figures}
    known = set(Picture.objects.filter(name__in=names).values_list("name", flat=True)) if names else set()
    for figure in text.figures:
        if figure.name not in known:
            yield (
                figure.line,
                _("there is no picture {name}, choose one from the list or add it on the Pictures page").format(
                    name=figure.name
                ),
            )


def refuse_pictures(text: NewsletterText) -> None:
    """Raises Refusal with the first that has to be mended."""
    for sentence in to_mend(text):
        raise Refusal(sentence)
