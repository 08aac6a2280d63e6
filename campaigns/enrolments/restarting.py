"""Starting a stopped series again: where it stopped, or from the beginning with a recorded reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.emails.received import sealed_values
from campaigns.enrolments.beginning import begin
from campaigns.events.consequences import GIVES_UP, SOFT_BOUNCES
from campaigns.models import Enrolment, Message
from campaigns.stopping.reasons import ALL_BY_PATIENT, ALL_BY_STAFF, BY_PATIENT, BY_STAFF, BY_SYSTEM
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from patients.addresses import address_key
from patients.models import Consent, Note, Suppression

RESTARTED = gettext_noop("Started again from the beginning.")
REFUSED = gettext_noop("The provider refused this address.")
NO_CONSENT = gettext_noop("No consent to lessons by email.")
BY_A_PERSON = (BY_PATIENT, ALL_BY_PATIENT, BY_STAFF, ALL_BY_STAFF, BY_SYSTEM, NO_CONSENT)
GAVE_UP = (
    *(reason for _, reason in GIVES_UP.values()),
    SOFT_BOUNCES[1],
    gettext_noop("This address must not be mailed."),
)
HOW = gettext_noop("Started again at the desk")


def can_go_on(enrolment: Enrolment) -> bool:
    """What a person stopped, a person may start again; what an address ended, once there is another one.

    The end of practising stays the end.
    """
    if enrolment.state != Enrolment.State.ENDED or enrolment.patient.erased_at:
        return False
    if enrolment.end_reason in BY_A_PERSON:
        return True
    if enrolment.end_reason in GAVE_UP:
        return not is_suppressed(enrolment)
    return enrolment.end_reason == REFUSED and has_another_address(enrolment)


def is_suppressed(enrolment: Enrolment) -> bool:
    return bool(Suppression.objects.covering([enrolment.patient.open_identity().email]))


def has_another_address(enrolment: Enrolment) -> bool:
    """Another mailbox than the one its last email went to."""
    sent = Message.objects.filter(enrolment=enrolment, values__isnull=False)
    last = sent.select_related("patient").order_by("-claimed_at").first()
    values = sealed_values(last) if last else None
    return values is not None and address_key(values["to"]) != address_key(enrolment.patient.open_identity().email)


def may_restart(enrolment: Enrolment) -> str:
    """Why it can't begin anew, as a sentence; empty when it can."""
    if enrolment.patient.erased_at:
        return _("This patient was erased: there is nobody to teach.")
    others = Enrolment.objects.under_way().filter(patient=enrolment.patient, series=enrolment.series)
    if others.exclude(pk=enrolment.pk).exists():
        return _("This patient has been enrolled in this series again since: that enrolment goes on.")
    return _("This address must not be mailed: change the address first.") if is_suppressed(enrolment) else ""


def from_the_beginning(enrolment: Enrolment, reason: str, now: datetime, *, by: str) -> Enrolment:
    """A fresh enrolment that begins with lesson 1: its messages have keys of their own, so none leaves twice under one.

    The reason is kept as a note on the patient, sealed. Raises Refusal, and ValidationError for no reason.
    """
    with transaction.atomic():
        if why := may_restart(enrolment):
            raise Refusal(why)
        patient = enrolment.patient
        note = Note.objects.write(patient, reason, by=by, now=now)
        Enrolment.objects.filter(pk=enrolment.pk).end(RESTARTED, now)
        planned = Message.objects.filter(enrolment=enrolment, state=Message.State.PLANNED)
        planned.move(Message.State.CANCELLED, reason=RESTARTED, settled_at=now)
        Consent.objects.give_again(patient, Consent.Stream.LESSONS, how=HOW, recorded_by=by, now=now)
        fresh = Enrolment(
            patient=patient, series=enrolment.series, enrolled_at=now, anchored_on=now.astimezone(patient.zone).date(),
            untranslated=enrolment.untranslated,
        )  # fmt: skip
        begin(fresh, now)
        AuditEntry.objects.record(
            "restart", actor=by, now=now, subject=patient.pk, enrolment=str(fresh.pk), before=str(enrolment.pk), note=str(note.pk)
        )  # fmt: skip
        return fresh
