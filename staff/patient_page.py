"""One patient: the way through each series, every message, whether they may be mailed. Opening it is recorded."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.models import Enrolment, Message
from clinic.models import ClinicProfile
from patients.models import Patient
from staff.beads import beads
from staff.desk import desk_page, record, show
from staff.identities import facts_of, identity_of, name_of
from staff.may_be_mailed import may_be_mailed
from staff.standstill import what_to_do
from staff.status_codes import plain
from staff.stopping import can_resume
from staff.wording import place, whole_day


@desk_page
@require_safe
def patient(request: HttpRequest, patient: str) -> HttpResponse:
    one = get_object_or_404(Patient, pk=patient)
    now, clinic, identity = timezone.now(), ClinicProfile.current(), identity_of(one)
    record(request, "patient.read", one.id)
    rows = list(Message.objects.newest_first().filter(patient=one))
    enrolments = Enrolment.objects.newest_first().filter(patient=one)
    context = {
        "patient": {"id": one.id, "name": name_of(one, identity), "facts": facts_of(one, identity)},
        "alert": alert(one, identity is None),
        "enrolments": [way(enrolment, rows, now) for enrolment in enrolments],
        "messages_of": [line(row) for row in rows],
        "place": place(clinic.time_zone),
        "may_be_mailed": may_be_mailed(one, identity),
        "actions": actions(one) if identity else [],
    }
    return show(request, "patient", context)


def alert(one: Patient, closed: bool) -> dict[str, Any] | None:
    if one.erased_at:
        return say("calm", "Erased.", "Name, address and what was received are gone for good. The counts stay true.")
    if closed:
        return say(
            "bad",
            "The stored name and address can’t be opened.",
            "Check that the keys of this installation are the right ones.",
        )
    return None


def say(kind: str, lead: str, text: str) -> dict[str, Any]:
    return {"kind": kind, "lead": lead, "text": text, "action_label": None, "action_url": None}


def way(one: Enrolment, rows: list[Message], now: datetime) -> dict[str, Any]:
    under_way = one.state in (Enrolment.State.ACTIVE, Enrolment.State.PAUSED)
    return {
        "id": one.id,
        "title": one.series.title,
        "state": one.state,
        "line": f"{'visit' if one.from_visit else 'counted from'} {whole_day(one.anchored_on)}",
        "beads": beads(one, [row for row in rows if row.enrolment_id == one.id], now),
        "stop_url": reverse("staff:stop_enrolment", args=[one.id]) if under_way else None,
        "resume_url": reverse("staff:resume_enrolment", args=[one.id]) if can_resume(one) else None,
        "go_on_url": reverse("staff:go_on", args=[one.id]) if one.state == Enrolment.State.PAUSED else None,
        "why": plain(one.end_reason) or (f"Waits for {one.get_waits_for_display()}." if one.waits_for else ""),
        "what_to_do": what_to_do(one),
        "known_url": reverse("staff:known_for_lessons", args=[one.id]) if under_way else None,
        "procedure": f"procedure {whole_day(one.procedure_on)}" if one.procedure_on else "",
    }


def line(row: Message) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": title_of(row),
        "state": row.state,
        "why": plain(row.reason),
        "when": row.settled_at or row.claimed_at or row.due_at,
        "action_label": "Decide" if row.state == Message.State.HELD else "Open",
        "action_url": reverse("staff:message", args=[row.id]) if row.email_id else None,
    }


def title_of(row: Message) -> str:
    """4 · Moving a little each day."""
    if row.step is None or row.revision is None:
        return row.get_kind_display()
    return f"{row.step.position} · {row.revision.title}"


def actions(one: Patient) -> list[dict[str, str]]:
    pin = reverse("staff:new_pin", args=[one.id])
    return [{"icon": "key", "title": "Give a new PIN", "text": "shown once, on this screen", "url": pin}]
