"""A web address of another system that wants to hear what became of lessons, and how it has answered lately."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy

from mailer.addresses import is_loopback
from patients.identifiers import new_id


class Receivers(models.QuerySet["Receiver"]):
    def in_order(self) -> Receivers:
        return self.order_by("name", "id")

    def told_now(self, now: datetime) -> Receivers:
        """Those that aren't paused and needn't rest after a failure."""
        rested = Q(rests_until=None) | Q(rests_until__lte=now)
        return self.filter(rested, paused_at=None).order_by("id")

    def silent_since(self, moment: datetime) -> Receivers:
        """Those that have taken nothing since then, though we tried."""
        return self.filter(failing_since__lte=moment, paused_at=None)

    def answered(self) -> None:
        self.update(failures=0, failing_since=None, rests_until=None)

    def failed(self, now: datetime, rests_until: datetime) -> None:
        since = Coalesce(F("failing_since"), Value(now, output_field=models.DateTimeField()))
        self.update(failures=F("failures") + 1, failing_since=since, rests_until=rests_until)


class Receiver(models.Model):
    class Kind(models.TextChoices):
        DELIVERED = "message.delivered", gettext_lazy("An email arrived in the mailbox")
        BOUNCED = "message.bounced", gettext_lazy("A mailbox refused an email")
        FINISHED = "series.finished", gettext_lazy("Every lesson of a series has left")
        UNSUBSCRIBED = "patient.unsubscribed", gettext_lazy("A patient stopped the lessons")
        ANSWERED = "question.answered", gettext_lazy("A patient answered a lesson’s question")
        CALL_BACK = "callback.asked", gettext_lazy("A patient wants to be called")

    MOST: ClassVar = 20  # in one installation: each fact is written down once for each of them

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=36, unique=True)
    url = models.CharField(max_length=300)
    kinds = models.JSONField(default=list)  # values of Kind
    source = models.CharField(max_length=40, blank=True)  # hears only of what this system's visits started; empty: all
    secret = models.TextField()  # sealed (campaigns/outgoing/secrets.py)
    old_secret = models.TextField(blank=True)  # those that sign as well, each with its end (secrets.py)
    old_until = models.DateTimeField(null=True, blank=True)  # the last of these ends
    made_by = models.CharField(max_length=80)  # a user's id, or "command line"
    made_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)  # in a row
    failing_since = models.DateTimeField(null=True, blank=True)
    rests_until = models.DateTimeField(null=True, blank=True)

    objects = Receivers.as_manager()

    def __str__(self) -> str:
        return f"receiver {self.id}"

    @property
    def system(self) -> str:
        """Whose visits it hears of, as its API tokens are named; empty for all."""
        return self.source.partition(":")[2]

    def hears(self, kind: str, source: str, *, live: bool) -> bool:
        """`source`: of the visit that started it. While practising only this very machine hears anything."""
        mine = not self.source or self.source == source
        return mine and kind in self.kinds and (live or is_loopback(self.url))
