"""A STOP by email ends every series and newsletter of everybody with that address, at once; the answer offers the undo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from campaigns.models import Enrolment, Message, StopByEmail
from campaigns.newsletters.stopping import NEWS, stop_news, undo_stop_news
from campaigns.outgoing.facts import newest_of, unsubscribed
from campaigns.stopping.lessons import begin_again, stop
from campaigns.stopping.reasons import BY_PATIENT
from clinic.models import AuditEntry, ClinicProfile
from patients.models import Consent, Patient

BY = "mail"
BETWEEN = timedelta(days=1)  # from one email that answers a STOP to the next, to one mailbox


def stop_everything(people: Sequence[Patient], writer: Patient | None, now: datetime) -> StopByEmail | None:
    """None when nothing was running: then no email answers either.

    Two STOPs within a day have one answer, whose undo takes both back.
    """
    with transaction.atomic():
        running = Enrolment.objects.under_way().filter(patient__in=people).select_related("patient", "series")
        enrolments = [str(one.pk) for one in running if stop(one, now, by=BY)]
        reading = Consent.objects.standing(NEWS).filter(patient__in=people).select_related("patient")
        readers = [str(one.patient_id) for one in reading if stop_news(one, now, by=BY)]
        for one in people:
            if Consent.objects.withdraw(one, Consent.Stream.LESSONS, how=BY_PATIENT, now=now):
                unsubscribed(newest_of(one.pk), now)
        rest = Message.objects.filter(patient__in=people, state=Message.State.PLANNED)
        rest.exclude(kind=Message.Kind.STOPPED).move(Message.State.CANCELLED, reason=BY_PATIENT, settled_at=now)
        if not enrolments and not readers:
            return None
        lately = answered_lately(people, now)
        row = lately or StopByEmail(message=answer(writer or people[0], now))
        # After STOPs of two people "only me" would bring back one of them: the row says of neither that they wrote.
        row.writer = writer if lately is None or lately.writer == writer else None
        row.people = [str(one.pk) for one in people]
        row.enrolments = [*dict.fromkeys([*row.enrolments, *enrolments])]
        row.readers = [*dict.fromkeys([*row.readers, *readers])]
        row.save()
        return row


def answered_lately(people: Sequence[Patient], now: datetime) -> StopByEmail | None:
    lately = StopByEmail.objects.filter(message__patient__in=people, message__planned_at__gt=now - BETWEEN)
    return lately.order_by("-message__planned_at").first()


def answer(to: Patient, now: datetime) -> Message:
    """Into the queue, as every email."""
    before = Message.objects.answers_to_stop().filter(patient=to).count()
    message = Message(
        key=f"stopped:{to.pk}:{before + 1}", kind=Message.Kind.STOPPED, patient=to,
        due_at=now, planned_at=now, day=now.astimezone(ClinicProfile.current().zone).date(),
    )  # fmt: skip
    Message.objects.make([message])
    AuditEntry.objects.record("stop by mail", actor=BY, now=now, subject=to.pk)
    return message


def stop_again(row: StopByEmail, now: datetime) -> None:
    """The answer's own way to stop: whatever was started since ends again, for everybody it named."""
    people = list(Patient.objects.known().filter(pk__in=row.people))
    if people:
        stop_everything(people, row.writer, now)


def start_again(row: StopByEmail, now: datetime, *, others_only: bool) -> int:
    """Take the STOP back, for everybody or for all but its writer. How many series and newsletters go on.

    What ended for another reason since stays ended.
    """
    spared = str(row.writer_id) if others_only else ""
    with transaction.atomic():
        enrolments = Enrolment.objects.filter(pk__in=row.enrolments).select_related("patient", "series")
        started = [one for one in enrolments if str(one.patient_id) != spared and begin_again(one, now, by=BY)]
        last = [Consent.objects.last_of(UUID(one), NEWS) for one in row.readers]
        read = [one for one in last if one and str(one.patient_id) != spared and undo_stop_news(one, now, by=BY)]
        return len(started) + len(read)


def has_others(row: StopByEmail) -> bool:
    """Whether "only me" says anything: somebody else reads this mailbox, and we know who wrote."""
    return row.writer_id is not None and len(row.people) > 1
