"""What is where, counted from the rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, QuerySet, Sum

from campaigns.live.here_too import why_silent_here
from campaigns.models import Enrolment, Message, PaceDay, Tally, WayOut
from campaigns.models.pace_day import IN_ALL
from campaigns.reporting.outlook import sent_on
from campaigns.sending import pace, way
from campaigns.sending.way import way_now
from clinic.models import ClinicProfile, Installation
from clinic.version import VERSION


def status(now: datetime) -> dict[str, Any]:
    """The `status` command's document (keys in the design)."""
    states = by_state(Message.objects.all())
    moment = next_due()
    return {
        "version": VERSION,
        "messages": sum(states.values()),
        "states": states,
        "enrolments": by_state(Enrolment.objects.all()),
        "unaccounted": Enrolment.objects.count_unaccounted(),
        "held": unsettled(Message.State.HELD),
        "uncertain": unsettled(Message.State.UNCERTAIN),
        "next_due": iso(moment),
        "installation": installation(now),
        "ways_out": [way_out(one, now) for one in WayOut.objects.order_by("name")],
        "brake": brake(),
        "pace": pace_today(now),
    }


def way_out(one: WayOut, now: datetime) -> dict[str, Any]:
    """`state`: open, resting (it looks again by itself) or stopped (a person must mend it)."""
    resting = one.rests(now)
    state = "stopped" if one.stopped_at else "resting" if resting else "open"
    return {
        "name": one.name,
        "state": state,
        "look_again_at": iso(one.look_again_at) if resting and not one.stopped_at else None,
        "failures": one.failures,
        "why": one.reason,
    }


def brake() -> str:
    """Why it is on, as a sentence; empty while it is off."""
    row = Installation.current()
    return row.brake_reason if row.braked_at else ""


def pace_today(now: datetime) -> dict[str, int | None]:
    """`today`: emails that left today, or may have. `limit`: how many may, None without a limit and for the local inbox."""
    profile = ClinicProfile.current()
    today = now.astimezone(profile.zone).date()
    if not Installation.current().live_mark or not pace.is_counted(profile):
        return {"today": sent_on(today), "limit": None}
    transport = way.configured()
    if not transport.reaches_people:
        return {"today": sent_on(today), "limit": None}
    used = WayOut.objects.filter(pk=transport.name).first()
    limit = pace.limit_on(today, (used and used.first_used_on) or today, profile)
    sent = PaceDay.objects.sent(transport.name, today).get(IN_ALL, 0)
    return {"today": sent, "limit": limit if limit < pace.NO_LIMIT else None}


def states_by_day(first: date, last: date) -> dict[date, dict[str, int]]:
    """Messages by state for each of these days of the clinic that has some, read from the tally."""
    found: dict[date, dict[str, int]] = {}
    rows = Tally.objects.filter(day__range=(first, last)).order_by("day").values_list("day", "state")
    for day, state, count in rows.annotate(sum=Sum("count")):
        if count:
            found.setdefault(day, {})[state] = count
    return found


def unsettled(state: str) -> list[dict[str, str | None]]:
    rows = Message.objects.filter(state=state).order_by("settled_at")
    return [{"message": str(one.id), "since": iso(one.settled_at), "why": one.reason} for one in rows]


def by_state(rows: QuerySet[Any]) -> dict[str, int]:
    return dict(rows.order_by("state").values_list("state").annotate(count=Count("pk")))


def next_due() -> datetime | None:
    planned = Message.objects.filter(state=Message.State.PLANNED).aggregate(at=Min("due_at"))["at"]
    lesson = Enrolment.objects.filter(state=Enrolment.State.ACTIVE).aggregate(at=Min("next_due_at"))["at"]
    return min(filter(None, (planned, lesson)), default=None)


def installation(now: datetime) -> dict[str, Any]:
    row, open_way = Installation.current(), way_now(now)
    return {
        "live": bool(row.live_mark) and not why_silent_here(),  # a copy's row says it, too
        "paused": row.paused,
        "sends": open_way.transport is not None,
        "transport": open_way.transport.name if open_way.transport else None,
        "ticked_at": iso(row.ticked_at),
        "says": says(open_way.practising, open_way.why),
    }


def says(practising: bool, why: str) -> str:
    if why:
        return why
    return "Practising: every email goes to the local inbox." if practising else "Live: emails go to real people."


def messages_each() -> list[dict[str, Any]]:
    rows = Message.objects.order_by("planned_at", "id").values_list("id", "state", "due_at")
    return [{"id": str(pk), "state": state, "due": iso(due)} for pk, state, due in rows.iterator()]


def iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
