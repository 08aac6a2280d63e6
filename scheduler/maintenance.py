"""What the clock does besides sending, once an hour."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from campaigns.consents.reminding_to_confirm import remind_silent
from campaigns.contacts.giving_up import give_up_unconfirmed
from campaigns.enrolling import slips
from campaigns.intake.pending import give_up_old
from campaigns.keeping.retention import NIGHT, nightly
from campaigns.models import CancelledVisit, InboundEmail
from campaigns.newsletters.reminding import remind_reviewers
from campaigns.patient_files import running
from campaigns.reporting.counting import count_large
from campaigns.reporting.weekly_email import mail_the_week
from campaigns.requests.telling_backup import tell_backup
from campaigns.reviewing.reminding import remind
from clinic.audit_seals import seal_new
from clinic.models import ClinicProfile

SECONDS = 3_600
BREATH = 0.1  # seconds: SQLite asks again that often (sqlite3.c, sqliteDefaultBusyCallback)


def maintain(now: datetime) -> None:
    """Each part is noted where it was done, so that running this again at once changes nothing."""
    remind(now)
    remind_reviewers(now)
    tell_backup(now)
    mail_the_week(now)
    give_up_unconfirmed(now)
    remind_silent(now)
    InboundEmail.objects.forget_old(now)
    slips.forget_old(now)
    give_up_old(now)
    CancelledVisit.objects.forget_old(now)
    running.forget_old(now)
    seal_new(now)
    hour = now.astimezone(ClinicProfile.current().zone).hour
    nightly(now, hour, go_on_for(NIGHT.total_seconds()))
    count_large(now, hour)


def go_on_for(seconds: float) -> Callable[[], bool]:
    """True until so much time is over, and each time after a breath in which others may write: SQLite keeps no queue of those who wait."""
    end = time.monotonic() + seconds

    def go_on() -> bool:
        time.sleep(BREATH)
        return time.monotonic() < end

    return go_on
