"""Who would get what when: a made-up patient's way as a calendar, and what those in the series get in the next 28 days."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from campaigns.calendar import NeverOpen, SendingHours
from campaigns.hours import sending_hours
from campaigns.models import Series, Step
from campaigns.reporting.outlook import why_closed
from campaigns.steps.choosing import Traveller
from campaigns.steps.conditions import Answered, Facts
from campaigns.steps.course import MadeUp, Stop, course
from campaigns.steps.expected import DAYS, Expected, expected
from clinic.models import ClinicProfile
from staff.choices import languages, time_zones
from staff.desk import desk_page, show
from staff.desk_form import DeskForm
from staff.permissions import May
from staff.series_changes.month import months
from staff.series_changes.order_form import titles
from staff.stored_words import stored
from staff.wording import clock_time, counted, in_words, local_date, weekday

ANSWERS = [(Answered.NOT_AT_ALL.value, gettext_lazy("Answers no question")), (Answered.RIGHT.value, gettext_lazy("Answers every question right")), (Answered.WRONG.value, gettext_lazy("Answers every question wrong"))]  # fmt: skip
HELP = [("", gettext_lazy("Doesn’t ask for more help")), ("yes", gettext_lazy("Asks for more help"))]


class MadeUpForm(DeskForm):
    enrolled_on = forms.DateField(label=gettext_lazy("Visit and enrolment on"))
    zone = forms.ChoiceField(label=gettext_lazy("Lives in"))
    language = forms.ChoiceField(label=gettext_lazy("Reads"))
    answers = forms.ChoiceField(label=gettext_lazy("Questions"), choices=ANSWERS)
    help = forms.ChoiceField(label=gettext_lazy("Help"), choices=HELP, required=False)
    procedure_on = forms.DateField(label=gettext_lazy("Procedure on"), required=False)

    def __init__(self, data: Any, series: Series, clinic: ClinicProfile, now: datetime) -> None:
        own = clinic.time_zone or "UTC"
        assumed = {
            "enrolled_on": local_date(now).isoformat(), "zone": own, "language": series.language, "answers": Answered.NOT_AT_ALL.value,
            "help": "", "procedure_on": "",
        }  # fmt: skip
        super().__init__({name: data.get(name, value) for name, value in assumed.items()})
        for name, choices in (("zone", time_zones(own)), ("language", languages([series.language, *clinic.languages]))):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices if name == "language" or own in dict(choices) else [(own, own), *choices]

    def clean_enrolled_on(self) -> date:
        day: date = self.cleaned_data["enrolled_on"]
        if not 2000 <= day.year <= 2100:
            raise forms.ValidationError(_("Choose a year from 2000 to 2100."))
        return day

    @property
    def who(self) -> MadeUp:
        """Enrolled at ten in the morning where they live."""
        said = self.cleaned_data
        zone = ZoneInfo(said["zone"])
        enrolled = datetime.combine(said["enrolled_on"], datetime.min.time(), zone) + timedelta(hours=10)
        facts = Facts(said["language"], Answered(said["answers"]), said["help"] == "yes")
        return MadeUp(enrolled, Traveller(said["enrolled_on"], zone, None, said["procedure_on"]), facts)


@desk_page(May.SEE_TEACHING)
@require_safe
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    series, clinic, now = get_object_or_404(Series, slug=slug), ClinicProfile.current(), timezone.now()
    way, hours = list(series.way()), sending_hours(clinic, series)
    form = MadeUpForm(request.GET, series, clinic, now)
    named = titles([step.lesson for step in way])
    context: dict[str, Any] = {
        "series": {"slug": slug, "title": series.title}, "form": form, "made_up": [], "skipped": [], "never": False, "times": [],
        **everyone(series, way, hours, now),
    }  # fmt: skip
    if form.is_valid():
        try:
            stops = list(course(way, form.who, hours, ends_after=series.rules.ends_after))
            context |= someone(stops, way, form.who, hours, named)
        except NeverOpen:
            context["never"] = True
    return show(request, "series_changes/calendar", context)


def someone(
    stops: list[Stop], way: list[Step], who: MadeUp, hours: SendingHours, named: dict[str, str]
) -> dict[str, Any]:
    title = {step.position: f"{step.position} {named[str(step.lesson_id)]}" for step in way}
    zone, on = who.traveller.zone, defaultdict(list)
    for stop in stops:
        if stop.leaves:
            local = stop.leaves.astimezone(zone)
            on[local.date()].append(title[stop.position])
    times = sorted({format_time(stop.leaves.astimezone(zone)) for stop in stops if stop.leaves})
    return {
        "made_up": months(who.traveller.anchored, max(on, default=who.traveller.anchored), on, hours),
        "skipped": [{"name": title[stop.position], "text": stored(stop.why)} for stop in stops if stop.leaves is None],
        "times": times,
    }


def format_time(moment: datetime) -> str:
    with timezone.override(moment.tzinfo):
        return clock_time(moment)


def everyone(series: Series, way: list[Step], hours: SendingHours, now: datetime) -> dict[str, Any]:
    found = (
        expected(series, now) if series.state == Series.State.ACTIVE and not series.waits_for_authorization else None
    )
    today = local_date(now)
    if not found:
        return {"real": [], "real_line": _("Nothing of this series leaves now.")}
    on: dict[date, list[str]] = defaultdict(list)
    for (day, position), count in sorted(found.lessons.items()):
        on[day].append(_("Lesson {number} for {n}").format(number=position, n=f"{count:,}"))
    return {"real": months(today, today + timedelta(days=DAYS - 1), on, hours) if on else [], "real_line": line(found)}


def line(found: Expected, days: int = DAYS) -> str:
    total = sum(found.lessons.values())
    if not total:
        return _("No lesson leaves in the next {days} days.").format(days=days)
    said = _("{emails} to {patients} in the next {days} days, if nothing is late.").format(
        emails=counted(total, "email", "emails"), patients=counted(found.patients, "patient", "patients"), days=days
    )
    if not found.left_out:
        return said
    return f"{said} {_('About {n} more patients aren’t worked out here.').format(n=f'{found.left_out:,}')}"


def next_seven_days(series: Series, clinic: ClinicProfile, now: datetime) -> str:
    """94 emails to 71 of its patients. Nothing leaves on Thursday (holiday)."""
    if series.state != Series.State.ACTIVE or series.waits_for_authorization:
        return _("Nothing of this series leaves now.")
    hours, found = sending_hours(clinic, series), expected(series, now, 7)
    today = local_date(now)
    ahead = [today + timedelta(days=n) for n in range(7)]
    shut = [f"{weekday(day)} ({why})" for day in ahead if (why := why_closed(day, hours))]
    if not shut:
        return line(found, 7)
    return f"{line(found, 7)} {_('Nothing leaves on {days}.').format(days=in_words(shut))}"
