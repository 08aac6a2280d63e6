"""What the clinic writes into a lesson itself, "how we do it here": saving it makes the next revision, still to be signed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clinic.models import AuditEntry
from content import drafts
from content.own_part import with_own_part
from content.toml_section import LessonFault
from staff.desk import desk_page
from staff.lesson_page import newest_text, step_at
from staff.permissions import May

LONGEST = 2_000  # characters: more would be a lesson of its own


@desk_page(change=May.WRITE, fields=("name", "text"))
@require_POST
def fill_own_part(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    step, now = step_at(slug, lesson), timezone.now()
    name, text = request.POST.get("name", ""), request.POST.get("text", "")[:LONGEST]
    try:
        source = with_own_part(newest_text(step).source, name, text)
        revision, changed = drafts.revise(step.lesson, step.series.language, source, now=now, by=str(request.user.pk))
    except KeyError:
        raise Http404 from None
    except LessonFault as fault:
        messages.error(request, _("Not saved: {why}.").format(why=fault))
        return redirect("staff:lesson", slug, lesson)
    if changed:
        AuditEntry.objects.record(
            "lesson.own part", actor=str(request.user.pk), now=now, subject=step.lesson_id, revision=str(revision.pk)
        )
        saved = _("Saved as revision {number}. It leaves for real people once a clinician has signed it.")
        messages.success(request, saved.format(number=revision.number))
    return redirect("staff:lesson", slug, lesson)
