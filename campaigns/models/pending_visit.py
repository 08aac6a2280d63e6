"""Visits that a record system or a file told us of: those whose patient nobody has asked yet, and those that were cancelled."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from patients.identifiers import new_id


class PendingVisits(models.QuerySet["PendingVisit"]):
    def waiting(self) -> PendingVisits:
        """The oldest first: ids are made in order of time."""
        return self.filter(state=PendingVisit.State.WAITING).select_related("patient", "series").order_by("id")

    def too_old(self, now: datetime) -> PendingVisits:
        return self.waiting().filter(came_at__lte=now - PendingVisit.LASTS)

    def settle(self, state: str, now: datetime, *, by: str) -> int:
        """Those still waiting; how many. A second call changes nothing."""
        waiting = self.filter(state=PendingVisit.State.WAITING)
        return waiting.update(state=state, settled_at=now, settled_by=by)


class PendingVisit(models.Model):
    """One visit and one series it would start. Who it is lies sealed in the patient; nothing else of what came is kept."""

    class State(models.TextChoices):
        WAITING = "waiting", gettext_lazy("Waiting")  # nobody has asked the patient
        ENROLLED = "enrolled", gettext_lazy("Enrolled")  # the patient said yes
        DECLINED = "declined", gettext_lazy("Declined")  # the patient said no
        TAKEN_BACK = "taken back", gettext_lazy("Taken back")  # cancelled, merged, or the patient died or was erased
        LAPSED = "lapsed", gettext_lazy("Never asked")  # nobody asked for as long as LASTS

    LASTS: ClassVar = timedelta(days=60)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    patient = models.ForeignKey(
        "patients.Patient", on_delete=models.CASCADE, related_name="pending_visits", db_index=False
    )
    series = models.ForeignKey("campaigns.Series", on_delete=models.CASCADE, related_name="pending_visits")
    visit_source = models.CharField(max_length=40)
    visit_id = models.CharField(max_length=80)  # empty: the patient was erased, so the number went
    visited_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    made_patient = models.BooleanField(default=False)  # nobody knew the patient before: forgotten with a no
    came_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=80, blank=True)  # a user's id, or "command line"

    objects = PendingVisits.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["series", "visit_source", "visit_id"], condition=~Q(visit_id=""), name="a_visit_waits_once"
            ),
        ]
        indexes: ClassVar = [
            # Serves `waiting`: of all that ever came few wait.
            models.Index(fields=["id"], condition=Q(state="waiting"), name="pending_visit_waiting"),
            # Serves all that is asked of one patient. With the series in it, no database reads the whole series for one of its patients.
            models.Index(fields=["patient", "series"], name="pending_visit_of_patient"),
            # Serves later news of a visit, which doesn't say a series.
            models.Index(fields=["visit_source", "visit_id"], name="pending_visit_of_source"),
        ]

    def __str__(self) -> str:
        return f"pending visit {self.id}"


class CancelledVisits(models.QuerySet["CancelledVisit"]):
    def forget_old(self, now: datetime) -> None:
        """By then the visit is too old to start anything (patients/dates.py)."""
        self.filter(at__lte=now - CancelledVisit.LASTS).delete()


class CancelledVisit(models.Model):
    """A visit that was cancelled, by its number alone: messages come in any order, and a late one must not start it.

    Of a patient who asked to be erased only an index of the number (campaigns/intake/made_numbers.py).
    """

    LASTS: ClassVar = timedelta(days=400)

    visit_source = models.CharField(max_length=40)
    visit_id = models.CharField(max_length=80)
    at = models.DateTimeField()

    objects = CancelledVisits.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["visit_source", "visit_id"], name="a_visit_is_cancelled_once"),
        ]

    def __str__(self) -> str:
        return f"{self.visit_source} visit cancelled {self.at:%Y-%m-%d}"
