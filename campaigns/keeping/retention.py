"""What is older than the clinic keeps it: patients are erased, emails lose their values, events go. Tallies and suppressions stay.

The months are the clinic's own (clinic/keeping_settings.py); none is set before a person does. A legal hold keeps all of a patient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from campaigns.enrolling.one_at_a_time import one_at_a_time
from campaigns.keeping.erasing import AFTER_YEARS, erase_patient
from campaigns.models import Enrolment, Event, Message, PatientRequest, PendingVisit
from campaigns.rows import in_parts
from clinic.keeping_settings import kept_since
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from patients.keys import KeyMissing
from patients.models import Consent, Patient
from patients.sealing import SealBroken

QUIET_HOUR = 3  # of the clinic: it reads whole tables
NIGHT = timedelta(minutes=40)  # of the quiet hour; the rest the night after
LOOKED_AT = 5_000  # rows of one look
AT_ONCE = 200  # rows of one transaction, for whose end a claim waits
BY = "retention"
NOT_AT_REST = (*Message.UNDER_WAY, Message.State.UNCERTAIN, Message.State.HELD)
GoOn = Callable[[], bool]
"""Asked before each transaction. Whoever answers may take a breath first, so that others write in between."""


@dataclass
class Kept:
    """How many went, or would. `emails` lost what they said, `messages` went altogether."""

    patients: int = 0
    emails: int = 0
    events: int = 0
    messages: int = 0

    def as_json(self) -> dict[str, int]:
        return asdict(self)


def for_ever() -> bool:
    return True


def nightly(now: datetime, hour: int, go_on: GoOn = for_ever) -> Kept:
    """`hour`: of the clinic. The clock asks every hour."""
    return let_go(now, go_on=go_on) if hour == QUIET_HOUR else Kept()


def let_go(now: datetime, *, dry_run: bool = False, go_on: GoOn = for_ever) -> Kept:
    """In steps of AT_ONCE, each a transaction of its own: killed in between, the next run does the rest. `dry_run` counts all and changes nothing."""
    old_patients, old_emails, old_events, old_messages = (
        patients_over(now), emails_over(now), events_over(now), messages_over(now)
    )  # fmt: skip
    if dry_run:
        return Kept(old_patients.count(), old_emails.count(), old_events.count(), old_messages.count())
    gone = Kept()
    for part in in_parts(list(old_patients.order_by("pk").values_list("pk", flat=True)), AT_ONCE):
        for one in Patient.objects.filter(pk__in=part).order_by("pk"):
            if not go_on():
                return gone
            with suppress(
                SealBroken, KeyMissing, Refusal
            ):  # what can't be opened stays, and so does a hold that has just begun
                gone.patients += let_one_go(one, now)
    profile = ClinicProfile.current()
    for keys in oldest_first(old_events, "at", kept_since(profile, "keep_events", now), go_on):
        gone.events += events_over(now).filter(pk__in=keys).delete()[0]  # a hold may have begun since it was looked at
    for keys in oldest_first(old_messages, "planned_at", kept_since(profile, "keep_messages", now), go_on):
        with transaction.atomic():
            gone.messages += messages_over(now).filter(pk__in=keys).delete()[1].get("campaigns.Message", 0)
    for keys in oldest_first(old_emails, "planned_at", kept_since(profile, "keep_emails", now), go_on):
        gone.emails += emails_over(now).filter(pk__in=keys).update(values=None)
    return gone


def oldest_first(over: QuerySet[Any], when: str, since: datetime | None, go_on: GoOn) -> Iterator[Sequence[UUID]]:
    """Keys of those that are over, AT_ONCE at a time. Ids are made in order of time: a look at LOOKED_AT rows that are all
    younger is the last. The table is never read in one go, and nothing is locked while it is read.
    """
    after: UUID | None = None
    while since is not None:
        rows = over.model._default_manager.order_by("pk")
        looked = list((rows.filter(pk__gt=after) if after else rows).values_list("pk", when)[:LOOKED_AT])
        if not looked:
            return
        # Not from the first to the last: PostgreSQL guesses how many of such ids there are, and may read all patients for it.
        span = over.filter(pk__in=[pk for pk, _ in looked])
        for part in in_parts(list(span.order_by("pk").values_list("pk", flat=True)), AT_ONCE):
            if not go_on():
                return
            yield part
        after = looked[-1][0]
        if len(looked) == LOOKED_AT and all(at >= since for _, at in looked):
            return


def let_one_go(patient: Patient, now: datetime) -> bool:
    """Looked at again: the list takes minutes to work through, and somebody on it may have been enrolled since."""
    with transaction.atomic():
        one_at_a_time()
        still = patients_over(now).filter(pk=patient.pk).exists()
        return still and erase_patient(patient, now, why=AFTER_YEARS, by=BY)


def patients_over(now: datetime) -> QuerySet[Patient]:
    """Nothing under way, nothing asked, nothing sent since then, and no newsletter they agreed to."""
    since = kept_since(ClinicProfile.current(), "keep_patients", now)
    if since is None:
        return Patient.objects.none()
    theirs = {"patient": OuterRef("pk")}
    enrolled = Enrolment.objects.filter(Q(state__in=Enrolment.UNDER_WAY) | Q(enrolled_at__gte=since), **theirs)
    mailed = Message.objects.filter(
        Q(state__in=NOT_AT_REST) | Q(planned_at__gte=since) | Q(claimed_at__gte=since), **theirs
    )
    asked = PatientRequest.objects.filter(Q(done_at=None) | Q(received_at__gte=since), **theirs)
    visited = PendingVisit.objects.filter(came_at__gte=since, **theirs)
    reads = Consent.objects.standing(Consent.Stream.NEWSLETTER).filter(**theirs)
    over = Patient.objects.known().filter(contact=False, legal_hold_since=None, created_at__lt=since)
    return over.filter(~Exists(enrolled), ~Exists(mailed), ~Exists(asked), ~Exists(visited), ~Exists(reads))


def emails_over(now: datetime) -> QuerySet[Message]:
    """Their text can no longer be shown as it was received; what became of them is still known."""
    since = kept_since(ClinicProfile.current(), "keep_emails", now)
    if since is None:
        return Message.objects.none()
    old = Message.objects.filter(claimed_at__lt=since, values__isnull=False, patient__legal_hold_since=None)
    return old.exclude(state__in=NOT_AT_REST)


def events_over(now: datetime) -> QuerySet[Event]:
    since = kept_since(ClinicProfile.current(), "keep_events", now)
    if since is None:
        return Event.objects.none()
    return Event.objects.filter(at__lt=since, message__patient__legal_hold_since=None)


def messages_over(now: datetime) -> QuerySet[Message]:
    """The rows themselves, with the provider's events. Not of a series under way, which reads them so that no lesson comes twice; not of
    a newsletter, which may be sent again to those it left out; and none that a patient answered. Tallies are rows of their own.
    """
    since = kept_since(ClinicProfile.current(), "keep_messages", now)
    if since is None:
        return Message.objects.none()
    kept = (*NOT_AT_REST, Message.State.BOUNCED)  # reports count the people whose address bounced
    over = Message.objects.filter(
        planned_at__lt=since, newsletter=None, answer=None, helpfulness=None, stop_by_email=None, patient__legal_hold_since=None
    )  # fmt: skip
    young = Q(claimed_at__gte=since) | Q(settled_at__gte=since)
    # On its way when the series was stopped: the place wasn't moved past it, and only this row says that it was had (place_of).
    ended = Q(enrolment__state=Enrolment.State.ENDED)
    alone = ended & Q(kind=Message.Kind.STEP, step__position__gt=F("enrolment__position"))
    return over.exclude(state__in=kept).exclude(young).exclude(enrolment__state__in=Enrolment.UNDER_WAY).exclude(alone)
