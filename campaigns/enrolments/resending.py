"""Sending a lesson again because the patient asks for it: a message of its own, which moves nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.enrolments.beginning import has_to_confirm
from campaigns.models import Enrolment, Message
from campaigns.models.state_table import State
from campaigns.rows import locked
from campaigns.sending.may_leave import words_stand
from campaigns.sending.texts import cover_for, languages
from campaigns.sending.way import way_now
from clinic.models import AuditEntry, ClinicProfile
from clinic.refusal import Refusal
from content.models import Review, Revision
from patients.models import Consent, Patient, Suppression

MAY_GO_AGAIN = (State.ACCEPTED, State.DELIVERED, State.BOUNCED, State.DROPPED, State.REJECTED, State.SUPPRESSED)
NOBODY_KNOWS = gettext_noop("Nobody knows yet whether it arrived: it isn’t sent again before that is decided.")
ON_ITS_WAY = gettext_noop("It is on its way already: wait until it has left.")


@dataclass(frozen=True)
class Again:
    """The words that would leave. `same`: exactly those the patient was sent, because their signature still stands."""

    revision: Revision | None
    review: Review | None
    same: bool


def words_again(message: Message, now: datetime) -> Again | None:
    """The same words, else the signed ones of today; None where nobody has signed any. A confirmation has no words to sign."""
    way, step = way_now(now), message.step
    if step is None or message.revision is None:
        return Again(None, None, same=True)
    if words_stand(message, way, now):
        return Again(message.revision, message.review, same=True)
    wanted = languages(message.patient.language, step.series.language)
    text = step.lesson.text_to_send(wanted, now, practising=way.practising)
    return Again(text.revision, text.review, same=text.revision == message.revision) if text else None


def why_not(message: Message, now: datetime) -> str:
    """Why it can't be sent again, as sentences; empty when it can."""
    return why_not_this_one(message) or why_nothing_leaves(message) or why_no_words(message, now)


def why_not_this_one(message: Message) -> str:
    if message.state in Message.UNDER_WAY:
        return _(ON_ITS_WAY)
    if message.state in (State.UNCERTAIN, State.HELD):
        return _(NOBODY_KNOWS)
    if message.state not in MAY_GO_AGAIN or message.kind not in (*Message.TEACHING, *Message.TO_CONFIRM):
        return _("This email was never sent, so it can’t be sent again.")
    # Which step is looked at here: asked for one, SQLite would read every message that step ever had.
    again = Message.objects.filter(patient=message.patient_id, state__in=Message.UNDER_WAY, kind=kind_of(message))
    return _(ON_ITS_WAY) if message.step_id in set(again.values_list("step", flat=True)) else ""


def why_nothing_leaves(message: Message) -> str:
    patient, enrolment = message.patient, message.enrolment
    if patient.erased_at:
        return _("This patient was erased: there is nobody to send it to.")
    if enrolment is None or enrolment.state == Enrolment.State.ENDED:
        return _("These lessons have ended: resume them first, then send it again.")
    if enrolment.state == Enrolment.State.PAUSED:
        return _("These lessons are paused: go on with them first, then send it again.")
    if Suppression.objects.covering([patient.open_identity().email]):
        return _("This address must not be mailed: change the address first.")
    if message.kind in Message.TO_CONFIRM:
        waits = enrolment.waits_for == Enrolment.WaitsFor.CONFIRMATION
        return "" if waits else _("The address is confirmed already: there is nothing to ask.")
    if has_to_confirm(enrolment):
        return _("The address isn’t confirmed yet: send the email that asks for that.")
    agreed = Consent.objects.standing(Consent.Stream.LESSONS).filter(patient=patient).exists()
    return "" if agreed else _("There is no consent to lessons by email: record a yes first.")


def why_no_words(message: Message, now: datetime) -> str:
    return (
        ""
        if words_again(message, now)
        else _("No text of this lesson is signed today: a clinician has to sign one first.")
    )


def resend(message: Message, now: datetime, *, by: str) -> Message:
    """A new message, due now, which leaves through the same claim as every other. Raises Refusal."""
    with transaction.atomic():
        patient = locked(Patient.objects.filter(pk=message.patient_id)).get()  # two who press at once come one by one
        message.patient = patient
        if why := why_not(message, now):
            raise Refusal(why)
        words = words_again(message, now)
        assert words is not None
        again = Message(
            key=f"resend:{message.pk}:{times_before(message) + 1}", kind=kind_of(message), patient=patient,
            enrolment=message.enrolment, series=message.series, step=message.step, revision=words.revision, review=words.review,
            cover=cover_for(patient.language, words.revision.language) if words.revision else "",
            text_only=patient.plain_text and kind_of(message) == Message.Kind.RESEND,
            due_at=now, planned_at=now, day=now.astimezone(ClinicProfile.current().zone).date(),
        )  # fmt: skip
        Message.objects.make([again])
        AuditEntry.objects.record(
            "resend", actor=by, now=now, subject=again.pk, patient=str(patient.pk), of=str(message.pk)
        )
        return again


def kind_of(message: Message) -> str:
    return Message.Kind.WELCOME if message.kind in Message.TO_CONFIRM else Message.Kind.RESEND


def times_before(message: Message) -> int:
    """By the patient's own messages: a search for the beginnings of keys would read every message there is."""
    keys = Message.objects.filter(patient=message.patient_id).values_list("key", flat=True)
    return sum(key.startswith(f"resend:{message.pk}:") for key in keys)
