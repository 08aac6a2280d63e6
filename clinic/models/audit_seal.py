"""Seals over the audit trail: each covers the entries since the seal before, and that seal."""

from __future__ import annotations

from django.db import models


class AuditSeal(models.Model):
    at = models.DateTimeField()
    first = models.PositiveBigIntegerField()  # ids of entries, both ends within
    last = models.PositiveBigIntegerField(unique=True)
    entries = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)  # HMAC-SHA-256, hex

    def __str__(self) -> str:
        return f"entries {self.first} to {self.last}"
