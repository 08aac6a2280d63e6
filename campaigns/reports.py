"""What is where, counted from the rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet

from campaigns.models import Enrolment, Message
from campaigns.sending.way import way_now
from clinic.models import Installation


def status(now: datetime) -> dict[str, Any]:
    """The `status` command's document (keys in the design)."""
    states = by_state(Message.objects.all())
    moment = next_due()
    return {
        "messages": sum(states.values()),
        "states": states,
        "enrolments": by_state(Enrolment.objects.all()),
        "unaccounted": Enrolment.objects.unaccounted().count(),
        "held": unsettled(Message.State.HELD),
        "uncertain": unsettled(Message.State.UNCERTAIN),
        "next_due": iso(moment),
        "installation": installation(now),
    }


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
    row, way = Installation.current(), way_now(now)
    return {
        "live": bool(row.live_mark),
        "paused": row.paused,
        "sends": way.transport is not None,
        "transport": way.transport.name if way.transport else None,
        "ticked_at": iso(row.ticked_at),
        "says": says(way.practising, way.why),
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
