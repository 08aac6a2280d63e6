"""Activate, pause, resume, end, copy, archive: each a question with its numbers, then a yes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaigns import series_life
from campaigns.models import Enrolment, Message, Series
from clinic.refusal import Refusal
from staff.desk import desk_page, show, who
from staff.permissions import May
from staff.wording import counted

State = Series.State
Lines = list[tuple[int, str]]


@dataclass(frozen=True)
class Act:
    """`title` and `done` take the series' title, `button` the number of patients in words; `lines` say what happens and what doesn't."""

    name: str
    label: str
    icon: str
    states: tuple[str, ...]
    title: str
    button: str
    back: str
    done: str
    lines: Callable[[Series, datetime], Lines]
    do: Callable[..., Any]
    danger: bool = False


def in_it(series: Series) -> int:
    return Enrolment.objects.filter(series=series).count_under_way()


def due(series: Series, now: datetime) -> int:
    return Message.objects.filter(series=series, state=Message.State.PLANNED).count()


def said(number: int, noun: str, one: str, many: str = "") -> tuple[int, str]:
    """The number and its sentence: 1 patient waits, 2 patients wait."""
    return number, f"{noun} {one}" if number == 1 else f"{noun}s {many or one}"


def on_activating(series: Series, now: datetime) -> Lines:
    return [
        said(series.steps.count(), "lesson", "can be sent to those you enrol"),
        (0, "emails leave now: it starts with the first patient"),
    ]


def on_pausing(series: Series, now: datetime) -> Lines:
    return [
        said(in_it(series), "patient", "waits until you resume", "wait until you resume"),
        said(due(series, now), "email", "planned for now stays", "planned for now stay"),
        (0, "patients lose their place"),
        (0, "patients are told"),
    ]


def on_resuming(series: Series, now: datetime) -> Lines:
    found = [one for one in series_life.held_back_moves(series, now) if one.under_way]
    overdue = sum(one.after.next_due_at is not None and one.after.next_due_at <= now for one in found)
    days = min(max((now - (series.paused_at or now)).days, 1), series_life.LONGEST_CATCHING_UP.days)
    return [
        said(len(found), "patient", "goes on at the place that was kept", "go on at the place that was kept"),
        (
            overdue,
            f"lessons fell due meanwhile: they leave over {counted(days, 'day', 'days')}, in the order in which they were due",
        ),
        (0, "lessons are sent twice, or dropped for being late"),
    ]


def on_ending(series: Series, now: datetime) -> Lines:
    return [
        said(in_it(series), "patient", "gets no more of its lessons", "get no more of its lessons"),
        said(due(series, now), "planned email", "is cancelled now", "are cancelled now"),
        (0, "emails tell them so: tell those who should know"),
        (0, "records are lost: what was sent stays to be read"),
    ]


def on_copying(series: Series, now: datetime) -> Lines:
    return [
        (series.steps.count(), "lessons with their days and conditions, under the signatures they have"),
        (0, "patients are in the copy, and none of these is touched"),
    ]


def on_archiving(series: Series, now: datetime) -> Lines:
    return [
        said(Enrolment.objects.filter(series=series).count(), "enrolment", "stays on record", "stay on record"),
        (0, "patients are on their way through it"),
        (1, "series leaves your lists and choices; “Archived” below the list still opens it"),
    ]


ACTS = {
    one.name: one
    for one in (
        Act("activate", "Activate", "play", (State.DRAFT,), "Activate “{}”?", "Activate it", "Not yet", "“{}” is active: patients can be enrolled.", on_activating, series_life.activate),
        Act("pause", "Pause", "pause", (State.ACTIVE,), "Pause “{}”?", "Pause for {}", "Keep it running", "“{}” is paused. Every place is kept.", on_pausing, series_life.pause, danger=True),
        Act("resume", "Resume", "play", (State.PAUSED,), "Resume “{}”?", "Resume for {}", "Not yet", "“{}” goes on.", on_resuming, series_life.resume),
        Act("end", "End", "stop", (State.DRAFT, State.ACTIVE, State.PAUSED), "End “{}” for everyone?", "End for {}", "Keep it running", "“{}” has ended.", on_ending, series_life.end, danger=True),
        Act("copy", "Copy", "page", tuple(State.values), "Copy “{}”?", "Copy it", "Not now", "Copied: this is the draft.", on_copying, series_life.copy),
        Act("archive", "Archive", "tray", (State.ENDED, State.DRAFT), "Archive “{}”?", "Archive it", "Keep it in sight", "“{}” is archived.", on_archiving, series_life.archive),
    )
}  # fmt: skip


@desk_page(May.PLAN, change=May.PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def life(request: HttpRequest, slug: str, act: str) -> HttpResponse:
    series, chosen = get_object_or_404(Series, slug=slug), ACTS[act]
    if series.state not in chosen.states:
        return redirect("staff:series", slug)
    if request.method != "POST":
        return show(request, "confirm", question(series, chosen))
    try:
        made = chosen.do(series, timezone.now(), by=who(request))
    except Refusal as refusal:
        return show(request, "confirm", {**question(series, chosen), "refused": str(refusal)})
    messages.info(request, chosen.done.format(series.title))
    return redirect("staff:series", made.slug if isinstance(made, Series) else slug)


def question(series: Series, act: Act) -> dict[str, Any]:
    now = timezone.now()
    stops = series_life.blockers(series, now) if act.name in ("activate", "resume") else []
    return {
        "title": act.title.format(series.title), "tab_title": f"{act.label} a series", "nav": "series", "why": None,
        "consequences_of": [{"number": number, "text": text} for number, text in act.lines(series, now)],
        "refused": " ".join(stops), "danger": act.danger, "back_label": act.back,
        "button_label": act.button.format(counted(in_it(series), "patient", "patients")),
        "action_url": reverse(f"staff:series_{act.name}", args=[series.slug]), "back_url": reverse("staff:series", args=[series.slug]),
    }  # fmt: skip


def offered(series: Series) -> list[dict[str, Any]]:
    """The acts that a series in this state allows, the likeliest first."""
    return [
        {"name": one.name, "label": one.label, "icon": one.icon, "url": reverse(f"staff:series_{one.name}", args=[series.slug])}
        for one in ACTS.values()
        if series.state in one.states
    ]  # fmt: skip
