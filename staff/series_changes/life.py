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
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods

from campaigns.models import Enrolment, Message, Series
from campaigns.series import life as series_life
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
    label: Promise
    icon: str
    states: tuple[str, ...]
    title: Promise
    button: Promise
    back: Promise
    done: Promise
    lines: Callable[[Series, datetime], Lines]
    do: Callable[..., Any]
    tab: Promise
    danger: bool = False


def in_it(series: Series) -> int:
    return Enrolment.objects.filter(series=series).count_under_way()


def due(series: Series, now: datetime) -> int:
    return Message.objects.filter(series=series, state=Message.State.PLANNED).count()


def on_activating(series: Series, now: datetime) -> Lines:
    lessons = series.steps.count()
    return [
        (lessons, ngettext("lesson can be sent to those you enrol", "lessons can be sent to those you enrol", lessons)),
        (0, _("emails leave now: it starts with the first patient")),
    ]


def on_pausing(series: Series, now: datetime) -> Lines:
    patients, emails = in_it(series), due(series, now)
    return [
        (patients, ngettext("patient waits until you resume", "patients wait until you resume", patients)),
        (emails, ngettext("email planned for now stays", "emails planned for now stay", emails)),
        (0, _("patients lose their place")),
        (0, _("patients are told")),
    ]


def on_resuming(series: Series, now: datetime) -> Lines:
    found = [one for one in series_life.held_back_moves(series, now) if one.under_way]
    overdue = sum(one.after.next_due_at is not None and one.after.next_due_at <= now for one in found)
    days = min(max((now - (series.paused_at or now)).days, 1), series_life.LONGEST_CATCHING_UP.days)
    late = _("lessons fell due meanwhile: they leave over {days}, in the order in which they were due")
    goes_on = ngettext(
        "patient goes on at the place that was kept", "patients go on at the place that was kept", len(found)
    )
    return [
        (len(found), goes_on),
        (overdue, late.format(days=counted(days, "day", "days"))),
        (0, _("lessons are sent twice, or dropped for being late")),
    ]


def on_ending(series: Series, now: datetime) -> Lines:
    patients, emails = in_it(series), due(series, now)
    return [
        (patients, ngettext("patient gets no more of its lessons", "patients get no more of its lessons", patients)),
        (emails, ngettext("planned email is cancelled now", "planned emails are cancelled now", emails)),
        (0, _("emails tell them so: tell those who should know")),
        (0, _("records are lost: what was sent stays to be read")),
    ]


def on_copying(series: Series, now: datetime) -> Lines:
    return [
        (series.steps.count(), _("lessons with their days and conditions, under the signatures they have")),
        (0, _("patients are in the copy, and none of these is touched")),
    ]


def on_archiving(series: Series, now: datetime) -> Lines:
    enrolments = Enrolment.objects.filter(series=series).count()
    return [
        (enrolments, ngettext("enrolment stays on record", "enrolments stay on record", enrolments)),
        (0, _("patients are on their way through it")),
        (1, _("series leaves your lists and choices; “Archived” below the list still opens it")),
    ]


ACTS = {
    one.name: one
    for one in (
        Act("activate", gettext_lazy("Activate"), "play", (State.DRAFT,), gettext_lazy("Activate “{title}”?"), gettext_lazy("Activate it"), gettext_lazy("Not yet"), gettext_lazy("“{title}” is active: patients can be enrolled."), on_activating, series_life.activate, gettext_lazy("Activate a series")),
        Act("pause", gettext_lazy("Pause"), "pause", (State.ACTIVE,), gettext_lazy("Pause “{title}”?"), gettext_lazy("Pause for {patients}"), gettext_lazy("Keep it running"), gettext_lazy("“{title}” is paused. Every place is kept."), on_pausing, series_life.pause, gettext_lazy("Pause a series"), danger=True),
        Act("resume", gettext_lazy("Resume"), "play", (State.PAUSED,), gettext_lazy("Resume “{title}”?"), gettext_lazy("Resume for {patients}"), gettext_lazy("Not yet"), gettext_lazy("“{title}” goes on."), on_resuming, series_life.resume, gettext_lazy("Resume a series")),
        Act("end", pgettext_lazy("to end a series", "End"), "stop", (State.DRAFT, State.ACTIVE, State.PAUSED), gettext_lazy("End “{title}” for everyone?"), gettext_lazy("End for {patients}"), gettext_lazy("Keep it running"), gettext_lazy("“{title}” has ended."), on_ending, series_life.end, gettext_lazy("End a series"), danger=True),
        Act("copy", gettext_lazy("Copy"), "page", tuple(State.values), gettext_lazy("Copy “{title}”?"), gettext_lazy("Copy it"), gettext_lazy("Not now"), gettext_lazy("Copied: this is the draft."), on_copying, series_life.copy, gettext_lazy("Copy a series")),
        Act("archive", gettext_lazy("Archive"), "tray", (State.ENDED, State.DRAFT), gettext_lazy("Archive “{title}”?"), gettext_lazy("Archive it"), gettext_lazy("Keep it in sight"), gettext_lazy("“{title}” is archived."), on_archiving, series_life.archive, gettext_lazy("Archive a series")),
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
    messages.info(request, str(chosen.done).format(title=series.title))
    return redirect("staff:series", made.slug if isinstance(made, Series) else slug)


def question(series: Series, act: Act) -> dict[str, Any]:
    now = timezone.now()
    stops = series_life.blockers(series, now) if act.name in ("activate", "resume") else []
    return {
        "title": str(act.title).format(title=series.title), "tab_title": act.tab, "nav": "series", "why": None,
        "consequences_of": [{"number": number, "text": text} for number, text in act.lines(series, now)],
        "refused": " ".join(stops), "danger": act.danger, "back_label": act.back,
        "button_label": str(act.button).format(patients=counted(in_it(series), "patient", "patients")),
        "action_url": reverse(f"staff:series_{act.name}", args=[series.slug]), "back_url": reverse("staff:series", args=[series.slug]),
    }  # fmt: skip


def offered(series: Series) -> list[dict[str, Any]]:
    """The acts that a series in this state allows, the likeliest first."""
    return [
        {"name": one.name, "label": str(one.label), "icon": one.icon, "url": reverse(f"staff:series_{one.name}", args=[series.slug])}
        for one in ACTS.values()
        if series.state in one.states
    ]  # fmt: skip
