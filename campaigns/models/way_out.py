"""What we know of a transport between runs: whether it rests after an outage, its pace, or why a person must mend it first."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import connection, models

log = logging.getLogger("aftervisit.way_out")
LONGEST_WAIT = timedelta(hours=1, minutes=1)  # transports ask for an hour at most; beyond that the clock had jumped
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60))
"""After the first failure in a row, the second, …; after the last it stays with that."""


class WayOut(models.Model):
    name = models.CharField(primary_key=True, max_length=20)
    look_again_at = models.DateTimeField(null=True)  # after a rate limit or an outage
    failures = models.PositiveSmallIntegerField(default=0)  # hand-overs in a row without a proper answer
    stopped_at = models.DateTimeField(null=True)  # the provider refuses us altogether: wrong key, blocked account
    reason = models.CharField(max_length=200, blank=True)
    tokens = models.FloatField(default=0)  # messages that may leave at once, by the pace per second
    tokens_at = models.DateTimeField(null=True)
    first_used_on = models.DateField(null=True)  # day 1 of the warm-up plan

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named(cls, name: str) -> WayOut:
        return cls.objects.get_or_create(pk=name)[0]

    @classmethod
    def held(cls, name: str) -> WayOut:
        """Locked for this transaction, where the database locks rows: what is read of it holds until it is spent.

        Taken before any other row, by a claim and by a settlement, so that two workers never wait for each other in a circle.
        """
        known = cls.named(name)
        if not connection.features.has_select_for_no_key_update:
            return known
        return cls.objects.select_for_update(no_key=True).get(pk=known.pk)

    def rests(self, now: datetime) -> bool:
        return bool(self.look_again_at and now < self.look_again_at <= now + LONGEST_WAIT)

    def shut(self, now: datetime) -> str:
        """Why nothing can leave by it now, as a sentence; empty when it is open."""
        if self.stopped_at:
            return f"{self.name} refused us ({self.reason}): mend it, then run resume."
        if self.rests(now):
            moment = f"{self.look_again_at:%Y-%m-%d %H:%M:%S} UTC"
            return f"Nothing leaves by {self.name} before {moment} ({self.reason.rstrip('.')})."
        return ""

    def wait_until(self, moment: datetime, reason: str) -> None:
        self.look_again_at, self.reason = moment, reason[:200]
        self.save(update_fields=["look_again_at", "reason"])

    def failed(self, now: datetime, reason: str, *, proven: bool) -> None:
        """One more failure in a row. The way rests, longer each time; a single doubt may be that one message's own fault."""
        self.failures = min(self.failures + 1, 1_000)
        rest = PAUSES[min(self.failures, len(PAUSES)) - 1] if proven or self.failures > 1 else timedelta()
        self.look_again_at, self.reason = (now + rest if rest else None), reason[:200]
        self.save(update_fields=["failures", "look_again_at", "reason"])

    def worked(self) -> None:
        """The provider answered as it should: the way is open."""
        WayOut.objects.filter(pk=self.pk).exclude(failures=0, look_again_at=None).update(
            failures=0, look_again_at=None, reason=""
        )

    def stop(self, now: datetime, reason: str) -> None:
        self.stopped_at, self.reason = now, reason[:200]
        self.save(update_fields=["stopped_at", "reason"])
        log.error("%s takes nothing any more until a person has mended it: %s", self.name, self.reason)

    @classmethod
    def reopen(cls) -> int:
        """After a person mended it: every stopped transport may try again."""
        shut = cls.objects.exclude(stopped_at=None, look_again_at=None, failures=0)
        return shut.update(stopped_at=None, look_again_at=None, failures=0, reason="")
