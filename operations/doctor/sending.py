"""Would an email leave now? Live or practising, paused, the brake, what a provider refused, and who alone may be mailed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings

from campaigns.models import WayOut
from campaigns.sending.way import way_now
from clinic.models import ClinicProfile, Installation
from operations.doctor.finding import Found, Look, error, ok, warning
from operations.metrics.lately import attempts_by_verdict
from operations.metrics.queue import oldest_email_due
from scheduler.cluster.at_work import nobody_works

LATE = timedelta(minutes=15)  # with a worker alive only a pace of the clinic's own holds an email back for so long
START = "Start `python manage.py worker` on one machine at least, and look at its log."


def sending(look: Look) -> Iterator[Found]:
    row = Installation.current()
    yield ok("Live: emails go to real people." if row.live_mark else "Practising: every email goes to the local inbox.")
    way = way_now(look.now)
    if row.paused:
        yield warning("A person paused all sending.", "`python manage.py resume` when it may go on.")
    elif row.braked_at:
        yield error(f"The brake is on: {row.brake_reason}", "Look at what is due, then `python manage.py resume`.")
    elif missing := ClinicProfile.current().missing():
        says = f"The clinic's details aren't complete: {', '.join(missing)}."
        yield error(says, "Set them with `python manage.py clinic set`.")
    elif way.transport is None:
        trouble = warning if rests(look) else error
        yield trouble(f"Nothing leaves: {way.why}", "See “Is it sending?” on the desk.")
    elif nobody_works():
        yield warning("No worker is running: what is due waits.", START)
    elif settings.WORKERS and (since := waits_since(look)) and look.now - since > LATE:
        says = f"An email has been due for {int((look.now - since).total_seconds() // 60)} minutes: no worker takes it."
        yield warning(says, START)
    if settings.ONLY_TO:
        says = f"ONLY_TO is set: {len(settings.ONLY_TO)} addresses or domains may be mailed, and nobody else."
        yield warning(says, "Take ONLY_TO out once this isn't for staging.") if row.live_mark else ok(says)


def waits_since(look: Look) -> datetime | None:
    """None while emails leave: of a long newsletter the last ones wait for hours."""
    return None if any(attempts_by_verdict(look.now).values()) else oldest_email_due(look.now)


def rests(look: Look) -> bool:
    """It looks again by itself."""
    return any(one.rests(look.now) and not one.stopped_at for one in WayOut.objects.all())
