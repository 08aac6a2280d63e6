"""The author asks for a review: the draft as it stands on their screen becomes the next revision."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.reviewing.asking import ask as ask_for_review
from clinic.refusal import Refusal
from content import drafts
from content.lesson_parts import PARTS
from staff.desk import desk_page, who
from staff.permissions import May
from staff.writing.place import place_to_write
from staff.writing.saving import BOTH, seen, typed


@desk_page(change=May.TRANSLATE, fields=(*PARTS, "number"))
@require_POST
def ask(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    place, now, by = place_to_write(request, slug, lesson), timezone.now(), who(request)
    try:
        saved = drafts.save(place.step.lesson, place.language, typed(request), seen=seen(request), now=now, by=by)
        if saved.merged:
            meanwhile = BOTH if saved.both else _("Somebody else changed this lesson meanwhile.")
            messages.warning(
                request, _("Not asked yet. {meanwhile} Read it again, then ask.").format(meanwhile=meanwhile)
            )
            return redirect(place.url("write"))
        with transaction.atomic():
            revision = drafts.finish(place.step.lesson, place.language, seen=saved.draft.number, now=now, by=by)
            ask_for_review(revision, by, now)
    except Refusal as refusal:
        messages.error(request, _("Not asked yet, and nothing is lost. {why}").format(why=refusal))
        return redirect(place.url("write"))
    waits = _("Revision {number} waits for a review. Patients get it once it is signed.")
    messages.success(request, waits.format(number=revision.number))
    return redirect("staff:lesson", slug, lesson)
