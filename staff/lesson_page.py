"""A lesson as staff read it: the letter on its paper, with the review, the key and what lint found beside it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.emails.linting import of_revision
from campaigns.models import Step
from campaigns.reviewing.withdrawing import may_withdraw
from campaigns.series.lesson_states import LessonState, states_by_language
from clinic.models import ClinicProfile
from content.models import Revision
from content.own_part import own_parts
from content.plain_language.measures import measure
from content.plain_language.reading import what_the_patient_reads
from staff.desk import desk_page, show, user_of
from staff.letter import letter_of
from staff.permissions import May
from staff.review_words import short_hash, signatures, state_line
from staff.series import day_line
from staff.wording import language_name


@desk_page(May.SEE_TEACHING)
@require_safe
def lesson(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    step = step_at(slug, lesson)
    now, clinic, way = timezone.now(), ClinicProfile.current(), list(step.series.way().select_related("series"))
    spoken = states_by_language(way, now)
    states = {one.id: spoken[one.id][one.series.language] for one in way}
    revision = newest_text(step)
    context = {
        **letter_of(step, revision, clinic, now),
        "about": about(step, revision, clinic),
        "review": review(states[step.id], revision),
        "translations": translations(step, spoken[step.id]),
        "may_withdraw": may_withdraw(user_of(request)),
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
    """`can_ask`: nobody has signed the newest words, nor been asked to."""
    return {
        "state": state.word_of_newest, "line": state_line(state), "signatures": signatures(state),
        "revision": revision.number, "hash": short_hash(revision.content_hash), "lets_out": state.review is not None,
        "signed_number": state.signed.number if state.signed and state.has_newer_draft and state.is_signed else None,
        "can_ask": bool(state.lacks()) and not state.in_review and not revision.text.lacking,
    }  # fmt: skip


def translations(step: Step, spoken: dict[str, LessonState]) -> list[dict[str, Any]]:
    """Other languages of this lesson, with whose signature each still needs."""
    return [
        {"language": tag, "name": language_name(tag), "state": state.word_of_newest, "line": state_line(state)}
        for tag, state in sorted(spoken.items())
        if tag != step.series.language
    ]


def neighbours(step: Step, way: list[Step], states: dict[Any, LessonState]) -> dict[str, dict[str, str] | None]:
    at = next(n for n, one in enumerate(way) if one.pk == step.pk)
    before, after = way[at - 1] if at else None, way[at + 1] if at + 1 < len(way) else None
    return {"previous": named(before, states), "next": named(after, states)}


def named(step: Step | None, states: dict[Any, LessonState]) -> dict[str, str] | None:
    if step is None:
        return None
    newest = states[step.id].newest
    return {"slug": step.lesson.slug, "title": newest.title if newest else step.lesson.slug}
