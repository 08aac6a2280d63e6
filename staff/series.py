"""The series: what is reviewed, and how many patients wait for each lesson or had it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from campaigns.enrolments.progress import Progress, progress_of, progress_of_all
from campaigns.models import Enrolment, Series, Skipped, Step
from campaigns.series.lesson_states import LessonState, lesson_states
from clinic.models import ClinicProfile
from staff.desk import desk_page, show
from staff.permissions import May
from staff.review_words import state_line
from staff.series_changes.calendar import next_seven_days
from staff.series_changes.conditions import in_words
from staff.series_changes.life import offered
from staff.series_rules import rules
from staff.wording import counted, language_name


@desk_page(May.SEE_TEACHING)
@require_safe
def series_list(request: HttpRequest) -> HttpResponse:
    archived = request.GET.get("archived") == "1"
    found = Series.objects.filter(state=Series.State.ARCHIVED) if archived else Series.objects.listed()
    steps = list(
        Step.objects.filter(series__in=found).select_related("series", "lesson").order_by("series__title", "position")
    )
    states, counts = lesson_states(steps, timezone.now()), progress_of_all()
    ways = {one: [step for step in steps if step.series_id == one.id] for one in found}
    lines = [line(one, ways[one], states, counts) for one in ways]
    others = Series.objects.filter(state=Series.State.ARCHIVED).count()
    return show(request, "series_list", {"series": lines, "archived": archived, "others": others})


def line(one: Series, way: list[Step], states: dict[Any, LessonState], counts: dict[Any, Progress]) -> dict[str, Any]:
    progress = counts.get(one.id)
    return {
        "slug": one.slug, "title": one.title, "state": one.state,
        "facts": f"{counted(len(way), 'lesson', 'lessons')}, {length(way)}", "languages": language_name(one.language),
        "in_it": progress.in_it if progress else 0,
        _("finished"): progress.in_state(Enrolment.State.FINISHED) if progress else 0,
        "unreviewed": sum(not states[step.id].is_signed for step in way),
    }  # fmt: skip


@desk_page(May.SEE_TEACHING)
@require_safe
def series(request: HttpRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(Series, slug=slug)
    now, way, progress = timezone.now(), list(one.way().select_related("series", "lesson")), progress_of(one.id)
    states, clinic = lesson_states(way, now), ClinicProfile.current()
    skipped = dict(Skipped.objects.filter(step__in=way).order_by().values_list("step").annotate(Count("pk")))
    context = {
        "series": {"slug": one.slug, "title": one.title, "state": one.state, "languages": language_name(one.language),
                   "length": length(way), "sponsor": one.sponsor, "waits": one.waits_for_authorization},
        "figures": figures(progress),
        "lessons": [lesson_line(step, way, states[step.id], progress, skipped.get(step.id, 0)) for step in way],
        "all": progress.all,
        "rules": rules(one, clinic, now),
        "next_days": next_seven_days(one, clinic, now),
        "acts": offered(one),
        "unreviewed": sum(not state.is_signed for state in states.values()),
    }  # fmt: skip
    return show(request, "series", context)


def figures(progress: Progress) -> list[dict[str, Any]]:
    if not progress.all:
        return []
    return [
        {"number": progress.in_it, "label": _("in it now")},
        {"number": progress.in_state(Enrolment.State.FINISHED), "label": pgettext("patients", "finished")},
        {"number": progress.in_state(Enrolment.State.ENDED), "label": _("ended early")},
        {"number": progress.all, "label": _("enrolled in all")},
    ]


def lesson_line(
    step: Step, way: Sequence[Step], state: LessonState, progress: Progress, skipped: int
) -> dict[str, Any]:
    return {
        "slug": step.lesson.slug, "position": step.position, "day": step.day, "day_line": day_line(step.day),
        "title": state.newest.title if state.newest else step.lesson.slug,
        "review": state.word, "review_line": state_line(state),
        "waiting": progress.waiting(step, way), "had": progress.had(step) - skipped, "skipped": skipped,
        "only": in_words(step.meant_for),
    }  # fmt: skip


def day_line(day: int) -> str:
    if not day:
        return _("on the day of the visit")
    return _("{days} after the visit").format(days=counted(day, "day", "days"))


def length(way: Sequence[Step]) -> str:
    return counted(max((step.day for step in way), default=0), "day", "days")
