"""One message: what happened to it, what speaks for its arrival, and exactly what the patient received. Opening it is recorded."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes
from email.policy import default
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.emails.received import received, received_eml
from campaigns.evidence import Evidence, evidence
from campaigns.models import Message
from campaigns.models.state_table import State
from campaigns.sending.settling import HELD_AFTER
from clinic.models import ClinicProfile
from staff.deciding import AGAIN, SENT, may_send_again
from staff.desk import desk_page, record, show
from staff.evidence_words import facts, others
from staff.frames import email_frame, framed, wants
from staff.identities import identity_of, name_of
from staff.message_history import history
from staff.message_titles import title_of
from staff.permissions import May
from staff.status_codes import plain
from staff.tabs import VIEWS, WITHOUT_HTML, links
from staff.wording import local_date, long_date, place, when


@desk_page(May.SEE_PATIENTS)
@require_safe
def message(request: HttpRequest, message: str) -> HttpResponse:
    row = found(message)
    record(request, "message.read", row.id, patient=str(row.patient_id))
    known = evidence(row)
    filled, here = received(row), reverse("staff:message", args=[row.id])
    views = WITHOUT_HTML if filled and not filled.html else VIEWS
    view = wants(request, "view", tuple(views))
    context = {
        "message": about(row),
        "history": history(row, known),
        "evidence": facts(known, row),
        "place": place(ClinicProfile.current().time_zone),
        "doubt": doubt(row, timezone.now()),
        "decisions": decisions(row, known),
        "made": filled is not None,
        "view": view,
        "tabs_of": links(here, "view", views, view),
        "frame_url": reverse("staff:message_frame", args=[row.id]),
        "text": filled.text.decode() if filled else "",
        "headers": headers(row) if view == "headers" else [],
    }
    return show(request, "message", context)


@desk_page(May.SEE_PATIENTS)
@require_safe
@email_frame
def message_frame(request: HttpRequest, message: str) -> HttpResponse:
    row = found(message)
    filled = received(row)
    if filled is None:
        raise Http404
    record(request, "message.read", row.id, patient=str(row.patient_id))
    return framed(filled.html, row.email.compiled.images if row.email else ())


def found(message: str) -> Message:
    related = ("patient", "enrolment__series", "step", "revision", "review", "edition", "email", "attempt")
    return get_object_or_404(Message.objects.select_related(*related), pk=message)


def about(row: Message) -> dict[str, Any]:
    identity = identity_of(row.patient)
    return {
        "id": row.id,
        "title": title_of(row),
        "series": row.enrolment.series.title if row.enrolment else "",
        "state": row.state,
        "why": plain(row.reason),
        "to": identity.email if identity else "",
        "patient_name": name_of(row.patient, identity),
        "patient_url": reverse("staff:patient", args=[row.patient_id]),
        "revision": signed(row),
    }


def signed(row: Message) -> str:
    if row.revision is None:
        return ""
    if row.review is None:
        return _("Revision {number}, not reviewed: for the local inbox only.").format(number=row.revision.number)
    by = f"{row.review.reviewer}, {row.review.credential}"
    said = _("Revision {number}, signed by {clinician} on {day}.")
    return said.format(number=row.revision.number, clinician=by, day=long_date(local_date(row.review.signed_at)))


def doubt(row: Message, now: datetime) -> str:
    """What nobody knows, and who finds out; empty when there is no doubt."""
    if row.state == State.HELD:
        return _("Nothing has proven it in three days, so you decide. Until then it isn’t sent again.")
    if row.state == State.UNCERTAIN and row.settled_at:
        until = row.settled_at + HELD_AFTER
        if until <= now:
            return _("No proof has come in three days; then you decide. It isn’t sent again by itself.")
        wait = _("Proof may still come until {time}; then you decide. It isn’t sent again by itself.")
        return wait.format(time=when(until, now))
    return ""


def decisions(row: Message, known: Evidence) -> list[dict[str, str]]:
    """Each leads to a page that says what follows. Only what the evidence suggests is filled."""
    if row.state != State.HELD:
        return []
    likely = bool(known.events) or (known.attempt and others(known.attempt, known.others, 1).speaks_for_it)
    sent = {
        "label": str(SENT.label),
        "url": reverse("staff:it_was_sent", args=[row.id]),
        "look": "filled" if likely else "",
    }
    again = {"label": str(AGAIN.label), "url": reverse("staff:send_again", args=[row.id]), "look": ""}
    return [sent, again] if may_send_again(row) else [sent]


def headers(row: Message) -> list[tuple[str, str]]:
    eml = received_eml(row)
    return [(name, str(value)) for name, value in message_from_bytes(eml, policy=default).items()] if eml else []
