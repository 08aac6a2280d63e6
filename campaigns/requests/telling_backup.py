"""After one business day without an answer the clinic's backup is told by email, once a request. Numbers only, no name."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from campaigns.models import PatientRequest
from campaigns.requests.business_time import is_late, working_days
from campaigns.reviewing.reminder_email import mail_reviewer
from clinic.models import ClinicProfile
from clinic.told_settings import still_here

PATH = "/staff/requests/"
AT_ONCE = 500  # the rest is told an hour later
WHY = "You get this because you are the backup for requests of patients at {mail_name}."


def tell_backup(now: datetime) -> int:
    """Noted before it is mailed: after a crash in between an email may be missing, but Today says the same. How many requests.

    While no backup is named nothing is noted, so that the one who is named later hears of them.
    """
    clinic = ClinicProfile.current()
    backup, _ = still_here(clinic)
    if backup is None:
        return 0
    days = working_days(clinic)
    old = PatientRequest.objects.nobody_told(now - min(days.day, timedelta(days=1)))[:AT_ONCE]
    late = [one.pk for one in old if is_late(one.received_at, now, days)]
    noted = PatientRequest.objects.filter(pk__in=late, backup_told_at=None, done_at=None).update(
        backup_told=str(backup.pk), backup_told_at=now
    )
    if noted:
        subject = (
            "1 request has waited a business day" if noted == 1 else f"{noted} requests have waited a business day"
        )
        lines = [f"{subject}.", "Nobody has said that it is done. Take it over, or hand it to a colleague."]
        mail_reviewer(backup.email, subject, lines, f"{settings.PUBLIC_URL}{PATH}", "See the requests", now, why=WHY)
    return noted
