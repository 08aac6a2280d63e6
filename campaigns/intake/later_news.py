"""What a record system says later: cancelled, taken back, merged, died. It stops what is unsent, at once; the claim looks at the enrolment again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_noop

from campaigns.enrolments.resuming import go_on
from campaigns.intake.deciding import RECORD_CLOSED, SAID_NO, counting, is_about_substance_use
from campaigns.intake.knowing import ids_of, patients_called, series_naming
from campaigns.intake.pending import take_back
from campaigns.models import CancelledVisit, Enrolment, Message, PendingVisit
from campaigns.models.enrolment import Enrolments
from campaigns.models.pending_visit import PendingVisits
from campaigns.stopping.lessons import stop, stop_all
from campaigns.stopping.reasons import DIED
from clinic.models import AuditEntry, ClinicProfile
from patients.models import Identity, Patient
from patients.visits import Reopened, Standing, Visit

CANCELLED: Final = gettext_noop("The visit was cancelled.")
NOT_SO: Final = gettext_noop("The diagnosis was taken back.")
MERGED: Final = gettext_noop("The record was merged into another one.")
GOES_ON: Final = gettext_noop("The visit goes on: its end was taken back.")


def cancel(visit: Visit, now: datetime, *, by: str) -> int:
    """End what this visit started, and keep its number, so that a late message doesn't start it after all. How many series."""
    with transaction.atomic():
        keep_number(visit, now)
        return call_off(visit, now, by=by)


def call_off(visit: Visit, now: datetime, *, by: str) -> int:
    """The same for a file, whose practice system may give the number to another appointment: it isn't kept."""
    with transaction.atomic():
        take_back(waiting_of(visit), now, by=by)
        return end(started_by(visit), CANCELLED, now, by=by)


def keep_number(visit: Visit, now: datetime) -> None:
    """Nothing stays of a visit for substance use, not even that, until the clinic declares its consent process; it starts nothing either."""
    if is_about_substance_use(visit) and not ClinicProfile.current().substance_use_consent:
        return
    CancelledVisit.objects.get_or_create(visit_source=visit.source, visit_id=ids_of(visit)[0], defaults={"at": now})


def end_what_was_a_mistake(visit: Visit, now: datetime, *, by: str) -> int:
    """Series that this visit started for a diagnosis that is refuted or entered in error since. How many."""
    mistaken = [code for code in visit.codes if code.standing in (Standing.REFUTED, Standing.MISTAKE)]
    if not mistaken:
        return 0
    stand = {series.pk for series in series_naming(counting(visit))}
    wrong = [series.pk for series in series_naming(mistaken) if series.pk not in stand]
    with transaction.atomic():
        take_back(waiting_of(visit).filter(series__in=wrong), now, by=by)
        return end(started_by(visit).filter(series__in=wrong), NOT_SO, now, by=by)


def merge(gone: Identity, now: datetime, *, by: str) -> int:
    """Nobody can say from here whose address and consent hold: the lessons under the closed record end, and the desk goes on."""
    ended = 0
    with transaction.atomic():
        for patient in patients_called(gone):
            take_back(PendingVisit.objects.waiting().filter(patient=patient), now, by=by)
            ended += end(Enrolment.objects.filter(patient=patient), MERGED, now, by=by)
    return ended


def record_closed(visit: Visit, now: datetime, *, by: str) -> int:
    """Told with the visit again: who its patient is now can't be told from here, so what it started ends. How many series."""
    with transaction.atomic():
        take_back(waiting_of(visit), now, by=by)
        return end(started_by(visit), RECORD_CLOSED, now, by=by)


def refused(visit: Visit, patient: Patient | None, now: datetime, *, by: str) -> tuple[int, int]:
    """The source says no by now: who waits isn't asked any more, and what this visit started ends. How many waited, and how many ended.

    What another visit, the desk or the patient began is theirs: this source may not know of the yes to it.
    """
    with transaction.atomic():
        waiting = [waiting_of(visit), *([PendingVisit.objects.waiting().filter(patient=patient)] if patient else [])]
        waited = sum(take_back(rows, now, by=by, state=PendingVisit.State.DECLINED) for rows in waiting)
        started = list(started_by(visit).select_related("patient"))
        return waited, sum(stop(one, now, by=by, reason=SAID_NO) for one in started)


def died_with(visit: Visit, now: datetime, *, by: str) -> int:
    """Told with a visit, which is kept by its number as a cancelled one is: an earlier message of it may come later."""
    with transaction.atomic():
        here = Patient.objects.filter(enrolments__in=started_by(visit)).distinct()
        keep_number(visit, now)
        take_back(waiting_of(visit), now, by=by)
        return died(visit.person, now, by=by, also=list(here))


def died(person: Identity, now: datetime, *, by: str, also: Iterable[Patient] = ()) -> int:
    """Every series, every planned email and every consent ends. How many series. `also`: known by a visit of theirs."""
    ended = 0
    with transaction.atomic():
        for patient in {one.pk: one for one in (*patients_called(person), *also)}.values():
            take_back(PendingVisit.objects.waiting().filter(patient=patient), now, by=by)
            ended += stop_all(patient, now, by=by, reason=DIED) if has_emails(patient) else 0
    return ended


def has_emails(patient: Patient) -> bool:
    """Whether anything is left to stop: the same news again is recorded once."""
    running = Enrolment.objects.under_way().filter(patient=patient).exists()
    return running or patient.consents.filter(withdrawn_at=None).exists()


def reopen(news: Reopened, now: datetime, *, by: str) -> int:
    """The places are kept; they go on when the visit ends again. How many series."""
    with transaction.atomic():
        running = started_by(news.visit).filter(state=Enrolment.State.ACTIVE)
        rows = list(running.values_list("pk", "patient_id"))
        paused = Enrolment.objects.filter(pk__in=[pk for pk, _ in rows]).pause(GOES_ON)
        for enrolment, patient in rows:
            AuditEntry.objects.record("visit.reopen", actor=by, now=now, subject=patient, enrolment=str(enrolment))
        return paused


def over_again(visit: Visit, now: datetime, *, by: str) -> int:
    """The visit that went on has ended: what waited for that goes on. How many series."""
    rows = list(started_by(visit).filter(state=Enrolment.State.PAUSED, end_reason=GOES_ON))
    for row in rows:
        go_on(row, now, by)
    return len(rows)


def started_by(visit: Visit) -> Enrolments:
    return Enrolment.objects.under_way().filter(visit_source=visit.source, visit_id__in=ids_of(visit))


def waiting_of(visit: Visit) -> PendingVisits:
    return PendingVisit.objects.waiting().filter(visit_source=visit.source, visit_id__in=ids_of(visit))


def end(enrolments: Enrolments, reason: str, now: datetime, *, by: str) -> int:
    rows = list(enrolments.under_way().values_list("pk", "patient_id"))
    Enrolment.objects.filter(pk__in=[pk for pk, _ in rows]).end(reason, now)
    planned = Message.objects.filter(enrolment__in=[pk for pk, _ in rows], state=Message.State.PLANNED)
    planned.move(Message.State.CANCELLED, reason=reason, settled_at=now)
    record(rows, reason, now, by)
    return len(rows)


def record(rows: Iterable[tuple[object, object]], reason: str, now: datetime, by: str) -> None:
    for enrolment, patient in rows:
        AuditEntry.objects.record("stop", actor=by, now=now, subject=patient, enrolment=str(enrolment), why=reason)
