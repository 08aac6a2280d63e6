"""The editions of a newsletter: writing them, taking in lessons, and which of them a reader gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.models import Edition, Newsletter
from campaigns.rows import locked
from clinic.refusal import Refusal
from content.models import Revision
from patients.languages import clean_language

WORDS = ("title", "subject", "preheader", "body")
LONGEST = {"title": 200, "subject": 150, "preheader": 200}  # as in the model
TOO_LONG = {
    "title": gettext_noop("The title is longer than {most} characters."),
    "subject": gettext_noop("The subject is longer than {most} characters."),
    "preheader": gettext_noop("The preview line is longer than {most} characters."),
}
TOO_LATE = gettext_noop(
    "It has begun to leave: its words and audience stay as they are. Duplicate it to write another."
)


def editable(newsletter: Newsletter) -> Newsletter:
    """The row, locked for this transaction. Raises Refusal once anything of it may have left."""
    row = locked(Newsletter.objects.filter(pk=newsletter.pk)).get()
    if row.state not in Newsletter.EDITABLE:
        raise Refusal(_(TOO_LATE))
    return row


def write(newsletter: Newsletter, language: str, words: Mapping[str, str], now: datetime, *, by: str) -> Edition:
    """Keep these words (title, subject, preheader, body). The line ends are made the same. Raises Refusal."""
    with transaction.atomic():
        row = editable(newsletter)
        said = {name: words.get(name, "").replace("\r\n", "\n").replace("\r", "\n") for name in WORDS}
        lines = {name: " ".join(said[name].split()) for name in WORDS if name != "body"}
        for name, most in LONGEST.items():
            if len(lines[name]) > most:
                raise Refusal(_(TOO_LONG[name]).format(most=most))
        changed = {**lines, "body": said["body"], "changed_at": now, "changed_by": by}
        edition, _made = Edition.objects.update_or_create(
            newsletter=row, language=clean_language(language), defaults=changed
        )
        return edition


def leave_out(newsletter: Newsletter, language: str) -> bool:
    """Remove an edition; the newsletter's own language stays. True when there was one. Raises Refusal."""
    with transaction.atomic():
        row = editable(newsletter)
        if language == row.language:
            raise Refusal(_("The newsletter's own language stays: change it first, or delete the newsletter."))
        return bool(row.editions.filter(language=language).delete()[0])


def lesson_as_text(revision: Revision) -> str:
    """A lesson's own words as a part of a newsletter: its title as a heading, its key points and its text."""
    text = revision.text
    return f"## {text.title}\n\n{text.body.strip()}\n"


def edition_for(language: str, editions: Sequence[Edition], own: str) -> Edition | None:
    """The edition in this language, in its base language, or in the newsletter's own; None when none is there."""
    by_language = {edition.language: edition for edition in editions}
    wanted = (language, language.split("-")[0], own)
    return next((by_language[one] for one in wanted if one in by_language), None)
