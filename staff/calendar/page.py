"""Everything that will leave: a month, a week or a list, and what is shown of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.calendar import SendingHours
from campaigns.hours import sending_hours
from campaigns.models import Series
from campaigns.reporting.leaving_between import Days, emails, issues, running_out
from clinic.models import ClinicProfile
from staff.calendar.entries import Day, Filter, on_days
from staff.calendar.span import VIEWS, Span, read_day
from staff.desk import desk_page, show
from staff.permissions import May, may
from staff.tabs import address, links
from staff.wording import counted, in_words, local_date, place, weekday_and_day, whole_day


@desk_page(May.SEE_CALENDAR)
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    now, clinic = timezone.now(), ClinicProfile.current()
    today, hours = local_date(now), sending_hours(clinic)
    span = Span.around(read_day(request.GET.get("day", ""), today), VIEWS.get(request.GET.get("view", ""), "month"))
    choices = offered()
    only = request.GET.get("only", "")
    chosen = Filter(only if only in dict(choices) else "")
    days = Days(span.first, span.last, clinic.zone)
    sent, news = emails(days, now), issues(days)
    plans = may(request.user, May.PLAN)
    found = on_days(sent, news, running_out(days, now), chosen, plans=plans)
    context = {
        "span": {"name": span.name, "view": span.view, "day": span.first.isoformat()},
        "views": views(span, chosen.only), "around": around(span, today, chosen.only),
        "choices": choices, "only": chosen.only, "line": line(found),
        "weeks": [[cell(day, span, found, clinic, hours, today) for day in week] for week in span.weeks],
        "opens_newsletters": may(request.user, May.SEE_PLANS), "plans": plans, "clinic_place": place(clinic.time_zone),
    }  # fmt: skip
    return show(request, "calendar/page", context)


def offered() -> list[tuple[str, str]]:
    listed = Series.objects.listed().values_list("slug", "title")
    return [
        ("", _("Everything")),
        ("lessons", _("All lessons")),
        ("newsletters", _("All newsletters")),
        *((f"series:{slug}", title) for slug, title in listed),
    ]


def views(span: Span, only: str) -> list[dict[str, Any]]:
    labels = {"month": _("Month"), "week": _("Week"), "list": _("List")}
    return links(reverse("staff:calendar"), "view", labels, span.view, day=span.first.isoformat(), only=only)


def around(span: Span, today: date, only: str) -> dict[str, str]:
    def to(day: date) -> str:
        return address(reverse("staff:calendar"), view=span.view, day=day.isoformat(), only=only)

    return {"before": to(span.before), "after": to(span.after), "today": to(today)}


def cell(
    day: date, span: Span, found: Day, clinic: ClinicProfile, hours: SendingHours, today: date
) -> dict[str, Any] | None:
    """None for a day of another month."""
    if not span.first <= day <= span.last:
        return None
    return {
        "iso": day.isoformat(), "number": day.day, "said": whole_day(day), "today": day == today, "past": day < today,
        "closed": why_shut(day, clinic, hours), "weekly": not hours.open_on(day) and day not in hours.holidays, "entries": found.get(day, []),
    }  # fmt: skip


def why_shut(day: date, clinic: ClinicProfile, hours: SendingHours) -> str:
    """Christmas Day; "Holiday" without a name; "Closed" on a weekday on which the clinic never sends."""
    if day in hours.holidays:
        return str(clinic.holiday_names.get(day.isoformat(), "")) or _("Holiday")
    return "" if hours.open_on(day) else _("Closed")


def line(found: Day) -> str:
    """412 emails and 2 planned newsletters, the first on Thu, Nov 26."""
    leaving = {day: [one for one in entries if one["kind"] != "ends"] for day, entries in found.items()}
    first = min((day for day, entries in leaving.items() if entries), default=None)
    if first is None:
        return _("Nothing that is planned so far leaves in these days.")
    every = [one for entries in leaving.values() for one in entries]
    sent = sum(one["count"] or 0 for one in every)
    planned = sum(one["kind"] == "newsletter" and one["count"] is None for one in every)
    parts = [counted(sent, "email", "emails")] * bool(sent) + [
        counted(planned, "planned newsletter", "planned newsletters")
    ] * bool(planned)
    if not parts:
        return _("Only what is expected, the first on {day}.").format(day=weekday_and_day(first))
    return _("{emails}, the first on {day}.").format(emails=in_words(parts), day=weekday_and_day(first))
