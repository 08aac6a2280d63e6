"""What we know of a transport between runs: when to look again, or why a person must mend it first."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

LONGEST_WAIT = timedelta(hours=1, minutes=1)  # transports ask for an hour at most; beyond that the clock had jumped


class WayOut(models.Model):
    name = models.CharField(primary_key=True, max_length=20)
    look_again_at = models.DateTimeField(null=True)  # after a rate limit
    stopped_at = models.DateTimeField(null=True)  # the provider refuses us altogether: wrong key, blocked account
    reason = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named(cls, name: str) -> WayOut:
        return cls.objects.get_or_create(pk=name)[0]

    def shut(self, now: datetime) -> str:
        """Why nothing can leave by it now, as a sentence; empty when it is open."""
        if self.stopped_at:
            return f"{self.name} refused us ({self.reason}): mend it, then run resume."
        if self.look_again_at and now < self.look_again_at <= now + LONGEST_WAIT:
            moment = f"{self.look_again_at:%Y-%m-%d %H:%M:%S} UTC"
            return f"Nothing leaves by {self.name} before {moment} ({self.reason.rstrip('.')})."
        return ""

    def wait_until(self, moment: datetime, reason: str) -> None:
        self.look_again_at, self.reason = moment, reason
        self.save(update_fields=["look_again_at", "reason"])

    def stop(self, now: datetime, reason: str) -> None:
        self.stopped_at, self.reason = now, reason
        self.save(update_fields=["stopped_at", "reason"])

    @classmethod
    def reopen(cls) -> int:
        """After a person mended it: every stopped transport may try again."""
        shut = cls.objects.exclude(stopped_at=None, look_again_at=None)
        return shut.update(stopped_at=None, look_again_at=None, reason="")
