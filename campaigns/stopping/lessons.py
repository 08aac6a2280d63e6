"""Stopping a patient's lessons, at once, and the undo. It counts at the very next claim."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.consents.asking_to_confirm import ask_to_confirm
from campaigns.enrolments.beginning import begin_or_wait
from campaigns.models import Enrolment, Message
from campaigns.outgoing.facts import newest_of, unsubscribed
from campaigns.rows import again_after_a_deadlock
from campaigns.steps.place import is_behind, past
from campaigns.stopping.reasons import ALL_BY_PATIENT, ALL_BY_STAFF, BY_PATIENT, UNDONE
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from patients.models import Consent, Patient

LESSONS = Consent.Stream.LESSONS


@again_after_a_deadlock  # a claim goes from message to enrolment, this the other way
def stop(enrolment: Enrolment, now: datetime, *, by: str, reason: str = BY_PATIENT) -> bool:
    """End this enrolment, cancel what is planned, and withdraw the consent unless another series goes on.

    True if anything was still running.
    """
    with transaction.atomic():
        ended = Enrolment.objects.filter(pk=enrolment.pk).end(reason, now)
        planned = Message.objects.filter(enrolment=enrolment, state=Message.State.PLANNED)
        planned.move(Message.State.CANCELLED, reason=reason, settled_at=now)
        others = Enrolment.objects.under_way().filter(patient=enrolment.patient).exists()
        no_more = not others and Consent.objects.withdraw(enrolment.patient, LESSONS, how=reason, now=now)
        if (ended or no_more) and reason == BY_PATIENT:
            unsubscribed([enrolment.pk], now)
        if ended or no_more:
            AuditEntry.objects.record(
                "stop", actor=by, now=now, subject=enrolment.patient_id, enrolment=str(enrolment.id)
            )
        enrolment.refresh_from_db()
        return bool(ended)


@again_after_a_deadlock
def stop_all(patient: Patient, now: datetime, *, by: str, reason: str = ALL_BY_STAFF) -> int:
    """End every series, cancel all that is planned, withdraw every consent. The number of series ended.

    The address isn't suppressed: somebody else may read the same mailbox, and theirs go on.
    """
    with transaction.atomic():
        under_way = list(Enrolment.objects.under_way().filter(patient=patient).values_list("pk", flat=True))
        ended = Enrolment.objects.filter(patient=patient).end(reason, now)
        planned = Message.objects.filter(patient=patient, state=Message.State.PLANNED)
        cancelled = planned.move(Message.State.CANCELLED, reason=reason, settled_at=now)
        no_more = [one for one in Consent.Stream if Consent.objects.withdraw(patient, one, how=reason, now=now)]
        if reason == ALL_BY_PATIENT and (under_way or LESSONS in no_more):
            unsubscribed(under_way or newest_of(patient.pk), now)
        AuditEntry.objects.record("stop all", actor=by, now=now, subject=patient.pk, ended=ended, cancelled=cancelled)
        return ended


def can_undo(enrolment: Enrolment) -> bool:
    """What the patient stopped, the patient can start again; what staff or a bounce ended stays ended."""
    if enrolment.patient.erased_at is not None:
        return False
    if enrolment.state == Enrolment.State.FINISHED:  # every lesson had left, and the stop ended the yes alone
        last = Consent.objects.last_of(enrolment.patient, LESSONS)
        return last is not None and last.withdrawn_how == BY_PATIENT
    return enrolment.state == Enrolment.State.ENDED and enrolment.end_reason in (BY_PATIENT, ALL_BY_PATIENT)


def undo_stop(enrolment: Enrolment, now: datetime, *, by: str, as_before: bool = False) -> bool:
    """Go on where it stopped. False when it isn't stopped. Raises Refusal when the patient is in this series anew.

    `as_before`: lessons that were paused when they stopped are paused again; the desk goes on with them, or the visit's end does.
    """
    with transaction.atomic():
        finished = enrolment.state == Enrolment.State.FINISHED and can_undo(enrolment)
        if enrolment.state != Enrolment.State.ENDED and not finished:
            return False
        if Enrolment.objects.under_way().filter(patient=enrolment.patient, series=enrolment.series).exists():
            raise Refusal(_("This patient has been enrolled in this series again since: that enrolment goes on."))
        Consent.objects.give_again(enrolment.patient, LESSONS, how=UNDONE, recorded_by=by, now=now)
        if not finished:
            go_on_from_here(enrolment, now, as_before=as_before)
        AuditEntry.objects.record(
            "undo stop", actor=by, now=now, subject=enrolment.patient_id, enrolment=str(enrolment.id)
        )
        return True


def go_on_from_here(enrolment: Enrolment, now: datetime, *, as_before: bool) -> None:
    """The caller has seen that it ended. `as_before`: see undo_stop."""
    enrolment.state, enrolment.ended_at, enrolment.end_reason = Enrolment.State.ACTIVE, None, ""
    revive(enrolment)
    if as_before and enrolment.was_paused:
        enrolment.state, enrolment.end_reason = Enrolment.State.PAUSED, enrolment.was_paused
    else:
        begin_or_wait(enrolment, now)
    enrolment.was_paused = ""
    enrolment.save()
    ask_to_confirm(enrolment.patient, now)


def begin_again(enrolment: Enrolment, now: datetime, *, by: str) -> bool:
    """Take a stop of the patient's own back. False when it ended otherwise, or they are enrolled anew: those lessons go on."""
    try:
        return can_undo(enrolment) and undo_stop(enrolment, now, by=by, as_before=True)
    except Refusal:
        return False


def revive(enrolment: Enrolment) -> None:
    """A lesson cancelled by the stop has never left: its row gives way to a new plan. One that was on its way counts as had."""
    lessons = Message.objects.filter(enrolment=enrolment, kind=Message.Kind.STEP).select_related("step")
    lessons.filter(state=Message.State.CANCELLED).unmake()
    way, on_its_way = list(enrolment.series.way()), lessons.filter(claimed_at__isnull=False).order_by("claimed_at")
    for message in on_its_way:
        if message.step and message.claimed_at and not is_behind(message.step, enrolment.place):
            enrolment.place = past(way, enrolment.place, message.step)
            enrolment.left_day, enrolment.left_on = (
                message.step.day,
                message.claimed_at.astimezone(enrolment.zone).date(),
            )
