"""This copy of the product: practising or live, paused or sending, and which keys its data was sealed with."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import models
from django.db.models import F


class Installation(models.Model):
    """One row. `live_mark` also stands in a file in the home, bound to host and path: a copied row isn't enough to be live."""

    live_mark = models.CharField(max_length=64, blank=True)  # empty: practising
    live_since = models.DateTimeField(null=True, blank=True)
    hand_overs = models.PositiveBigIntegerField(
        default=0
    )  # to the provider, counted here and in the mark: a restored copy lags
    paused_at = models.DateTimeField(null=True, blank=True)
    braked_at = models.DateTimeField(null=True, blank=True)
    brake_reason = models.CharField(max_length=200, blank=True)
    released_until = models.DateTimeField(null=True, blank=True)  # a person said yes to the brake until then
    key_ids = models.JSONField(default=list)  # check values of every field key the data was sealed with
    audit_key = models.BinaryField(null=True)  # of the audit seals, once a field key was changed (clinic/audit_key.py)
    ticked_at = models.DateTimeField(null=True, blank=True)  # the heartbeat of whatever sends
    timer_at = models.DateTimeField(null=True, blank=True)  # when the long-running timer last ended a tick
    timer_took = models.FloatField(null=True, blank=True)  # how long that tick took, in seconds
    silence_told_at = models.DateTimeField(null=True, blank=True)  # when admins were told that the timer is silent
    unknown_since = models.DateTimeField(
        null=True, blank=True
    )  # restored from a backup of then, and not live again yet

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="installation_is_one_row")]

    def __str__(self) -> str:
        return "live" if self.live_mark else "practising"

    @classmethod
    def current(cls) -> Installation:
        return cls.objects.get_or_create(pk=1)[0]

    @property
    def paused(self) -> bool:
        return self.paused_at is not None

    def go_live(self, now: datetime) -> str:
        """Become live under a new mark, which the caller writes to the home."""
        self.live_mark, self.live_since, self.unknown_since = secrets.token_hex(16), now, None
        self.save(update_fields=["live_mark", "live_since", "unknown_since"])
        return self.live_mark

    def pause(self, now: datetime) -> None:
        Installation.objects.filter(pk=self.pk, paused_at=None).update(paused_at=now)
        self.refresh_from_db()

    def resume(self, now: datetime, *, brake_for: datetime | None = None) -> None:
        """Send again. `brake_for`: the brake stays off until then."""
        self.paused_at, self.braked_at, self.brake_reason, self.released_until = None, None, "", brake_for
        self.save(update_fields=["paused_at", "braked_at", "brake_reason", "released_until"])

    def pull_brake(self, now: datetime, reason: str) -> None:
        self.braked_at, self.brake_reason = now, reason
        self.save(update_fields=["braked_at", "brake_reason"])

    def count_hand_over(self) -> int:
        """One more call to the provider; the new count goes into the mark in the home."""
        Installation.objects.filter(pk=self.pk).update(hand_overs=F("hand_overs") + 1)
        self.refresh_from_db(fields=["hand_overs"])
        return self.hand_overs

    def tick(self, now: datetime) -> None:
        Installation.objects.filter(pk=self.pk).update(ticked_at=now)

    @classmethod
    def timer_ticked(cls, now: datetime, seconds: float) -> None:
        """The long-running timer came to the end of a tick. A `send_due` by cron never does."""
        cls.objects.filter(pk=1).update(timer_at=now, timer_took=seconds)
