"""The patient's own end to every email of ours, and the undo: what that one press ended goes on, and nothing else."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from campaigns.models import Enrolment
from campaigns.newsletters import stopping as stopping_news
from campaigns.stopping import lessons as stopping
from campaigns.stopping.reasons import ALL_BY_PATIENT, UNDONE
from patients.models import Consent, Patient


def gets(patient: Patient) -> int:
    """How many things of ours reach this patient: series under way, and the newsletters."""
    return Enrolment.objects.under_way().filter(patient=patient).count() + bool(news_of(patient))


def news_of(patient: Patient) -> Consent | None:
    """The consent under which newsletters come."""
    return Consent.objects.standing(stopping_news.NEWS).filter(patient=patient).first()


def stop_everything(patient: Patient, now: datetime, *, by: str) -> None:
    """At once. A second call changes nothing, so that the undo still knows what the first one ended."""
    if gets(patient) or Consent.objects.filter(patient=patient, withdrawn_at=None).exists():
        stopping.stop_all(patient, now, by=by, reason=ALL_BY_PATIENT)


def can_undo(patient: Patient) -> bool:
    return patient.erased_at is None and not gets(patient) and last_press(patient) is not None


def undo(patient: Patient, now: datetime, *, by: str) -> bool:
    """False when there is nothing to undo."""
    with transaction.atomic():
        if not can_undo(patient):
            return False
        at = last_press(patient)
        for one in series_ended(patient).filter(ended_at=at).select_related("patient", "series"):
            stopping.begin_again(one, now, by=by)
        for yes in [one for one in consents_ended(patient) if one.withdrawn_at == at]:
            if yes.stream == stopping_news.NEWS:
                stopping_news.undo_stop_news(yes, now, by=by)
            else:  # also where no series was under way any more
                Consent.objects.give_again(patient, stopping.LESSONS, how=UNDONE, recorded_by=by, now=now)
        return True


def last_press(patient: Patient) -> datetime | None:
    """When everything was stopped last. What an earlier press ended may have begun again by another way since, or stay ended."""
    moments = [
        *series_ended(patient).values_list("ended_at", flat=True),
        *(one.withdrawn_at for one in consents_ended(patient)),
    ]
    return max((at for at in moments if at), default=None)


def series_ended(patient: Patient) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(patient=patient, state=Enrolment.State.ENDED, end_reason=ALL_BY_PATIENT)


def consents_ended(patient: Patient) -> list[Consent]:
    """The newest of each stream, where such a press was the last thing that happened to it."""
    newest = {one.stream: one for one in Consent.objects.filter(patient=patient).order_by("id")}
    return [one for one in newest.values() if one.withdrawn_how == ALL_BY_PATIENT]
