"""What we know of a record system between two looks at it: how far its news are taken in, and why the last look failed if it did."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

LONGEST_REST = timedelta(hours=1)
LEASE = timedelta(minutes=10)


class RecordFeeds(models.Manager["RecordFeed"]):
    def named(self, name: str, now: datetime) -> RecordFeed:
        """A server or folder that is met for the first time begins now: nothing of earlier years is taken in."""
        return self.get_or_create(pk=name, defaults={"began_at": now, "since": now})[0]


class RecordFeed(models.Model):
    """`name`: the base address of a FHIR server, or FOLDER. `since` moves only after what came before it was taken in."""

    FOLDER: ClassVar = "hl7 folder"

    class Lack(models.TextChoices):
        CANCELLATIONS = "cancellations", gettext_lazy("cancelled visits")
        LATE_DIAGNOSES = "late diagnoses", gettext_lazy("diagnoses written down later")
        DEATHS = "deaths", gettext_lazy("deaths")
        MERGES = "merges", gettext_lazy("merged records")
        DIAGNOSES = "diagnoses", gettext_lazy("diagnoses")
        PATIENTS = "patients", gettext_lazy("patients")
        CONSENTS = "consents", gettext_lazy("consents")
        GUARDIANS = "guardians", gettext_lazy("guardians of minors")

    name = models.CharField(primary_key=True, max_length=300)
    began_at = models.DateTimeField()
    since = models.DateTimeField()
    held_until = models.DateTimeField(null=True)  # a program is at it, and is believed to live until then
    worked_at = models.DateTimeField(null=True)
    look_again_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    reason = models.CharField(max_length=200, blank=True)  # of the last failure
    lacks = models.JSONField(default=list)  # what the server doesn't let us ask: values of Lack
    errors = models.PositiveIntegerField(default=0)  # visits that couldn't be taken in, the last time there were any
    errors_at = models.DateTimeField(null=True)
    refused = models.PositiveIntegerField(default=0)  # files that lie in the folder of refused ones
    unread = models.PositiveIntegerField(default=0)  # links, folders and the like, which are never read

    objects = RecordFeeds()

    def __str__(self) -> str:
        return f"record feed since {self.since:%Y-%m-%d %H:%M}"

    def is_due(self, now: datetime) -> bool:
        """A time further off than any rest can be comes from a clock that had jumped."""
        return self.look_again_at is None or not now < self.look_again_at <= now + 2 * LONGEST_REST

    def take(self, now: datetime) -> bool:
        """One program at a time; False when another has it. Whoever is killed loses it after ten minutes."""
        free = Q(held_until=None) | Q(held_until__lt=now) | Q(held_until__gt=now + LEASE)
        return bool(RecordFeed.objects.filter(free, pk=self.pk).update(held_until=now + LEASE))

    def go_on(self, now: datetime) -> None:
        RecordFeed.objects.filter(pk=self.pk).update(held_until=now + LEASE)

    def let_go(self) -> None:
        RecordFeed.objects.filter(pk=self.pk).update(held_until=None)

    def move(self, since: datetime) -> None:
        self.since = since
        self.save(update_fields=["since"])

    def begin(self, since: datetime) -> None:
        """A person wants what came from then on: the next look begins there, whoever does it."""
        self.since, self.began_at = since, min(since, self.began_at)
        self.save(update_fields=["since", "began_at"])

    def worked(self, now: datetime, every: timedelta, lacks: Collection[str] = ()) -> None:
        self.worked_at, self.look_again_at = now, now + every
        self.failures, self.reason, self.lacks = 0, "", sorted(lacks)
        self.save(update_fields=["worked_at", "look_again_at", "failures", "reason", "lacks"])

    def failed(self, now: datetime, why: str, every: timedelta, *, wait: timedelta | None = None) -> None:
        """It rests longer after each failure in a row, an hour at most, unless the server said how long."""
        self.failures = min(self.failures + 1, 1_000)
        rest = wait or min(every * 2 ** min(self.failures - 1, 10), LONGEST_REST)
        self.look_again_at, self.reason = now + rest, why[:200]
        self.save(update_fields=["failures", "look_again_at", "reason"])

    def went_wrong(self, errors: int, now: datetime) -> None:
        self.errors, self.errors_at = errors, now
        self.save(update_fields=["errors", "errors_at"])

    def lies(self, *, refused: int, unread: int) -> None:
        self.refused, self.unread = refused, unread
        self.save(update_fields=["refused", "unread"])
