"""One lesson in large print, on paper: for a patient, or for somebody without email. It names nobody unless asked to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.emails.making import checked
from campaigns.models import Enrolment, Series, Step
from campaigns.sending.texts import languages
from campaigns.sending.way import way_now
from clinic.models import ClinicProfile
from patients.models import Patient
from staff.desk import desk_page, record, show
from staff.identities import facts_of, name_of
from staff.lesson_page import step_at
from staff.letter import letter_of
from staff.messages import parsed
from staff.patient.found import Known, known_patient
from staff.permissions import May
from staff.tabs import address
from staff.wording import language_name

MOST_SERIES = 12


@desk_page(May.SEE_TEACHING)
@require_safe
def handout(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    """`?language=es`; `?patient=<id>&named=1` prints the name, which is never part of an address."""
    step, now, clinic = step_at(slug, lesson), timezone.now(), ClinicProfile.current()
    whose, wanted = patient_asked_for(request), request.GET.get("language", "")
    practising = way_now(now).practising
    spoken = languages(wanted if is_known(step, wanted) else step.series.language, step.series.language)
    text = step.lesson.text_to_send(spoken, now, practising=practising)
    if text is None:
        return show(
            request, "patient/no_handout", {"step": {"slug": slug, "lesson": lesson, "position": step.position}}
        )
    letter = letter_of(step, text.revision, clinic, now)
    named = whose is not None and request.GET.get("named") == "1"
    if whose is not None:
        record(request, "patient.handout.read", whose.patient.pk, step=str(step.pk), named=named)
    context = {
        **letter,
        "series": {"position": step.position, "count": letter["series"]["count"], "next_title": None},
        "checked": checked(text.review, text.revision.language),
        "name": name_of(whose.patient, whose.identity) if named and whose else "",
        "others": others(step, text.revision.language, whose, named=named),
        "name_url": None if whose is None else link(step, text.revision.language, whose, named=not named),
        "back_url": reverse("staff:patient", args=[whose.patient.pk]) if whose else reverse("staff:lesson", args=[slug, lesson]),
    }  # fmt: skip
    return render(request, "staff/patient/handout.html", context, using="jinja2")


def patient_asked_for(request: HttpRequest) -> Known | None:
    """Raises Http404 for an id of nobody here."""
    asked = parsed(request.GET.get("patient", ""))
    return known_patient(str(asked)) if asked else None


def is_known(step: Step, language: str) -> bool:
    return step.lesson.revisions.filter(language=language.split("-")[0]).exists()


def others(step: Step, here: str, whose: Known | None, *, named: bool) -> list[dict[str, Any]]:
    """The languages this lesson has texts in."""
    tags = sorted(set(step.lesson.revisions.values_list("language", flat=True)))
    return [
        {"label": language_name(tag), "url": link(step, tag, whose, named=named), "current": tag == here} for tag in tags
    ]  # fmt: skip


def link(step: Step, language: str, whose: Known | None, *, named: bool = False) -> str:
    here = reverse("staff:handout", args=[step.series.slug, step.lesson.slug])
    query = {"language": language, "patient": str(whose.patient.pk) if whose else "", "named": "1" if named else ""}
    return address(here, **query)


@desk_page(May.SEE_PATIENTS)
@require_safe
def choose_handout(request: HttpRequest, patient: str) -> HttpResponse:
    """Which lesson: those of the series this patient is in, else of every active one."""
    known = known_patient(patient)
    record(request, "patient.read", known.patient.pk, page="handout")
    context = {
        "patient": {"id": known.patient.pk, "name": known.first_name, "facts": facts_of(known.patient, known.identity)},
        "series_of": [
            {"title": one.title, "lessons": [lesson_line(step, known) for step in one.way().select_related("series")]}
            for one in series_for(known.patient)
        ],
        "language": language_name(known.patient.language),
    }
    return show(request, "patient/choose_handout", context)


def series_for(one: Patient) -> list[Series]:
    own = Enrolment.objects.filter(patient=one).values("series")
    found = list(Series.objects.filter(pk__in=own)[:MOST_SERIES])
    return found or list(Series.objects.filter(state=Series.State.ACTIVE)[:MOST_SERIES])


def lesson_line(step: Step, known: Known) -> dict[str, str]:
    newest = step.lesson.latest(step.series.language)
    title = newest.title if newest else step.lesson.slug
    return {"title": f"{step.position} · {title}", "url": link(step, known.patient.language, known)}
