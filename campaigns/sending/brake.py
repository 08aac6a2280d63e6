"""The brake: a run far beyond the ordinary, or a clock that jumped, waits for a person's yes."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from campaigns.models import Enrolment, Message, Tally
from clinic.models import ClinicProfile, Installation

log = logging.getLogger("aftervisit.brake")
ORDINARY = 500  # a run of fewer is never called unusual, however small the installation
UNUSUAL = 3  # times the busiest day so far
LONG_SILENCE = timedelta(days=7)  # longer than a machine is off without anybody's noticing
SET_BACK = timedelta(hours=25)  # more than any mistaken time zone makes
DRIFT = timedelta(minutes=10)  # more than a clock is corrected by while a program runs


def brake(now: datetime, drift: timedelta = timedelta()) -> None:
    """Pull it where there is reason to, then note the heartbeat. The inbox needs no brake: nobody is mailed.

    `drift`: by how much the clock was set while this program ran, as far as it can tell.
    """
    installation = Installation.current()
    released = installation.released_until and now < installation.released_until
    if installation.live_mark and not installation.braked_at and not released:
        reason = jumped(installation.ticked_at, now, drift) or too_many(now, ClinicProfile.current().brake)
        if reason:
            installation.pull_brake(now, reason)
            log.warning("brake: %s", reason)
    installation.tick(now)


def jumped(ticked_at: datetime | None, now: datetime, drift: timedelta) -> str:
    """Why this clock can't be trusted, as a sentence; empty when it can."""
    if abs(drift) > DRIFT:
        return f"The clock was set by {in_words(drift)} while the program ran. Is the date right?"
    if ticked_at is None:
        return ""
    passed = now - ticked_at
    if passed > LONG_SILENCE:
        return f"{in_words(passed)} passed since the last run: was this machine off, or is its date wrong?"
    if -passed > SET_BACK:
        return f"The last run was {in_words(passed)} ahead of now: the date is wrong, or was. What left then?"
    return ""


def too_many(now: datetime, most: int) -> str:
    """Why this run is out of the ordinary, as a sentence; empty when it isn't."""
    lessons = Message.objects.due(now).exclude(kind=Message.Kind.NEWS)  # whoever planned a newsletter saw its number
    due = lessons.count() + Enrolment.objects.due(now).count()
    if due > most:
        return f"{due} emails are due at once, and the brake is set to {most}."
    busiest = Tally.objects.busiest_day()
    if busiest and due > max(ORDINARY, UNUSUAL * busiest):
        return f"{due} emails are due at once; the busiest day so far had {busiest}."
    return ""


def in_words(span: timedelta) -> str:
    span = abs(span)
    return f"{span.days} days" if span >= timedelta(days=2) else f"{round(span / timedelta(minutes=1))} minutes"
