"""From practising to live: what would leave, who practised, and the mark that makes this copy the one to send."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from campaigns.enrolments.beginning import begin
from campaigns.live.here_too import why_silent_here
from campaigns.live.restored_copies import MayHaveLeft, doubt_what_may_have_left, may_have_left
from campaigns.models import Enrolment, Message, Newsletter, Series, WayOut
from campaigns.newsletters.scheduling import stop_the_rest
from campaigns.rows import again_after_a_deadlock, locked
from campaigns.sending.way import obstacles
from clinic import live_mark
from clinic.models import AuditEntry, ClinicProfile, Installation
from clinic.refusal import Refusal

SKIPPED = gettext_noop("Had these lessons while practising only.")


@dataclass(frozen=True)
class Prospect:
    """`unsigned`: series whose lessons no clinician has signed, so they wait. `practised`: people whose emails went to the inbox.

    `unknown`: of a copy restored from a backup, what may have left since; none of it leaves by itself. `already`: it is live, here.
    """

    obstacles: list[str]
    would_leave: int
    practised: list[Enrolment]
    unsigned: list[str]
    unknown: MayHaveLeft | None = None
    already: bool = False


def prospect(now: datetime) -> Prospect:
    unknown = may_have_left(now)
    due = Enrolment.objects.due(now).exclude(pk__in=practised().values("pk")).count()
    planned = Message.objects.due(now).exclude(enrolment__in=practised().values("pk")).count()
    return Prospect(
        obstacles(ClinicProfile.current()), 0 if unknown else due + planned, list(practised().select_related("series")), unsigned(now),
        unknown, live_here(),
    )  # fmt: skip


def live_here() -> bool:
    """This very copy is the one that sends: no copy of it, and none that came back from a backup."""
    return bool(Installation.current().live_mark) and not why_silent_here()


def practised() -> QuerySet[Enrolment]:
    """Enrolments under way or finished that had at least one email while practising."""
    had = Message.objects.filter(practice=True, enrolment__isnull=False).values("enrolment")
    return Enrolment.objects.exclude(state=Enrolment.State.ENDED).filter(pk__in=had).order_by("enrolled_at")


def unsigned(now: datetime) -> list[str]:
    """Active series with at least one lesson that a real transport may not carry yet."""

    def waits(series: Series) -> bool:
        return any(step.lesson.signed_text(series.language, now, practising=False) is None for step in series.way())

    return [series.slug for series in Series.objects.filter(state=Series.State.ACTIVE) if waits(series)]


@again_after_a_deadlock  # of a restored copy every message is moved, while a desk may be at its enrolment
def go_live(now: datetime, *, by: str, start: bool = False, starting: Collection[UUID] = ()) -> Prospect:
    """Make this copy live. Those who practised are skipped; all (`start`), or these enrolments, begin anew with lesson 1.

    Where it is live already nothing changes: no newsletter that is leaving stops. Raises Refusal.
    """
    one_row = Installation.objects.filter(pk=Installation.current().pk)
    with transaction.atomic():
        installation = locked(one_row).get()  # the second of two who say yes at once waits for the first
        found = prospect(now)
        if found.obstacles:
            raise Refusal(" ".join(found.obstacles))
        if found.already:
            return found
        for enrolment in practised().select_related("patient", "series"):
            leave_practice(enrolment, now, start=start or enrolment.pk in starting)
        doubted = doubt_what_may_have_left(found.unknown.since, now, by=by) if found.unknown else 0
        for newsletter in Newsletter.objects.leaving():  # half of it went to the inbox: the rest stays there
            stop_the_rest(newsletter, now, by=by)
        mark = installation.go_live(now)
        WayOut.reopen()
        AuditEntry.objects.record(
            "go live",
            actor=by,
            now=now,
            practised=len(found.practised),
            started=start,
            starting=len(starting),
            doubted=doubted,
        )
        # Still in here: of two marks the home keeps the one that the row has.
        live_mark.write(Path(settings.HOME), mark, installation.hand_overs)
    return found


def leave_practice(enrolment: Enrolment, now: datetime, *, start: bool) -> None:
    """Its messages stay on record, but no lesson counts as had; a fresh start is a fresh enrolment, counted from today."""
    Message.objects.filter(enrolment=enrolment, state=Message.State.PLANNED).move(
        Message.State.CANCELLED, reason=SKIPPED, settled_at=now
    )
    Enrolment.objects.filter(pk=enrolment.pk).update(
        state=Enrolment.State.ENDED, ended_at=now, end_reason=SKIPPED, next_due_at=None, waits_for="",
        position=0, ahead=0, left_on=None, left_day=None,
    )  # fmt: skip
    if start:
        patient = enrolment.patient
        fresh = Enrolment(
            patient=patient,
            series=enrolment.series,
            enrolled_at=now,
            anchored_on=now.astimezone(ZoneInfo(patient.time_zone)).date(),
        )
        begin(fresh, now)
