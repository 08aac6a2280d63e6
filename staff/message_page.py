"""One message: what happened to it, and the exact text, HTML and headers the patient received. Opening it is recorded."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.models import Message
from campaigns.received import received, received_eml
from clinic.models import ClinicProfile
from staff.desk import desk_page, record, show
from staff.frames import email_frame, framed, wants
from staff.identities import identity_of, name_of
from staff.patient_page import title_of
from staff.tabs import VIEWS, links
from staff.wording import local_date, long_date, place


@desk_page
@require_safe
def message(request: HttpRequest, message: str) -> HttpResponse:
    row = found(message)
    record(request, "message.read", row.id, patient=str(row.patient_id))
    view, filled, here = wants(request, "view", tuple(VIEWS)), received(row), reverse("staff:message", args=[row.id])
    context = {
        "message": about(row),
        "history": history(row),
        "place": place(ClinicProfile.current().time_zone),
        "decisions": [],
        "made": filled is not None,
        "view": view,
        "tabs_of": links(here, "view", VIEWS, view),
        "frame_url": reverse("staff:message_frame", args=[row.id]),
        "text": filled.text.decode() if filled else "",
        "headers": headers(row) if view == "headers" else [],
    }
    return show(request, "message", context)


@desk_page
@require_safe
@email_frame
def message_frame(request: HttpRequest, message: str) -> HttpResponse:
    filled = received(found(message))
    if filled is None:
        raise Http404
    return framed(filled.html)


def found(message: str) -> Message:
    related = ("patient", "enrolment__series", "step", "revision", "review", "email", "attempt")
    return get_object_or_404(Message.objects.select_related(*related), pk=message)


def about(row: Message) -> dict[str, Any]:
    identity = identity_of(row.patient)
    return {
        "id": row.id,
        "title": title_of(row),
        "series": row.enrolment.series.title if row.enrolment else "",
        "state": row.state,
        "why": row.reason,
        "to": identity.email if identity else "",
        "patient_name": name_of(row.patient, identity),
        "patient_url": reverse("staff:patient", args=[row.patient_id]),
        "revision": signed(row),
    }


def signed(row: Message) -> str:
    if row.revision is None:
        return ""
    if row.review is None:
        return f"Revision {row.revision.number}, not reviewed: for the local inbox only."
    by = f"{row.review.reviewer}, {row.review.credential}"
    return f"Revision {row.revision.number}, signed by {by} on {long_date(local_date(row.review.signed_at))}."


def history(row: Message) -> list[dict[str, Any]]:
    """What the timestamps say, oldest first."""
    steps = [{"state": Message.State.PLANNED, "when": row.planned_at, "text": ""}]
    if row.claimed_at:
        where = "to the local inbox" if row.practice else f"to {row.attempt.transport}" if row.attempt else ""
        steps.append({"state": Message.State.SENDING, "when": row.claimed_at, "text": where})
    if row.settled_at:
        steps.append({"state": row.state, "when": row.settled_at, "text": row.reason})
    return steps


def headers(row: Message) -> list[tuple[str, str]]:
    eml = received_eml(row)
    return [(name, str(value)) for name, value in message_from_bytes(eml, policy=default).items()] if eml else []
