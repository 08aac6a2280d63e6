"""A request of a patient in words: its age in business hours, its owner, who was told that it is late."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.models import PatientRequest
from campaigns.requests.business_time import WorkingDays
from campaigns.requests.queue import Waited, waited
from patients.keys import KeyMissing
from patients.models import PatientErased
from patients.sealing import SealBroken
from staff.identities import identity_of, name_of
from staff.wording import clock_time, counted, day_and_time, local_date

HOUR = timedelta(hours=1)


def age(waits: Waited) -> str:
    """3 business hours, 2 business days: the largest whole unit."""
    if waits.day and waits.time >= waits.day:
        return counted(waits.time // waits.day, "business day", "business days")
    if waits.time >= HOUR:
        return counted(waits.time // HOUR, "business hour", "business hours")
    return _("under an hour")


def line(row: PatientRequest, names: dict[str, str], me: str, now: datetime, days: WorkingDays) -> dict[str, Any]:
    waits = waited(row.received_at, now, days)
    return {
        "id": row.pk, "patient_id": row.patient_id, "name": name_of(row.patient, identity_of(row.patient)),
        "kind": row.get_kind_display(), "words": words_of(row), "about": about(row),
        "came": _("{how}, {time}").format(how=row.get_how_display(), time=day_and_time(row.received_at)),
        "owner": _("You") if row.owner == me else names.get(row.owner, _("A colleague")) if row.owner else _("Nobody yet"),
        "mine": row.owner == me, "taken": bool(row.owner), "age": age(waits), "late": waits.is_late,
        "erase_url": reverse("staff:erase_patient", args=[row.patient_id]) if row.kind == PatientRequest.Kind.ERASE else None,
        "told": told(row.backup_told, row.backup_told_at, names, now),
    }  # fmt: skip


def told(user: str, at: datetime | None, names: dict[str, str], now: datetime) -> str:
    """Ana Whitfield was told at 8:15 am today."""
    if at is None:
        return ""
    name = names.get(user, _("The backup"))
    if local_date(at) == local_date(now):
        return _("{name} was told at {time} today.").format(name=name, time=clock_time(at))
    return _("{name} was told on {time}.").format(name=name, time=day_and_time(at))


def about(row: PatientRequest) -> str:
    step = row.message.step if row.message else None
    if step is None:
        return ""
    return _("about lesson {number} of {series}").format(number=step.position, series=step.series.title)


def words_of(row: PatientRequest) -> str:
    """A single broken seal never hides the others."""
    try:
        return row.words()
    except (PatientErased, KeyMissing, SealBroken):
        return _("The words can’t be opened.")
