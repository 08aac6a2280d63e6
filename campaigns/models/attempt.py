"""One call to a provider for a batch of messages."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from patients.identifiers import new_id


class Attempts(models.QuerySet["Attempt"]):
    def open(self) -> Attempts:
        return self.filter(settled_at=None)

    def under_way(self, transport: str, now: datetime) -> Attempts:
        """Handed over just now, as far as anybody can tell."""
        return self.open().filter(transport=transport, lease_until__gte=now)

    def past_their_lease(self, now: datetime) -> Attempts:
        return self.open().filter(lease_until__lt=now)


class Attempt(models.Model):
    """Written with the claim, before the first byte leaves. A settlement counts only for its own attempt."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    transport = models.CharField(max_length=20)
    worker = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    paced = models.JSONField(default=dict)  # what it took from the day's room, by domain: see PaceDay
    paced_on = models.DateField(null=True)
    claimed_at = models.DateTimeField()
    lease_until = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=12, blank=True)  # mailer.transports.base.Verdict, or "died"
    status = models.PositiveSmallIntegerField(null=True)  # the provider's HTTP status
    provider_id = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = Attempts.as_manager()

    class Meta:
        # Serves `open`: at most a handful of rows.
        indexes = [
            models.Index(fields=["worker", "lease_until"], condition=models.Q(settled_at=None), name="attempt_open")
        ]

    def __str__(self) -> str:
        return f"attempt {self.id}"
