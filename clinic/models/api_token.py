"""What another system shows to be let in by the API: a secret of which only the digest is kept, and what it may do."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy


class ApiTokens(models.QuerySet["ApiToken"]):
    def valid(self, now: datetime) -> ApiTokens:
        return self.filter(revoked_at=None, expires_at__gt=now)

    def newest_first(self) -> ApiTokens:
        return self.order_by("-pk")


class ApiToken(models.Model):
    """One secret of one system. Two of the same name are the same system's: the next year's beside this year's."""

    class Scope(models.TextChoices):
        ENROL = "enrol", gettext_lazy("Enrol patients after a visit")
        STATUS = "status", gettext_lazy("See how far an enrolment of its own is")
        STOP = "stop", gettext_lazy("Stop an enrolment of its own")
        SERIES = "series", gettext_lazy("List the series and the words of the consent")
        FHIR = "fhir", gettext_lazy("Send visits as FHIR resources")
        NEWSLETTERS = "newsletters", gettext_lazy("List newsletters with their figures, and write drafts")
        REPORTS = "reports", gettext_lazy("Read reports: figures without a name")
        WEBHOOKS = "webhooks", gettext_lazy("See how its own webhooks do, and what they tell")

    MOST_CALLS: ClassVar = 120  # in one SPAN: a busy clinic's visits of a day within minutes, and no flood
    SPAN: ClassVar = timedelta(minutes=1)

    name = models.CharField(max_length=36)
    shown = models.CharField(
        max_length=12
    )  # how the secret begins: enough to tell two apart, useless to guess the rest
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_by = models.CharField(max_length=80)  # a user's id, or "command line"
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)  # in the clinic's zone
    calls = models.PositiveIntegerField(default=0)  # since `counted_since`
    counted_since = models.DateTimeField()

    objects = ApiTokens.as_manager()

    def __str__(self) -> str:
        return self.actor

    @property
    def source(self) -> str:
        """Whose visits these are: two systems may use the same numbers, and neither can speak for the other."""
        return f"api:{self.name}"

    @property
    def actor(self) -> str:
        """As the audit trail names it."""
        return f"{self.source} {self.shown}"

    def may(self, scope: str) -> bool:
        return scope in self.scopes

    def is_valid(self, now: datetime) -> bool:
        return self.revoked_at is None and self.expires_at > now

    def take_call(self, now: datetime, today: date) -> bool:
        """Count one call; False when none is left. In a row and not in memory: every process counts the same calls.

        One statement, so that two calls at once can't share the last one. `today`: in the clinic's zone.
        """
        over = Q(counted_since__lte=now - self.SPAN)
        open_now = ApiToken.objects.filter(over | Q(calls__lt=self.MOST_CALLS), pk=self.pk)
        return bool(
            open_now.update(
                calls=Case(When(over, then=Value(1)), default=F("calls") + 1),
                counted_since=Case(When(over, then=Value(now)), default=F("counted_since")),
                last_used_on=today,
            )
        )

    def wait(self, now: datetime) -> int:
        """Seconds until calls are counted anew, at least one."""
        return max(1, -int((now - self.counted_since - self.SPAN).total_seconds() // 1))
