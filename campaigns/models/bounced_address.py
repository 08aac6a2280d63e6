"""A patient whose address was given up by its provider, until somebody has asked for another one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models

from patients.models import Patient


class BouncedAddresses(models.QuerySet["BouncedAddress"]):
    def open(self) -> BouncedAddresses:
        """Nobody has asked for another address yet; the oldest first."""
        return self.filter(handled_at=None).order_by("since", "patient")

    def note(self, patients: Iterable[Patient], now: datetime) -> None:
        """These bounced. One that stands keeps its date; one that was handled begins anew, as another address has bounced."""
        for patient in patients:
            row, made = self.get_or_create(patient=patient, defaults={"since": now})
            if not made and row.handled_at:
                self.filter(pk=row.pk).update(since=now, handled_at=None, handled_by="")

    def handle(self, patient: Patient, now: datetime, *, by: str) -> int:
        """How many were open: 0 or 1. `by`: a user's id."""
        return self.filter(patient=patient, handled_at=None).update(handled_at=now, handled_by=by)


class BouncedAddress(models.Model):
    patient = models.OneToOneField(
        "patients.Patient", primary_key=True, on_delete=models.CASCADE, related_name="bounced_address"
    )
    since = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.CharField(max_length=80, blank=True)

    objects = BouncedAddresses.as_manager()

    class Meta:
        verbose_name_plural = "bounced addresses"
        indexes = [
            # Serves `open`: few at any time.
            models.Index(fields=["since"], condition=models.Q(handled_at__isnull=True), name="bounce_to_handle"),
        ]

    def __str__(self) -> str:
        return f"bounced address of {self.patient_id}"
