"""A lesson a patient didn't get because it wasn't meant for them, and why: nothing is left out silently."""

from __future__ import annotations

from django.db import models


class Skipped(models.Model):
    enrolment = models.ForeignKey(
        "campaigns.Enrolment", on_delete=models.CASCADE, related_name="skipped", db_index=False
    )  # the constraint's index serves
    step = models.ForeignKey("campaigns.Step", on_delete=models.PROTECT, related_name="skipped")
    reason = models.CharField(max_length=200)  # a sentence, without personal data
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "skipped"
        constraints = [models.UniqueConstraint(fields=["enrolment", "step"], name="skipped_once")]

    def __str__(self) -> str:
        return self.reason
