"""An author asks for a review of the newest words of a lesson."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.models import AuditEntry
from clinic.refusal import Refusal
from content.lesson_text import lacking_in_words
from content.models import ReviewRequest, Revision


def ask(revision: Revision, by: str, now: datetime) -> ReviewRequest:
    """Ask for a review of this revision; asking twice is asking once. Older requests of the same text close. Raises Refusal."""
    if lacking := revision.text.lacking:
        raise Refusal(
            _("This lesson isn't finished: it has no {parts}. Write that first, then ask again.").format(
                parts=lacking_in_words(lacking)
            )
        )
    with transaction.atomic():
        same_text = ReviewRequest.objects.filter(
            revision__lesson=revision.lesson_id, revision__language=revision.language
        )
        same_text.exclude(revision=revision).close(ReviewRequest.Outcome.CHANGED, now)
        request, made = ReviewRequest.objects.open().get_or_create(
            revision=revision, closed_at=None, defaults={"asked_by": by, "asked_at": now}
        )
        if made:
            AuditEntry.objects.record(
                "review.ask", actor=by, now=now, subject=revision.id, lesson=str(revision.lesson_id)
            )
        return request
