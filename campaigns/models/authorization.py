"""A sponsor's leave to send: without it nothing of a sponsored series leaves."""

from __future__ import annotations

from django.db import models


class Authorization(models.Model):
    """Written once: a new one takes the place of an older one, which stays on record."""

    series = models.ForeignKey("campaigns.Series", on_delete=models.CASCADE, related_name="authorizations")
    party = models.CharField(max_length=200)  # with whom it was agreed
    agreed_on = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    recorded_by = models.CharField(max_length=80)  # a user's id
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-recorded_at", "-pk"]

    def __str__(self) -> str:
        return f"authorization of {self.agreed_on}"
