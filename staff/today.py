"""Today: what needs a person first, then what leaves, then whether it runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.hours import sending_hours
from campaigns.models import Enrolment, Newsletter
from campaigns.newsletters.approving import unapproved
from campaigns.reporting.attention import look_around, silent, waiting, without_consent
from campaigns.reporting.outlook import Day, Leaving, days_ahead, leaving_next, newsletters_ahead
from campaigns.reviewing.reach import yet_to_reach
from campaigns.sending.way import way_now
from clinic.models import ClinicProfile, Installation
from scheduler.cluster.at_work import nobody_works
from staff.desk import desk_page, may_open, show, user_of
from staff.message_history import names_of
from staff.needs import Row, mine, needs
from staff.notes import clock_has_stopped
from staff.owners import Owners
from staff.permissions import May, may
from staff.running import running
from staff.waiting_rows import waits_for_others, who_is_silent
from staff.wording import local_date, place, weekday, weekday_and_day, when

WaitsFor = Enrolment.WaitsFor
A_WEEK = timedelta(days=7)
MOST_LINES = 5


@desk_page(May.SEE_TODAY)
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    now, clinic = timezone.now(), ClinicProfile.current()
    found = look_around(now)
    days = days_ahead(now, clinic.zone, sending_hours(clinic))
    reach = yet_to_reach([step for one in found.reviews for step, _state in one.expiring])
    names = names_of([one for row in found.requests for one in (row.owner, row.told)])
    rows = for_this_role(request, needs(found, now, reach, names))
    owners, user = Owners(), user_of(request)
    own = mine(user, rows)
    others = [one for one in rows if one not in own]
    waits = waiting()
    consent_lacks = without_consent() if WaitsFor.CONFIRMATION in waits else 0
    patients_wait = for_this_role(
        request, [*who_is_silent(silent(now), now), *waits_for_others(waits, consent_lacks, now)]
    )
    planned, installation, way = newsletters_ahead(now), Installation.current(), way_now(now)
    context = {
        "runs": bool(way.transport) and not clock_has_stopped(installation, now) and not nobody_works(),
        "now": now,
        "place": place(clinic.time_zone),
        "needs": [{**one, "who": owners.of_mine(one, user)} for one in own],
        "waiting": [
            *({**taken_over(one, user), "who": owners.of_others(one, names)} for one in others),
            *({**one, "who": one.get("who") or owners.of_others(one, names)} for one in patients_wait),
        ],
        "leaving_today": days[0].planned,
        "days": [bar(day, first=n == 0) for n, day in enumerate(days)],
        "newsletters": [newsletter_line(one) for one in planned if one.begins_at and one.begins_at < now + A_WEEK],
        "leaves": leave_lines(leaving_next(now), planned, now),
        "running": [led_on(request, one) for one in running(installation, way, now)],
    }
    return show(request, "today", context, said=("clinic", "stopped"), found=found)


def for_this_role(request: HttpRequest, rows: list[Row]) -> list[Row]:
    """What somebody else's role does isn't asked of this one."""
    return [one for one in rows if may_open(request.user, one["action_url"])]


def taken_over(one: Row, user: User) -> Row:
    """What a colleague has taken can be taken over by whoever may do it."""
    return {**one, "action_label": one["other_label"]} if one.get("other_label") and may(user, one["does"]) else one


def led_on(request: HttpRequest, part: dict[str, Any]) -> dict[str, Any]:
    url = part.get("url")
    return part if not url or may_open(request.user, url) else {**part, "url": None}


def bar(day: Day, *, first: bool) -> dict[str, Any]:
    return {
        "name": _("Today") if first else weekday(day.on),
        "date": day.on.day, "sent": day.sent, "planned": day.planned, "note": day.closed, "today": first,
    }  # fmt: skip


def leave_lines(found: Sequence[Leaving], planned: Sequence[Newsletter], now: datetime) -> list[dict[str, Any]]:
    """The next few, newsletters among them. Whom one of those goes to is counted when it leaves."""
    lines = [(one.at, leaves(one, now)) for one in found]
    lines += [(one.begins_at, newsletter_leaves(one, now)) for one in planned if one.begins_at]
    return [line for _at, line in sorted(lines, key=lambda one: one[0])][:MOST_LINES]


def leaves(one: Leaving, now: datetime) -> dict[str, Any]:
    what = one.title or _("Address confirmation")
    if one.position:
        what = _("Lesson {number}, {title}").format(number=one.position, title=one.title)
    return {"when": when(one.at, now), "what": what, "count": one.count}


def newsletter_leaves(one: Newsletter, now: datetime) -> dict[str, Any]:
    line = {"when": when(one.begins_at or now, now), "what": _("Newsletter “{name}”").format(name=one.name)}
    waits = unapproved(one, practising=False)
    return {**line, "state": "in_review", "word": _("needs approval")} if waits else line


def newsletter_line(one: Newsletter) -> str:
    if not one.begins_at:
        return ""
    return _("“{name}” on {day}").format(name=one.name, day=weekday_and_day(local_date(one.begins_at)))
