"""Tries at the door before a patient's messages: five a day, so that nobody can go through the birthdays of a year."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F

from campaigns.calendar import instant

if TYPE_CHECKING:
    from patients.models import Patient


class Doors(models.Manager["DoorTries"]):
    def left(self, patient: Patient, now: datetime) -> int:
        """How many tries this patient's door still has today, in the patient's own zone."""
        today = self.filter(patient=patient, since__gte=day_began(patient, now)).first()
        return max(0, DoorTries.MOST - today.tries) if today else DoorTries.MOST

    def take(self, patient: Patient, now: datetime) -> bool:
        """Use one try, before the answer is looked at: two answers at once can't share it. False when none is left."""
        self.get_or_create(patient=patient, defaults={"tries": 0, "since": now})
        self.filter(patient=patient, since__lt=day_began(patient, now)).update(tries=0, since=now)
        return bool(self.filter(patient=patient, tries__lt=DoorTries.MOST).update(tries=F("tries") + 1))

    def forget(self, patient: Patient) -> None:
        """After the right answer, or when staff unlock the door."""
        self.filter(patient=patient).delete()


class DoorTries(models.Model):
    """A row of its own and not a cache: every process and every machine counts the same tries."""

    MOST: ClassVar = 5

    patient = models.OneToOneField(
        "patients.Patient", primary_key=True, on_delete=models.CASCADE, related_name="door_tries"
    )
    tries = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField()  # the first of these tries; they are forgotten when the local day is over

    objects = Doors()

    def __str__(self) -> str:
        return f"{self.tries} tries at the door of patient {self.patient_id}"


def day_began(patient: Patient, now: datetime) -> datetime:
    zone = ZoneInfo(patient.time_zone)
    return instant(now.astimezone(zone).date(), time.min, zone)
