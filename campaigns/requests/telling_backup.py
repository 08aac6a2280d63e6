"""After one business day without an answer the clinic's backup is told by email, once a request. Numbers only, no name."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from campaigns.emails.staff_language import in_their_language
from campaigns.models import PatientRequest
from campaigns.requests.business_time import is_late, working_days
from campaigns.reviewing.reminder_email import mail_reviewer
from clinic.models import ClinicProfile
from clinic.told_settings import still_here

PATH = "/staff/requests/"
AT_ONCE = 500  # the rest is told an hour later
WHY = gettext_noop("You get this because you are the backup for requests of patients at {mail_name}.")


def tell_backup(now: datetime) -> int:
    """Noted before it is mailed: after a crash in between an email may be missing, but Today says the same. How many requests.

    While no backup is named nothing is noted, so that the one who is named later hears of them.
    """
    clinic = ClinicProfile.current()
    backup = still_here(clinic)[0]
    if backup is None:
        return 0
    days = working_days(clinic)
    old = PatientRequest.objects.nobody_told(now - min(days.day, timedelta(days=1)))[:AT_ONCE]
    late = [one.pk for one in old if is_late(one.received_at, now, days)]
    noted = PatientRequest.objects.filter(pk__in=late, backup_told_at=None, done_at=None).update(
        backup_told=str(backup.pk), backup_told_at=now
    )
    if noted:
        with in_their_language(backup):
            tell(backup.email, noted, now)
    return noted


def tell(address: str, requests: int, now: datetime) -> None:
    said = ngettext("{n} request has waited a business day", "{n} requests have waited a business day", requests)
    subject = said.format(n=requests)
    lines = [f"{subject}.", _("Nobody has said that it is done. Take it over, or hand it to a colleague.")]
    mail_reviewer(address, subject, lines, f"{settings.PUBLIC_URL}{PATH}", _("See the requests"), now, why=WHY)
