"""A lesson as staff read it: the letter on its paper, with the review, the key and what lint found beside it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.emails import clinic_context, place, title_after
from campaigns.lesson_states import LessonState, lesson_states
from campaigns.linting import of_revision
from campaigns.models import Step
from clinic.models import ClinicProfile
from content.lesson_text import lesson_context
from content.models import Revision
from content.own_part import own_parts
from content.plain_language.measures import measure
from content.plain_language.reading import what_the_patient_reads
from content.shown_pictures import shown_pictures
from content.words import layout_words
from staff.desk import desk_page, show
from staff.pictures import picture_url
from staff.series import day_line
from staff.wording import local_date, long_date


@desk_page
@require_safe
def lesson(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    step = step_at(slug, lesson)
    now, clinic, way = timezone.now(), ClinicProfile.current(), list(step.series.way().select_related("series"))
    states = lesson_states(way, now)
    revision = newest_text(step)
    words = layout_words(revision.language)
    context = {
        "about": about(step, revision, clinic),
        "series": {
            "slug": slug,
            "title": step.series.title,
            **place(step, title_after(step, revision.language, now, practising=True)),
        },
        "lesson": lesson_context(revision.text, words, shown_pictures(revision.text, picture_url)),
        "words": words,
        "clinic": clinic_context(clinic, revision.language),
        "field": {"greeting": "", "next_date": ""},
        "review": review(states[step.id], revision),
        "answers": [vars(answer) for answer in revision.text.question.answers],
        "own_parts": own_parts(revision.source),
        "findings": list(of_revision(step, revision, clinic, now)),
        **neighbours(step, way, states),
    }
    return show(request, "lesson", context)


def step_at(slug: str, lesson: str) -> Step:
    return get_object_or_404(Step.objects.select_related("series", "lesson"), series__slug=slug, lesson__slug=lesson)


def newest_text(step: Step) -> Revision:
    """The text authors work on. Raises Http404 for a lesson without one."""
    if found := step.lesson.latest(step.series.language):
        return found
    raise Http404


def about(step: Step, revision: Revision, clinic: ClinicProfile) -> dict[str, Any]:
    text = revision.text
    return {
        "slug": step.lesson.slug, "day_line": day_line(step.day), "words": text.words,
        "grade": measure(what_the_patient_reads(text), revision.language).grade,
        "subject": text.subject.replace("{mail_name}", clinic.mail_name),
        "preheader": text.preheader.replace("{mail_name}", clinic.mail_name),
    }  # fmt: skip


def review(state: LessonState, revision: Revision) -> dict[str, Any]:
    made = {"state": state.word, "revision": revision.number, "hash": revision.content_hash[:8]}
    if state.review is None or not state.is_signed:
        return {**made, "by": "", "on": "", "again": ""}
    by = f"{state.review.reviewer}, {state.review.credential}"
    return {
        **made,
        "by": by,
        "on": long_date(local_date(state.review.signed_at)),
        "again": long_date(state.review.expires_on),
    }


def neighbours(step: Step, way: list[Step], states: dict[Any, LessonState]) -> dict[str, dict[str, str] | None]:
    at = next(n for n, one in enumerate(way) if one.pk == step.pk)
    before, after = way[at - 1] if at else None, way[at + 1] if at + 1 < len(way) else None
    return {"previous": named(before, states), "next": named(after, states)}


def named(step: Step | None, states: dict[Any, LessonState]) -> dict[str, str] | None:
    if step is None:
        return None
    newest = states[step.id].newest
    return {"slug": step.lesson.slug, "title": newest.title if newest else step.lesson.slug}
