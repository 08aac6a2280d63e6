"""One patient: the way through each series, every message, whether they may be mailed, and what you can do. Opening it is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.enrolments.restarting import can_go_on
from campaigns.models import DoorTries, Enrolment, Message
from clinic.models import ClinicProfile
from patients.models import Patient
from staff.beads import beads
from staff.desk import desk_page, record, show
from staff.identities import facts_of, identity_of, name_of
from staff.may_be_mailed import may_be_mailed
from staff.patient.messages import lines, messages_of, older_url
from staff.patient.notes import notes_on
from staff.patient.wishes import of_series, plain_text
from staff.permissions import May, may
from staff.requests.writing_down import requests_of
from staff.standstill import what_to_do
from staff.status_codes import plain
from staff.wording import counted, local_date, place, whole_day

MOST_SERIES = 20


@desk_page(May.SEE_PATIENTS)
@require_safe
def patient(request: HttpRequest, patient: str) -> HttpResponse:
    one = get_object_or_404(Patient, pk=patient)
    now, clinic, identity = timezone.now(), ClinicProfile.current(), identity_of(one)
    rows, here = messages_of(one, asked_for(request, "before")), reverse("staff:patient", args=[one.id])
    opened = next((row.id for row in rows if row.id == asked_for(request, "open")), None)
    record(request, "patient.read", one.id, **({"open": str(opened)} if opened else {}))
    enrolments = list(Enrolment.objects.newest_first().filter(patient=one)[:MOST_SERIES])
    lessons = list(Message.objects.filter(enrolment__in=enrolments, kind=Message.Kind.STEP).defer("values"))
    context = {
        "patient": {"id": one.id, "name": name_of(one, identity), "facts": facts_of(one, identity), "known": identity is not None},
        "alert": alert(one, identity is None),
        "enrolments": [way(enrolment, lessons, now, known=identity is not None) for enrolment in enrolments],
        "messages_of": lines(rows, here, opened),
        "older_url": older_url(rows, here),
        "newest_url": here if "before" in request.GET else None,
        "place": place(clinic.time_zone),
        "may_be_mailed": [*may_be_mailed(one, identity), *plain_text(one)],
        "actions": actions(one, enrolments, now, may_erase=may(request.user, May.ERASE_PATIENTS)) if identity else [],
        "notes": notes_on(one, identity),
        "requests": requests_of(one, identity),
    }  # fmt: skip
    return show(request, "patient", context)


def asked_for(request: HttpRequest, name: str) -> UUID | None:
    """A message named in the address. None for anything that is no id."""
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


def alert(one: Patient, closed: bool) -> dict[str, Any] | None:
    if one.erased_at:
        return say(
            "calm", _("Erased."), _("Name, address and what was received are gone for good. The counts stay true.")
        )
    if closed:
        return say(
            "bad",
            _("The stored name and address can’t be opened."),
            _("Check that the keys of this installation are the right ones."),
        )
    if one.legal_hold_since:
        return say("calm", _("Legal hold."), _("Nothing of this record is erased until an admin ends the hold."))
    return None


def say(kind: str, lead: str, text: str) -> dict[str, Any]:
    return {"kind": kind, "lead": lead, "text": text, "action_label": None, "action_url": None}


def way(one: Enrolment, lessons: Sequence[Message], now: datetime, *, known: bool) -> dict[str, Any]:
    """`known`: the patient's name and address can be opened, so that more than stopping is possible."""
    under_way = one.state in (Enrolment.State.ACTIVE, Enrolment.State.PAUSED)
    return {
        "id": one.id,
        "title": one.series.title,
        "state": one.state,
        "line": (_("visit {day}") if one.from_visit else _("counted from {day}")).format(
            day=whole_day(one.anchored_on)
        ),
        "beads": beads(one, [row for row in lessons if row.enrolment_id == one.id], now),
        "pause_url": link("pause_enrolment", one, known and one.state == Enrolment.State.ACTIVE),
        "stop_url": link("stop_enrolment", one, under_way),
        "resume_url": link("resume_enrolment", one, known and can_go_on(one)),
        "restart_url": link("restart_enrolment", one, known),
        "go_on_url": link("go_on", one, one.state == Enrolment.State.PAUSED),
        "why": plain(one.end_reason)
        or (_("Waits for {what}.").format(what=one.get_waits_for_display()) if one.waits_for else ""),
        "what_to_do": what_to_do(one),
        "known_url": reverse("staff:known_for_lessons", args=[one.id]) if under_way else None,
        "wishes": of_series(one, local_date(now)),
        "procedure": _("procedure {day}").format(day=whole_day(one.procedure_on)) if one.procedure_on else "",
    }


def link(name: str, one: Enrolment, may: bool) -> str | None:
    return reverse(f"staff:{name}", args=[one.id]) if may else None


def actions(one: Patient, enrolments: Sequence[Enrolment], now: datetime, *, may_erase: bool) -> list[dict[str, str]]:
    used = DoorTries.MOST - DoorTries.objects.left(one, now)
    running = sum(enrolment.state in (Enrolment.State.ACTIVE, Enrolment.State.PAUSED) for enrolment in enrolments)
    rows = [
        ("phone", _("Write down a request"), _("such as a call back"), "write_request"),
        ("mail", _("Change address"), _("confirmed again by email"), "change_address"),
        ("people", _("Change details"), _("name, birth date, language, time zone"), "change_details"),
        ("key", _("Give a new PIN"), _("shown once, on this screen"), "new_pin"),
        (
            "unlock",
            _("Unlock a link"),
            _("{tries} today").format(tries=counted(used, "wrong try", "wrong tries")),
            "unlock",
        ),
        ("page", _("Print the card"), _("what to look for in the inbox"), "sender_card"),
        ("download", _("Export"), _("all that is kept, as a file"), "export_patient"),
        (
            "stop",
            _("Stop all emails"),
            _("ends {series}").format(series=counted(running, "series", "series")),
            "stop_all",
        ),
    ]
    if may_erase:
        held = _("on: nothing is erased") if one.legal_hold_since else _("nothing is erased until it ends")
        rows += [
            ("book", _("Legal hold"), held, "legal_hold"),
            ("cross", _("Erase"), _("on the patient’s word, for good"), "erase_patient"),
        ]
    return [
        {"icon": icon, "title": title, "text": text, "url": reverse(f"staff:{name}", args=[one.id])}
        for icon, title, text, name in rows
    ]
