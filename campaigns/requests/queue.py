"""The queue as Today and its own page ask for it: whose it is, since when, and whether it is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q

from campaigns.models import PatientRequest
from campaigns.requests.business_time import WorkingDays, business_time, working_days
from clinic.models import ClinicProfile

PAGE = 50


@dataclass(frozen=True)
class Waited:
    """In business hours of the clinic; `day` is the length of one of its days."""

    time: timedelta
    day: timedelta

    @property
    def is_late(self) -> bool:
        return self.time >= self.day


@dataclass(frozen=True)
class OwnersRequests:
    """What waits for one person. `owner`: a user's id, or empty for what nobody has taken. `told`: the backup's user id."""

    owner: str
    count: int
    since: datetime
    waited: Waited
    told: str = ""
    told_at: datetime | None = None


def waited(since: datetime, now: datetime, days: WorkingDays) -> Waited:
    return Waited(business_time(since, now, days), days.day)


def waiting_by_owner(now: datetime) -> Sequence[OwnersRequests]:
    """The longest waiting first. One query over those that wait, read through their own small index."""
    rows = PatientRequest.objects.filter(done_at=None).order_by().values("owner")
    rows = rows.annotate(
        count=Count("pk"), since=Min("received_at"), told=Max("backup_told", filter=~Q(backup_told="")), told_at=Max("backup_told_at")
    )  # fmt: skip
    found = list(rows)
    days = working_days(ClinicProfile.current()) if found else None
    return [
        OwnersRequests(one["owner"], one["count"], one["since"], waited(one["since"], now, days), one["told"] or "", one["told_at"])
        for one in sorted(found, key=lambda one: one["since"])
        if days
    ]  # fmt: skip


def page_after(row: PatientRequest | None) -> tuple[list[PatientRequest], bool]:
    """A page of those that wait, the oldest first, from behind `row`; and whether more follow."""
    rows = PatientRequest.objects.waiting().select_related("patient", "message__step__series", "message__step__lesson")
    if row is not None:
        rows = rows.filter(Q(received_at__gt=row.received_at) | Q(received_at=row.received_at, id__gt=row.id))
    found = list(rows.defer("message__values")[: PAGE + 1])
    return found[:PAGE], len(found) > PAGE
