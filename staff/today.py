"""Today: what needs a person first, then what leaves, then whether it runs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.attention import Waiting, look_around, waiting
from campaigns.hours import sending_hours
from campaigns.models import Enrolment
from campaigns.outlook import Day, Leaving, days_ahead, leaving_next
from campaigns.reviewing.reach import yet_to_reach
from campaigns.sending.way import Way, way_now
from clinic.models import ClinicProfile, Installation
from staff.desk import desk_page, may_open, show
from staff.needs import Row, needs, row
from staff.notes import clock_has_stopped
from staff.permissions import May
from staff.shut import why_shut
from staff.way_names import name_of_way
from staff.wording import age, ago, counted, place, weekday, when


@desk_page(May.SEE_TODAY)
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    now, clinic = timezone.now(), ClinicProfile.current()
    found = look_around(now)
    days = days_ahead(now, clinic.zone, sending_hours(clinic))
    context = {
        "now": now,
        "place": place(clinic.time_zone),
        "needs": for_this_role(
            request, needs(found, now, yet_to_reach([step for one in found.reviews for step, _ in one.expiring]))
        ),
        "waiting": for_this_role(request, waits_for_others(waiting(), now)),
        "leaving_today": days[0].planned,
        "days": [bar(day, first=n == 0) for n, day in enumerate(days)],
        "leaves": [leaves(one, now) for one in leaving_next(now)],
        "running": [led_on(request, one) for one in running(Installation.current(), way_now(now), now)],
    }
    return show(request, "today", context, said=("clinic", "stopped"))


def for_this_role(request: HttpRequest, rows: list[Row]) -> list[Row]:
    """What somebody else's role does isn't asked of this one."""
    return [one for one in rows if may_open(request.user, one["action_url"])]


def led_on(request: HttpRequest, part: dict[str, Any]) -> dict[str, Any]:
    url = part.get("url")
    return part if not url or may_open(request.user, url) else {**part, "url": None}


def waits_for_others(found: dict[str, Waiting], now: datetime) -> list[Row]:
    rows = []
    if one := found.get(Enrolment.WaitsFor.CONFIRMATION):
        title = f"{counted(one.count, 'patient')} {'hasn’t' if one.count == 1 else 'haven’t'} confirmed the address"
        why = "An email asked whether it is theirs. Their lessons start with the yes."
        rows.append(row("people", "calm", title, why, "See patients", reverse("staff:patients"), age=oldest(one, now)))
    if one := found.get(Enrolment.WaitsFor.REVIEW):
        title = f"{counted(one.count, 'patient waits', 'patients wait')} for a signed lesson"
        why = "Their next lesson leaves once a clinician has signed it. They keep their place."
        rows.append(row("pen", "info", title, why, "See reviews", reverse("staff:reviews"), age=oldest(one, now)))
    if one := found.get(Enrolment.WaitsFor.LANGUAGE):
        title = f"{counted(one.count, 'patient waits', 'patients wait')} for a lesson in their language"
        why = "The translation isn’t signed yet. Whoever enrolled them chose to wait; they keep their place."
        rows.append(row("book", "info", title, why, "See series", reverse("staff:series_list"), age=oldest(one, now)))
    if one := found.get(Enrolment.WaitsFor.HOURS):
        title = f"{counted(one.count, 'patient waits', 'patients wait')} for a day on which you send"
        why = "The clinic’s weekdays and holidays leave no day open."
        rows.append(row("clinic", "warn", title, why, "Set the days", reverse("staff:clinic"), age=oldest(one, now)))
    return rows


def oldest(one: Waiting, now: datetime) -> str:
    return f"oldest {age(one.since, now)}" if one.count > 1 else age(one.since, now)


def bar(day: Day, *, first: bool) -> dict[str, Any]:
    return {
        "name": "Today" if first else weekday(day.on),
        "date": day.on.day, "sent": day.sent, "planned": day.planned, "note": day.closed, "today": first,
    }  # fmt: skip


def leaves(one: Leaving, now: datetime) -> dict[str, Any]:
    what = f"Lesson {one.position}, {one.title}" if one.position else "Address confirmation"
    return {"when": when(one.at, now), "what": what, "count": one.count}


def running(installation: Installation, way: Way, now: datetime) -> list[dict[str, Any]]:
    ticked = f"ticked {ago(installation.ticked_at, now)}" if installation.ticked_at else "never ticked"
    unaccounted = Enrolment.objects.unaccounted().count()
    sending = reverse("staff:sending")
    return [
        part("Clock", ticked, "bad" if clock_has_stopped(installation, now) else "ok", sending),
        part("The way out", *the_way_out(installation, way, now), sending),
        part("Patients", "every place is accounted for", "ok") if not unaccounted
        else part("Patients", f"{counted(unaccounted, 'enrolment')} without a next step", "bad"),
        part("Opens and clicks", "not tracked", "calm"),
    ]  # fmt: skip


def the_way_out(installation: Installation, way: Way, now: datetime) -> tuple[str, str]:
    if way.transport:
        return name_of_way(way.transport.name), "ok"
    shut = why_shut(installation, way, now)
    if shut and shut.kind in ("resting", "limited"):
        return shut.lead.rstrip("."), "warn"
    return "paused" if installation.paused else "shut", "warn" if installation.paused else "bad"


def part(name: str, text: str, state: str, url: str | None = None) -> dict[str, Any]:
    return {"name": name, "text": text, "state": state, "url": url}
