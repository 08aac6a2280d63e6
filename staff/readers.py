"""Who received the words of a lesson: the list a colleague goes through after a signature was withdrawn."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.models import Message, Step
from campaigns.reviewing import readers
from campaigns.reviewing.readers import COUNTED_TO, Words
from clinic.models import ClinicProfile
from content.models import Review, Revision
from staff.desk import desk_page, record, show
from staff.lesson_page import step_at
from staff.messages import parsed, short_id
from staff.permissions import May
from staff.review_page import text_in
from staff.review_words import names_of
from staff.tabs import PAGE, address
from staff.wording import dated, local_date, place, up_to


@desk_page(May.SEE_READERS)
@require_safe
def received(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    """Who received the words with ?hash=, the newest text's without; ?after= a message goes on below it."""
    step = step_at(slug, lesson)
    newest = text_in(step, request.GET.get("language", ""))
    wanted = step.lesson.revisions.filter(language=newest.language, content_hash=request.GET.get("hash", ""))
    revision = wanted.order_by("-number").first() or newest
    words = Words(step.lesson, revision.language, revision.content_hash)
    after = parsed(request.GET.get("after", ""))
    found = readers.received(words, PAGE + 1, after)
    rows = found[:PAGE]
    had = readers.count_gone_out(words)
    record(request, "lesson.received.read", step.lesson_id, revision=str(revision.pk))
    context = {
        "step": {"slug": slug, "lesson": lesson, "position": step.position, "series": step.series.title},
        "title": revision.title, "revision": revision.number, "had": up_to(COUNTED_TO, had),
        "planned": readers.still_to_come(words), "withdrawn": withdrawn(words), "rows": [line(row) for row in rows],
        "newest_url": readers_url(step, revision) if after else None,
        "older_url": readers_url(step, revision, after=str(rows[-1].pk)) if len(found) > PAGE else None,
        "place": place(ClinicProfile.current().time_zone),
    }  # fmt: skip
    return show(request, "received", context)


def withdrawn(words: Words) -> dict[str, str] | None:
    """The last withdrawal of a signature on these words."""
    lesson, language, content_hash = words
    gone = Review.objects.filter(
        lesson=lesson, language=language, content_hash=content_hash, withdrawn_at__isnull=False
    )
    last = gone.order_by("-withdrawn_at").first()
    if last is None:
        return None
    return {
        "on": dated(local_date(last.withdrawn_at or timezone.now())), "why": last.withdrawn_why,
        "by": names_of([last.withdrawn_by]).get(last.withdrawn_by, ""),
    }  # fmt: skip


def line(row: Message) -> dict[str, Any]:
    return {
        "patient": row.patient_id,
        "who": short_id(row.patient_id),
        "message": row.id,
        "state": row.state,
        "when": row.claimed_at,
    }


def readers_url(step: Step, revision: Revision, after: str = "") -> str:
    url = reverse("staff:received", args=[step.series.slug, step.lesson.slug])
    return address(url, language=revision.language, hash=revision.content_hash, after=after)
