"""The patient's own end to every email of ours, and the undo: what that one press ended goes on, and nothing else."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from campaigns import stopping
from campaigns.models import Enrolment
from campaigns.newsletters import stopping as stopping_news
from campaigns.stop_reasons import ALL_BY_PATIENT
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
    return patient.erased_at is None and not gets(patient) and bool(ended_together(patient) or news_ended(patient))


def undo(patient: Patient, now: datetime, *, by: str) -> bool:
    """False when there is nothing to undo."""
    with transaction.atomic():
        if not can_undo(patient):
            return False
        news = news_ended(patient)
        for one in ended_together(patient):
            stopping.begin_again(one, now, by=by)
        if news:
            stopping_news.undo_stop_news(news, now, by=by)
        return True


def ended_together(patient: Patient) -> list[Enrolment]:
    """The series that the last such press ended."""
    ended = Enrolment.objects.filter(patient=patient, state=Enrolment.State.ENDED, end_reason=ALL_BY_PATIENT)
    last = ended.order_by("-ended_at").values_list("ended_at", flat=True).first()
    return list(ended.filter(ended_at=last).select_related("patient", "series")) if last else []


def news_ended(patient: Patient) -> Consent | None:
    """The newsletters' consent, if such a press was the last thing that happened to it."""
    last = stopping_news.last_yes(patient)
    return last if last and last.withdrawn_how == ALL_BY_PATIENT else None
