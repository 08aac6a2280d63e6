"""Everything kept of one patient, as plain data: for the patient who asks for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.consents.texts import text_of
from campaigns.emails.received import received, sealed_values
from campaigns.models import (
    Answer,
    BouncedAddress,
    DoorTries,
    Enrolment,
    Event,
    Helpfulness,
    Message,
    PatientRequest,
    PendingSignUp,
    PendingVisit,
    Skipped,
    StopByEmail,
)
from clinic.models import AuditEntry, ClinicProfile
from patients.models import Consent, Note, Patient, Suppression

Data = dict[str, Any]


def everything_of(one: Patient, now: datetime) -> Data:
    """JSON-able; moments are ISO 8601 in UTC. Raises PatientErased, KeyMissing, SealBroken."""
    identity = one.open_identity()
    return {
        "exported_at": moment(now),
        "clinic": ClinicProfile.current().name,
        "patient": {
            "id": str(one.pk), **identity.to_payload(), "language": one.language, "time_zone": one.time_zone, "plain_text": one.plain_text,
            "known_since": moment(one.created_at), "address_confirmed_at": moment(one.address_confirmed_at),
            "has_a_pin": bool(one.pin_hash), "reads_newsletters_only": one.contact, "legal_hold_since": moment(one.legal_hold_since),
            "someone_else_reads_this_mailbox": one.private_mail,
        },
        "must_not_be_mailed": [{"why": row.get_reason_display(), "since": moment(row.since), "only_newsletters": row.only_news} for row in Suppression.objects.of(identity.email)],
        "consents": [consent(row) for row in Consent.objects.filter(patient=one).order_by("given_at")],
        "series": [enrolment(row) for row in Enrolment.objects.filter(patient=one).select_related("series").order_by("id")],
        "visits_told_by_record_systems": [visit(row) for row in PendingVisit.objects.filter(patient=one).select_related("series").order_by("id")],
        "emails": emails_of(one),
        "address_bounced": [
            {"since": moment(row.since), "done_at": moment(row.handled_at)} for row in BouncedAddress.objects.filter(patient=one)
        ],
        "wrong_tries": [{"number": row.tries, "since": moment(row.since)} for row in DoorTries.objects.filter(patient=one)],
        "asked_to_confirm": [{"number": row.times, "at": moment(row.asked_at)} for row in PendingSignUp.objects.filter(patient=one)],
        "notes": [{"at": moment(row.at), "text": row.text(one)} for row in Note.objects.filter(patient=one).order_by("id")],
        "stopped_by_email": [
            {"at": moment(row.message.planned_at), "by_this_patient": row.writer_id == one.pk}
            for row in StopByEmail.objects.filter(message__patient=one).select_related("message").order_by("message__planned_at")
        ],
        "asked_of_us": [asked(row) for row in PatientRequest.objects.filter(patient=one).select_related("patient").order_by("id")],
        "what_was_done": [
            {"at": moment(row.at), "what": row.action} for row in AuditEntry.objects.filter(subject=str(one.pk)).order_by("at", "id")
        ],
    }  # fmt: skip


def asked(row: PatientRequest) -> Data:
    """Without the words that may be another patient's."""
    return {
        "what": row.get_kind_display(), "how": row.get_how_display(), "at": moment(row.received_at),
        "text": None if row.shared else row.words(), "from_a_shared_mailbox": row.shared,
        "done_at": moment(row.done_at), "what_was_done": None if row.shared else row.what_was_done(),
    }  # fmt: skip


def consent(row: Consent) -> Data:
    return {
        "to": row.get_stream_display(), "given_at": moment(row.given_at), "how": said(row.how), "words": row.wording,
        "text": text_of(row.wording, get_language() or "en"),
        "withdrawn_at": moment(row.withdrawn_at), "withdrawn_how": said(row.withdrawn_how),
    }  # fmt: skip


def enrolment(row: Enrolment) -> Data:
    return {
        "title": row.series.title, "state": row.get_state_display(), "since": moment(row.enrolled_at),
        "counted_from": row.anchored_on.isoformat(), "lessons_had": row.position, "ended_at": moment(row.ended_at),
        "pace": row.pace, "break_until": row.break_until.isoformat() if row.break_until else None,
        "why": said(row.end_reason), "visit": row.visit_id, "visit_told_by": row.visit_source,
        "procedure_on": row.procedure_on.isoformat() if row.procedure_on else None, "asked_for_help_at": moment(row.asked_for_help_at),
        "left_out": [{"at": moment(left.at), "why": said(left.reason)} for left in Skipped.objects.filter(enrolment=row).order_by("at")],
    }  # fmt: skip


def visit(row: PendingVisit) -> Data:
    return {
        "title": row.series.title, "source": row.visit_source, "visit": row.visit_id,
        "on": row.visited_on.isoformat() if row.visited_on else None, "came_at": moment(row.came_at),
        "state": row.get_state_display(), "settled_at": moment(row.settled_at),
    }  # fmt: skip


def emails_of(one: Patient) -> list[Data]:
    rows = Message.objects.filter(patient=one).select_related("email", "patient").order_by("planned_at", "id")
    ids = [row.pk for row in rows]
    answers, clear = Answer.objects.in_bulk(ids), Helpfulness.objects.in_bulk(ids)
    events: dict[object, list[Event]] = {}
    for event in Event.objects.filter(message__patient=one).order_by("at", "id"):
        events.setdefault(event.message_id, []).append(event)
    return [email(row, events.get(row.pk, []), answers.get(row.pk), clear.get(row.pk)) for row in rows]


def email(row: Message, events: list[Event], answer: Answer | None, clear: Helpfulness | None) -> Data:
    filled = received(row)
    return {
        "what": row.get_kind_display(), "state": row.get_state_display(), "why": said(row.reason),
        "planned_at": moment(row.planned_at), "handed_over_at": moment(row.claimed_at),
        "to": (sealed_values(row) or {}).get("to"), "subject": filled.subject if filled else None,
        "text": filled.text.decode() if filled else None,
        "answer": {"number": answer.choice, "right": answer.right, "at": moment(answer.given_at)} if answer else None,
        "clear": {"said": clear.get_said_display(), "at": moment(clear.given_at)} if clear else None,
        "told_by_the_provider": [{"at": moment(event.at), "what": event.happened} for event in events],
    }  # fmt: skip


def said(stored: str) -> str:
    """Our own sentences are kept in English; what a person typed stays as it is."""
    return _(stored) if stored else ""


def moment(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
