"""A one-time link that lets somebody choose their password: for a new person, or in place of a lost password."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models


class Invitations(models.QuerySet["Invitation"]):
    def open(self, now: datetime) -> Invitations:
        return self.filter(used_at=None, ends_at__gt=now)


class Invitation(models.Model):
    """Only the hash of the link is kept: who reads the database can't use it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = Invitations.as_manager()

    def __str__(self) -> str:
        return f"for {self.user_id}, until {self.ends_at:%Y-%m-%d %H:%M}"
